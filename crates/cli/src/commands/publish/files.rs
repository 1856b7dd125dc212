//! `emaki publish files`: the files of the old pipeline, in its tree.

use std::path::PathBuf;

use app::{Difference, FileState, FilesReport, PublishFiles, Stage};
use clap::ValueEnum;

use super::Common;
use crate::{
    exit::Exit,
    output::{Align, Table, one_of_many},
    session::Session,
};

/// How much of a value a list of differences shows.
const SHOWN: usize = 60;

/// Write the files of the old pipeline
///
/// Each is written whole beside its place and then put there, and what stood there is kept for `emaki
/// publish rollback`. Rows without a number get one before.
#[derive(Debug, clap::Args)]
pub struct Files {
    /// Which files; may be given several times
    #[arg(long = "stage", value_enum, default_values_t = [StageName::Final])]
    stages: Vec<StageName>,
    /// The folder that holds `data/final` and its like; `dir` under `[publish]` in the settings when not given
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// List every difference from the old pipeline's final rows, with the rule that made it
    #[arg(long)]
    differences: bool,
    #[command(flatten)]
    common: Common,
}

/// A stage of the old pipeline.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum StageName {
    /// What was collected, in standard form
    Processed,
    /// What people made of it: two workbooks
    Cleaned,
    /// Characters with their stats
    Stats,
    /// What players see
    Final,
    /// The books of numbers
    Registries,
    /// All of them
    All,
}

impl Files {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let request = PublishFiles {
            settings: self.common.settings(&app),
            stages: self.stages.into_iter().map(Into::into).collect(),
            out: self.out,
            differences: self.differences,
        };
        let report = app.publish_files(request).await?;
        if session.out.is_json() {
            session.out.json(&report)?;
            return Ok(Exit::Done);
        }
        let columns =
            [("file", Align::Left), ("rows", Align::Right), ("bytes", Align::Right), ("state", Align::Left)];
        let mut table = Table::new(columns);
        for file in &report.files {
            let numbers = (file.rows.to_string(), file.bytes.to_string());
            table.row([file.path.to_owned(), numbers.0, numbers.1, file.state.word().to_owned()]);
        }
        session.out.table(&table)?;
        if let Some(differences) = &report.differences {
            session.out.table(&listed(differences))?;
            session.out.note(format_args!("{}", one_of_many(differences.len() as u64, "difference")));
        }
        session.out.note(sentence(&report));
        Ok(Exit::Done)
    }
}

impl From<StageName> for Stage {
    fn from(name: StageName) -> Self {
        match name {
            StageName::Processed => Self::Processed,
            StageName::Cleaned => Self::Cleaned,
            StageName::Stats => Self::Stats,
            StageName::Final => Self::Final,
            StageName::Registries => Self::Registries,
            StageName::All => Self::All,
        }
    }
}

fn listed(differences: &[Difference]) -> Table {
    let columns = [
        ("rule", Align::Left),
        ("of", Align::Left),
        ("number", Align::Right),
        ("name", Align::Left),
        ("column", Align::Left),
        ("legacy", Align::Left),
        ("default", Align::Left),
    ];
    let mut table = Table::new(columns);
    for difference in differences {
        let shown = |value: &Option<String>| cut(value.as_deref().unwrap_or_default());
        table.row([
            difference.rule.to_owned(),
            difference.form.to_owned(),
            difference.unique_id.to_string(),
            difference.name.clone(),
            difference.column.to_owned(),
            shown(&difference.legacy),
            shown(&difference.default),
        ]);
    }
    table
}

fn cut(value: &str) -> String {
    match value.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &value[..at]),
        None => value.to_owned(),
    }
}

/// What was done, in a sentence.
fn sentence(report: &FilesReport) -> String {
    let count = |state| report.files.iter().filter(|file| file.state == state).count();
    let [new, changed, unchanged] = [FileState::New, FileState::Changed, FileState::Unchanged].map(count);
    let counts = format!("{new} new, {changed} changed, {unchanged} unchanged");
    let target = report.target.display();
    if report.dry_run {
        let errors = one_of_many(report.errors as u64, "error");
        let warnings = one_of_many(report.warnings as u64, "warning");
        return format!("dry run, nothing was written to {target}: {counts}; {errors}, {warnings}");
    }
    match report.publish {
        Some(id) => format!("publish {id} to {target}: {counts}"),
        None => format!("nothing to publish to {target}: {counts}"),
    }
}
