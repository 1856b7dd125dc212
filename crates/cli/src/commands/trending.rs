//! `emaki trending`: what many ask for right now.

use app::{AppError, TrendKind};

use crate::{
    exit::Exit,
    output::{Align, Table},
    session::Session,
};

/// Show what many ask for right now, by all doors of this installation; interest fades by the hour
#[derive(Debug, clap::Args)]
pub struct Trending {
    /// works, tags or studios
    #[arg(default_value = "works")]
    kind: String,
    /// How many, 1 to 100
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

impl Trending {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let kind = TrendKind::parse(&self.kind).ok_or_else(|| {
            let text = format!("`{}` is none of works, tags, studios", self.kind);
            AppError::invalid_parameter("kind", text)
        })?;
        let trending = session.app().await?.trending(kind, self.limit).await?;
        let out = &session.out;
        if out.is_json() {
            out.json(&trending)?;
            return Ok(Exit::Done);
        }
        let columns = [
            ("rank", Align::Right),
            ("name", Align::Left),
            ("id", Align::Right),
            ("heat", Align::Right),
            ("last day", Align::Right),
            ("day before", Align::Right),
        ];
        let mut table = Table::new(columns);
        for item in &trending.results {
            table.row([
                item.rank.to_string(),
                item.name.clone(),
                item.id.map(|id| id.to_string()).unwrap_or_default(),
                format!("{:.2}", item.heat),
                item.last_day.to_string(),
                item.day_before.to_string(),
            ]);
        }
        out.table(&table)?;
        if trending.results.is_empty() {
            out.note("nothing was asked for yet; questions at a serving process count");
        }
        Ok(Exit::Done)
    }
}
