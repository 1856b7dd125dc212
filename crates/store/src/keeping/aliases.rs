//! Couples that stand for a number which another couple was given: merges by hand.

use model::{Instant, UniqueId};

use super::mark::books_changed;
use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// "This couple is that number as well", with author and reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// `series` or `character`.
    pub kind: String,
    /// The couple's id space.
    pub source_type: String,
    /// Its id.
    pub source_id: String,
    /// The number it stands for.
    pub unique_id: UniqueId,
    /// Who decided.
    pub author: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Instant,
}

impl Store {
    /// A registry's aliases, by kind, number and couple.
    pub async fn aliases(&self, registry: &str) -> Result<Vec<Alias>, StoreError> {
        let select = "SELECT kind, source_type, source_id, unique_id, author, reason, at FROM registry_aliases \
                      WHERE registry = $1 ORDER BY kind, unique_id, source_type, source_id";
        let read = |row| {
            let cells = Cells(row);
            let number = cells.int(3)?;
            Ok(Alias {
                kind: cells.text(0)?,
                source_type: cells.text(1)?,
                source_id: cells.text(2)?,
                unique_id: UniqueId::new(number)
                    .ok_or_else(|| StoreError::Damaged(format!("{number} is not a published number")))?,
                author: cells.text(4)?,
                reason: cells.text(5)?,
                at: cells.time(6)?,
            })
        };
        let rows = sql::query(&self.db, "reading aliases", select, [registry.into()]).await?;
        rows.iter().map(read).collect()
    }
}

impl WriteTx {
    /// Writes aliases over those of the same couples; gives how many are new or lead elsewhere now.
    pub async fn save_aliases(&self, registry: &str, aliases: &[Alias]) -> Result<u64, StoreError> {
        let upsert = "INSERT INTO registry_aliases (registry, kind, source_type, source_id, unique_id, author, reason, at) \
                      SELECT #1, kind, source_type, source_id, unique_id, author, reason, at FROM r WHERE true \
                      ON CONFLICT (registry, kind, source_type, source_id) DO UPDATE SET unique_id = excluded.unique_id, \
                      author = excluded.author, reason = excluded.reason, at = excluded.at \
                      WHERE registry_aliases.unique_id <> excluded.unique_id";
        let saved = Rows::new()
            .text("kind", aliases.iter().map(|alias| alias.kind.as_str()))
            .text("source_type", aliases.iter().map(|alias| alias.source_type.as_str()))
            .text("source_id", aliases.iter().map(|alias| alias.source_id.as_str()))
            .int("unique_id", aliases.iter().map(|alias| alias.unique_id.get()))
            .text("author", aliases.iter().map(|alias| alias.author.as_str()))
            .text("reason", aliases.iter().map(|alias| alias.reason.as_str()))
            .int("at", aliases.iter().map(|alias| alias.at.as_micros()))
            .value(registry)
            .execute(&self.tx, "saving aliases", upsert)
            .await?;
        books_changed(&self.tx).await?;
        Ok(saved)
    }

    /// Takes an alias back; `false` when there is none.
    pub async fn remove_alias(
        &self,
        registry: &str,
        kind: &str,
        source_type: &str,
        source_id: &str,
    ) -> Result<bool, StoreError> {
        let delete = "DELETE FROM registry_aliases WHERE registry = $1 AND kind = $2 AND source_type = $3 AND source_id = $4";
        let values = [registry.into(), kind.into(), source_type.into(), source_id.into()];
        let gone = sql::execute(&self.tx, "taking an alias back", delete, values).await?;
        books_changed(&self.tx).await?;
        Ok(gone > 0)
    }
}
