//! The offline generator over a registry: whole, sound, marked, and unmoved by who else is there.

use keeping::forms::Couple;
use model::Instant;
use stats::{
    check::{Known, check_stored},
    generate::{OFFLINE, Redo, generate_offline, subjects},
    vocabulary::Vocabulary,
};

use crate::scene::{REGISTRY, Scene, character};

async fn generate(scene: &Scene, redo: &Redo) -> (usize, u64) {
    let keeping = keeping::load(&scene.store, REGISTRY, &scene.rules).await.expect("the registry");
    let stored = stats::stored_rows(&scene.store, REGISTRY).await.expect("stored stats");
    let subjects = subjects(&keeping, &stored, redo);
    let own = Vocabulary::own();
    let changed = generate_offline(&scene.store, REGISTRY, &subjects, own, "ann", Instant::EPOCH);
    (subjects.len(), changed.await.expect("stats are made"))
}

#[tokio::test]
async fn everybody_gets_sound_stats_once() {
    let scene = Scene::with(40).await;
    assert_eq!(generate(&scene, &Redo::Nobody).await, (40, 40));
    assert_eq!(generate(&scene, &Redo::Nobody).await, (0, 0));
    assert_eq!(generate(&scene, &Redo::Everybody).await, (40, 0));
    let stored = stats::stored_rows(&scene.store, REGISTRY).await.expect("stored stats");
    assert!(stored.iter().all(|row| row.origin == OFFLINE && row.author == "ann"));
    let known = Known::load(&scene.store, REGISTRY, &scene.rules).await.expect("the registry");
    assert_eq!(check_stored(&stored, Vocabulary::own(), &known).findings, []);
}

#[tokio::test]
async fn who_stands_around_moves_nobody() {
    let scene = Scene::with(20).await;
    generate(&scene, &Redo::Nobody).await;
    let before = scene.stored().await;
    scene.save(&[character("mal", "0", 0), character("vndb", "c1", 5)]).await;
    assert_eq!(generate(&scene, &Redo::Everybody).await, (22, 2));
    let after = scene.stored().await;
    assert!(before.iter().all(|(couple, stats)| after[couple] == *stats));
    assert!(after.contains_key(&Couple::new("vndb", "c1")));
}
