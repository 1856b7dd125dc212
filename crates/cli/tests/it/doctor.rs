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

/// A question of rights is no damage: whoever restored a backup over it would lose what is there.
#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written() {
    use std::os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _},
        process::CommandExt as _,
    };

    /// Nobody, on every Unix that we know.
    const NOBODY: u32 = 65_534;
    let emaki = fixtures::imported();
    let set = |name: &str, mode| {
        let rights = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(emaki.path(name), rights).expect("it is ours");
    };
    let is_root = std::fs::metadata(emaki.path("data")).expect("it is there").uid() == 0;
    set("", 0o755);
    for entry in std::fs::read_dir(emaki.path("data")).expect("the data folder").flatten() {
        let mode = if entry.path().is_dir() { 0o555 } else { 0o444 };
        set(&format!("data/{}", entry.file_name().display()), mode);
    }
    set("data", 0o555);
    let run = |arguments: &[&str]| {
        let mut command = emaki.command(arguments);
        if is_root {
            // Root may write everything, so that another user has to try.
            command.uid(NOBODY).gid(NOBODY);
        }
        command.output()
    };
    let (Ok(search), Ok(doctor)) = (run(&["search", "kqx"]), run(&["doctor"])) else {
        // The binary lies where nobody but root may go.
        eprintln!("skipped: 2 checks");
        set("data", 0o755);
        return;
    };
    for entry in std::fs::read_dir(emaki.path("data")).expect("the data folder").flatten() {
        set(&format!("data/{}", entry.file_name().display()), 0o755);
    }
    set("data", 0o755);
    let told = String::from_utf8_lossy(&search.stderr);
    assert_eq!(search.status.code(), Some(1), "{told}");
    assert!(
        told.contains("may not be written by this user") && told.contains("nothing is damaged"),
        "{told}"
    );
    assert!(!told.contains("restore") && !told.contains("remove the"), "{told}");
    let todo = String::from_utf8_lossy(&doctor.stderr);
    assert!(todo.contains("to do: folder: ") && todo.contains("to do: store: nothing is damaged"), "{todo}");
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
