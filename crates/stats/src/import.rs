//! Answers of a file into the store, in one transaction; a second time nothing changes.

use std::collections::HashMap;

use keeping::{
    KeepingError,
    forms::Couple,
    rules::{Profile, Rules},
};
use model::Instant;
use serde::Serialize;
use store::{StatRow, Store};

use crate::{
    Noise, Stats, Stored,
    answers::Answers,
    check::{Known, KnownCharacter, Report, judge_all},
    stored_rows,
    vocabulary::Vocabulary,
};

/// How an import is to be done.
#[derive(Debug, Clone)]
pub struct ImportOptions<'a> {
    /// The registry whose characters the answers are about.
    pub registry: &'a str,
    /// The archetypes by which they are checked.
    pub vocabulary: &'a Vocabulary,
    /// The rules that make the registry's rows.
    pub rules: &'a Rules,
    /// Whose noise is laid over them: by couple, or by the place in the file as the old pipeline did.
    pub profile: Profile,
    /// How they came to be: `import`, `legacy`, …
    pub origin: &'a str,
    /// Who imports.
    pub author: &'a str,
    /// When.
    pub at: Instant,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Characters that had no stats before.
    pub new: u64,
    /// Characters whose stats differ from before.
    pub changed: u64,
    /// Characters whose stats say the same.
    pub unchanged: u64,
    /// Answers that were set aside, each with a finding that says why.
    pub refused: u64,
    /// What is wrong with the answers.
    pub check: Report,
}

/// Imports the answers of a file. Answers that cannot be stored are set aside, the others go in as they
/// are, with whatever `check` finds wrong with them.
pub async fn import(
    store: &Store,
    answers: &Answers,
    options: &ImportOptions<'_>,
) -> Result<ImportReport, KeepingError> {
    let known = Known::load(store, options.registry, options.rules).await?;
    let (report, rows) = planned(store, answers, options, &known).await?;
    if !rows.is_empty() {
        let tx = store.begin().await?;
        tx.save_stats(options.registry, &rows).await?;
        tx.commit().await?;
    }
    Ok(report)
}

/// What importing the answers of a file would do, once the registry knows these characters as well.
pub async fn try_import(
    store: &Store,
    answers: &Answers,
    options: &ImportOptions<'_>,
    coming: impl IntoIterator<Item = KnownCharacter>,
) -> Result<ImportReport, KeepingError> {
    let known = Known::load(store, options.registry, options.rules).await?;
    let known = Known::new(known.characters().iter().cloned().chain(coming));
    planned(store, answers, options, &known).await.map(|(report, _)| report)
}

/// What an import comes to, and the rows that it writes.
async fn planned(
    store: &Store,
    answers: &Answers,
    options: &ImportOptions<'_>,
    known: &Known,
) -> Result<(ImportReport, Vec<StatRow>), KeepingError> {
    // A registry without anybody takes what names its couples in full; the characters may come later.
    let (check, judged) =
        judge_all(answers, options.vocabulary, Some(known).filter(|known| !known.is_empty()));
    let before: HashMap<Couple, Stats> =
        stored_rows(store, options.registry).await?.into_iter().map(|row| (row.couple, row.stats)).collect();
    let lists = answers.findings.iter().filter(|finding| !finding.code.can_be_stored()).count() as u64;
    let mut report = ImportReport {
        refused: lists + answers.answers.len() as u64 - judged.len() as u64,
        ..ImportReport::default()
    };
    let mut rows = Vec::new();
    for judged in judged {
        let stats = with_noise(judged.stats, judged.answer.noise, || match options.profile {
            _ if answers.is_published => Noise::None,
            Profile::Default => Noise::of_couple(&judged.couple),
            Profile::Legacy => Noise::of_index(judged.answer.index),
        });
        match before.get(&judged.couple) {
            None => report.new += 1,
            Some(before) if stats.says_no_more_than(before) => {
                report.unchanged += 1;
                continue;
            }
            Some(_) => report.changed += 1,
        }
        let stored = Stored {
            couple: judged.couple,
            stats,
            origin: options.origin.to_owned(),
            author: options.author.to_owned(),
            at: options.at,
        };
        rows.push(stored.row());
    }
    report.check = check;
    Ok((report, rows))
}

/// Lays noise over answered stats: that which the answer tells of, or else `usual`.
pub(crate) fn with_noise(mut stats: Stats, told: Option<Noise>, usual: impl FnOnce() -> Noise) -> Stats {
    let noise = told.unwrap_or_else(usual);
    if !noise.is_none() {
        let raw = stats.values;
        stats.values = noise.over(&raw);
        stats.raw = Some(raw);
        stats.noise = noise;
    }
    stats
}

impl Stats {
    /// Whether everything here is known from `other` too, which may know more: what was answered before
    /// noise, or what it went by.
    fn says_no_more_than(&self, other: &Self) -> bool {
        let is_published_same = self.values == other.values
            && self.archetype == other.archetype
            && self.potency == other.potency
            && self.elements == other.elements
            && self.resistances == other.resistances;
        is_published_same && (self.raw.is_none() || (self.raw == other.raw && self.noise == other.noise))
    }
}
