//! What a test wants of the server.

use std::time::Duration;

/// How the server behaves. The default is a quick and healthy one of version 0.3.64.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Script {
    /// How long a step of a sampler takes.
    pub step: Duration,
    /// Whether previews are sent; without, as by default in the real one, none are.
    pub previews: bool,
    /// Whether it has the questions about jobs of 2026.
    pub has_jobs: bool,
    /// Whether it has the nodes of the IP-Adapter pack.
    pub has_ip_adapter: bool,
    /// The class of a node that fails, with the kind and the message of its exception.
    pub fails_at: Option<(String, String, String)>,
    /// How many of the next orders are taken without an answer: the connection ends instead.
    pub silent_orders: usize,
    /// Whether sockets are closed just before a run's last words.
    pub drops_last_words: bool,
    /// Whether sockets are refused.
    pub refuses_sockets: bool,
    /// Whether pictures are not there when they are asked for.
    pub loses_pictures: bool,
    /// What is given instead of a picture.
    pub instead_of_picture: Option<Vec<u8>>,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            step: Duration::ZERO,
            previews: true,
            has_jobs: false,
            has_ip_adapter: true,
            fails_at: None,
            silent_orders: 0,
            drops_last_words: false,
            refuses_sockets: false,
            loses_pictures: false,
            instead_of_picture: None,
        }
    }
}
