//! `emaki serve` with many who listen: how long after something happened to a picture's job each of them knows of it.
//!
//! What is measured begins before the request that makes it happen is sent, so the request is part of it: the time from
//! the event alone is shorter.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    sync::mpsc::{self, Receiver, Sender},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use super::{
    Setting,
    measure::{Measure, quantile},
    serve::Server,
};

/// Who listens at once.
const CLIENTS: usize = 200;
/// How often something happens.
const ROUNDS: usize = 40;
/// The first rounds, which wake everything up.
const WARM: usize = 5;
const PATIENCE: Duration = Duration::from_secs(20);

/// One project, one job that waits, and 200 who listen while its priority changes.
pub fn measure(setting: &Setting) -> anyhow::Result<Vec<Measure>> {
    let folder = tempfile::tempdir()?;
    let (_server, address) = Server::start(setting, folder.path(), "/api/anime/projects")?;
    let project = call(address, "POST", "/api/anime/projects", &json!({ "name": "Lanterns" }))?;
    let project = project["id"].as_str().context("a project has an id")?;
    call(address, "PUT", "/jobs/queue", &json!({ "paused": true }))?;
    let job = call(address, "POST", "/generate", &json!({ "prompt": "a lamp", "project_id": project }))?;
    let path = format!("/jobs/{}/priority", job["job_id"].as_str().context("a job has an id")?);

    let (tell, news) = mpsc::channel();
    for _ in 0..CLIENTS {
        let client = listen(address, &format!("/ws?project={project}"))?;
        let tell = tell.clone();
        thread::spawn(move || hear(client, &tell));
    }
    drop(tell);
    // Each is told of the job that waits, and so is known to listen.
    told(&news, Instant::now())?;
    let mut times = Vec::new();
    for round in 0..WARM + ROUNDS {
        let begun = Instant::now();
        call(address, "PUT", &path, &json!({ "priority": 3 + round % 2 }))?;
        let mut heard = told(&news, begun)?;
        if round >= WARM {
            times.append(&mut heard);
        }
    }
    let mut measure =
        Measure::new(&format!("engines.sockets.{CLIENTS}_clients"), "ms", vec![quantile(&times, 0.5)]);
    (measure.p95, measure.aim_p95) = (Some(quantile(&times, 0.95)), Some(50.0));
    let slowest = Measure::new("engines.sockets.slowest", "ms", vec![quantile(&times, 1.0)]);
    Ok(vec![measure, slowest])
}

/// When every client has heard of one event, in milliseconds since it was asked for.
fn told(news: &Receiver<Instant>, begun: Instant) -> anyhow::Result<Vec<f64>> {
    let mut times = Vec::with_capacity(CLIENTS);
    while times.len() < CLIENTS {
        let at = news.recv_timeout(PATIENCE).context("somebody who listens was not told")?;
        times.push(at.saturating_duration_since(begun).as_secs_f64() * 1e3);
    }
    Ok(times)
}

/// A request of JSON on a connection of its own.
fn call(address: SocketAddr, method: &str, path: &str, body: &Value) -> anyhow::Result<Value> {
    let body = body.to_string();
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Accept-Encoding: identity\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").context("an answer has a body")?;
    if !head.starts_with("HTTP/1.1 200") {
        bail!("{method} {path}: {answer}");
    }
    // Whole or in chunks, the object stands between its first and its last brace.
    let object = body.find('{').zip(body.rfind('}')).and_then(|(from, to)| body.get(from..=to));
    serde_json::from_str(object.unwrap_or_default()).with_context(|| format!("{method} {path}: {body}"))
}

/// Opens a WebSocket (RFC 6455).
fn listen(address: SocketAddr, path: &str) -> anyhow::Result<BufReader<TcpStream>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    if !line.starts_with("HTTP/1.1 101") {
        bail!("{path}: {line}");
    }
    while reader.read_line(&mut line)? > 2 {}
    Ok(reader)
}

/// Tells of each message when it is there, until the connection ends.
fn hear(mut reader: BufReader<TcpStream>, heard: &Sender<Instant>) {
    while let Ok(is_text) = frame(&mut reader) {
        if is_text && heard.send(Instant::now()).is_err() {
            return;
        }
    }
}

/// Reads a frame; whether it is a whole text. Servers do not mask theirs.
fn frame(reader: &mut impl std::io::Read) -> std::io::Result<bool> {
    let mut head = [0; 2];
    reader.read_exact(&mut head)?;
    let length = match head[1] & 0x7f {
        126 => {
            let mut length = [0; 2];
            reader.read_exact(&mut length)?;
            usize::from(u16::from_be_bytes(length))
        }
        127 => {
            let mut length = [0; 8];
            reader.read_exact(&mut length)?;
            usize::try_from(u64::from_be_bytes(length)).unwrap_or(usize::MAX)
        }
        short => usize::from(short),
    };
    std::io::copy(&mut reader.take(length as u64), &mut std::io::sink())?;
    Ok(head[0] == 0x81)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_read_one_after_another() {
        let long = [&[0x81, 126, 1, 0][..], &[b'x'; 256]].concat();
        let bytes = [&[0x81, 2, b'h', b'i'][..], &[0x89, 0], &long, &[0x88, 2, 3, 0xe8]].concat();
        let mut reader = bytes.as_slice();
        let texts: Vec<bool> = (0..4).map(|_| frame(&mut reader).expect("four frames")).collect();
        assert_eq!(texts, [true, false, true, false]);
        assert!(frame(&mut reader).is_err(), "there is no fifth");
    }
}
