//! A session of downloads as pages show it.

use app::DownloadSessionView;

use crate::web::{
    desk::shown::{bytes, moment, seconds},
    text::number,
};

/// A session.
pub struct Line {
    pub id: String,
    pub status: String,
    /// The class of its state, as styles know it.
    pub state: &'static str,
    pub word: &'static str,
    pub percent: String,
    pub facts: String,
    pub began: String,
    pub trouble: String,
    pub is_running: bool,
}

impl Line {
    /// The line of a session.
    pub fn of(session: DownloadSessionView) -> Self {
        let is_running = session.is_running();
        let (state, word) = match (session.status.as_str(), session.is_silent) {
            ("running", true) => ("down", "not heard of any more"),
            ("running", false) => ("degraded", "running"),
            ("completed", _) => ("ok", "completed"),
            ("partly", _) => ("degraded", "completed, some failed"),
            ("stopped", _) => ("degraded", "stopped"),
            _ => ("down", "broken off"),
        };
        let done = session.completed_assets + session.failed_assets;
        let mut facts = vec![
            format!("{} of {}", number(done), number(session.total_assets)),
            format!("{} failed", number(session.failed_assets)),
            bytes(session.bytes),
        ];
        facts.extend(session.eta_s.map(|eta| format!("about {} more", seconds(eta))));
        let failed = session.failed.as_object().into_iter().flatten();
        let failed: Vec<String> =
            failed.map(|(cause, count)| format!("{count} {}", cause.replace('_', " "))).collect();
        let mut trouble = failed.join(", ");
        if let Some(stopped) = &session.stopped {
            trouble = if trouble.is_empty() { stopped.clone() } else { format!("{trouble} · {stopped}") };
        }
        let ended = session.completed_at.map(|at| format!(", ended {} UTC", moment(at))).unwrap_or_default();
        Self {
            percent: format!("{:.0}", session.progress),
            began: format!("Began {} UTC{ended}", moment(session.created_at)),
            facts: facts.join(" · "),
            id: session.session_id,
            status: session.status,
            state,
            word,
            trouble,
            is_running,
        }
    }
}
