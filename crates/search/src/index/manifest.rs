//! Which files make up the index as of a commit; kept in tantivy's own commit, so both change at once.

use serde::{Deserialize, Serialize};

/// The schema's version; an index of another version is built anew.
pub(crate) const SCHEMA: u32 = 2;

/// The state of the index as of a commit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// [`SCHEMA`] when it was written.
    pub(crate) schema: u32,
    /// The last change that was applied.
    pub(crate) seq: i64,
    /// Counts the commits that wrote parts; part files are named by it.
    pub(crate) generation: u64,
    /// The part files, the oldest first.
    pub(crate) parts: Vec<String>,
    /// Works that the first part holds and that were taken out since.
    pub(crate) removed: Vec<u32>,
}

impl Manifest {
    /// Reads a commit's payload; a commit without one is an empty index.
    pub(crate) fn parse(payload: Option<&str>) -> Result<Self, String> {
        let Some(payload) = payload else { return Ok(Self { schema: SCHEMA, ..Self::default() }) };
        let manifest: Self =
            serde_json::from_str(payload).map_err(|error| format!("its manifest is unreadable: {error}"))?;
        if manifest.schema == SCHEMA {
            Ok(manifest)
        } else {
            Err(format!("it has schema {}, this program writes {SCHEMA}", manifest.schema))
        }
    }
}
