//! The similar arm: works that share a seed's tags and studios, rare ones saying more.

use super::{franchise, scratch::Scratch};
use crate::{
    Similarity,
    index::{
        columns::{Code, Columns},
        row::relation_code,
        state::State,
    },
};

/// How strongly being well known lifts a neighbor: people ask for works they can get.
const FAME: f32 = 1.5;
/// What the same studio, medium and format add to the shared tags.
const STUDIO: f32 = 0.05;
const FORMAT: f32 = 0.2;
/// A direct relative is known to whoever knows the seed.
const RELATIVE: f32 = 0.3;

/// Every work that shares a tag or studio, with a relevance from 0 to 1.
pub(crate) fn neighbors(state: &State, seed: u32, scratch: &mut Scratch) -> Vec<(u32, f32)> {
    let columns = &state.columns;
    scratch.fit(columns.rows() as usize);
    let rarities: Vec<f32> = (0..columns.tags.len() as u32).map(|tag| rarity(columns, tag)).collect();
    let mut touched = Vec::new();
    let mut whole = 0.0;
    for tag in columns.tags.of_row(seed) {
        let weight = rarities[*tag as usize];
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
    let relatives = franchise::direct(state, seed);
    let mut rows = Vec::with_capacity(touched.len());
    for row in &touched {
        let shared = std::mem::take(&mut scratch.score[*row as usize]);
        if *row == seed || !columns.alive(*row) {
            continue;
        }
        let own: f32 = columns.tags.of_row(*row).iter().map(|tag| rarities[*tag as usize]).sum();
        let overlap = shared / (whole * own).sqrt().max(1.0);
        let studios = columns.studios.of_row(seed).iter().any(|s| columns.studios.of_row(*row).contains(s));
        let same = |which| columns.code(which, seed) == columns.code(which, *row);
        let alike = overlap
            + if studios { STUDIO } else { 0.0 }
            + if same(Code::Medium) && same(Code::Format) { FORMAT } else { 0.0 };
        let relative = if relatives.contains_key(row) { RELATIVE } else { 1.0 };
        let known = (0.05 + columns.fame(*row)).powf(FAME);
        rows.push((*row, (alike * known * relative / 1.4).min(1.0)));
    }
    rows
}

/// How much sharing a tag says: the logarithm of how few works have it.
fn rarity(columns: &Columns, tag: u32) -> f32 {
    let works = columns.living() as f32;
    let having = columns.tags.rows(tag).len() as f32;
    (1.0 + works / (having + 1.0)).ln()
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
