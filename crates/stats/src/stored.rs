//! Stats in the store.

use std::collections::HashMap;

use keeping::{KeepingError, forms::Couple};
use model::Instant;
use store::{StatRow, Store};

use crate::Stats;

/// Stats of one character in the store, and how they came there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Whose.
    pub couple: Couple,
    /// The stats.
    pub stats: Stats,
    /// `import`, `legacy`, `offline`, or a model's name.
    pub origin: String,
    /// Who asked for them.
    pub author: String,
    /// When.
    pub at: Instant,
}

/// The stats of a registry's characters, for whoever publishes them.
pub async fn stored(store: &Store, registry: &str) -> Result<HashMap<Couple, Stats>, KeepingError> {
    let rows = stored_rows(store, registry).await?;
    Ok(rows.into_iter().map(|row| (row.couple, row.stats)).collect())
}

/// The stats of a registry's characters with their origins, by couple.
pub async fn stored_rows(store: &Store, registry: &str) -> Result<Vec<Stored>, KeepingError> {
    store.stats(registry).await?.into_iter().map(read).collect()
}

fn read(row: StatRow) -> Result<Stored, KeepingError> {
    let couple = Couple::new(row.source_type, row.source_id);
    let stats = serde_json::from_str(&row.body)
        .map_err(|error| KeepingError::Damaged(format!("the stats of {couple}: {error}")))?;
    Ok(Stored { couple, stats, origin: row.origin, author: row.author, at: row.at })
}

impl Stored {
    /// As a row of the store.
    pub(crate) fn row(&self) -> StatRow {
        StatRow {
            source_type: self.couple.source_type.to_string(),
            source_id: self.couple.source_id.to_string(),
            body: serde_json::to_string(&self.stats).expect("stats are JSON"),
            origin: self.origin.clone(),
            author: self.author.clone(),
            at: self.at,
        }
    }
}
