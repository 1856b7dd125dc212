//! Download sessions.

use model::Instant;

use super::{count, micros, moment, whole};
use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells},
};

/// A download session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Its id, a UUID.
    pub id: String,
    /// `youtube`, `drive` or `mixed`.
    pub kind: String,
    /// How many assets were due.
    pub total_assets: u64,
    /// How many of them are here.
    pub completed_assets: u64,
    /// How many failed.
    pub failed_assets: u64,
    /// How many bytes came over the line.
    pub bytes: u64,
    /// How far it came.
    pub status: String,
    /// What else there is to say, as JSON.
    pub report: String,
    /// When it began.
    pub created_at: Instant,
    /// When it was heard of last.
    pub updated_at: Instant,
    /// When it ended.
    pub completed_at: Option<Instant>,
}

const COLUMNS: &str = "session_id, session_type, total_assets, completed_assets, failed_assets, bytes, status, report, \
                       created_at, updated_at, completed_at";

fn read(cells: &Cells<'_>) -> Result<SessionRow, StoreError> {
    Ok(SessionRow {
        id: cells.text(0)?,
        kind: cells.text(1)?,
        total_assets: count(cells, 2)?,
        completed_assets: count(cells, 3)?,
        failed_assets: count(cells, 4)?,
        bytes: count(cells, 5)?,
        status: cells.text(6)?,
        report: cells.text(7)?,
        created_at: cells.time(8)?,
        updated_at: cells.time(9)?,
        completed_at: moment(cells, 10)?,
    })
}

impl Store {
    /// One session.
    pub async fn download_session(&self, id: &str) -> Result<Option<SessionRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM download_sessions WHERE session_id = $1");
        let row = sql::query_one(&self.db, "reading a session", &select, [id.into()]).await?;
        row.map(|row| read(&Cells(&row))).transpose()
    }

    /// Up to `limit` sessions, newest first, older than `after`.
    pub async fn download_sessions(
        &self,
        after: Option<(Instant, String)>,
        limit: usize,
    ) -> Result<Vec<SessionRow>, StoreError> {
        let (at, id) = after.map_or((i64::MAX, String::new()), |(at, id)| (at.as_micros(), id));
        let select = format!(
            "SELECT {COLUMNS} FROM download_sessions WHERE (created_at < $1 OR (created_at = $1 AND session_id < $2)) \
             ORDER BY created_at DESC, session_id DESC LIMIT $3"
        );
        let values = [at.into(), id.into(), whole(limit as u64).into()];
        sql::read(&self.db, "listing sessions", &select, values, read).await
    }
}

impl WriteTx {
    /// Saves a session whole, but for the time when it began.
    pub async fn save_download_session(&self, session: &SessionRow) -> Result<(), StoreError> {
        let insert = format!(
            "INSERT INTO download_sessions ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             ON CONFLICT (session_id) DO UPDATE SET session_type = excluded.session_type, \
             total_assets = excluded.total_assets, completed_assets = excluded.completed_assets, \
             failed_assets = excluded.failed_assets, bytes = excluded.bytes, status = excluded.status, \
             report = excluded.report, updated_at = excluded.updated_at, completed_at = excluded.completed_at"
        );
        let values = [
            session.id.as_str().into(),
            session.kind.as_str().into(),
            whole(session.total_assets).into(),
            whole(session.completed_assets).into(),
            whole(session.failed_assets).into(),
            whole(session.bytes).into(),
            session.status.as_str().into(),
            session.report.as_str().into(),
            session.created_at.as_micros().into(),
            session.updated_at.as_micros().into(),
            micros(session.completed_at).into(),
        ];
        sql::execute(&self.tx, "saving a session", &insert, values).await.map(|_| ())
    }
}
