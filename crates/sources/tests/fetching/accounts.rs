//! Answers of one user are no other's.

use model::SourceId;
use sources::{
    http::{How, Secret},
    providers::Ask,
};
use testkit::replay::Answer;

use crate::scene::Scene;

const MAL: SourceId = SourceId::known("mal");
const LIST: &str = r#"{"data":[{"node":{"id":1,"title":"Moonlit Depot"},"list_status":{"status":"watching","score":8,"num_episodes_watched":3}}],"paging":{}}"#;

#[tokio::test]
async fn each_account_has_its_own_answers() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scene = Scene::with_file(&folder).await;
    scene.replay.on("GET", "/users/@me/animelist", Answer::json(LIST));
    let ask = |token: &str| Ask::new("animelist").with("name", "@me").on_behalf_of(Secret::new(token));
    for token in ["ann's", "ann's", "ben's"] {
        scene.sources.ask(&MAL, &ask(token), &How::default()).await.expect("it is there");
    }
    assert_eq!(scene.replay.total(), 2, "one request for each of two accounts");
    let listed = scene.sources.fetcher().cache().expect("there is one");
    let listed =
        listed.list(&store::cache::ListFilter { limit: 9, ..Default::default() }).await.expect("it lists");
    assert!(listed.iter().all(|entry| entry.private));
    assert!(!format!("{listed:?}").contains("ann's"));
}
