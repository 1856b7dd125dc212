//! `emaki jobs enrich`: asks for a work to be enriched by a worker.

use app::{AppError, EnrichLevel, EnrichTarget, JobState};

use crate::{exit::Exit, session::Session};

/// Queue the enriching of a work; a second wish for the same is the first
#[derive(Debug, clap::Args)]
pub struct Enrich {
    #[command(flatten)]
    which: Which,
    /// How much is asked: basic, detailed, comprehensive [default: `level` under `[enrich]`]
    #[arg(long)]
    level: Option<String>,
}

/// Which work is meant.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Which {
    /// The work's id, or an external one such as mal:16498
    #[arg(long)]
    id: Option<String>,
    /// The work's title
    #[arg(long)]
    title: Option<String>,
}

impl Enrich {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let target = match (self.which.id, self.which.title) {
            (Some(id), _) => EnrichTarget::Work(id.parse()?),
            (None, title) => EnrichTarget::Title(title.unwrap_or_default()),
        };
        let level = self.level.as_deref().map(level_of).transpose()?;
        let accepted = session.app_with_index().await?.enqueue_enrich(&target, level).await?;
        if session.out.is_json() {
            session.out.json(&accepted)?;
        } else {
            session.out.line(accepted.job_id)?;
            session.out.note(match (accepted.is_new, accepted.status) {
                (true, _) => "queued",
                (false, JobState::Done) => "done already, and all of it is fresh",
                (false, _) => "under way already",
            });
        }
        Ok(Exit::Done)
    }
}

fn level_of(word: &str) -> Result<EnrichLevel, AppError> {
    EnrichLevel::named(word).ok_or_else(|| {
        AppError::invalid_parameter("level", format!("there is no level `{word}`"))
            .hint("levels are basic, detailed, comprehensive")
    })
}
