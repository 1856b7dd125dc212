//! `emaki stats show`: the stats of one character, and how they came to be.

use app::STATS_OFFLINE;

use super::Whose;
use crate::{
    exit::Exit,
    output::{Block, moment},
    session::Session,
};

/// Show the stats of a character, and how they came to be
#[derive(Debug, clap::Args)]
pub struct Show {
    /// The character's couple, such as mal:161471
    #[arg(value_name = "TYPE:ID")]
    couple: String,
    #[command(flatten)]
    whose: Whose,
}

impl Show {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let view = session.app().await?.stats_show(&self.whose.registry, &self.couple).await?;
        if session.out.is_json() {
            session.out.json(&view)?;
            return Ok(Exit::Done);
        }
        let stats = &view.stats;
        let origin = if view.origin == STATS_OFFLINE {
            format!("{STATS_OFFLINE}: made from facts, without any model")
        } else {
            view.origin.clone()
        };
        let answered = stats.raw.as_ref().map(serde_json::to_string).transpose()?;
        let noise = answered.is_some().then(|| serde_json::to_string(&stats.noise)).transpose()?;
        let block = Block::new()
            .row("character", &view.couple)
            .row("archetype", &stats.archetype_text())
            .row("stats", &stats.stats_text())
            .known("answered", answered)
            .known("noise", noise)
            .row("potency", &stats.potency_text())
            .row("elements", &stats.elemental_type_text())
            .row("resistances", &stats.elemental_resistances_text())
            .row("origin", &origin)
            .row("went by", &stats.why.join(" | "))
            .row("by", &view.author)
            .row("at", &moment(view.at));
        session.out.block(&block)?;
        Ok(Exit::Done)
    }
}
