//! What a commit changes, and the files of columns and titles that it writes for it.

use std::path::Path;

use embedding::VectorIndex;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    manifest::{Manifest, SCHEMA},
    meanings,
    part::{Part, VERSION},
    row::Row,
    state::State,
};
use crate::{IndexError, pack::seal};

/// The second part may grow to this many works, or to an eighth of the first, before both become one.
const SMALL_PART: usize = 1000;

/// What changed since the last commit.
#[derive(Default)]
pub(crate) struct Changes {
    /// Works that are new or different.
    pub(crate) changed: FxHashMap<u32, Row>,
    /// Works that are gone.
    pub(crate) removed: FxHashSet<u32>,
    /// The vectors of `changed`.
    pub(crate) vectors: Option<VectorIndex>,
    /// Whether everything before went first.
    pub(crate) cleared: bool,
}

impl Changes {
    /// Writes the changed rows as the second part, or everything as one when that has grown.
    pub(crate) fn write(self, dir: &Path, before: &State, seq: i64) -> Result<Manifest, IndexError> {
        let changed: Vec<Row> = self.changed.into_values().collect();
        let removed = self.removed;
        let old = if self.cleared { Manifest::default() } else { before.manifest.clone() };
        let mut manifest = Manifest { schema: SCHEMA, seq, ..old };
        if changed.is_empty() && removed.is_empty() && !self.cleared {
            return Ok(manifest);
        }
        manifest.generation = before.manifest.generation + 1;
        let parts: Vec<_> = if self.cleared { Vec::new() } else { before.columns.parts().to_vec() };
        let fresh: FxHashSet<u32> = changed.iter().map(|row| row.id).collect();
        let gone = |id: u32| fresh.contains(&id) || removed.contains(&id);
        let mut out: FxHashSet<u32> =
            manifest.removed.iter().copied().filter(|id| !fresh.contains(id)).collect();
        out.extend(&removed);

        let first = parts.first().map_or(0, |(part, _)| part.ids.len());
        let mut rows = parts.get(1).map(|(part, _)| part.rows(gone)).unwrap_or_default();
        let mut vectors = self.vectors.unwrap_or_else(meanings::empty);
        if let Some((part, _)) = parts.get(1) {
            vectors = meanings::carried(&part.vectors, &vectors, |id| !gone(id));
        }
        rows.extend(changed);
        let file = format!("part-{}.bin", manifest.generation);
        if rows.len() + out.len() <= SMALL_PART.max(first / 8) && first > 0 {
            manifest.parts.truncate(1);
            let Some((part, _)) = parts.first() else { return Ok(manifest) };
            manifest.removed = out.into_iter().filter(|id| part.row_of(*id).is_some()).collect();
            manifest.removed.sort_unstable();
        } else {
            if let Some((part, _)) = parts.first() {
                let newer: FxHashSet<u32> = rows.iter().map(|row| row.id).collect();
                let dead = |id: u32| newer.contains(&id) || out.contains(&id);
                rows.extend(part.rows(dead));
                vectors = meanings::carried(&part.vectors, &vectors, |id| !dead(id));
            }
            manifest.parts.clear();
            manifest.removed.clear();
        }
        if !rows.is_empty() {
            write_whole(dir, &file, &Part::build(rows, vectors))?;
            manifest.parts.push(file);
        }
        Ok(manifest)
    }
}

/// Writes a file so that it is there whole or not at all.
fn write_whole(dir: &Path, name: &str, part: &Part) -> Result<(), IndexError> {
    let path = dir.join(name);
    let unfinished = dir.join(format!("{name}.tmp"));
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::File::create(&unfinished)?;
        seal(VERSION, &mut file, |sink| part.write(sink))?;
        file.sync_all()?;
        std::fs::rename(&unfinished, &path)
    };
    write().map_err(|source| IndexError::Folder { path: path.clone(), source })
}

/// Removes parts that no manifest names any more. A reader that misses one looks at the manifest again.
pub(crate) fn remove_old_parts(dir: &Path, manifest: &Manifest) {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("part-") && !manifest.parts.contains(&name) {
            // What cannot be removed now is removed after the next commit.
            std::fs::remove_file(entry.path()).ok();
        }
    }
}
