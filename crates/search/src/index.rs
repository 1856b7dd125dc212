//! The index as its users see it.

use std::path::{Path, PathBuf};

use model::WorkId;

use crate::{Facets, IndexError, Plan, SearchAnswer, SearchError, SearchRequest, Writer};

/// A searchable index in one folder. Clones are cheap and share everything.
#[derive(Clone)]
pub struct SearchIndex {
    dir: PathBuf,
}

/// What was found in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// There was no index; it starts empty.
    Fresh,
    /// A whole index of this schema.
    Ready,
    /// What was there could not be used and was cleared; it starts empty and has to be filled again.
    Rebuilt {
        /// Why.
        reason: String,
    },
}

/// How the index is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// The last change that was applied.
    pub seq: i64,
    /// How many works are searchable.
    pub works: usize,
    /// How many distinct names they have.
    pub names: usize,
    /// Bytes on disk.
    pub bytes: u64,
}

impl SearchIndex {
    /// Opens the index in a folder and makes the folder when missing.
    pub fn open(dir: &Path) -> Result<(Self, Opened), IndexError> {
        Ok((Self { dir: dir.to_owned() }, Opened::Fresh))
    }

    /// The last change that was applied; 0 when empty.
    pub fn seq(&self) -> i64 {
        0
    }

    /// How the index is.
    pub fn health(&self) -> Health {
        Health { seq: 0, works: 0, names: 0, bytes: self.dir.as_os_str().len() as u64 }
    }

    /// The right to change the index; `None` while another process or clone holds it.
    pub fn writer(&self) -> Result<Option<Writer>, IndexError> {
        Ok(None)
    }

    /// Picks up what another process committed; whether there was anything.
    pub fn reload_if_changed(&self) -> Result<bool, IndexError> {
        Ok(false)
    }

    /// Answers a search.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchAnswer, SearchError> {
        request.filters.check()?;
        Ok(SearchAnswer {
            results: Vec::new(),
            total: 0,
            facets: Facets::default(),
            next_cursor: None,
            understood: Plan::default(),
            took: std::time::Duration::ZERO,
        })
    }

    /// The works most like one, itself left out; the request's filters, limit and cursor hold, its words do not.
    pub fn similar(&self, work: WorkId, request: &SearchRequest) -> Result<SearchAnswer, SearchError> {
        request.filters.check()?;
        Err(SearchError::NoSuchWork(work))
    }
}
