//! A small load generator: so many threads, each asking over one connection as fast as it is answered.

use std::{
    fmt::Write as _,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};

use super::measure::quantile;

const PATIENCE: Duration = Duration::from_secs(30);

/// What happened under load.
pub struct Load {
    /// Seconds of each answer.
    pub times: Vec<f64>,
    /// Answers with another status than 200.
    pub failures: usize,
    seconds: f64,
}

impl Load {
    pub fn rate(&self) -> f64 {
        (self.times.len() - self.failures) as f64 / self.seconds
    }

    pub fn quantile_ms(&self, share: f64) -> f64 {
        quantile(&self.times, share) * 1e3
    }
}

/// Lets `clients` ask for `paths`, each beginning at another one, until the time is over.
pub fn load(address: SocketAddr, paths: &[String], clients: usize, time: Duration) -> anyhow::Result<Load> {
    let begin = Instant::now();
    let asked: Vec<anyhow::Result<(Vec<f64>, usize)>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..clients)
            .map(|client| {
                scope.spawn(move || ask(address, paths, client * paths.len() / clients, begin + time))
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| bail!("a client panicked")))
            .collect()
    });
    let seconds = begin.elapsed().as_secs_f64();
    let mut load = Load { times: Vec::new(), failures: 0, seconds };
    for client in asked {
        let (times, failures) = client?;
        load.times.extend(times);
        load.failures += failures;
    }
    Ok(load)
}

/// Whether one request on a fresh connection is answered with 200.
pub fn answers(address: SocketAddr, path: &str) -> bool {
    Client::connect(address).and_then(|mut client| client.get(path)).is_ok_and(|status| status == 200)
}

fn ask(
    address: SocketAddr,
    paths: &[String],
    first: usize,
    end: Instant,
) -> anyhow::Result<(Vec<f64>, usize)> {
    let mut client = Client::connect(address)?;
    let mut times = Vec::new();
    let mut failures = 0;
    for path in paths.iter().cycle().skip(first) {
        let begin = Instant::now();
        if begin >= end {
            break;
        }
        failures += usize::from(client.get(path)? != 200);
        times.push(begin.elapsed().as_secs_f64());
    }
    Ok((times, failures))
}

/// One connection that stays open.
struct Client {
    stream: BufReader<TcpStream>,
    host: String,
}

impl Client {
    fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), host: address.to_string() })
    }

    /// Asks for `path` and reads the whole answer; gives its status.
    fn get(&mut self, path: &str) -> anyhow::Result<u16> {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: application/json\r\n\r\n", self.host);
        self.stream.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?;
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok()).context("no HTTP status")?;
        let mut length = 0;
        let mut chunked = false;
        loop {
            let line = self.line()?.to_ascii_lowercase();
            match line.split_once(':') {
                None if line.is_empty() => break,
                Some(("content-length", value)) => length = value.trim().parse()?,
                Some(("transfer-encoding", value)) => chunked = value.trim() == "chunked",
                _ => {}
            }
        }
        if chunked {
            self.read_chunks()?;
        } else {
            self.read_body(length)?;
        }
        Ok(status)
    }

    fn read_chunks(&mut self) -> anyhow::Result<()> {
        loop {
            let length = usize::from_str_radix(self.line()?.split(';').next().unwrap_or_default(), 16)?;
            self.read_body(length)?;
            self.line()?; // behind every chunk, and behind the last one
            if length == 0 {
                return Ok(());
            }
        }
    }

    fn read_body(&mut self, length: usize) -> anyhow::Result<()> {
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(())
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            bail!("the server closed the connection");
        }
        Ok(line.trim_end().to_owned())
    }
}

/// A text as part of a URL.
pub fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut url, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            url.push(byte.into());
        } else {
            let _ = write!(url, "%{byte:02X}"); // a String takes everything
        }
        url
    })
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// Answers every request on one connection with the next of `answers`.
    fn server(answers: &'static [&'static str]) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it listens");
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("the test connects");
            let mut reader = BufReader::new(stream.try_clone().expect("a socket can be shared"));
            for answer in answers {
                let mut line = String::new();
                while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                    line.clear();
                }
                if stream.write_all(answer.as_bytes()).is_err() {
                    return;
                }
            }
        });
        address
    }

    #[test]
    fn answers_of_known_length_and_in_chunks_are_read_to_their_end() {
        let address = server(&[
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "HTTP/1.1 429 Too Many\r\ncontent-length: 0\r\n\r\n",
        ]);
        let mut client = Client::connect(address).expect("it listens");
        let statuses: Vec<_> = (0..3).map(|_| client.get("/").expect("it answers")).collect();
        assert_eq!(statuses, [200, 200, 429]);
        assert!(client.get("/").is_err());
    }

    #[test]
    fn queries_are_fit_for_urls() {
        assert_eq!(percent("moon & 月"), "moon%20%26%20%E6%9C%88");
    }
}
