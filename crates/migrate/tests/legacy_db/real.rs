//! The old pipeline's real final files in a database, taken in with its real registries.

use std::{io::Read as _, path::Path};

use keeping::{
    forms::Form,
    numbers::{file_name, import, read_file},
    rules::Profile,
};
use model::Instant;

use crate::scene::Scene;

#[tokio::test]
async fn the_real_catalog_moves_in_without_moving_an_id() {
    let Some(data) = testkit::data_dir(1) else { return };
    let Some(mut scene) = Scene::without_rows().await else { return };
    let folder = data.join("catalog/geminya");
    fill(&mut scene, &folder).await;
    let mut files = Vec::new();
    for form in [Form::Series, Form::Character] {
        let name = file_name(form);
        let bytes = std::fs::read(folder.join("registries").join(name)).expect("a real file");
        files.push(read_file(name, &bytes, Instant::EPOCH).expect("a registry"));
    }
    import(&scene.store, "main", &files, false).await.expect("numbers");
    let report = scene.migrate().await;
    assert_eq!((report.series.rows, report.series.by_registry, report.series.highest), (237, 237, 237));
    assert_eq!((report.waifus.rows, report.waifus.by_registry, report.waifus.highest), (2457, 2457, 2457));
    assert_eq!((report.validation.series.next, report.validation.characters.next), (238, 2458));
    assert!(report.validation.is_whole() && report.validation.characters.only_here == 0);
    assert_eq!(report.findings, []);
    assert_eq!((report.wrote.rows, report.wrote.stats), (2694, 2457));
    let again = scene.migrate().await;
    let hands = scene.store.hand_values("main").await.expect("a store");
    assert_eq!((again.run, hands.first()), (None, None), "{:?}: {} values by hand", again.wrote, hands.len());

    // Published again by the old rules, nothing changes in the game but texts that were trimmed on the way.
    let legacy = scene.publish(Profile::Legacy, true).await;
    assert_eq!((legacy.series.refused, legacy.waifus.refused), (0, 0), "{:?}", legacy.refused.first());
    let columns: std::collections::BTreeSet<(&str, &str)> = legacy
        .changes
        .iter()
        .flat_map(|change| change.columns.iter().map(|column| (change.table, column.column)))
        .collect();
    assert!(columns.is_empty(), "{columns:?}: {}", legacy.changes[0]);

    let before = scene.whole().await;
    scene.publish(Profile::Default, false).await;
    assert_ne!(scene.whole().await, before);
    let undone = scene.undo().await.expect("taken back");
    assert!(undone.restored > 0 && undone.numbers == 0);
}

/// Uploads the final files as the old pipeline did.
async fn fill(scene: &mut Scene, folder: &Path) {
    let series = unpacked(&folder.join("final/series_final.csv.gz"));
    copy(scene, "COPY series (series_id, name, english_name, image_link, creator, genres, synopsis, favorites, members, score, media_type) FROM STDIN (FORMAT csv, HEADER)", &series).await;
    scene.sql("CREATE TABLE upload (LIKE waifus); ALTER TABLE upload ADD COLUMN favorites INTEGER").await;
    let characters = unpacked(&folder.join("final/characters_final.csv.gz"));
    copy(scene, "COPY upload (waifu_id, name, series, series_id, genre, rarity, image_url, favorites, about, stats, elemental_type, archetype, potency, elemental_resistances, favorite_gifts, special_dialogue) FROM STDIN (FORMAT csv, HEADER)", &characters).await;
    scene
        .sql(
            "INSERT INTO waifus (waifu_id, name, series, series_id, genre, rarity, image_url, about, stats, elemental_type, archetype, potency, elemental_resistances, favorite_gifts, special_dialogue) \
             SELECT waifu_id, name, series, series_id, genre, rarity, image_url, about, stats, elemental_type, archetype, potency, elemental_resistances, favorite_gifts, special_dialogue FROM upload; DROP TABLE upload",
        )
        .await;
}

async fn copy(scene: &mut Scene, statement: &str, bytes: &[u8]) {
    let mut copy = scene.target.copy_in_raw(statement).await.expect("sound SQL");
    copy.send(bytes).await.expect("taken");
    copy.finish().await.expect("taken");
}

fn unpacked(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).expect("a real file");
    flate2::read::GzDecoder::new(file).read_to_end(&mut bytes).expect("gzip");
    bytes
}
