//! Finding the partner of one new record among many that are known.

use crate::{
    Model, Subject, Verdict,
    block::Blocks,
    model::verdict,
    profile::{Corpus, Profile},
};

/// Records that new ones are held against. Joining a new record to what is known moves nothing that is
/// known.
#[derive(Debug, Clone)]
pub struct Index {
    profiles: Vec<Profile>,
    corpus: Corpus,
    blocks: Blocks,
}

impl Index {
    /// Takes in records; a record's number is its place.
    pub fn new(subjects: &[Subject]) -> Self {
        let mut corpus = Corpus::default();
        let profiles: Vec<Profile> = subjects.iter().map(|subject| corpus.add(subject)).collect();
        let blocks = Blocks::new(&profiles, &corpus);
        Self { profiles, corpus, blocks }
    }

    /// The records that may be the same work as this one, by place, ascending. Records of the same id
    /// space are not among them, but for those with the same id.
    pub fn candidates(&self, subject: &Subject) -> Vec<usize> {
        let profile = self.corpus.read(subject);
        self.like(&profile).collect()
    }

    /// All candidates with their verdicts, the likeliest first, the smaller place first on a tie.
    pub fn verdicts(&self, subject: &Subject) -> Vec<(usize, Verdict)> {
        let profile = self.corpus.read(subject);
        let mut verdicts: Vec<(usize, Verdict)> = self
            .like(&profile)
            .map(|at| {
                let other = &self.profiles[at];
                let mut verdict = verdict(&profile, other, &self.corpus);
                if other.id == profile.id {
                    verdict.probability = 1.0;
                }
                (at, verdict)
            })
            .collect();
        verdicts.sort_by(|a, b| b.1.probability.total_cmp(&a.1.probability).then(a.0.cmp(&b.0)));
        verdicts
    }

    /// The record most likely to be the same work, with the verdict, when any is likely enough. A record
    /// of the same id is the same work.
    pub fn best(&self, subject: &Subject, model: &Model) -> Option<(usize, Verdict)> {
        self.verdicts(subject)
            .into_iter()
            .next()
            .filter(|(_, verdict)| verdict.probability >= model.threshold)
    }

    fn like<'a>(&'a self, profile: &'a Profile) -> impl Iterator<Item = usize> + 'a {
        let found = self.blocks.like(profile, &self.corpus).into_iter().map(|at| at as usize);
        found.filter(|at| {
            let other = &self.profiles[*at];
            other.id == profile.id || other.space != profile.space
        })
    }
}
