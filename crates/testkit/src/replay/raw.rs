//! A client for the tests here that sees every byte.

use std::{
    io::{self, Read as _, Write as _},
    net::TcpStream,
};

use super::Replay;

/// One connection.
pub(super) struct Raw(TcpStream);

/// A whole answer: status line and headers, and the body's bytes as they came.
pub(super) struct Seen {
    pub(super) head: String,
    pub(super) body: Vec<u8>,
    /// How the connection ended after it.
    pub(super) end: io::Result<()>,
}

impl Raw {
    pub(super) fn to(replay: &Replay) -> Self {
        Self(TcpStream::connect(replay.address()).expect("loopback"))
    }

    pub(super) fn write(&mut self, bytes: &str) {
        self.0.write_all(bytes.as_bytes()).expect("loopback");
    }

    pub(super) fn read(&mut self, count: usize) -> String {
        let mut bytes = vec![0; count];
        self.0.read_exact(&mut bytes).expect("loopback");
        String::from_utf8(bytes).expect("loopback")
    }

    /// Up to and with the empty line.
    pub(super) fn read_head(&mut self) -> String {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            head += &self.read(1);
        }
        head.to_lowercase()
    }

    /// All that comes until the end.
    pub(super) fn read_all(&mut self) -> (Vec<u8>, io::Result<()>) {
        let mut bytes = Vec::new();
        let end = self.0.read_to_end(&mut bytes).map(drop);
        (bytes, end)
    }
}

impl Seen {
    pub(super) fn status(&self) -> u16 {
        self.head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Asks on a connection of its own, which the server is told to close.
pub(super) fn ask(replay: &Replay, method: &str, target: &str, headers: &str, body: &str) -> Seen {
    let mut raw = Raw::to(replay);
    let length = body.len();
    raw.write(&format!(
        "{method} {target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    ));
    let (bytes, end) = raw.read_all();
    let cut = bytes.windows(4).position(|window| window == b"\r\n\r\n").map_or(0, |at| at + 4);
    let head = String::from_utf8_lossy(&bytes[..cut]).into_owned();
    Seen { head, body: bytes[cut..].to_vec(), end }
}

/// Asks by GET.
pub(super) fn get(replay: &Replay, target: &str) -> Seen {
    ask(replay, "GET", target, "", "")
}
