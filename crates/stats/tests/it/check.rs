//! The check on damaged answers: each fault by its code, in its place, with what to do.

use serde_json::{Value, json};
use stats::{
    answers::Answers,
    check::{Code, Known, KnownCharacter, Report, check_answers},
    vocabulary::Vocabulary,
};

use crate::scene::batched;

fn known(ids: &[(&str, &str)]) -> Known {
    Known::new(ids.iter().map(|(source_type, id)| KnownCharacter {
        couple: keeping::forms::Couple::new(*source_type, *id),
        name: format!("Nana {id}"),
        series: "Moonlit Depot".to_owned(),
        is_kept: true,
    }))
}

fn check(answers: &Value) -> Report {
    let answers = Answers::parse(answers.to_string().as_bytes(), "batch.json").expect("a list");
    check_answers(&answers, Vocabulary::own(), Some(&known(&[("mal", "7"), ("vndb", "c8")])))
}

/// Two answers, whole and good.
fn pair() -> Value {
    json!([batched("mal", json!(7)), batched("vndb", json!("c8"))])
}

#[test]
fn nothing_is_wrong_with_good_answers() {
    let report = check(&pair());
    assert_eq!(report.findings, []);
    assert_eq!((report.rows, report.sound, report.rows_in_band, report.values), (2, 2, 2, 16));
}

type Change = fn(&mut Value);

/// Takes a key out of an object.
fn remove(object: &mut Value, key: &str) {
    object.as_object_mut().expect("an object").remove(key).expect("it is there");
}

/// What one change to the first answer is told as.
fn told(change: impl FnOnce(&mut Value)) -> String {
    let mut answers = pair();
    change(&mut answers[0]);
    check(&answers).findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_fault_is_told_with_its_place_and_cure() {
    let at = "batch.json, row 1, column";
    let cases: [(Change, &str, &str); 18] = [
        (|a| a["elemental_type"] = json!(["ice"]), "error unknown_element", "elemental_type, `ice`"),
        (
            |a| a["elemental_type"] = json!(["fire", "wind", "dark"]),
            "error too_many_elements",
            "elemental_type, `[\"fire\",\"wind\",\"dark\"]`",
        ),
        (|a| a["elemental_type"] = json!([]), "error odd_elements", "elemental_type, `[]`"),
        (|a| a["elemental_type"] = json!(["fire", "fire"]), "error odd_elements", "elemental_type, `fire`"),
        (|a| a["elemental_type"] = json!("fire"), "error wrong_type", "elemental_type, `fire`"),
        (|a| a["stats"]["hp"] = json!(0), "error out_of_range", "stats.hp, `0`"),
        (|a| a["stats"]["lck"] = json!(201), "error out_of_range", "stats.lck, `201`"),
        (|a| a["stats"]["mag"] = json!(60), "warning out_of_band", "stats.mag, `60`"),
        (|a| a["stats"]["mag"] = json!("90"), "error wrong_type", "stats.mag, `90`"),
        (|a| a["stats"]["mag"] = json!(90.5), "error wrong_type", "stats.mag, `90.5`"),
        (|a| a["stats"]["charm"] = json!(90), "error stray_key", "stats.charm, `90`"),
        (|a| remove(&mut a["stats"], "vit"), "error missing_key", "stats.vit"),
        (|a| remove(a, "elemental_resistances"), "error missing_key", "elemental_resistances"),
        (
            |a| remove(&mut a["elemental_resistances"], "void"),
            "error missing_key",
            "elemental_resistances.void",
        ),
        (
            |a| a["elemental_resistances"]["dark"] = json!("immune"),
            "error unknown_resistance",
            "elemental_resistances.dark, `immune`",
        ),
        (|a| a["role_potency"]["Mage"] = json!("E"), "error unknown_grade", "role_potency.Mage, `E`"),
        (|a| a["archetype"] = json!("Wizzard"), "error unknown_archetype", "archetype, `Wizzard`"),
        (|a| a["mood"] = json!("sad"), "warning extra_key", "mood, `sad`"),
    ];
    for (change, code, place) in cases {
        let told = told(change);
        let rest = told.strip_prefix(code).unwrap_or_else(|| panic!("{told} is no {code}"));
        let rest = rest.strip_prefix(" of mal:7").unwrap_or(rest);
        let rest = rest
            .strip_prefix(&format!(": {at} {place}: "))
            .unwrap_or_else(|| panic!("{told} is not at {place}"));
        assert!(!told.contains('\n'), "{told}");
        assert!(rest.contains("; "), "{told} says what to do");
    }
    let small = told(|answer| answer["archetype"] = json!("ally"));
    assert!(small.ends_with("the vocabulary has no such archetype; write `Ally`"), "{small}");
}

#[test]
fn couples_are_looked_at() {
    let report = check(&json!([
        batched("mal", json!(7)),
        batched("mal", json!("7")),
        batched("mal", json!(9)),
        batched("mal", json!(null)),
        "text",
    ]));
    let words: Vec<String> = report
        .findings
        .iter()
        .map(|finding| format!("{:?} {}", finding.fault.row, finding.code.word()))
        .collect();
    assert_eq!(
        words,
        [
            "Some(2) duplicate_answer",
            "Some(3) unknown_couple",
            "Some(4) missing_key",
            "Some(5) wrong_type",
            "None missing_answer",
        ]
    );
    assert_eq!(report.findings[4].couple, "vndb:c8");
    assert_eq!((report.errors(), report.warnings(), report.count(Code::DuplicateAnswer)), (4, 1, 1));
}

#[test]
fn a_file_that_is_no_file_of_answers() {
    let told = |bytes: &[u8]| Answers::parse(bytes, "x").expect_err("no answers").to_string();
    assert!(told(b"[{\"a\": 1}").starts_with("x: it is no JSON: EOF"));
    assert!(told(b"\x1f\x8b\x08broken").starts_with("x: the packed file is damaged"));
    assert!(told(b"\xff\xfe\x00").starts_with("x: it is no CSV"));
    assert!(told(b"").contains("it has no column"));
    assert_eq!(Answers::parse(b"\xef\xbb\xbf []", "x").expect("a list").answers, []);
}
