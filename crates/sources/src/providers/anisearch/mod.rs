//! AniSearch: anime and manga with titles and dates by language, tags, relations and companies, read from
//! its pages. The site speaks six languages on hosts of their own; their pages are built alike.

mod address;
mod around;
mod character;
mod entry;
mod episodes;
mod information;
mod list;
mod query;
mod read;
mod words;

use model::{Namespace, SourceId};

use super::{
    Ask, AskError, Base, Context, Endpoint, Facts, Gives, Kind, Parameter, ParseError, Parsed, Proof,
    Provider, Refusal, SourceSettings, query::Mapping,
};
use crate::http::{Breaking, Lifetime, Limit, Request};

/// AniSearch.
pub struct AniSearch;

const ANIME: Namespace = Namespace::known("anisearch");
const MANGA: Namespace = Namespace::known("anisearch_manga");
const CHARACTER: Namespace = Namespace::known("anisearch_character");
const PERSON: Namespace = Namespace::known("anisearch_person");

/// What the index is always asked with: rows of a table, a hundred on a page.
macro_rules! index_with {
    ($($parameter:expr),* $(,)?) => {
        &[
            Parameter::or("char", "all"),
            Parameter::or("sort", "title"),
            Parameter::or("order", "asc"),
            Parameter::or("view", "2"),
            Parameter::or("limit", "100"),
            Parameter::new("page"),
            $($parameter),*
        ]
    };
}

const fn page(name: &'static str, path: &'static str, gives: Gives, about: &'static str) -> Endpoint {
    Endpoint::new(name, path, gives, about).under(Base::Web).lasting(Lifetime::Page)
}

static FACTS: Facts = Facts {
    id: SourceId::known("anisearch"),
    name: "AniSearch",
    about: "anime and manga with titles, dates and publishers by language, genres, tags, staff and relations",
    kind: Kind::Pages,
    endpoints: &[
        page("anime", "/anime/{id}", Gives::Work, "an anime by its number"),
        page("relations", "/anime/{id}/relations", Gives::Work, "how an anime and other works are tied"),
        page("index", "/anime/index", Gives::List, "all anime, a hundred on a page").with(index_with![]),
        page("search", "/anime/index", Gives::Search, "anime by title and filters")
            .with(index_with![
                Parameter::new("text"),
                Parameter::or("smode", "2"),
                Parameter::new("status"),
                Parameter::new("type"),
                Parameter::new("rating_min"),
                Parameter::new("rating_max"),
                Parameter::new("from_episode"),
                Parameter::new("to_episode"),
                Parameter::new("from_minutes"),
                Parameter::new("to_minutes"),
                Parameter::new("from_date"),
                Parameter::new("to_date"),
                Parameter::new("genre"),
                Parameter::new("category"),
                Parameter::new("tag"),
                Parameter::new("sfw"),
            ])
            .known_by(Proof::Unproven),
        page("top", "/anime/toplist", Gives::List, "the ranking of anime")
            .with(&[Parameter::new("page")])
            .known_by(Proof::Unproven),
        page("season", "/anime/index", Gives::List, "the anime that began between two days")
            .with(index_with![Parameter::new("from_date"), Parameter::new("to_date")])
            .known_by(Proof::Unproven),
        page("characters", "/anime/{id}/characters", Gives::Credits, "the characters of an anime")
            .known_by(Proof::Unproven),
        page("episodes", "/anime/{id}/episodes", Gives::Episodes, "the episodes of an anime")
            .known_by(Proof::Unproven),
        page(
            "recommendations",
            "/anime/{id}/recommendations",
            Gives::Credits,
            "what users recommend to its viewers",
        )
        .known_by(Proof::Unproven),
        page("manga", "/manga/{id}", Gives::Work, "a manga or novel by its number").known_by(Proof::Unproven),
        page("character", "/character/{id}", Gives::Character, "a character by its number")
            .known_by(Proof::Unproven),
    ],
    needs: &[],
    limits: &[Limit::per_seconds(1, 3)],
    breaking: Breaking::PAGES,
    version: 1,
    remarks: "Strict against robots: be slow. Live-action works are left out of relations. Proven by recorded pages \
              are `anime`, `relations` and `index`; the rest follows the site's forms and what public scrapers show.",
};

impl Provider for AniSearch {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn refusal(&self, body: &[u8]) -> Option<Refusal> {
        read::refusal(body)
    }

    fn recognize(&self, body: &[u8]) -> Option<&'static str> {
        read::recognize(body)
    }

    fn parse(&self, endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
        read::parse(endpoint, body, context)
    }

    fn request(&self, ask: &Ask, settings: &SourceSettings) -> Result<Request, AskError> {
        let endpoint = FACTS.endpoint(&ask.endpoint)?;
        let mut request = endpoint.get(&FACTS.id, ask, settings)?;
        // The site numbers its pages within the path: `/anime/index/page-2?char=all`.
        if let Some(page) = ask.get("page") {
            let number: u32 =
                page.parse().ok().filter(|number| *number > 0).ok_or_else(|| AskError::Value {
                    endpoint: endpoint.name,
                    parameter: "page",
                    reason: format!("`{page}` is no number of a page"),
                })?;
            turn_to(&mut request.url, number);
        }
        Ok(request)
    }

    fn probe(&self) -> Ask {
        Ask::new("anime").with("id", "1572")
    }

    fn search(&self) -> Option<&'static Mapping> {
        Some(&query::MAPPING)
    }
}

fn turn_to(url: &mut url::Url, page: u32) {
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(key, _)| key != "page")
        .map(|(key, value)| (key.into(), value.into()))
        .collect();
    url.set_query(None);
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
    if page > 1 {
        let path = format!("{}/page-{page}", url.path());
        url.set_path(&path);
    }
}
