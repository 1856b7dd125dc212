//! Files: what stands in them, and how they come back.

use keeping::{KeepingError, rules::Rules};
use publish::files::{self, FileState, Stage};

use crate::scene::{Scene, at};

const CHARACTERS: &str = "data/final/characters_final.csv";

#[tokio::test]
async fn each_stage_has_its_files() {
    let scene = Scene::new().await;
    let report = scene.publish(&[Stage::All]).await;
    let told: Vec<String> = report.files.iter().map(|file| format!("{} {}", file.path, file.rows)).collect();
    assert_eq!(
        told,
        [
            "data/intermediate/series_processed.csv 2",
            "data/intermediate/characters_processed.csv 3",
            "data/intermediate/series_recrawl.csv 0",
            "data/intermediate/characters_recrawl.csv 0",
            "data/final/series_cleaned.xlsx 2",
            "data/final/characters_cleaned.xlsx 3",
            "data/final/characters_with_stats.csv 3",
            "data/final/series_final.csv 2",
            "data/final/characters_final.csv 3",
            "data/registries/series_id_registry.csv 2",
            "data/registries/character_id_registry.csv 3",
        ]
    );
    assert_eq!(
        scene.read("data/final/series_final.csv").as_deref(),
        Some(
            "series_id,name,english_name,image_link,creator,genres,synopsis,favorites,members,score,media_type\n\
             1,Moonlit Depot,,https://img.example.org/s/1.jpg,\"{\"\"studio\"\": \"\"Studio Lantern\"\"}\",Drama|Mystery,\
             A night porter keeps lost things.,12,3400,7.0,anime\n\
             2,Clockwork Orchard,,https://img.example.org/s/1.jpg,\"{\"\"studio\"\": \"\"Studio Lantern\"\"}\",Drama|Mystery,\
             A night porter keeps lost things.,12,3400,7.0,anime\n"
        )
    );
    let characters = scene.read(CHARACTERS).expect("it is written");
    let mut lines = characters.lines();
    assert_eq!(
        lines.nth(1),
        Some(
            "1,Mira Sato,Moonlit Depot,1,Anime,3,https://img.example.org/c/1.jpg,2100,\
             \"She loves to read, and keeps a great garden.\",{},[],,{},{},\
             \"[\"\"Roses\"\", \"\"Sakura Petals\"\", \"\"Novel\"\", \"\"Manga\"\"]\",{}"
        )
    );
    assert_eq!(
        lines.next(),
        Some("2,Ao,Moonlit Depot,1,Anime,2,https://img.example.org/c/1.jpg,510,\"Cooks.")
    );
    assert_eq!(lines.next().map(|line| &line[..6]), Some("Well.\""));
    let processed = scene.read("data/intermediate/characters_processed.csv").expect("it is written");
    assert!(processed.starts_with("source_type,source_id,name,series,series_source_id,genre,rarity,image_url,about,favorites,processed_at,id\n"));
}

#[tokio::test]
async fn the_same_rows_make_the_same_files() {
    let scene = Scene::new().await;
    let first = scene.publish(&[Stage::All]).await;
    assert!(first.files.iter().all(|file| file.state == FileState::New));
    let again = scene.publish(&[Stage::All]).await;
    assert_eq!(again.publish, None, "nothing was to be written");
    assert!(again.files.iter().all(|file| file.state == FileState::Unchanged), "{:?}", again.files);
    assert_eq!(scene.store.publishes("main").await.expect("the books").len(), 1);
}

#[tokio::test]
async fn a_dry_run_says_what_would_change_and_writes_nothing() {
    let scene = Scene::new().await;
    let mut request = scene.request(&[Stage::Final]);
    request.dry_run = true;
    let report = files::publish(&scene.store, &request, &Rules::default()).await.expect("it is looked at");
    assert!(report.files.iter().all(|file| file.state == FileState::New));
    assert!(!scene.folder.path().join("out").exists());
    assert_eq!(scene.store.publishes("main").await.expect("the books"), []);
}

#[tokio::test]
async fn a_rollback_brings_the_files_back() {
    let scene = Scene::new().await;
    scene.publish(&[Stage::Final]).await;
    let first = scene.read(CHARACTERS);
    scene.curate("character", "102", "name", Some("Wren Vale")).await;
    let second = scene.publish(&[Stage::Final]).await;
    assert_ne!(scene.read(CHARACTERS), first);

    let done = scene.roll_back(None, false).await.expect("nothing was changed since");
    assert_eq!((done.publish, done.restored, done.removed), (2, 1, 0));
    assert_eq!(scene.read(CHARACTERS), first);
    let twice = scene.roll_back(second.publish, false).await.expect_err("it was taken back");
    assert!(matches!(twice, KeepingError::Conflict { .. }), "{twice}");

    let done = scene.roll_back(None, false).await.expect("the first one is the newest now");
    assert_eq!((done.publish, done.restored, done.removed), (1, 0, 2));
    assert_eq!(scene.read(CHARACTERS), None, "nothing stood there before");
}

#[tokio::test]
async fn a_file_that_was_changed_since_is_refused_and_kept_when_forced() {
    let scene = Scene::new().await;
    scene.publish(&[Stage::Final]).await;
    scene.curate("series", "10", "name", Some("Moonlit Station")).await;
    let published = scene.publish(&[Stage::Final]).await;
    let series = scene.read("data/final/series_final.csv");
    scene.write(CHARACTERS, "by hand\n");

    let refused = scene.roll_back(published.publish, false).await.expect_err("a file was changed");
    let KeepingError::Conflict { places, .. } = &refused else { panic!("{refused}") };
    assert!(places[0].ends_with("characters_final.csv") && places.len() == 1, "{places:?}");
    assert_eq!(scene.read("data/final/series_final.csv"), series, "nothing else was touched");

    scene.roll_back(published.publish, true).await.expect("it is forced");
    assert!(scene.read(CHARACTERS).is_some_and(|text| text.contains("Moonlit Depot")));
    assert_eq!(scene.read(&format!("{CHARACTERS}.before-rollback")).as_deref(), Some("by hand\n"));
}

#[tokio::test]
async fn only_the_newest_publishes_keep_what_stood_there() {
    let scene = Scene::new().await;
    for count in 0..5 {
        scene.curate("character", "102", "name", Some(&format!("Wren {count}"))).await;
        scene.publish(&[Stage::Final]).await;
    }
    let forgotten = scene.roll_back(Some(2), true).await.expect_err("it is kept no longer");
    assert!(forgotten.to_string().contains("no longer kept"), "{forgotten}");
    scene.roll_back(Some(5), false).await.expect("the newest is kept");
    assert!(scene.read(CHARACTERS).is_some_and(|text| text.contains("Wren 3")));
    let unknown = scene.roll_back(Some(9), false).await.expect_err("there is none");
    assert!(matches!(unknown, KeepingError::Missing { .. }), "{unknown}");
}

#[tokio::test]
async fn a_publish_that_broke_off_is_settled_by_the_next() {
    let scene = Scene::new().await;
    scene.publish(&[Stage::Final]).await;
    // As a kill between the books and the files leaves it.
    let tx = scene.store.begin().await.expect("a transaction");
    tx.set_publish(1, "begun", "{}").await.expect("it is noted");
    tx.commit().await.expect("it is committed");
    scene.write("data/final/.characters_final.csv.partial", "half a fi");
    scene.curate("character", "102", "name", Some("Wren Vale")).await;
    scene.publish(&[Stage::Final]).await;
    let books = scene.store.publishes("main").await.expect("the books");
    let states: Vec<&str> = books.iter().map(|publish| publish.state.as_str()).collect();
    assert_eq!(states, ["done", "done"]);
    assert_eq!(scene.read("data/final/.characters_final.csv.partial"), None);
}

#[tokio::test]
async fn two_at_once_never_interleave() {
    let scene = Scene::new().await;
    scene.publish(&[Stage::Final]).await;
    let lock = std::fs::File::open(scene.folder.path().join("out/.emaki-publish.lock")).expect("it is there");
    lock.lock().expect("it is free");
    let busy = files::publish(&scene.store, &scene.request(&[Stage::Final]), &Rules::default()).await;
    assert!(matches!(busy, Err(KeepingError::Busy(_))));
    drop(lock);
    assert_eq!(scene.publish(&[Stage::Final]).await.publish, None);
}

#[tokio::test]
async fn the_old_rules_can_be_compared_with_ours() {
    let scene = Scene::new().await;
    scene.curate("series", "11", "synopsis", Some("One._x000D_\nTwo.")).await;
    let mut request = scene.request(&[Stage::Final]);
    (request.dry_run, request.differences, request.at) = (true, true, at(9));
    let report = files::publish(&scene.store, &request, &Rules::default()).await.expect("it is looked at");
    let told: Vec<String> = report
        .differences
        .expect("they were asked for")
        .into_iter()
        .map(|difference| format!("{} {} {}", difference.unique_id, difference.column, difference.rule))
        .collect();
    assert_eq!(
        told,
        [
            "1 english_name text.nan",
            "2 english_name text.nan",
            "2 synopsis text.x000d",
            "1 favorite_gifts gifts.whole_word",
            "2 favorite_gifts gifts.whole_word",
        ]
    );
}
