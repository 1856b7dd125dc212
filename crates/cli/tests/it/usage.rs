//! Wrong usage: exit 2, stderr names the flag and the way out, stdout stays empty.

use crate::emaki::Emaki;

const WRONG: [(&str, &[&str]); 13] = [
    ("unknown command", &["serch", "x"]),
    ("unknown command of a group", &["db", "restor", "x"]),
    ("unknown flag", &["search", "x", "--colour", "red"]),
    ("missing argument", &["import"]),
    ("limit out of range", &["search", "x", "--limit", "500"]),
    ("year that is no number", &["search", "x", "--year_min", "soon"]),
    ("negative score", &["search", "x", "--score_min", "-1"]),
    ("unknown format", &["search", "x", "--format", "CASSETTE"]),
    ("unknown sort", &["search", "x", "--sort", "age"]),
    ("external id without a colon", &["registry", "link", "mal", "1"]),
    ("work that is no number", &["registry", "link", "mal:1", "one"]),
    ("a sample of nothing", &["index", "verify", "--sample", "0"]),
    ("address that is none", &["serve", "--listen", "everywhere"]),
];

#[test]
fn wrong_usage_says_what_and_what_else() {
    let emaki = Emaki::new();
    let mut pages = Vec::new();
    for (what, arguments) in WRONG {
        let ran = emaki.run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{what}: {ran}");
        pages.push(format!("# {what}: emaki {}\n{}\n", arguments.join(" "), ran.stderr));
    }
    insta::assert_snapshot!(pages.concat());
}

#[test]
fn wrong_usage_as_json_is_the_envelope() {
    let emaki = Emaki::new();
    let mut pages = Vec::new();
    for (what, arguments) in WRONG {
        let ran = emaki.run(&[&["--json"], arguments].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{what}: {ran}");
        let envelope: serde_json::Value =
            serde_json::from_str(&ran.stderr).expect("one JSON object on stderr");
        assert_eq!(envelope["error_code"], "invalid_parameter", "{what}");
        let keys: Vec<&String> = envelope.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["correlation_id", "details", "error_code", "hint", "message"], "{what}");
        pages.push(format!("{what}: {}: {}\n", envelope["details"]["parameter"], envelope["message"]));
    }
    insta::assert_snapshot!(pages.concat());
}

#[test]
fn nothing_is_made_by_wrong_usage() {
    let emaki = Emaki::new();
    for (_, arguments) in WRONG {
        emaki.run(arguments);
    }
    assert!(!emaki.path("data").exists());
}
