//! Counting right and wrong links.

use rustc_hash::FxHashSet;

use super::Truth;

/// Pairs of records of two sources: linked and true.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Linked, and one work.
    pub right: u64,
    /// Linked, and two works.
    pub wrong: u64,
    /// Linked, and two works of which the truth does not know whether they are two.
    pub doubtful: u64,
    /// One work, and not linked.
    pub missed: u64,
    /// Works whose records make one cluster, whole and alone.
    pub whole: u64,
    /// Works that have records.
    pub works: u64,
    /// Clusters that hold records of one work only.
    pub pure: u64,
    /// Clusters.
    pub clusters: u64,
}

impl Tally {
    /// How many of the linked pairs are right.
    pub fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    /// How many of the true pairs are linked.
    pub fn recall(&self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    /// The harmonic mean of the two.
    pub fn f1(&self) -> f64 {
        share(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }

    /// How many clusters hold one work only.
    pub fn cluster_precision(&self) -> f64 {
        share(self.pure, self.clusters)
    }

    /// How many works have all of their records, and no others, in one cluster.
    pub fn cluster_recall(&self) -> f64 {
        share(self.whole, self.works)
    }
}

fn share(part: u64, of: u64) -> f64 {
    if of == 0 { 1.0 } else { part as f64 / of as f64 }
}

/// Counts the pairs of those works that `counts` lets in; a wrong pair counts if either side does.
pub fn tally(truth: &Truth, clusters: &[Vec<usize>], counts: &dyn Fn(usize) -> bool) -> Tally {
    let mut tally = Tally::default();
    for cluster in clusters {
        let mut counted = false;
        for (at, a) in cluster.iter().enumerate() {
            counted |= counts(*a);
            for b in &cluster[at + 1..] {
                if !(counts(*a) || counts(*b)) {
                    continue;
                }
                if truth.work[*a] == truth.work[*b] {
                    tally.right += 1;
                } else if truth.doubtful[*a] == truth.doubtful[*b] {
                    tally.doubtful += 1;
                } else {
                    tally.wrong += 1;
                }
            }
        }
        if counted {
            tally.clusters += 1;
            tally.pure += u64::from(cluster.iter().all(|a| truth.doubtful[*a] == truth.doubtful[cluster[0]]));
        }
    }
    let mut cluster_of = vec![usize::MAX; truth.subjects.len()];
    for (number, cluster) in clusters.iter().enumerate() {
        for place in cluster {
            cluster_of[*place] = number;
        }
    }
    let mut order: Vec<usize> = (0..truth.subjects.len()).filter(|at| counts(*at)).collect();
    order.sort_by_key(|at| truth.work[*at]);
    for work in order.chunk_by(|a, b| truth.work[*a] == truth.work[*b]) {
        tally.works += 1;
        let first = cluster_of[work[0]];
        let whole = work.iter().all(|at| cluster_of[*at] == first)
            && clusters[first].iter().all(|at| truth.doubtful[*at] == truth.doubtful[work[0]]);
        tally.whole += u64::from(whole);
        for (at, a) in work.iter().enumerate() {
            tally.missed +=
                work[at + 1..].iter().filter(|b| cluster_of[**b] != cluster_of[*a]).count() as u64;
        }
    }
    tally
}

/// The clusters as sorted texts, to hold two results against each other whatever the order of records.
pub fn as_texts(truth: &Truth, clusters: &[Vec<usize>]) -> FxHashSet<String> {
    let text = |cluster: &Vec<usize>| {
        let mut ids: Vec<String> =
            cluster.iter().map(|at| truth.subjects[*at].external_id.to_string()).collect();
        ids.sort_unstable();
        ids.join(" ")
    };
    clusters.iter().map(text).collect()
}
