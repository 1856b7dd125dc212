//! `emaki update safety` and `schedule`: when to update.

use app::UpdateSchedule;

use super::By;
use crate::{
    exit::Exit,
    output::{Block, moment},
    session::Session,
};

/// Say whether it is a good moment to update; ends with 3 where it is not
#[derive(Debug, clap::Args)]
pub struct Safety {
    /// The dataset; the only one when not said
    dataset: Option<String>,
}

/// Show when workers look for releases, and how often these come; pause or resume it
#[derive(Debug, clap::Args)]
pub struct Schedule {
    /// Pause it for all workers
    #[arg(long, conflicts_with = "on")]
    off: bool,
    /// End the pause
    #[arg(long)]
    on: bool,
    #[command(flatten)]
    by: By,
}

impl Safety {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let safety = session.app().await?.update_safety(self.dataset.as_deref()).await?;
        if session.out.is_json() {
            session.out.json(&safety)?;
        } else {
            for reason in &safety.reasons {
                session.out.line(reason)?;
            }
            match safety.again_at {
                Some(at) => session.out.line(format!("{}: wait until {}", safety.dataset, moment(at)))?,
                None => session.out.line(format!("{}: nothing speaks against it", safety.dataset))?,
            }
        }
        Ok(if safety.safe { Exit::Done } else { Exit::Partly })
    }
}

impl Schedule {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let schedule = match (self.on, self.off) {
            (false, false) => app.update_schedule().await?,
            (on, _) => app.set_update_schedule(on, &self.by.name()).await?,
        };
        if session.out.is_json() {
            session.out.json(&schedule)?;
            return Ok(Exit::Done);
        }
        print(session, &schedule)?;
        for (dataset, _) in &schedule.next {
            let rhythm = app.release_rhythm(Some(dataset)).await?;
            if let Some(days) = rhythm.every_days {
                session
                    .out
                    .note(format_args!("{dataset}: a release every {days} days; {}", rhythm.recommendation));
            }
        }
        Ok(Exit::Done)
    }
}

/// Prints when datasets are looked at.
pub fn print(session: &Session, schedule: &UpdateSchedule) -> anyhow::Result<()> {
    let state = match (schedule.enabled, schedule.paused) {
        (false, _) => "off, by the settings".to_owned(),
        (_, true) => "paused; `emaki update schedule --on` ends it".to_owned(),
        _ => format!("every {} days, by `emaki worker`", schedule.every_days),
    };
    let mut block = Block::new().row("looks", &state);
    for (dataset, next) in &schedule.next {
        let next = next.map_or_else(|| "not before it was imported once".to_owned(), moment);
        block = block.row(format!("{dataset} next"), &next);
    }
    session.out.block(&block)?;
    Ok(())
}
