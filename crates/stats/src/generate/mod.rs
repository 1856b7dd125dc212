//! Making stats for those who have none: by a language model (`by_model`), or offline from facts (`offline`).

mod by_model;
mod offline;
mod subject;

use keeping::KeepingError;
use model::Instant;
use store::Store;

pub use by_model::{
    Budget, Failure, GenerateOptions, GenerateReport, Plan, Spent, Stop, generate_by_model, plan, upstream,
};
pub use offline::{ORIGIN as OFFLINE, offline};
pub use subject::{Redo, Subject, subjects};

use crate::{Stored, vocabulary::Vocabulary};

/// Makes stats of all `subjects` offline and stores them in one transaction; gives how many are new or differ.
pub async fn generate_offline(
    store: &Store,
    registry: &str,
    subjects: &[Subject],
    vocabulary: &Vocabulary,
    author: &str,
    at: Instant,
) -> Result<u64, KeepingError> {
    let row = |subject: &Subject| {
        Stored {
            couple: subject.couple.clone(),
            stats: offline(subject, vocabulary),
            origin: OFFLINE.to_owned(),
            author: author.to_owned(),
            at,
        }
        .row()
    };
    let rows: Vec<_> = subjects.iter().map(row).collect();
    if rows.is_empty() {
        return Ok(0);
    }
    let tx = store.begin().await?;
    let changed = tx.save_stats(registry, &rows).await?;
    tx.commit().await?;
    Ok(changed)
}
