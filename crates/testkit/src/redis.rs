//! A Redis of a test's own, which can die in the middle of it.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{Ipv4Addr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

/// A `redis-server` that keeps nothing and is killed when this value is dropped.
#[derive(Debug)]
pub struct RedisServer {
    folder: TempDir,
    port: u16,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    server: Child,
    /// Kills the server when its standard input ends, which it does however this process ends.
    warden: Child,
}

impl RedisServer {
    /// Starts one, or gives `None` and says that `checks` checks are skipped where there is no `redis-server`.
    ///
    /// # Panics
    /// When there is one but it does not start: then a test run must not pass.
    pub fn start(checks: usize) -> Option<Self> {
        let found = Command::new("redis-server").arg("--version").stdout(Stdio::null()).status();
        if !found.is_ok_and(|status| status.success()) {
            // Past the test runner's capture, as in `environment`.
            let _ = writeln!(std::io::stderr(), "{}", crate::skipped(checks, "there is no redis-server"));
            return None;
        }
        let folder =
            tempfile::Builder::new().prefix("emaki-redis-").tempdir().expect("the temp folder is writable");
        // Between finding a free port and taking it somebody else may have been faster.
        (0..10)
            .find_map(|_| {
                let port = free_port();
                Running::start(folder.path(), port).map(|running| (port, running))
            })
            .map(|(port, running)| Self { folder, port, running: Some(running) })
            .map_or_else(|| panic!("redis-server does not start"), Some)
    }

    /// Its address, the same after a restart.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Kills it at once, as a crash does; connections break off. What it held is lost.
    pub fn stop(&mut self) {
        self.running = None;
    }

    /// Starts it again, empty, at the same address.
    ///
    /// # Panics
    /// When it does not start.
    pub fn restart(&mut self) {
        self.stop();
        let running = Running::start(self.folder.path(), self.port);
        self.running = Some(running.expect("redis-server starts again"));
    }
}

impl Running {
    /// Starts a server and comes back when it takes connections; `None` when it ends before.
    fn start(folder: &Path, port: u16) -> Option<Self> {
        let mut server = Command::new("redis-server");
        server.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        server.arg("--dir").arg(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = server.spawn().expect("redis-server was there a moment ago");
        let warden = Command::new("sh")
            .args(["-c", "read -r _; kill -9 \"$0\" 2>/dev/null", &server.id().to_string()])
            .stdin(Stdio::piped())
            .spawn()
            .expect("a shell");
        let log = BufReader::new(server.stdout.take().expect("it is piped"));
        let mut lines = log.lines().map_while(Result::ok);
        let ready = lines.any(|line| line.contains("Ready to accept connections"));
        // It writes little after this, and does not mind that nobody reads.
        let running = Self { server, warden };
        ready.then_some(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The warden first, so that it never kills whoever gets the server's number next. Both may be gone.
        let _ = (self.warden.kill(), self.warden.wait());
        let _ = (self.server.kill(), self.server.wait());
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    listener.local_addr().expect("a bound listener has an address").port()
}

#[cfg(test)]
mod tests {
    use std::{io::Read as _, net::TcpStream};

    use super::*;

    fn ask(stream: &mut TcpStream, command: &str) -> String {
        let mut answer = [0; 64];
        let sent = stream.write_all(format!("{command}\r\n").as_bytes());
        let count = sent.and_then(|()| stream.read(&mut answer)).unwrap_or(0);
        String::from_utf8_lossy(&answer[..count]).into_owned()
    }

    #[test]
    fn it_dies_and_comes_back_empty_at_the_same_address() {
        let Some(mut redis) = RedisServer::start(1) else { return };
        let address = redis.url().strip_prefix("redis://").expect("its scheme").to_owned();
        let connect = || TcpStream::connect(&address);
        let mut stream = connect().expect("it runs");
        assert_eq!(ask(&mut stream, "SET a b"), "+OK\r\n");
        redis.stop();
        assert_eq!(ask(&mut stream, "GET a"), "");
        assert!(connect().is_err());
        redis.restart();
        assert_eq!(ask(&mut connect().expect("it runs again"), "GET a"), "$-1\r\n");
        let folder = redis.folder.path().to_owned();
        drop(redis);
        assert!(connect().is_err() && !folder.exists());
    }
}
