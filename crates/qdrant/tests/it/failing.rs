//! What questions get when the server refuses, hangs or is gone: an answer of the other arms, in time.

use std::time::Duration;

use qdrant::testing::{Fault, Server};
use search::{SearchRequest, VectorEngine as _, VectorError};

use crate::scene::{Place, Scene, catalog, failure, settings};

/// Words that are in no text, so that the meaning arm is asked.
const QUESTION: &str = "oceans tides whales currents";

async fn opened(server: &Server, change: impl FnOnce(&mut qdrant::Settings)) -> Scene {
    let mut scene = Scene::new(&Place::Within);
    scene.write(catalog(30), &[], 1).await;
    let mut settings = settings(&server.url());
    settings.patience = Duration::from_secs(5);
    change(&mut settings);
    let qdrant = qdrant::Qdrant::open(&settings).expect("an address");
    assert!(scene.index.attach(std::sync::Arc::new(qdrant.clone())));
    scene.qdrant = Some(qdrant);
    scene
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_filled_is_told_and_does_not_count_as_trouble() {
    let server = Server::start();
    let scene = opened(&server, |_| ()).await;
    assert_eq!(failure(scene.engine().standing()), VectorError::Empty);
    let (_, degraded) = scene.ask(QUESTION);
    assert!(degraded);
    assert_eq!(scene.qdrant.as_ref().expect("a server").trouble(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_and_comes_back() {
    let server = Server::start();
    let scene = opened(&server, |settings| settings.rest = Duration::from_millis(1)).await;
    scene.write(catalog(30), &[], 1).await;
    let (whole, degraded) = scene.ask(QUESTION);
    assert!(!degraded && !whole.is_empty());

    let down = server.down();
    let (_, degraded) = scene.ask(QUESTION);
    assert!(degraded, "the other arms answer");
    let error = failure(scene.engine().points(&[1]));
    assert!(matches!(error, VectorError::Unreachable(_)), "{error}");
    let first = scene.index.search(&SearchRequest::new("")).expect("an answer").results.remove(0);
    let titled = scene.index.search(&SearchRequest::new(&first.card.title)).expect("an answer");
    assert_eq!(titled.results[0].id, first.id, "titles do not need it");
    assert!(titled.degraded.is_empty(), "and nobody asked it");

    let _server = down.up();
    let mut tries = 0;
    while scene.ask(QUESTION) != (whole.clone(), false) {
        tries += 1;
        assert!(tries < 1_000, "it is asked again after its rest");
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_costs_no_more_than_its_time() {
    let server = Server::start();
    let mut scene = Scene::new(&Place::Within);
    let mut settings = settings(&server.url());
    scene.qdrant = Some(qdrant::Qdrant::open(&settings).expect("an address"));
    scene.write(catalog(30), &[], 1).await;
    settings.patience = Duration::from_millis(100);
    let hasty = qdrant::Qdrant::open(&settings).expect("an address");
    assert!(scene.index.attach(std::sync::Arc::new(hasty.clone())));
    for _ in 0..9 {
        server.fail("Points/QueryBatch", Fault::Hangs);
    }
    for _ in 0..3 {
        assert!(scene.ask(QUESTION).1, "the other arms answer");
    }
    assert!(scene.ask(QUESTION).1, "after three failures nobody asks for a while");
    let error = failure(hasty.points(&[1]));
    assert!(matches!(error, VectorError::Resting(_)), "{error}");
    let trouble = hasty.trouble().expect("it is known");
    assert!(trouble.contains("left alone") && trouble.contains("no answer within"), "{trouble}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_given_and_a_wrong_one_is_told() {
    let server = Server::start();
    server.ask_for("swordfish");
    let scene = opened(&server, |settings| settings.key = "swordfish".to_owned()).await;
    scene.write(catalog(30), &[], 1).await;
    assert!(!scene.ask(QUESTION).1);

    let wrong = opened(&server, |settings| settings.key = "trout".to_owned()).await;
    let error = failure(wrong.engine().standing());
    assert!(matches!(error, VectorError::Refused(_)), "{error}");
    assert!(!error.to_string().contains("trout"), "{error}");
    assert!(wrong.ask(QUESTION).1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_makes_no_sense_is_told() {
    let server = Server::start();
    let scene = opened(&server, |_| ()).await;
    scene.write(catalog(30), &[], 1).await;
    // The client itself asks once more before it tells.
    for _ in 0..2 {
        server.fail("Points/Get", Fault::Status(13, "Service internal error: task panicked"));
    }
    let error = failure(scene.engine().points(&[1]));
    assert!(matches!(&error, VectorError::Answer(said) if said.contains("panicked")), "{error}");
    assert_eq!(scene.engine().points(&[1]).expect("the next time").len(), 1);
}
