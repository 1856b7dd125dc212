//! Lists of ids: MyAnimeList, VNDB, MangaDex.

use collect::Options;
use serde_json::json;
use sources::http::Kept;
use testkit::replay::Answer;

use crate::scene::{Scene, serve_character, serve_list, serve_work, told};

const NOT_FOUND: &str = include_str!("../../../sources/fixtures/jikan/not-found.json");

/// Two seasons that share a character, and everything that a filter looks at.
async fn two_seasons() -> Scene {
    two_seasons_in(Scene::new().await)
}

fn two_seasons_in(scene: Scene) -> Scene {
    let scene = scene.with_genders("romji,sex\nLeon Semaphore,1\n");
    serve_list(&scene.replay, "animelist", &[(11, "Moonlit Depot"), (12, "Moonlit Depot 2"), (13, "Gone")]);
    let (wren, leon) = ((501, " Wren", Some(2400)), (502, "Leon Semaphore", Some(9)));
    let (nobody, unknown) = ((503, "Nobody", Some(0)), (504, "Odile", None));
    serve_work(&scene.replay, "anime", 11, "Moonlit Depot", &[wren, leon, nobody]);
    serve_work(&scene.replay, "anime", 12, "Moonlit Depot 2", &[wren, unknown]);
    scene.replay.on("GET", "/jikan/anime/13/full", Answer::json(NOT_FOUND).with_status(404));
    scene
}

#[tokio::test]
async fn an_anime_list_with_all_of_its_characters() {
    let scene = two_seasons().await;
    let report = scene.run("mal").await;
    insta::assert_snapshot!("anime_report", told(&report));
    insta::assert_snapshot!("anime_rows", scene.rows().await);
    insta::assert_snapshot!("anime_journal", scene.journal().await);
    assert!(report.is_whole());
    assert_eq!(scene.asked("/jikan/characters/501"), 1, "a character of both seasons is asked for once");
    assert_eq!(scene.replay.unexpected().len(), 0, "{:?}", scene.replay.unexpected());
    assert_eq!(scene.asked("/mal/users/@me/animelist"), 3, "all pages of the list are read");

    scene.replay.forget();
    let before = scene.rows().await;
    let report = scene.run("mal").await;
    assert_eq!(scene.replay.total(), 3, "what is finished is not asked for again, only the list");
    assert_eq!((scene.rows().await, report.sources[0].characters.unchanged), (before, 2));
}

#[tokio::test]
async fn postgresql_holds_the_same() {
    let Some((scene, _database)) = Scene::on_postgres(1).await else { return };
    let (scene, other) = (two_seasons_in(scene), two_seasons().await);
    for scene in [&scene, &other] {
        scene.run("mal").await;
        scene.collect(&["mal"], Options { recrawl: true, ..Options::default() }).await;
    }
    assert_eq!(scene.journal().await, other.journal().await);
    assert_eq!(scene.rows().await, other.rows().await);
}

#[tokio::test]
async fn a_manga_list_filters_nobody() {
    let scene = Scene::new().await.with_genders("romji,sex\nLeon Semaphore,1\n");
    serve_list(&scene.replay, "mangalist", &[(21, "Night Ferry")]);
    serve_work(
        &scene.replay,
        "manga",
        21,
        "Night Ferry",
        &[(501, "Wren", Some(0)), (502, "Leon Semaphore", Some(9))],
    );
    scene.run("mal_manga").await;
    insta::assert_snapshot!(scene.rows().await);
}

#[tokio::test]
async fn a_token_that_is_not_taken_is_renewed_once() {
    let scene = Scene::new().await;
    serve_list(&scene.replay, "animelist", &[]);
    let refused = json!({ "error": "invalid_token", "message": "token is invalid" });
    let page = json!({ "data": [], "paging": {} });
    let path = "/mal/users/@me/animelist";
    scene.replay.on("GET", path, Answer::value(&refused).with_status(401));
    let second =
        |request: &testkit::replay::Request| request.header("authorization") == Some("Bearer second");
    scene.replay.on("GET", path, Answer::value(&page)).when(second);
    assert!(scene.run("mal").await.is_whole());
    assert_eq!(scene.asked(path), 2);
}

#[tokio::test]
async fn another_users_list_needs_no_login() {
    let mut scene = Scene::new().await;
    scene.config.mal_user = "keeper".into();
    let page = json!({ "data": [{ "node": { "id": 11, "title": "X" } }], "paging": {} });
    scene.replay.on("GET", "/mal/users/keeper/animelist", Answer::value(&page));
    serve_work(&scene.replay, "anime", 11, "X", &[]);
    assert!(scene.run("mal").await.is_whole());
    let asked = &scene.replay.requests()[0];
    assert_eq!((asked.header("x-mal-client-id"), asked.header("authorization")), (Some("test-client"), None));
}

#[tokio::test]
async fn a_recrawl_asks_for_everything_and_tells_what_differs() {
    let scene = two_seasons().await;
    scene.run("mal").await;
    serve_character(&scene.replay, 501, "Wren", Some(0));
    serve_character(&scene.replay, 503, "Nobody", Some(1));
    scene.replay.forget();
    let options = Options { recrawl: true, ..Options::default() };
    let report = scene.collect(&["mal"], options).await;
    // Who is in stays in, whatever the rules say of newcomers; who was turned away may come in.
    insta::assert_snapshot!(told(&report));
    assert_eq!(scene.asked("/jikan/anime/11/full"), 1);
    assert_eq!(scene.asked("/jikan/anime/13/full"), 1, "what was not found is asked for as well");
}

#[tokio::test]
async fn a_dry_run_asks_and_writes_nothing() {
    let scene = two_seasons().await;
    let dry = Options { dry_run: true, ..Options::default() };
    let report = scene.collect(&["mal"], dry).await;
    insta::assert_snapshot!(told(&report));
    assert_eq!((scene.rows().await, scene.journal().await), (String::new(), String::new()));
    assert_eq!(scene.store.runs(9).await.expect("the store works"), []);
    let real = scene.run("mal").await;
    assert_eq!(real.sources[0].characters.new, report.sources[0].characters.new, "and it was right");
}

#[tokio::test]
async fn a_limit_leaves_the_rest_for_later() {
    let scene = two_seasons().await;
    let one = Options { limit: Some(1), ..Options::default() };
    let report = scene.collect(&["mal"], one).await;
    assert_eq!((report.sources[0].series.new, report.sources[0].series.pending), (1, 2), "{}", told(&report));
    assert_eq!(scene.asked("/jikan/anime/12/full"), 0);
    assert!(scene.run("mal").await.is_whole());
    assert_eq!(scene.ids("series").await, ["11", "12"]);

    // The same holds for what is asked for anew, and the next run goes on with it.
    scene.replay.forget();
    let anew = Options { recrawl: true, limit: Some(1), ..Options::default() };
    scene.collect(&["mal"], anew).await;
    assert_eq!((scene.asked("/jikan/characters/501"), scene.asked("/jikan/characters/504")), (1, 0));
    scene.collect(&["mal"], Options { recrawl: true, ..Options::default() }).await;
    assert_eq!((scene.asked("/jikan/anime/11/full"), scene.asked("/jikan/characters/504")), (1, 1));
}

#[tokio::test]
async fn a_dry_recrawl_tells_what_differs() {
    let scene = two_seasons().await;
    scene.run("mal").await;
    serve_character(&scene.replay, 501, "Wren", Some(1));
    let options = Options { recrawl: true, dry_run: true, ..Options::default() };
    let report = scene.collect(&["mal"], options).await;
    let tally = report.sources[0].characters;
    assert_eq!((tally.changed, tally.unchanged, tally.filtered), (1, 1, 2), "{}", told(&report));
}

#[tokio::test]
async fn what_is_kept_is_collected_without_the_network() {
    let mut scene = two_seasons().await;
    scene.cached = true;
    scene.run("mal").await;
    let (rows, journal) = (scene.rows().await, scene.journal().await);
    let store = scene.folder.path().join("second.sqlite");
    scene.store = store::Store::open(&format!("sqlite:{}", store.display())).await.expect("a new store");
    scene.replay.forget();
    let report = scene.collect_from(&["mal"], Options::default(), Kept::Only).await;
    assert_eq!(scene.replay.total(), 0, "nobody was asked");
    assert_eq!((scene.rows().await, scene.journal().await), (rows, journal), "{}", told(&report));

    // With nothing kept there is nothing to take.
    scene.cached = false;
    let report = scene.collect_from(&["vndb"], Options::default(), Kept::Only).await;
    assert_eq!(report.sources[0].series.new, 0);
}

#[tokio::test]
async fn visual_novels_with_all_pages_of_characters() {
    let scene = Scene::new().await.with_ids("vndb", &["v9001", " 9005"]);
    let novel = |id: &str, title: &str| {
        json!({ "results": [{ "id": id, "title": title, "developers": [{ "id": "p1", "name": "Lantern Works" }],
            "image": { "url": "https://t.example/cv.jpg" }, "description": "A [b]train[/b].", "rating": 78.3, "votecount": 412,
            "tags": [{ "id": "g1", "name": "Tragedy", "category": "cont", "rating": 2.0, "spoiler": 0, "lie": false }] }], "more": false })
    };
    let character = |id: &str, name: &str, sex: serde_json::Value| {
        json!({ "id": id, "name": name, "original": null, "description": "[url=/c1]Waits[/url]", "image": null, "sex": sex,
            "traits": [{ "id": "i1", "name": "Kind" }], "vns": [{ "id": "v9001", "role": "main" }] })
    };
    let page = |rows: Vec<serde_json::Value>, more: bool| json!({ "results": rows, "more": more });
    let on = |path: &str, marker: &str, answer: serde_json::Value| {
        scene.replay.on("POST", path, Answer::value(&answer)).body_contains(marker)
    };
    on("/vndb/vn", "v9001", novel("v9001", "Tsukiakari"));
    on("/vndb/vn", "v9005", novel("v9005", "Depot Zero"));
    let (aoi, ren) =
        (character("c901", "Aoi", json!(["f", "m"])), character("c902", "Ren", json!(["m", "f"])));
    let (mei, rin) = (character("c903", "Mei", json!(null)), character("c904", "Rin", json!(["b", null])));
    on("/vndb/character", "v9001", page(vec![aoi.clone(), ren], true));
    on("/vndb/character", "v9001", page(vec![mei], false)).body_contains("\"page\":2");
    on("/vndb/character", "v9005", page(vec![aoi, rin], false));
    let report = scene.run("vndb").await;
    assert!(report.is_whole(), "{}", told(&report));
    insta::assert_snapshot!("vndb_rows", scene.rows().await);
    insta::assert_snapshot!("vndb_journal", scene.journal().await);
}

#[tokio::test]
async fn a_visual_novel_that_is_not_there() {
    let scene = Scene::new().await.with_ids("vndb", &["v1", "x9"]);
    scene.replay.on("POST", "/vndb/vn", Answer::value(&json!({ "results": [], "more": false })));
    let report = scene.run("vndb").await;
    assert_eq!(
        (report.sources[0].series.not_found, report.sources[0].series.failed),
        (1, 1),
        "{}",
        told(&report)
    );
}

#[tokio::test]
async fn series_of_mangadex_by_id_and_by_search() {
    let id = "0b7f4a3e-1d5c-4c1e-9a55-3d9a2e6f0001";
    let mut scene = Scene::new().await.with_ids("mangadex", &[id]);
    let manga = include_str!("../../../sources/fixtures/mangadex/manga.json");
    let search = include_str!("../../../sources/fixtures/mangadex/search.json");
    scene.replay.on("GET", &format!("/mangadex/manga/{id}"), Answer::json(manga));
    scene.replay.on("GET", "/mangadex/manga", Answer::json(search));
    scene.config.mangadex.search = "depot".into();
    scene.config.mangadex.limit = 1;
    let report = scene.run("mangadex").await;
    insta::assert_snapshot!(format!("{}{}", told(&report), scene.rows().await));
}
