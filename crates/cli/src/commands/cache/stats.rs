//! `emaki cache stats`: what the cache holds.

use crate::{
    exit::Exit,
    output::{Align, Table},
    session::Session,
};

/// Show what the cache holds, by source
#[derive(Debug, clap::Args)]
pub struct Stats {}

impl Stats {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let stats = session.app().await?.cache_stats().await?;
        if session.out.is_json() {
            session.out.json(&stats)?;
            return Ok(Exit::Done);
        }
        let columns = [
            ("source", Align::Left),
            ("entries", Align::Right),
            ("bytes", Align::Right),
            ("unpacked", Align::Right),
            ("oldest", Align::Left),
            ("newest", Align::Left),
        ];
        let mut table = Table::new(columns);
        for source in &stats.sources {
            table.row([
                source.source.clone(),
                source.entries.to_string(),
                source.bytes.to_string(),
                source.bytes_plain.to_string(),
                source.oldest.to_string(),
                source.newest.to_string(),
            ]);
        }
        session.out.table(&table)?;
        session.out.note(format_args!(
            "{} entries, {} of at most {} bytes, in {}",
            stats.entries, stats.bytes, stats.max_bytes, stats.engine
        ));
        Ok(Exit::Done)
    }
}
