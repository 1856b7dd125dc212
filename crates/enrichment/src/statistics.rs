//! What each site counts of a work.

use model::{Field, Statistics};

use crate::{
    pick::voted,
    rules::{dataset, platform},
    voices::Voices,
};

/// One entry for each site, in the order of trust; three sources may quote one site. Datasets count
/// nothing themselves. A verdict that nobody voted on is none.
pub(crate) fn merge(voices: &Voices<'_>) -> Vec<Statistics> {
    let mut list: Vec<Statistics> = Vec::new();
    for record in voices.of(&Field::Statistics).iter().filter(|record| !dataset(&record.source)) {
        let told = Statistics {
            source: record.source.clone(),
            score: record.score.filter(voted),
            rank: record.rank.filter(|rank| *rank > 0),
            popularity_rank: record.popularity_rank.filter(|rank| *rank > 0),
            members: record.popularity.filter(|members| *members > 0),
            favorites: record.favorites,
            contextual_ranks: record.contextual_ranks.clone(),
        };
        let nothing = told.score.is_none()
            && told.rank.is_none()
            && told.popularity_rank.is_none()
            && told.members.is_none()
            && told.favorites.is_none()
            && told.contextual_ranks.is_empty();
        if nothing {
            continue;
        }
        match list.iter_mut().find(|known| platform(&known.source) == platform(&record.source)) {
            Some(known) => {
                known.score = known.score.or(told.score);
                known.rank = known.rank.or(told.rank);
                known.popularity_rank = known.popularity_rank.or(told.popularity_rank);
                known.members = known.members.or(told.members);
                known.favorites = known.favorites.or(told.favorites);
                if known.contextual_ranks.is_empty() {
                    known.contextual_ranks = told.contextual_ranks;
                }
            }
            None => list.push(told),
        }
    }
    list
}
