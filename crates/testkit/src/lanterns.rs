//! One invented work as nine sources tell it, in their true wire formats, behind one server.
//!
//! The sources disagree on purpose: in episodes and dates, by two characters of one name, by scores of no votes,
//! and by a search whose first hit is another season. [`EXPECTED`] says what is to win; it was written before
//! the code that decides.

use crate::replay::{Answer, Replay};

macro_rules! told {
    ($name:literal) => {
        include_str!(concat!("../fixtures/lanterns/", $name))
    };
}

/// The nine.
pub const NINE: [&str; 9] =
    ["jikan", "mal", "anilist", "kitsu", "anidb", "animeschedule", "anime_planet", "anisearch", "livechart"];

/// The title of the work.
pub const TITLE: &str = "Kami Tourou no Minato";

/// A list of works in the form of the anime-offline-database: this one, and its second season.
pub const OFFLINE_DB: &str = told!("offline-db.json");

/// What is to win, field by field, and why.
pub const EXPECTED: &str = told!("expected.json");

/// The episodes as Kitsu lists them.
pub const KITSU_EPISODES: &str = told!("kitsu-episodes.json");

/// The hits of `AnimeSchedule`'s search, the wrong one first.
pub const ANIMESCHEDULE_HITS: &str = told!("animeschedule-search.json");

/// Starts a server that speaks as all nine do, each under its name: `/jikan/…`, `/anilist`.
pub fn nine() -> Replay {
    let replay = Replay::start_blocking();
    let json = |path: &str, body: &str| drop(replay.on("GET", path, Answer::json(body.as_bytes())));
    json("/jikan/anime/70501/full", told!("jikan-anime-full.json"));
    json("/jikan/anime/70501/characters", told!("jikan-characters.json"));
    json("/jikan/anime/70501/staff", told!("jikan-staff.json"));
    json("/jikan/anime/70501/episodes", told!("jikan-episodes.json"));
    json("/mal/anime/70501", told!("mal-anime.json"));
    json("/kitsu/anime/48501", told!("kitsu-anime.json"));
    json("/kitsu/anime/48501/episodes", KITSU_EPISODES);
    json("/kitsu/anime/48501/anime-characters", told!("kitsu-characters.json"));
    json("/kitsu/anime/48501/anime-staff", r#"{"data":[],"links":{}}"#);
    json("/animeschedule/anime", ANIMESCHEDULE_HITS);
    json("/animeschedule/anime/kami-tourou-no-minato", told!("animeschedule-anime.json"));
    let question = |part: &str, body: &str| {
        drop(replay.on("POST", "/anilist", Answer::json(body.as_bytes())).body_contains(part));
    };
    question("description(asHtml", told!("anilist-media.json"));
    question("airingSchedule(", told!("anilist-airing.json"));
    let anidb = Answer::xml(told!("anidb-anime.xml")).gzipped();
    replay.on("GET", "/anidb/httpapi", anidb).query("aid", "18501");
    let page = |path: &str, body: &str| drop(replay.on("GET", path, Answer::html(body.as_bytes())));
    page("/anime_planet/anime/harbor-of-paper-lanterns", told!("anime_planet-anime.html"));
    page("/anime_planet/anime/harbor-of-paper-lanterns/characters", told!("anime_planet-characters.html"));
    page("/anisearch/anime/19501", told!("anisearch-anime.html"));
    page("/anisearch/anime/19501/characters", told!("anisearch-characters.html"));
    page("/anisearch/anime/19501/episodes", told!("anisearch-episodes.html"));
    page("/livechart/anime/12501", told!("livechart-anime.html"));
    replay.robots("User-agent: *\nAllow: /\n");
    replay
}

/// The addresses and accounts by which each of the nine is asked at the server, as (source, setting, value).
pub fn settings(replay: &Replay) -> Vec<(&'static str, &'static str, String)> {
    let each = NINE.iter().flat_map(|source| {
        let url = format!("{}/{source}", replay.url());
        [
            (*source, "base_url", url.clone()),
            (*source, "web_url", url),
            (*source, "enabled", "true".to_owned()),
        ]
    });
    let accounts = [
        ("mal", "client_id", "test-client"),
        ("anidb", "client_id", "testclient"),
        ("anidb", "client_version", "1"),
    ];
    each.chain(accounts.map(|(source, name, value)| (source, name, value.to_owned()))).collect()
}
