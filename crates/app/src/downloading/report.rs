//! What is asked of a session of downloads, and what came of it.

use std::collections::BTreeMap;

use people::{AssetKind, Session};
use serde::{Deserialize, Serialize};

/// What to download.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DownloadRequest {
    /// Only the files of this person, by key.
    pub person: Option<String>,
    /// Only `youtube` or `drive`; both where nothing is said.
    pub only: Option<Origin>,
    /// How many assets at most.
    pub limit: Option<u64>,
    /// How many are taken from the list at a time; 100 where nothing is said.
    pub batch_size: Option<usize>,
    /// Goes on with the session that was broken off last.
    pub resume: bool,
    /// Also what failed and is not due again, or was given up; but for what was removed.
    pub retry_failed: bool,
}

/// Where files come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// `YouTube`.
    Youtube,
    /// Google Drive.
    Drive,
}

impl Origin {
    /// Whether a kind of asset comes from there.
    pub fn has(self, kind: AssetKind) -> bool {
        kind.is_youtube() == (self == Self::Youtube)
    }
}

/// What came of a session.
#[derive(Debug, Clone, Serialize)]
pub struct DownloadReport {
    /// The session as it is kept.
    pub session: Session,
    /// Files that are new here.
    pub files: u64,
    /// Playlists and folders that were listed.
    pub listed: u64,
    /// Assets that were found in them and are new.
    pub found: u64,
    /// Files whose content lay here already.
    pub same: u64,
    /// What an earlier session had left undone and this one ended.
    pub mended: u64,
    /// What failed, by category.
    pub failed: BTreeMap<String, u64>,
    /// Assets that are left for another time, because their host wants a rest or another process has them.
    pub left: u64,
    /// Why the session could not go on, where it could not.
    pub stopped: Option<String>,
}

impl DownloadReport {
    pub(super) fn new(session: Session) -> Self {
        Self {
            session,
            files: 0,
            listed: 0,
            found: 0,
            same: 0,
            mended: 0,
            failed: BTreeMap::new(),
            left: 0,
            stopped: None,
        }
    }

    /// Whether something is missing.
    pub fn is_partial(&self) -> bool {
        self.left > 0 || !self.failed.is_empty() || self.stopped.is_some()
    }

    pub(super) fn done(&self) -> u64 {
        self.session.completed_assets + self.session.failed_assets + self.left
    }
}
