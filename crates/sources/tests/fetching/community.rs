//! Answers that installations share.

use sources::http::{Community, Secret, Step, Tier};

use crate::scene::{Scene, ask};

const SEED: &str = "0101010101010101010101010101010101010101010101010101010101010101";
const OTHER: &str = "0202020202020202020202020202020202020202020202020202020202020202";

fn community(folder: &tempfile::TempDir, trusted: &[String], signing: Option<&str>) -> Community {
    let url = format!("file://{}", folder.path().display());
    Community::open(&url, trusted, signing.map(Secret::new).as_ref()).expect("a folder")
}

fn public_key(folder: &tempfile::TempDir, seed: &str) -> String {
    community(folder, &[], Some(seed)).public_key().expect("it signs")
}

#[tokio::test]
async fn one_gives_and_another_takes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let key = public_key(&folder, SEED);
    let giver = Scene::with(|builder| builder.community(Some(community(&folder, &[], Some(SEED))))).await;
    giver.serve(1);
    giver.anime(1).await.expect("it is there");

    // The same address, as for every installation in the world, but another process and no cache in common.
    let taker = |trusted: Vec<String>| {
        let sources = crate::scene::sources_at(&giver.replay.url(), giver.clock.clone(), |builder| {
            builder.community(Some(community(&folder, &trusted, None)))
        });
        async move { ask(&sources, 1, &sources::http::How::default()).await.expect("it is there") }
    };
    let received = taker(vec![key]).await;
    assert_eq!(received.trace.steps, [Step::Hit { tier: Tier::Community }]);
    assert_eq!(giver.asked_for(1), 1);

    let stranger = taker(vec![public_key(&folder, OTHER)]).await;
    assert!(!stranger.trace.is_hit(), "whose key is not listed is not believed");
    assert_eq!(giver.asked_for(1), 2);
}

#[tokio::test]
async fn a_changed_object_is_not_taken() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let key = public_key(&folder, SEED);
    let scene = Scene::with(|builder| builder.community(Some(community(&folder, &[], Some(SEED))))).await;
    scene.serve(1);
    let asked = scene.anime(1).await.expect("it is there");
    let object = walk(folder.path()).pop().expect("it was given");
    let mut bytes = std::fs::read(&object).expect("it can be read");
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&object, bytes).expect("it can be changed");
    let reader = crate::scene::sources_at(&scene.replay.url(), scene.clock.clone(), |builder| {
        builder.community(Some(community(&folder, &[key], None)))
    });
    let again = crate::scene::anime(&reader, 1).await.expect("the source is asked");
    assert!(!again.trace.is_hit());
    assert_eq!(again.parsed, asked.parsed);
}

#[tokio::test]
async fn nothing_of_a_user_ever_goes_in() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scene = Scene::with(|builder| builder.community(Some(community(&folder, &[], Some(SEED))))).await;
    scene.replay.on(
        "GET",
        "/users/@me/animelist",
        testkit::replay::Answer::json(r#"{"data":[],"paging":{}}"#),
    );
    let ask =
        sources::providers::Ask::new("animelist").with("name", "@me").on_behalf_of(Secret::new("ann's"));
    let mal = model::SourceId::known("mal");
    scene.sources.ask(&mal, &ask, &sources::http::How::default()).await.expect("it is there");
    assert!(walk(folder.path()).is_empty());
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
