//! `emaki people import`: a sheet taken in.

use std::io::IsTerminal as _;

use app::{AppError, ErrorCode, ImportPeople, ImportedPeople};

use crate::{
    exit::Exit,
    output::{Align, Block, Output, Table, grouped},
    session::Session,
};

/// Take a sheet of people in: a published Google Sheet, a CSV file or a workbook
///
/// Columns are found by their names (`#` or `row_id`, `Name`, `Email`, `Type`, `Link`), and by their places of old where
/// there is no header. The same sheet again changes nothing; edited rows are found. Types are kept byte for byte. Rows
/// that are nobody are listed with their reason.
#[derive(Debug, clap::Args)]
pub struct Import {
    /// A file, or the address of a published page or of its export as CSV
    #[arg(value_name = "FILE|URL")]
    pub from: String,
    /// Only these tabs, by name; all of them when omitted
    #[arg(long = "tab", value_name = "NAME")]
    pub tabs: Vec<String>,
    /// Go on though half of the people or more are not in the sheet any more
    #[arg(long)]
    pub yes: bool,
}

impl Import {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let done = take_in(session, self).await?;
        print(&session.out, &done)?;
        Ok(Exit::Done)
    }
}

/// Takes a sheet in; asks on a terminal where half or more are gone.
pub async fn take_in(session: &Session, command: Import) -> anyhow::Result<ImportedPeople> {
    let app = session.app().await?;
    let Import { from, tabs, yes } = command;
    let mut request = ImportPeople { from, tabs, yes };
    match app.import_people(&request).await {
        // Other conflicts are nothing that a yes would mend.
        Err(AppError { code: ErrorCode::Conflict, message, details, .. })
            if details["gone"].is_u64()
                && !session.out.is_json()
                && std::io::stdin().is_terminal()
                && session.out.stderr_is_terminal() =>
        {
            session.out.note(format_args!("{message}. Mark them as gone? [y/N]"));
            let mut answer = String::new();
            std::io::stdin().read_line(&mut answer)?;
            request.yes = matches!(answer.trim(), "y" | "Y" | "yes");
            Ok(app.import_people(&request).await?)
        }
        done => Ok(done?),
    }
}

/// Prints what came in.
pub fn print(out: &Output, done: &ImportedPeople) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(done);
    }
    let report = &done.report;
    if !report.skipped.is_empty() {
        let columns = [("row", Align::Right), ("id", Align::Left), ("skipped because", Align::Left)];
        let mut table = Table::new(columns);
        for skipped in &report.skipped {
            let tab = skipped.tab.as_ref().map_or(String::new(), |tab| format!("{tab} "));
            let id = skipped.row_id.clone().unwrap_or_default();
            table.row([format!("{tab}{}", skipped.row), id, skipped.reason.to_string()]);
        }
        out.table(&table)?;
    }
    for edited in &report.edited {
        out.line(format_args!("edited {}: {}", edited.key, edited.fields.join(", ")))?;
    }
    for key in &report.gone {
        out.line(format_args!("gone {key}"))?;
    }
    let count = |number: usize| grouped(number as u64);
    let block = Block::new()
        .row("people", &count(report.people))
        .row("new", &count(report.new.len()))
        .row("edited", &count(report.edited.len()))
        .row("moved", &count(report.moved))
        .row("back", &count(report.back.len()))
        .row("gone", &count(report.gone.len()))
        .row("unchanged", &count(report.unchanged))
        .row("skipped rows", &count(report.skipped.len()));
    out.block(&block)?;
    if report.columns_of_old {
        out.note("no header was found; the columns were taken to be number, blank, name, email, type");
    }
    Ok(())
}
