//! `emaki migrate legacy-files`: the old pipeline's files.

use std::path::PathBuf;

use app::{LegacyFilesReport, MigrateFiles, MigratedFiles};

use crate::{
    exit::Exit,
    output::{Align, Output, Table, one_of_many},
    session::Session,
};

/// Bring the old pipeline's files in: registries, collected rows, cleaned sheets, stats
///
/// The folder is the old tree, its `data` folder, or one that holds the files side by side, plain or .gz. All
/// files are read before anything is written. What people changed in the cleaned sheets becomes values by
/// hand; rows that they dropped are left out, with the reason. A second run finds nothing new, and nothing
/// that was decided or collected since is touched.
#[derive(Debug, clap::Args)]
pub struct LegacyFiles {
    /// The folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The registry that takes the numbers
    #[arg(long, value_name = "NAME", default_value = "main")]
    registry: String,
    /// Only say what would come in
    #[arg(long)]
    dry_run: bool,
    /// Whom the values by hand are said to be from
    #[arg(long, value_name = "NAME", default_value = "legacy")]
    by: String,
}

impl LegacyFiles {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let Self { folder, registry, dry_run, by: author } = self;
        let request = MigrateFiles { folder, registry, dry_run, author };
        let done = session.app().await?.migrate_files(request).await?;
        let refused = done.report.stats.as_ref().map_or(0, |stats| stats.refused);
        let is_whole = refused == 0 && done.mirror.is_none();
        if session.out.is_json() {
            session.out.json(&done)?;
        } else {
            print(&session.out, &done)?;
        }
        Ok(if is_whole { Exit::Done } else { Exit::Partly })
    }
}

fn print(out: &Output, done: &MigratedFiles) -> std::io::Result<()> {
    let report = &done.report;
    let mut table = Table::new([("file", Align::Left), ("rows", Align::Right)]);
    report.files.iter().for_each(|read| table.row([read.file.clone(), read.rows.to_string()]));
    out.table(&table)?;
    out.heading("What came in")?;
    let columns = ["new", "changed", "there before", "newer here"].map(|name| (name, Align::Right));
    let mut table = Table::new([("of", Align::Left)].into_iter().chain(columns));
    let mut row = |name: &str, counts: [u64; 4]| {
        table.row([name.to_owned()].into_iter().chain(counts.map(|count| count.to_string())));
    };
    for file in &report.numbers.files {
        row(&format!("numbers of {}", file.kind), [file.new, 0, file.known, 0]);
    }
    for (name, records) in [("collected series", report.series), ("collected characters", report.characters)]
    {
        row(name, [records.new, records.changed, records.unchanged, records.newer]);
    }
    for (name, hands) in [
        ("values of series by hand", report.series_by_hand),
        ("values of characters by hand", report.characters_by_hand),
    ] {
        let there = (hands.cells + hands.excluded).saturating_sub(hands.new + hands.decided_since);
        row(name, [hands.new, hands.taken_back, there, hands.decided_since]);
    }
    let merges = &report.merges;
    row("merged series", [merges.new as u64, 0, merges.known as u64, 0]);
    if let Some(stats) = &report.stats {
        row("stats", [stats.new, stats.changed, stats.unchanged, 0]);
    }
    out.table(&table)?;
    if !report.dry_run {
        print_kept(out, report)?;
    }
    for split in &merges.split {
        out.line(format_args!("not merged, its characters stand under several series: {split}"))?;
    }
    for skipped in &merges.skipped {
        out.line(format_args!("not merged: {skipped}"))?;
    }
    report.notes.iter().try_for_each(|note| out.line(format_args!("look at: {note}")))?;
    if let Some(stats) = report.stats.as_ref().filter(|stats| stats.refused > 0) {
        let refused = one_of_many(stats.refused, "character's stats");
        out.line(format_args!("set aside: {refused}; `emaki stats check` on the file says why"))?;
    }
    if let Some(mirror) = &done.mirror {
        out.note(format_args!("the mirror of the registry does not show it: {mirror}"));
    }
    let changes = one_of_many(report.changes(), "change");
    out.note(if report.dry_run { format!("{changes}, and nothing was written") } else { changes });
    Ok(())
}

/// The registry as it is now.
fn print_kept(out: &Output, report: &LegacyFilesReport) -> std::io::Result<()> {
    out.heading("What is kept")?;
    let columns = ["rows", "kept", "without number"].map(|name| (name, Align::Right));
    let mut table = Table::new([("of", Align::Left)].into_iter().chain(columns));
    for kept in &report.kept {
        let counts = [kept.rows, kept.kept, kept.without_number];
        table.row([kept.kind.to_owned()].into_iter().chain(counts.map(|count| count.to_string())));
    }
    out.table(&table)?;
    let links = report.links;
    out.line(format_args!(
        "characters find their series: {} by couple, {} by merged couple, {} by name, {} by the name a person chose, {} not",
        links.couple, links.alias, links.name, links.hand_name, links.none
    ))
}
