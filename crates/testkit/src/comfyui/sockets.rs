//! The WebSocket: who listens, and what they hear first.

use std::sync::Arc;

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{net::TcpStream, sync::mpsc};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, handshake::derive_accept_key, protocol::Role},
};

use super::state::{Client, Hall};

/// The answer that makes a socket of a connection.
pub(super) fn upgrade(key: &str) -> String {
    let accept = derive_accept_key(key.as_bytes());
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
    )
}

/// Serves a socket until either side has enough. It ends without a farewell, as that of a killed server does.
pub(super) async fn serve(stream: TcpStream, rest: Vec<u8>, sid: String, hall: Arc<Hall>) {
    let mut socket = WebSocketStream::from_partially_read(stream, rest, Role::Server, None).await;
    let (sender, mut words) = mpsc::unbounded_channel();
    let serial = hall.change(|state| {
        state.sockets_opened += 1;
        let serial = state.sockets_opened;
        let mut hello = state.status();
        hello["sid"] = json!(sid);
        let _ = sender.send(Message::text(json!({"type": "status", "data": hello}).to_string()));
        // Who comes back is told which node runs, though not of which run.
        if let Some(order) = state.running.as_ref().filter(|order| order.client() == Some(&sid)) {
            let node = order.graph.as_object().and_then(|nodes| {
                nodes.iter().find(|(_, node)| node["class_type"] == "KSampler").map(|(id, _)| id.clone())
            });
            let word = json!({"type": "executing", "data": {"node": node}});
            let _ = sender.send(Message::text(word.to_string()));
        }
        state.sockets.insert(sid.clone(), Client { serial, sender, wants_metadata: false });
        serial
    });
    loop {
        tokio::select! {
            word = words.recv() => {
                let Some(word) = word else { break };
                if socket.send(word).await.is_err() {
                    break;
                }
            }
            heard = socket.next() => match heard {
                Some(Ok(Message::Text(text))) => hear(&hall, &sid, &text),
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            },
        }
    }
    hall.change(|state| {
        if state.sockets.get(&sid).is_some_and(|client| client.serial == serial) {
            state.sockets.remove(&sid);
        }
    });
}

fn hear(hall: &Hall, sid: &str, text: &str) {
    let message: Value = serde_json::from_str(text).unwrap_or_default();
    if message["type"] != "feature_flags" {
        return;
    }
    hall.change(|state| {
        if let Some(client) = state.sockets.get_mut(sid) {
            client.wants_metadata = message["data"]["supports_preview_metadata"] == true;
            let flags = json!({"type": "feature_flags",
                "data": {"supports_preview_metadata": true, "max_upload_size": 104_857_600}});
            let _ = client.sender.send(Message::text(flags.to_string()));
        }
    });
}
