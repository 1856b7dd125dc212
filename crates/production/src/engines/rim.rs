//! The HTTP side of an engine that is a server: one question, one answer, within bounds.

use std::{error::Error as _, sync::Once, time::Duration};

use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::Value;
use url::Url;

use super::{EngineError, ServerSettings};

/// Asks one server.
pub(super) struct Rim {
    client: Client,
    engine: String,
    url: Url,
    token: Option<String>,
}

/// An answer with whatever status.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Vec<u8>,
}

impl Rim {
    /// For a server; its token goes with each question. It waits so long for a connection, and so long for each part
    /// of an answer.
    pub(super) fn new<P>(
        settings: &ServerSettings<P>,
        connect: Duration,
        answer: Duration,
    ) -> Result<Self, EngineError> {
        static PROVIDER: Once = Once::new();
        // Fails only when another part of the program has chosen one already, which will do.
        PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
        let client = Client::builder()
            .user_agent(concat!("emaki/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(connect)
            .read_timeout(answer)
            .redirect(reqwest::redirect::Policy::none())
            // A WebSocket begins as HTTP/1.1.
            .http1_only()
            .build()
            .map_err(|error| unreachable(&settings.name, error))?;
        let ServerSettings { name, url, token, .. } = settings;
        Ok(Self { client, engine: name.clone(), url: url.clone(), token: token.clone() })
    }

    pub(super) fn engine(&self) -> &str {
        &self.engine
    }

    /// The address of a route.
    pub(super) fn at(&self, route: &str) -> Url {
        let mut url = self.url.clone();
        let path = format!("{}{route}", url.path().trim_end_matches('/'));
        url.set_path(&path);
        url.set_query(None);
        url
    }

    /// Where it is, for the record: never what may stand before the host.
    pub(super) fn host(&self) -> Option<String> {
        let host = self.url.host_str()?;
        Some(match self.url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        })
    }

    pub(super) fn get(&self, url: Url) -> RequestBuilder {
        self.signed(self.client.get(url))
    }

    pub(super) fn post(&self, url: Url) -> RequestBuilder {
        self.signed(self.client.post(url))
    }

    /// Asks, and reads an answer of at most so many bytes.
    pub(super) async fn send(&self, request: RequestBuilder, limit: usize) -> Result<Answer, EngineError> {
        let failed = |error| unreachable(&self.engine, error);
        let mut response = request.send().await.map_err(failed)?;
        let status = response.status();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > limit {
                let reason = format!("it has more than {limit} bytes");
                return Err(EngineError::Picture { engine: self.engine.clone(), reason });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, body })
    }

    /// The JSON of an answer that has to be 200.
    pub(super) fn read(&self, answer: &Answer, what: &'static str) -> Result<Value, EngineError> {
        if answer.status != StatusCode::OK {
            return Err(self.odd(what, format!("the status is {}", answer.status)));
        }
        serde_json::from_slice(&answer.body).map_err(|error| self.odd(what, error.to_string()))
    }

    /// What is told of an answer that nobody understands.
    pub(super) fn odd(&self, what: &'static str, reason: String) -> EngineError {
        EngineError::Answer { engine: self.engine.clone(), what, reason }
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }
}

/// What is told of a failed request: its causes, without the address, which may hold a secret.
pub(super) fn unreachable(engine: &str, error: reqwest::Error) -> EngineError {
    let error = error.without_url();
    let mut reason = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        reason = format!("{reason}: {error}");
        cause = error.source();
    }
    EngineError::Unreachable { engine: engine.to_owned(), reason }
}
