//! Doctor: what is in order, what is not, what to do.

use crate::{
    emaki::{Emaki, Ran},
    fixtures,
};

/// `check state` of every finding.
fn states(ran: &Ran) -> Vec<String> {
    let findings: Vec<serde_json::Value> =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran}"));
    let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    findings
        .iter()
        .map(|finding| format!("{} {}", text(&finding["check"]), text(&finding["state"])))
        .collect()
}

#[test]
fn a_sound_installation() {
    let emaki = fixtures::imported();
    let ran = emaki.run(&["--json", "doctor"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    let states = states(&ran);
    for check in ["folder", "clock", "store", "index", "cache"] {
        assert!(states.contains(&format!("{check} ok")), "{states:?}");
    }
    let table = emaki.run(&["doctor"]);
    assert!(table.stdout.starts_with("state\tcheck\tfinding\n"), "{table}");
}

#[test]
fn a_folder_that_is_a_file() {
    let emaki = Emaki::new();
    emaki.write("data", "in the way");
    let ran = emaki.run(&["--json", "doctor"]);
    assert_eq!(ran.code, Some(1), "{ran}");
    assert!(states(&ran).contains(&"folder problem".to_owned()), "{ran}");
    let table = emaki.run(&["doctor"]);
    assert!(table.stderr.contains("to do: folder: "), "{table}");
}

#[test]
fn a_store_that_is_damaged() {
    let emaki = fixtures::imported();
    std::fs::write(emaki.path("data/catalog.sqlite"), b"this is no database")
        .expect("the store is overwritten");
    for leftover in ["catalog.sqlite-wal", "catalog.sqlite-shm"] {
        let _ = std::fs::remove_file(emaki.path("data").join(leftover));
    }
    let ran = emaki.run(&["--json", "doctor"]);
    assert_eq!(ran.code, Some(1), "{ran}");
    assert!(states(&ran).contains(&"store problem".to_owned()), "{ran}");
}

#[test]
fn an_index_that_is_gone_is_made_again() {
    let emaki = fixtures::imported();
    std::fs::remove_dir_all(emaki.path("data/index")).expect("the index was there");
    let ran = emaki.run(&["--json", "doctor"]);
    assert!(states(&ran).iter().any(|state| state.starts_with("index ") && state != "index ok"), "{ran}");
    assert_eq!(emaki.json(&["search", "kqx"])["results"][0]["title"], "KQX");
    assert!(states(&emaki.run(&["--json", "doctor"])).contains(&"index ok".to_owned()));
}

#[test]
fn a_server_that_is_not_there() {
    let emaki = Emaki::on("postgres://emaki:hunter2@127.0.0.1:9/none");
    let ran = emaki.run(&["--json", "doctor"]);
    assert_eq!(ran.code, Some(1), "{ran}");
    assert!(states(&ran).contains(&"store problem".to_owned()), "{ran}");
    assert!(!ran.to_string().contains("hunter2"), "{ran}");
}

#[test]
fn a_variable_that_names_no_setting() {
    let emaki = Emaki::new();
    let output = emaki.command(&["doctor"]).env("EMAKI_COLOUR", "red").output().expect("the binary starts");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(stdout.contains("EMAKI_COLOUR"), "{stdout}");
    assert_eq!(output.status.code(), Some(0), "a warning is no failure");
}
