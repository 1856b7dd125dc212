//! Where a server of stable-diffusion.cpp is, and how patient we are with it.

use std::{fmt, time::Duration};

use url::Url;

/// One server.
#[derive(Clone, PartialEq, Eq)]
pub struct SdCppSettings {
    /// Our name for it.
    pub name: String,
    /// Where it is, such as `http://127.0.0.1:1234`. A path before its own routes is kept.
    pub url: Url,
    /// What is sent as a bearer token, where something in front of it asks for one.
    pub token: Option<String>,
    /// The model that it must have loaded, by the name of its file; any where none is named.
    pub model: Option<String>,
    /// How long we wait for what.
    pub patience: SdCppPatience,
    /// The largest picture that is fetched, in bytes.
    pub largest_picture: usize,
}

/// How long we wait for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SdCppPatience {
    /// For a connection.
    pub connect: Duration,
    /// For an answer to a question.
    pub answer: Duration,
    /// Before it is asked a second time how a run stands; each time doubles it, up to `pace`.
    pub first: Duration,
    /// Between two such questions, at most.
    pub pace: Duration,
    /// For a server that does not answer any more, before the run is given back to the queue.
    pub gone: Duration,
    /// For room in its queue, before the order is given back.
    pub full: Duration,
}

impl Default for SdCppPatience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(30),
            first: Duration::from_millis(100),
            pace: Duration::from_secs(1),
            gone: Duration::from_mins(2),
            full: Duration::from_mins(15),
        }
    }
}

impl SdCppSettings {
    /// A server without a token, with usual patience and pictures of up to 64 MiB.
    pub fn new(name: impl Into<String>, url: Url) -> Self {
        Self {
            name: name.into(),
            url,
            token: None,
            model: None,
            patience: SdCppPatience::default(),
            largest_picture: 64 << 20,
        }
    }
}

impl fmt::Debug for SdCppSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the token nor what an address may hold before its host.
        let host = self.url.host_str().unwrap_or_default();
        formatter
            .debug_struct("SdCppSettings")
            .field("name", &self.name)
            .field("host", &host)
            .finish_non_exhaustive()
    }
}
