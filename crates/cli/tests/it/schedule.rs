//! The schedule in the terminal.

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
