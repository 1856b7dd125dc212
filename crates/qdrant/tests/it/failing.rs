//! What questions get when the server refuses, hangs or is gone: an answer of the other arms, in time.

use std::time::Duration;

use qdrant::testing::{Fault, Server};
use search::{SearchRequest, VectorError};

use crate::scene::{Place, Scene, catalog, failure, settings};

/// Words that no title bears, so that the meaning arm is asked.
const QUESTION: &str = "somebody who prepares meals for shy visitors";

async fn opened(server: &Server, change: impl FnOnce(&mut qdrant::Settings)) -> Scene {
    let mut scene = Scene::new(&Place::Within);
    scene.write(catalog(30), &[], 1).await;
    let mut settings = settings(&server.url());
    settings.patience = Duration::from_millis(500);
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
    let titled = scene.index.search(&SearchRequest::new(&title(&scene))).expect("an answer");
    assert_eq!(titled.results[0].id.get(), 1, "titles do not need it");
    assert!(titled.degraded.is_empty(), "and nobody asked it");

    let _server = down.up();
    let mut tries = 0;
    while scene.ask(QUESTION) != (whole.clone(), false) {
        tries += 1;
        assert!(tries < 1_000, "it is asked again after its rest");
        tokio::task::yield_now().await;
    }
}

fn title(scene: &Scene) -> String {
    let everything = scene.index.search(&SearchRequest::new("")).expect("an answer");
    let first = everything.results.iter().find(|hit| hit.id.get() == 1);
    first.map(|hit| hit.card.title.clone()).unwrap_or_else(|| catalog(1)[0].work.title.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_costs_no_more_than_its_time() {
    let server = Server::start();
    let scene = opened(&server, |settings| settings.patience = Duration::from_millis(100)).await;
    scene.write(catalog(30), &[], 1).await;
    for _ in 0..3 {
        server.fail("Points/QueryBatch", Fault::Hangs);
        let (_, degraded) = scene.ask(QUESTION);
        assert!(degraded);
    }
    server.calls();
    let (_, degraded) = scene.ask(QUESTION);
    assert!(degraded && server.calls().is_empty(), "after three failures nobody asks for a while");
    let trouble = scene.qdrant.as_ref().expect("a server").trouble().expect("it is known");
    assert!(trouble.contains("left alone") && trouble.contains("100 ms"), "{trouble}");
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
    server.fail("Points/Get", Fault::Status(13, "Service internal error: task panicked"));
    let error = failure(scene.engine().points(&[1]));
    assert!(matches!(&error, VectorError::Answer(said) if said.contains("panicked")), "{error}");
    assert_eq!(scene.engine().points(&[1]).expect("the next time").len(), 1);
}
