//! Where a `ComfyUI` server is, and how patient we are with it.

use std::{fmt, time::Duration};

use url::Url;

/// One server.
#[derive(Clone, PartialEq, Eq)]
pub struct ComfyUiSettings {
    /// Our name for it.
    pub name: String,
    /// Where it is, such as `http://127.0.0.1:8188`. A path before its own routes is kept.
    pub url: Url,
    /// What is sent as a bearer token, where something in front of it asks for one.
    pub token: Option<String>,
    /// The model for recipes that name none; without it the first of those that it has.
    pub model: Option<String>,
    /// How long we wait for what.
    pub patience: Patience,
    /// The largest picture that is fetched, in bytes.
    pub largest_picture: usize,
}

/// How long we wait for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For an answer to a question.
    pub answer: Duration,
    /// Without a word on the socket before we ask how the run stands. Sampling of one step may be silent for minutes
    /// on a slow machine, so nothing follows from silence but the question.
    pub silence: Duration,
    /// Between two tries to connect again, at first; each one doubles it, up to 5 seconds.
    pub pause: Duration,
    /// For an engine that does not answer any more, before the run is given back to the queue.
    pub gone: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(30),
            silence: Duration::from_secs(10),
            pause: Duration::from_millis(250),
            gone: Duration::from_mins(2),
        }
    }
}

impl ComfyUiSettings {
    /// A server without a token, with usual patience and pictures of up to 64 MiB.
    pub fn new(name: impl Into<String>, url: Url) -> Self {
        Self {
            name: name.into(),
            url,
            token: None,
            model: None,
            patience: Patience::default(),
            largest_picture: 64 << 20,
        }
    }
}

impl fmt::Debug for ComfyUiSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the token nor what an address may hold before its host.
        let host = self.url.host_str().unwrap_or_default();
        formatter
            .debug_struct("ComfyUiSettings")
            .field("name", &self.name)
            .field("host", &host)
            .finish_non_exhaustive()
    }
}
