//! `emaki stats import`: answers of a file into the store.

use std::path::PathBuf;

use app::StatsImportReport;

use super::{Archetypes, By, Whose, print_report, verdict};
use crate::{
    exit::Exit,
    output::{grouped, one_of_many},
    session::Session,
};

/// Import a model's answers, or the old pipeline's table of stats
///
/// Answers get a small noise, the same each time: by the character itself, or with `--profile legacy` by
/// its place in the file, as the old pipeline did. A table holds published stats and gets none. Answers
/// that cannot be stored are set aside with the reason (exit 3, or 1 when it is all of them); importing a file
/// again changes nothing.
#[derive(Debug, clap::Args)]
pub struct Import {
    /// A list of answers in JSON, or a table like `characters_with_stats.csv`; plain or .gz
    file: PathBuf,
    /// Whose noise is laid over answers
    #[arg(long, value_enum, default_value_t = Profile::Default)]
    profile: Profile,
    /// How many findings are shown
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    archetypes: Archetypes,
    #[command(flatten)]
    by: By,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Profile {
    Default,
    Legacy,
}

impl Import {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let profile = match self.profile {
            Profile::Default => app::Profile::Default,
            Profile::Legacy => app::Profile::Legacy,
        };
        let (registry, by) = (self.whose.registry.as_str(), self.by.name(session));
        let archetypes = self.archetypes.archetypes.as_deref();
        let report = app.stats_import(registry, &self.file, profile, &by, archetypes).await?;
        if session.out.is_json() {
            session.out.json(&report)?;
        } else {
            print_report(&session.out, &report.check, self.limit)?;
            session.out.note(sentence(&report));
        }
        Ok(exit(&report))
    }
}

fn sentence(report: &StatsImportReport) -> String {
    format!(
        "{} new, {} changed, {} unchanged, {} set aside ({})",
        grouped(report.new),
        grouped(report.changed),
        grouped(report.unchanged),
        one_of_many(report.refused, "answer"),
        verdict(&report.check),
    )
}

fn exit(report: &StatsImportReport) -> Exit {
    match (report.refused, report.new + report.changed + report.unchanged) {
        (0, _) => Exit::Done,
        (_, 0) => Exit::Failed,
        (_, _) => Exit::Partly,
    }
}
