//! Settings of the GraphQL door.

use serde::{Deserialize, Serialize};

/// Settings of the GraphQL door. `config/default.toml` says what each means.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GraphqlConfig {
    /// Whether the schema may be asked for.
    pub introspection: bool,
    /// Levels of fields within each other.
    pub depth: usize,
    /// What all requests of one body may cost together, in fields of the answer.
    pub cost: u64,
    /// Fields that are written in one document, those of fragments counted wherever they are spread.
    pub fields: u64,
    /// The longest document, in bytes.
    pub document_bytes: usize,
    /// Requests in one body.
    pub batch: usize,
}
