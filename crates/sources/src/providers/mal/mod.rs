//! MyAnimeList over its official API: works, rankings, seasons, and the lists of users.
//!
//! What everybody may see is asked with the client id of this installation, what is a user's own with that
//! user's token.

mod fields;
mod query;
mod read;
mod request;

use model::{Namespace, SourceId};

use super::{
    Ask, AskError, Context, Endpoint, Facts, Gives, Kind, Need, Parameter, ParseError, Parsed, Proof,
    Provider, Refusal, SourceSettings, query::Mapping,
};
use crate::http::{Breaking, Lifetime, Limit, Request};

/// MyAnimeList's official API.
pub struct Mal;

const ANIME: Namespace = Namespace::known("mal");
const MANGA: Namespace = Namespace::known("mal_manga");

const LIMIT: Parameter = Parameter::or("limit", "100");
const OFFSET: Parameter = Parameter::new("offset");
const NSFW: Parameter = Parameter::new("nsfw");
const ANIME_ROWS: Parameter = Parameter::or("fields", fields::ANIME_ROW);
const MANGA_ROWS: Parameter = Parameter::or("fields", fields::MANGA_ROW);

static FACTS: Facts = Facts {
    id: SourceId::known("mal"),
    name: "MyAnimeList",
    about: "anime and manga with scores, relations and recommendations, rankings, seasons, and users' lists",
    kind: Kind::Api,
    endpoints: &[
        Endpoint::new("anime", "/anime/{id}", Gives::Work, "an anime")
            .with(&[Parameter::or("fields", fields::ANIME)]),
        Endpoint::new("manga", "/manga/{id}", Gives::Work, "a manga or novel")
            .with(&[Parameter::or("fields", fields::MANGA)])
            .known_by(Proof::Specified),
        Endpoint::new("search", "/anime", Gives::Search, "anime by title")
            .with(&[Parameter::new("q"), LIMIT, OFFSET, NSFW, ANIME_ROWS])
            .lasting(Lifetime::Medium),
        Endpoint::new("manga_search", "/manga", Gives::Search, "manga and novels by title")
            .with(&[Parameter::new("q"), LIMIT, OFFSET, NSFW, MANGA_ROWS])
            .lasting(Lifetime::Medium),
        Endpoint::new("ranking", "/anime/ranking", Gives::List, "the best anime of a kind")
            .with(&[Parameter::or("ranking_type", "all"), LIMIT, OFFSET, ANIME_ROWS])
            .lasting(Lifetime::Medium),
        Endpoint::new("manga_ranking", "/manga/ranking", Gives::List, "the best manga of a kind")
            .with(&[Parameter::or("ranking_type", "all"), LIMIT, OFFSET, MANGA_ROWS])
            .lasting(Lifetime::Medium),
        Endpoint::new("season", "/anime/season/{year}/{season}", Gives::List, "the anime of a season")
            .with(&[Parameter::new("sort"), LIMIT, OFFSET, NSFW, ANIME_ROWS])
            .lasting(Lifetime::Medium)
            .known_by(Proof::Specified),
        Endpoint::new("suggestions", "/anime/suggestions", Gives::List, "what the site suggests to the user")
            .with(&[LIMIT, OFFSET, ANIME_ROWS])
            .lasting(Lifetime::Fast),
        Endpoint::new("me", "/users/@me", Gives::List, "the user whose token it is")
            .with(&[Parameter::or("fields", "anime_statistics")])
            .lasting(Lifetime::Fast),
        Endpoint::new(
            "animelist",
            "/users/{name}/animelist",
            Gives::List,
            "a user's anime; `@me` for one's own",
        )
        .with(&[
            Parameter::new("status"),
            Parameter::new("sort"),
            Parameter::or("limit", "1000"),
            OFFSET,
            Parameter::or("nsfw", "true"),
            Parameter::or("fields", fields::ANIME_ENTRY),
        ])
        .lasting(Lifetime::Fast),
        Endpoint::new(
            "mangalist",
            "/users/{name}/mangalist",
            Gives::List,
            "a user's manga; `@me` for one's own",
        )
        .with(&[
            Parameter::new("status"),
            Parameter::new("sort"),
            Parameter::or("limit", "1000"),
            OFFSET,
            Parameter::or("nsfw", "true"),
            Parameter::or("fields", fields::MANGA_ENTRY),
        ])
        .lasting(Lifetime::Fast),
        Endpoint::new(
            "update_anime",
            "/anime/{id}/my_list_status",
            Gives::List,
            "notes an anime on the user's list",
        )
        .with(&[
            Parameter::new("status"),
            Parameter::new("is_rewatching"),
            Parameter::new("score"),
            Parameter::new("num_watched_episodes"),
            Parameter::new("priority"),
            Parameter::new("num_times_rewatched"),
            Parameter::new("rewatch_value"),
            Parameter::new("tags"),
            Parameter::new("comments"),
            Parameter::new("start_date"),
            Parameter::new("finish_date"),
        ])
        .lasting(Lifetime::Instant),
        Endpoint::new(
            "update_manga",
            "/manga/{id}/my_list_status",
            Gives::List,
            "notes a manga on the user's list",
        )
        .with(&[
            Parameter::new("status"),
            Parameter::new("is_rereading"),
            Parameter::new("score"),
            Parameter::new("num_volumes_read"),
            Parameter::new("num_chapters_read"),
            Parameter::new("priority"),
            Parameter::new("num_times_reread"),
            Parameter::new("reread_value"),
            Parameter::new("tags"),
            Parameter::new("comments"),
            Parameter::new("start_date"),
            Parameter::new("finish_date"),
        ])
        .lasting(Lifetime::Instant),
        Endpoint::new(
            "delete_anime",
            "/anime/{id}/my_list_status",
            Gives::List,
            "takes an anime off the user's list",
        )
        .lasting(Lifetime::Instant)
        .known_by(Proof::Specified),
        Endpoint::new(
            "delete_manga",
            "/manga/{id}/my_list_status",
            Gives::List,
            "takes a manga off the user's list",
        )
        .lasting(Lifetime::Instant)
        .known_by(Proof::Specified),
    ],
    needs: &[Need {
        setting: "client_id",
        why: "the client id of a registration at https://myanimelist.net/apiconfig",
        only: &[],
    }],
    limits: &[Limit::per_seconds(60, 60), Limit::per_seconds(2, 1)],
    breaking: Breaking::new(5, 30),
    version: 1,
    remarks: "Under the MyAnimeList API License: attribution, no reselling. Characters, staff and episodes are not in \
              this interface, and its forum is not asked.",
};

impl Provider for Mal {
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
        request::compose(ask, settings)
    }

    fn probe(&self) -> Ask {
        Ask::new("anime").with("id", "1").with("fields", "title")
    }

    fn search(&self) -> Option<&'static Mapping> {
        Some(&query::MAPPING)
    }
}
