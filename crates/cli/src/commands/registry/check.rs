//! `emaki registry check`: what a keeper should look at.

use app::{NumbersReport, RegistryReport};
use serde::Serialize;

use super::numbers;
use crate::{
    exit::Exit,
    files::Files,
    output::{Align, Table, one_of_many},
    session::Session,
};

/// List conflicts and whatever else a keeper should look at
///
/// Of works: conflicts. Of permanent numbers: gaps, duplicates, orphans, merges that lead nowhere, and
/// characters that are one at their source. None of them is a failure: ids never move by themselves, so
/// somebody has to decide. Faults of the store are one, and end with 1.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// Only the permanent numbers of this registry
    #[arg(long, value_name = "NAME")]
    registry: Option<String>,
}

/// Conflicts, and the permanent numbers of every registry.
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    report: &'a RegistryReport,
    numbers: &'a [NumbersReport],
}

impl Check {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let reports = app.registry_numbers(self.registry.as_deref()).await?;
        if self.registry.is_some() {
            if session.out.is_json() {
                session.out.json(&reports)?;
            } else {
                reports.iter().try_for_each(|report| numbers::print(&session.out, report))?;
            }
            return Ok(Exit::Done);
        }
        let report = app.registry_check().await?;
        let exit = if report.faults.is_empty() { Exit::Done } else { Exit::Failed };
        if session.out.is_json() {
            session.out.json(&Whole { report: &report, numbers: &reports })?;
            return Ok(exit);
        }
        let files = Files::of(&app).await?;
        if !report.conflicts.is_empty() {
            let columns = [
                ("conflict", Align::Left),
                ("kept", Align::Right),
                ("other", Align::Right),
                ("record", Align::Left),
                ("id in both", Align::Left),
                ("from", Align::Left),
            ];
            let mut table = Table::new(columns).folding();
            for conflict in report.conflicts.iter().map(|stored| &stored.conflict) {
                table.row([
                    conflict.kind.to_string(),
                    conflict.kept.to_string(),
                    conflict.other.to_string(),
                    conflict.record.to_string(),
                    conflict.subject.to_string(),
                    files.place(Some(&conflict.file), Some(conflict.line)),
                ]);
            }
            session.out.table(&table)?;
        }
        for fault in &report.faults {
            session.out.line(format_args!("fault: {fault}"))?;
        }
        reports.iter().try_for_each(|report| numbers::print(&session.out, report))?;
        let unfinished = report.unfinished_imports;
        session.out.note(format_args!(
            "{}, {}, {}",
            super::conflicts(report.conflicts.len()),
            one_of_many(unfinished, "unfinished import"),
            one_of_many(report.faults.len() as u64, "fault"),
        ));
        Ok(exit)
    }
}
