//! `emaki jobs resume`: lets jobs begin again.

use crate::{exit::Exit, session::Session};

/// End a pause
#[derive(Debug, clap::Args)]
pub struct Resume {
    /// What `pause` was told
    #[arg(default_value = "refresh")]
    what: String,
}

impl Resume {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let info = session.app().await?.resume_jobs(&self.what).await?;
        if session.out.is_json() {
            session.out.json(&info)?;
        } else if info.changed {
            session.out.line(format_args!("{} goes on", info.what))?;
        } else {
            session.out.line(format_args!("{} was not paused", info.what))?;
        }
        Ok(Exit::Done)
    }
}
