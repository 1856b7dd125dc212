//! What many ask for right now.

use app::Trending as Told;
use async_graphql::SimpleObject;

use super::{Work, word};

/// What many ask for right now.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Trending {
    /// What it is a list of: `works`, `tags` or `studios`.
    kind: String,
    /// Hours after which half of the interest in something has faded.
    half_life_h: f64,
    /// The list, hottest first.
    results: Vec<TrendingItem>,
    /// How many things are asked for at all.
    #[graphql(name = "totalCount")]
    total_count: usize,
}

/// One thing that many ask for.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct TrendingItem {
    /// Its place, from 1.
    rank: usize,
    /// The work's title, or the name.
    name: String,
    /// How often it was asked for, older questions counting less.
    heat: f64,
    /// How often in the last 24 hours.
    last_day: i64,
    /// How often in the 24 hours before those.
    day_before: i64,
    /// The work; null for tags and studios.
    work: Option<Work>,
}

impl From<Told> for Trending {
    fn from(told: Told) -> Self {
        let item = |item: app::TrendingItem| TrendingItem {
            rank: item.rank,
            name: item.name,
            heat: item.heat,
            last_day: item.last_day,
            day_before: item.day_before,
            work: match (item.card, item.id) {
                (Some(card), _) => Some(Work::of_card(card)),
                (None, id) => id.map(Work::by_id),
            },
        };
        Self {
            kind: word(&told.kind),
            half_life_h: told.half_life_h,
            results: told.results.into_iter().map(item).collect(),
            total_count: told.total,
        }
    }
}
