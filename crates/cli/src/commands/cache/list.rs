//! `emaki cache list`: answers that are kept.

use crate::{
    exit::Exit,
    output::{Align, Table},
    session::Session,
};

/// List kept answers, the newest first
#[derive(Debug, clap::Args)]
pub struct List {
    /// Only this source's
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// Only those whose address begins like this
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u32,
}

impl List {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let answers = app.cache_list(self.source.as_deref(), self.url.as_deref(), self.limit).await?;
        if session.out.is_json() {
            session.out.json(&answers)?;
            return Ok(Exit::Done);
        }
        let columns = [
            ("source", Align::Left),
            ("endpoint", Align::Left),
            ("fresh", Align::Right),
            ("bytes", Align::Right),
            ("address", Align::Left),
            ("key", Align::Left),
        ];
        let mut table = Table::new(columns);
        for answer in &answers {
            table.row([
                answer.source.clone(),
                answer.endpoint.clone(),
                super::span(answer.ttl_s),
                answer.bytes.to_string(),
                answer.url.clone(),
                answer.key.clone(),
            ]);
        }
        session.out.table(&table)?;
        Ok(Exit::Done)
    }
}
