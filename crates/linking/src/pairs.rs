//! Candidate pairs with their odds, and what ties say once something is linked.

use crate::{
    levels::{SILENT_TIES, TIES},
    profile::{Corpus, Profile},
    weigh,
};

/// Candidate pairs, sorted, with log-odds in nats.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairs {
    /// The smaller and the larger place.
    pub(crate) ends: Vec<(u32, u32)>,
    pub(crate) nats: Vec<f32>,
    /// For each record, where its pairs with later ones begin.
    starts: Vec<u32>,
}

/// Below this many nats a pair cannot become one work, whatever ties say.
const HOPELESS: f32 = -9.0;

impl Pairs {
    /// Weighs pairs, on all processors; the result does not depend on how many there are.
    pub(crate) fn weigh(ends: Vec<(u32, u32)>, profiles: &[Profile], corpus: &Corpus) -> Self {
        let weighed = |(a, b): (u32, u32)| {
            let (a, b) = (&profiles[a as usize], &profiles[b as usize]);
            weigh::weigh(a, b, corpus).map_or(f32::NEG_INFINITY, |weighed| weighed.log_odds(corpus) as f32)
        };
        let nats: Vec<f32> = in_parallel(&ends, |ends| ends.iter().map(|pair| weighed(*pair)).collect());
        // Hopeless pairs are kept out of memory; where one is asked for again, its facts are weighed.
        let kept = |nats: f32| nats > HOPELESS;
        let nats_kept: Vec<f32> = nats.iter().copied().filter(|nats| kept(*nats)).collect();
        let ends: Vec<(u32, u32)> =
            ends.into_iter().zip(&nats).filter(|(_, nats)| kept(**nats)).map(|(pair, _)| pair).collect();
        let mut starts = vec![0; profiles.len() + 1];
        for (a, _) in &ends {
            starts[*a as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self { ends, nats: nats_kept, starts }
    }

    /// The log-odds of a pair that was weighed and is not hopeless.
    pub(crate) fn of(&self, a: u32, b: u32) -> Option<f32> {
        let (a, b) = (a.min(b), a.max(b));
        let (from, to) = (self.starts[a as usize] as usize, self.starts[a as usize + 1] as usize);
        let at = self.ends[from..to].binary_search(&(a, b)).ok()?;
        Some(self.nats[from + at])
    }

    /// Weighs all pairs again, by tables that have changed.
    pub(crate) fn again(&mut self, profiles: &[Profile], corpus: &Corpus) {
        self.nats = in_parallel(&self.ends, |ends| {
            let nats = |(a, b): &(u32, u32)| {
                let (a, b) = (&profiles[*a as usize], &profiles[*b as usize]);
                weigh::weigh(a, b, corpus)
                    .map_or(f32::NEG_INFINITY, |weighed| weighed.log_odds(corpus) as f32)
            };
            ends.iter().map(nats).collect()
        });
    }

    /// Weighs again what ties have something to say of, given what is linked so far.
    pub(crate) fn tie(&mut self, profiles: &[Profile], corpus: &Corpus, neighborhood: &Neighborhood<'_>) {
        let again: Vec<f32> = in_parallel(&self.ends, |ends| {
            let level = |(a, b): (u32, u32)| neighborhood.level(a, b, profiles);
            ends.iter()
                .map(|(a, b)| match level((*a, *b)) {
                    SILENT_TIES => f32::NAN,
                    level => {
                        let (a, b) = (&profiles[*a as usize], &profiles[*b as usize]);
                        weigh::weigh(a, b, corpus).map_or(f32::NEG_INFINITY, |mut weighed| {
                            weighed.levels[TIES] = level;
                            weighed.log_odds(corpus) as f32
                        })
                    }
                })
                .collect()
        });
        for (nats, again) in self.nats.iter_mut().zip(again) {
            if !again.is_nan() {
                *nats = again;
            }
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

/// Cuts the input into a piece for each processor and puts the answers together in order.
fn in_parallel<T: Sync, R: Send>(input: &[T], work: impl Fn(&[T]) -> Vec<R> + Sync) -> Vec<R> {
    let hands = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    if input.len() < 10_000 || hands == 1 {
        return work(input);
    }
    // More pieces than hands, so that a hard piece does not leave the others waiting.
    let pieces: Vec<&[T]> = input.chunks(input.len().div_ceil(hands * 8)).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut answers: Vec<(usize, Vec<R>)> = std::thread::scope(|scope| {
        let run = || {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let Some(piece) = pieces.get(at) else { return done };
                done.push((at, work(piece)));
            }
        };
        let threads: Vec<_> = (0..hands).map(|_| scope.spawn(run)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("weighing a pair does not panic"))
            .collect()
    });
    answers.sort_by_key(|(at, _)| *at);
    answers.into_iter().flat_map(|(_, answer)| answer).collect()
}
