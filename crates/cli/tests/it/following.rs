//! A listener of a project's events over a WebSocket, who comes back with its last number whenever the server is gone.

use std::{
    collections::BTreeMap,
    io::{self, BufReader, Read, Write},
    net::TcpStream,
};

use serde_json::Value;

/// What was heard so far.
#[derive(Debug, Default)]
pub struct Follower {
    /// The number of the last event.
    pub last: u64,
    /// How often it was connected and the server went away.
    pub cut_off: u64,
    /// The events of each job by its id: their numbers within the job, and their words.
    pub heard: BTreeMap<String, Vec<(u64, String)>>,
}

impl Follower {
    /// Hears a project's events until the one with this number is there, or the server is gone.
    ///
    /// # Panics
    /// When an event is missed or told twice.
    pub fn listen(&mut self, address: &str, project: &str, until: u64) {
        let Ok(mut stream) = self.connect(address, project) else { return };
        while self.last < until {
            match message(&mut stream) {
                Ok(Some(event)) => self.hear(&event),
                Ok(None) => {}
                Err(_) => {
                    self.cut_off += 1;
                    return;
                }
            }
        }
    }

    fn connect(&self, address: &str, project: &str) -> io::Result<BufReader<TcpStream>> {
        let mut stream = TcpStream::connect(address)?;
        // Who waits for an event that is lost is told so in the end.
        stream.set_read_timeout(Some(std::time::Duration::from_mins(1)))?;
        let head = format!(
            "GET /ws?project={project}&after={} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            self.last
        );
        stream.write_all(head.as_bytes())?;
        let mut stream = BufReader::new(stream);
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(byte(&mut stream)?);
        }
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with("HTTP/1.1 101 "), "{answer}");
        Ok(stream)
    }

    fn hear(&mut self, event: &Value) {
        let number = |name: &str| event[name].as_u64().unwrap_or_else(|| panic!("no `{name}`: {event}"));
        assert_eq!(number("seq"), self.last + 1, "missed, or told twice: {event}");
        self.last += 1;
        let (job, word) = (&event["job_id"], &event["event"]);
        let [job, word] = [job, word].map(|text| text.as_str().expect("a text").to_owned());
        self.heard.entry(job).or_default().push((number("job_seq"), word));
    }
}

/// The next message; `None` for one that is no text, an error where the server is gone or says farewell.
fn message(stream: &mut impl Read) -> io::Result<Option<Value>> {
    let (kind, length) = (byte(stream)? & 0x0f, byte(stream)? & 0x7f);
    let length = match length {
        126 => number(stream, 2)?,
        127 => number(stream, 8)?,
        short => u64::from(short),
    };
    let mut body = vec![0; usize::try_from(length).expect("a message fits into memory")];
    stream.read_exact(&mut body)?;
    match kind {
        1 => Ok(Some(serde_json::from_slice(&body).expect("whole messages of JSON"))),
        8 => Err(io::ErrorKind::ConnectionAborted.into()),
        _ => Ok(None),
    }
}

fn byte(stream: &mut impl Read) -> io::Result<u8> {
    let mut one = [0];
    stream.read_exact(&mut one).map(|()| one[0])
}

/// A number of so many bytes.
fn number(stream: &mut impl Read, bytes: usize) -> io::Result<u64> {
    let mut sum = 0;
    for _ in 0..bytes {
        sum = (sum << 8) | u64::from(byte(stream)?);
    }
    Ok(sum)
}
