//! `emaki enrich`: one work as nine sources tell it, against a server that stands in for all of them.
//!
//! The sources disagree on purpose; `expected.json` beside their answers says what is to win, and was written first.

use serde_json::{Value, json};
use testkit::{
    lanterns::{self, NINE, TITLE, nine},
    replay::{Answer, Fault, Replay},
};

use crate::emaki::{Emaki, Ran, snapshot};

const ALL: [&str; 5] = ["enrich", "--title", TITLE, "--level", "comprehensive"];

/// An installation that asks the server, with the works imported.
pub(crate) fn installed(replay: &Replay) -> Emaki {
    let emaki = bare(replay);
    assert_eq!(emaki.run(&["import", "offline-db.json"]).code, Some(0));
    emaki
}

/// An installation that asks the server, with the list of works beside it.
pub(crate) fn bare(replay: &Replay) -> Emaki {
    let set = |emaki: Emaki, (source, name, value): (&str, &str, String)| {
        emaki.with(&format!("EMAKI_SOURCES__{}__{}", source.to_uppercase(), name.to_uppercase()), &value)
    };
    let emaki = lanterns::settings(replay).into_iter().fold(Emaki::new(), set);
    emaki.write("offline-db.json", lanterns::OFFLINE_DB);
    emaki
}

/// The result of a run that printed one.
fn result(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"))
}

fn enriched(emaki: &Emaki, arguments: &[&str]) -> Value {
    let ran = emaki.run(&[&["--json"], arguments].concat());
    assert_eq!(ran.code, Some(0), "{ran}");
    result(&ran)
}

/// The sources that have a say in a field, and those whose word was taken.
fn voices<'a>(answer: &'a Value, field: &str) -> (Vec<&'a str>, Vec<&'a str>) {
    let claims = answer["provenance"].as_array().into_iter().flatten();
    let of_field = claims.filter(|claim| claim["field"] == field);
    let (mut all, mut taken) = (Vec::new(), Vec::new());
    for claim in of_field {
        let source = claim["source"].as_str().unwrap_or_default();
        all.push(source);
        if claim["chosen"] == true {
            taken.push(source);
        }
    }
    (all, taken)
}

#[test]
fn nine_sources_fill_one_record() {
    let replay = nine();
    let emaki = installed(&replay);
    let answer = enriched(&emaki, &ALL);
    assert!(replay.unexpected().is_empty(), "{:?}", replay.unexpected());
    assert_eq!(answer["missing_sources"], json!([]));
    assert_eq!(answer["degradation_level"], 1);
    assert_winners(&answer);

    let taken: std::collections::BTreeSet<&str> = answer["provenance"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|claim| claim["chosen"] == true)
        .filter_map(|claim| claim["source"].as_str())
        .collect();
    let of_nine = taken.iter().filter(|source| NINE.contains(source)).count();
    assert!(of_nine >= 7, "fields of {taken:?}");
    assert_eq!(answer["levels"]["synopsis"], "comprehensive");
    assert_eq!(answer["levels"]["episodes"], "detailed");

    // What is stored says the same, with nobody asked.
    replay.forget();
    let offline = enriched(&emaki, &[&ALL[..], &["--offline"]].concat());
    assert_eq!(offline["record"], answer["record"]);
    assert_eq!(offline["provenance"], answer["provenance"]);
    let again = enriched(&emaki, &ALL);
    assert_eq!(again["record"], answer["record"]);
    assert_eq!(replay.total(), 0, "what is fresh is not asked for again: {:?}", replay.requests());
}

/// Holds an answer against what was to win.
fn assert_winners(answer: &Value) {
    let expected: Vec<Value> = serde_json::from_str(lanterns::EXPECTED).expect("it is JSON");
    let record = &answer["record"];
    let text = |pointer: &str| record.pointer(pointer).cloned().unwrap_or_default();
    for wanted in &expected {
        let field = wanted["field"].as_str().expect("a field");
        let got = match field {
            "start_date" => text("/aired_dates/from"),
            "end_date" => text("/aired_dates/to"),
            "scored_by_sources" => scored(answer),
            "cast" => cast(record),
            "schedule_of" => {
                let of = answer["sources"].as_array().into_iter().flatten();
                let mut of = of.filter(|source| source["source"] == "animeschedule");
                of.next().map(|source| source["external_id"].clone()).unwrap_or_default()
            }
            other => text(&format!("/{other}")),
        };
        if let Some(value) = wanted.get("value") {
            let same =
                got == *value || got.as_str().zip(value.as_str()).is_some_and(|(a, b)| a.starts_with(b));
            assert!(same, "{field} is {got} and not {value}: {}", wanted["because"]);
        }
        for (name, ends) in [("begins", false), ("ends", true)] {
            let Some(part) = wanted[name].as_str() else { continue };
            let got = got.as_str().unwrap_or_default();
            let fits = if ends { got.trim_end().ends_with(part) } else { got.starts_with(part) };
            assert!(fits, "{field} {name} with {part}: {got}");
        }
        let claimed = match field {
            "start_date" => "aired_dates.from",
            "end_date" => "aired_dates.to",
            other => other,
        };
        let (all, taken) = voices(answer, claimed);
        if let Some(from) = wanted["from"].as_array() {
            // Who says the same stands beside the winner.
            assert!(taken.iter().any(|source| from.contains(&json!(source))), "{field} of {taken:?}");
        }
        for against in wanted["against"].as_array().into_iter().flatten() {
            let against = against.as_str().unwrap_or_default();
            assert!(
                all.contains(&against) && !taken.contains(&against),
                "{field}: {against} is kept and lost"
            );
        }
    }
}

/// The sites whose score counts; MyAnimeList has two doors.
fn scored(answer: &Value) -> Value {
    let (_, taken) = voices(answer, "score");
    let site = |source: &str| if source == "mal" { "jikan".to_owned() } else { source.to_owned() };
    let sites: std::collections::BTreeSet<String> =
        taken.into_iter().filter(|source| *source != "offline_database").map(site).collect();
    json!(sites)
}

/// The names of the cast, each with how many bear it.
fn cast(record: &Value) -> Value {
    let mut names: std::collections::BTreeMap<String, u64> = std::collections::BTreeMap::new();
    for character in record["characters"].as_array().into_iter().flatten() {
        let name = character["name"].as_str().unwrap_or_default().to_lowercase();
        let mut words: Vec<&str> = name.split([' ', ',']).filter(|word| !word.is_empty()).collect();
        words.sort_unstable();
        *names.entry(words.join(" ")).or_default() += 1;
    }
    let shown = |name: &str| if name == "hina minato" { "Hina Minato" } else { "Ren Kaji" };
    json!(names.iter().map(|(name, count)| json!([shown(name), count])).collect::<Vec<_>>())
}

#[test]
fn any_two_sources_may_fail() {
    let pairs: Vec<(usize, usize)> =
        (0..NINE.len()).flat_map(|a| (a + 1..NINE.len()).map(move |b| (a, b))).collect();
    // They mostly wait for the sources' pace.
    std::thread::scope(|scope| {
        for lane in 0..12 {
            let pairs = &pairs;
            scope.spawn(move || {
                for (a, b) in pairs.iter().skip(lane).step_by(12) {
                    without(NINE[*a], NINE[*b]);
                }
            });
        }
    });
}

/// Two sources fail, one with an error and one by hanging up; the others fill the record all the same.
fn without(first: &str, second: &str) {
    let replay = nine();
    for source in [first, second] {
        // A path for each, and one that fits all; the fault is on whatever answers.
        for path in [format!("/{source}"), format!("/{source}/**")] {
            let route =
                replay.on("*", &path, Answer::failing(500)).when(|_| true).when(|_| true).when(|_| true);
            if source == second {
                route.fault(Fault::DropBefore);
            }
        }
    }
    let emaki = installed(&replay);
    let ran = emaki.run(&[&["--json"], &ALL[..]].concat());
    assert_eq!(ran.code, Some(3), "{first} and {second}: {ran}");
    let answer = result(&ran);
    let missing: Vec<&str> = answer["missing_sources"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|missing| missing["source"].as_str())
        .collect();
    let mut both = [first, second];
    both.sort_by_key(|source| NINE.iter().position(|name| name == source));
    assert_eq!(missing, both, "{ran}");
    for failed in answer["missing_sources"].as_array().into_iter().flatten() {
        let context = &failed["context"];
        assert!(context["user_message"].is_string() && context["debug_info"].is_string(), "{failed}");
        assert!(!context["trace"].as_array().expect("steps").is_empty(), "{failed}");
    }
    assert_eq!(answer["degradation_level"], 3, "{first} and {second}");
    assert_eq!(answer["record"]["title"], TITLE);
    assert_eq!(answer["record"]["title_japanese"], "紙灯籠の港", "{first} and {second}");
    assert!(answer["record"]["synopsis"].is_string(), "{first} and {second}");
    let offline = emaki.run(&[&["--json"], &ALL[..], &["--offline"]].concat());
    assert_eq!(result(&offline)["record"], answer["record"], "{first} and {second}");
}

#[test]
fn a_second_run_asks_only_for_what_is_missing() {
    let replay = nine();
    let down = replay.on("GET", "/kitsu/anime/48501/episodes", Answer::failing(400)).when(|_| true);
    let emaki = installed(&replay);
    let arguments = ["enrich", "--title", TITLE, "--only", "kitsu,animeschedule"];
    let ran = emaki.run(&[&["--json"], &arguments[..]].concat());
    assert_eq!(ran.code, Some(3), "{ran}");
    let answer = result(&ran);
    assert_eq!(
        (&answer["sources"][0]["source"], &answer["sources"][0]["state"]),
        (&json!("kitsu"), &json!("stale"))
    );
    down.now(Answer::json(lanterns::KITSU_EPISODES));
    replay.forget();
    let answer = enriched(&emaki, &arguments);
    assert_eq!(answer["missing_sources"], json!([]));
    let asked: Vec<String> = replay.requests().iter().map(|request| request.path.clone()).collect();
    assert_eq!(asked, ["/kitsu/anime/48501/episodes", "/kitsu/anime/48501/anime-characters"]);
}

#[test]
fn the_first_hit_is_not_taken_on_trust() {
    let replay = nine();
    let hits: Value = serde_json::from_str(lanterns::ANIMESCHEDULE_HITS).expect("it is JSON");
    let only_wrong = json!({ "page": 1, "totalAmount": 1, "anime": [hits["anime"][0]] });
    replay.on("GET", "/animeschedule/anime", Answer::value(&only_wrong)).when(|_| true);
    let emaki = installed(&replay);
    let arguments = ["enrich", "--title", TITLE, "--only", "animeschedule"];
    let answer = enriched(&emaki, &arguments);
    let missing = &answer["missing_sources"][0];
    assert_eq!((&missing["source"], &missing["error_code"]), (&json!("animeschedule"), &json!("not_found")));
    assert!(
        missing["context"]["debug_info"].as_str().is_some_and(|why| why.contains("2nd-season")),
        "{missing}"
    );
    replay.forget();
    enriched(&emaki, &arguments);
    assert_eq!(replay.total(), 0, "that it is not there is remembered");
}

#[test]
fn a_title_means_one_work() {
    let replay = nine();
    let emaki = installed(&replay);
    let basic = |title: &str| emaki.run(&["--json", "enrich", "--level", "basic", "--title", title]);
    for (title, work) in [("kami tourou NO minato", 1), ("2nd season", 2), ("Harbor of Paper Lanterns", 1)] {
        let ran = basic(title);
        assert_eq!((ran.code, &result(&ran)["work"]), (Some(0), &json!(work)), "{title}: {ran}");
    }
    let ran = basic("tourou");
    assert_eq!(ran.code, Some(1), "{ran}");
    let envelope: Value = serde_json::from_str(&ran.stderr).expect("an envelope");
    assert_eq!(envelope["error_code"], "ambiguous_title");
    assert_eq!(envelope["details"]["candidates"].as_array().map(Vec::len), Some(2));
    snapshot!("enrich_ambiguous", emaki.run(&["enrich", "--title", "tourou"]));
    let ran = emaki.run(&["enrich", "--title", TITLE, "--level", "basic"]);
    assert!(ran.stdout.contains("episodes\tbasic\toffline_database\t12\n"), "{ran}");
    assert_eq!(basic("night ferry").code, Some(1));
    for (index, code) in [("0", 0), ("1", 0), ("2", 1)] {
        let ran = emaki.run(&["--json", "enrich", "--level", "basic", "--index", index]);
        assert_eq!(ran.code, Some(code), "{ran}");
    }
    assert_eq!(replay.total(), 0, "the basic level asks nobody");
}

#[test]
fn a_work_for_adults_makes_a_title_ambiguous_too() {
    let row = |id: u32, tag: &str| {
        json!({
            "sources": [format!("https://myanimelist.net/anime/{id}")], "title": "Lantern Garden", "type": "OVA",
            "episodes": 1, "status": "FINISHED", "animeSeason": {"season": "UNDEFINED", "year": 2001}, "picture": "",
            "thumbnail": "", "synonyms": [], "relatedAnime": [], "tags": [tag],
        })
    };
    let emaki = Emaki::new();
    let list = json!({ "license": {}, "repository": "", "lastUpdate": "2026-01-01",
        "data": [row(1, "drama"), row(2, "hentai")] });
    emaki.write("list.json", list.to_string());
    assert_eq!(emaki.run(&["import", "list.json"]).code, Some(0));
    let ran = emaki.run(&["--json", "enrich", "--title", "lantern garden", "--level", "basic"]);
    assert_eq!(ran.code, Some(1), "{ran}");
    let envelope: Value = serde_json::from_str(&ran.stderr).expect("an envelope");
    assert_eq!(
        (&envelope["error_code"], &envelope["details"]["total"]),
        (&json!("ambiguous_title"), &json!(2))
    );
}

#[test]
fn a_place_in_a_file_counts_its_rows() {
    let row = |id: u32, title: &str| {
        json!({
            "sources": [format!("https://myanimelist.net/anime/{id}")], "title": title, "type": "TV", "episodes": 1,
            "status": "FINISHED", "animeSeason": {"season": "UNDEFINED", "year": 2001}, "picture": "",
            "thumbnail": "", "synonyms": [], "relatedAnime": [], "tags": [],
        })
    };
    let list = |rows: &[Value]| {
        json!({ "license": {}, "repository": "", "lastUpdate": "2026-01-01", "data": rows }).to_string()
    };
    let emaki = Emaki::new();
    let no_title = {
        let mut row = row(9, "");
        row["sources"] = json!([]);
        row
    };
    emaki.write("a.json", list(&[row(1, "Depot"), no_title, row(2, "Ferry"), row(3, "Harbor")]));
    emaki.write("b.json", list(&[row(3, "Harbor"), row(1, "Depot")]));
    let at = |file: &str, index: &str| {
        let ran = emaki.run(&["--json", "enrich", "--level", "basic", "--file", file, "--index", index]);
        let told = if ran.code == Some(0) { result(&ran)["title"].clone() } else { json!(ran.code) };
        told.as_str().map_or_else(|| told.to_string(), str::to_owned)
    };
    assert_eq!(
        ["0", "1", "2", "3", "4"].map(|index| at("a.json", index)),
        ["Depot", "1", "Ferry", "Harbor", "1"]
    );
    assert_eq!(["0", "1"].map(|index| at("b.json", index)), ["Harbor", "Depot"]);
    // The first file once more: its rows are where they were.
    assert_eq!(["2", "0"].map(|index| at("a.json", index)), ["Ferry", "Depot"]);
}

#[test]
fn flags_that_exclude_each_other_are_wrong_usage() {
    let emaki = Emaki::new();
    for arguments in [
        &["enrich"][..],
        &["enrich", "--title", "x", "--id", "1"],
        &["enrich", "--title", "x", "--skip", "jikan", "--only", "mal"],
        &["enrich", "--title", "x", "--level", "all"],
        &["enrich", "--all", "--agent", "a"],
    ] {
        let ran = emaki.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {ran}");
    }
    let ran = emaki.run(&["--json", "enrich", "--all", "--only", "jikann"]);
    assert_eq!(ran.code, Some(2), "{ran}");
}

#[test]
fn each_run_has_a_folder_of_its_own() {
    let replay = nine();
    let emaki = bare(&replay);
    let run = ["enrich", "--file", "offline-db.json", "--index", "0"];
    let answer = enriched(&emaki, &run);
    assert!(
        answer["folder"].as_str().is_some_and(|folder| folder.ends_with("agents/Kami_agent1")),
        "{answer}"
    );
    for file in ["jikan", "mal", "anilist", "kitsu", "anidb", "animeschedule", "current_anime"] {
        let path = emaki.path(&format!("data/agents/Kami_agent1/{file}.json"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
        let value: Value = serde_json::from_str(&text).expect("it is JSON");
        assert!(value.is_object(), "{file}");
    }
    let second = enriched(&emaki, &run);
    assert!(second["folder"].as_str().is_some_and(|folder| folder.ends_with("Kami_agent2")), "{second}");
    let named = enriched(&emaki, &[&run[..], &["--agent", "mine"]].concat());
    assert!(named["folder"].as_str().is_some_and(|folder| folder.ends_with("agents/mine")), "{named}");
}

#[test]
fn many_works_are_gone_through() {
    let replay = nine();
    // Kitsu does not list the second season.
    for path in ["/kitsu/mappings", "/kitsu/anime"] {
        replay.on("GET", path, Answer::json(r#"{"data":[],"meta":{"count":0},"links":{}}"#));
    }
    let emaki = bare(&replay);
    let run = ["enrich", "--file", "offline-db.json", "--only", "anidb,kitsu", "--workers", "2"];
    let many = enriched(&emaki, &run);
    assert_eq!((&many["works"], &many["changed"]), (&json!(2), &json!(1)), "{many}");
    let offline = enriched(&emaki, &["enrich", "--all", "--offline"]);
    assert_eq!((&offline["works"], &offline["changed"]), (&json!(2), &json!(0)), "{offline}");
}

/// Four processes at work on the same titles make one request for each address.
#[test]
fn processes_share_what_they_fetch() {
    let replay = nine();
    let emaki = installed(&replay);
    replay.forget();
    let arguments = ["--json", "enrich", "--title", TITLE];
    let children: Vec<_> = (0..4)
        .map(|_| {
            let mut command = emaki.command(&arguments);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
            command.spawn().expect("the binary starts")
        })
        .collect();
    let records: Vec<Value> = children
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().expect("the binary ends");
            let told = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "{told}");
            serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["record"].clone()
        })
        .collect();
    assert!(records.iter().all(|record| *record == records[0]));
    let mut seen = std::collections::BTreeMap::new();
    for request in replay.requests() {
        *seen.entry(format!("{} {} {}", request.method, request.target(), request.text())).or_insert(0) += 1;
    }
    let twice: Vec<_> = seen.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "{twice:#?}");
    let folders = std::fs::read_dir(emaki.path("data/agents")).expect("they are there");
    let folders = folders.filter(|entry| {
        entry.as_ref().is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("Kami_agent"))
    });
    assert_eq!(folders.count(), 4);
}
