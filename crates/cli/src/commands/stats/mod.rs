//! `emaki stats`: the stats of characters, out to a model, made, in, and checked.

mod check;
mod export;
mod generate;
mod import;
mod schema;
mod show;
mod spending;

use std::path::PathBuf;

use app::{StatsFinding, StatsReport, StatsSeverity};
use clap::Subcommand;

use crate::{
    exit::Exit,
    output::{Align, Output, Table, grouped, one_of_many},
    session::Session,
};

/// Stats of characters: out to a model, made, in, and checked
#[derive(Debug, Subcommand)]
pub enum Stats {
    Export(export::Export),
    Generate(generate::Generate),
    Import(import::Import),
    Check(check::Check),
    Show(show::Show),
    Schema(schema::Schema),
    Spending(spending::Spending),
}

impl Stats {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::Export(command) => command.run(session).await,
            Self::Generate(command) => command.run(session).await,
            Self::Import(command) => command.run(session).await,
            Self::Check(command) => command.run(session).await,
            Self::Show(command) => command.run(session).await,
            Self::Schema(command) => command.run(session).await,
            Self::Spending(command) => command.run(session).await,
        }
    }
}

/// Whose stats.
#[derive(Debug, clap::Args)]
pub struct Whose {
    /// The registry of the characters
    #[arg(long, value_name = "NAME", default_value = "main")]
    registry: String,
}

/// Which archetypes.
#[derive(Debug, clap::Args)]
pub struct Archetypes {
    /// A team's own archetypes, in place of those of the settings
    #[arg(long, value_name = "FILE")]
    archetypes: Option<PathBuf>,
}

/// Who does it.
#[derive(Debug, clap::Args)]
pub struct By {
    /// Who does it; `author` under `[curation]` in the settings, or the user's name, when not given
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl By {
    /// The name given, else that of the settings, else the name the system knows the user by.
    fn name(&self, session: &Session) -> String {
        let set = session.config().curation.author.clone();
        let system = ["USER", "USERNAME"].into_iter().filter_map(|name| std::env::var(name).ok());
        let mut names = self.by.clone().into_iter().chain([set]).chain(system);
        names.find(|name| !name.trim().is_empty()).unwrap_or_else(|| "cli".to_owned())
    }
}

/// Prints the counts of a report and its first findings.
fn print_report(out: &Output, report: &StatsReport, limit: usize) -> std::io::Result<()> {
    if !report.counts.is_empty() {
        let columns = [("fault", Align::Left), ("severity", Align::Left), ("count", Align::Right)];
        let mut table = Table::new(columns);
        for count in &report.counts {
            table.row([
                count.code.word().to_owned(),
                severity(count.severity).to_owned(),
                grouped(count.count),
            ]);
        }
        out.table(&table)?;
    }
    // Of each severity the worse first, so that a few errors do not drown in a thousand warnings.
    let mut findings: Vec<&StatsFinding> = report.findings.iter().collect();
    findings.sort_by_key(|finding| finding.severity);
    let shown = findings.len().min(limit);
    if shown > 0 {
        out.heading("findings")?;
        let columns = [
            ("fault", Align::Left),
            ("row", Align::Right),
            ("character", Align::Left),
            ("column", Align::Left),
            ("value", Align::Left),
            ("what, and what to do", Align::Left),
        ];
        let mut table = Table::new(columns).folding();
        for finding in findings.iter().take(shown) {
            let fault = &finding.fault;
            table.row([
                finding.code.word().to_owned(),
                fault.row.map(|row| row.to_string()).unwrap_or_default(),
                finding.couple.clone(),
                fault.column.clone(),
                fault.value.clone(),
                format!("{}; {}", fault.problem, fault.fix),
            ]);
        }
        out.table(&table)?;
    }
    if findings.len() > shown {
        let more = grouped((findings.len() - shown) as u64);
        out.note(format_args!("{more} more; --limit shows more of them, --json all"));
    }
    Ok(())
}

fn severity(severity: StatsSeverity) -> &'static str {
    match severity {
        StatsSeverity::Error => "error",
        StatsSeverity::Warning => "warning",
    }
}

/// `2 errors, 1 warning`.
fn verdict(report: &StatsReport) -> String {
    format!("{}, {}", one_of_many(report.errors(), "error"), one_of_many(report.warnings(), "warning"))
}
