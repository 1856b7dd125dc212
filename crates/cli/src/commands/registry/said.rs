//! Who says what of a work's fields, and why the shown value won.

use app::{Provenance, RecordHead, WorkRef};
use serde_json::Value;

use crate::{
    exit::Exit,
    files::Files,
    output::{Align, Output, Table, moment},
    session::Session,
};

/// The longest value printed, in characters; `--json` has all of it.
const SHOWN: usize = 120;

/// Prints every claim about a field, or about all of them.
pub async fn print(session: &Session, id: &str, field: Option<&str>) -> anyhow::Result<Exit> {
    let work: WorkRef = id.strip_prefix("work:").unwrap_or(id).parse()?;
    let app = session.app().await?;
    let provenance = app.provenance(&work, field).await?;
    if session.out.is_json() {
        session.out.json(&provenance)?;
        return Ok(Exit::Done);
    }
    let files = Files::of(&app).await?;
    claims(&session.out, &provenance, &files)?;
    if provenance.claims.is_empty() {
        session.out.note("nobody says anything of it");
    }
    Ok(Exit::Done)
}

fn claims(out: &Output, provenance: &Provenance, files: &Files) -> std::io::Result<()> {
    let columns = ["field", "shown", "value", "source", "record", "kept", "from", "rule", "why"];
    let mut table = Table::new(columns.map(|name| (name, Align::Left))).folding();
    for claim in &provenance.claims {
        let of_claim = |head: &&RecordHead| head.source == claim.source && head.key == claim.record;
        let same_key = |head: &&RecordHead| head.key == claim.record;
        let records = &provenance.records;
        let head = records.iter().find(of_claim).or_else(|| records.iter().find(same_key));
        let from = head.map(|head| match &head.file {
            Some(file) => files.place(Some(file), head.line),
            None => head.format.clone(),
        });
        table.row([
            claim.field.as_str().to_lowercase(),
            if claim.chosen { "yes" } else { "" }.to_owned(),
            short(&claim.value),
            claim.source.to_string(),
            claim.record.to_string(),
            claim.at.or(head.map(|head| head.stored_at)).map(moment).unwrap_or_default(),
            from.unwrap_or_default(),
            claim.rule.to_string(),
            claim.why.clone(),
        ]);
    }
    out.table(&table)
}

/// A value as people read it, cut when long.
pub fn short(value: &Value) -> String {
    let whole = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match whole.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", whole[..end].trim_end()),
        None => whole,
    }
}
