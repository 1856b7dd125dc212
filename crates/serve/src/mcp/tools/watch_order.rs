//! `watch_order`: in which order to watch or read a story.

use app::{WatchEntry, WorkRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Tool, card::known};
use crate::mcp::{
    call::{Call, Refused},
    cursor,
};

/// The tool.
pub struct OrderOfWatching;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Any work of the story
    work: String,
    /// story (default) or release
    #[serde(default)]
    by: By,
    cursor: Option<String>,
    budget: Option<usize>,
}

/// By what works are put in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum By {
    #[default]
    Story,
    Release,
}

/// Works in their order.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    medium: String,
    #[schemars(with = "Vec<Place>")]
    works: Vec<Map<String, Value>>,
    total: usize,
    next_cursor: Option<String>,
    /// Pairs of sources' statements that contradict each other.
    contradictions: usize,
}

/// A work in its place.
#[derive(Debug, JsonSchema)]
#[expect(dead_code, reason = "the shape of what is sent; tests hold answers against it")]
#[expect(clippy::struct_field_names, reason = "the published name")]
struct Place {
    place: usize,
    id: i64,
    title: String,
    year: Option<i16>,
    episodes: Option<u32>,
    role: String,
    /// Whether the story is whole without it.
    optional: Option<bool>,
    /// Why.
    evidence: String,
    why: String,
}

impl Tool for OrderOfWatching {
    const NAME: &'static str = "watch_order";
    const TITLE: &'static str = "Watch order";
    const ABOUT: &'static str = "In which order to watch or read a story, what can be left out, and why.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        let budget = call.budget(asked.budget)?;
        let work = call.work(&asked.work).await?;
        let question = (Self::NAME, work.id, asked.by);
        let place = cursor::read(asked.cursor.as_deref(), &question)?;
        let order = call.app.watch_order(&WorkRef::from(work.id)).await?;
        let entries = match asked.by {
            By::Story => &order.story,
            By::Release => &order.release,
        };
        let works = budget.fit(entries.iter().skip(place).map(told).collect());
        let next = place + works.len();
        Ok(Told {
            medium: order.medium.as_str().to_owned(),
            works,
            total: entries.len(),
            next_cursor: (next < entries.len()).then(|| cursor::write(next, &question)),
            contradictions: order.contradictions.len(),
        })
    }
}

fn told(entry: &WatchEntry) -> Map<String, Value> {
    let mut told = known(entry);
    for name in ["image", "medium"] {
        told.remove(name);
    }
    told
}
