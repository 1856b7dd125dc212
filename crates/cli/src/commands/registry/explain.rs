//! `emaki registry explain`: the evidence behind an id.

use app::{Explanation, NumberRef};
use model::Evidence;

use super::{
    said,
    show::{number_of, print_head},
};
use crate::{
    exit::Exit,
    files::Files,
    output::{Align, Output, Table, moment},
    session::Session,
};

/// Say why an id means what it means: every link, record and decision
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// A work's number, character:N, person:N, an external id such as mal:16498, or a permanent number such as
    /// main:series:5 or main:character:mal:7
    id: String,
    /// Say instead who says what of one field of the work, and why the shown value won: title, synopsis,
    /// episodes, …; `all` for every field
    #[arg(long, value_name = "FIELD")]
    field: Option<String>,
}

impl Explain {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        if let Some(field) = &self.field {
            return said::print(session, &self.id, Some(field.as_str()).filter(|field| *field != "all"))
                .await;
        }
        if let Ok(number) = self.id.parse::<NumberRef>() {
            return number_of(session, &number).await;
        }
        let app = session.app().await?;
        let explanation = app.registry_explain(&self.id).await?;
        if session.out.is_json() {
            session.out.json(&explanation)?;
            return Ok(Exit::Done);
        }
        let out = &session.out;
        let files = Files::of(&app).await?;
        print_head(out, &explanation)?;
        print_links(out, &explanation)?;
        print_records(out, &explanation, &files)?;
        print_history(out, &explanation)?;
        Ok(Exit::Done)
    }
}

/// What means it, and what must not mean it.
fn print_links(out: &Output, explanation: &Explanation) -> std::io::Result<()> {
    let columns = ["link", "external id", "why", "sure", "by", "at", "note"];
    let mut table = Table::new(columns.map(|name| (name, Align::Left))).folding();
    let mut row = |sign: &str, subject: String, evidence: &Evidence| {
        table.row([
            sign.to_owned(),
            subject,
            evidence.justification.to_string(),
            format!("{:.2}", evidence.confidence),
            evidence.author.clone(),
            moment(evidence.at),
            evidence.note.clone(),
        ]);
    };
    explanation.links.iter().for_each(|link| row("is", link.subject.to_string(), &link.evidence));
    explanation
        .negative_links
        .iter()
        .for_each(|link| row("is not", link.subject.to_string(), &link.evidence));
    out.heading("Links")?;
    out.table(&table)
}

/// What it is made of.
fn print_records(out: &Output, explanation: &Explanation, files: &Files) -> std::io::Result<()> {
    let columns = ["record", "source", "format", "stored", "from"];
    let mut table = Table::new(columns.map(|name| (name, Align::Left))).folding();
    for record in &explanation.records {
        table.row([
            record.key.to_string(),
            record.source.to_string(),
            record.format.clone(),
            moment(record.stored_at),
            files.place(record.file.as_deref(), record.line),
        ]);
    }
    out.heading("Records")?;
    out.table(&table)
}

/// What people decided about it, and what nobody has settled.
fn print_history(out: &Output, explanation: &Explanation) -> std::io::Result<()> {
    if !explanation.history.is_empty() {
        let mut table = Table::new(["at", "by", "what", "details"].map(|name| (name, Align::Left))).folding();
        for entry in &explanation.history {
            table.row([
                moment(entry.at),
                entry.author.clone(),
                entry.action.clone(),
                entry.details.to_string(),
            ]);
        }
        out.heading("Decisions by hand")?;
        out.table(&table)?;
    }
    if !explanation.conflicts.is_empty() {
        out.note(format_args!(
            "{} open; `emaki registry check` shows them",
            super::conflicts(explanation.conflicts.len())
        ));
    }
    Ok(())
}
