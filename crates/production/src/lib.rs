//! Making things: projects, character bibles, jobs for picture engines. Off until enabled.
//!
//! What does not belong here: the queue itself (`jobs`), files (`assets`).

use serde::{Deserialize, Serialize};

/// Whether this part of the house is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductionConfig {
    /// Opens the doors to projects and their jobs.
    pub enabled: bool,
}
