//! `emaki publish check`: a look at everything that is about to be published.

use std::path::{Path, PathBuf};

use anyhow::Context;
use app::{AppError, PublishFinding, PublishReport, PublishSeverity, publish_report_page};

use super::Rows;
use crate::{
    exit::Exit,
    output::{Align, Output, Table, one_of_many},
    session::Session,
};

/// How many findings are listed; the report holds all.
const MOST: usize = 100;

/// Look at everything that would be published
///
/// Counts by medium and stars, what is missing, duplicates, characters without a series, broken picture
/// links, stars out of range, and what changed since the last publish. Errors end with 1.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// Write the whole report to a file too: `.html` for people, `.json` for programs
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    rows: Rows,
}

impl Check {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let form = self.report.as_deref().map(form_of).transpose()?;
        let app = session.app().await?;
        let report = app.publish_check(&self.rows.registry, self.rows.profile.into()).await?;
        if let (Some(path), Some(form)) = (&self.report, form) {
            let text = match form {
                FileForm::Html => publish_report_page(&report),
                FileForm::Json => serde_json::to_string_pretty(&report)? + "\n",
            };
            std::fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
        }
        if session.out.is_json() {
            session.out.json(&report)?;
        } else {
            print(&session.out, &report)?;
            if let Some(path) = &self.report {
                session.out.note(format_args!("wrote {}", path.display()));
            }
        }
        let errors = report.count(PublishSeverity::Error);
        Ok(if errors == 0 { Exit::Done } else { Exit::Failed })
    }
}

/// How a report is written to a file.
enum FileForm {
    Html,
    Json,
}

fn form_of(path: &Path) -> Result<FileForm, AppError> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html" | "htm") => Ok(FileForm::Html),
        Some("json") => Ok(FileForm::Json),
        _ => Err(AppError::invalid_parameter(
            "report",
            format!("`{}` ends neither in .html nor in .json", path.display()),
        )),
    }
}

fn print(out: &Output, report: &PublishReport) -> anyhow::Result<()> {
    let columns =
        [("of", Align::Left), ("medium", Align::Left), ("stars", Align::Right), ("rows", Align::Right)];
    let mut table = Table::new(columns);
    for count in &report.counts {
        let stars = count.rarity.map(|stars| stars.to_string()).unwrap_or_default();
        table.row([count.form.to_owned(), count.medium.clone(), stars, count.rows.to_string()]);
    }
    out.table(&table)?;
    let missing = report.missing.iter().filter(|missing| missing.rows > 0);
    let missing: Vec<String> =
        missing.map(|missing| format!("{} {} {}", missing.rows, missing.form, missing.column)).collect();
    if !missing.is_empty() {
        out.line(format_args!("without a value: {}", missing.join(", ")))?;
    }
    if let Some(changes) = &report.changes {
        let told = |what: &str, change: &app::PublishChange| {
            let (new, changed, gone) = (change.new.len(), change.changed.len(), change.gone.len());
            format!("{what} {new} new, {changed} changed, {gone} gone")
        };
        out.line(format_args!(
            "since publish {}: {}; {}",
            changes.publish,
            told("series", &changes.series),
            told("characters", &changes.characters)
        ))?;
    }
    if !report.findings.is_empty() {
        out.table(&listed(&report.findings))?;
    }
    if let Some(more) = report.findings.len().checked_sub(MOST).filter(|more| *more > 0) {
        out.note(format_args!("and {more} more; --report FILE.html lists them"));
    }
    let [errors, warnings] = [PublishSeverity::Error, PublishSeverity::Warning].map(|of| report.count(of));
    let counts = (one_of_many(errors as u64, "error"), one_of_many(warnings as u64, "warning"));
    out.note(format_args!("{}, {}", counts.0, counts.1));
    Ok(())
}

fn listed(findings: &[PublishFinding]) -> Table {
    let columns = [
        ("severity", Align::Left),
        ("code", Align::Left),
        ("of", Align::Left),
        ("number", Align::Right),
        ("name", Align::Left),
        ("column", Align::Left),
        ("value", Align::Left),
        ("problem", Align::Left),
        ("fix", Align::Left),
    ];
    let mut table = Table::new(columns).folding();
    for finding in findings.iter().take(MOST) {
        let severity = match finding.severity {
            PublishSeverity::Error => "error",
            PublishSeverity::Warning => "warning",
        };
        table.row([
            severity.to_owned(),
            finding.code.to_owned(),
            format!("{} {}", finding.form, finding.couple),
            finding.unique_id.map(|number| number.to_string()).unwrap_or_default(),
            finding.name.clone(),
            finding.column.to_owned(),
            finding.value.clone(),
            finding.problem.clone(),
            finding.fix.to_owned(),
        ]);
    }
    table
}
