//! The report: counts, what is missing, findings, and what changed since the last publish.

use std::collections::{BTreeMap, HashMap};

use keeping::{forms::Couple, rules::Profile};
use model::Instant;
use serde::Serialize;
use stats::Stats;

use crate::finish::Finished;

/// What a look at the rows of a registry found.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The registry.
    pub registry: String,
    /// The profile under which the rows were made.
    pub profile: Profile,
    /// When.
    pub at: Instant,
    /// Rows by form, medium and stars.
    pub counts: Vec<Count>,
    /// How many rows are without a value that rows may be without.
    pub missing: Vec<Missing>,
    /// Errors first, then warnings; series before characters, by number.
    pub findings: Vec<Finding>,
    /// What changed since the last publish; none when there was none.
    pub changes: Option<Changes>,
}

impl Report {
    /// How many findings of a severity there are.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// How many rows of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// `series` or `character`.
    pub form: &'static str,
    /// The medium, for a character by its display name.
    pub medium: String,
    /// Stars; none for series.
    pub rarity: Option<i64>,
    /// How many.
    pub rows: u64,
}

/// How many rows are without a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// `series` or `character`.
    pub form: &'static str,
    /// The column.
    pub column: &'static str,
    /// How many.
    pub rows: u64,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Stops a publish.
    Error,
    /// Wants to be accepted.
    Warning,
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// What kind of thing.
    pub code: &'static str,
    /// `series` or `character`.
    pub form: &'static str,
    /// The couple.
    pub couple: String,
    /// The published number.
    pub unique_id: Option<i64>,
    /// The name.
    pub name: String,
    /// The column.
    pub column: &'static str,
    /// What stands there, cut where it is long.
    pub value: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub fix: &'static str,
}

/// What changed since the last publish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The last publish.
    pub publish: i64,
    /// When it was.
    pub at: Instant,
    /// Of series.
    pub series: Change,
    /// Of characters.
    pub characters: Change,
}

/// What changed of one form, by published number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Rows that were not there.
    pub new: Vec<i64>,
    /// Rows that say something else.
    pub changed: Vec<i64>,
    /// Rows that are no more.
    pub gone: Vec<i64>,
}

pub(super) fn counts(finished: &Finished) -> Vec<Count> {
    let mut counted: BTreeMap<(u8, &str, Option<i64>), u64> = BTreeMap::new();
    for row in &finished.series {
        *counted.entry((0, &row.media_type, None)).or_default() += 1;
    }
    for row in &finished.characters {
        *counted.entry((1, &row.genre, Some(row.rarity))).or_default() += 1;
    }
    let form = |of: u8| if of == 0 { "series" } else { "character" };
    counted
        .into_iter()
        .map(|((of, medium, rarity), rows)| Count { form: form(of), medium: medium.to_owned(), rarity, rows })
        .collect()
}

pub(super) fn missing(finished: &Finished, stats: &HashMap<Couple, Stats>) -> Vec<Missing> {
    let series = |column, is_missing: fn(&crate::finish::FinalSeries) -> bool| {
        let rows = finished.series.iter().filter(|row| is_missing(row)).count() as u64;
        Missing { form: "series", column, rows }
    };
    let characters = |column, is_missing: &dyn Fn(&crate::finish::FinalCharacter) -> bool| {
        let rows = finished.characters.iter().filter(|row| is_missing(row)).count() as u64;
        Missing { form: "character", column, rows }
    };
    vec![
        series("english_name", |row| row.english_name.is_none()),
        series("image_link", |row| row.image_link.is_none()),
        series("creator", |row| row.creator.as_deref().is_none_or(|creator| creator == "{}")),
        series("genres", |row| row.genres.is_none()),
        series("synopsis", |row| row.synopsis.is_none()),
        series("score", |row| row.score == 0.0),
        characters("image_url", &|row| row.image_url.is_none()),
        characters("about", &|row| row.about.is_none()),
        characters("stats", &|row| !stats.contains_key(&row.couple)),
    ]
}
