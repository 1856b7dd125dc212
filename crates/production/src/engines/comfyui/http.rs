//! The HTTP side: one question, one answer, within bounds.

use reqwest::StatusCode;
use serde_json::Value;
use url::Url;

use crate::engines::{
    EngineError,
    rim::{Answer, Rim},
};

use super::{answers::Image, settings::ComfyUiSettings};

/// The largest answer that is no picture, in bytes. `/object_info` has 322 kB with the nodes that come with
/// `ComfyUI`; some have a thousand more.
const LARGEST_ANSWER: usize = 64 << 20;
/// How often a picture is asked for that lies there.
const TRIES: usize = 3;

/// Asks one server.
pub(super) struct Http {
    pub(super) rim: Rim,
    settings: ComfyUiSettings,
}

impl Http {
    pub(super) fn new(settings: ComfyUiSettings) -> Result<Self, EngineError> {
        let rim = Rim::new(&settings, settings.patience.connect, settings.patience.answer)?;
        Ok(Self { rim, settings })
    }

    pub(super) fn settings(&self) -> &ComfyUiSettings {
        &self.settings
    }

    pub(super) fn name(&self) -> &str {
        self.rim.engine()
    }

    /// The address of a route.
    pub(super) fn at(&self, route: &str) -> Url {
        self.rim.at(route)
    }

    pub(super) async fn get(&self, route: &str) -> Result<Answer, EngineError> {
        self.rim.send(self.rim.get(self.at(route)), LARGEST_ANSWER).await
    }

    pub(super) async fn post(&self, route: &str, body: &Value) -> Result<Answer, EngineError> {
        self.rim.send(self.rim.post(self.at(route)).json(body), LARGEST_ANSWER).await
    }

    /// The JSON of an answer that has to be 200.
    pub(super) async fn json(&self, route: &str, what: &'static str) -> Result<Value, EngineError> {
        self.json_at(self.at(route), what).await
    }

    /// The same, of an address with a query.
    pub(super) async fn json_at(&self, url: Url, what: &'static str) -> Result<Value, EngineError> {
        let answer = self.rim.send(self.rim.get(url), LARGEST_ANSWER).await?;
        self.read(&answer, what)
    }

    pub(super) fn read(&self, answer: &Answer, what: &'static str) -> Result<Value, EngineError> {
        self.rim.read(answer, what)
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
            match self.rim.send(self.rim.get(url.clone()), self.settings.largest_picture).await {
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
        let request = self.rim.post(self.at("/upload/image"));
        let request = request.header("content-type", format!("multipart/form-data; boundary={boundary}"));
        let answer = self.rim.send(request.body(body), LARGEST_ANSWER).await?;
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
