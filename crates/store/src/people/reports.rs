//! What imports and checks said.

use model::Instant;

use super::whole;
use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells},
};

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopleReport {
    /// Its id.
    pub id: String,
    /// `import`, `fsck` or `migration`.
    pub kind: String,
    /// When.
    pub at: Instant,
    /// What it says, as JSON; numbers, keys and reasons, never names.
    pub body: String,
}

/// How many reports of a kind are kept.
const KEPT: u64 = 50;

impl Store {
    /// The newest report of a kind.
    pub async fn people_report(&self, kind: &str) -> Result<Option<PeopleReport>, StoreError> {
        let select =
            "SELECT id, kind, at, body FROM people_reports WHERE kind = $1 ORDER BY at DESC, id DESC LIMIT 1";
        let row = sql::query_one(&self.db, "reading a report", select, [kind.into()]).await?;
        let read = |row: sea_orm::QueryResult| {
            let cells = Cells(&row);
            Ok(PeopleReport {
                id: cells.text(0)?,
                kind: cells.text(1)?,
                at: cells.time(2)?,
                body: cells.text(3)?,
            })
        };
        row.map(read).transpose()
    }
}

impl WriteTx {
    /// Keeps a report; the oldest of its kind go when there are more than 50.
    pub async fn save_people_report(&self, report: &PeopleReport) -> Result<(), StoreError> {
        let what = "keeping a report";
        let insert = "INSERT INTO people_reports (id, kind, at, body) VALUES ($1, $2, $3, $4) \
                      ON CONFLICT (id) DO UPDATE SET body = excluded.body, at = excluded.at";
        let values = [
            report.id.as_str().into(),
            report.kind.as_str().into(),
            report.at.as_micros().into(),
            report.body.as_str().into(),
        ];
        sql::execute(&self.tx, what, insert, values).await?;
        let delete = "DELETE FROM people_reports WHERE kind = $1 AND id NOT IN (SELECT id FROM people_reports \
                      WHERE kind = $1 ORDER BY at DESC, id DESC LIMIT $2)";
        sql::execute(&self.tx, what, delete, [report.kind.as_str().into(), whole(KEPT).into()])
            .await
            .map(|_| ())
    }
}
