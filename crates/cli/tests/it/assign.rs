//! Published numbers: many processes at once make no gap and no duplicate.

use std::{collections::BTreeMap, process::Stdio};

use crate::emaki::Emaki;

const PROCESSES: usize = 16;
const COUPLES: usize = 40;

/// Every process asks for couples of its own and for some that all share.
fn assign_at_once(emaki: &Emaki) {
    // The store is made before, so that what is measured is the counting.
    assert_eq!(emaki.run(&["db", "upgrade"]).code, Some(0));
    let children: Vec<_> = (0..PROCESSES)
        .map(|process| {
            let own = (0..COUPLES).map(|number| format!("mal:{process}x{number}"));
            let shared = (0..COUPLES / 4).map(|number| format!("mal:shared{number}"));
            let couples: Vec<String> = own.chain(shared).collect();
            let couples: Vec<&str> = couples.iter().map(String::as_str).collect();
            let mut command =
                emaki.command(&[&["--json", "registry", "assign"], couples.as_slice()].concat());
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts")
        })
        .collect();
    let mut numbers: BTreeMap<u64, String> = BTreeMap::new();
    for child in children {
        let output = child.wait_with_output().expect("the binary ends");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{stderr}");
        let rows: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).expect("a list");
        assert_eq!(rows.len(), COUPLES + COUPLES / 4);
        for row in rows {
            let number = row["unique_id"].as_u64().expect("a number");
            let couple = row["source_id"].as_str().expect("text").to_owned();
            let known = numbers.entry(number).or_insert_with(|| couple.clone());
            assert_eq!(*known, couple, "number {number} was given twice");
        }
    }
    let count = (PROCESSES * COUPLES + COUPLES / 4) as u64;
    assert_eq!(numbers.keys().copied().collect::<Vec<_>>(), (1..=count).collect::<Vec<_>>(), "no gap");
}

#[test]
fn sixteen_processes_on_sqlite() {
    assign_at_once(&Emaki::new());
}

#[tokio::test]
async fn sixteen_processes_on_postgres() {
    let Some(database) = testkit::PrivateDatabase::create(1).await else { return };
    assign_at_once(&Emaki::on(&database.url()));
}

#[test]
fn a_couple_keeps_its_number() {
    let emaki = Emaki::new();
    let first = emaki.run(&["registry", "assign", "mal:7", "mal:007", "vndb:v1"]);
    assert_eq!(first.stdout, "number\tcouple\n1\tmal:7\n2\tmal:007\n3\tvndb:v1\n", "{first}");
    let again = emaki.run_with(&["registry", "assign", "-"], "vndb:v1\n\nmal:8\nmal:7\n");
    assert_eq!(again.stdout, "number\tcouple\n3\tvndb:v1\n4\tmal:8\n1\tmal:7\n", "{again}");
    let other = emaki.run(&["registry", "assign", "--registry", "other", "mal:7"]);
    assert_eq!(other.stdout, "number\tcouple\n1\tmal:7\n", "{other}");
    assert_eq!(emaki.run(&["registry", "assign", "mal"]).code, Some(2));
}
