//! A private PostgreSQL, strict because it sorts like a real one: fast because it may lose everything, or as durable as
//! one that is installed, where that is what is measured.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::Read as _,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::Context as _;

use super::{Kept, keeper::Room};
use crate::shell;

/// What a server does not do that may lose everything.
const CARELESS: [&str; 3] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
/// What one does that loses nothing which it has acknowledged, as PostgreSQL's own defaults have it.
const DURABLE: [&str; 3] = ["fsync=on", "synchronous_commit=on", "full_page_writes=on"];

/// Makes a cluster and starts a server on it.
pub fn start(binaries: &Path, port: u16, is_durable: bool) -> anyhow::Result<Kept> {
    let room = Room::new("postgres")?;
    let password = random_password()?;
    let data = room.path().join("data");
    let password_file = room.path().join("password");
    fs::write(&password_file, &password)?;
    // ICU's root order is what real installations are near to: it differs from the order of bytes, and
    // so shows every place that takes one for the other.
    shell::output(
        room.command(&binaries.join("initdb"))
            .args(["--username=emaki", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"])
            .args(["--locale-provider=icu", "--icu-locale=und", "--no-sync", "--no-instructions"])
            .arg("--pwfile")
            .arg(&password_file)
            .arg("--pgdata")
            .arg(&data),
    )?;
    fs::remove_file(&password_file)?;
    let mut server =
        vec![binaries.join("postgres").display().to_string(), "-D".into(), data.display().to_string()];
    let port_setting = format!("port={port}");
    let settings =
        [&port_setting, "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=300"];
    let settings = settings.into_iter().chain(if is_durable { DURABLE } else { CARELESS });
    server.extend(settings.flat_map(|setting| ["-c".to_owned(), setting.to_owned()]));
    let url = format!("postgres://emaki:{password}@127.0.0.1:{port}/postgres");
    let asked = binaries.join("pg_isready");
    room.keep(&server, "INT", url, || {
        Command::new(&asked)
            .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    })
}

fn random_password() -> anyhow::Result<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut bytes))
        .context("no random numbers")?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // a String takes everything
        text
    }))
}
