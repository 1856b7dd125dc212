//! `/seasons`: browsing by the time works began.

use std::{collections::BTreeMap, sync::Arc};

use app::{AppError, Filters, SearchRequest, Sort};
use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};
use model::Season;

use super::{Frame, frame, hit::HitView, panel, text};
use crate::{problem::Problem, site::Site};

#[derive(Template)]
#[template(path = "seasons.html")]
struct Index<'a> {
    frame: &'a Frame,
    query: &'static str,
    years: Vec<Year>,
}

/// A year's row: each season's count from winter to fall, and the whole.
struct Year {
    number: i16,
    seasons: Vec<(&'static str, String, Option<String>)>,
    works: String,
    href: String,
}

/// `GET /seasons`: a row per year, the latest first.
pub async fn index(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
) -> Result<Response, Problem> {
    let mut counts: BTreeMap<i16, (u64, [u64; 4])> = BTreeMap::new();
    for count in site.app.seasons().await? {
        let row = counts.entry(count.year).or_default();
        row.0 += count.works;
        if let Some(place) =
            count.season.and_then(|season| Season::ALL.iter().position(|known| *known == season))
        {
            row.1[place] += count.works;
        }
    }
    let years = counts.into_iter().rev().map(|(year, (works, by_season))| {
        let cell = |(season, count): (&Season, u64)| {
            let path = season.as_str().to_ascii_lowercase();
            (season.as_str(), format!("/seasons/{year}/{path}"), (count > 0).then(|| text::number(count)))
        };
        let filters = Filters { year_min: Some(year), year_max: Some(year), ..Filters::default() };
        Year {
            number: year,
            seasons: Season::ALL.iter().zip(by_season).map(cell).collect(),
            works: text::number(works),
            href: panel::address(&SearchRequest { filters, ..SearchRequest::default() }),
        }
    });
    frame::answer(&Index { frame: &frame, query: "", years: years.collect() })
}

#[derive(Template)]
#[template(path = "list.html")]
pub(super) struct List<'a> {
    pub frame: &'a Frame,
    pub query: &'static str,
    pub overline: &'static str,
    pub overline_href: &'static str,
    pub headline: String,
    pub total: String,
    pub hits: Vec<HitView>,
    pub before: Option<(String, String)>,
    pub after: Option<(String, String)>,
    pub refine: String,
}

/// `GET /seasons/{year}/{season}`: the works that began then, best known first.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Path((year, season)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let missing = || {
        AppError::not_found("season", &format!("{year}/{season}")).hint("an address is /seasons/2014/fall")
    };
    let number: i16 = year.parse().ok().filter(|year| (1850..=2150).contains(year)).ok_or_else(missing)?;
    let season = Season::parse(&season).ok_or_else(missing)?;
    let filters = Filters {
        year_min: Some(number),
        year_max: Some(number),
        season: vec![season],
        ..Filters::default()
    };
    let request = SearchRequest { filters, sort: Sort::Popularity, limit: 100, ..SearchRequest::default() };
    let answer = site.app.search(request.clone()).await?;
    frame::answer(&List {
        frame: &frame,
        query: "",
        overline: "Seasons",
        overline_href: "/seasons",
        headline: text::when(Some(season), Some(number)).unwrap_or_default(),
        total: text::count(answer.total as u64, "work", "works"),
        hits: answer.results.iter().map(HitView::from).collect(),
        before: Some(neighbor(number, season, -1)),
        after: Some(neighbor(number, season, 1)),
        refine: panel::address(&request),
    })
}

/// The season before or after, with its address.
fn neighbor(year: i16, season: Season, step: i16) -> (String, String) {
    let place = Season::ALL.iter().position(|known| *known == season).unwrap_or_default() as i16 + step;
    let year = year + place.div_euclid(4);
    let season = Season::ALL[place.rem_euclid(4) as usize];
    let label = text::when(Some(season), Some(year)).unwrap_or_default();
    (label, format!("/seasons/{year}/{}", season.as_str().to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seasons_follow_each_other_over_new_year() {
        assert_eq!(
            neighbor(2014, Season::Fall, 1),
            ("Winter 2015".to_owned(), "/seasons/2015/winter".to_owned())
        );
        assert_eq!(neighbor(2014, Season::Winter, -1).0, "Fall 2013");
    }
}
