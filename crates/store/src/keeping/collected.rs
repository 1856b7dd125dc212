//! What sources said of series and characters, one row for each couple.

use model::Instant;

use super::mark::books_changed;
use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// One collected series or character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collected {
    /// The id space of `source_id`, in the keepers' words.
    pub source_type: String,
    /// `series` or `character`.
    pub kind: String,
    /// The id within the space, letter by letter.
    pub source_id: String,
    /// A character's series, as its source names it; both parts empty for a series.
    pub parent: (String, String),
    /// Its place in its source's list, from 0: the order in which numbers are given out.
    pub position: i64,
    /// What was said, as JSON in the catalog's own shape.
    pub body: String,
    /// The run that saw it last.
    pub run: i64,
    /// When its body last changed.
    pub at: Instant,
}

/// What saving collected rows did.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// Couples seen for the first time.
    pub new: u64,
    /// Couples whose body differs from before.
    pub changed: u64,
    /// Couples that say the same as before.
    pub unchanged: u64,
}

impl Store {
    /// The collected rows of one kind, of one source type or of all, in the order of their lists.
    pub async fn collected(
        &self,
        kind: &str,
        source_type: Option<&str>,
    ) -> Result<Vec<Collected>, StoreError> {
        let select = "SELECT source_type, kind, source_id, parent_type, parent_id, position, body, run, at \
                      FROM collected WHERE kind = $1 AND ($2 = '' OR source_type = $2) \
                      ORDER BY source_type, position, source_id";
        let values = [kind.into(), source_type.unwrap_or_default().into()];
        sql::read(&self.db, "reading what was collected", select, values, read).await
    }

    /// The collected rows of one kind whose body has a text under `key`, in no order. Most bodies have not,
    /// and the engine passes over those faster than they could be read here.
    pub async fn collected_telling(&self, kind: &str, key: &str) -> Result<Vec<Collected>, StoreError> {
        let select = "SELECT source_type, kind, source_id, parent_type, parent_id, position, body, run, at \
                      FROM collected WHERE kind = $1 AND body LIKE $2";
        let values = [kind.into(), format!("%\"{key}\":\"%").into()];
        sql::read(&self.db, "reading what was collected", select, values, read).await
    }

    /// What was collected of one couple.
    pub async fn collected_one(
        &self,
        kind: &str,
        source_type: &str,
        source_id: &str,
    ) -> Result<Option<Collected>, StoreError> {
        let select = "SELECT source_type, kind, source_id, parent_type, parent_id, position, body, run, at \
                      FROM collected WHERE kind = $1 AND source_type = $2 AND source_id = $3";
        let values = [kind.into(), source_type.into(), source_id.into()];
        let row = sql::query_one(&self.db, "reading what was collected", select, values).await?;
        row.map(|row| read(&Cells(&row))).transpose()
    }
}

impl WriteTx {
    /// Saves rows; one that says the same as before keeps its time. Safe to repeat.
    pub async fn save_collected(&self, rows: &[Collected]) -> Result<Saved, StoreError> {
        let what = "saving what was collected";
        let stored = keys(rows).query(
            &self.tx,
            what,
            "SELECT t.source_type, t.kind, t.source_id, t.body FROM r CROSS JOIN collected t \
             WHERE t.source_type = r.source_type AND t.kind = r.kind AND t.source_id = r.source_id",
        );
        let mut known = std::collections::HashMap::new();
        for row in stored.await? {
            let cells = Cells(&row);
            known.insert((cells.text(0)?, cells.text(1)?, cells.text(2)?), cells.text(3)?);
        }
        let mut saved = Saved::default();
        for row in rows {
            match known.get(&(row.source_type.clone(), row.kind.clone(), row.source_id.clone())) {
                None => saved.new += 1,
                Some(body) if *body == row.body => saved.unchanged += 1,
                Some(_) => saved.changed += 1,
            }
        }
        let upsert = "INSERT INTO collected (source_type, kind, source_id, parent_type, parent_id, position, body, run, at) \
                      SELECT source_type, kind, source_id, parent_type, parent_id, position, body, run, at FROM r WHERE true \
                      ON CONFLICT (source_type, kind, source_id) DO UPDATE SET parent_type = excluded.parent_type, \
                      parent_id = excluded.parent_id, position = excluded.position, run = excluded.run, \
                      at = CASE WHEN collected.body = excluded.body THEN collected.at ELSE excluded.at END, \
                      body = excluded.body";
        keys(rows)
            .text("parent_type", rows.iter().map(|row| row.parent.0.as_str()))
            .text("parent_id", rows.iter().map(|row| row.parent.1.as_str()))
            .int("position", rows.iter().map(|row| row.position))
            .text("body", rows.iter().map(|row| row.body.replace('\0', "\u{fffd}")))
            .int("run", rows.iter().map(|row| row.run))
            .int("at", rows.iter().map(|row| row.at.as_micros()))
            .execute(&self.tx, what, upsert)
            .await?;
        if saved.new + saved.changed > 0 {
            books_changed(&self.tx).await?;
        }
        Ok(saved)
    }

    /// Notes that run `run` saw rows of a source type, though nothing new was said of them.
    pub async fn see_collected(
        &self,
        source_type: &str,
        kind: &str,
        ids: &[&str],
        run: i64,
    ) -> Result<(), StoreError> {
        let update = "UPDATE collected SET run = CAST(#3 AS BIGINT) WHERE source_type = #1 AND kind = #2 \
                      AND source_id IN (SELECT source_id FROM r)";
        let ids = Rows::new().text("source_id", ids.iter().copied());
        let seen = ids.value(source_type).value(kind).value(run);
        seen.execute(&self.tx, "noting what a crawl saw", update).await.map(|_| ())
    }

    /// Drops the rows of a source type that a whole crawl, run `run`, did not see. Gives how many.
    pub async fn drop_unseen(&self, source_type: &str, kind: &str, run: i64) -> Result<u64, StoreError> {
        let delete = "DELETE FROM collected WHERE source_type = $1 AND kind = $2 AND run <> $3";
        let values = [source_type.into(), kind.into(), run.into()];
        let dropped = sql::execute(&self.tx, "dropping what a crawl did not see", delete, values).await?;
        if dropped > 0 {
            books_changed(&self.tx).await?;
        }
        Ok(dropped)
    }
}

fn keys(rows: &[Collected]) -> Rows {
    Rows::new()
        .text("source_type", rows.iter().map(|row| row.source_type.as_str()))
        .text("kind", rows.iter().map(|row| row.kind.as_str()))
        .text("source_id", rows.iter().map(|row| row.source_id.as_str()))
}

fn read(cells: &Cells<'_>) -> Result<Collected, StoreError> {
    Ok(Collected {
        source_type: cells.text(0)?,
        kind: cells.text(1)?,
        source_id: cells.text(2)?,
        parent: (cells.text(3)?, cells.text(4)?),
        position: cells.int(5)?,
        body: cells.text(6)?,
        run: cells.int(7)?,
        at: cells.time(8)?,
    })
}
