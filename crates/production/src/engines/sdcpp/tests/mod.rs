//! The contract over a scripted server, and what is handed in and told.

mod chaos;
mod ends;
mod hostile;
mod restarts;

use std::{sync::Mutex, time::Duration};

use serde_json::json;
use testkit::sdcpp::SdCpp as Server;

use super::{SdCpp, SdCppPatience, SdCppSettings};
use crate::{
    Hundredths, Lora, Model, Recipe, Reference, ReferenceRole,
    engines::{
        Begin, Engine, EngineError, Event, Order, Outcome, PromptId, png,
        tests::{contract, id, made, recipe, run},
    },
};

fn settings(server: &Server) -> SdCppSettings {
    let mut settings = SdCppSettings::new("forge", server.url().parse().expect("an address"));
    settings.patience = SdCppPatience {
        first: Duration::from_millis(2),
        pace: Duration::from_millis(10),
        gone: Duration::from_millis(400),
        full: Duration::from_secs(1),
        ..SdCppPatience::default()
    };
    settings
}

/// An engine for a server, with little patience.
fn engine(server: &Server) -> SdCpp {
    SdCpp::new(settings(server)).expect("TLS is there")
}

fn order(seed: u64) -> Order {
    Order::new(recipe(seed))
}

/// Runs an order while something else happens, and gives what was told and how it ended.
async fn meanwhile(
    engine: &SdCpp,
    id: &PromptId,
    happens: impl Future<Output = ()>,
) -> (Vec<Event>, Result<Outcome, EngineError>) {
    let order = order(11);
    tokio::join!(run(engine, &order, id, Begin::Submit), happens).0
}

fn done(outcome: &Result<Outcome, EngineError>) -> bool {
    matches!(outcome, Ok(Outcome::Done(_)))
}

/// What an engine called a run, as it was told.
fn named(told: &[Event]) -> Option<&str> {
    told.iter().find_map(|event| match event {
        Event::Named { name } => Some(name.as_str()),
        _ => None,
    })
}

#[tokio::test]
async fn the_scripted_server_keeps_the_contract() {
    let server = Server::start();
    contract(&engine(&server)).await;
    assert!(
        server.orders().iter().all(|order| order["seed"].as_u64().is_some()),
        "a seed is never left open"
    );
}

#[tokio::test]
async fn a_newer_server_that_says_more_keeps_the_contract() {
    let server = Server::start();
    server.script(|script| {
        script.says_more = true;
        script.counts_steps = true;
        script.can_stop = true;
    });
    contract(&engine(&server)).await;
}

#[tokio::test]
async fn a_recipe_becomes_a_request() {
    let server = Server::start();
    let engine = engine(&server);
    let mut order = order(0);
    let hash = "cd".repeat(32);
    order.files.insert(hash.clone(), png::pack(8, 8, &[120; 8 * 8 * 3]));
    order.recipe.references =
        vec![Reference { hash: hash.clone(), role: ReferenceRole::Start, weight: Hundredths(70) }];
    order.recipe.loras = vec![Lora { name: "brass".to_owned(), weight: Hundredths(85) }];
    let Outcome::Done(made) = run(&engine, &order, &id(), Begin::Submit).await.1.expect("it answers") else {
        panic!("it makes pictures")
    };
    let sent = &server.orders()[0];
    assert_eq!((&sent["seed"], &sent["batch_count"], &sent["strength"]), (&json!(0), &json!(1), &json!(0.3)));
    assert_eq!(sent["sample_params"]["sample_method"], "dpm++2m");
    assert_eq!(sent["lora"][0]["path"], "styles/brass.safetensors");
    assert!(sent["init_image"].as_str().is_some_and(|text| text.starts_with("iVBORw0KGgo")));
    let graph = made.made_by.graph.expect("it is told");
    assert_eq!(graph["init_image"], format!("sha256:{hash}"), "the record holds no picture");
    assert_eq!(graph["sample_params"], sent["sample_params"]);
    assert!(graph["model"].is_string(), "which model made it: {graph}");
    assert_eq!(made.made_by.host.as_deref(), server.url().strip_prefix("http://"));
}

#[tokio::test]
async fn steps_are_told_where_they_are_counted_and_never_made_up() {
    let server = Server::start();
    server.script(|script| script.counts_steps = true);
    server.hold(3);
    let id = id();
    let engine = engine(&server);
    let (told, outcome) = meanwhile(&engine, &id, async {
        server.until_step(2).await;
        let looks = server.looks();
        server.until_looks(looks + 2).await;
        server.release();
    })
    .await;
    assert!(done(&outcome), "{outcome:?}");
    let half = Event::Progress { percent: 47, node: Some("sampling".to_owned()), step: 2, steps: 4 };
    assert!(told.contains(&half), "{told:?}");
    server.script(|script| script.counts_steps = false);
    let (told, _) = run(&engine, &order(12), &super::tests::id(), Begin::Submit).await;
    let percents = told.iter().filter(|event| matches!(event, Event::Progress { .. })).count();
    assert_eq!(percents, 1, "only the end is known: {told:?}");
}

#[tokio::test]
async fn what_is_wrong_with_an_order_is_told_by_our_fields() {
    let server = Server::start();
    let engine = engine(&server);
    let many = Recipe { steps: 150, width: 32, ..recipe(1) };
    match run(&engine, &Order::new(many), &id(), Begin::Submit).await.1 {
        Err(EngineError::Refused { fields, .. }) => {
            let fields: Vec<&str> = fields.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(fields, ["width", "steps"]);
        }
        other => panic!("{other:?}"),
    }
    let unable = [
        Recipe { model: Some(Model { name: "elsewhere.gguf".to_owned(), hash: None }), ..recipe(1) },
        Recipe { sampler: "uni_pc".to_owned(), ..recipe(1) },
        Recipe { loras: vec![Lora { name: "gold".to_owned(), weight: Hundredths::ONE }], ..recipe(1) },
    ];
    for recipe in unable {
        let error = run(&engine, &Order::new(recipe), &id(), Begin::Submit).await.1.expect_err("it cannot");
        assert!(matches!(error, EngineError::Unable { .. }) && !error.may_pass(), "{error:?}");
    }
    assert!(server.orders().is_empty(), "the server would have bent it without a word");
    server.script(|script| script.refuses = Some((400, r#"{"error":"invalid lora"}"#.to_owned())));
    let error = run(&engine, &order(1), &id(), Begin::Submit).await.1.expect_err("it is refused");
    assert!(!error.may_pass() && error.to_string().contains("`loras`: invalid lora"), "{error}");
}

#[tokio::test]
async fn the_model_of_the_settings_has_to_be_there() {
    let server = Server::start();
    let with = |model: &str| {
        let model = Some(model.to_owned());
        SdCpp::new(SdCppSettings { model, token: Some("hush".to_owned()), ..settings(&server) })
    };
    let right = with("lamplight.safetensors").expect("TLS is there");
    made(&right, &Recipe { model: None, ..recipe(1) }).await;
    assert_eq!(server.token().as_deref(), Some("Bearer hush"));
    let error = with("other.gguf").expect("TLS is there").look().await.expect_err("it has another one");
    assert!(error.to_string().contains("`other.gguf`; it has `lamplight.safetensors`"), "{error}");
    server.script(|script| script.makes_videos = true);
    let error = right.look().await.expect_err("it makes none");
    assert!(error.to_string().contains("no single pictures"), "{error}");
    assert!(!format!("{:?}", settings(&server)).contains("hush"));
}

#[tokio::test]
async fn who_waits_is_told_how_many_are_before() {
    let server = Server::start();
    server.hold(1);
    server.foreign(2).expect("there is room");
    server.until_step(0).await;
    server.foreign(2).expect("there is room");
    let id = id();
    let engine = engine(&server);
    let told = Mutex::new(Vec::new());
    let waits = tokio::sync::Notify::new();
    let listener = |event: Event| {
        if matches!(event, Event::Waiting { .. }) {
            waits.notify_one();
        }
        told.lock().expect("nobody panics with it").push(event);
    };
    let order = order(3);
    let (outcome, ()) = tokio::join!(engine.run(&order, &id, Begin::Submit, &listener), async {
        waits.notified().await;
        server.release();
    });
    assert!(done(&outcome), "{outcome:?}");
    let told = told.into_inner().expect("nobody panics with it");
    let waiting = told.iter().position(|event| *event == Event::Waiting { ahead: 2 });
    assert!(waiting < told.iter().position(|event| *event == Event::Started), "{told:?}");
    assert!(waiting.is_some() && named(&told).is_some(), "{told:?}");
}
