//! The protocol's lines over a pair of pipes: a JSON message each, and an answer to a line that is none.
//!
//! The library drops such a line without a word, and whoever frames messages wrongly would wait for ever. One that is
//! an answer itself is never answered, so that two programs cannot talk past each other without end.

use std::{io, sync::Arc};

use rmcp::{
    RoleServer,
    service::{RxJsonRpcMessage, TxJsonRpcMessage},
    transport::Transport,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    sync::Mutex,
    task::JoinHandle,
};

/// A line that is no JSON, by the number of JSON-RPC.
const PARSE_ERROR: i32 = -32700;
/// A line that is JSON and no message, by the number of JSON-RPC.
const INVALID_REQUEST: i32 = -32600;
/// What some editors put before a text.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Both directions of a talk in lines.
pub struct Lines<R, W> {
    from: BufReader<R>,
    /// What has been read of the next line.
    line: Vec<u8>,
    /// Bytes of the longest line.
    longest: usize,
    /// Whether the line that is being read is longer.
    is_too_long: bool,
    to: Arc<Mutex<Option<W>>>,
    /// The refusal that is on its way out.
    refusing: Option<JoinHandle<()>>,
}

/// What came of reading.
enum Read {
    Line,
    TooLong,
    End,
}

impl<R: AsyncRead + Unpin, W> Lines<R, W> {
    /// Lines of at most `longest` bytes each are read; a longer one is refused.
    pub fn new(from: R, to: W, longest: usize) -> Self {
        let to = Arc::new(Mutex::new(Some(to)));
        Self { from: BufReader::new(from), line: Vec::new(), longest, is_too_long: false, to, refusing: None }
    }

    /// Reads a line into `line`. Whoever waits may stop waiting: what was read stays for the next time.
    async fn read(&mut self) -> Read {
        loop {
            let available = match self.from.fill_buf().await {
                Ok(available) => available,
                Err(error) => {
                    tracing::error!(%error, "stdin cannot be read any more");
                    return Read::End;
                }
            };
            if available.is_empty() {
                // The last line may lack its end.
                if std::mem::take(&mut self.is_too_long) {
                    return Read::TooLong;
                }
                return if self.line.is_empty() { Read::End } else { Read::Line };
            }
            let end = available.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(available.len(), |end| end + 1);
            if !self.is_too_long && self.line.len() + taken <= self.longest {
                self.line.extend_from_slice(&available[..taken]);
            } else {
                self.is_too_long = true;
                self.line.clear();
            }
            self.from.consume(taken);
            if end.is_some() {
                return if std::mem::take(&mut self.is_too_long) { Read::TooLong } else { Read::Line };
            }
        }
    }
}

impl<R, W> Transport<RoleServer> for Lines<R, W>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    type Error = io::Error;

    fn send(
        &mut self,
        item: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = io::Result<()>> + Send + 'static {
        let to = Arc::clone(&self.to);
        async move { write(&to, serde_json::to_vec(&item)?).await }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            if let Some(refusing) = &mut self.refusing {
                // Where it fails nobody reads any more, which the next answer finds out as well.
                drop(refusing.await);
                self.refusing = None;
            }
            let heard = match self.read().await {
                Read::End => return None,
                Read::TooLong => {
                    let told = format!("the message is longer than {} bytes", self.longest);
                    Err(refusal(&Value::Null, INVALID_REQUEST, &told))
                }
                Read::Line => heard(&self.line),
            };
            self.line.clear();
            match heard {
                Ok(Some(message)) => return Some(message),
                Ok(None) => {}
                Err(refusal) => {
                    // On its own, since whoever waits here may stop in the middle of a line.
                    let to = Arc::clone(&self.to);
                    self.refusing = Some(tokio::spawn(async move {
                        if let Err(error) = write(&to, refusal.to_string().into_bytes()).await {
                            tracing::debug!(%error, "a refusal reached nobody");
                        }
                    }));
                }
            }
        }
    }

    async fn close(&mut self) -> io::Result<()> {
        drop(self.to.lock().await.take());
        Ok(())
    }
}

/// What a line says: a message, nothing, or what it is to be refused with.
fn heard(line: &[u8]) -> Result<Option<RxJsonRpcMessage<RoleServer>>, Value> {
    let line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line).trim_ascii();
    if line.is_empty() {
        return Ok(None);
    }
    if let Ok(message) = serde_json::from_slice(line) {
        return Ok(Some(message));
    }
    let said: Value = serde_json::from_slice(line).map_err(|error| {
        refusal(
            &Value::Null,
            PARSE_ERROR,
            &format!("a message is one line of JSON, and this is none: {error}"),
        )
    })?;
    let is_answer = said.get("result").is_some() || said.get("error").is_some();
    let is_notice = said.get("method").is_some_and(Value::is_string) && said.get("id").is_none();
    if is_answer || is_notice {
        return Ok(None);
    }
    let id = said.get("id").filter(|id| id.is_string() || id.is_number()).unwrap_or(&Value::Null);
    Err(refusal(id, INVALID_REQUEST, "this is JSON and no request: `jsonrpc`, `id` and `method` make one"))
}

fn refusal(id: &Value, code: i32, message: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
}

/// Writes one line whole, or says that nobody is there any more.
async fn write<W: AsyncWrite + Unpin>(to: &Mutex<Option<W>>, mut line: Vec<u8>) -> io::Result<()> {
    line.push(b'\n');
    let mut place = to.lock().await;
    let to = place.as_mut().ok_or_else(|| io::Error::new(io::ErrorKind::NotConnected, "the talk is over"))?;
    to.write_all(&line).await?;
    to.flush().await
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    /// What comes through of a talk, and what is answered at once.
    async fn talk(said: &'static str, longest: usize) -> (usize, Vec<Value>) {
        let (mut client, server) = tokio::io::duplex(65_536);
        let mut lines = Lines::new(said.as_bytes(), server, longest);
        let mut heard = 0;
        while lines.receive().await.is_some() {
            heard += 1;
        }
        lines.close().await.expect("it closes");
        let mut told = String::new();
        client.read_to_string(&mut told).await.expect("text");
        (heard, told.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect())
    }

    #[tokio::test]
    async fn a_line_that_is_no_message_is_refused_and_the_next_is_heard() {
        let ping = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
        let said = format!("not json\n\n{ping}\r\n[7]\n{{\"id\":\"a\"}}\n{{\"jsonrpc\":\n\u{feff}{ping}");
        let (heard, told) = talk(said.leak(), 1000).await;
        assert_eq!(heard, 2, "the last line may lack its end");
        let told: Vec<_> = told.iter().map(|one| (&one["id"], &one["error"]["code"])).collect();
        let (nobody, a) = (Value::Null, json!("a"));
        let (parse, invalid) = (json!(PARSE_ERROR), json!(INVALID_REQUEST));
        assert_eq!(told, [(&nobody, &parse), (&nobody, &invalid), (&a, &invalid), (&nobody, &parse)]);
    }

    #[tokio::test]
    async fn a_line_that_is_too_long_is_refused() {
        let (long, ping) = ("x".repeat(200), r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#);
        let (heard, told) = talk(format!("{long}\n{ping}\n{long}").leak(), 100).await;
        assert_eq!((heard, told.len()), (1, 2), "the last one has no end");
        assert_eq!((&told[0]["id"], &told[0]["error"]["code"]), (&Value::Null, &json!(INVALID_REQUEST)));
    }

    #[tokio::test]
    async fn neither_answers_nor_notices_are_refused() {
        let said = r#"{"id":7,"error":"odd"}
{"method":"window/shown"}
"#;
        assert_eq!(talk(said, 1000).await.1, Vec::<Value>::new());
    }
}
