//! Anime-Planet: anime and manga with tags, relations, characters and recommendations, read from its pages.

mod address;
mod around;
mod character;
mod entry;
mod list;
mod query;
mod read;
mod words;

use model::{Namespace, SourceId};

use super::{
    Ask, Base, Context, Endpoint, Facts, Gives, Kind, Parameter, ParseError, Parsed, Proof, Provider,
    Refusal, query::Mapping,
};
use crate::http::{Breaking, Lifetime, Limit};

/// Anime-Planet.
pub struct AnimePlanet;

const ANIME: Namespace = Namespace::known("anime_planet");
const MANGA: Namespace = Namespace::known("anime_planet_manga");
const CHARACTER: Namespace = Namespace::known("anime_planet_character");
const PERSON: Namespace = Namespace::known("anime_planet_person");

/// The form above the list of all anime.
const FILTERS: &[Parameter] = &[
    Parameter::new("name"),
    Parameter::new("page"),
    Parameter::new("include_types"),
    Parameter::new("include_tags"),
    Parameter::new("exclude_tags"),
    Parameter::new("rating_greater"),
    Parameter::new("rating_less"),
    Parameter::new("episodes"),
    Parameter::new("to_episodes"),
    Parameter::new("year"),
    Parameter::new("to_year"),
    Parameter::new("season"),
    Parameter::new("studio"),
    Parameter::new("status_filter"),
    Parameter::new("sort"),
    Parameter::new("order"),
];

const fn page(name: &'static str, path: &'static str, gives: Gives, about: &'static str) -> Endpoint {
    Endpoint::new(name, path, gives, about).under(Base::Web).lasting(Lifetime::Page)
}

static FACTS: Facts = Facts {
    id: SourceId::known("anime_planet"),
    name: "Anime-Planet",
    about: "anime and manga with tags, studios, relations, characters, staff and recommendations",
    kind: Kind::Pages,
    endpoints: &[
        page("anime", "/anime/{id}", Gives::Work, "an anime by its slug"),
        page("anime_list", "/anime/all", Gives::List, "all anime, 35 on a page")
            .with(&[Parameter::or("page", "1")]),
        page("search", "/anime/all", Gives::Search, "anime by title and filters")
            .with(FILTERS)
            .known_by(Proof::Unproven),
        page("top", "/{medium}/top-{medium}", Gives::List, "the ranking of `anime` or `manga`")
            .with(&[Parameter::new("page")])
            .known_by(Proof::Unproven),
        page("season", "/anime/seasons/{season}", Gives::List, "the anime of a season such as `winter-2020`")
            .with(&[Parameter::new("page")])
            .known_by(Proof::Unproven),
        page(
            "characters",
            "/anime/{id}/characters",
            Gives::Credits,
            "the characters of an anime, with voices",
        )
        .known_by(Proof::Unproven),
        page(
            "recommendations",
            "/anime/{id}/recommendations",
            Gives::Credits,
            "what users recommend to its viewers",
        )
        .known_by(Proof::Unproven),
        page("manga", "/manga/{id}", Gives::Work, "a manga or light novel by its slug")
            .known_by(Proof::Unproven),
        page("character", "/characters/{id}", Gives::Character, "a character by its slug")
            .known_by(Proof::Unproven),
    ],
    needs: &[],
    limits: &[Limit::per_seconds(1, 2)],
    breaking: Breaking::PAGES,
    version: 1,
    remarks: "Guarded by Cloudflare, which may answer with a check instead of the page. Seasons are those that a \
              page names itself: it names none for what was not broadcast. Proven by recorded pages are `anime` and \
              `anime_list`; the rest follows what its forms and public scrapers show.",
};

impl Provider for AnimePlanet {
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

    fn probe(&self) -> Ask {
        Ask::new("anime").with("id", "cowboy-bebop")
    }

    fn search(&self) -> Option<&'static Mapping> {
        Some(&query::MAPPING)
    }
}
