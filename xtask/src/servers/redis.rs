//! A private Redis that keeps nothing on disk.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
    path::Path,
    time::Duration,
};

use super::{Kept, keeper::Room};

/// Starts a server on `port`.
pub fn start(binary: &Path, port: u16) -> anyhow::Result<Kept> {
    let room = Room::new("redis")?;
    let folder = room.path().display().to_string();
    let server = [
        &binary.display().to_string(),
        "--port",
        &port.to_string(),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        &folder,
    ]
    .map(str::to_owned);
    room.keep(&server, "TERM", format!("redis://127.0.0.1:{port}"), || answers(port).unwrap_or(false))
}

fn answers(port: u16) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    stream.write_all(b"PING\r\n")?;
    let mut answer = [0; 5];
    stream.read_exact(&mut answer)?;
    Ok(&answer == b"+PONG")
}
