//! In which order to watch or read a story.

use app::WatchOrder as Told;
use async_graphql::{ID, SimpleObject};

use super::{Work, word};

/// In which order to watch or read what belongs to a work.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct WatchOrder {
    /// The work that was asked for.
    work: Work,
    /// The medium that is listed.
    medium: String,
    /// By the day each came out.
    release: Vec<WatchEntry>,
    /// By the story: each after those it continues.
    story: Vec<WatchEntry>,
    /// Ties that contradict others, and were left out.
    contradictions: Vec<WatchContradiction>,
    /// Whether the franchise has more works than are listed.
    cut: bool,
}

/// A work in its place.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct WatchEntry {
    /// Its place, from 1.
    place: usize,
    /// The work.
    work: Work,
    /// When it came out, `YYYY[-MM[-DD]]`.
    start: Option<String>,
    /// `main`, `side_story`, `summary`, `spin_off`, `alternative`, `extra` or `related`.
    role: String,
    /// Whether the story is whole without it.
    optional: bool,
    /// By what it is optional or not: a source's tie, or the format.
    evidence: String,
    /// The works that it follows directly.
    after: Vec<ID>,
    /// Why it stands there, in a sentence.
    why: String,
}

/// A tie that was left out.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct WatchContradiction {
    /// The work.
    work: ID,
    /// The one that was said to come before it.
    before: ID,
}

impl From<Told> for WatchOrder {
    fn from(told: Told) -> Self {
        let id = |id: &model::WorkId| ID::from(id.to_string());
        let entry = |entry: app::WatchEntry| WatchEntry {
            place: entry.place,
            work: Work::by_id(entry.work.id),
            start: entry.start.map(|day| day.to_string()),
            role: word(&entry.role),
            optional: entry.optional,
            evidence: entry.evidence,
            after: entry.after.iter().map(id).collect(),
            why: entry.why,
        };
        let left_out = told.contradictions.iter();
        Self {
            work: Work::by_id(told.id),
            medium: told.medium.to_string(),
            release: told.release.into_iter().map(entry).collect(),
            story: told.story.into_iter().map(entry).collect(),
            contradictions: left_out
                .map(|tie| WatchContradiction { work: id(&tie.work), before: id(&tie.before) })
                .collect(),
            cut: told.cut,
        }
    }
}
