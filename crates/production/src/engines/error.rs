//! Why an engine would not take an order, or cannot be asked.

use super::Lack;

/// Why an engine gave no outcome. The messages are fit to be shown; what is for the log alone is in the sources.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// It does not answer.
    #[error(
        "the engine `{engine}` does not answer; see whether it runs, and whether its address in the settings is right"
    )]
    Unreachable {
        /// Its name.
        engine: String,
        /// Why, as far as it is known; never with an address in it.
        reason: String,
    },
    /// It answered in a way that nobody understands.
    #[error("the engine `{engine}` answered {what} in a way that is not understood: {reason}")]
    Answer {
        /// Its name.
        engine: String,
        /// To which question.
        what: &'static str,
        /// What is wrong with the answer.
        reason: String,
    },
    /// It looked at the order and refuses it.
    #[error("the engine `{engine}` refuses the order: {}", told(.fields))]
    Refused {
        /// Its name.
        engine: String,
        /// What it says of which field; at least one.
        fields: Vec<FieldError>,
    },
    /// It has as many orders as it takes, and had for as long as we waited.
    #[error("the queue of the engine `{engine}` is full")]
    Full {
        /// Its name.
        engine: String,
    },
    /// It cannot do what the order asks for.
    #[error("the engine `{engine}` cannot do this: {lack}")]
    Unable {
        /// Its name.
        engine: String,
        /// What it lacks.
        lack: Lack,
    },
    /// Its picture is none, or too large.
    #[error("the engine `{engine}` gave a picture that cannot be kept: {reason}")]
    Picture {
        /// Its name.
        engine: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// What is wrong with a field of an order.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// The field as our own doors call it, such as `steps` or `model`; empty when it is none of theirs.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
    /// The kind of error in the engine's words, such as `value_not_in_list`.
    pub kind: String,
}

impl EngineError {
    /// Whether the same order may be taken later with nothing changed on our side.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Answer { .. } | Self::Full { .. } => true,
            Self::Refused { .. } | Self::Unable { .. } | Self::Picture { .. } => false,
        }
    }
}

/// The errors in one line.
fn told(fields: &[FieldError]) -> String {
    let told: Vec<String> = fields
        .iter()
        .map(|error| match error.field.as_str() {
            "" => error.message.clone(),
            field => format!("`{field}`: {}", error.message),
        })
        .collect();
    told.join("; ")
}
