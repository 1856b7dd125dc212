//! Sessions of downloads as doors show them, and one as it goes on.

use std::time::Duration;

use futures::{Stream, stream};
use model::Instant;
use people::SessionStatus;
use serde::Serialize;
use serde_json::Value;
use sources::http::clock::between;
use store::SessionRow;

use crate::{App, AppError};

/// How often a session that somebody listens to is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// A session that was not heard of for so long has no process any more.
const SILENT: Duration = Duration::from_mins(15);
/// The most sessions on one page.
const MOST: usize = 500;

/// A session of downloads.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DownloadSessionView {
    /// Its id, a UUID.
    pub session_id: String,
    /// `youtube`, `drive` or `mixed`.
    pub kind: String,
    /// `running`, `completed`, `partly`, `failed` or `stopped`.
    pub status: String,
    /// How far it is, 0 to 100.
    pub progress: f64,
    /// How many assets were due, and those found on the way.
    pub total_assets: u64,
    /// How many of them are here.
    pub completed_assets: u64,
    /// How many failed.
    pub failed_assets: u64,
    /// How many bytes came over the line.
    pub bytes: u64,
    /// How many seconds more it takes at the pace so far; null where nobody knows.
    pub eta_s: Option<f64>,
    /// Whether it runs by its own word and was not heard of for a quarter of an hour.
    pub is_silent: bool,
    /// Failures so far, by cause.
    pub failed: Value,
    /// Why it could not go on.
    pub stopped: Option<String>,
    /// When it began.
    pub created_at: Instant,
    /// When it was heard of last.
    pub updated_at: Instant,
    /// When it ended.
    pub completed_at: Option<Instant>,
}

impl DownloadSessionView {
    fn new(row: SessionRow, now: Instant) -> Self {
        let report: Value = serde_json::from_str(&row.report).unwrap_or_default();
        let done = row.completed_assets + row.failed_assets;
        let is_running = row.status == SessionStatus::Running.as_str();
        let total = row.total_assets.max(done);
        let progress = match (is_running, total) {
            (false, _) => 100.0,
            (true, 0) => 0.0,
            (true, total) => (done as f64 / total as f64 * 1000.0).round() / 10.0,
        };
        let took = between(row.created_at, row.updated_at).as_secs_f64();
        let eta_s = (is_running && done > 0).then(|| took / done as f64 * (total - done) as f64);
        Self {
            is_silent: is_running && between(row.updated_at, now) > SILENT,
            failed: if report["failed"].is_object() {
                report["failed"].clone()
            } else {
                serde_json::json!({})
            },
            stopped: report["stopped"].as_str().map(str::to_owned),
            eta_s,
            progress,
            session_id: row.id,
            kind: row.kind,
            status: row.status,
            total_assets: total,
            completed_assets: row.completed_assets,
            failed_assets: row.failed_assets,
            bytes: row.bytes,
            created_at: row.created_at,
            updated_at: row.updated_at,
            completed_at: row.completed_at,
        }
    }

    /// Whether it goes on, by its own word.
    pub fn is_running(&self) -> bool {
        self.status == SessionStatus::Running.as_str()
    }
}

impl App {
    /// Sessions, newest first, and the cursor that goes on.
    ///
    /// # Errors
    /// `invalid_parameter` for a cursor that is none of ours.
    pub async fn download_sessions(
        &self,
        limit: usize,
        cursor: Option<&str>,
    ) -> Result<(Vec<DownloadSessionView>, Option<String>), AppError> {
        self.people_are_open()?;
        let wrong = || {
            AppError::invalid_parameter("cursor", "it is none of ours").hint("begin again without a cursor")
        };
        let after = cursor.map(|cursor| {
            let (at, id) = cursor.split_once('.').ok_or_else(wrong)?;
            Ok::<_, AppError>((
                Instant::from_micros(at.parse().map_err(|_| wrong())?),
                session_id(id).map_err(|_| wrong())?,
            ))
        });
        let limit = limit.clamp(1, MOST);
        let mut rows = self.store().download_sessions(after.transpose()?, limit + 1).await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next =
            rows.last().filter(|_| more).map(|row| format!("{}.{}", row.created_at.as_micros(), row.id));
        let now = self.now();
        Ok((rows.into_iter().map(|row| DownloadSessionView::new(row, now)).collect(), next))
    }

    /// One session.
    ///
    /// # Errors
    /// `not_found`; `invalid_parameter` for a text that is no id.
    pub async fn download_session(&self, id: &str) -> Result<DownloadSessionView, AppError> {
        self.people_are_open()?;
        let id = session_id(id)?;
        let row = self.store().download_session(&id).await?;
        let row = row.ok_or_else(|| AppError::not_found("session of downloads", &id))?;
        Ok(DownloadSessionView::new(row, self.now()))
    }

    /// A session as it stands, and again whenever that changes, from whichever process works on it; ends after the state
    /// in which it ended.
    ///
    /// # Errors
    /// `not_found`; `invalid_parameter` for a text that is no id.
    pub async fn download_session_stream(
        &self,
        id: &str,
    ) -> Result<impl Stream<Item = Result<Vec<DownloadSessionView>, AppError>> + Send + use<>, AppError> {
        let first = self.download_session(id).await?;
        let start = Listening {
            app: self.clone(),
            id: first.session_id.clone(),
            told: None,
            next: Some(first),
            over: false,
        };
        Ok(stream::unfold(start, |mut listening| async move {
            let next = listening.next().await?;
            Some((next, listening))
        }))
    }
}

/// Where a listener is.
struct Listening {
    app: App,
    id: String,
    /// What was told last.
    told: Option<DownloadSessionView>,
    /// What was read and not told so far.
    next: Option<DownloadSessionView>,
    /// Whether an error was told, after which nothing follows.
    over: bool,
}

impl Listening {
    /// The next state that differs from the one before; `None` after the last one.
    async fn next(&mut self) -> Option<Result<Vec<DownloadSessionView>, AppError>> {
        if self.over || self.told.as_ref().is_some_and(|told| !told.is_running()) {
            return None;
        }
        loop {
            let view = match self.next.take() {
                Some(view) => view,
                None => match self.app.download_session(&self.id).await {
                    Ok(view) => view,
                    // It is gone, or the store is: whoever listens is told which.
                    Err(error) => {
                        self.over = true;
                        return Some(Err(error));
                    }
                },
            };
            if self.told.as_ref() != Some(&view) {
                self.told = Some(view.clone());
                return Some(Ok(vec![view]));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

/// Refuses what is no id of a session.
fn session_id(text: &str) -> Result<String, AppError> {
    let lengths = text.split('-').map(str::len);
    let is_one = lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit());
    if is_one {
        return Ok(text.to_ascii_lowercase());
    }
    let shown: String = text.chars().take(80).collect();
    Err(AppError::invalid_parameter(
        "session_id",
        format!("`{shown}` is not the id of a session of downloads: it is a UUID"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(status: &str, done: (u64, u64), total: u64) -> SessionRow {
        SessionRow {
            id: "00000000-0000-8000-8000-000000000001".to_owned(),
            kind: "mixed".to_owned(),
            total_assets: total,
            completed_assets: done.0,
            failed_assets: done.1,
            bytes: 7,
            status: status.to_owned(),
            report: r#"{"failed":{"quota":2},"stopped":null}"#.to_owned(),
            created_at: Instant::from_micros(0),
            updated_at: Instant::from_micros(60_000_000),
            completed_at: None,
        }
    }

    #[test]
    fn progress_and_time_left_follow_from_the_counts() {
        let now = Instant::from_micros(61_000_000);
        let view = DownloadSessionView::new(row("running", (4, 2), 18), now);
        assert_eq!((view.progress, view.eta_s, view.is_silent), (33.3, Some(120.0), false));
        assert_eq!(view.failed["quota"], 2);
        let silent = DownloadSessionView::new(row("running", (0, 0), 0), Instant::from_micros(3_600_000_000));
        assert_eq!((silent.progress, silent.eta_s, silent.is_silent), (0.0, None, true));
        let done = DownloadSessionView::new(row("partly", (1, 1), 1), now);
        assert_eq!((done.progress, done.total_assets, done.eta_s), (100.0, 2, None));
    }

    #[test]
    fn an_id_is_a_uuid() {
        assert!(session_id("00000000-0000-8000-8000-00000000000A").is_ok());
        for odd in
            ["", "7", "../x", "00000000-0000-8000-8000-00000000000g", "0000000000008000800000000000000a"]
        {
            assert!(session_id(odd).is_err(), "{odd}");
        }
    }
}
