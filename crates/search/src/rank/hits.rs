//! What is said of each hit.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    gather::Gathered, lexical::field_names, narrative::Shares, page::work_id, scratch::Scratch, similar,
};
use crate::{Arm, ArmScore, Hit, IndexError, Intent, SearchRequest, Why, index::state::State};

/// The hits of a page.
pub(crate) fn hits(
    state: &State,
    request: &SearchRequest,
    gathered: &Gathered,
    rows: &[(u32, f32)],
    scratch: &Scratch,
) -> Result<Vec<Hit>, IndexError> {
    let mut hits = Vec::with_capacity(rows.len());
    let shown: FxHashSet<u32> = rows.iter().map(|(row, _)| *row).collect();
    let shares = gathered.shares.iter().filter(|(row, _)| shown.contains(row)).copied();
    let shares: FxHashMap<u32, Shares> = shares.collect();
    for (row, relevance) in rows {
        let Some(id) = work_id(state, *row) else { continue };
        let bits = scratch.fields.get(*row as usize).copied().unwrap_or(0);
        let carried = gathered.carried(*row);
        let compared = gathered.shape == Intent::Similar && carried.is_some();
        let seed = gathered.seeds.iter().max_by_key(|seed| similar::in_common(state, **seed, *row));
        hits.push(Hit {
            id,
            card: state.card(*row)?,
            relevance: relevance.clamp(0.0, 1.0),
            why: Why {
                matched: gathered.names.get(row).map(|named| named.shown(state)),
                fields: field_names(bits),
                filters: filters(request, gathered, *row),
                arms: arms(gathered, *row, *relevance, carried, scratch),
                similarity: seed.filter(|_| compared).map(|seed| similar::shared(state, *seed, *row)),
                shares: shares.get(row).copied(),
            },
        });
    }
    Ok(hits)
}

/// The filters every hit meets: the request's and those that the words demanded.
fn filters(request: &SearchRequest, gathered: &Gathered, row: u32) -> Vec<String> {
    let own = request.filters.pairs().into_iter().map(|(name, value)| format!("{name}={value}"));
    let said = gathered.met.iter().filter(|_| !gathered.pinned.contains(&row)).cloned();
    own.chain(said).collect()
}

/// Each arm's own place and score of a row.
fn arms(
    gathered: &Gathered,
    row: u32,
    relevance: f32,
    carried: Option<(u32, f32)>,
    scratch: &Scratch,
) -> Vec<ArmScore> {
    let mut arms = Vec::new();
    if let Some(named) = gathered.names.get(&row) {
        let better = gathered.names.values().filter(|other| other.found.score > named.found.score).count();
        arms.push(ArmScore { arm: Arm::Title, rank: better as u32 + 1, score: named.found.score });
    }
    let words = scratch.score.get(row as usize).copied().unwrap_or(0.0);
    if words > 0.0 && !gathered.lexical.touched.is_empty() {
        let touched = gathered.lexical.touched.iter();
        let better = touched.filter(|other| scratch.score[**other as usize] > words).count();
        arms.push(ArmScore { arm: Arm::Lexical, rank: better as u32 + 1, score: words });
    }
    if let Some(near) = gathered.nearest.get(&row) {
        arms.push(ArmScore { arm: Arm::Vector, rank: near.rank, score: near.cosine });
    }
    if let Some((rank, score)) = carried {
        let arm = if gathered.shape == Intent::Similar { Arm::Similar } else { Arm::Relation };
        arms.push(ArmScore { arm, rank, score });
    }
    if matches!(gathered.shape, Intent::Filters | Intent::Browse | Intent::Character) {
        let better = gathered.rows.iter().filter(|(_, other)| *other > relevance).count();
        arms.push(ArmScore { arm: Arm::Filter, rank: better as u32 + 1, score: relevance });
    }
    arms
}
