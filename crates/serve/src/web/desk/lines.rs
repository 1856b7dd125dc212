//! Jobs and pictures as the desk shows them.

use app::{PictureJobView, TakeView};
use model::Instant;

/// The most of a prompt that a line shows, in characters.
const SHORT: usize = 140;

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

/// A picture of a sheet.
pub struct Shot {
    pub id: String,
    pub job: String,
    pub batch: String,
    pub alt: String,
    pub verdict: &'static str,
    pub reason: String,
    pub is_starred: bool,
    pub is_best: bool,
    pub is_draft: bool,
    pub seed: u64,
    pub width: u32,
    pub height: u32,
    pub at: String,
}

impl Shot {
    /// The picture of a take.
    pub fn of(take: &TakeView) -> Self {
        Self {
            id: take.id.clone(),
            job: take.job_id.clone(),
            batch: take.batch_id.clone(),
            alt: short(&take.prompt),
            verdict: take.review.verdict.as_str(),
            reason: take.review.reason.clone(),
            is_starred: take.review.starred,
            is_best: take.review.best,
            is_draft: take.is_draft,
            seed: take.seed,
            width: take.width,
            height: take.height,
            at: moment(take.at),
        }
    }

    /// What was decided of it, in words.
    pub fn spoken(&self) -> String {
        let star = if self.is_starred { ", starred" } else { "" };
        let best = if self.is_best { ", best of its batch" } else { "" };
        format!("{}{star}{best}", self.verdict)
    }
}

/// A JSON value as a person writes it.
pub fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A time to the minute, in UTC.
pub fn moment(at: Instant) -> String {
    at.to_string().chars().take(16).map(|sign| if sign == 'T' { ' ' } else { sign }).collect()
}

/// Seconds as people say them.
pub fn seconds(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => "under a second".to_owned(),
        s if s < 90.0 => format!("{s:.0} s"),
        s if s < 5400.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}

/// Bytes as people say them.
pub fn bytes(bytes: u64) -> String {
    match bytes as f64 {
        b if b < 1e6 => format!("{:.0} kB", b / 1e3),
        b if b < 1e9 => format!("{:.1} MB", b / 1e6),
        b => format!("{:.2} GB", b / 1e9),
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= SHORT {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(SHORT - 1).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!(moment(Instant::EPOCH), "1970-01-01 00:00");
        assert_eq!([seconds(0.2), seconds(4.4), seconds(600.0)], ["under a second", "4 s", "10 min"]);
        assert_eq!([bytes(12_345), bytes(12_345_678)], ["12 kB", "12.3 MB"]);
        assert_eq!(short(&"x".repeat(200)).chars().count(), SHORT);
    }
}
