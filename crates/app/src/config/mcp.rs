//! Settings of the door for assistants.

use serde::{Deserialize, Serialize};

/// Settings of the door for assistants (MCP).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct McpConfig {
    /// Tokens that an answer may hold where the caller does not say, 200 to 20,000.
    pub answer_tokens: usize,
    /// Whether tools also answer to the names of the older service.
    pub old_names: bool,
    /// Whether the older transport with two addresses is served, at `/mcp/sse` and `/mcp/messages`.
    pub sse: bool,
    /// Sessions held at once over HTTP; beyond that, new ones are refused.
    pub max_sessions: usize,
    /// Seconds after which a silent session is forgotten.
    pub session_idle_s: u64,
}
