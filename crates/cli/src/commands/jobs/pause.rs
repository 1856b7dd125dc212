//! `emaki jobs pause`: holds jobs back.

use crate::{exit::Exit, session::Session};

/// Hold back what has not begun yet, for all workers and until `resume`
#[derive(Debug, clap::Args)]
pub struct Pause {
    /// `refresh`, so that nothing is asked for again by itself; `all`; or a kind of jobs
    #[arg(default_value = "refresh")]
    what: String,
}

impl Pause {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let info = session.app().await?.pause_jobs(&self.what, "cli").await?;
        if session.out.is_json() {
            session.out.json(&info)?;
        } else {
            let before = if info.changed { "" } else { " already" };
            session.out.line(format_args!("{} is paused{before}", info.what))?;
        }
        Ok(Exit::Done)
    }
}
