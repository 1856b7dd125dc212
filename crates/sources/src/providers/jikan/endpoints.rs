//! What Jikan can be asked. Reviews, news, forums, clubs and users' own pages are left out: they say
//! nothing of a work that a record could hold.

use crate::{
    http::Lifetime,
    providers::{Endpoint, Gives, Parameter, Proof},
};

const PAGE: Parameter = Parameter::new("page");
const LIMIT: Parameter = Parameter::or("limit", "25");
const SFW: Parameter = Parameter::new("sfw");
const UNAPPROVED: Parameter = Parameter::new("unapproved");
const QUERY: Parameter = Parameter::new("q");
const ORDER: Parameter = Parameter::new("order_by");
const SORT: Parameter = Parameter::new("sort");
const LETTER: Parameter = Parameter::new("letter");
const FILTER: Parameter = Parameter::new("filter");
const TYPE: Parameter = Parameter::new("type");

const NAMED: &[Parameter] = &[QUERY, ORDER, SORT, LETTER, PAGE, LIMIT];
const SEASON: &[Parameter] = &[FILTER, SFW, UNAPPROVED, Parameter::new("continuing"), PAGE, LIMIT];

/// The table.
pub const ENDPOINTS: &[Endpoint] = &[
    // Anime.
    captured(
        "anime_full",
        "/anime/{id}/full",
        Gives::Work,
        "an anime with relations, songs, links and streams",
    ),
    captured("anime", "/anime/{id}", Gives::Work, "an anime"),
    captured(
        "anime_characters",
        "/anime/{id}/characters",
        Gives::Credits,
        "an anime's characters and their voices",
    ),
    captured("anime_staff", "/anime/{id}/staff", Gives::Credits, "an anime's staff"),
    captured("anime_episodes", "/anime/{id}/episodes", Gives::Episodes, "an anime's episodes, 100 a page")
        .with(&[PAGE]),
    captured("anime_episode", "/anime/{id}/episodes/{episode}", Gives::Episodes, "one episode of an anime"),
    captured("anime_external", "/anime/{id}/external", Gives::Work, "an anime's ids at other sites"),
    specified("anime_streaming", "/anime/{id}/streaming", Gives::Work, "where an anime may be watched")
        .lasting(Lifetime::Streaming),
    captured("anime_themes", "/anime/{id}/themes", Gives::Work, "an anime's songs"),
    captured("anime_videos", "/anime/{id}/videos", Gives::Work, "an anime's trailers and music videos"),
    specified(
        "anime_video_episodes",
        "/anime/{id}/videos/episodes",
        Gives::Episodes,
        "episodes that can be watched",
    )
    .with(&[PAGE]),
    captured("anime_pictures", "/anime/{id}/pictures", Gives::Work, "an anime's pictures"),
    captured("anime_statistics", "/anime/{id}/statistics", Gives::Work, "how many users follow an anime"),
    captured(
        "anime_moreinfo",
        "/anime/{id}/moreinfo",
        Gives::Work,
        "remarks on an anime, such as an order to watch",
    ),
    captured("anime_relations", "/anime/{id}/relations", Gives::Work, "works that belong to an anime"),
    captured(
        "anime_recommendations",
        "/anime/{id}/recommendations",
        Gives::Work,
        "what users recommend beside an anime",
    ),
    // Manga.
    specified("manga_full", "/manga/{id}/full", Gives::Work, "a manga with relations and links"),
    captured("manga", "/manga/{id}", Gives::Work, "a manga"),
    captured("manga_characters", "/manga/{id}/characters", Gives::Credits, "a manga's characters"),
    captured("manga_external", "/manga/{id}/external", Gives::Work, "a manga's ids at other sites"),
    specified("manga_pictures", "/manga/{id}/pictures", Gives::Work, "a manga's pictures"),
    captured("manga_statistics", "/manga/{id}/statistics", Gives::Work, "how many users follow a manga"),
    specified("manga_moreinfo", "/manga/{id}/moreinfo", Gives::Work, "remarks on a manga"),
    captured("manga_relations", "/manga/{id}/relations", Gives::Work, "works that belong to a manga"),
    captured(
        "manga_recommendations",
        "/manga/{id}/recommendations",
        Gives::Work,
        "what users recommend beside a manga",
    ),
    // Characters.
    specified(
        "character_full",
        "/characters/{id}/full",
        Gives::Character,
        "a character with works and voices",
    ),
    captured("character", "/characters/{id}", Gives::Character, "a character"),
    captured(
        "character_anime",
        "/characters/{id}/anime",
        Gives::Character,
        "anime that a character appears in",
    ),
    captured(
        "character_manga",
        "/characters/{id}/manga",
        Gives::Character,
        "manga that a character appears in",
    ),
    captured("character_voices", "/characters/{id}/voices", Gives::Character, "who speaks a character"),
    captured("character_pictures", "/characters/{id}/pictures", Gives::Character, "a character's pictures"),
    // People.
    specified("person_full", "/people/{id}/full", Gives::Person, "a person with works and roles"),
    captured("person", "/people/{id}", Gives::Person, "a person"),
    specified("person_anime", "/people/{id}/anime", Gives::Person, "anime that a person worked on"),
    specified("person_manga", "/people/{id}/manga", Gives::Person, "manga that a person worked on"),
    captured("person_voices", "/people/{id}/voices", Gives::Person, "characters that a person speaks"),
    specified("person_pictures", "/people/{id}/pictures", Gives::Person, "a person's pictures"),
    // What changes with every look.
    captured("random_anime", "/random/anime", Gives::Work, "any anime").lasting(Lifetime::Instant),
    captured("random_manga", "/random/manga", Gives::Work, "any manga").lasting(Lifetime::Instant),
    captured("random_character", "/random/characters", Gives::Character, "any character")
        .lasting(Lifetime::Instant),
    specified("random_person", "/random/people", Gives::Person, "any person").lasting(Lifetime::Instant),
    // Lists.
    specified(
        "recent_anime_recommendations",
        "/recommendations/anime",
        Gives::List,
        "pairs of anime that users named last",
    )
    .with(&[PAGE]),
    specified(
        "recent_manga_recommendations",
        "/recommendations/manga",
        Gives::List,
        "pairs of manga that users named last",
    )
    .with(&[PAGE]),
    list("top_anime", "/top/anime", "anime by score or followers").with(&[
        TYPE,
        FILTER,
        Parameter::new("rating"),
        SFW,
        PAGE,
        LIMIT,
    ]),
    list("top_manga", "/top/manga", "manga by score or followers").with(&[TYPE, FILTER, PAGE, LIMIT]),
    list("top_characters", "/top/characters", "characters by favorites").with(&[PAGE, LIMIT]),
    list("top_people", "/top/people", "people by favorites").with(&[PAGE, LIMIT]).known_by(Proof::Specified),
    Endpoint::new("schedules", "/schedules", Gives::Airings, "what is shown on a day of the week")
        .with(&[FILTER, Parameter::new("kids"), SFW, UNAPPROVED, PAGE, LIMIT])
        .lasting(Lifetime::Medium),
    list("season", "/seasons/{year}/{season}", "anime of a season").with(SEASON),
    list("season_now", "/seasons/now", "anime of this season").with(SEASON),
    list("season_upcoming", "/seasons/upcoming", "anime to come").with(SEASON),
    list("seasons", "/seasons", "the seasons that there are"),
    captured("anime_genres", "/genres/anime", Gives::List, "words for the content of anime").with(&[FILTER]),
    captured("manga_genres", "/genres/manga", Gives::List, "words for the content of manga").with(&[FILTER]),
    // Studios and magazines.
    captured("producers", "/producers", Gives::List, "studios, producers and licensors").with(NAMED),
    specified("producer", "/producers/{id}", Gives::Studio, "a studio, producer or licensor"),
    specified(
        "producer_full",
        "/producers/{id}/full",
        Gives::Studio,
        "a studio, producer or licensor with links",
    ),
    specified(
        "producer_external",
        "/producers/{id}/external",
        Gives::Studio,
        "a studio's ids at other sites",
    ),
    captured("magazines", "/magazines", Gives::List, "magazines that serialize manga").with(NAMED),
    // Searches.
    search("anime_search", "/anime", "anime by title and filters").with(&[
        QUERY,
        TYPE,
        Parameter::new("score"),
        Parameter::new("min_score"),
        Parameter::new("max_score"),
        Parameter::new("status"),
        Parameter::new("rating"),
        SFW,
        Parameter::new("genres"),
        Parameter::new("genres_exclude"),
        Parameter::new("producers"),
        Parameter::new("start_date"),
        Parameter::new("end_date"),
        ORDER,
        SORT,
        LETTER,
        UNAPPROVED,
        PAGE,
        LIMIT,
    ]),
    search("manga_search", "/manga", "manga by title and filters").with(&[
        QUERY,
        TYPE,
        Parameter::new("score"),
        Parameter::new("min_score"),
        Parameter::new("max_score"),
        Parameter::new("status"),
        SFW,
        Parameter::new("genres"),
        Parameter::new("genres_exclude"),
        Parameter::new("magazines"),
        Parameter::new("start_date"),
        Parameter::new("end_date"),
        ORDER,
        SORT,
        LETTER,
        UNAPPROVED,
        PAGE,
        LIMIT,
    ]),
    search("character_search", "/characters", "characters by name").with(NAMED),
    search("person_search", "/people", "people by name").with(NAMED).known_by(Proof::Specified),
];

const fn captured(name: &'static str, path: &'static str, gives: Gives, about: &'static str) -> Endpoint {
    Endpoint::new(name, path, gives, about)
}

const fn specified(name: &'static str, path: &'static str, gives: Gives, about: &'static str) -> Endpoint {
    Endpoint::new(name, path, gives, about).known_by(Proof::Specified)
}

const fn list(name: &'static str, path: &'static str, about: &'static str) -> Endpoint {
    Endpoint::new(name, path, Gives::List, about).lasting(Lifetime::Medium)
}

const fn search(name: &'static str, path: &'static str, about: &'static str) -> Endpoint {
    Endpoint::new(name, path, Gives::Search, about).lasting(Lifetime::Medium)
}
