//! A host that wants a long rest is left alone, and no run stands and waits for it.

use serde_json::{Value, json};
use testkit::replay::{Answer, Replay};

use crate::emaki::Emaki;

fn extracted(emaki: &Emaki) -> Value {
    let ran = emaki.run(&["--json", "people", "extract"]);
    assert_eq!(ran.code, Some(3), "{ran}");
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"))
}

#[test]
fn documents_behind_a_long_rest_are_left() {
    let docs = Replay::start_blocking();
    let rows = [(3, "a"), (2, "b"), (1, "c")].map(|(row, letter)| {
        let id = letter.repeat(33);
        docs.on("GET", &format!("/document/d/{id}/export"), Answer::too_many().retry_after(7_200));
        let link = format!("https://docs.google.com/document/d/{id}/edit");
        format!("{row},Row {row},row{row}@example.org,FF-Se/Fi-CP/B(S) #4,{link}\n")
    });
    let emaki = Emaki::new()
        .with("EMAKI_PEOPLE__ENABLED", "true")
        .with("EMAKI_ALLOW_PRIVATE", "true")
        .with("EMAKI_PEOPLE__DOWNLOADS__DOCS_URL", &docs.url());
    emaki.write("sheet.csv", format!("row_id,name,email,type,link\n{}", rows.concat()));
    emaki.json(&["people", "import", "sheet.csv"]);
    let counts = |told: &Value| ["read", "failed", "left", "rests"].map(|name| told[name].clone());
    assert_eq!(counts(&extracted(&emaki)), [json!(0), json!(1), json!(2), json!(true)]);
    // The rest is for all processes: the next one asks nobody, and what it did not ask for did not fail.
    assert_eq!(counts(&extracted(&emaki)), [json!(0), json!(0), json!(2), json!(true)]);
    assert_eq!(docs.total(), 1, "one question told it");
}
