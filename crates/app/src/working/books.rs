//! What a process that stays adds to the store now and then: how often works were asked for, and how sources
//! fared.

use std::time::Duration;

use crate::App;

/// How often.
const EVERY: Duration = Duration::from_secs(5);

impl App {
    /// Keeps the books until the task is dropped.
    pub fn spawn_books(&self) -> tokio::task::JoinHandle<()> {
        let app = self.clone();
        tokio::spawn(async move {
            let mut looks = tokio::time::interval(EVERY);
            looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                looks.tick().await;
                app.save_books().await;
            }
        })
    }

    /// Adds what was counted. Books that cannot be written are no reason to fail.
    pub async fn save_books(&self) {
        for outcome in [self.save_asks().await, self.save_counts().await, self.save_source_health().await] {
            if let Err(error) = outcome {
                tracing::warn!(error = ?error, "the books could not be kept");
            }
        }
    }
}
