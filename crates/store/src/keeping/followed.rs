//! Which edits of keepers' rows golden records have followed.
//!
//! The mark belongs to the database and not to its content: without it everything is followed again, which
//! changes nothing.

use std::collections::HashMap;

use model::ExternalId;
use sea_orm::ConnectionTrait;

use super::{HandValue, curation::hand_value};
use crate::{
    Store, StoreError, WriteTx,
    links::subject_rows,
    sql::{self, Cells},
};

const MARK: &str = "curation_followed";

impl Store {
    /// Whether series were edited since the mark was last moved.
    pub async fn is_curation_ahead(&self) -> Result<bool, StoreError> {
        let select = "SELECT CAST(COALESCE(MAX(seq), 0) AS BIGINT) FROM curation_log WHERE kind = 'series'";
        let row = sql::query_one(&self.db, "looking for new edits", select, []).await?;
        let newest = row.map_or(Ok(0), |row| Cells(&row).int(0))?;
        Ok(newest > mark(&self.db).await?)
    }

    /// The values by hand of the series with these ids, over all registries, the oldest first.
    pub async fn curated_series(
        &self,
        ids: &[ExternalId],
    ) -> Result<HashMap<ExternalId, Vec<HandValue>>, StoreError> {
        curated(&self.db, ids).await
    }
}

impl WriteTx {
    /// As [`Store::curated_series`], changes of this transaction included.
    pub async fn curated_series(
        &self,
        ids: &[ExternalId],
    ) -> Result<HashMap<ExternalId, Vec<HandValue>>, StoreError> {
        curated(&self.tx, ids).await
    }

    /// The couples of the series that were edited since the mark, as id spaces and ids; the mark moves behind
    /// the last edit there is.
    pub async fn follow_curation(&self) -> Result<Vec<(String, String)>, StoreError> {
        let what = "following edits of series";
        let mark = mark(&self.tx).await?;
        let select = "SELECT source_type, source_id, CAST(MAX(seq) AS BIGINT) FROM curation_log \
                      WHERE kind = 'series' AND seq > $1 GROUP BY source_type, source_id ORDER BY 1, 2";
        let mut couples = Vec::new();
        let mut newest = mark;
        for row in sql::query(&self.tx, what, select, [mark.into()]).await? {
            let cells = Cells(&row);
            couples.push((cells.text(0)?, cells.text(1)?));
            newest = newest.max(cells.int(2)?);
        }
        let upsert = "INSERT INTO settings (name, value) VALUES ($1, $2) \
                      ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        sql::execute(&self.tx, what, upsert, [MARK.into(), newest.to_string().into()]).await?;
        Ok(couples)
    }
}

async fn mark<C: ConnectionTrait>(db: &C) -> Result<i64, StoreError> {
    let select = "SELECT value FROM settings WHERE name = $1";
    let row = sql::query_one(db, "reading a mark", select, [MARK.into()]).await?;
    let text = row.map(|row| Cells(&row).text(0)).transpose()?;
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// A series' couple is an external id by itself where its id space is a namespace.
async fn curated<C: ConnectionTrait>(
    db: &C,
    ids: &[ExternalId],
) -> Result<HashMap<ExternalId, Vec<HandValue>>, StoreError> {
    let select = "SELECT t.kind, t.source_type, t.source_id, t.field, t.value, t.base, t.author, t.origin, t.at, \
                  r.namespace, r.id FROM r JOIN curation t ON t.source_type = r.namespace AND t.source_id = r.id \
                  WHERE t.kind = 'series' ORDER BY t.at, t.registry, t.field";
    let mut found: HashMap<ExternalId, Vec<HandValue>> = HashMap::new();
    for row in subject_rows(ids).query(db, "reading values by hand", select).await? {
        let cells = Cells(&row);
        found.entry(cells.external_id(9)?).or_default().push(hand_value(&cells)?);
    }
    Ok(found)
}
