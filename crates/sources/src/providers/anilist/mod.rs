//! AniList: anime, manga and light novels with characters, staff, schedules and users' lists, over its GraphQL
//! interface.

mod list;
mod media;
mod names;
mod people;
mod queries;
mod query;
mod read;
mod refusal;
mod request;
mod schedule;
#[cfg(test)]
mod tests;

use model::{Namespace, SourceId};

use super::{
    Ask, AskError, Context, Endpoint, Facts, Gives, Kind, Need, Parameter, ParseError, Parsed, Proof,
    Provider, Refusal, SourceSettings, query::Mapping,
};
use crate::http::{Breaking, Lifetime, Limit, Request};

/// AniList.
pub struct AniList;

const ANIME: Namespace = Namespace::known("anilist");
const MANGA: Namespace = Namespace::known("anilist_manga");
const CHARACTER: Namespace = Namespace::known("anilist_character");
const PERSON: Namespace = Namespace::known("anilist_person");
const STUDIO: Namespace = Namespace::known("anilist_studio");
const USER: Namespace = Namespace::known("anilist_user");

const ID: Parameter = Parameter::new("id");
const PAGE: Parameter = Parameter::or("page", "1");
const TYPE: Parameter = Parameter::or("type", "ANIME");
/// As many rows as a page may have.
const ROWS: Parameter = Parameter::or("perPage", "50");
/// As many characters, staff and the like as a page of a work's may have.
const PARTS: Parameter = Parameter::or("perPage", "25");
const RANKING: &[Parameter] = &[
    PAGE,
    ROWS,
    TYPE,
    Parameter::new("format"),
    Parameter::new("isAdult"),
    Parameter::new("countryOfOrigin"),
];

static FACTS: Facts = Facts {
    id: SourceId::known("anilist"),
    name: "AniList",
    about: "anime, manga and light novels with tags, relations, characters, staff, schedules and users' lists",
    kind: Kind::Api,
    endpoints: &[
        Endpoint::new("media", "", Gives::Work, "a work by its id").with(&[ID, Parameter::new("type")]),
        Endpoint::new("media_by_mal", "", Gives::Work, "a work by its id at MyAnimeList")
            .with(&[Parameter::new("idMal"), TYPE]),
        Endpoint::new("characters", "", Gives::Credits, "a page of a work's characters and their voices")
            .with(&[ID, PAGE, PARTS]),
        Endpoint::new("staff", "", Gives::Credits, "a page of a work's staff").with(&[ID, PAGE, PARTS]),
        Endpoint::new("airing", "", Gives::Airings, "a page of a work's broadcasts")
            .with(&[ID, PAGE, PARTS, Parameter::new("notYetAired")])
            .lasting(Lifetime::Medium),
        Endpoint::new(
            "schedule",
            "",
            Gives::Airings,
            "all broadcasts between two times, in seconds since 1970",
        )
        .with(&[
            Parameter::new("airingAt_greater"),
            Parameter::new("airingAt_lesser"),
            Parameter::new("notYetAired"),
            PAGE,
            ROWS,
        ])
        .lasting(Lifetime::Medium)
        .known_by(Proof::Specified),
        Endpoint::new("list", "", Gives::List, "a user's list of one medium, custom lists included")
            .with(&[
                Parameter::new("userName"),
                Parameter::new("userId"),
                TYPE,
                Parameter::new("status_in"),
                Parameter::new("chunk"),
                Parameter::new("perChunk"),
            ])
            .lasting(Lifetime::Fast),
        Endpoint::new("search", "", Gives::Search, "works by title and filters")
            .with(&[
                Parameter::new("search"),
                PAGE,
                ROWS,
                TYPE,
                Parameter::new("format"),
                Parameter::new("format_in"),
                Parameter::new("status"),
                Parameter::new("countryOfOrigin"),
                Parameter::new("source"),
                Parameter::new("isAdult"),
                Parameter::new("season"),
                Parameter::new("seasonYear"),
                Parameter::new("startDate_greater"),
                Parameter::new("startDate_lesser"),
                Parameter::new("endDate_greater"),
                Parameter::new("endDate_lesser"),
                Parameter::new("episodes_greater"),
                Parameter::new("episodes_lesser"),
                Parameter::new("duration_greater"),
                Parameter::new("duration_lesser"),
                Parameter::new("averageScore_greater"),
                Parameter::new("averageScore_lesser"),
                Parameter::new("genre_in"),
                Parameter::new("genre_not_in"),
                Parameter::new("tag_in"),
                Parameter::new("tag_not_in"),
                Parameter::new("id_in"),
                Parameter::new("idMal_in"),
                Parameter::new("sort"),
            ])
            .lasting(Lifetime::Medium),
        Endpoint::new("trending", "", Gives::List, "what is looked at most just now")
            .with(RANKING)
            .lasting(Lifetime::Medium),
        Endpoint::new("popular", "", Gives::List, "works by how many users follow them")
            .with(RANKING)
            .lasting(Lifetime::Medium),
        Endpoint::new("top", "", Gives::List, "works by score").with(RANKING).lasting(Lifetime::Medium),
        Endpoint::new("newest", "", Gives::List, "works by when they were entered, the newest first")
            .with(RANKING)
            .lasting(Lifetime::Medium),
        Endpoint::new("upcoming", "", Gives::List, "works that are announced, by how many users follow them")
            .with(&[
                PAGE,
                ROWS,
                TYPE,
                Parameter::new("season"),
                Parameter::new("seasonYear"),
                Parameter::new("isAdult"),
            ])
            .lasting(Lifetime::Medium),
        Endpoint::new("season", "", Gives::List, "the works of a season")
            .with(&[
                Parameter::new("season"),
                Parameter::new("seasonYear"),
                PAGE,
                ROWS,
                TYPE,
                Parameter::new("format"),
                Parameter::new("isAdult"),
            ])
            .lasting(Lifetime::Medium),
        Endpoint::new("recommendations", "", Gives::Work, "a page of what users recommend beside a work")
            .with(&[ID, PAGE, PARTS]),
        Endpoint::new("character", "", Gives::Character, "a character")
            .with(&[ID, PAGE])
            .known_by(Proof::Specified),
        Endpoint::new("person", "", Gives::Person, "a person").with(&[ID, PAGE]).known_by(Proof::Specified),
        Endpoint::new("studio", "", Gives::Studio, "a studio").with(&[ID, PAGE]).known_by(Proof::Specified),
        Endpoint::new("viewer", "", Gives::Person, "the user of the token that is sent")
            .lasting(Lifetime::Fast)
            .known_by(Proof::Specified),
    ],
    needs: &[Need {
        setting: "token",
        why: "the token of a user who logged in; without it nobody is `the viewer`",
        only: &["viewer"],
    }],
    // Its guide promises 90 a minute, and says beside it that 30 are served for now.
    limits: &[Limit::per_seconds(30, 60)],
    breaking: Breaking::new(3, 20),
    version: 1,
    remarks: "Free for non-commercial use with attribution; its data is not to be hoarded in bulk. The complexity that \
              the server counts for our questions was never measured. `total` is not reliable.",
};

impl Provider for AniList {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn refusal(&self, body: &[u8]) -> Option<Refusal> {
        refusal::refusal(body)
    }

    fn recognize(&self, body: &[u8]) -> Option<&'static str> {
        read::recognize(body)
    }

    fn parse(&self, endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
        read::parse(endpoint, body, context)
    }

    fn request(&self, ask: &Ask, settings: &SourceSettings) -> Result<Request, AskError> {
        let request = request::request(ask, settings)?;
        // Its framework writes `no-cache, private` on everything, public data included.
        Ok(Request { private_is_habit: true, ..request })
    }

    fn probe(&self) -> Ask {
        Ask::new("media").with("id", "1")
    }

    fn search(&self) -> Option<&'static Mapping> {
        Some(&query::MAPPING)
    }
}
