//! How a pair of records is weighed, for those who have two records and no more.

use crate::{
    Agreement, Field, FieldWeight, Subject, Trap, Verdict,
    profile::{Corpus, Profile},
    weigh,
};

/// The weights of evidence, and how sure a link must be.
///
/// The weights are data of this crate, counted on generated views of real works; the file with the
/// tables says how.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The probability from which a pair of records counts as one work, between 0 and 1.
    pub threshold: f64,
}

impl Default for Model {
    fn default() -> Self {
        Self { threshold: 0.5 }
    }
}

/// How many records, in how many sources, a catalog is taken to have when it is not at hand.
const IMAGINED: (usize, u32) = (100_000, 8);

impl Model {
    /// Weighs two records that nothing else is known about, as if among those of a middling catalog.
    /// [`crate::link`] and [`crate::Index`] also take into account how common their names are.
    pub fn compare(&self, a: &Subject, b: &Subject) -> Verdict {
        let mut corpus = Corpus::default();
        let (a, b) = (corpus.add(a), corpus.add(b));
        corpus.imagine(IMAGINED.0, IMAGINED.1);
        verdict(&a, &b, &corpus)
    }

    /// The threshold in nats.
    pub(crate) fn least_nats(&self) -> f32 {
        let threshold = self.threshold.clamp(1e-6, 1.0 - 1e-6);
        (threshold / (1.0 - threshold)).ln() as f32
    }
}

/// The verdict on two records among others.
pub(crate) fn verdict(a: &Profile, b: &Profile, corpus: &Corpus) -> Verdict {
    match weigh::weigh(a, b, corpus) {
        Some(weighed) => weighed.verdict(a, b, corpus),
        None => Verdict {
            probability: 0.0,
            weights: vec![FieldWeight {
                field: Field::Medium,
                agreement: Agreement::Different,
                weight: f64::NEG_INFINITY,
            }],
            trap: Some(Trap::OtherMedium),
        },
    }
}
