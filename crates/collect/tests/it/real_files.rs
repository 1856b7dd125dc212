//! The old pipeline's own files: the ids that it made of names, and its file by hand.

use collect::Options;
use testkit::replay::Answer;

use crate::scene::{Scene, told};

#[tokio::test]
async fn the_wiki_gives_the_rows_that_the_old_pipeline_had() {
    let Some(data) = testkit::data_dir(27) else { return };
    let old = data.join("catalog/geminya");
    let bytes = std::fs::read(old.join("intermediate/characters_recrawl.csv")).expect("the file is there");
    let table = sheets::csv::read(&bytes).expect("a sound table");
    let at = |name: &str| table.position(name).expect("the column is there");
    let (id, name, about, image) = (at("source_id"), at("name"), at("about"), at("image_url"));

    let mut scene = Scene::new().await;
    let wiki = scene.config.wikis.values_mut().next().expect("a wiki");
    wiki.manual_json = old.join("input_sources/ss_manual_data.json").display().to_string();
    // The two that only the file by hand knows are not on the wiki's list.
    let by_hand = ["ss_tyrant", "ss_tyrant_swimsuit"];
    let mut rows: Vec<String> = Vec::new();
    let listed = table.rows.iter().filter(|row| row.get(id).is_none_or(|id| !by_hand.contains(&id)));
    for (number, row) in listed.enumerate() {
        let (name, image) = (row.get(name).unwrap_or_default(), row.get(image).unwrap_or_default());
        rows.push(format!("<tr><td></td><td><a href=\"/stellasora/C{number}\">{name}</a></td></tr>"));
        let lines = row.get(about).unwrap_or_default().lines().map(|line| format!("<p>{line}</p>"));
        let profile: String = lines.collect();
        let page = format!(
            "<h1>{name}</h1><table class=\"infobox\"><tr><td><img src=\"{image}\"></td></tr></table>\
             <div class=\"tabbertab\" title=\"English\">{profile}</div>"
        );
        scene.replay.on("GET", &format!("/stellasora/C{number}"), Answer::html(page));
    }
    let rows = rows.concat();
    let list = format!("<table class=\"wikitable sortable\">{rows}</table>");
    scene.replay.on("GET", "/stellasora/Characters", Answer::html(list));
    let report = scene.collect(&["night_ferry"], Options::default()).await;
    assert!(report.is_whole(), "{}", told(&report));

    let stored = scene.store.collected("character", None).await.expect("the store works");
    assert_eq!(stored.len(), table.rows.len());
    for row in &table.rows {
        let id = row.get(id).expect("each row has an id");
        let found = stored.iter().find(|stored| stored.source_id == id);
        let found = found.unwrap_or_else(|| panic!("no row has the old id {id}"));
        let said: serde_json::Value = serde_json::from_str(&found.body).expect("JSON");
        let said = &said["character"];
        assert_eq!(said["name"].as_str(), row.get(name), "{id}");
        assert_eq!(said["image"].as_str(), row.get(image), "{id}");
        let flat =
            |text: Option<&str>| text.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(flat(said["about"].as_str()), flat(row.get(about)), "{id}");
    }
}
