//! A wiki: crawled anew each time, old rows staying until that is whole.

use collect::Options;
use testkit::replay::{Answer, Replay};

use crate::scene::{Scene, told};

fn serve(replay: &Replay, names: &[&str]) {
    let rows = names.iter().map(|name| {
        let page = name.replace(' ', "_");
        format!("<tr><td></td><td><a href=\"/stellasora/{page}\">{name}</a></td></tr>")
    });
    let rows: String = rows.collect();
    let list = format!("<title>Characters</title><table class=\"wikitable sortable\">{rows}</table>");
    replay.on("GET", "/stellasora/Characters", Answer::html(list));
    for name in names {
        serve_page(replay, name, "waits.");
    }
}

fn serve_page(replay: &Replay, name: &str, profile: &str) -> testkit::replay::Route {
    let page = format!(
        "<title>{name}</title><h1>{name}</h1><table class=\"infobox\"><tr><td><img src=\"//static.example/thumb/a/{name}.png/300px-{name}.png\"></td></tr>\
         <tr><th>Birthday</th><td>March 14</td></tr></table><div class=\"tabbertab\" title=\"English\"><p>{name} {profile}</p></div>"
    );
    replay.on("GET", &format!("/stellasora/{}", name.replace(' ', "_")), Answer::html(page))
}

const MANUAL: &str = r#"{ "_description": "by hand", "characters": [
    { "name": "wren", "birthday": "01/15", "profile_image_link": "", "profile": "By hand.", "url": "manual_entry" },
    { "name": "Tyrant Swimsuit", "birthday": "01/16", "profile_image_link": "https://p.example/t.png", "profile": "Only by hand." } ] }"#;

#[tokio::test]
async fn characters_of_the_wiki_and_of_the_file_by_hand() {
    let scene = Scene::new().await;
    serve(&scene.replay, &["Wren", "Mira Vale", "Odile"]);
    scene.write("night_ferry_manual_data.json", MANUAL);
    let report = scene.run("night_ferry").await;
    assert!(report.is_whole(), "{}", told(&report));
    insta::assert_snapshot!(scene.rows().await);
    let again = scene.run("night_ferry").await;
    assert_eq!(
        (again.sources[0].characters.unchanged, scene.asked("/stellasora/Odile")),
        (4, 2),
        "always anew"
    );
}

#[tokio::test]
async fn who_is_gone_goes_only_when_the_crawl_is_whole() {
    gone_and_broken(Scene::new().await).await;
}

#[tokio::test]
async fn who_is_gone_goes_from_postgresql_too() {
    let Some((scene, _database)) = Scene::on_postgres(1).await else { return };
    gone_and_broken(scene).await;
}

async fn gone_and_broken(scene: Scene) {
    serve(&scene.replay, &["Wren", "Odile", "Mira"]);
    scene.run("night_ferry").await;
    serve(&scene.replay, &["Wren", "Mira"]);
    serve_page(&scene.replay, "Wren", "has left.");
    let broken = scene.replay.on("GET", "/stellasora/Mira", Answer::failing(500));
    let report = scene.run("night_ferry").await;
    assert_eq!((report.sources[0].characters.dropped, report.sources[0].characters.failed), (0, 1));
    assert_eq!(scene.ids("character").await.len(), 3, "old rows stay");
    scene.replay.forget();
    broken.now(Answer::html("<title>Mira</title><h1>Mira</h1>"));
    let report = scene.run("night_ferry").await;
    assert!(report.sources[0].resumed);
    assert_eq!(scene.asked("/stellasora/Wren"), 0, "what the broken crawl finished is not asked for again");
    assert_eq!(report.sources[0].characters.dropped, 1, "{}", told(&report));
    assert_eq!(scene.ids("character").await, ["ss_wren", "ss_mira"]);
}

#[tokio::test]
async fn a_broken_list_takes_nothing_away() {
    let scene = Scene::new().await;
    let names: Vec<String> = (0..12).map(|number| format!("Wren {number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    serve(&scene.replay, &names);
    scene.run("night_ferry").await;
    for (list, told_of) in [
        ("<title>Characters</title><p>under construction", "lists no characters"),
        ("<title>Just a moment...</title>", "access is blocked"),
    ] {
        scene.replay.on("GET", "/stellasora/Characters", Answer::html(list));
        let report = scene.run("night_ferry").await;
        assert!(told(&report).contains(told_of), "{}", told(&report));
    }
    serve(&scene.replay, &names[..3]);
    let report = scene.run("night_ferry").await;
    assert!(told(&report).contains("9 of 12 characters are not listed any more"), "{}", told(&report));
    assert_eq!(scene.ids("character").await.len(), 12);
    let report = scene.collect(&["night_ferry"], Options { recrawl: true, ..Options::default() }).await;
    assert_eq!(report.sources[0].characters.dropped, 9, "{}", told(&report));
}

#[tokio::test]
async fn two_names_that_come_to_one_id_are_told() {
    let scene = Scene::new().await;
    serve(&scene.replay, &["Wren", "Wren!"]);
    let report = scene.run("night_ferry").await;
    assert!(!report.is_whole());
    assert_eq!(scene.ids("character").await, ["ss_wren"]);
    assert!(told(&report).contains("comes to the same id as `Wren`"), "{}", told(&report));
}

#[tokio::test]
async fn a_file_by_hand_with_faults_stops_it_before_it_begins() {
    let scene = Scene::new().await;
    for (text, told_of) in [
        ("{", "it cannot be read"),
        (r#"{"characters":[{"name":" "}]}"#, "the character has no name"),
        (r#"{"characters":[{"name":"A"},{"name":"a"}]}"#, "the character is there twice"),
    ] {
        scene.write("night_ferry_manual_data.json", text);
        let report = scene.run("night_ferry").await;
        assert!(told(&report).contains(told_of), "{}", told(&report));
    }
    assert_eq!(scene.replay.total(), 0);
}
