//! Permanent numbers through the binary: files in and out, the mirror, merges, and a catalog beside them.

use std::{fs, path::Path, process::Stdio};

use serde_json::Value;

use crate::{
    emaki::{Emaki, snapshot},
    fixtures,
};

const SERIES: &str = "source_type,source_id,unique_series_id,name,created_at\n\
    mal,9001,1,\"Depot, Moonlit\",2025-11-14T13:28:24.254974\n\
    mal,9002,2,Paper Comet,2025-11-14T13:28:24.270532\n\
    ss,ss,3,Star Ferry,2025-11-14 13:28:25\n";
const CHARACTERS: &str = "source_type,source_id,unique_waifu_id,name,series_unique_id,created_at\n\
    mal,501,1,Ruri,1,2025-11-14T13:28:27.682200\n\
    mal,007,2,Sora,2,2025-11-14T13:28:27.696298\n\
    ss,ss_tide,3,Tide,3,2025-11-14T13:28:27.710623\n";

/// An installation that holds the numbers, and the two files in its folder.
fn numbered() -> Emaki {
    let emaki = Emaki::new();
    emaki.write("series.csv", SERIES);
    emaki.write("characters.csv", CHARACTERS);
    let ran = emaki.run(&["--quiet", "registry", "import", "characters.csv", "series.csv"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    emaki
}

/// The next numbers of a registry's series and characters.
fn next(emaki: &Emaki, registry: &str) -> (i64, i64) {
    let report = emaki.json(&["registry", "check", "--registry", registry]);
    let next = |kind: &str| report[0][kind]["next"].as_i64().expect("a number");
    (next("series"), next("characters"))
}

#[test]
fn numbers_come_in_exactly_and_go_out_letter_by_letter() {
    let emaki = Emaki::new();
    emaki.write("series.csv", SERIES);
    emaki.write("characters.csv", CHARACTERS);
    let import = ["registry", "import", "characters.csv", "series.csv"];
    snapshot!("numbers_dry_run", emaki.run(&[&import[..], &["--dry-run"]].concat()));
    assert_eq!(next(&emaki, "main"), (1, 1));
    snapshot!("numbers_import", emaki.run(&import));
    snapshot!("numbers_import_again", emaki.run(&import));
    assert_eq!(next(&emaki, "main"), (4, 4));
    snapshot!("numbers_export", emaki.run(&["registry", "export", "--out", "out"]));
    let read = |name: &str| fs::read_to_string(emaki.path("out").join(name)).expect("it was written");
    assert_eq!(read("series_id_registry.csv"), SERIES);
    assert_eq!(read("character_id_registry.csv"), CHARACTERS);
    assert_eq!(
        emaki.run(&["registry", "assign", "--kind", "series", "mal:77"]).stdout,
        "number\tcouple\n4\tmal:77\n"
    );
}

#[test]
fn files_that_contradict_are_told_row_by_row() {
    let emaki = numbered();
    emaki.write("other.csv", SERIES.replace("mal,9001,1", "mal,9001,7").replace("mal,9002", "mal,9003"));
    snapshot!("numbers_contradict", emaki.run(&["registry", "import", "other.csv"]));
    emaki.write("wrong.csv", SERIES.replace("mal,9001,1", "mal, 9001,x").replace("14T13", "14Q13"));
    snapshot!("numbers_wrong_file", emaki.run(&["registry", "import", "wrong.csv"]));
    emaki.write("none.csv", "a,b\n1,2\n");
    snapshot!("numbers_no_registry", emaki.run(&["registry", "import", "none.csv"]));
    let ran = emaki.run(&["registry", "import", "series.csv", "--registry", "../main"]);
    assert_eq!(ran.code, Some(2), "{ran}");
    assert_eq!(next(&emaki, "main"), (4, 4));
}

#[test]
fn gaps_orphans_and_repeats_are_listed() {
    let emaki = Emaki::new();
    emaki.write("series.csv", SERIES);
    emaki.write("characters.csv", format!("{CHARACTERS}mal,8,9,Aki,77,\nmal,8,9,Aki,77,\n"));
    snapshot!("numbers_with_gaps", emaki.run(&["registry", "import", "characters.csv", "series.csv"]));
    snapshot!("numbers_check", emaki.run(&["registry", "check"]));
    // A gap that a file brought along is no damage.
    assert_eq!(emaki.run(&["db", "verify"]).code, Some(0));
}

#[test]
fn a_number_is_shown_merged_into_and_taken_back() {
    let emaki = numbered();
    let link = ["registry", "link", "--registry", "main", "series", "mal:9011", "1", "--author", "ann"];
    snapshot!("number_link_without_reason", emaki.run(&link));
    let said = [
        emaki.run(&[&link[..], &["--reason", "second season"]].concat()),
        emaki.run(&[&link[..], &["--reason", "second season"]].concat()),
        emaki.run(&["registry", "link", "--registry", "main", "series", "mal:9002", "1", "--reason", "same"]),
        emaki.run(&["registry", "link", "--registry", "main", "series", "mal:9012", "44", "--reason", "x"]),
        emaki.run(&["registry", "link", "--registry", "main", "film", "mal:9012", "4"]),
        emaki.run(&["registry", "link", "series", "mal:9012", "4"]),
        emaki.run(&["registry", "link", "--registry", "main", "mal:9012", "4"]),
        emaki.run(&["registry", "show", "main:series:mal:9011"]),
        emaki.run(&["registry", "explain", "main:character:2"]),
        emaki.run(&["registry", "show", "main:series:9"]),
        emaki.run(&[
            "registry",
            "unlink",
            "--registry",
            "main",
            "series",
            "mal:9011",
            "1",
            "--author",
            "bob",
        ]),
    ];
    insta::assert_snapshot!("number_by_hand", said.map(|ran| ran.to_string()).join("\n"));
    let audit = emaki.run(&["audit"]);
    assert!(audit.stdout.contains("number.unmerge") && audit.stdout.contains("second season"), "{audit}");
}

#[test]
fn the_mirror_follows_every_change_and_notices_edits() {
    let emaki = numbered();
    let folder = emaki.path("mirror");
    let emaki = emaki.with("EMAKI_REGISTRY__MIRROR", &folder.display().to_string());
    let assign = |couple: &str| emaki.run(&["registry", "assign", "--kind", "series", couple]);
    assert_eq!(assign("mal:1").code, Some(0));
    let place = folder.join("series_id_registry.csv");
    let read = |path: &Path| fs::read_to_string(path).expect("it is there");
    assert!(read(&place).starts_with(SERIES) && read(&place).contains("\nmal,1,4,,"), "{}", read(&place));

    let edited = read(&place).replace("mal,1,4,", "mal,1,5,");
    fs::write(&place, &edited).expect("it can be written");
    snapshot!("mirror_edited", assign("mal:2"));
    assert_eq!(next(&emaki, "main"), (5, 4));
    assert_eq!(read(&place), edited);
    let ran = emaki.run(&["registry", "export", "--out", "mirror"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    assert_eq!(assign("mal:2").code, Some(0));
    assert_eq!(read(&place).lines().count(), 6);
    assert_eq!(fs::read_dir(folder.join("backups")).expect("it was made").count(), 2);
}

#[test]
fn sixteen_processes_give_numbers_and_mirror_them_at_once() {
    let emaki = numbered();
    let folder = emaki.path("mirror");
    let emaki = emaki.with("EMAKI_REGISTRY__MIRROR", &folder.display().to_string());
    let children: Vec<_> = (0..16)
        .map(|process| {
            let couples: Vec<String> = (0..5).map(|n| format!("mal:{process}x{n}")).collect();
            let couples: Vec<&str> = couples.iter().map(String::as_str).collect();
            let arguments = [&["registry", "assign", "--kind", "series"], couples.as_slice()].concat();
            let mut command = emaki.command(&arguments);
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary starts")
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().expect("the binary ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let mirror = fs::read_to_string(folder.join("series_id_registry.csv")).expect("it is there");
    let number = |line: &str| line.split(',').nth(2).and_then(|number| number.parse::<usize>().ok());
    // The first row's name has a comma in quotes, but behind its number.
    let numbers: Vec<usize> = mirror.lines().filter_map(number).collect();
    assert_eq!(numbers, (1..=83).collect::<Vec<_>>());
}

/// The registries before and after a catalog, which has ids of its own and takes none of theirs.
fn unmoved(emaki: &Emaki, files: [&str; 2], catalog: &[&str], wanted: (i64, i64)) {
    let import = |registry: &str| {
        let ran = emaki.run(&["registry", "import", files[0], files[1], "--registry", registry]);
        assert_eq!(ran.code, Some(0), "{ran}");
        assert_eq!(next(emaki, registry), wanted);
    };
    import("main");
    let ran = emaki.run(&[&["--quiet", "import"], catalog].concat());
    assert!(matches!(ran.code, Some(0 | 3)), "{ran}");
    assert_eq!(next(emaki, "main"), wanted);
    import("after");
    import("main");
}

#[test]
fn a_catalog_takes_none_of_the_numbers() {
    let emaki = Emaki::new();
    emaki.write("registry-s.csv", SERIES);
    emaki.write("registry-c.csv", CHARACTERS);
    let catalog = fixtures::write(&emaki);
    unmoved(&emaki, ["registry-s.csv", "registry-c.csv"], &catalog, (4, 4));
}

#[test]
fn forty_thousand_works_take_none_of_the_real_numbers() {
    let Some(data) = testkit::data_dir(1) else { return };
    let place = |name: &str| data.join("catalog").join(name).display().to_string();
    let files = ["geminya/registries/series_id_registry.csv", "geminya/registries/character_id_registry.csv"];
    let files = files.map(place);
    let catalog = place("anime-offline-database.jsonl.zst");
    let emaki = Emaki::new();
    unmoved(&emaki, [&files[0], &files[1]], &[&catalog], (238, 2458));
    let report: Value = emaki.json(&["registry", "check", "--registry", "main"]);
    for kind in ["series", "characters"] {
        assert_eq!(
            (&report[0][kind]["gaps"], &report[0][kind]["duplicates"]),
            (&Value::Array(vec![]), &Value::Array(vec![]))
        );
    }
    assert_eq!(report[0]["orphans"], Value::Array(vec![]));
}
