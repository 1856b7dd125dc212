//! The server from outside: where it listens, what it says, how it stops.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use crate::{emaki::Emaki, fixtures};

/// A running server; it is killed when the test ends early.
pub struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts it on the installation and reads where it listens.
    pub fn start(emaki: &Emaki, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = emaki.command(arguments);
        command.envs(variables.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the binary starts");
        let mut line = String::new();
        let stdout = child.stdout.as_mut().expect("a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("the address line");
        let address = line.trim().strip_prefix("Emaki is at http://").unwrap_or_else(|| panic!("{line:?}"));
        Self { address: address.parse().expect("an address"), child }
    }

    /// The status and body of a plain request.
    pub fn get(&self, path: &str) -> (u16, String) {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address))
    }

    /// The head and the body of an answer to whoever has this token.
    pub fn get_by(&self, token: &str, path: &str) -> (String, String) {
        self.exchange(&format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n",
            self.address
        ))
    }

    /// The status and body of a question in JSON.
    pub fn post(&self, path: &str, body: &str) -> (u16, String) {
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            self.address,
            body.len()
        ))
    }

    /// The session that an answer names, and the answer, to a message of the protocol for assistants.
    pub fn post_rpc(
        &self,
        session: Option<&str>,
        method: &str,
        params: &serde_json::Value,
    ) -> (Option<String>, serde_json::Value) {
        let message = serde_json::json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let (head, body) = self.exchange_rpc(session, &message.to_string());
        let named = head.lines().filter_map(|line| line.split_once(": "));
        let mut named = named.filter(|(name, _)| name.eq_ignore_ascii_case("mcp-session-id"));
        let named = named.next().map(|(_, id)| id.trim().to_owned());
        // A stream of events has the answer on a line of its own; in between stand the lengths of its parts.
        let at = body.find("{\"jsonrpc\"").unwrap_or_else(|| panic!("{head}\n{body}"));
        let mut messages = serde_json::Deserializer::from_str(&body[at..]).into_iter();
        (named, messages.next().expect("a message").expect("JSON"))
    }

    /// Tells that the greeting is done.
    pub fn greeted(&self, session: &str) {
        let message = r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;
        let (head, _) = self.exchange_rpc(Some(session), message);
        assert!(head.contains(" 202 "), "{head}");
    }

    fn exchange_rpc(&self, session: Option<&str>, message: &str) -> (String, String) {
        let session = session.map(|id| format!("Mcp-Session-Id: {id}\r\n")).unwrap_or_default();
        self.exchange(&format!(
            "POST /mcp HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Accept: application/json, text/event-stream\r\n{session}Connection: close\r\n\r\n{message}",
            self.address,
            message.len()
        ))
    }

    fn send(&self, request: &str) -> (u16, String) {
        let (head, body) = self.exchange(request);
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        (status, body)
    }

    /// The head and the body of an answer.
    fn exchange(&self, request: &str) -> (String, String) {
        let mut stream = TcpStream::connect(self.address).expect("the server listens");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        (head.to_owned(), body.to_owned())
    }

    /// Asks until the answer is there; the index is brought up to date in the background.
    pub fn wait_for(&self, path: &str, what: &str) -> String {
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            let (status, body) = self.get(path);
            if status == 200 && body.contains(what) {
                return body;
            }
            assert!(Instant::now() < end, "no {what} at {path}: {status} {body}");
        }
    }

    /// Ends it the way systems do and gives its exit code.
    fn terminate(mut self) -> Option<i32> {
        let pid = i32::try_from(self.child.id()).expect("a process id");
        let killed = std::process::Command::new("kill").args(["-TERM", &pid.to_string()]).status();
        assert!(killed.expect("kill runs").success());
        self.child.wait().expect("the server ends").code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_answers_at_the_printed_address_and_stops_when_told() {
    let emaki = fixtures::imported();
    let server = Server::start(&emaki, &["serve", "--listen", "127.0.0.1:0"], &[]);
    assert_ne!(server.address.port(), 0);
    server.wait_for("/health", "\"store\"");
    server.wait_for("/api/search?q=moonlit", "Moonlit Depot");
    let begun = Instant::now();
    assert_eq!(server.terminate(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(20), "it stops within its grace");
}

#[test]
fn an_open_connection_does_not_hold_it_back() {
    let emaki = Emaki::new();
    let server = Server::start(&emaki, &["serve", "--listen", "127.0.0.1:0"], &[]);
    let idle = TcpStream::connect(server.address).expect("the server listens");
    let begun = Instant::now();
    assert_eq!(server.terminate(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    drop(idle);
}

#[test]
fn a_port_in_use_says_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("its address").to_string();
    let emaki = Emaki::new();
    let ran = emaki.run(&["serve", "--listen", &address]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{ran}");
    insta::assert_snapshot!(ran.stderr.replace(&address, "[address]"));
    assert!(!emaki.path("data").exists(), "nothing is made before the port is known to be free");
}

#[test]
fn bare_emaki_brings_the_starter_catalog_and_serve_does_not() {
    let emaki = Emaki::new();
    let plain = Server::start(&emaki, &["serve", "--listen", "127.0.0.1:0"], &[]);
    plain.wait_for("/api/search?q=", "\"total\":0");
    drop(plain);
    let bare = Server::start(&emaki, &[], &[("EMAKI_SERVE__LISTEN", "127.0.0.1:0")]);
    let (status, body) = bare.get("/api/search?q=");
    assert_eq!(status, 200, "the first page is alive at once: {body}");
    let answer: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    assert!(answer["total"].as_u64() >= Some(100), "{}", answer["total"]);
    assert_eq!(bare.terminate(), Some(0));
}

#[test]
fn an_empty_catalog_is_told_of_with_the_way_out() {
    let emaki = Emaki::new();
    let mut command = emaki.command(&["serve", "--listen", "127.0.0.1:0"]);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary starts");
    let stderr = BufReader::new(child.stderr.take().expect("a pipe"));
    let told = stderr.lines().map_while(Result::ok).find(|line| line.contains("emaki import"));
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    let told = told.expect("a line that says what to do");
    assert!(told.contains("emaki import --starter") && told.contains("anime-offline-database"), "{told}");
}

#[test]
fn an_import_beside_a_server_is_found_by_it() {
    let emaki = Emaki::new();
    let server = Server::start(&emaki, &["serve", "--listen", "127.0.0.1:0"], &[]);
    for path in ["/", "/?q=lanterns"] {
        let page = server.wait_for(path, "Nothing has been imported yet");
        assert!(page.contains("<code>emaki import --starter</code>"), "{path}: {page}");
    }
    fixtures::write(&emaki);
    let ran = emaki.run(&["--quiet", "import", "offline-db.jsonl"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    server.wait_for("/api/search?q=harbor+of+paper+lanterns", "Harbor of Paper Lanterns");
}
