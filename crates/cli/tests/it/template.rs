//! `emaki template`: tables to fill in, and what comes of filling them in.

use crate::emaki::{Emaki, snapshot};

#[test]
fn tables_to_fill_in() {
    let emaki = Emaki::new();
    snapshot!("template_series", emaki.run(&["template", "series", "--game", "genshin"]));
    snapshot!(
        "template_characters",
        emaki.run(&["template", "characters", "--medium", "light_novel", "--series", "Night Ferry"])
    );
    let json = emaki.json(&["template", "characters", "--game", "hsr"]);
    assert!(json["csv"].as_str().is_some_and(|csv| csv.contains("\nhsr,example,")), "{json}");
}

#[test]
fn what_cannot_be_is_refused() {
    let emaki = Emaki::new();
    let cases: [&[&str]; 3] = [&["series"], &["series", "--game", "ludo"], &["series", "--medium", "film"]];
    let told = cases.map(|arguments| {
        let ran = emaki.run(&[&["template"], arguments].concat());
        assert!(matches!(ran.code, Some(1 | 2)), "{ran}");
        format!("# emaki template {}\n{ran}\n", arguments.join(" "))
    });
    insta::assert_snapshot!(told.concat());
}
