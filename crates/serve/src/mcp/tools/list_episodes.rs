//! `list_episodes`: the episodes of a work.

use model::EpisodeEntry;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Tool, card::known, unless_empty};
use crate::mcp::{
    call::{Call, Refused},
    cursor,
};

/// The tool.
pub struct ListEpisodes;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Id, mal:16498 or title
    work: String,
    limit: Option<usize>,
    cursor: Option<String>,
    /// Whether what happens is told
    #[serde(default)]
    spoilers: bool,
    budget: Option<usize>,
}

/// Episodes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    id: i64,
    title: String,
    /// How many there are, as far as known; the list may be shorter.
    count: Option<u32>,
    /// Who lists them.
    source: Option<String>,
    #[schemars(with = "Vec<Shown>")]
    episodes: Vec<Map<String, Value>>,
    total: usize,
    next_cursor: Option<String>,
    /// What to do where the list is empty.
    note: Option<String>,
}

/// An episode.
#[derive(Debug, JsonSchema)]
#[expect(dead_code, reason = "the shape of what is sent; tests hold answers against it")]
struct Shown {
    /// As printed, such as 12.5.
    number: String,
    title: Option<String>,
    aired: Option<String>,
    filler: Option<bool>,
}

const LIMIT: usize = 50;

impl Tool for ListEpisodes {
    const NAME: &'static str = "list_episodes";
    const TITLE: &'static str = "Episodes";
    const ABOUT: &'static str = "The episodes of a work: numbers, titles, days, fillers and recaps.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        let budget = call.budget(asked.budget)?;
        let work = call.work(&asked.work).await?;
        let question = (Self::NAME, work.id, asked.spoilers);
        let place = cursor::read(asked.cursor.as_deref(), &question)?;
        let list = call.app.episodes(&work.id.into()).await?;
        let total = list.episodes.len();
        let limit = asked.limit.unwrap_or(LIMIT).clamp(1, 200);
        let told = list.episodes.iter().skip(place).take(limit);
        let episodes = budget.fit(told.map(|episode| shown(episode, asked.spoilers)).collect());
        let next = place + episodes.len();
        Ok(Told {
            id: work.id.get(),
            title: work.title,
            count: list.count,
            source: list.source.map(|source| source.to_string()),
            episodes,
            total,
            note: unless_empty(total, "episodes of it"),
            next_cursor: (next < total).then(|| cursor::write(next, &question)),
        })
    }
}

fn shown(episode: &EpisodeEntry, spoilers: bool) -> Map<String, Value> {
    let mut told = known(episode);
    for name in ["thumbnails", "url", "zone"] {
        told.remove(name);
    }
    if !spoilers {
        told.remove("synopsis");
    }
    told
}
