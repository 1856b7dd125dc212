//! One work in the terminal.

use crate::{
    emaki::{Emaki, snapshot},
    fixtures,
};

#[test]
fn the_page_of_a_work() {
    let emaki = fixtures::imported();
    snapshot!("work_by_external_id", emaki.run(&["work", "mal:90042"]));
    let by_number = emaki.json(&["work", "1"]);
    let keys: Vec<&String> = by_number.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["characters", "redirected_from", "relations", "work"]);
}

#[test]
fn an_unknown_id_says_how_to_find_one() {
    let emaki = Emaki::new();
    let mut pages = Vec::new();
    for id in ["12", "mal:1", "nonsense", "0", "mal:"] {
        let ran = emaki.run(&["work", id]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{ran}");
        pages.push(format!("# emaki work {id}\n{}\n", ran.stderr));
    }
    insta::assert_snapshot!(pages.concat());
    insta::assert_snapshot!("unknown_work_as_json", emaki.run(&["--json", "work", "12"]).stderr);
}

#[test]
fn a_merged_number_leads_to_the_survivor() {
    let emaki = fixtures::imported();
    assert_eq!(emaki.run(&["registry", "merge", "1", "2"]).code, Some(0));
    let ran = emaki.run(&["work", "2"]);
    assert!(ran.stdout.starts_with("work\t1\n"), "{ran}");
    assert!(ran.stderr.contains("work 2 was merged into work 1"), "{ran}");
    assert_eq!(emaki.json(&["work", "2"])["redirected_from"], 2);
}
