//! Requests off the wire: HTTP/1.1 as far as clients speak it, read strictly enough to trust the counts.

use std::{io, time::Instant};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::Request;

/// More than any client of ours sends.
const MOST: usize = 64 << 20;

/// One connection's incoming bytes.
pub(crate) struct Reader {
    buffer: Vec<u8>,
    connection: usize,
}

impl Reader {
    pub(crate) fn new(connection: usize) -> Self {
        Self { buffer: Vec::new(), connection }
    }

    /// The next request, or `None` when the client is done.
    pub(crate) async fn next(&mut self, stream: &mut TcpStream) -> io::Result<Option<Request>> {
        let Some(head) = self.until(stream, b"\r\n\r\n").await? else { return Ok(None) };
        let mut request = parse(&head).ok_or_else(|| invalid("no HTTP request"))?;
        request.connection = self.connection;
        if request.header("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue")) {
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        if request.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
            request.body = self.chunks(stream).await?;
        } else if let Some(length) = request.header("content-length") {
            let length = length.trim().parse().map_err(|_| invalid("a Content-Length that is no number"))?;
            request.body = self.exactly(stream, length).await?;
        }
        request.at = Instant::now();
        Ok(Some(request))
    }

    /// What was read of the connection beyond the last request.
    pub(crate) fn into_rest(self) -> Vec<u8> {
        self.buffer
    }

    async fn chunks(&mut self, stream: &mut TcpStream) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = self.until(stream, b"\r\n").await?.ok_or(io::ErrorKind::UnexpectedEof)?;
            let line = String::from_utf8_lossy(&line).into_owned();
            let size = line.trim().split(';').next().unwrap_or_default();
            let size = usize::from_str_radix(size, 16).map_err(|_| invalid("a chunk without a size"))?;
            let chunk = self.exactly(stream, size).await?;
            self.exactly(stream, 2).await?; // its end of line; no client of ours sends trailers
            if size == 0 {
                return Ok(body);
            }
            body.extend(chunk);
        }
    }

    /// The bytes up to and with `mark`, or `None` when the client is done before the first byte.
    async fn until(&mut self, stream: &mut TcpStream, mark: &[u8]) -> io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(at) = self.buffer.windows(mark.len()).position(|window| window == mark) {
                let rest = self.buffer.split_off(at + mark.len());
                return Ok(Some(std::mem::replace(&mut self.buffer, rest)));
            }
            if !self.more(stream).await? {
                let cut = Err(io::ErrorKind::UnexpectedEof.into());
                return if self.buffer.is_empty() { Ok(None) } else { cut };
            }
        }
    }

    async fn exactly(&mut self, stream: &mut TcpStream, length: usize) -> io::Result<Vec<u8>> {
        if length > MOST {
            return Err(invalid("a body beyond all reason"));
        }
        while self.buffer.len() < length {
            if !self.more(stream).await? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let rest = self.buffer.split_off(length);
        Ok(std::mem::replace(&mut self.buffer, rest))
    }

    async fn more(&mut self, stream: &mut TcpStream) -> io::Result<bool> {
        if self.buffer.len() > MOST {
            return Err(invalid("a request beyond all reason"));
        }
        Ok(stream.read_buf(&mut self.buffer).await? > 0)
    }
}

fn parse(head: &[u8]) -> Option<Request> {
    let head = String::from_utf8_lossy(head);
    let mut lines = head.split("\r\n").skip_while(|line| line.is_empty());
    let mut start = lines.next()?.split(' ');
    let (method, target) = (start.next()?.to_owned(), start.next()?);
    start.next().filter(|version| version.starts_with("HTTP/1."))?;
    // A proxy is asked for a whole address; we only look at what follows the host.
    let target =
        target.strip_prefix("http://").map_or(target, |rest| rest.find('/').map_or("/", |at| &rest[at..]));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
    Some(Request {
        number: 0,
        at: Instant::now(),
        connection: 0,
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        headers: headers.collect(),
        body: Vec::new(),
    })
}

fn invalid(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
