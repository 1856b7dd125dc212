//! `emaki source health`: how sources fare.

use crate::{
    exit::Exit,
    output::{Align, Table, grouped, moment},
    session::Session,
};

/// Show how sources fared in the last 24 hours, counted over all processes
#[derive(Debug, clap::Args)]
pub struct Health {}

impl Health {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let figures = session.app().await?.source_figures().await?;
        if session.out.is_json() {
            session.out.json(&figures)?;
            return Ok(Exit::Done);
        }
        let columns = [
            ("source", Align::Left),
            ("breaker", Align::Left),
            ("requests", Align::Right),
            ("success", Align::Right),
            ("average", Align::Right),
            ("slowest", Align::Right),
            ("last success", Align::Left),
            ("last failure", Align::Left),
        ];
        let dash = || "–".to_owned();
        let mut table = Table::new(columns).folding();
        for figure in &figures {
            let health = &figure.health;
            let failure = match (health.error_at, &health.error) {
                (Some(at), Some(error)) => format!("{}: {error}", moment(at)),
                _ => dash(),
            };
            table.row([
                health.source.to_string(),
                health.breaker.clone(),
                grouped(health.day.requests),
                figure.success.map_or_else(dash, |success| format!("{:.1} %", success * 100.0)),
                figure.mean_ms.map_or_else(dash, |ms| format!("{ms:.0} ms")),
                format!("{} ms", health.day.slowest_ms),
                health.ok_at.map_or_else(dash, moment),
                failure,
            ]);
        }
        session.out.table(&table)?;
        Ok(Exit::Done)
    }
}
