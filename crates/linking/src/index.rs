//! Finding the partner of one new record among many that are known.

use crate::{Model, Subject, Verdict};

/// Records that new ones are held against.
#[derive(Debug, Clone)]
pub struct Index {
    subjects: Vec<Subject>,
}

impl Index {
    /// Takes in records; a record's number is its place.
    pub fn new(subjects: Vec<Subject>) -> Self {
        Self { subjects }
    }

    /// The records that may be the same work as this one, by place, ascending. Records of the same id
    /// space are not among them, but for the one with the same id.
    pub fn candidates(&self, subject: &Subject) -> Vec<usize> {
        let fits = |other: &Subject| {
            other.external_id == subject.external_id
                || other.external_id.namespace() != subject.external_id.namespace()
        };
        (0..self.subjects.len()).filter(|at| fits(&self.subjects[*at])).collect()
    }

    /// The record most likely to be the same work, with the verdict, when any is likelier than not.
    pub fn best(&self, subject: &Subject, model: &Model) -> Option<(usize, Verdict)> {
        let candidates = self.candidates(subject).into_iter();
        let verdicts = candidates.map(|at| (at, model.compare(subject, &self.subjects[at])));
        verdicts
            .filter(|(_, verdict)| verdict.probability >= model.threshold)
            .max_by(|a, b| a.1.probability.total_cmp(&b.1.probability).then(b.0.cmp(&a.0)))
    }
}
