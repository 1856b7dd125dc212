//! `emaki registry match`: records of different sources that are one work come together.

use app::{MatchReport, MatchRequest, read_moment};
use model::Instant;

use crate::{
    exit::Exit,
    output::{Align, Output, Table, grouped, one_of_many},
    session::Session,
};

/// Join works that are one by what their records say, and queue what a person should look at
///
/// All stored records are compared: names in every script, dates, format, episodes, studios, the ids they name.
/// A work only ever goes into one with a smaller number, and its own number leads there from then on. What was
/// decided by hand holds. Running it again changes nothing.
#[derive(Debug, clap::Args)]
pub struct Match {
    /// Only say what would be joined and queued
    #[arg(long)]
    dry_run: bool,
    /// The probability from which two records count as one work, above 0.5 and at most 1; the model's own when
    /// not given
    #[arg(long, value_name = "P")]
    threshold: Option<f64>,
    /// What to match
    #[arg(long, value_enum, default_value_t)]
    kind: Kind,
    /// Only works with a record stored since then look for partners, such as 2026-07-02 or 2026-07-02T10:00:00Z
    #[arg(long, value_name = "TIME", value_parser = moment_of)]
    since: Option<Instant>,
}

/// What can be matched.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Kind {
    /// Works
    #[default]
    Work,
}

impl Match {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let Kind::Work = self.kind;
        let app = session.app().await?;
        let request = MatchRequest { dry_run: self.dry_run, threshold: self.threshold, since: self.since };
        let report = app.registry_match(&request).await?;
        if !report.dry_run {
            session.sync_index(&app).await?;
        }
        if session.out.is_json() {
            session.out.json(&report)?;
        } else {
            print(&session.out, &report)?;
        }
        Ok(Exit::Done)
    }
}

fn print(out: &Output, report: &MatchReport) -> std::io::Result<()> {
    if !report.joins.is_empty() {
        let columns = [
            ("kept", Align::Right),
            ("dropped", Align::Right),
            ("sure", Align::Right),
            ("one", Align::Left),
            ("other", Align::Left),
        ];
        let mut table = Table::new(columns);
        for join in &report.joins {
            let sure = format!("{:.4}", join.probability);
            let ids = [join.a.to_string(), join.b.to_string()];
            table.row([join.kept.to_string(), join.dropped.to_string(), sure].into_iter().chain(ids));
        }
        out.table(&table)?;
    }
    for contradiction in &report.contradictions {
        out.line(format_args!("contradiction: {}", in_words(contradiction)))?;
    }
    let more = report.joined.saturating_sub(report.joins.len() as u64);
    if more > 0 {
        out.note(format_args!("and {} more", grouped(more)));
    }
    let would = if report.dry_run { " would be" } else { "" };
    out.note(format_args!(
        "{} of {}: {}{would} joined, {}{would} queued, {} for review",
        one_of_many(report.records, "record"),
        one_of_many(report.works, "work"),
        one_of_many(report.joined, "work"),
        one_of_many(report.queued.new, "pair"),
        one_of_many(report.waiting, "pair"),
    ));
    if report.parted > 0 {
        out.note(format_args!(
            "{}{would} taken apart that an earlier run had joined",
            one_of_many(report.parted, "work")
        ));
    }
    if report.overtaken > 0 {
        out.note(format_args!(
            "{} not joined: somebody changed them meanwhile; run it again",
            one_of_many(report.overtaken, "work")
        ));
    }
    Ok(())
}

/// What goes against what.
fn in_words(contradiction: &app::Contradiction) -> String {
    use app::Contradiction::{Decided, KeptApart, ListedTwice};
    match contradiction {
        Decided { a, b } => {
            format!("{a} and {b} are one by other decisions, and one decision says they are not")
        }
        KeptApart { a, b } => {
            format!("{a} and {b} look like one over records in between, and a decision keeps them apart")
        }
        ListedTwice { a, b, partner } => format!("{a} and {b}, of one source, both look like {partner}"),
    }
}

/// Reads a time.
pub(super) fn moment_of(text: &str) -> Result<Instant, String> {
    read_moment(text).ok_or_else(|| format!("`{text}` is no time; write 2026-07-02 or 2026-07-02T10:00:00Z"))
}
