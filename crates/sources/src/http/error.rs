//! Why a request gave no answer.

use std::time::Duration;

use model::{Instant, SourceId};

use crate::providers::Refusal;

/// Why a request gave no answer. Never repeats a secret: addresses are shown without query and account.
#[derive(Debug, Clone, thiserror::Error)]
pub enum FetchError {
    /// The source cannot be reached, or broke off.
    #[error("cannot reach {source_id} at `{url}`: {reason}")]
    Unreachable {
        /// The source.
        source_id: SourceId,
        /// The address without what may be secret in it.
        url: String,
        /// What happened.
        reason: String,
    },
    /// The source answered with a status that is no answer.
    #[error("{source_id} answered with status {status} at `{url}`")]
    Status {
        /// The source.
        source_id: SourceId,
        /// The status.
        status: u16,
        /// The address without what may be secret in it.
        url: String,
    },
    /// The source refuses.
    #[error("{source_id}: {refusal}")]
    Refused {
        /// The source.
        source_id: SourceId,
        /// In which way.
        refusal: Refusal,
    },
    /// The pace would make this wait longer than it may.
    #[error("{source_id} may not be asked again for {} s", wait.as_secs().max(1))]
    Paced {
        /// The source.
        source_id: SourceId,
        /// How long until it may be.
        wait: Duration,
    },
    /// The source failed too often and is left alone.
    #[error("{source_id} failed too often and is left alone until {until}")]
    Open {
        /// The source.
        source_id: SourceId,
        /// Until when.
        until: Instant,
    },
    /// The address must not be asked.
    #[error("`{url}` is not asked: {reason}")]
    Forbidden {
        /// The address without what may be secret in it.
        url: String,
        /// Why.
        reason: String,
    },
    /// The answer is larger than allowed, packed or unpacked.
    #[error("the answer of {source_id} is larger than {limit} bytes")]
    TooLarge {
        /// The source.
        source_id: SourceId,
        /// The bound.
        limit: usize,
    },
    /// Nothing is kept, and the network may not be asked.
    #[error("nothing is kept of this answer of {source_id}, and the network is not to be asked")]
    NotKept {
        /// The source.
        source_id: SourceId,
    },
}

impl FetchError {
    /// Whether the same request may succeed later with nothing changed on our side.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Paced { .. } | Self::Open { .. } => true,
            Self::Status { status, .. } => super::retry::is_transient(*status),
            Self::Refused { refusal, .. } => {
                matches!(refusal, Refusal::RateLimited { .. } | Refusal::Banned(_))
            }
            Self::Forbidden { .. } | Self::TooLarge { .. } | Self::NotKept { .. } => false,
        }
    }
}
