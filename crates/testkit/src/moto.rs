//! moto, an S3 of somebody else's making, as a process of a test's own.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

/// A server with one bucket. It stops when this value is dropped.
pub struct Moto {
    process: Child,
    address: String,
    bucket: String,
}

impl Moto {
    /// Starts it on a port of its own choosing and makes a bucket; none, said aloud, where it is not installed.
    ///
    /// `checks` is the number of checks that the caller skips when there is none.
    pub fn start(bucket: &str, checks: usize) -> Option<Self> {
        let program = crate::environment::needed("EMAKI_TEST_MOTO", checks)?;
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", "0"]).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("moto starts");
        let told = BufReader::new(process.stderr.take().expect("a pipe"));
        let mut lines = told.lines().map_while(Result::ok);
        let line =
            lines.find(|line| line.contains("Running on http://127.0.0.1:")).expect("moto tells its port");
        let port = line.rsplit(':').next().expect("a port").trim().to_owned();
        // Whoever stops reading would let it wait.
        std::thread::spawn(move || lines.for_each(drop));
        let moto = Self { process, address: format!("127.0.0.1:{port}"), bucket: bucket.to_owned() };
        let (status, _) = moto.ask("PUT", "");
        assert_eq!(status, 200, "moto makes a bucket");
        Some(moto)
    }

    /// Where it is, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The keys of all objects, in order; of more than 1,000 the first ones.
    pub fn keys(&self) -> Vec<String> {
        let (_, body) = self.ask("GET", "?list-type=2");
        let text = String::from_utf8(body).expect("a list is text");
        let mut keys: Vec<String> = text
            .split("<Key>")
            .skip(1)
            .filter_map(|rest| rest.split_once("</Key>"))
            .map(|(key, _)| key.to_owned())
            .collect();
        keys.sort();
        keys
    }

    /// The bytes of an object.
    pub fn object(&self, key: &str) -> Option<Vec<u8>> {
        let (status, body) = self.ask("GET", &format!("/{key}"));
        (status == 200).then_some(body)
    }

    /// A header of an object, by its name in lower case.
    pub fn header(&self, key: &str, name: &str) -> Option<String> {
        let (head, _) = ask(&self.address, "HEAD", &format!("/{}/{key}", self.bucket), OWNER);
        let pairs = head.lines().filter_map(|line| line.split_once(':'));
        let mut found = pairs.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.trim().to_owned())
    }

    /// Asks as the owner; gives status and body.
    fn ask(&self, method: &str, rest: &str) -> (u16, Vec<u8>) {
        let (head, body) = ask(&self.address, method, &format!("/{}{rest}", self.bucket), OWNER);
        (status(&head), body)
    }
}

/// What lies at an address of loopback, asked without any header: status and body.
pub fn get(url: &str) -> (u16, Vec<u8>) {
    let (address, path) =
        url.strip_prefix("http://").and_then(|rest| rest.split_once('/')).expect("an address");
    let (head, body) = ask(address, "GET", &format!("/{path}"), "");
    (status(&head), body)
}

/// A header that says who asks. It is not held against a signature, but nobody without one reads an object.
const OWNER: &str = "Authorization: AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/s3/aws4_request, \
     SignedHeaders=host, Signature=0\r\n";

/// The head and the body of an answer to a request with this header, which may be none.
fn ask(address: &str, method: &str, path: &str, header: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(address).expect("the server answers");
    // HTTP/1.0, so that no body comes in chunks and the connection ends with it.
    let request = format!(
        "{method} {path} HTTP/1.0\r\nHost: {address}\r\nConnection: close\r\nContent-Length: 0\r\n{header}\r\n"
    );
    stream.write_all(request.as_bytes()).expect("the server listens");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the server ends its answer");
    let end = answer.windows(4).position(|part| part == b"\r\n\r\n").expect("a head");
    let body = answer.split_off(end + 4);
    (String::from_utf8_lossy(&answer).into_owned(), body)
}

fn status(head: &str) -> u16 {
    head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
