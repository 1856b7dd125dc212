//! Where an engine that is a server is, and how patient we are with it.

use std::fmt;

use url::Url;

/// One server. How long is waited for what, `P`, differs from kind to kind.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerSettings<P> {
    /// Our name for it.
    pub name: String,
    /// Where it is, such as `http://127.0.0.1:8188`. A path before its own routes is kept.
    pub url: Url,
    /// What is sent as a bearer token, where something in front of it asks for one.
    pub token: Option<String>,
    /// The model for recipes that name none, where it has several; without it the first of them. The one that it must
    /// have loaded, by the name of its file, where it has one alone; without it any.
    pub model: Option<String>,
    /// How long we wait for what.
    pub patience: P,
    /// The largest picture that is fetched, in bytes.
    pub largest_picture: usize,
}

impl<P: Default> ServerSettings<P> {
    /// A server without a token, with usual patience and pictures of up to 64 MiB.
    pub fn new(name: impl Into<String>, url: Url) -> Self {
        Self {
            name: name.into(),
            url,
            token: None,
            model: None,
            patience: P::default(),
            largest_picture: 64 << 20,
        }
    }
}

impl<P> fmt::Debug for ServerSettings<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the token nor what an address may hold before its host.
        let host = self.url.host_str().unwrap_or_default();
        formatter
            .debug_struct("ServerSettings")
            .field("name", &self.name)
            .field("host", &host)
            .finish_non_exhaustive()
    }
}
