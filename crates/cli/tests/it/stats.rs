//! Stats of characters: out to a model, made with and without one, in, and checked.

use std::process::Stdio;

use serde_json::{Value, json};
use testkit::replay::{Answer, Fault, Gate, Replay, Request};

use crate::emaki::{Emaki, snapshot};

const SERIES: &str = "\
source_type,source_id,name,media_type,genres
mal,7,Lantern Harbor,anime,Drama|Mystery
";

const CHARACTERS: &str = "\
source_type,source_id,name,series,series_source_id,genre,rarity,about,favorites
mal,0100,Rin Asagi,Lantern Harbor,7,Anime,3,\"A gentle nurse, by the sea.\",2600
mal,101,Toma,Lantern Harbor,7,Anime,1,,4
mal,102,Old Gull,Lantern Harbor,7,Anime,2,Guards the lighthouse with a shield of storm.,80
vndb,c9,Mio (VN),Lantern Harbor,7,Visual Novel,1,\"She pranks, lies and laughs.\",0
";

/// An installation with four characters.
fn with_characters() -> Emaki {
    with_characters_in(Emaki::new())
}

fn with_characters_in(emaki: Emaki) -> Emaki {
    emaki.write("series.csv", SERIES);
    emaki.write("characters.csv", CHARACTERS);
    let ran = emaki.run(&["curate", "import", "series.csv", "characters.csv", "--by", "ann"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    emaki
}

/// An answer as models give it.
fn answer(id: &str) -> Value {
    json!({
        "id": id,
        "archetype": "Ally",
        "stats": { "hp": 100, "atk": 95, "mag": 90, "vit": 105, "spr": 110, "int": 100, "spd": 100, "lck": 100 },
        "role_potency": { "Mage": "C", "Attacker": "C", "Healer": "B", "Buffer": "B", "Debuffer": "C",
                          "Defender": "C", "Specialist": "C" },
        "elemental_type": ["wind"],
        "elemental_resistances": { "fire": "neutral", "water": "neutral", "earth": "weak", "wind": "resist",
                                   "nature": "neutral", "neutral": "neutral", "void": "neutral",
                                   "light": "neutral", "dark": "neutral" },
    })
}

/// A model that answers well about everybody.
fn well(request: &Request) -> Answer {
    let body = request.json();
    let user = body["messages"][1]["content"].as_str().unwrap_or_default();
    let asked = user.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let characters: Vec<Value> = asked.filter_map(|line| line["id"].as_str().map(answer)).collect();
    Answer::value(&json!({
        "choices": [{ "message": { "content": json!({ "characters": characters }).to_string() }, "finish_reason": "stop" }],
        "usage": { "prompt_tokens": 2000, "completion_tokens": 400 },
    }))
}

/// An installation with characters and a model.
fn with_model(replay: &Replay) -> Emaki {
    let emaki = Emaki::new()
        .with("EMAKI_LLM__BASE_URL", &format!("{}/v1", replay.url()))
        .with("EMAKI_LLM__MODEL", "tiny-1")
        .with("EMAKI_LLM__API_KEY", "1234567")
        .with("EMAKI_LLM__PRICE_IN", "0.5")
        .with("EMAKI_LLM__PRICE_OUT", "2.0");
    with_characters_in(emaki)
}

#[test]
fn a_list_for_a_model() {
    let emaki = with_characters();
    snapshot!("stats_export", emaki.run(&["stats", "export"]));
    snapshot!("stats_export_about", emaki.run(&["stats", "export", "--about", "--format", "json"]));
    emaki.run(&["stats", "generate", "--offline", "--limit", "3"]);
    snapshot!("stats_export_missing", emaki.run(&["stats", "export", "--missing", "input.json"]));
    let written = std::fs::read_to_string(emaki.path("input.json")).expect("it was written");
    assert_eq!(written.lines().count(), 3, "{written}");
}

#[test]
fn stats_without_a_model_are_marked_so() {
    let emaki = with_characters();
    snapshot!("stats_offline_plan", emaki.run(&["stats", "generate", "--offline", "--dry-run"]));
    snapshot!("stats_offline", emaki.run(&["stats", "generate", "--offline"]));
    snapshot!("stats_offline_again", emaki.run(&["stats", "generate", "--offline", "--redo", "all"]));
    snapshot!("stats_show_offline", emaki.run(&["stats", "show", "mal:0100"]));
    snapshot!("stats_check_stored", emaki.run(&["stats", "check"]));
    snapshot!("stats_export_stored", emaki.run(&["stats", "export", "--stored"]));
    emaki.run(&["stats", "export", "--stored", "stats.json"]);
    snapshot!("stats_import_own", emaki.run(&["stats", "import", "stats.json"]));
    snapshot!("stats_show_nobody", emaki.run(&["stats", "show", "mal:100"]));
}

#[test]
fn without_a_model_set_the_way_out_is_told() {
    let emaki = with_characters();
    snapshot!("stats_no_model", emaki.run(&["stats", "generate"]));
    let ran = emaki.run(&["--json", "stats", "generate"]);
    let envelope: Value = serde_json::from_str(&ran.stderr).expect("the envelope");
    assert_eq!((ran.code, &envelope["error_code"]), (Some(1), &"not_configured".into()));
}

#[test]
fn a_model_is_asked_and_the_ledger_knows_what_it_cost() {
    let replay = Replay::start_blocking();
    let route = replay.on("POST", "/v1/chat/completions", Answer::status(200)).made(well);
    let emaki = with_model(&replay);
    let plan = emaki.json(&["stats", "generate", "--dry-run", "--batch", "2"]);
    assert_eq!((&plan["mode"], &plan["characters"], &plan["calls"]), (&"model".into(), &4.into(), &2.into()));
    assert_eq!(route.count(), 0);
    let budget = ["stats", "generate", "--batch", "2", "--max-calls", "1"];
    snapshot!("stats_generate_budget", emaki.run(&budget));
    snapshot!("stats_generate", emaki.run(&["stats", "generate", "--batch", "2", "--by", "bo"]));
    snapshot!("stats_generate_nobody_left", emaki.run(&["stats", "generate"]));
    snapshot!("stats_show", emaki.run(&["stats", "show", "vndb:c9"]));
    snapshot!("stats_spending", emaki.run(&["stats", "spending"]));
    assert_eq!(route.count(), 2);
    assert_eq!(replay.requests()[0].header("authorization"), Some("Bearer 1234567"));
    let shown = emaki.run(&["config", "show"]);
    assert!(!shown.stdout.contains("1234567"), "{shown}");
}

#[test]
fn a_model_that_fails_is_told_with_what_to_do() {
    let replay = Replay::start_blocking();
    let told = json!({ "error": { "message": "Incorrect API key provided: 1234567" } });
    let route = replay.on("POST", "/v1/chat/completions", Answer::value(&told).with_status(401));
    let emaki = with_model(&replay);
    snapshot!("stats_generate_refused", emaki.run(&["stats", "generate"]));
    route.made(|request| {
        let text = well(request).with_header("x", "y");
        if request.text().contains("was not taken") {
            text
        } else {
            Answer::value(&json!({ "choices": [{ "message": { "content": "No." } }] }))
        }
    });
    snapshot!("stats_generate_second_try", emaki.run(&["stats", "generate"]));
}

#[test]
fn a_killed_run_goes_on_where_it_stopped() {
    let replay = Replay::start_blocking();
    let route = replay.on("POST", "/v1/chat/completions", Answer::status(200)).made(well);
    let emaki = with_model(&replay);
    let gate = Gate::shut();
    route.fault(Fault::Hold(gate.clone()));
    gate.release_some(2);
    let mut command = emaki.command(&["stats", "generate", "--batch", "1"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary starts");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(gate.until_waiting(1));
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    route.heal();
    gate.release();
    replay.forget();
    let outcome = emaki.json(&["stats", "generate", "--batch", "1"]);
    assert_eq!((&outcome["asked"], &outcome["accepted"]), (&2.into(), &2.into()), "{outcome}");
    assert_eq!(replay.total(), 2);
    let spending = emaki.json(&["stats", "spending"]);
    assert_eq!(spending["calls"].as_array().map(Vec::len), Some(4), "{spending}");
}

#[test]
fn a_file_of_answers_is_checked_and_imported() {
    let emaki = with_characters();
    let batch = |id: Value, source: &str| {
        let mut answer = answer("");
        let object = answer.as_object_mut().expect("an object");
        object.remove("id");
        object.extend([("source_id".to_owned(), id), ("source_name".to_owned(), source.into())]);
        answer
    };
    let mut odd = batch(json!(101), "mal");
    odd["elemental_type"] = json!(["ice"]);
    odd["stats"]["hp"] = json!(150);
    let mut bad = batch(json!(102), "mal");
    bad["stats"]["spd"] = json!(900);
    let rows = json!([
        batch(json!("0100"), "mal"),
        odd,
        bad,
        batch(json!("c10"), "vndb"),
        batch(json!("0100"), "mal")
    ]);
    emaki.write("batch.json", rows.to_string());
    snapshot!("stats_check_file", emaki.run(&["stats", "check", "batch.json"]));
    let report = emaki.run(&["--json", "stats", "check", "batch.json"]);
    let report: Value = serde_json::from_str(&report.stdout).expect("a report");
    assert_eq!((&report["errors"], &report["warnings"]), (&4.into(), &2.into()), "{report}");
    snapshot!("stats_import", emaki.run(&["stats", "import", "batch.json", "--by", "bo"]));
    snapshot!(
        "stats_import_again",
        emaki.run(&["--quiet", "--json", "stats", "import", "batch.json", "--limit", "0"])
    );
    emaki.write("table.csv", "source_id,stats\n1,{}\n");
    snapshot!("stats_import_no_answers", emaki.run(&["stats", "import", "table.csv"]));
}

#[test]
fn a_team_brings_its_own_archetypes() {
    let emaki = with_characters();
    snapshot!("stats_schema", emaki.run(&["stats", "schema", "--archetypes"]));
    emaki.write(
        "ours.json",
        r#"{"archetypes": [{"name": "Cook", "stat_focus": {"hp": {"min": 50, "max": 40}}}]}"#,
    );
    snapshot!("stats_archetypes_faulty", emaki.run(&["stats", "check", "--archetypes", "ours.json"]));
    let cook = answer("")["role_potency"].clone();
    let ours = json!({ "archetypes": [{ "name": "Cook", "stat_focus": { "hp": { "min": 40, "max": 50 } }, "role_potency": cook }] });
    emaki.write("ours.json", ours.to_string());
    let emaki = emaki.with("EMAKI_STATS__ARCHETYPES", "ours.json");
    assert_eq!(emaki.run(&["stats", "generate", "--offline"]).code, Some(0));
    assert_eq!(emaki.json(&["stats", "show", "mal:101"])["archetype"], "Cook");
    let schema = emaki.json(&["stats", "schema"]);
    assert_eq!(schema["properties"]["archetype"]["enum"], json!(["Cook"]));
}
