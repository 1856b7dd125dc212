//! From weighed pairs to clusters: the surest pair first, and never against a rule.
//!
//! A cluster holds at most one id of a source, never what was decided to be different, and two clusters
//! join only if, over all pairs between them, the evidence for outweighs the evidence against: a chain
//! of near misses cannot pull a franchise together.

use rustc_hash::FxHashSet;

use crate::{
    pairs::Pairs,
    profile::{Corpus, Profile},
    weigh,
};

/// What must hold, whatever the evidence.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    /// Records that are one work.
    pub(crate) same: Vec<(u32, u32)>,
    /// Records that are not, the smaller place first.
    pub(crate) different: FxHashSet<(u32, u32)>,
}

/// Clusters in the making.
#[derive(Debug, Clone)]
pub(crate) struct Clusters<'a> {
    profiles: &'a [Profile],
    corpus: &'a Corpus,
    rules: &'a Rules,
    /// For each record its cluster.
    pub(crate) of: Vec<u32>,
    /// The records of each cluster; clusters that were joined to others are empty.
    pub(crate) members: Vec<Vec<u32>>,
}

/// By how many nats a partner must be better than the next one of its source.
const LEAD: f32 = 0.7;
/// How far one pair may count for or against the join of two clusters, in nats.
const SAY: (f64, f64) = (-9.0, 9.0);
/// Two records are two works when of so many sources each names an entry, and not the same one.
const TOLD_APART: u32 = 2;
/// How far at most a pair that would not be linked for itself may count for the join.
const FIT_SAYS: f64 = 2.0;

impl<'a> Clusters<'a> {
    /// Every record on its own, but for what the rules join.
    pub(crate) fn new(profiles: &'a [Profile], corpus: &'a Corpus, rules: &'a Rules) -> Self {
        let of = (0..profiles.len() as u32).collect();
        let members = (0..profiles.len() as u32).map(|at| vec![at]).collect();
        let mut clusters = Self { profiles, corpus, rules, of, members };
        for (a, b) in &rules.same {
            clusters.join(*a, *b);
        }
        clusters
    }

    /// Joins what the pairs speak for, from the surest to the least sure.
    pub(crate) fn grow(&mut self, pairs: &Pairs, least: f32) {
        let mut order: Vec<u32> =
            (0..pairs.ends.len() as u32).filter(|at| pairs.nats[*at as usize] > least).collect();
        order.sort_unstable_by(|x, y| {
            pairs.nats[*y as usize].total_cmp(&pairs.nats[*x as usize]).then(x.cmp(y))
        });
        let rivals = Rivals::of(pairs, &order, self.profiles.len());
        // The second time round, what was one short of agreement may have found support, and what had
        // rivals may have lost them to surer partners.
        for _ in 0..3 {
            for at in &order {
                let (a, b) = pairs.ends[*at as usize];
                if self.of[a as usize] != self.of[b as usize]
                    && self.allowed(a, b)
                    && self.support(a, b, pairs) > 0.0
                    && !self.rivaled(a, b, pairs.nats[*at as usize], &rivals)
                    && !self.rivaled(b, a, pairs.nats[*at as usize], &rivals)
                {
                    self.join(a, b);
                }
            }
        }
    }

    /// Whether another record is as good a partner for `a`, and just as free, that cannot be one with `b`: it is
    /// of its space, or sources tell the two apart.
    fn rivaled(&self, a: u32, b: u32, nats: f32, rivals: &Rivals) -> bool {
        let partner = &self.profiles[b as usize];
        rivals.near(a).iter().any(|(other, odds)| {
            let rival = &self.profiles[*other as usize];
            *odds > nats - LEAD
                && *other != b
                && (rival.space == partner.space || rival.told_apart_by(partner) >= TOLD_APART)
                && self.of[*other as usize] != self.of[b as usize]
                && self.allowed(a, *other)
        })
    }

    /// Whether no rule stands against joining the clusters of two records.
    pub(crate) fn allowed(&self, a: u32, b: u32) -> bool {
        self.between(a, b).all(|(x, y)| {
            let (one, other) = (&self.profiles[x as usize], &self.profiles[y as usize]);
            (one.space != other.space || one.id == other.id)
                && one.told_apart_by(other) < TOLD_APART
                && !self.kept_apart(x, y)
        })
    }

    /// Whether a decision keeps any two records of the clusters of two records apart.
    pub(crate) fn decided_apart(&self, a: u32, b: u32) -> bool {
        self.between(a, b).any(|(x, y)| self.kept_apart(x, y))
    }

    /// Whether a decision says that two records are not the same.
    fn kept_apart(&self, a: u32, b: u32) -> bool {
        self.rules.different.contains(&(a.min(b), a.max(b)))
    }

    fn between(&self, a: u32, b: u32) -> impl Iterator<Item = (u32, u32)> {
        let (left, right) = (self.of[a as usize] as usize, self.of[b as usize] as usize);
        self.members[left].iter().flat_map(move |x| self.members[right].iter().map(move |y| (*x, *y)))
    }

    /// The mean evidence over all pairs between the clusters of two records, in nats.
    pub(crate) fn support(&self, a: u32, b: u32, pairs: &Pairs) -> f64 {
        let (mut sum, mut count) = (0.0, 0.0);
        for (x, y) in self.between(a, b) {
            sum += match pairs.of(x, y) {
                Some(nats) if nats > 0.0 => f64::from(nats).min(SAY.1),
                _ => self.fit(x, y),
            };
            count += 1.0;
        }
        sum / count
    }

    /// How well a pair that would not be linked for itself fits into one cluster. Names in two languages
    /// differ, and that says nothing once others of the cluster connect them, so chance is left out.
    fn fit(&self, a: u32, b: u32) -> f64 {
        let (a, b) = (&self.profiles[a as usize], &self.profiles[b as usize]);
        weigh::weigh(a, b, self.corpus)
            .map_or(SAY.0, |weighed| weighed.fit(self.corpus).clamp(SAY.0, FIT_SAYS))
    }

    /// Puts the clusters of two records together.
    pub(crate) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.of[a as usize], self.of[b as usize]);
        if a == b {
            return;
        }
        let (to, from) = (a.min(b), a.max(b));
        let moved = std::mem::take(&mut self.members[from as usize]);
        for record in &moved {
            self.of[*record as usize] = to;
        }
        self.members[to as usize].extend(moved);
        self.members[to as usize].sort_unstable();
    }
}

/// For each record, the others that it may be linked to, with their log-odds.
struct Rivals {
    starts: Vec<u32>,
    others: Vec<(u32, f32)>,
}

impl Rivals {
    fn of(pairs: &Pairs, order: &[u32], records: usize) -> Self {
        let mut starts = vec![0u32; records + 1];
        let ends = || order.iter().map(|at| (pairs.ends[*at as usize], pairs.nats[*at as usize]));
        for ((a, b), _) in ends() {
            starts[a as usize + 1] += 1;
            starts[b as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut others = vec![(0, 0.0); 2 * order.len()];
        for ((a, b), nats) in ends() {
            for (record, other) in [(a, b), (b, a)] {
                others[next[record as usize] as usize] = (other, nats);
                next[record as usize] += 1;
            }
        }
        Self { starts, others }
    }

    fn near(&self, record: u32) -> &[(u32, f32)] {
        &self.others[self.starts[record as usize] as usize..self.starts[record as usize + 1] as usize]
    }
}
