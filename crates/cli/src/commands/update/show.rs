//! `emaki update show`: what an update would do, did, or was undone to.

use app::UpdateRow;
use serde_json::Value;

use crate::{
    exit::Exit,
    output::{Block, grouped, moment},
    session::Session,
};

/// Show an update: what its release has and lacks, why it waits, what it did
#[derive(Debug, clap::Args)]
pub struct Show {
    /// Its number
    #[arg(value_parser = clap::value_parser!(i64).range(1..))]
    id: i64,
}

impl Show {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let row = session.app().await?.update(self.id).await?;
        print(session, &row)?;
        Ok(Exit::Done)
    }
}

/// Prints an update.
pub fn print(session: &Session, row: &UpdateRow) -> anyhow::Result<()> {
    if session.out.is_json() {
        return Ok(session.out.json(row)?);
    }
    let number = |name: &str| row.body[name].as_u64().map(grouped);
    let mut block = Block::new()
        .row("update", &row.id)
        .row("dataset", &row.dataset)
        .row("state", row.state.as_str())
        .row("mode", &row.mode)
        .row("release", &row.release)
        .row("from", &row.address)
        .known("entries", number("entries"))
        .known("before", number("entries_before"))
        .known("new", number("new_entries"))
        .known("lost", number("lost"))
        .known("moved ids", number("moved"));
    for reason in row.body["reasons"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        block = block.row("it waits because", reason);
    }
    for lost in row.body["lost_examples"].as_array().into_iter().flatten() {
        let key = lost["key"].as_str().unwrap_or_default();
        block = block.row("lost", &format!("{key} (work {})", lost["work"]));
    }
    for moved in row.body["moved_examples"].as_array().into_iter().flatten() {
        let text = |name: &str| moved[name].as_str().unwrap_or_default().to_owned();
        let to = if moved["to"].is_null() { "an entry of its own".to_owned() } else { text("to") };
        block = block.row("moved", &format!("{} from {} to {to}", text("id"), text("from")));
    }
    if !row.report.is_null() {
        block = block.row("applied", &imported(row));
    }
    let undone = &row.report["undone"];
    if undone.is_object() {
        block = block.row("undone", &counted(undone));
        for kept in undone["kept_examples"].as_array().into_iter().flatten() {
            let why = kept["why"].as_str().unwrap_or_default();
            let kind = kept["kind"].as_str().unwrap_or_default().to_lowercase();
            block = block.row("stays", &format!("{kind} {}: {why}", kept["id"]));
        }
    }
    block = block
        .row("asked by", &row.author)
        .row("decided by", &row.decided_by)
        .row("met", &moment(row.created_at))
        .known("decided", row.decided_at.map(moment))
        .known("applied at", row.applied_at.map(moment))
        .known("undone at", row.undone_at.map(moment));
    session.out.block(&block)?;
    Ok(())
}

/// What applying an update did, in a line.
pub fn imported(row: &UpdateRow) -> String {
    counted(&row.report["imported"])
}

/// The counts above zero, as `3 new works, 1 link`.
fn counted(counts: &Value) -> String {
    let Some(counts) = counts.as_object() else { return String::new() };
    let told = counts.iter().filter_map(|(name, count)| {
        let count = count.as_u64().filter(|count| *count > 0)?;
        Some(format!("{} {}", grouped(count), name.replace('_', " ")))
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { "nothing changed".to_owned() } else { told.join(", ") }
}
