//! The scan: bytes against bytes for every row the filter lets through, then the best ones exactly.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    bitmap::Bitmap,
    quantize::{dot_bytes, dot_mixed, quantize},
    rows::{Rows, VectorIndex},
};

/// How many rows of each space are scored again exactly, at least. Measured on the catalog's own vectors,
/// 40 for ten wanted leave none of the full scan's first ten out (the crate's measures print the recall).
const RESCORED: usize = 40;

/// Below this share of a space, rows are reached through the filter's keys and not in the order they lie.
const SPARSE: usize = 8;

/// From so many rows on, each space is scanned by a thread of its own; below, starting threads costs more
/// than it saves.
const SHARED: usize = 300_000;

/// A work that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neighbor<'a> {
    /// The work.
    pub key: u32,
    /// The best of its weighted cosines.
    pub score: f32,
    /// The space that it comes from.
    pub space: &'a str,
}

/// A row's coarse score; the order puts the better one, then the lower key, first.
#[derive(Clone, Copy, PartialEq)]
struct Scored {
    score: f32,
    key: u32,
}

impl Eq for Scored {}

impl Ord for Scored {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.score.total_cmp(&other.score).then(other.key.cmp(&self.key))
    }
}

impl PartialOrd for Scored {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl VectorIndex {
    /// The `limit` works nearest to a query, the nearest first and equal ones by key.
    ///
    /// A work's score is the greatest of `weight * cosine` over the spaces asked; spaces that the index does
    /// not have are passed over. `keep` holds inside the scan, so that a page is full whenever enough works
    /// pass it, however few they are. A query of other dimensions than the index's finds nothing.
    pub fn search<'a>(
        &'a self,
        query: &[f32],
        spaces: &[(&'a str, f32)],
        keep: Option<&Bitmap>,
        limit: usize,
    ) -> Vec<Neighbor<'a>> {
        self.nearest(query, spaces, keep, limit, |rows, best| {
            rows.coarse_best(query, keep, best);
        })
    }

    /// [`VectorIndex::search`] with every row scored exactly; what the recall of the coarse scan is measured
    /// against.
    pub fn search_full<'a>(
        &'a self,
        query: &[f32],
        spaces: &[(&'a str, f32)],
        keep: Option<&Bitmap>,
        limit: usize,
    ) -> Vec<Neighbor<'a>> {
        self.nearest(query, spaces, keep, limit, |rows, best| {
            for (row, key) in rows.keys.iter().enumerate() {
                if keep.is_none_or(|keep| keep.contains(*key)) {
                    best.offer(Scored { score: rows.exact(query, row), key: *key });
                }
            }
        })
    }

    fn nearest<'a>(
        &'a self,
        query: &[f32],
        spaces: &[(&'a str, f32)],
        keep: Option<&Bitmap>,
        limit: usize,
        scan: impl Fn(&Rows, &mut Best) + Sync,
    ) -> Vec<Neighbor<'a>> {
        if query.len() != self.dimensions() || keep.is_some_and(Bitmap::is_empty) {
            return Vec::new();
        }
        let spaces: Vec<(&str, f32, &Rows)> = spaces
            .iter()
            .filter_map(|(name, weight)| self.spaces.get(*name).map(|rows| (*name, *weight, rows)))
            .collect();
        let best_of = |rows: &Rows| -> Vec<u32> {
            let mut best = Best::new(RESCORED.max(limit * 2));
            scan(rows, &mut best);
            best.heap.into_iter().map(|Reverse(scored)| scored.key).collect()
        };
        let many = spaces.iter().map(|(_, _, rows)| rows.len()).sum::<usize>() >= SHARED;
        let mut candidates: Vec<u32> = match spaces.split_first() {
            Some(((_, _, first), others)) if many => std::thread::scope(|scope| {
                let others: Vec<_> =
                    others.iter().map(|(_, _, rows)| scope.spawn(|| best_of(rows))).collect();
                let mut keys = best_of(first);
                for other in others {
                    keys.extend(other.join().expect("a scan does not panic"));
                }
                keys
            }),
            _ => spaces.iter().flat_map(|(_, _, rows)| best_of(rows)).collect(),
        };
        candidates.sort_unstable();
        candidates.dedup();
        let mut found: Vec<Neighbor<'a>> = candidates
            .into_iter()
            .filter_map(|key| {
                let scores = spaces.iter().filter_map(|(space, weight, rows)| {
                    let score = weight * rows.exact(query, rows.row(key)?);
                    Some(Neighbor { key, score, space })
                });
                // The first of equal spaces, so that the reason told does not depend on chance.
                scores.reduce(|best, next| if next.score > best.score { next } else { best })
            })
            .collect();
        found.sort_by(|left, right| right.score.total_cmp(&left.score).then(left.key.cmp(&right.key)));
        found.truncate(limit);
        found
    }
}

impl Rows {
    /// The cosine with a row as exactly as it is kept.
    fn exact(&self, query: &[f32], row: usize) -> f32 {
        let span = self.span(row);
        dot_mixed(query, &self.coarse[span.clone()]) * self.scales[row]
            + dot_mixed(query, &self.fine[span]) * self.fine_scales[row]
    }

    fn coarse_best(&self, query: &[f32], keep: Option<&Bitmap>, best: &mut Best) {
        let (query, scale) = quantize(query);
        let query: Vec<i16> = query.into_iter().map(i16::from).collect();
        let score = |row: usize, bytes: &[i8]| dot_bytes(&query, bytes) as f32 * self.scales[row] * scale;
        match keep {
            Some(keep) if keep.len() * SPARSE < self.len() => {
                for key in keep.keys() {
                    if let Some(row) = self.row(key) {
                        best.offer(Scored { score: score(row, &self.coarse[self.span(row)]), key });
                    }
                }
            }
            _ => {
                for (row, bytes) in self.coarse.chunks_exact(self.dimensions.max(1)).enumerate() {
                    let key = self.keys[row];
                    if keep.is_none_or(|keep| keep.contains(key)) {
                        best.offer(Scored { score: score(row, bytes), key });
                    }
                }
            }
        }
    }
}

/// The best so far, the worst of them on top.
struct Best {
    heap: BinaryHeap<Reverse<Scored>>,
    room: usize,
    /// What a newcomer has to reach.
    bar: f32,
}

impl Best {
    fn new(room: usize) -> Self {
        Self { heap: BinaryHeap::with_capacity(room + 1), room, bar: f32::NEG_INFINITY }
    }

    fn offer(&mut self, scored: Scored) {
        // Below the bar is what nearly every row is, so that this one comparison is all it costs.
        if scored.score < self.bar {
            return;
        }
        self.heap.push(Reverse(scored));
        if self.heap.len() > self.room {
            self.heap.pop();
            self.bar = self.heap.peek().map_or(f32::NEG_INFINITY, |Reverse(worst)| worst.score);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedder::{ModelId, normalize};

    /// Directions around a circle in 3 dimensions, none twice.
    fn index(count: u32) -> VectorIndex {
        let mut index = VectorIndex::new(ModelId::from_text("trial@1"), 3);
        for key in 0..count {
            let angle = key as f32 * 0.37;
            let mut vector = vec![angle.cos(), angle.sin(), (key as f32 * 0.11).sin()];
            normalize(&mut vector);
            index.set("title", key, Some(&vector));
            if key % 3 == 0 {
                vector.reverse();
                index.set("synopsis", key, Some(&vector));
            }
        }
        index
    }

    fn keys(found: &[Neighbor<'_>]) -> Vec<u32> {
        found.iter().map(|neighbor| neighbor.key).collect()
    }

    #[test]
    fn the_coarse_scan_finds_what_the_full_one_does_under_any_filter() {
        let index = index(500);
        let spaces = [("title", 1.0), ("synopsis", 0.7), ("nothing", 1.0)];
        let query = [0.6, 0.64, 0.48];
        for step in [1, 2, 7, 50, 499] {
            let keep: Bitmap = (0..500).filter(|key| key % step == 0).collect();
            let found = index.search(&query, &spaces, Some(&keep), 10);
            let full = index.search_full(&query, &spaces, Some(&keep), 10);
            assert_eq!(keys(&found), keys(&full), "every {step}th");
            assert!(found.iter().all(|neighbor| keep.contains(neighbor.key)));
            assert_eq!(found.len(), keep.len().min(10), "a full page");
        }
        assert!(index.search(&query, &spaces, Some(&Bitmap::default()), 10).is_empty());
        assert!(index.search(&[1.0], &spaces, None, 10).is_empty());
    }

    #[test]
    fn equal_scores_come_by_key_and_name_their_space() {
        let mut index = VectorIndex::new(ModelId::from_text("trial@1"), 2);
        for key in [5, 1, 9] {
            index.set("title", key, Some(&[1.0, 0.0]));
            index.set("tags", key, Some(&[1.0, 0.0]));
        }
        index.set("tags", 9, None);
        let found = index.search(&[1.0, 0.0], &[("tags", 1.0), ("title", 1.0)], None, 3);
        let told: Vec<_> = found.iter().map(|neighbor| (neighbor.key, neighbor.space)).collect();
        assert_eq!(told, [(1, "tags"), (5, "tags"), (9, "title")]);
    }
}
