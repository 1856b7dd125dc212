//! The check: everything that is wrong with answers or with stored stats, each fault in its place.
//!
//! `code` lists what can be wrong, `judge` looks at one answer, `known` finds whom it is about, `report`
//! counts.

mod code;
mod finding;
mod judge;
mod known;
mod report;

use std::collections::HashSet;

use keeping::forms::Couple;
use serde_json::Value;

pub use code::{Code, Severity};
pub use finding::Finding;
pub use known::{Known, KnownCharacter};
pub use report::{Count, Report};

pub(crate) use finding::Place;
pub(crate) use judge::judge;

use crate::{
    Stats, Stored,
    answers::{Answer, Answers},
    vocabulary::{Stat, Vocabulary, Word},
};

/// An answer that can be stored, with whom it is about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Judged<'a> {
    pub answer: &'a Answer,
    pub couple: Couple,
    pub stats: Stats,
}

/// Checks the answers of a file. Without `known` nobody is missed, and nobody is unknown.
pub fn check_answers(answers: &Answers, vocabulary: &Vocabulary, known: Option<&Known>) -> Report {
    judge_all(answers, vocabulary, known).0
}

/// Checks the answers of a file, and gives those that can be stored.
pub(crate) fn judge_all<'a>(
    answers: &'a Answers,
    vocabulary: &Vocabulary,
    known: Option<&Known>,
) -> (Report, Vec<Judged<'a>>) {
    let file = answers.file.as_str();
    let mut report = Report {
        what: file.to_owned(),
        rows: answers.answers.len() as u64,
        findings: answers.findings.clone(),
        ..Report::default()
    };
    let mut judged = Vec::new();
    let mut seen: HashSet<Couple> = HashSet::new();
    for answer in &answers.answers {
        let mut found = Vec::new();
        let couple = match whom(answer, known, file) {
            Ok(couple) => couple,
            Err(finding) => {
                found.push(*finding);
                None
            }
        };
        let place = Place { file, row: Some(answer.row), couple: couple.as_ref() };
        if let Some(couple) = &couple
            && !seen.insert(couple.clone())
        {
            let (problem, fix) = ("an earlier row answers for this character", "keep one of the two");
            found.push(place.finding(
                Code::DuplicateAnswer,
                "source_id",
                &couple.to_string().into(),
                problem,
                fix,
            ));
        }
        let stats = judge(answer, vocabulary, place, &mut found);
        report.tally(stats.as_ref(), &found, vocabulary);
        let can_be_stored = found.iter().all(|finding| finding.code.can_be_stored());
        report.findings.append(&mut found);
        if let (Some(couple), Some(stats), true) = (couple, stats, can_be_stored) {
            judged.push(Judged { answer, couple, stats });
        }
    }
    if let Some(known) = known {
        report.miss(known, &seen, file);
    }
    report.findings.sort_by_key(|finding| finding.fault.row.unwrap_or(u64::MAX));
    (report.counted(), judged)
}

/// Checks what is stored.
pub fn check_stored(stored: &[Stored], vocabulary: &Vocabulary, known: &Known) -> Report {
    const WHAT: &str = "stored";
    let mut report = Report { what: WHAT.to_owned(), rows: stored.len() as u64, ..Report::default() };
    let mut seen = HashSet::new();
    for row in stored {
        let place = Place { file: WHAT, row: None, couple: Some(&row.couple) };
        let mut found = Vec::new();
        judge::judge_stored(&row.stats, vocabulary, place, &mut found);
        if !known.is_empty() && known.get(&row.couple).is_none() {
            found.push(place.finding(
                Code::UnknownCouple,
                "source_id",
                &row.couple.to_string().into(),
                "the registry knows no such character",
                "it is left; collecting the character brings the two together again",
            ));
        }
        report.tally(Some(&row.stats), &found, vocabulary);
        report.findings.append(&mut found);
        seen.insert(row.couple.clone());
    }
    report.miss(known, &seen, WHAT);
    report.counted()
}

fn whom(answer: &Answer, known: Option<&Known>, file: &str) -> Result<Option<Couple>, Box<Finding>> {
    match (known, &answer.source_type, &answer.source_id) {
        (Some(known), _, _) => known.find(answer, file).map(Some),
        (None, Some(source_type), Some(id)) => Ok(Some(Couple::new(source_type.as_str(), id.as_str()))),
        (None, None, Some(_)) => Ok(None),
        (None, _, None) => Known::default().find(answer, file).map(Some),
    }
}

impl Report {
    /// Counts one row.
    fn tally(&mut self, stats: Option<&Stats>, found: &[Finding], vocabulary: &Vocabulary) {
        self.values += Stat::ALL.len() as u64;
        let is_sound = found.iter().all(|finding| finding.severity == Severity::Warning);
        self.sound += u64::from(is_sound);
        let is_known = stats.is_some_and(|stats| vocabulary.archetype(&stats.archetype).is_some());
        let is_within = found.iter().all(|finding| finding.code != Code::OutOfBand);
        self.rows_in_band += u64::from(is_known && is_within);
    }

    /// Lists whoever has no answer.
    fn miss(&mut self, known: &Known, answered: &HashSet<Couple>, file: &str) {
        for character in known.missing(answered) {
            let place = Place { file, row: None, couple: Some(&character.couple) };
            let name = Value::from(character.name.as_str());
            let (problem, fix) =
                ("there are no stats for this character", "`emaki stats generate` makes them");
            self.findings.push(place.finding(Code::MissingAnswer, "name", &name, problem, fix));
        }
    }
}
