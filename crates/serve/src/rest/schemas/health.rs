//! The state of the server.

use serde_json::Value;
use utoipa::ToSchema;

/// The state of the server.
#[derive(ToSchema)]
pub struct Health {
    /// `ok`, `degraded` or `down`: the worst among the parts.
    pub status: String,
    /// The program's version.
    pub version: String,
    /// Seconds since it started.
    pub uptime_s: u64,
    /// Each part.
    pub parts: Vec<Part>,
}

/// One part of the server.
#[derive(ToSchema)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// `ok`, `degraded` or `down`.
    pub state: String,
    /// Why it is not `ok`, or that it is turned off.
    pub reason: Option<String>,
    /// Figures.
    pub details: Value,
}
