//! The schedule in the terminal.

use testkit::replay::{Answer, Replay};

use crate::emaki::{Emaki, snapshot};

/// A night show of which AniList states two episodes and Jikan another slot.
fn shown() -> Emaki {
    let emaki = Emaki::new();
    let stated = serde_json::json!({
        "source": "anilist",
        "kind": "work",
        "external_id": "anilist:1",
        "external_ids": ["mal:42"],
        "medium": "ANIME",
        "title": "Moonlit Depot",
        "status": "ONGOING",
        "year": 2031,
        "episodes": 12,
        "airings": [
            { "episode": "1", "at": "2031-04-06T16:30:00Z", "zone": "UTC", "kind": "raw" },
            { "episode": "2", "at": "2031-04-13T16:30:00Z", "zone": "UTC", "kind": "raw" },
        ],
    });
    let slot = serde_json::json!({
        "source": "jikan",
        "kind": "work",
        "external_id": "mal:42",
        "medium": "ANIME",
        "title": "Moonlit Depot",
        "broadcast": { "day": "Sundays", "time": "26:00", "zone": "Asia/Tokyo" },
    });
    emaki.write("works.jsonl", format!("{stated}\n{slot}\n"));
    assert_eq!(emaki.run(&["--quiet", "import", "works.jsonl"]).code, Some(0));
    emaki
}

#[test]
fn a_fortnight_in_the_terminal() {
    let emaki = shown();
    let days = ["schedule", "--from", "2031-04-07", "--days", "21", "--zone", "Asia/Tokyo", "--late"];
    snapshot!("schedule_days", emaki.run(&days));
    let week = emaki.json(&["schedule", "--week", "2031-04-10", "--zone", "Europe/Berlin"]);
    assert_eq!((week["days"][0]["date"].as_str(), week["total"].as_u64()), (Some("2031-04-07"), Some(1)));
    assert_eq!(week["days"][6]["airings"][0]["local"], "2031-04-13T18:30:00+02:00");
    assert_eq!(week["days"][6]["airings"][0]["conflicts"][0]["minutes_later"], 30);
}

#[test]
fn a_feed_and_what_is_no_zone() {
    let emaki = shown();
    let ran = emaki.run(&["schedule", "--ics", "--from", "2031-04-01", "--days", "30"]);
    assert!(ran.stdout.contains("DTSTART:20310406T163000Z"), "{ran}");
    assert_eq!(ran.stdout.matches("BEGIN:VEVENT").count(), 4, "{ran}");
    let wrong = emaki.run(&["schedule", "--zone", "Mars/Olympus"]);
    assert_eq!(wrong.code, Some(2), "{wrong}");
    assert!(wrong.stderr.contains("there is no time zone `Mars/Olympus`"), "{wrong}");
}

const TIMETABLE: &str = include_str!("../../../sources/fixtures/animeschedule/timetable.json");

const AIRINGS: &str = r#"{"data": {"Page": {"pageInfo": {"currentPage": 1, "hasNextPage": false}, "airingSchedules": [
    {"episode": 2, "airingAt": 1933774200, "mediaId": 1,
     "media": {"id": 1, "idMal": 42, "type": "ANIME", "title": {"romaji": "Moonlit Depot"}}},
    {"episode": 5, "airingAt": 1933774200, "mediaId": 99,
     "media": {"id": 99, "idMal": 9, "type": "ANIME", "title": {"romaji": "Nobody Keeps This"}}}
]}}}"#;

const SLOTS: &str = r#"{"pagination": {"last_visible_page": 1, "has_next_page": false}, "data": [
    {"mal_id": 42, "url": "https://myanimelist.net/anime/42/Moonlit_Depot", "title": "Moonlit Depot", "type": "TV",
     "titles": [{"type": "Default", "title": "Moonlit Depot"}], "airing": true, "status": "Currently Airing",
     "broadcast": {"day": "Saturdays", "time": "24:30", "timezone": "Asia/Tokyo", "string": "Saturdays at 24:30 (JST)"}}
]}"#;

#[test]
fn sources_are_asked_for_their_timetables_side_by_side() {
    let [week, airings, slots] = [(); 3].map(|()| Replay::start_blocking());
    week.on("GET", "/timetables/all", Answer::json(TIMETABLE));
    airings.on("POST", "/", Answer::json(AIRINGS));
    slots.on("GET", "/schedules", Answer::json(SLOTS));
    let emaki = Emaki::new()
        .with("EMAKI_SOURCES__ANIMESCHEDULE__BASE_URL", &week.url())
        .with("EMAKI_SOURCES__ANILIST__BASE_URL", &airings.url())
        .with("EMAKI_SOURCES__JIKAN__BASE_URL", &slots.url());
    let work = serde_json::json!({
        "source": "manual",
        "kind": "work",
        "external_id": "mal:42",
        "external_ids": ["anilist:1", "animeschedule:moonlit-depot"],
        "medium": "ANIME",
        "title": "Moonlit Depot",
        "status": "ONGOING",
        "year": 2031,
        "episodes": 12,
    });
    emaki.write("works.jsonl", work.to_string());
    assert_eq!(emaki.run(&["--quiet", "import", "works.jsonl"]).code, Some(0));

    let days = ["schedule", "--live", "--from", "2031-04-12", "--days", "2", "--zone", "Europe/Berlin"];
    let live = emaki.json(&days);
    let states = |live: &serde_json::Value| -> Vec<String> {
        let sources = live["sources"].as_array().cloned().unwrap_or_default();
        sources.iter().map(|told| format!("{} {} {}", told["source"], told["state"], told["works"])).collect()
    };
    let each = ["animeschedule", "anilist", "jikan"].map(|source| format!("\"{source}\" \"answered\" 1"));
    assert_eq!(states(&live), each, "{live}");
    assert_eq!(live["sources"][1]["unknown"], 1, "{live}");
    let first = &live["days"][0]["airings"][0];
    assert_eq!(first["sources"], serde_json::json!(["animeschedule", "anilist", "jikan"]), "{live}");
    assert_eq!(first["local"], "2031-04-12T17:30:00+02:00");
    assert_eq!(
        (&first["broadcast"]["weekday"], &first["broadcast"]["time"]),
        (&"Saturday".into(), &"24:30".into())
    );
    assert_eq!(
        (live["total"].as_u64(), live["days"][0]["airings"][1]["kind"].as_str()),
        (Some(2), Some("sub"))
    );
    let emaki = emaki.with("EMAKI_SOURCES__JIKAN__ENABLED", "false");
    let without = emaki.json(&days);
    assert_eq!(without["sources"][2]["state"], "off", "{without}");
    let stored = emaki.json(&["schedule", "--from", "2031-04-12", "--days", "2"]);
    assert_eq!((stored["total"].as_u64(), stored["sources"].as_array().map(Vec::len)), (Some(0), Some(0)));
    let long = emaki.run(&["schedule", "--live", "--days", "30"]);
    assert!(long.stderr.contains("14 days at most"), "{long}");
}
