//! Identity by hand, and its evidence.

use crate::{
    emaki::{Emaki, snapshot},
    fixtures,
};

#[test]
fn an_id_is_shown_and_explained() {
    let emaki = fixtures::imported();
    snapshot!("registry_show", emaki.run(&["registry", "show", "mal:90042"]));
    snapshot!("registry_explain", emaki.run(&["registry", "explain", "mal:90042"]));
    snapshot!("registry_explain_unknown", emaki.run(&["registry", "explain", "mal:5"]));
}

#[test]
fn decisions_by_hand_are_done_and_written_down() {
    let emaki = fixtures::imported();
    let decide = |arguments: &[&str]| {
        let by = ["--author", "keeper", "--note", "checked by eye"];
        let ran = emaki.run(&[&["registry"], arguments, &by].concat());
        assert_eq!(ran.code, Some(0), "{ran}");
        format!("$ {}\n{}", arguments.join(" "), ran.stdout)
    };
    let said = [
        decide(&["link", "anisearch:4711", "1"]),
        decide(&["unlink", "anisearch:4711", "1"]),
        decide(&["split", "1", "anilist:90042"]),
        decide(&["merge", "3", "4"]),
    ];
    insta::assert_snapshot!(said.concat());
    let audit = emaki.run(&["audit"]);
    assert_eq!(audit.stdout.matches("\tkeeper\t").count(), 4, "{audit}");
    snapshot!("audit", audit);
    snapshot!("registry_explain_by_hand", emaki.run(&["registry", "explain", "1"]));
}

#[test]
fn a_value_by_hand_wins_is_told_and_is_taken_back() {
    let emaki = fixtures::imported();
    let edit = |arguments: &[&str]| {
        let ran = emaki.run(&[&["registry", "edit", "1", "--author", "keeper"], arguments].concat());
        assert_eq!(ran.code, Some(0), "{ran}");
        ran.stdout
    };
    let before = emaki.json(&["registry", "explain", "1", "--field", "episodes"]);
    let said = edit(&["--field", "episodes", "--value", "26", "--note", "counted on the discs"]);
    assert_eq!(said.trim(), "episodes of work 1 is 26 by hand");
    let told = emaki.json(&["registry", "explain", "1", "--field", "episodes"]);
    let winner = &told["claims"][0];
    assert_eq!((&winner["value"], &winner["chosen"]), (&26.into(), &true.into()), "{told}");
    assert!(winner["why"].as_str().is_some_and(|why| why.contains("keeper: counted on the discs")), "{told}");
    assert!(winner["at"].is_string(), "{told}");

    edit(&["--field", "genres", "--value", "Drama, Slice of Life"]);
    let listed = emaki.json(&["registry", "edit", "1"]);
    let values: Vec<_> =
        listed.as_array().expect("a list").iter().map(|edit| edit["value"].clone()).collect();
    assert_eq!(values, [serde_json::json!(["Drama", "Slice of Life"]), 26.into()]);

    edit(&["--field", "episodes", "--clear", "--note", "they were wrong"]);
    assert_eq!(emaki.json(&["registry", "explain", "1", "--field", "episodes"]), before);
    assert!(edit(&["--field", "episodes"]).contains("taken back by keeper"));
}

#[test]
fn a_value_that_does_not_fit_is_refused() {
    let emaki = fixtures::imported();
    for (arguments, code) in [
        (&["--field", "episodes", "--value", "none"][..], 1),
        (&["--field", "format", "--value", "tvv"], 1),
        (&["--field", "episodes", "--undo"], 1),
        (&["--field", "episodes", "--value", "1", "--clear"], 2),
        (&["--value", "1"], 2),
    ] {
        let ran = emaki.run(&[&["registry", "edit", "1"], arguments].concat());
        let refused = matches!(ran.code, Some(found) if found == code || found == 2) && ran.stdout.is_empty();
        assert!(refused && !ran.stderr.is_empty(), "{ran}");
    }
}

#[test]
fn an_import_never_undoes_a_decision() {
    let emaki = fixtures::imported();
    assert_eq!(emaki.run(&["registry", "split", "1", "anilist:90042"]).code, Some(0));
    let before = emaki.json(&["registry", "explain", "anilist:90042"]);
    let newer = fixtures::FILES[0].1.replace("\"episodes\":12", "\"episodes\":14");
    emaki.write("newer.jsonl", newer);
    assert_eq!(emaki.run(&["import", "newer.jsonl"]).code, Some(0));
    let after = emaki.json(&["registry", "explain", "anilist:90042"]);
    assert_eq!(before["id"], after["id"]);
}

#[test]
fn conflicts_are_listed() {
    let emaki = fixtures::imported();
    // A later release that takes two works for one.
    let merged = fixtures::FILES[0].1.lines().map(|line| {
        if line.contains("\"title\":\"Harbor of Paper Lanterns\"") {
            line.replace(
                "anilist.co/anime/90050\"",
                "anilist.co/anime/90050\",\"https://myanimelist.net/anime/90051\"",
            )
        } else {
            line.to_owned()
        }
    });
    let merged: Vec<String> =
        merged.filter(|line| !line.contains("\"title\":\"Clockwork Orchard\"")).collect();
    emaki.write("merged.jsonl", merged.join("\n"));
    assert_eq!(emaki.run(&["import", "merged.jsonl"]).code, Some(0));
    snapshot!("registry_check", emaki.run(&["registry", "check"]));
    snapshot!("registry_check_clean", Emaki::new().run(&["registry", "check"]));
}

#[test]
fn decisions_about_nothing_are_refused() {
    let emaki = fixtures::imported();
    let mut pages = Vec::new();
    let cases: [&[&str]; 4] =
        [&["link", "mal:5", "999"], &["merge", "1", "999"], &["split", "1", "mal:5"], &["merge", "1", "1"]];
    for arguments in cases {
        let ran = emaki.run(&[&["registry"], arguments].concat());
        assert!(matches!(ran.code, Some(1 | 2)) && ran.stdout.is_empty(), "{ran}");
        pages.push(format!("# emaki registry {}\n{}\n", arguments.join(" "), ran.stderr));
    }
    insta::assert_snapshot!(pages.concat());
}
