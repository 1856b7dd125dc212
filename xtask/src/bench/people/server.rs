//! A server that sends films of any length out of one small buffer, goes on where it is told to, and knows when it was
//! asked.

use std::{
    io::{self, BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

/// How each film begins.
const HEAD: &[u8] = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41";
const PIECE: usize = 1 << 20;

/// The server; its threads end with the process.
pub struct Server {
    url: String,
    asked: Arc<Mutex<Vec<Instant>>>,
}

impl Server {
    /// Starts one whose films have so many bytes.
    pub fn start(bytes: u64) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let asked: Arc<Mutex<Vec<Instant>>> = Arc::default();
        let shared = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let asked = Arc::clone(&shared);
                // A client that goes away ends its connection.
                thread::spawn(move || serve(&stream, bytes, &asked));
            }
        });
        Ok(Self { url, asked })
    }

    /// Where it is, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How often it was asked.
    pub fn requests(&self) -> usize {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// How many requests came too soon: with `burst` others before them within the window. One part in twenty of the
    /// window is the way of a request, which is not the client's.
    pub fn beyond(&self, burst: usize, window_ms: u64) -> usize {
        let mut times = self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone();
        times.sort();
        let window = Duration::from_millis(window_ms * 19 / 20);
        beyond(&times, burst, window)
    }
}

fn beyond(times: &[Instant], burst: usize, window: Duration) -> usize {
    times.windows(burst + 1).filter(|part| part[burst].duration_since(part[0]) < window).count()
}

/// Answers one connection until its client goes.
fn serve(stream: &TcpStream, bytes: u64, asked: &Mutex<Vec<Instant>>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    loop {
        let (mut line, mut head) = (String::new(), Vec::new());
        while reader.read_line(&mut line)? > 0 && line.trim_end() != "" {
            head.push(std::mem::take(&mut line));
        }
        let Some(first) = head.first() else { return Ok(()) };
        let id = first.split(['=', '&', ' ']).rev().nth(1).unwrap_or_default().to_owned();
        asked.lock().unwrap_or_else(PoisonError::into_inner).push(Instant::now());
        let from = head.iter().find_map(|line| {
            let line = line.to_ascii_lowercase();
            line.strip_prefix("range: bytes=")?.trim().strip_suffix('-')?.parse().ok()
        });
        send(stream, &id, from.unwrap_or(0), bytes)?;
    }
}

/// A film in which its id stands, from a byte on.
fn send(mut stream: &TcpStream, id: &str, from: u64, bytes: u64) -> io::Result<()> {
    let (status, range) = if from == 0 {
        ("200 OK", String::new())
    } else {
        ("206 Partial Content", format!("Content-Range: bytes {from}-{}/{bytes}\r\n", bytes - 1))
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: video/mp4\r\nContent-Length: {}\r\n{range}ETag: \"{id}\"\r\n\
         Content-Disposition: attachment; filename=\"film.mp4\"\r\n\r\n",
        bytes - from
    )?;
    let mut piece = [HEAD, id.as_bytes()].concat();
    piece.resize(PIECE, 7);
    let mut at = from;
    while at < bytes {
        let begin = usize::try_from(at).map_or(PIECE, |at| at.min(PIECE));
        // Behind the first piece all bytes are alike.
        let part = if begin < PIECE { &piece[begin..] } else { &piece[PIECE / 2..] };
        let length = part.len().min(usize::try_from(bytes - at).unwrap_or(usize::MAX));
        stream.write_all(&part[..length])?;
        at += length as u64;
    }
    stream.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_too_soon_is_counted() {
        let begin = Instant::now();
        let times: Vec<Instant> =
            [0, 0, 10, 100, 105, 106].map(|ms| begin + Duration::from_millis(ms)).into();
        assert_eq!(beyond(&times, 2, Duration::from_millis(50)), 2);
        assert_eq!(beyond(&times, 3, Duration::from_millis(50)), 0);
    }

    #[test]
    fn a_film_goes_on_where_it_is_told_to() {
        use std::io::Read as _;
        let server = Server::start(3_000_000).expect("a port");
        let ask = |range: &str| {
            let mut stream =
                TcpStream::connect(server.url().trim_start_matches("http://")).expect("it listens");
            write!(stream, "GET /uc?export=download&id=one HTTP/1.1\r\nHost: x\r\n{range}\r\n")
                .expect("it reads");
            let mut head = Vec::new();
            let mut reader = BufReader::new(stream);
            while !head.ends_with(b"\r\n\r\n") {
                reader.read_until(b'\n', &mut head).expect("a head");
            }
            let head = String::from_utf8(head).expect("text");
            let length = head.split("Content-Length: ").nth(1).and_then(|rest| rest.split('\r').next());
            let mut body = vec![0; length.and_then(|text| text.parse().ok()).expect("a length")];
            reader.read_exact(&mut body).expect("all of it");
            (head, body)
        };
        let (_, whole) = ask("");
        let (head, rest) = ask("Range: bytes=1000-\r\n");
        assert!(head.starts_with("HTTP/1.1 206"), "{head}");
        assert_eq!((whole.len(), &whole[1000..] == rest.as_slice()), (3_000_000, true));
        assert!(whole.windows(3).take(100).any(|part| part == b"one"));
        assert_eq!(server.requests(), 2);
    }
}
