//! `where_to_watch`: places where a work may be watched or read.

use app::Place;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Tool, card::known, unless_empty};
use crate::mcp::{
    budget::Budget,
    call::{Call, Refused},
};

/// The tool.
pub struct WhereToWatch;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Id, mal:16498 or title
    work: String,
    /// Country of two letters, such as DE
    region: Option<String>,
    budget: Option<usize>,
}

/// Places.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    id: i64,
    title: String,
    #[schemars(with = "Vec<Shown>")]
    places: Vec<Map<String, Value>>,
    total: usize,
    /// What to do where the list is empty.
    note: Option<String>,
}

/// A place.
#[derive(Debug, JsonSchema)]
#[expect(dead_code, reason = "the shape of what is sent; tests hold answers against it")]
struct Shown {
    name: String,
    url: Option<String>,
    /// Who says so.
    sources: Vec<String>,
    /// Where a region was asked for: whether no source says in which countries it is open.
    region_unknown: Option<bool>,
}

impl Tool for WhereToWatch {
    const NAME: &'static str = "where_to_watch";
    const TITLE: &'static str = "Where to watch";
    const ABOUT: &'static str = "Streaming and reading services of a work, by country, with who says so.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        let budget: Budget = call.budget(asked.budget)?;
        let work = call.work(&asked.work).await?;
        let found = call.app.work_streams(&work.id.into(), asked.region.as_deref()).await?;
        let total = found.streams.len() + found.unknown.len();
        let unknown = found.unknown.iter().map(|place| {
            let mut told = shown(place);
            told.insert("region_unknown".into(), Value::Bool(true));
            told
        });
        let all: Vec<_> = found.streams.iter().map(shown).chain(unknown).collect();
        let places = if all.is_empty() { all } else { budget.fit(all) };
        let note = unless_empty(total, "places to watch it");
        Ok(Told { id: work.id.get(), title: work.title, places, total, note })
    }
}

fn shown(place: &Place) -> Map<String, Value> {
    known(place)
}
