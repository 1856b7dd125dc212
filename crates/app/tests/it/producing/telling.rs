//! What is told of wishes and changes that cannot be read, and of changes at once.

use app::{CharacterChange, ErrorCode, testing::TestApp};
use production::EngineConfig;
use serde_json::json;

use super::{code, studio};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_of_another_type_is_told_with_its_place() {
    let studio = studio().await;
    for (wish, place) in [
        (json!({"prompt": "a", "width": "wide"}), "width"),
        (json!({"prompt": "a", "loras": [{"name": "brass", "weight": "much"}]}), "loras[0].weight"),
        (json!({"prompt": "a", "matrix": {"steps": "10"}}), "matrix"),
        (json!({"prompt": "a", "style_preset": [1]}), "style_preset"),
    ] {
        let told = studio.test.app.generate(wish.clone(), "ben").await.expect_err("it cannot be read");
        assert_eq!((told.code, told.details["parameter"].as_str()), (ErrorCode::InvalidInput, Some(place)));
        assert!(told.message.starts_with(&format!("`{place}`: ")), "{wish}: {}", told.message);
        assert!(!told.message.contains("enum"), "{}", told.message);
    }
    let odd = json!({"prompt": "a", "colour": "red"});
    let told = studio.test.app.generate(odd, "ben").await.expect_err("there is no such field");
    assert!(told.message.starts_with("unknown field `colour`"), "{}", told.message);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_of_a_bible_at_once_are_laid_over_each_other() {
    const CHANGES: usize = 12;
    let studio = studio().await;
    let app = &studio.test.app;
    let change = |at: usize| {
        let fields = ["personality", "backstory", "description"];
        let bible = json!({ fields[at % fields.len()]: format!("{at}") });
        let (app, id) = (app.clone(), studio.mirei.id.clone());
        let change = CharacterChange { bible, ..CharacterChange::default() };
        tokio::spawn(async move { app.update_character(&id, &change, "ben").await })
    };
    let changes: Vec<_> = (0..CHANGES).map(change).collect();
    for changed in changes {
        changed.await.expect("no panic").expect("it names no version, so it means whatever is there");
    }
    let mirei = app.production_character(&studio.mirei.id).await.expect("it is there");
    assert_eq!(mirei.latest_version as usize, 1 + CHANGES);
    let told = [&mirei.bible.personality, &mirei.bible.backstory, &mirei.bible.description];
    assert!(told.iter().all(|text| !text.is_empty()), "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bible_names_a_character_that_the_catalog_has() {
    let studio = studio().await;
    for number in [-1, 0, 999] {
        let change =
            CharacterChange { bible: json!({ "catalog_character": number }), ..CharacterChange::default() };
        let changed = studio.test.app.update_character(&studio.mirei.id, &change, "ben").await;
        assert_eq!(code(changed), ErrorCode::InvalidParameter, "{number}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_engine_that_is_away_is_told_by_the_health() {
    let test = TestApp::with(|config| {
        let url = Some("http://127.0.0.1:9".to_owned());
        let engine =
            EngineConfig { kind: "comfyui".to_owned(), url, token: None, model: None, weight: 1, at_once: 1 };
        config.production.engines.insert("studio".to_owned(), engine);
    })
    .await;
    let production = || async {
        let health = test.app.health().await;
        health.parts.into_iter().find(|part| part.name == "production").expect("each part is named")
    };
    assert!(production().await.details["engines"].is_null(), "nobody has needed one yet");
    test.app.picture_engines().await.expect("a sound pool");
    let told = production().await;
    assert_eq!(told.reason.as_deref(), Some("engines that do not answer: studio"));
    assert_eq!((&told.details["engines"][0]["state"], told.state), (&json!("away"), app::State::Degraded));
}
