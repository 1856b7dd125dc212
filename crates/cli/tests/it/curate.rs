//! Series and characters by hand: files out and in, single edits, history.

use std::fs;

use crate::emaki::{Emaki, snapshot};

const SERIES: &str = "\
source_type,source_id,name,media_type,genres,score
mal,7,Lantern Harbor,anime,Drama|Mystery,7.5
mal_manga,12,Paper Orchard (Manga),manga,Drama,
";

const CHARACTERS: &str = "\
source_type,source_id,name,series,series_source_id,genre,rarity,image_url,about,favorites
mal,0100,Rin Asagi,Lantern Harbor,7,Anime,3,https://h.example/r.png,\"Keeper of the lamp.\nSings.\",2600
mal,101,Toma,Lantern Harbor,7,Anime,1,,,4
mal,102,Old Gull,Lantern Harbor,7,Anime,1,,,0
mal_manga,100,Rin Asagi (Manga),Paper Orchard (Manga),12,Manga,2,,,700
";

/// An installation whose rows came by hand, from two tables of other hands.
fn curated() -> Emaki {
    let emaki = Emaki::new();
    emaki.write("old-series.csv", SERIES);
    emaki.write("old-characters.csv", CHARACTERS);
    let ran = emaki.run(&["curate", "import", "old-series.csv", "old-characters.csv", "--by", "ann"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    emaki
}

#[test]
fn tables_of_other_hands_are_taken_in() {
    let emaki = Emaki::new();
    emaki.write("old-series.csv", SERIES);
    emaki.write("old-characters.csv", CHARACTERS);
    let files = ["old-series.csv", "old-characters.csv"];
    snapshot!("curate_diff", emaki.run(&[&["curate", "diff"], &files[..]].concat()));
    snapshot!("curate_import", emaki.run(&[&["curate", "import", "--by", "ann"], &files[..]].concat()));
    snapshot!("curate_import_again", emaki.run(&[&["curate", "import", "--by", "ann"], &files[..]].concat()));
}

#[test]
fn a_workbook_goes_out_and_comes_back() {
    let emaki = curated();
    snapshot!("curate_export", emaki.run(&["curate", "export"]));
    snapshot!("curate_export_again", emaki.run(&["curate", "export"]));
    let back = emaki.json(&["curate", "import", "curation-main.xlsx", "--by", "bo"]);
    assert_eq!(back[0]["changes"], serde_json::json!([]));
    assert_eq!((&back[0]["rows"], &back[0]["base_state"]), (&6.into(), &"kept".into()));
    assert_eq!(
        emaki.run(&["curate", "export", "--force", "--only", "series", "--out", "s.xlsx"]).code,
        Some(0)
    );
}

#[test]
fn two_people_edit_copies_of_one_table() {
    let emaki = curated();
    snapshot!("curate_export_csv", emaki.run(&["curate", "export", "--format", "csv", "--out", "handed"]));
    let handed = fs::read_to_string(emaki.path("handed/characters.csv")).expect("it was written");
    let toma = "mal,101,Toma,Lantern Harbor,7,Anime,1";
    assert!(handed.contains(toma), "{handed}");
    emaki.write("ann.csv", handed.replace(toma, "mal,101,Toma Kuroda,Lantern Harbor,7,Anime,2"));
    let bo = handed.replace(toma, "mal,101,Toma,Lantern Harbor,7,Anime,3");
    let gull = bo.lines().find(|line| line.contains("Old Gull")).expect("the gull").to_owned();
    emaki.write("bo.csv", bo.replace(&format!("{gull}\n"), ""));
    assert_eq!(emaki.run(&["curate", "import", "ann.csv", "--by", "ann"]).code, Some(0));
    let by = ["--by", "bo", "--reason", "a bird"];
    snapshot!("curate_conflict", emaki.run(&[&["curate", "import", "bo.csv"], &by[..]].concat()));
    let take = ["curate", "import", "bo.csv", "--take", "theirs"];
    snapshot!("curate_conflict_taken", emaki.run(&[&take[..], &by[..]].concat()));
    snapshot!("curate_history_of_a_row", emaki.run(&["curate", "history", "character", "mal:101"]));
}

#[test]
fn single_edits_are_made_and_undone() {
    let emaki = curated();
    let edit = |arguments: &[&str]| {
        let ran = emaki.run(&[&["curate"], arguments].concat());
        format!("$ {}\n{ran}\n", arguments.join(" "))
    };
    let said = [
        edit(&["set", "character", "mal:101", "rarity", "2", "--by", "ann"]),
        edit(&["set", "character", "mal:101", "rarity", "2", "--by", "ann"]),
        edit(&["set", "character", "mal:101", "favorites", "--empty", "--by", "ann"]),
        edit(&["exclude", "character", "mal:102", "--reason", "a bird", "--by", "bo"]),
        edit(&["restore", "character", "mal:102", "--by", "bo"]),
        edit(&["history", "--limit", "4"]),
        edit(&["undo", "34", "--by", "bo"]),
        edit(&["undo", "34", "--by", "bo"]),
    ];
    insta::assert_snapshot!(said.concat());
}

#[test]
fn faults_are_told_of_with_row_column_value_and_fix() {
    let emaki = curated();
    let wrong = CHARACTERS.replace("Anime,3", "Anime,9").replace("https://h.example/r.png", "a picture");
    emaki.write("wrong.csv", wrong + "mal,200,Nobody,,,,,,,\nmal,101,Twice,,,,,,,\n");
    emaki.write("ragged.csv", "source_type,source_id,rarity\nmal,101\nmal,102,2,3\n");
    emaki.write("other.csv", "a,b\n1,2\n");
    let page = |arguments: &[&str]| {
        let ran = emaki.run(&[&["curate"], arguments].concat());
        format!("$ {}\n{ran}\n", arguments.join(" "))
    };
    let said = [
        page(&["import", "wrong.csv", "--by", "ann"]),
        page(&["import", "wrong.csv", "--by", "ann", "--strict"]),
        page(&["import", "ragged.csv", "--by", "ann"]),
        page(&["import", "other.csv", "--by", "ann"]),
        page(&["import", "absent.csv", "--by", "ann"]),
        page(&["import", "wrong.csv"]),
        page(&["set", "work", "mal:101", "rarity", "2", "--by", "ann"]),
        page(&["set", "character", "101", "rarity", "2", "--by", "ann"]),
        page(&["set", "character", "mal:5", "rarity", "2", "--by", "ann"]),
        page(&["set", "character", "mal:101", "rarity", "two", "--by", "ann"]),
        page(&["--json", "set", "character", "mal:101", "colour", "red", "--by", "ann"]),
    ];
    insta::assert_snapshot!(said.concat());
}

#[test]
fn a_file_that_is_refused_gives_an_envelope_and_nothing_else() {
    let emaki = Emaki::new();
    emaki.write("other.csv", "a,b\n1,2\n");
    let ran = emaki.run(&["--json", "curate", "import", "other.csv", "--by", "ann"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{ran}");
    let envelope: serde_json::Value = serde_json::from_str(&ran.stderr).expect("an envelope");
    assert_eq!(envelope["error_code"], "invalid_input");
}

#[test]
fn the_author_may_stand_in_the_settings() {
    let emaki = curated().with("EMAKI_CURATION__AUTHOR", "cleo");
    assert_eq!(emaki.run(&["curate", "set", "series", "mal:7", "score", "8"]).code, Some(0));
    let log = emaki.json(&["curate", "history", "series", "mal:7", "--limit", "1"]);
    assert_eq!((&log[0]["author"], &log[0]["after"]), (&"cleo".into(), &"8".into()));
}
