//! Whether what a source found is the work that was meant. Pure.
//!
//! Ids of other sites decide where there are any; else title, dates, format and the rest are weighed. The place
//! in a list of hits is no evidence at all.

use linking::{Model, Subject};
use model::{ExternalId, Record, RecordKind};
use sources::providers::confirmed;

/// What is known of the work that is looked for.
#[derive(Debug, Clone)]
pub struct Meant {
    /// The ids that are linked to it, or that its sources give for it.
    pub ids: Vec<ExternalId>,
    /// What was said of it so far.
    pub subjects: Vec<Subject>,
}

/// What the evidence says of the hits of a search.
#[derive(Debug, Clone, PartialEq)]
pub enum Found<'a> {
    /// This hit is the work.
    Proven {
        /// The hit.
        hit: &'a Record,
        /// How sure that is, 0 to 1.
        probability: f64,
        /// What proves it.
        by: Proof,
    },
    /// None of them is, as far as can be told.
    Unproven {
        /// The most likely one, with its probability.
        best: Option<(&'a Record, f64)>,
    },
}

/// What proves a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Ids of other sites.
    Ids,
    /// Title, dates and other facts.
    Facts,
}

/// How much less likely the next hit must be, for the best one to stand alone.
const APART: f64 = 0.3;

impl Meant {
    /// What records say of a work, and the ids it is known by.
    pub fn of(ids: Vec<ExternalId>, records: &[Record]) -> Self {
        let mut subjects: Vec<Subject> = records.iter().filter_map(Subject::of).collect();
        for subject in &mut subjects {
            subject.claimed_ids.clone_from(&ids);
        }
        Self { ids, subjects }
    }

    /// Which of the hits is the work. `agreement` is the least probability that counts as proof.
    pub fn among<'a>(&self, hits: &'a [Record], model: &Model, agreement: f64) -> Found<'a> {
        if let Some(hit) = confirmed(hits, &self.ids) {
            return Found::Proven { hit, probability: 1.0, by: Proof::Ids };
        }
        let mut weighed: Vec<(&Record, f64)> = Vec::with_capacity(hits.len());
        for hit in hits {
            if weighed.iter().all(|(known, _)| known.external_id != hit.external_id) {
                weighed.push((hit, self.probability(hit, model)));
            }
        }
        weighed.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.external_id.cmp(&b.0.external_id)));
        match weighed.as_slice() {
            [(hit, best), rest @ ..]
                if *best >= agreement && rest.first().is_none_or(|(_, next)| best - next >= APART) =>
            {
                Found::Proven { hit, probability: *best, by: Proof::Facts }
            }
            _ => Found::Unproven { best: weighed.first().copied() },
        }
    }

    /// How likely a record is about the work: the likeliest over all that was said of it. One whose links
    /// lead to another entry of a site is not.
    fn probability(&self, hit: &Record, model: &Model) -> f64 {
        if self.is_denied(hit) {
            return 0.0;
        }
        let mut work = hit.clone();
        work.kind = RecordKind::Work;
        let Some(hit) = Subject::of(&work) else { return 0.0 };
        let others = self.subjects.iter().map(|known| model.compare(known, &hit).probability);
        others.fold(0.0, f64::max)
    }

    /// Whether the record's links lead to another entry of a site whose entry for the work is known.
    fn is_denied(&self, hit: &Record) -> bool {
        let number = |id: &ExternalId| id.id().bytes().all(|byte| byte.is_ascii_digit());
        hit.external_ids.iter().any(|other| {
            let mut same_site = self
                .ids
                .iter()
                .filter(|known| known.namespace() == other.namespace() && number(known) == number(other))
                .peekable();
            same_site.peek().is_some() && same_site.all(|known| known != other)
        })
    }
}

#[cfg(test)]
mod tests {
    use model::SourceId;

    use super::*;

    fn record(source: &'static str, id: &str, title: &str, year: i16, ids: &[&str]) -> Record {
        let mut record = Record::new(SourceId::known(source), RecordKind::Work, id.parse().expect("an id"));
        record.title = Some(title.to_owned());
        record.year = Some(year);
        record.medium = Some(model::Medium::Anime);
        record.external_ids = ids.iter().map(|id| id.parse().expect("an id")).collect();
        record
    }

    fn meant() -> Meant {
        let ids = vec!["mal:1".parse().expect("an id")];
        Meant::of(ids, &[record("jikan", "mal:1", "Harbor of Paper Lanterns", 2021, &[])])
    }

    fn found(hits: &[Record]) -> Option<(String, Proof)> {
        match meant().among(hits, &Model::default(), 0.9) {
            Found::Proven { hit, by, .. } => Some((hit.external_id.id().to_owned(), by)),
            Found::Unproven { .. } => None,
        }
    }

    #[test]
    fn the_first_hit_is_not_the_right_one() {
        let second =
            record("animeschedule", "animeschedule:lanterns-2", "Harbor of Paper Lanterns", 2021, &["mal:2"]);
        let right = record("animeschedule", "animeschedule:lanterns", "Lanterns", 1999, &["mal:1"]);
        assert_eq!(found(&[second.clone(), right]), Some(("lanterns".into(), Proof::Ids)));
        assert_eq!(found(&[second]), None, "its links lead to another work");
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn facts_decide_where_there_are_no_links() {
        let right = record("livechart", "livechart:1", "Harbor of Paper Lanterns", 2021, &[]);
        let remake = record("livechart", "livechart:2", "Harbor of Paper Lanterns", 1994, &[]);
        let other = record("livechart", "livechart:3", "Night Ferry", 2021, &[]);
        assert_eq!(found(&[other.clone(), remake.clone(), right.clone()]), Some(("1".into(), Proof::Facts)));
        assert_eq!(found(&[other, remake]), None);
        let twin = record("livechart", "livechart:4", "Harbor of Paper Lanterns", 2021, &[]);
        assert_eq!(found(&[right, twin]), None, "two that fit alike prove nothing");
    }
}
