//! What a test wants of the server.

use std::time::Duration;

/// How the server behaves. The default is a quick and healthy one.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Script {
    /// How long a step of sampling takes.
    pub step: Duration,
    /// How many jobs it takes, the one under way included.
    pub max_queue_size: usize,
    /// Whether it tells how many steps are done, as newer versions do.
    pub counts_steps: bool,
    /// Whether it stops what it has begun, as its list of features allows for and no version does yet.
    pub can_stop: bool,
    /// Whether all its answers have fields that nobody knows.
    pub says_more: bool,
    /// Whether its model makes videos alone.
    pub makes_videos: bool,
    /// The file of its model.
    pub model: String,
    /// The message with which each job fails.
    pub fails: Option<String>,
    /// What is answered to each order instead of taking it: a status and a body.
    pub refuses: Option<(u16, String)>,
    /// How many of the next orders are taken without an answer: the connection ends instead.
    pub silent_orders: usize,
    /// What is given as the id of each job instead of its own.
    pub instead_of_id: Option<String>,
    /// What is answered to each question about a job instead of the truth: a status and a body.
    pub instead_of_job: Option<(u16, String)>,
    /// Whether jobs end well and have no picture.
    pub loses_pictures: bool,
    /// What is given instead of a picture.
    pub instead_of_picture: Option<Vec<u8>>,
    /// What is given instead of base64.
    pub instead_of_base64: Option<String>,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            step: Duration::ZERO,
            max_queue_size: 64,
            counts_steps: false,
            can_stop: false,
            says_more: false,
            makes_videos: false,
            model: "lamplight.safetensors".to_owned(),
            fails: None,
            refuses: None,
            silent_orders: 0,
            instead_of_id: None,
            instead_of_job: None,
            loses_pictures: false,
            instead_of_picture: None,
            instead_of_base64: None,
        }
    }
}
