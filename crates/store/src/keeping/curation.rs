//! Values set by hand, the log of every change to them, and what stood in workbooks handed out.

use model::Instant;

use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// A value by hand that holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandValue {
    /// `series` or `character`.
    pub kind: String,
    /// The couple's id space.
    pub source_type: String,
    /// Its id.
    pub source_id: String,
    /// The column, or a word that is none, such as `excluded`.
    pub field: String,
    /// The value as JSON; `null` empties the field.
    pub value: String,
    /// What stood there when it was set, as JSON.
    pub base: String,
    /// Who set it.
    pub author: String,
    /// Where it came from: a workbook's base, `web`, `legacy`, …
    pub origin: String,
    /// When.
    pub at: Instant,
}

/// A change to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// `series` or `character`.
    pub kind: String,
    /// The couple's id space.
    pub source_type: String,
    /// Its id.
    pub source_id: String,
    /// The column, or a word that is none, such as `excluded`.
    pub field: String,
    /// The new value as JSON; none takes the value by hand back, so that the automatic one shows again.
    pub value: Option<String>,
    /// What stood there before, as JSON.
    pub base: String,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedEdit {
    /// Its number, rising.
    pub seq: i64,
    /// `series` or `character`.
    pub kind: String,
    /// The couple's id space.
    pub source_type: String,
    /// Its id.
    pub source_id: String,
    /// The field.
    pub field: String,
    /// The value by hand before, as JSON; none where there was none.
    pub before: Option<String>,
    /// The value by hand after, as JSON; none where it was taken back.
    pub after: Option<String>,
    /// Who.
    pub author: String,
    /// From where.
    pub origin: String,
    /// When.
    pub at: Instant,
}

/// What stood in a workbook when it was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurationBase {
    /// The workbook's own id.
    pub id: String,
    /// The content, in the catalog's own shape.
    pub body: Vec<u8>,
    /// When it was handed out.
    pub at: Instant,
}

impl Store {
    /// All values by hand of a registry, by kind, couple and field.
    pub async fn hand_values(&self, registry: &str) -> Result<Vec<HandValue>, StoreError> {
        let select = "SELECT kind, source_type, source_id, field, value, base, author, origin, at FROM curation \
                      WHERE registry = $1 ORDER BY kind, source_type, source_id, field";
        sql::read(&self.db, "reading values by hand", select, [registry.into()], hand_value).await
    }

    /// The values by hand of one couple, by field.
    pub async fn hand_values_of(
        &self,
        registry: &str,
        kind: &str,
        source_type: &str,
        source_id: &str,
    ) -> Result<Vec<HandValue>, StoreError> {
        let select = "SELECT kind, source_type, source_id, field, value, base, author, origin, at FROM curation \
                      WHERE registry = $1 AND kind = $2 AND source_type = $3 AND source_id = $4 ORDER BY field";
        let values = [registry.into(), kind.into(), source_type.into(), source_id.into()];
        let rows = sql::query(&self.db, "reading values by hand", select, values).await?;
        rows.iter().map(|row| hand_value(&Cells(row))).collect()
    }

    /// One line of a registry's log.
    pub async fn logged_edit(&self, registry: &str, seq: i64) -> Result<Option<LoggedEdit>, StoreError> {
        let select = "SELECT seq, kind, source_type, source_id, field, before, after, author, origin, at \
                      FROM curation_log WHERE registry = $1 AND seq = $2";
        let values = [registry.into(), seq.into()];
        let row = sql::query_one(&self.db, "reading the log of edits", select, values).await?;
        row.map(|row| logged(&Cells(&row))).transpose()
    }

    /// The last `limit` changes of a registry, newest first: of one couple, or of all when it is none.
    pub async fn curation_log(
        &self,
        registry: &str,
        couple: Option<(&str, &str, &str)>,
        limit: usize,
    ) -> Result<Vec<LoggedEdit>, StoreError> {
        let (kind, source_type, source_id) = couple.unwrap_or_default();
        let select = "SELECT seq, kind, source_type, source_id, field, before, after, author, origin, at \
                      FROM curation_log WHERE registry = $1 AND ($2 = '' OR (kind = $2 AND source_type = $3 \
                      AND source_id = $4)) ORDER BY seq DESC LIMIT $5";
        let values =
            [registry.into(), kind.into(), source_type.into(), source_id.into(), (limit as i64).into()];
        let rows = sql::query(&self.db, "reading the log of edits", select, values).await?;
        rows.iter().map(|row| logged(&Cells(row))).collect()
    }

    /// What stood in a workbook when it was handed out; none when that is no longer kept.
    pub async fn curation_base(&self, id: &str) -> Result<Option<CurationBase>, StoreError> {
        let select = "SELECT id, body, at FROM curation_bases WHERE id = $1";
        let row = sql::query_one(&self.db, "reading a workbook's base", select, [id.into()]).await?;
        let read = |row| {
            let cells = Cells(&row);
            Ok(CurationBase { id: cells.text(0)?, body: cells.blob(1)?, at: cells.time(2)? })
        };
        row.map(read).transpose()
    }
}

impl WriteTx {
    /// Makes changes and logs them; one that changes nothing leaves no trace. Gives how many did.
    pub async fn curate(
        &self,
        registry: &str,
        edits: &[Edit],
        author: &str,
        origin: &str,
        at: Instant,
    ) -> Result<usize, StoreError> {
        let what = "saving values by hand";
        let keys = |edits: &[&Edit]| {
            Rows::new()
                .text("kind", edits.iter().map(|edit| edit.kind.as_str()))
                .text("source_type", edits.iter().map(|edit| edit.source_type.as_str()))
                .text("source_id", edits.iter().map(|edit| edit.source_id.as_str()))
                .text("field", edits.iter().map(|edit| edit.field.as_str()))
        };
        let select = "SELECT t.kind, t.source_type, t.source_id, t.field, t.value FROM r CROSS JOIN curation t \
                      WHERE t.registry = r.registry AND t.kind = r.kind AND t.source_type = r.source_type \
                      AND t.source_id = r.source_id AND t.field = r.field";
        let all: Vec<&Edit> = edits.iter().collect();
        let mut before = std::collections::HashMap::new();
        for row in keys(&all).repeat("registry", registry).query(&self.tx, what, select).await? {
            let cells = Cells(&row);
            before.insert((cells.text(0)?, cells.text(1)?, cells.text(2)?, cells.text(3)?), cells.text(4)?);
        }
        let was = |edit: &Edit| {
            let key =
                (edit.kind.clone(), edit.source_type.clone(), edit.source_id.clone(), edit.field.clone());
            before.get(&key).map_or("", String::as_str)
        };
        let changed: Vec<&Edit> =
            edits.iter().filter(|edit| was(edit) != edit.value.as_deref().unwrap_or_default()).collect();
        if changed.is_empty() {
            return Ok(0);
        }
        let (set, back): (Vec<&Edit>, Vec<&Edit>) = changed.iter().partition(|edit| edit.value.is_some());
        let upsert = "INSERT INTO curation (registry, kind, source_type, source_id, field, value, base, author, origin, at) \
                      SELECT #1, kind, source_type, source_id, field, value, base, #2, #3, CAST(#4 AS BIGINT) FROM r WHERE true \
                      ON CONFLICT (registry, kind, source_type, source_id, field) DO UPDATE SET value = excluded.value, \
                      base = excluded.base, author = excluded.author, origin = excluded.origin, at = excluded.at";
        keys(&set)
            .text("value", set.iter().map(|edit| edit.value.as_deref().unwrap_or_default()))
            .text("base", set.iter().map(|edit| edit.base.as_str()))
            .value(registry)
            .value(author)
            .value(origin)
            .value(at.as_micros())
            .execute(&self.tx, what, upsert)
            .await?;
        let delete = "DELETE FROM curation WHERE (registry, kind, source_type, source_id, field) IN \
                      (SELECT registry, kind, source_type, source_id, field FROM r)";
        keys(&back).repeat("registry", registry).execute(&self.tx, what, delete).await?;
        let first = self.allocate("curation_log", changed.len()).await?;
        let log = "INSERT INTO curation_log (seq, registry, kind, source_type, source_id, field, before, after, author, \
                   origin, at) SELECT seq, #1, kind, source_type, source_id, field, before, after, #2, #3, \
                   CAST(#4 AS BIGINT) FROM r";
        keys(&changed)
            .int("seq", first..first + changed.len() as i64)
            .text("before", changed.iter().map(|edit| was(edit)))
            .text("after", changed.iter().map(|edit| edit.value.as_deref().unwrap_or_default()))
            .value(registry)
            .value(author)
            .value(origin)
            .value(at.as_micros())
            .execute(&self.tx, what, log)
            .await?;
        Ok(changed.len())
    }

    /// Keeps what stands in a workbook handed out, and drops the oldest beyond `keep` of the registry.
    pub async fn save_curation_base(
        &self,
        registry: &str,
        base: &CurationBase,
        keep: usize,
    ) -> Result<(), StoreError> {
        let what = "keeping a workbook's base";
        let insert = "INSERT INTO curation_bases (id, registry, body, at) VALUES ($1, $2, $3, $4) \
                      ON CONFLICT (id) DO NOTHING";
        let values =
            [base.id.as_str().into(), registry.into(), base.body.clone().into(), base.at.as_micros().into()];
        sql::execute(&self.tx, what, insert, values).await?;
        let delete = "DELETE FROM curation_bases WHERE registry = $1 AND id NOT IN \
                      (SELECT id FROM curation_bases WHERE registry = $1 ORDER BY at DESC, id LIMIT $2)";
        sql::execute(&self.tx, what, delete, [registry.into(), (keep as i64).into()]).await.map(|_| ())
    }
}

pub(super) fn hand_value(cells: &Cells<'_>) -> Result<HandValue, StoreError> {
    Ok(HandValue {
        kind: cells.text(0)?,
        source_type: cells.text(1)?,
        source_id: cells.text(2)?,
        field: cells.text(3)?,
        value: cells.text(4)?,
        base: cells.text(5)?,
        author: cells.text(6)?,
        origin: cells.text(7)?,
        at: cells.time(8)?,
    })
}

pub(super) fn logged(cells: &Cells<'_>) -> Result<LoggedEdit, StoreError> {
    let some = |text: String| (!text.is_empty()).then_some(text);
    Ok(LoggedEdit {
        seq: cells.int(0)?,
        kind: cells.text(1)?,
        source_type: cells.text(2)?,
        source_id: cells.text(3)?,
        field: cells.text(4)?,
        before: some(cells.text(5)?),
        after: some(cells.text(6)?),
        author: cells.text(7)?,
        origin: cells.text(8)?,
        at: cells.time(9)?,
    })
}
