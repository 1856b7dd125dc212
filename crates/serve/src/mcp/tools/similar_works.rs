//! `similar_works`: works like one work.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Detail, Tool, Words,
    filters::{self, Page, Works},
};
use crate::mcp::call::{Call, Refused};

/// The tool.
pub struct SimilarWorks;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Id, mal:16498 or title
    work: String,
    #[serde(default)]
    medium: Words,
    year_min: Option<i16>,
    year_max: Option<i16>,
    episodes_max: Option<u32>,
    score_min: Option<f64>,
    #[serde(default)]
    tags_none: Words,
    limit: Option<usize>,
    cursor: Option<String>,
    #[serde(default)]
    detail: Detail,
    #[serde(default)]
    fields: Words,
    budget: Option<usize>,
}

/// Works like a work.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    /// The work they are like.
    id: i64,
    title: String,
    #[serde(flatten)]
    page: Works,
}

impl Tool for SimilarWorks {
    const NAME: &'static str = "similar_works";
    const TITLE: &'static str = "Similar works";
    const ABOUT: &'static str = "Works like one work, with what they share: tags, studios, ties.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        let work = call.work(&asked.work).await?;
        let mut request = filters::request(&asked, &["work", "detail", "fields", "budget"])?;
        if asked.limit.is_none() {
            request.limit = 10;
        }
        let page = Page { detail: asked.detail, fields: asked.fields, budget: asked.budget };
        let id = work.id.into();
        let page = filters::page(call, request, &page, |request| call.app.similar(&id, request)).await?;
        Ok(Told { id: work.id.get(), title: work.title, page })
    }
}
