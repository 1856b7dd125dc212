//! Where the server is, and how patient we are with it.

use std::{fmt, time::Duration};

/// How to reach a server, and whose vectors lie there.
#[derive(Clone)]
pub struct Settings {
    /// The address of its gRPC port, such as `http://localhost:6334`.
    pub url: String,
    /// The key it asks for; empty for none. Never printed.
    pub key: String,
    /// What the names of all our collections begin with.
    pub prefix: String,
    /// Whose vectors they are: the store's own name for itself.
    pub store: String,
    /// How long a question may take.
    pub patience: Duration,
    /// How long a step of filling may take.
    pub filling_patience: Duration,
    /// The pause before a step of filling is tried again; doubled each time.
    pub pause: Duration,
    /// How long the server is left alone after failures, at first; doubled up to twelve times that.
    pub rest: Duration,
}

impl Settings {
    /// The usual patience for a server at an address.
    pub fn new(url: impl Into<String>, store: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            key: String::new(),
            prefix: "emaki".to_owned(),
            store: store.into(),
            patience: Duration::from_secs(1),
            filling_patience: Duration::from_mins(1),
            pause: Duration::from_millis(200),
            rest: Duration::from_secs(5),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An address may hold a password, and the key is one.
        out.debug_struct("Settings").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}
