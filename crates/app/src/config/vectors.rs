//! Settings of vectors that lie beside the index.

use serde::{Deserialize, Serialize};

/// What is asked of the engine at `vector_url`. `config/default.toml` says what each means.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VectorsConfig {
    /// What the names of our collections begin with.
    pub prefix: String,
    /// Milliseconds that a question may take.
    pub timeout_ms: u64,
    /// Milliseconds that a step of filling may take.
    pub filling_timeout_ms: u64,
    /// Milliseconds between two looks at the engine while serving.
    pub look_ms: u64,
}

/// The variable that holds the engine's key. It is a text whatever it looks like: a key of digits alone is no number.
const TOKEN: &str = "EMAKI_VECTOR_TOKEN";

/// What that variable says; none where it is unset or empty.
pub fn token() -> Option<String> {
    std::env::var(TOKEN).ok().filter(|token| !token.is_empty())
}
