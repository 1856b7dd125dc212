//! Files put back as they were before a publish.

use std::path::{Path, PathBuf};

use keeping::KeepingError;
use store::{Publish, PublishRow, Store};

use super::{
    backup,
    place::{self, Lock},
};
use crate::{RollbackRequest, RolledBack};

/// What is to be done with a file.
enum Step {
    /// It is as it was before.
    Nothing,
    /// There was none before.
    Remove(PathBuf),
    /// This stood there.
    Replace(PathBuf, Vec<u8>),
}

/// Puts the files of a publish back. A file that was changed since is refused, unless forced; then what
/// stands there is kept beside it, with `.before-rollback` behind its name.
pub async fn rollback(
    store: &Store,
    publish: &Publish,
    request: &RollbackRequest,
) -> Result<RolledBack, KeepingError> {
    let rows = store.publish_rows(publish.id).await?;
    let files: Vec<PublishRow> = rows.into_iter().filter(|row| row.place == backup::PLACE).collect();
    if files.is_empty() {
        return Err(KeepingError::Conflict {
            message: format!("what stood there before publish {} is no longer kept", publish.id),
            hint:
                "only the newest publishes of each target can be taken back; `emaki publish list` shows them"
                    .into(),
            places: Vec::new(),
        });
    }
    let folder = PathBuf::from(&publish.target);
    let _lock = Lock::take(&folder)?;
    let mut steps = Vec::new();
    let mut changed = Vec::new();
    for row in &files {
        let path = folder.join(&row.key);
        let (step, is_ours) = step(path.clone(), row, publish.id)?;
        if !is_ours {
            changed.push(path);
        }
        steps.push(step);
    }
    if !changed.is_empty() && !request.force {
        return Err(KeepingError::Conflict {
            message: format!(
                "{} changed since publish {}: {}",
                files_of(changed.len()),
                publish.id,
                names(&changed)
            ),
            hint: "`--force` puts the old ones back, and keeps what stands there beside them".into(),
            places: changed.iter().map(|path| path.display().to_string()).collect(),
        });
    }
    for path in &changed {
        keep_beside(path)?;
    }
    let mut done = RolledBack {
        publish: publish.id,
        what: publish.what.clone(),
        target: publish.target.clone(),
        restored: 0,
        removed: 0,
        unchanged: 0,
        refused: Vec::new(),
    };
    for step in steps {
        match step {
            Step::Nothing => done.unchanged += 1,
            Step::Remove(path) => {
                place::remove(&path)?;
                done.removed += 1;
            }
            Step::Replace(path, bytes) => {
                place::replace(&path, &bytes)?;
                done.restored += 1;
            }
        }
    }
    let tx = store.begin().await?;
    tx.set_publish(publish.id, "rolled_back", &publish.report).await?;
    tx.commit().await?;
    Ok(done)
}

/// What to do with a file, and whether it is as the publish left it, or as it was before.
fn step(path: PathBuf, row: &PublishRow, publish: i64) -> Result<(Step, bool), KeepingError> {
    let found = place::hash_of(&path)?;
    let before = backup::hash(&row.before);
    if found.as_deref() == before {
        return Ok((Step::Nothing, true));
    }
    // A file that is gone takes nothing with it when the old one comes back.
    let is_ours = found.as_ref().is_none_or(|found| *found == row.after);
    if row.before.is_empty() {
        return Ok((Step::Remove(path), is_ours));
    }
    let bytes = backup::unpack(&row.before).ok_or_else(|| {
        KeepingError::Damaged(format!("what stood at `{}` before publish {publish}", row.key))
    })?;
    Ok((Step::Replace(path, bytes), is_ours))
}

fn keep_beside(path: &Path) -> Result<(), KeepingError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".before-rollback");
    let beside = path.with_file_name(name);
    let bytes = std::fs::read(path).map_err(KeepingError::file("read", path))?;
    place::replace(&beside, &bytes)
}

/// The names of files, the first few of them.
fn names(files: &[PathBuf]) -> String {
    let named: Vec<_> =
        files.iter().take(3).filter_map(|file| Some(file.file_name()?.to_string_lossy())).collect();
    let more = if files.len() > 3 { ", …" } else { "" };
    named.join(", ") + more
}

fn files_of(count: usize) -> String {
    if count == 1 { "1 file was".into() } else { format!("{count} files were") }
}
