//! The WebSocket side. It begins as a request of the same HTTP client, so that TLS, proxies and tokens are the same.

use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use reqwest::{StatusCode, Upgraded, header};
use tokio::time::timeout;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        handshake::{client::generate_key, derive_accept_key},
        protocol::{Role, WebSocketConfig},
    },
};

use crate::engines::{EngineError, PromptId, rim::unreachable};

use super::{
    http::Http,
    wire::{self, HELLO, Word},
};

/// The largest message, in bytes; a preview has some 50 kB, one of an unreduced picture a few MB.
const LARGEST: usize = 16 << 20;

/// One open socket.
pub(super) struct Socket(WebSocketStream<Upgraded>);

impl Socket {
    /// Opens a socket on which one run is told of. A client that comes back under its id is told on.
    ///
    /// The client's id is the run's: so no run is told to another run's socket, and whoever takes the run over
    /// knows it.
    pub(super) async fn open(http: &Http, id: &PromptId) -> Result<Self, EngineError> {
        let patience = http.settings().patience;
        let within = patience.connect + patience.answer;
        match timeout(within, Self::handshake(http, id)).await {
            Ok(opened) => opened,
            Err(_) => Err(gone(http, format!("no socket within {} s", within.as_secs()))),
        }
    }

    async fn handshake(http: &Http, id: &PromptId) -> Result<Self, EngineError> {
        let mut url = http.at("/ws");
        url.query_pairs_mut().append_pair("clientId", id.as_str());
        let key = generate_key();
        let request = http
            .rim
            .get(url)
            .header(header::CONNECTION, "Upgrade")
            .header(header::UPGRADE, "websocket")
            .header(header::SEC_WEBSOCKET_VERSION, "13")
            .header(header::SEC_WEBSOCKET_KEY, &key);
        let response = request.send().await.map_err(|error| unreachable(http.name(), error))?;
        let accepted = response.headers().get(header::SEC_WEBSOCKET_ACCEPT);
        let is_ours = accepted
            .is_some_and(|accepted| accepted.as_bytes() == derive_accept_key(key.as_bytes()).as_bytes());
        if response.status() != StatusCode::SWITCHING_PROTOCOLS || !is_ours {
            return Err(gone(http, format!("its socket is refused with {}", response.status())));
        }
        let stream = response.upgrade().await.map_err(|error| unreachable(http.name(), error))?;
        let bounds = WebSocketConfig::default().max_message_size(Some(LARGEST)).max_frame_size(Some(LARGEST));
        let mut stream = WebSocketStream::from_raw_socket(stream, Role::Client, Some(bounds)).await;
        stream.send(Message::text(HELLO)).await.map_err(|error| gone(http, error.to_string()))?;
        Ok(Self(stream))
    }

    /// The next word; `None` when the socket is gone. Nothing is lost when this is dropped.
    pub(super) async fn next(&mut self) -> Option<Word> {
        loop {
            match self.0.next().await? {
                Ok(Message::Text(text)) => return Some(wire::text(&text)),
                Ok(Message::Binary(bytes)) => return Some(wire::binary(&bytes)),
                Ok(Message::Close(_)) | Err(_) => return None,
                // Answers to pings are sent by the library with the next read.
                Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
            }
        }
    }

    /// Says farewell, for as long as that is heard at once.
    pub(super) async fn close(mut self) {
        let _ = timeout(Duration::from_millis(200), self.0.close(None)).await;
    }
}

fn gone(http: &Http, reason: String) -> EngineError {
    EngineError::Unreachable { engine: http.name().to_owned(), reason }
}
