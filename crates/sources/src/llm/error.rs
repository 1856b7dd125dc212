//! Why a model gave no answer.

use std::time::Duration;

/// Why a model gave no answer. Never repeats the key: addresses are shown without what may be secret.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LlmError {
    /// A setting is missing or wrong.
    #[error("the language model is not set up: {why}")]
    NotConfigured {
        /// Which setting, such as `llm.model`.
        setting: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The server cannot be reached, is too slow, or broke off.
    #[error("the language model at `{url}` cannot be reached: {reason}")]
    Unreachable {
        /// The address.
        url: String,
        /// What happened.
        reason: String,
    },
    /// The server is busy, and waiting is not worth it.
    #[error("the language model asks for a pause of {} s", wait.as_secs().max(1))]
    Busy {
        /// How long it wants to be left alone.
        wait: Duration,
    },
    /// The server refuses.
    #[error("the language model answered with status {status}: {told}")]
    Status {
        /// The status.
        status: u16,
        /// The begin of what it said.
        told: String,
    },
    /// The answer is larger than allowed.
    #[error("the language model's answer is larger than {limit} bytes")]
    TooLarge {
        /// The bound.
        limit: usize,
    },
    /// The answer is not in the form of a chat completion.
    #[error("the language model's answer cannot be read: {0}")]
    Shape(String),
}

impl LlmError {
    /// Whether the same question may be answered later with nothing changed on our side.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Busy { .. } | Self::Shape(_) => true,
            Self::Status { status, .. } => crate::http::is_transient(*status),
            Self::NotConfigured { .. } | Self::TooLarge { .. } => false,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NotConfigured { setting, .. } => {
                let variable = setting.to_uppercase().replace('.', "__");
                format!("set {setting} in emaki.toml, or EMAKI_{variable}")
            }
            Self::Status { status: 401 | 403, .. } => {
                "is the key right? it is read from EMAKI_LLM__API_KEY or the file llm.api_key_file names"
                    .into()
            }
            Self::Status { status: 404, .. } => {
                "are llm.base_url and llm.model right? most addresses end with /v1".into()
            }
            Self::Status { status: 402, .. } => "the account has no credit left".into(),
            Self::Status { status, .. } if !crate::http::is_transient(*status) => {
                "its own words say what it does not take".into()
            }
            Self::TooLarge { .. } => "ask about fewer at once".into(),
            Self::Unreachable { .. } => {
                "is it up, and is llm.base_url right? `llm.timeout_s` is the patience".into()
            }
            Self::Busy { .. } | Self::Status { .. } | Self::Shape(_) => {
                "try again later; what was answered is kept".into()
            }
        }
    }
}
