//! `emaki registry check`: what a keeper should look at.
use crate::{exit::Exit, session::Session};
/// List conflicts and whatever else a keeper should look at
#[derive(Debug, clap::Args)]
pub struct Check {}
impl Check {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let report = session.app().await?.registry_check().await?;
        session.out.json(&report)?;
        Ok(Exit::Done)
    }
}
