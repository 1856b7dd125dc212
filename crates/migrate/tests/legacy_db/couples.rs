//! What ids stand for.

use keeping::{KeepingError, forms::Form, rules::Rules};
use migrate::legacy_db::{LegacyDbRequest, migrate};

use crate::scene::Scene;

#[tokio::test]
async fn couples_are_restored_from_the_old_registry() {
    let Some(scene) = Scene::new().await else { return };
    scene
        .file(
            Form::Series,
            &[(1, "mal", "38101", "Moonlit Depot"), (2, "mal_manga", "5", "Paper Harbor (Manga)")],
        )
        .await;
    scene
        .file(
            Form::Character,
            &[
                (1, "mal", "161471", "Kana Mori"),
                (2, "mal", "161472", "Another Name"),
                (7, "mal", "9", "Not in the game"),
            ],
        )
        .await;
    let report = scene.migrate().await;
    assert_eq!((report.series.by_registry, report.series.by_legacy), (2, 1));
    assert_eq!((report.waifus.by_registry, report.waifus.by_legacy), (2, 2));
    assert_eq!(report.wrote.rows, 7);
    assert_eq!(report.validation.characters.only_here, 1);
    assert_eq!(scene.numbers(Form::Series).await, ["1=mal:38101", "2=mal_manga:5", "5=legacy:5"]);
    let told: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("waifus 2, column name, `Rin`: the registry calls mal:161472 `Another Name`"),
        "{told:?}"
    );
    // A character under a couple of its own source finds its series by the source's id.
    let rows = scene.store.collected("character", Some("mal")).await.expect("a store");
    assert_eq!(rows[0].parent, ("mal".to_owned(), "38101".to_owned()));
}

#[tokio::test]
async fn ids_are_myanimelists_only_when_said_so_and_when_nothing_contradicts() {
    let Some(scene) = Scene::new().await else { return };
    let request = LegacyDbRequest { ids_are_mal: true, ..scene.request() };
    let report = migrate(&scene.store, &request, &Rules::default()).await.expect("taken in");
    assert_eq!((report.series.by_mal, report.waifus.by_mal), (3, 4));
    assert_eq!(scene.numbers(Form::Series).await, ["1=mal:1", "2=mal:2", "5=mal:5"]);

    let Some(scene) = Scene::new().await else { return };
    scene.file(Form::Character, &[(1, "mal", "161471", "Kana Mori"), (6, "mal", "9", "Mio")]).await;
    let request = LegacyDbRequest { ids_are_mal: true, ..scene.request() };
    let error = migrate(&scene.store, &request, &Rules::default()).await.expect_err("contradicted");
    let KeepingError::Conflict { places, .. } = error else { panic!("{error}") };
    assert!(places[0].contains("the registry knows 1 as mal:161471"), "{places:?}");
    assert!(places[1].contains("mal:9 is number 6 in the registry"), "{places:?}");
    assert_eq!(scene.numbers(Form::Series).await, [""; 0]);
}
