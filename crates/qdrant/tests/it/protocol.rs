//! Names, collections and indexes as the server sees them.

use qdrant::{Qdrant, testing::Server};
use search::{Filters, NUMBER_FIELDS, WORD_FIELDS};

use crate::scene::{Place, Scene, catalog, settings, work};

#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_a_filter_is_indexed() {
    let server = Server::start();
    let scene = Scene::new(&Place::Server { url: server.url() });
    scene.write(catalog(3), &[], 1).await;
    let [collection] = server.collections().try_into().expect("one collection");
    let indexed = server.indexed(&collection);
    let kind = |field: &str| indexed.iter().find(|(known, _)| known == field).map(|(_, kind)| *kind);
    // The protocol's numbers of kinds: keyword 0, integer 1, boolean 5.
    assert!(WORD_FIELDS.iter().all(|field| kind(field) == Some(0)), "{indexed:?}");
    assert!(NUMBER_FIELDS.iter().all(|field| kind(field) == Some(1)), "{indexed:?}");
    assert_eq!((kind("adult"), indexed.len()), (Some(5), WORD_FIELDS.len() + NUMBER_FIELDS.len() + 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_one_call_and_no_answer_is_none() {
    let server = Server::start();
    let scene = Scene::new(&Place::Server { url: server.url() });
    scene.write(catalog(20), &[], 1).await;
    server.calls();
    let mut filters = Filters::default();
    assert!(!scene.near("a comet", &filters).is_empty());
    assert_eq!(server.calls(), ["Points/QueryBatch"]);
    filters.set("tags_all", "no such tag").expect("a good value");
    assert!(scene.near("a comet", &filters).is_empty());
    assert_eq!(server.calls(), [""; 0], "what nothing can meet is not asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn stores_on_one_server_do_not_meet() {
    let server = Server::start();
    let place = Place::Server { url: server.url() };
    let (one, other) = (Scene::new(&place), Scene::new(&place));
    one.write(vec![work(1, "Moonlit Depot")], &[], 1).await;
    other.write(vec![work(2, "Flying Tram")], &[], 1).await;
    assert_eq!(server.collections().len(), 2);
    let found = one.near("a depot in the moonlight", &Filters::default());
    assert_eq!(found.into_iter().map(|(id, _)| id).collect::<Vec<_>>(), [1]);
    let survey = one.qdrant.as_ref().expect("a server").survey().await.expect("it answers");
    assert_eq!((survey.ours.len(), survey.others.len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_none() {
    let error = Qdrant::open(&settings("not an address")).err().expect("it is refused");
    assert!(error.to_string().contains("address"), "{error}");
}

#[test]
fn secrets_are_not_printed() {
    let mut settings = settings("http://ann:hunter2@localhost:6334");
    settings.key = "swordfish".to_owned();
    let printed = format!("{settings:?}");
    assert!(!printed.contains("hunter2") && !printed.contains("swordfish"), "{printed}");
}
