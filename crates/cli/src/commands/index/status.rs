//! `emaki index status`: what the index and its vectors hold.

use app::{EngineStatus, IndexStatus};

use crate::{
    exit::Exit,
    output::{Align, Block, Output, Table, bytes, grouped},
    session::Session,
};

/// Show what the index holds, where its vectors lie, and how far both follow the store
#[derive(Debug, clap::Args)]
pub struct Status;

impl Status {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let status = session.app().await?.index_status().await?;
        print(&session.out, &status)?;
        Ok(Exit::Done)
    }
}

fn print(out: &Output, status: &IndexStatus) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(status);
    }
    let block = Block::new()
        .row("works stored", &grouped(status.stored))
        .row("works searchable", &grouped(status.works as u64))
        .row("names", &grouped(status.names as u64))
        .row("changes behind", &grouped(behind(status, status.seq)))
        .row("on disk", &bytes(status.bytes));
    out.block(&block)?;
    let columns = [
        ("vectors", Align::Left),
        ("answers", Align::Left),
        ("model", Align::Left),
        ("works", Align::Right),
        ("behind", Align::Right),
        ("synopsis", Align::Right),
        ("tags", Align::Right),
        ("title", Align::Right),
    ];
    let mut table = Table::new(columns);
    for engine in &status.engines {
        let count = |space: &str| grouped(engine.vectors.get(space).copied().unwrap_or(0) as u64);
        table.row([
            engine.engine.clone(),
            if engine.answers { "yes" } else { "no" }.to_owned(),
            engine.model.clone().unwrap_or_else(|| "none".to_owned()),
            grouped(engine.works as u64),
            if engine.model.is_some() { grouped(behind(status, engine.seq)) } else { String::new() },
            count("synopsis"),
            count("tags"),
            count("title"),
        ]);
    }
    out.table(&table)?;
    status.engines.iter().for_each(|engine| notes(out, engine));
    Ok(())
}

fn behind(status: &IndexStatus, seq: i64) -> u64 {
    u64::try_from(status.last_change - seq).unwrap_or(0)
}

fn notes(out: &Output, engine: &EngineStatus) {
    if let Some(trouble) = &engine.trouble {
        out.note(format_args!("{}: {trouble}", engine.engine));
    }
    for filling in engine.collections.iter().filter(|found| !found.answers) {
        let how = if filling.whole { "filled" } else { "being filled" };
        out.note(format_args!("{}: `{}` is {how}, {} works", engine.engine, filling.name, filling.works));
    }
    if !engine.others.is_empty() {
        let names = engine.others.join(", ");
        out.note(format_args!(
            "{}: collections of other stores, or of this one before a restore, which nobody may need: {names}",
            engine.engine
        ));
    }
}
