//! `emaki stats check`: everything that is wrong with answers, or with what is stored.

use std::path::PathBuf;

use app::StatsReport;
use serde::Serialize;

use super::{Archetypes, Whose, print_report, verdict};
use crate::{
    exit::Exit,
    output::{grouped, one_of_many},
    session::Session,
};

/// List everything that is wrong with a file of answers, or with the stored stats
///
/// Each fault names its row, character, column and value, and what to do. Warnings are what somebody may
/// want to look at: stats outside their archetype's band, characters without stats. Errors end with 1.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// A list of answers in JSON, or a table like `characters_with_stats.csv`; what is stored when not given
    file: Option<PathBuf>,
    /// How many findings are shown
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    archetypes: Archetypes,
}

#[derive(Serialize)]
struct Answer<'a> {
    errors: u64,
    warnings: u64,
    #[serde(flatten)]
    report: &'a StatsReport,
}

impl Check {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let archetypes = self.archetypes.archetypes.as_deref();
        let report = app.stats_check(&self.whose.registry, self.file.as_deref(), archetypes).await?;
        let exit = if report.errors() == 0 { Exit::Done } else { Exit::Failed };
        if session.out.is_json() {
            let (errors, warnings) = (report.errors(), report.warnings());
            session.out.json(&Answer { errors, warnings, report: &report })?;
            return Ok(exit);
        }
        print_report(&session.out, &report, self.limit)?;
        session.out.note(format_args!(
            "{} checked: {}; {} within their archetype's bands",
            one_of_many(report.rows, "character"),
            verdict(&report),
            grouped(report.rows_in_band),
        ));
        Ok(exit)
    }
}
