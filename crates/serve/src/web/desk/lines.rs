//! Jobs as the desk shows them.

use app::PictureJobView;

use super::shown::{plain, short};

/// A job of the queue.
#[expect(clippy::struct_excessive_bools, reason = "each decides on another part of the line")]
pub struct JobLine {
    pub id: String,
    pub status: &'static str,
    pub percent: String,
    pub message: String,
    pub prompt: String,
    pub facts: String,
    pub priority: u8,
    pub error: Option<String>,
    /// Whether it can be cancelled and moved.
    pub is_alive: bool,
    pub is_running: bool,
    /// Whether somebody asked to cancel it.
    pub is_leaving: bool,
    pub has_preview: bool,
}

impl JobLine {
    /// The line of a job.
    pub fn of(job: PictureJobView) -> Self {
        let is_running = matches!(job.status, "claimed" | "running");
        let varied = job.cell.iter().map(|(field, value)| format!("{field} {}", plain(value)));
        let mut facts: Vec<String> = varied.collect();
        facts.push(format!("seed {}", job.seed));
        if job.reproduces.is_some() {
            facts.push("made again".to_owned());
        }
        if job.attempts > 1 {
            facts.push(format!("attempt {} of {}", job.attempts, job.max_attempts));
        }
        Self {
            id: job.job_id.to_string(),
            percent: format!("{:.0}", job.progress),
            message: job.message,
            prompt: short(&job.prompt),
            facts: facts.join(" · "),
            priority: job.priority,
            error: job.error,
            is_alive: is_running || job.status == "queued",
            is_running,
            is_leaving: job.cancelling,
            has_preview: false,
            status: job.status,
        }
    }
}
