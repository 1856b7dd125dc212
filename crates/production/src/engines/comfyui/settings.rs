//! How patient we are with a `ComfyUI` server.

use std::time::Duration;

use crate::engines::ServerSettings;

/// Where a `ComfyUI` server is.
pub type ComfyUiSettings = ServerSettings<Patience>;

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
