//! MyAnimeList's pages: anime, manga, their characters, staff and episodes, rankings and searches; a
//! fallback for `jikan` and `mal`, which speak of the same ids.

mod around;
mod character;
mod credits;
mod episodes;
mod fields;
mod ids;
mod query;
mod ranking;
mod read;
mod songs;
mod table;
mod titles;
mod work;

use model::{Namespace, SourceId};

use super::{
    Base, Context, Endpoint, Facts, Gives, Kind, Parameter, ParseError, Parsed, Proof, Provider, Refusal,
    query::Mapping,
};
use crate::http::{Breaking, Lifetime, Limit};

/// MyAnimeList's pages.
pub struct MalWeb;

const ANIME: Namespace = Namespace::known("mal");
const MANGA: Namespace = Namespace::known("mal_manga");
const CHARACTER: Namespace = Namespace::known("mal_character");
const PERSON: Namespace = Namespace::known("mal_person");

static FACTS: Facts = Facts {
    id: SourceId::known("mal_web"),
    name: "MyAnimeList (pages)",
    about: "anime and manga with everything that their pages show, characters, episodes, rankings, searches",
    kind: Kind::Pages,
    endpoints: &[
        page("anime", "/anime/{id}", Gives::Work, "an anime"),
        page("characters", "/anime/{id}/_/characters", Gives::Credits, "an anime's characters and staff")
            .known_by(Proof::Unproven),
        page("episodes", "/anime/{id}/_/episode", Gives::Episodes, "an anime's episodes, a hundred a page")
            .with(&[Parameter::new("offset")])
            .known_by(Proof::Unproven),
        page("manga", "/manga/{id}", Gives::Work, "a manga, light novel or other printed work")
            .known_by(Proof::Unproven),
        page("manga_characters", "/manga/{id}/_/characters", Gives::Credits, "a manga's characters")
            .known_by(Proof::Unproven),
        page("character", "/character/{id}", Gives::Character, "a character").known_by(Proof::Unproven),
        page("top", "/topanime.php", Gives::List, "anime by rank, fifty a page")
            .with(&[Parameter::new("type"), Parameter::new("limit")])
            .known_by(Proof::Unproven),
        page("top_manga", "/topmanga.php", Gives::List, "manga by rank, fifty a page")
            .with(&[Parameter::new("type"), Parameter::new("limit")])
            .known_by(Proof::Unproven),
        // `o` and `w` order by newest id first; each `c` adds a column.
        page("just_added", "/anime.php", Gives::List, "anime that were added last").with(&[
            Parameter::or("o", "9"),
            Parameter::or("c[0]", "a"),
            Parameter::or("c[1]", "d"),
            Parameter::or("cv", "2"),
            Parameter::or("w", "1"),
            Parameter::new("show"),
        ]),
        page("search", "/anime.php", Gives::Search, "anime by title and filters, fifty a page").with(FOUND),
        page("search_manga", "/manga.php", Gives::Search, "manga by title and filters, fifty a page")
            .with(FOUND)
            .known_by(Proof::Unproven),
    ],
    needs: &[],
    limits: &[Limit::per_seconds(1, 2)],
    breaking: Breaking::PAGES,
    version: 1,
    remarks: "A fallback: `jikan` and `mal` say the same by interfaces. Anime were recorded in the layout for \
              phones, the table of searches in the one for desktops; everything else is read by what public \
              descriptions say of the desktop layout. An anime's own page lists only its first characters, staff \
              and episodes. Years of two digits in tables are taken as of this century up to ten years ahead.",
};

/// Columns of the table: type, episodes, score, first day, last day, members, age rating.
const FOUND: &[Parameter] = &[
    Parameter::new("q"),
    Parameter::new("type"),
    Parameter::new("status"),
    Parameter::new("score"),
    Parameter::new("r"),
    Parameter::new("o"),
    Parameter::new("w"),
    Parameter::new("show"),
    Parameter::or("c[0]", "a"),
    Parameter::or("c[1]", "b"),
    Parameter::or("c[2]", "c"),
    Parameter::or("c[3]", "d"),
    Parameter::or("c[4]", "e"),
    Parameter::or("c[5]", "f"),
    Parameter::or("c[6]", "g"),
];

const fn page(name: &'static str, path: &'static str, gives: Gives, about: &'static str) -> Endpoint {
    Endpoint::new(name, path, gives, about).under(Base::Web).lasting(Lifetime::Page)
}

impl Provider for MalWeb {
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

    fn search(&self) -> Option<&'static Mapping> {
        Some(&query::MAPPING)
    }
}
