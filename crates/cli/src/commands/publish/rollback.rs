//! `emaki publish rollback`: what stood at a target before a publish.

use super::By;
use crate::{exit::Exit, output::one_of_many, session::Session};

/// Bring back what stood at a target before a publish
///
/// What was changed since is refused, and then nothing is touched.
#[derive(Debug, clap::Args)]
pub struct Rollback {
    /// Which publish, as `emaki publish list` numbers them; the newest when not given
    id: Option<i64>,
    /// The database's address, for a publish to one
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Overwrite what was changed since; a file is kept beside with .before-rollback behind its name
    #[arg(long)]
    force: bool,
    /// The registry whose rows are meant
    #[arg(long, value_name = "NAME", default_value = "main")]
    registry: String,
    #[command(flatten)]
    by: By,
}

impl Rollback {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let author = self.by.author(&app);
        let done = app.publish_rollback(&self.registry, self.id, self.url, self.force, &author).await?;
        let exit = if done.refused.is_empty() { Exit::Done } else { Exit::Partly };
        if session.out.is_json() {
            session.out.json(&done)?;
            return Ok(exit);
        }
        let thing = if done.what == "files" { "file" } else { "row" };
        session.out.line(format_args!(
            "took publish {} to {} back: {} restored, {} removed, {} unchanged",
            done.publish,
            done.target,
            one_of_many(done.restored, thing),
            done.removed,
            done.unchanged
        ))?;
        for refused in &done.refused {
            session.out.line(format_args!("left as it is: {refused}"))?;
        }
        Ok(exit)
    }
}
