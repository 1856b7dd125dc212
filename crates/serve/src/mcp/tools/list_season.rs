//! `list_season`: what began in a season.

use app::{AppError, SearchRequest, Sort};
use model::Season;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Detail, Tool, Words,
    filters::{self, Page, Works},
};
use crate::mcp::call::{Call, Refused};

/// The tool.
pub struct ListSeason;

/// Its arguments.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    /// This year when left out
    year: Option<i16>,
    /// winter (January), spring, summer, fall; now when both are left out
    season: Option<String>,
    /// anime when left out
    medium: Words,
    format: Words,
    /// popularity (default), score, title
    sort: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
    detail: Detail,
    fields: Words,
    budget: Option<usize>,
}

/// The works of a season.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    year: i16,
    /// Absent when the whole year was asked for.
    season: Option<String>,
    #[serde(flatten)]
    page: Works,
}

impl Tool for ListSeason {
    const NAME: &'static str = "list_season";
    const TITLE: &'static str = "A season's works";
    const ABOUT: &'static str = "Works that began in a season or year, the most followed first.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        let own = ["year", "season", "detail", "fields", "budget"];
        let mut request: SearchRequest = filters::request(&asked, &own)?;
        let (this_year, this_season) = today(call);
        let year = asked.year.unwrap_or(this_year);
        let season = match &asked.season {
            Some(word) => Some(Season::parse(word).ok_or_else(|| {
                AppError::invalid_parameter("season", format!("`{word}` is no season"))
                    .hint("winter, spring, summer or fall")
            })?),
            None if asked.year.is_none() => Some(this_season),
            None => None,
        };
        let year_text = year.to_string();
        for name in ["year_min", "year_max"] {
            request
                .set(name, &year_text)
                .map_err(|error| AppError::invalid_parameter("year", error.message))?;
        }
        request.filters.season = season.into_iter().collect();
        if asked.sort.is_none() {
            request.sort = Sort::Popularity;
        }
        if asked.medium.is_empty() {
            request.filters.medium = vec![model::Medium::Anime];
        }
        if asked.limit.is_none() {
            request.limit = 20;
        }
        let page = Page { detail: asked.detail, fields: asked.fields, budget: asked.budget };
        let page = filters::page(call, request, &page, |request| call.app.search(request)).await?;
        Ok(Told { year, season: season.map(|season| season.as_str().to_lowercase()), page })
    }
}

/// The year and season of today.
fn today(call: &Call) -> (i16, Season) {
    let today = call.app.now().to_string();
    let date: Option<model::FuzzyDate> = today.get(..10).and_then(|day| day.parse().ok());
    // The app's clock tells a whole date; without one, the first season of its first year.
    date.map_or((1970, Season::Winter), |date| (date.year(), Season::of(date).unwrap_or(Season::Winter)))
}
