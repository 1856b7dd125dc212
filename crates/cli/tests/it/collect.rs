//! `emaki collect`: against a server that stands in for the sources, over kills and failures.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use serde_json::{Value, json};
use testkit::replay::{Answer, Fault, Gate, Replay};

use crate::emaki::{Emaki, Ran, snapshot};

const NOVEL: &str = include_str!("../../../sources/fixtures/vndb/vn.json");

/// A manga with three characters behind a server that speaks as MyAnimeList and Jikan do, and an
/// installation on which a keeper's list is open to all.
pub(crate) fn manga() -> (Replay, Emaki) {
    let replay = Replay::start_blocking();
    let list = json!({ "data": [{ "node": { "id": 21, "title": "Night Ferry" } }], "paging": {} });
    replay.on("GET", "/mal/users/keeper/mangalist", Answer::value(&list));
    let work = json!({ "data": { "mal_id": 21, "url": "https://myanimelist.net/manga/21/X", "title": "Night Ferry",
        "type": "Manga", "score": null, "favorites": 12, "members": 412, "synopsis": "It leaves.",
        "genres": [{ "mal_id": 8, "name": "Drama" }], "themes": [], "authors": [{ "mal_id": 3, "name": "Vale, Mira" }],
        "serializations": [] } });
    replay.on("GET", "/jikan/manga/21/full", Answer::value(&work));
    let ids = [(501, "Wren"), (502, "Odile"), (503, "Mira")];
    let cast = ids.map(|(id, name)| json!({ "character": { "mal_id": id, "name": name }, "role": "Main" }));
    replay.on("GET", "/jikan/manga/21/characters", Answer::value(&json!({ "data": cast })));
    for (id, name) in ids {
        character(&replay, id, name);
    }
    let emaki = Emaki::new()
        .with("EMAKI_SOURCES__MAL__BASE_URL", &format!("{}/mal", replay.url()))
        .with("EMAKI_SOURCES__MAL__CLIENT_ID", "test-client")
        .with("EMAKI_SOURCES__JIKAN__BASE_URL", &format!("{}/jikan", replay.url()))
        .with("EMAKI_COLLECT__MAL_USER", "keeper");
    (replay, emaki)
}

fn character(replay: &Replay, id: u32, name: &str) -> testkit::replay::Route {
    let character = json!({ "data": { "mal_id": id, "url": format!("https://myanimelist.net/character/{id}/X"),
        "name": name, "favorites": 700, "about": null, "images": { "jpg": { "image_url": "https://cdn.example/c.jpg" } } } });
    replay.on("GET", &format!("/jikan/characters/{id}"), Answer::value(&character))
}

/// A run without the lines that tell how far it is: which of them are printed is a matter of time.
fn settled(ran: Ran) -> Ran {
    let lines = ran.stderr.split_inclusive('\n').filter(|line| !line.contains(" % of "));
    Ran { stderr: lines.collect(), ..ran }
}

/// The published numbers of what is kept, by kind.
fn numbers(emaki: &Emaki, kind: &str) -> Value {
    let couples = ["mal_manga:21", "mal_manga:501", "mal_manga:502", "mal_manga:503"];
    let couples = if kind == "series" { &couples[..1] } else { &couples[1..] };
    emaki.json(&[&["registry", "assign", "--kind", kind], couples].concat())
}

#[test]
fn sources_say_what_they_need() {
    let emaki = Emaki::new();
    snapshot!("collect_list", emaki.run(&["collect", "--list"]));
    snapshot!("collect_nothing", emaki.run(&["collect"]));
    snapshot!("collect_not_configured", emaki.run(&["collect", "vndb"]));
    snapshot!("collect_unknown", emaki.run(&["collect", "mall"]));
}

#[test]
fn a_list_becomes_rows_with_numbers() {
    let (replay, emaki) = manga();
    snapshot!("collect_dry", settled(emaki.run(&["collect", "mal_manga", "--dry-run"])));
    let asked = replay.total();
    snapshot!("collect_first", settled(emaki.run(&["collect", "mal_manga"])));
    assert!(replay.total() <= asked + 1, "what the dry run fetched is kept");
    let given: Vec<Value> = numbers(&emaki, "character").as_array().cloned().unwrap_or_default();
    let given: Vec<i64> = given.iter().filter_map(|row| row["unique_id"].as_i64()).collect();
    assert_eq!(given, [1, 2, 3], "numbers follow the list");
    snapshot!("collect_second", settled(emaki.run(&["collect", "mal_manga"])));
    let offline = emaki.json(&["collect", "mal_manga", "--from-cache", "--recrawl"]);
    assert_eq!(offline["sources"][0]["characters"]["unchanged"], 3, "{offline}");
    assert!(replay.unexpected().is_empty(), "{:?}", replay.unexpected());
}

#[test]
fn one_source_down_is_a_part_done() {
    let (replay, emaki) = manga();
    replay.on("POST", "/vndb/**", Answer::just_a_moment(403));
    let emaki = emaki
        .with("EMAKI_SOURCES__VNDB__BASE_URL", &format!("{}/vndb", replay.url()))
        .with("EMAKI_SOURCES__VNDB__IDS", "[\"v9001\"]");
    let ran = emaki.run(&["collect", "mal_manga", "vndb"]);
    assert_eq!(ran.code, Some(3), "{ran}");
    snapshot!("collect_partly", settled(ran));
    // When it is up again, the next run goes on with it.
    replay.on("POST", "/vndb/vn", Answer::json(NOVEL));
    replay.on("POST", "/vndb/character", Answer::value(&json!({ "results": [], "more": false })));
    assert_eq!(emaki.run(&["collect", "mal_manga", "vndb"]).code, Some(0));
    let failed = emaki.run(&["--json", "collect", "genshin"]);
    assert_eq!(failed.code, Some(1), "{failed}");
}

#[test]
fn a_game_is_two_tables() {
    let emaki = Emaki::new();
    let series = emaki.run(&["template", "series", "--game", "genshin"]).stdout;
    let characters = emaki.run(&["template", "characters", "--game", "genshin"]).stdout;
    let (series, characters) = (
        emaki.write("series.csv", series + "gi,ferry,Lantern Fleet,,,game,,Fantasy,,,,\n"),
        emaki.write("characters.csv", characters + "gi,7,Wren,Lantern Fleet,,3,,,\n"),
    );
    let emaki = emaki
        .with("EMAKI_COLLECT__GAMES__GENSHIN__SERIES_CSV", &series.display().to_string())
        .with("EMAKI_COLLECT__GAMES__GENSHIN__CHARACTERS_CSV", &characters.display().to_string());
    snapshot!("collect_game", settled(emaki.run(&["collect", "genshin"])));
    let table = std::fs::read_to_string(&characters).expect("it was written");
    std::fs::write(&characters, table.replace("gi,7,Wren,", "gi,8,Odile,")).expect("our folder");
    let ran = emaki.run(&["collect", "genshin"]);
    let exclude = "emaki curate exclude character gi:7 --reason TEXT";
    assert!(
        ran.stderr.contains("character gi:7 Wren is no longer in the table, kept")
            && ran.stderr.contains(exclude),
        "{ran}"
    );
    let by = ["--reason", "left the game", "--by", "ann"];
    let ran = emaki.run(&[&["curate", "exclude", "character", "gi:7"], &by[..]].concat());
    assert_eq!(ran.code, Some(0), "{ran}");
    let ran = emaki.run(&["collect", "genshin"]);
    assert!(!ran.stderr.contains("no longer"), "{ran}");
    assert_eq!(emaki.run(&["curate", "restore", "character", "gi:7", "--by", "ann"]).code, Some(0));
    std::fs::write(&characters, table).expect("our folder");
    assert_eq!(emaki.run(&["collect", "genshin"]).code, Some(0));
    emaki.write(
        "characters.csv",
        "source_id,name,series,rarity\n12.0,Wren,Lantern Fleet,3\n8,,Nowhere,many\n",
    );
    snapshot!("collect_faults", settled(emaki.run(&["collect", "genshin"])));
    let failed = emaki.run(&["--json", "collect", "genshin"]);
    assert_eq!((failed.code, failed.stdout.as_str()), (Some(1), ""), "{failed}");
    let envelope: Value = serde_json::from_str(&failed.stderr).expect("one envelope and nothing else");
    assert_eq!(envelope["error_code"], "invalid_input");
    assert_eq!(envelope["details"]["faults"].as_array().map(Vec::len), Some(4), "{envelope}");
}

/// The binary is killed while it waits for an answer; run again, it asks for nothing that was finished, and
/// the state is that of an undisturbed run.
#[tokio::test]
async fn kill_9_in_the_middle_and_on_it_goes() {
    let (replay, emaki) = manga();
    let (calm_replay, calm) = manga();
    assert_eq!(calm.run(&["collect", "mal_manga"]).code, Some(0));
    drop(calm_replay);

    let gate = Gate::shut();
    let held =
        replay.on("GET", "/jikan/characters/503", Answer::status(500)).fault(Fault::Hold(gate.clone()));
    let mut command = emaki.command(&["collect", "mal_manga"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    gate.until_waiting(1).await;
    // What it has told of is written.
    let mut told = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
    assert!(told.any(|line| line.contains("75 % of 4")), "all but the one that is held");
    let second = emaki.run(&["--json", "collect", "mal_manga"]);
    assert!(second.code == Some(1) && second.stderr.contains("\"busy\""), "one at a time: {second}");
    child.kill().expect("it is ours");
    assert_eq!(child.wait().expect("it ends").code(), None, "it was still running");
    replay.until_idle().await;
    held.heal();
    character(&replay, 503, "Mira");
    replay.forget();
    let ran = emaki.run(&["collect", "mal_manga"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    for path in ["/jikan/manga/21/full", "/jikan/manga/21/characters", "/jikan/characters/501"] {
        assert_eq!(replay.count(path), 0, "{path} was finished");
    }
    assert_eq!(replay.count("/jikan/characters/503"), 1);
    for kind in ["series", "character"] {
        assert_eq!(numbers(&emaki, kind), numbers(&calm, kind), "{kind}");
    }
}
