//! `search_works`: works by words and filters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    Detail, Tool, Words,
    filters::{self, Page, Works},
    takes,
};
use crate::mcp::call::{Call, Refused};

/// The tool.
pub struct SearchWorks;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    /// Title, words, people, in any script; empty: all that meet the filters
    query: String,
    /// anime, manga, novel, `visual_novel`, game
    medium: Words,
    /// tv, movie, ova, ona, special, manga, …
    format: Words,
    /// finished, releasing, upcoming, …
    status: Words,
    /// winter, spring, summer, fall
    season: Words,
    year_min: Option<i16>,
    year_max: Option<i16>,
    episodes_min: Option<u32>,
    episodes_max: Option<u32>,
    /// Seconds an episode
    duration_min: Option<u32>,
    duration_max: Option<u32>,
    /// 0 to 10
    score_min: Option<f64>,
    score_max: Option<f64>,
    /// Genres, themes, moods: one of them
    tags_any: Words,
    /// All of them
    tags_all: Words,
    /// None of them
    tags_none: Words,
    studios_any: Words,
    studios_none: Words,
    /// exclude (default), include, only
    adult: Option<String>,
    /// relevance (default), score, popularity, year, title, length
    sort: Option<String>,
    /// asc, desc
    order: Option<String>,
    /// 1 to 100 (10)
    limit: usize,
    /// `next_cursor` of the page before
    cursor: Option<String>,
    /// How much of each work (standard)
    detail: Detail,
    /// Only these fields of each work
    fields: Words,
    /// Most tokens of the answer
    budget: Option<usize>,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            query: String::new(),
            medium: Words::default(),
            format: Words::default(),
            status: Words::default(),
            season: Words::default(),
            year_min: None,
            year_max: None,
            episodes_min: None,
            episodes_max: None,
            duration_min: None,
            duration_max: None,
            score_min: None,
            score_max: None,
            tags_any: Words::default(),
            tags_all: Words::default(),
            tags_none: Words::default(),
            studios_any: Words::default(),
            studios_none: Words::default(),
            adult: None,
            sort: None,
            order: None,
            limit: 10,
            cursor: None,
            detail: Detail::default(),
            fields: Words::default(),
            budget: None,
        }
    }
}

/// Its answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Found {
    #[serde(flatten)]
    works: Works,
    /// Pictures made here.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    #[schemars(with = "Vec<Value>")]
    takes: Vec<Map<String, Value>>,
}

impl Tool for SearchWorks {
    const NAME: &'static str = "search_works";
    const TITLE: &'static str = "Search works";
    const ABOUT: &'static str = "Find anime, manga, novels, visual novels and games by words and filters, \
        each with the reason. For titles and exact filters.";
    type Asked = Asked;
    type Told = Found;

    async fn run(call: &Call, asked: Asked) -> Result<Found, Refused> {
        let mut request = filters::request(&asked, &["query", "detail", "fields", "budget"])?;
        request.query = asked.query;
        let page = Page { detail: asked.detail, fields: asked.fields, budget: asked.budget };
        let (query, is_first) = (request.query.clone(), request.cursor.is_none());
        let works = filters::page(call, request, &page, |request| call.app.search(request)).await?;
        let takes =
            if is_first { takes::beside(call, &query, page.budget, &works).await? } else { Vec::new() };
        Ok(Found { works, takes })
    }
}
