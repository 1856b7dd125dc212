//! Taking back what one run brought in: numbers, collected rows, stats.
//!
//! Only for a run that is undone as a whole; the everyday pipeline takes nothing back.

use super::mark::books_changed;
use crate::{
    Store, StoreError, WriteTx,
    registries::sequence,
    sequences::advance,
    sql::{self, Cells, Rows},
};

impl WriteTx {
    /// Takes numbers back that a run brought along, so that the couples have none any more.
    ///
    /// The sequence goes on where it stood, `next_before`, unless numbers beyond it were given out
    /// since: those stay, and so does the sequence. Gives how many couples were known.
    pub async fn take_back_numbers(
        &self,
        registry: &str,
        kind: &str,
        couples: &[(String, String)],
        next_before: i64,
    ) -> Result<u64, StoreError> {
        let what = "taking numbers back";
        let sequence = sequence(registry, kind);
        advance(&self.tx, &sequence, 0).await?;
        let mut known = 0;
        for table in ["registry_details", "registry_ids"] {
            let delete = format!(
                "DELETE FROM {table} WHERE (registry, kind, source_type, source_id) IN \
                 (SELECT registry, kind, source_type, source_id FROM r)"
            );
            known = Rows::new()
                .text("source_type", couples.iter().map(|couple| couple.0.as_str()))
                .text("source_id", couples.iter().map(|couple| couple.1.as_str()))
                .repeat("registry", registry)
                .repeat("kind", kind)
                .execute(&self.tx, what, &delete)
                .await?;
        }
        let select = "SELECT unique_id FROM registry_ids WHERE registry = $1 AND kind = $2";
        let left = sql::query(&self.tx, what, select, [registry.into(), kind.into()]).await?;
        let left = left.iter().map(|row| Cells(row).int(0)).collect::<Result<_, _>>()?;
        self.settle_numbers(registry, kind, &left, next_before).await?;
        books_changed(&self.tx).await?;
        Ok(known)
    }

    /// Drops the collected rows that a run was the last to see. Gives how many.
    pub async fn drop_collected_of(&self, run: i64) -> Result<u64, StoreError> {
        let delete = "DELETE FROM collected WHERE run = $1";
        let dropped = sql::execute(&self.tx, "taking collected rows back", delete, [run.into()]).await?;
        books_changed(&self.tx).await?;
        Ok(dropped)
    }

    /// Drops the stats of one origin. Gives how many.
    pub async fn drop_stats_of(&self, registry: &str, origin: &str) -> Result<u64, StoreError> {
        let delete = "DELETE FROM stats WHERE registry = $1 AND origin = $2";
        sql::execute(&self.tx, "taking stats back", delete, [registry.into(), origin.into()]).await
    }
}

impl Store {
    /// Changes to values by hand that came from one place, oldest first.
    pub async fn curation_log_of(
        &self,
        registry: &str,
        origin: &str,
    ) -> Result<Vec<crate::LoggedEdit>, StoreError> {
        let mut log = self.curation_log(registry, None, i32::MAX as usize).await?;
        log.retain(|edit| edit.origin == origin);
        log.reverse();
        Ok(log)
    }
}
