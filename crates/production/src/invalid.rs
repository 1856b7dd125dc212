//! What a maker asked for and cannot have: which field, and why.

use serde::Serialize;

/// A value that cannot be taken, told by its field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("`{field}` {message}")]
pub struct Invalid {
    /// The field as it is written in requests, such as `width` or `matrix.steps`.
    pub field: String,
    /// What is wrong with it, to stand after its name.
    pub message: String,
}

impl Invalid {
    /// Of a field.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }

    /// The same within another field.
    #[must_use]
    pub fn within(self, outer: &str) -> Self {
        Self { field: format!("{outer}.{}", self.field), ..self }
    }
}
