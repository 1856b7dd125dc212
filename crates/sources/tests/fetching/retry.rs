//! What is tried again, and what is not.

use sources::http::{Body, FetchError, How, Lifetime, Method, Request, Step, Wait};
use sources::providers::provider_of;
use testkit::replay::{Answer, Fault};

use crate::scene::{JIKAN, Scene};

#[tokio::test]
async fn failures_that_may_pass_are_tried_again() {
    let scene = Scene::new().await;
    let faults: [(&str, Fault); 5] = [
        ("500", Answer::failing(500).into()),
        ("503", Answer::failing(503).into()),
        ("429 without a time", Answer::too_many().into()),
        ("a connection that is dropped", Fault::DropBefore),
        ("an answer that is cut short", Fault::Truncate),
    ];
    for (id, (what, fault)) in (1..).zip(faults) {
        scene.serve(id).fault_next(1, fault);
        let asked = scene.anime(id).await.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(scene.asked_for(id), 2, "{what}");
        let waited =
            asked.trace.steps.iter().any(|step| matches!(step, Step::Waited { why: Wait::Retry, .. }));
        assert!(waited, "{what}: {:?}", asked.trace);
    }
}

#[tokio::test]
async fn attempts_are_bounded() {
    let scene = Scene::new().await;
    scene.serve(1).fault(Answer::failing(502));
    let error = scene.anime(1).await.expect_err("it never works");
    assert_eq!(scene.asked_for(1), 3);
    assert!(error.to_string().contains("status 502"), "{error}");
}

#[tokio::test]
async fn what_will_not_change_is_not_tried_again() {
    let scene = Scene::new().await;
    for (id, status) in [(1, 400), (2, 403), (3, 404), (4, 410), (5, 451)] {
        scene.serve(id).fault(Answer::status(status));
        assert!(scene.anime(id).await.is_err());
        assert_eq!(scene.asked_for(id), 1, "{status}");
    }
}

/// A change is sent once, whatever becomes of it.
#[tokio::test]
async fn a_change_goes_out_once() {
    let scene = Scene::new().await;
    let provider = provider_of(&JIKAN).expect("it is there");
    let url = format!("{}/change", scene.replay.url()).parse().expect("an address");
    let change = Request {
        method: Method::Post,
        body: Some(Body::Form(vec![("a".into(), "1".into())])),
        safe: false,
        ..Request::get(JIKAN, "change", url, Lifetime::Instant)
    };
    for fault in [Fault::from(Answer::failing(503)), Fault::DropBefore, Fault::DropMiddle] {
        scene.replay.forget();
        scene.replay.on("POST", "/change", Answer::text("done")).fault(fault);
        assert!(scene.sources.fetcher().fetch(provider, &change, &How::default()).await.is_err());
        assert_eq!(scene.replay.count("/change"), 1);
    }
    scene.replay.on("POST", "/change", Answer::text("done")).heal();
    // Five failures have opened the breaker by now, were they three attempts each.
    let answer = scene.sources.fetcher().fetch(provider, &change, &How::default()).await;
    assert!(!matches!(answer, Err(FetchError::Open { .. })));
}
