//! A download session: one run over the assets that are due, and what became of them.

use model::Instant;
use serde::{Deserialize, Serialize};

use crate::word::words;

words! {
    /// What a session downloads.
    pub enum SessionKind {
        /// Only from `YouTube`.
        Youtube = "youtube",
        /// Only from Google Drive.
        Drive = "drive",
        /// Both.
        Mixed = "mixed",
    }
}

words! {
    /// How far a session came.
    pub enum SessionStatus {
        /// It goes on, or its process was killed.
        Running = "running",
        /// All of its assets were tried, and none failed.
        Completed = "completed",
        /// All of its assets were tried, and some failed.
        Partly = "partly",
        /// It could not go on; what it did stays.
        Failed = "failed",
        /// It was asked to stop.
        Stopped = "stopped",
    }
}

/// One row of the table of sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its id, a UUID.
    pub id: String,
    /// What it downloads.
    pub kind: SessionKind,
    /// How many assets were due when it began, and those found on its way.
    pub total_assets: u64,
    /// How many of them are here.
    pub completed_assets: u64,
    /// How many failed.
    pub failed_assets: u64,
    /// How many bytes came over the line.
    pub bytes: u64,
    /// How far it came.
    pub status: SessionStatus,
    /// When it began.
    pub created_at: Instant,
    /// When it ended.
    pub completed_at: Option<Instant>,
}
