//! Candidate pairs with their odds, and what ties say once something is linked.

use crate::{
    cluster::Clusters,
    levels::{SILENT_TIES, TIES},
    parallel::in_parallel,
    profile::{Corpus, Profile},
    tables::Seen,
    weigh::{self, Weighed},
};

/// Candidate pairs, sorted, with log-odds in nats.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairs {
    /// The smaller and the larger place.
    pub(crate) ends: Vec<(u32, u32)>,
    pub(crate) nats: Vec<f32>,
    /// How each agrees; only what the tables make of it changes from round to round.
    weighed: Vec<Weighed>,
    /// For each record, where its pairs with later ones begin.
    starts: Vec<u32>,
}

/// Below this many nats a pair cannot become one work, whatever ties say.
const HOPELESS: f32 = -9.0;

impl Pairs {
    /// Weighs pairs, on all processors; the result does not depend on how many there are.
    pub(crate) fn weigh(ends: Vec<(u32, u32)>, profiles: &[Profile], corpus: &Corpus) -> Self {
        // Hopeless pairs are kept out of memory; where one is asked for again, its facts are weighed.
        let weighed = |(a, b): (u32, u32)| {
            let weighed = weigh::weigh(&profiles[a as usize], &profiles[b as usize], corpus)?;
            let nats = weighed.log_odds(corpus) as f32;
            (nats > HOPELESS).then_some(((a, b), nats, weighed))
        };
        let kept = in_parallel(&ends, |ends| ends.iter().filter_map(|pair| weighed(*pair)).collect());
        drop(ends);
        let mut pairs = Self::with_capacity(kept.len());
        for (ends, nats, weighed) in kept {
            pairs.ends.push(ends);
            pairs.nats.push(nats);
            pairs.weighed.push(weighed);
        }
        let mut starts = vec![0; profiles.len() + 1];
        for (a, _) in &pairs.ends {
            starts[*a as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        pairs.starts = starts;
        pairs
    }

    fn with_capacity(pairs: usize) -> Self {
        Self {
            ends: Vec::with_capacity(pairs),
            nats: Vec::with_capacity(pairs),
            weighed: Vec::with_capacity(pairs),
            starts: Vec::new(),
        }
    }

    /// The log-odds of a pair that was weighed and is not hopeless.
    pub(crate) fn of(&self, a: u32, b: u32) -> Option<f32> {
        let (a, b) = (a.min(b), a.max(b));
        let (from, to) = (self.starts[a as usize] as usize, self.starts[a as usize + 1] as usize);
        let at = self.ends[from..to].binary_search(&(a, b)).ok()?;
        Some(self.nats[from + at])
    }

    /// Pairs of free records that would be one work beyond doubt but for one field.
    pub(crate) fn spoiled<'a>(
        &'a self,
        clusters: &'a Clusters<'_>,
        corpus: &'a Corpus,
    ) -> impl Iterator<Item = Seen> + 'a {
        let pairs = self.ends.iter().zip(&self.weighed).zip(&self.nats);
        pairs.filter_map(move |(((a, b), weighed), nats)| {
            let open = *nats <= weigh::BEYOND_DOUBT as f32
                && clusters.of[*a as usize] != clusters.of[*b as usize]
                && clusters.allowed(*a, *b);
            let only = open.then(|| weighed.spoiled_by(corpus)).flatten()?;
            Some(Seen { printed: weighed.printed, levels: weighed.levels, only: Some(only) })
        })
    }

    /// Weighs all pairs again, by tables that have changed.
    pub(crate) fn again(&mut self, corpus: &Corpus) {
        self.nats = in_parallel(&self.weighed, |some| {
            some.iter().map(|weighed| weighed.log_odds(corpus) as f32).collect()
        });
    }

    /// Weighs again what ties have something to say of, given what is linked so far.
    pub(crate) fn tie(&mut self, profiles: &[Profile], corpus: &Corpus, neighborhood: &Neighborhood<'_>) {
        let levels: Vec<u8> = in_parallel(&self.ends, |ends| {
            ends.iter().map(|(a, b)| neighborhood.level(*a, *b, profiles)).collect()
        });
        for (at, level) in levels.into_iter().enumerate().filter(|(_, level)| *level != SILENT_TIES) {
            let mut weighed = self.weighed[at];
            weighed.levels[TIES] = level;
            self.nats[at] = weighed.log_odds(corpus) as f32;
        }
    }
}

/// What is linked so far, for asking whether what two records are tied to is one work.
pub(crate) struct Neighborhood<'a> {
    /// For each id, the record that has it.
    pub(crate) record_of: &'a [u32],
    pub(crate) cluster_of: &'a [u32],
    pub(crate) clusters: &'a [Vec<u32>],
}

impl Neighborhood<'_> {
    /// The level of relations: something that both are tied to is one work, nothing is, or no answer.
    pub(crate) fn level(&self, a: u32, b: u32, profiles: &[Profile]) -> u8 {
        let (one, other) = (&profiles[a as usize], &profiles[b as usize]);
        if one.ties.is_empty() || other.ties.is_empty() {
            return SILENT_TIES;
        }
        let mut known = false;
        for tie in &one.ties {
            let Some(record) = self.record_of.get(*tie as usize).filter(|at| **at != u32::MAX) else {
                continue;
            };
            let cluster = &self.clusters[self.cluster_of[*record as usize] as usize];
            for member in cluster {
                let member = &profiles[*member as usize];
                if member.space == other.space && member.id != other.id {
                    known = true;
                    if other.ties.contains(&member.id) {
                        return 0;
                    }
                }
            }
        }
        if known { 1 } else { SILENT_TIES }
    }
}
