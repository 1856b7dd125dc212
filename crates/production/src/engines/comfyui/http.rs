//! The HTTP side: one question, one answer, within bounds.

use std::{error::Error as _, sync::Once};

use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::Value;
use url::Url;

use crate::engines::EngineError;

use super::{answers::Image, settings::ComfyUiSettings};

/// The largest answer that is no picture, in bytes. `/object_info` has 322 kB with the nodes that come with
/// `ComfyUI`; some have a thousand more.
const LARGEST_ANSWER: usize = 64 << 20;
/// How often a picture is asked for that lies there.
const TRIES: usize = 3;

/// Asks one server.
pub(super) struct Http {
    pub(super) client: Client,
    settings: ComfyUiSettings,
}

/// An answer with whatever status.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Vec<u8>,
}

impl Http {
    pub(super) fn new(settings: ComfyUiSettings) -> Result<Self, EngineError> {
        static PROVIDER: Once = Once::new();
        // Fails only when another part of the program has chosen one already, which will do.
        PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
        let client = Client::builder()
            .user_agent(concat!("emaki/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(settings.patience.connect)
            .read_timeout(settings.patience.answer)
            .redirect(reqwest::redirect::Policy::none())
            // A WebSocket begins as HTTP/1.1.
            .http1_only()
            .build();
        match client {
            Ok(client) => Ok(Self { client, settings }),
            Err(error) => Err(unreachable(&settings.name, error)),
        }
    }

    pub(super) fn settings(&self) -> &ComfyUiSettings {
        &self.settings
    }

    pub(super) fn name(&self) -> &str {
        &self.settings.name
    }

    /// The address of a route.
    pub(super) fn at(&self, route: &str) -> Url {
        let mut url = self.settings.url.clone();
        let path = format!("{}{route}", url.path().trim_end_matches('/'));
        url.set_path(&path);
        url.set_query(None);
        url
    }

    /// A request with all that goes with each.
    pub(super) fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.settings.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(super) async fn get(&self, route: &str) -> Result<Answer, EngineError> {
        self.send(self.client.get(self.at(route)), LARGEST_ANSWER).await
    }

    pub(super) async fn post(&self, route: &str, body: &Value) -> Result<Answer, EngineError> {
        self.send(self.client.post(self.at(route)).json(body), LARGEST_ANSWER).await
    }

    /// The JSON of an answer that has to be 200.
    pub(super) async fn json(&self, route: &str, what: &'static str) -> Result<Value, EngineError> {
        self.json_at(self.at(route), what).await
    }

    /// The same, of an address with a query.
    pub(super) async fn json_at(&self, url: Url, what: &'static str) -> Result<Value, EngineError> {
        let answer = self.send(self.client.get(url), LARGEST_ANSWER).await?;
        self.read(&answer, what)
    }

    pub(super) fn read(&self, answer: &Answer, what: &'static str) -> Result<Value, EngineError> {
        let failed = |reason| EngineError::Answer { engine: self.name().to_owned(), what, reason };
        if answer.status != StatusCode::OK {
            return Err(failed(format!("the status is {}", answer.status)));
        }
        serde_json::from_slice(&answer.body).map_err(|error| failed(error.to_string()))
    }

    /// The file of a picture.
    pub(super) async fn view(&self, image: &Image) -> Result<Vec<u8>, EngineError> {
        let mut url = self.at("/view");
        url.query_pairs_mut()
            .append_pair("filename", &image.filename)
            .append_pair("subfolder", &image.subfolder)
            .append_pair("type", &image.place);
        let mut last = None;
        for _ in 0..TRIES {
            match self.send(self.client.get(url.clone()), self.settings.largest_picture).await {
                Ok(answer) if answer.status == StatusCode::OK => return Ok(answer.body),
                Ok(answer) => {
                    let reason = format!("the status is {}", answer.status);
                    let engine = self.name().to_owned();
                    return Err(EngineError::Answer { engine, what: "for a picture", reason });
                }
                Err(error @ EngineError::Picture { .. }) => return Err(error),
                Err(error) => last = Some(error),
            }
        }
        Err(last.expect("there was at least one try"))
    }

    /// Hands a file in, and gives the name under which the engine has it.
    pub(super) async fn upload(&self, name: &str, mime: &str, file: &[u8]) -> Result<String, EngineError> {
        let (body, boundary) = form(name, mime, file);
        let request = self.client.post(self.at("/upload/image"));
        let request = request.header("content-type", format!("multipart/form-data; boundary={boundary}"));
        let answer = self.send(request.body(body), LARGEST_ANSWER).await?;
        let told = self.read(&answer, "to a file that was handed in")?;
        let field = |name: &str| told.get(name).and_then(Value::as_str).unwrap_or_default();
        match (field("subfolder"), field("name")) {
            (_, "") => Err(EngineError::Answer {
                engine: self.name().to_owned(),
                what: "to a file that was handed in",
                reason: "it has no name".to_owned(),
            }),
            ("", name) => Ok(name.to_owned()),
            (folder, name) => Ok(format!("{folder}/{name}")),
        }
    }

    async fn send(&self, request: RequestBuilder, limit: usize) -> Result<Answer, EngineError> {
        let failed = |error| unreachable(self.name(), error);
        let mut response = self.signed(request).send().await.map_err(failed)?;
        let status = response.status();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > limit {
                let reason = format!("it has more than {limit} bytes");
                return Err(EngineError::Picture { engine: self.name().to_owned(), reason });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, body })
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

/// A form with one picture, as a browser would send it. A name is given by us, so nothing in it needs quoting.
fn form(name: &str, mime: &str, file: &[u8]) -> (Vec<u8>, &'static str) {
    // It must not occur in the file, and this many letters do not by chance.
    const BOUNDARY: &str = "emaki-4c1f0a7b9d2e46838b15f7a0c3d9e261-end";
    let mut body = Vec::with_capacity(file.len() + 700);
    let mut text = |text: String| body.extend_from_slice(text.as_bytes());
    for (field, value) in [("type", "input"), ("subfolder", "emaki"), ("overwrite", "true")] {
        text(format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"));
    }
    text(format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"image\"; filename=\"{name}\"\r\ncontent-type: {mime}\r\n\r\n"
    ));
    body.extend_from_slice(file);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    (body, BOUNDARY)
}
