//! The similar arm: works that share a seed's tags and studios, rare ones saying more; for a seed without
//! tags those whose texts mean alike.

use rustc_hash::FxHashMap;

use super::{franchise, meaning, predicate::Predicate, scratch::Scratch};
use crate::{
    Similarity,
    index::{columns::Code, row::relation_code, state::State},
    understanding::Task,
};

/// What the same studio, medium and format add to the shared tags.
const STUDIO: f32 = 0.05;
const FORMAT: f32 = 0.2;
/// A direct relative is known to whoever knows the seed.
const RELATIVE: f32 = 0.3;

/// What nearness in meaning counts for a seed without tags. Beside shared tags it was measured to add nothing.
const MEANING: f32 = 0.3;
/// How far the moods that are asked for move a neighbor.
const MOODS: f32 = 0.8;
/// What likeness to a work that is refused takes away.
const UNLIKE: f32 = 0.5;

/// Works like those that a question names: the mean over the seeds, moved by what else is asked for.
pub(crate) fn like(
    state: &State,
    task: &Task,
    words: &str,
    allowed: &Predicate,
    scratch: &mut Scratch,
) -> Vec<(u32, f32)> {
    let columns = &state.columns;
    let sums = summed(state, &task.like, allowed, scratch);
    let unlike = summed(state, &task.unlike, allowed, scratch);
    let meant = if words.is_empty() {
        FxHashMap::default()
    } else {
        meaning::nearest(state, words, allowed, scratch)
    };
    let usual = |tones: &crate::understanding::Tones| {
        let sum: f32 = task.like.iter().map(|seed| tones.share(*seed)).sum();
        sum / task.like.len().max(1) as f32
    };
    let usual: Vec<f32> = task.moods.iter().map(|(tones, _)| usual(tones)).collect();
    let moved = |(row, score): (u32, f32)| {
        let moods = task.moods.iter().zip(&usual);
        let mood: f32 = moods.map(|((tones, weight), usual)| weight * (tones.share(row) - usual)).sum();
        let unlike = unlike.get(row as usize).copied().unwrap_or(0.0) * UNLIKE;
        let meant = meant.get(&row).map_or(0.0, |near| 0.3 * near.share);
        (row, (score * (1.0 + MOODS * mood + meant).max(0.1) * (1.0 - unlike)).min(0.95))
    };
    let is_asked =
        |(row, sum): &(u32, f32)| *sum > 0.0 && !task.like.contains(row) && allowed.meets(columns, *row);
    (0..).zip(sums).filter(is_asked).map(moved).collect()
}

/// How near each row is to several seeds in the mean; nothing at all without seeds.
fn summed(state: &State, seeds: &[u32], allowed: &Predicate, scratch: &mut Scratch) -> Vec<f32> {
    let mut sums = vec![0.0; if seeds.is_empty() { 0 } else { state.columns.rows() as usize }];
    for seed in seeds {
        for (row, score) in neighbors(state, *seed, allowed, scratch) {
            sums[row as usize] += score / seeds.len() as f32;
        }
    }
    sums
}

/// The works nearest in meaning to a seed's own texts.
fn meant(state: &State, seed: u32, allowed: &Predicate, scratch: &Scratch) -> FxHashMap<u32, f32> {
    let mut shares: FxHashMap<u32, f32> = FxHashMap::default();
    for space in ["synopsis", "title"] {
        for (row, near) in meaning::nearest_to_row(state, seed, space, allowed, scratch) {
            *shares.entry(row).or_default() += MEANING * near.share;
        }
    }
    shares
}

/// Every work that shares a tag or studio, with a relevance from 0 to 1.
pub(crate) fn neighbors(
    state: &State,
    seed: u32,
    allowed: &Predicate,
    scratch: &mut Scratch,
) -> Vec<(u32, f32)> {
    let columns = &state.columns;
    scratch.fit(columns.rows() as usize);
    let likeness = state.likeness();
    let mut touched = Vec::new();
    let mut whole = 0.0;
    for tag in columns.tags.of_row(seed) {
        let weight = likeness.rarities[*tag as usize];
        whole += weight;
        for row in columns.tags.rows(*tag) {
            let score = &mut scratch.score[*row as usize];
            if *score == 0.0 {
                touched.push(*row);
            }
            *score += weight;
        }
    }
    for studio in columns.studios.of_row(seed) {
        for row in columns.studios.rows(*studio) {
            if scratch.score[*row as usize] == 0.0 {
                scratch.score[*row as usize] = f32::MIN_POSITIVE;
                touched.push(*row);
            }
        }
    }
    let bare = columns.tags.of_row(seed).is_empty();
    let meant = if bare { meant(state, seed, allowed, scratch) } else { FxHashMap::default() };
    for row in meant.keys() {
        if scratch.score[*row as usize] == 0.0 {
            scratch.score[*row as usize] = f32::MIN_POSITIVE;
            touched.push(*row);
        }
    }
    let relatives = franchise::direct(state, seed);
    let mut rows = Vec::with_capacity(touched.len());
    for row in &touched {
        let shared = std::mem::take(&mut scratch.score[*row as usize]);
        if *row == seed || !columns.alive(*row) {
            continue;
        }
        let studios = columns.studios.of_row(seed).iter().any(|s| columns.studios.of_row(*row).contains(s));
        let same = |which| columns.code(which, seed) == columns.code(which, *row);
        let alike = likeness.overlap(*row, shared, whole)
            + meant.get(row).copied().unwrap_or(0.0)
            + if studios { STUDIO } else { 0.0 }
            + if same(Code::Medium) && same(Code::Format) { FORMAT } else { 0.0 };
        let relative = if relatives.contains_key(row) { RELATIVE } else { 1.0 };
        rows.push((*row, (alike * relative * likeness.standing(*row) / 1.4).min(1.0)));
    }
    rows
}

/// How many tags two rows have in common.
pub(crate) fn in_common(state: &State, one: u32, other: u32) -> usize {
    let tags = &state.columns.tags;
    tags.of_row(one).iter().filter(|tag| tags.of_row(other).contains(tag)).count()
}

/// What a row shares with the seed, the rarest tags first.
pub(crate) fn shared(state: &State, seed: u32, row: u32) -> Similarity {
    let columns = &state.columns;
    let mut tags: Vec<u32> = columns
        .tags
        .of_row(seed)
        .iter()
        .copied()
        .filter(|tag| columns.tags.of_row(row).contains(tag))
        .collect();
    tags.sort_by_key(|tag| (columns.tags.rows(*tag).len(), *tag));
    let studios = columns.studios.of_row(seed).iter().filter(|s| columns.studios.of_row(row).contains(s));
    let kinds = model::RelationType::ALL;
    let relation = franchise::direct(state, seed).get(&row).map(|code| {
        let kind = kinds.iter().find(|kind| relation_code(kind) == *code);
        kind.map_or("RELATED", model::RelationType::as_str).to_owned()
    });
    Similarity {
        tags: tags.iter().take(12).map(|tag| columns.tags.name(*tag).to_owned()).collect(),
        studios: studios.map(|studio| columns.studios.name(*studio).to_owned()).collect(),
        relation,
    }
}
