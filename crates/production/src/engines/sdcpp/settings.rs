//! How patient we are with a server of stable-diffusion.cpp.

use std::time::Duration;

use crate::engines::ServerSettings;

/// Where a server of stable-diffusion.cpp is.
pub type SdCppSettings = ServerSettings<SdCppPatience>;

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
