//! The contract over a scripted server, and what only a server can do to us.

mod chaos;
mod replay;

use std::{sync::Mutex, time::Duration};

use serde_json::json;
use testkit::comfyui::ComfyUi as Server;

use super::{ComfyUi, ComfyUiSettings, Patience, Templates};
use crate::{
    Hundredths, Lora, Model, Recipe, Reference, ReferenceRole,
    engines::{
        Begin, Engine, EngineError, Event, Lost, Order, Outcome, Pool, PromptId, png,
        tests::{contract, id, made, recipe, run},
    },
};

/// An engine for a server, with little patience.
fn engine(server: &Server) -> ComfyUi {
    named("studio", server)
}

fn named(name: &str, server: &Server) -> ComfyUi {
    let mut settings = ComfyUiSettings::new(name, server.url().parse().expect("an address"));
    settings.patience = Patience {
        silence: Duration::from_millis(300),
        pause: Duration::from_millis(10),
        gone: Duration::from_millis(400),
        ..Patience::default()
    };
    ComfyUi::new(settings, Templates::default()).expect("TLS is there")
}

fn order(seed: u64) -> Order {
    Order::new(recipe(seed))
}

/// Runs an order while something else happens, and gives what was told and how it ended.
async fn meanwhile(
    engine: &ComfyUi,
    id: &PromptId,
    happens: impl Future<Output = ()>,
) -> (Vec<Event>, Result<Outcome, EngineError>) {
    let order = order(11);
    tokio::join!(run(engine, &order, id, Begin::Submit), happens).0
}

fn done(outcome: &Result<Outcome, EngineError>) -> bool {
    matches!(outcome, Ok(Outcome::Done(_)))
}

#[tokio::test]
async fn the_scripted_server_keeps_the_contract() {
    let server = Server::start();
    contract(&engine(&server)).await;
    assert!(server.frees() > 0);
}

#[tokio::test]
async fn a_server_of_2026_keeps_the_contract() {
    let server = Server::start();
    server.script(|script| script.has_jobs = true);
    contract(&engine(&server)).await;
}

#[tokio::test]
async fn a_real_server_keeps_the_contract() {
    let Some(url) = testkit::environment::needed("COMFYUI_URL", 1) else { return };
    let settings = ComfyUiSettings::new("real", url.parse().expect("an address"));
    let engine = ComfyUi::new(settings, Templates::default()).expect("TLS is there");
    engine.look().await.expect("it answers");
    engine.warm().await.expect("it makes a picture");
}

#[tokio::test]
async fn nodes_steps_and_previews_are_told() {
    let server = Server::start();
    let (told, outcome) = run(&engine(&server), &order(1), &id(), Begin::Submit).await;
    assert!(done(&outcome), "{outcome:?}");
    let steps: Vec<(u32, u32)> = told
        .iter()
        .filter_map(|event| match event {
            Event::Progress { node: Some(node), step, steps, .. } if node == "KSampler" && *steps == 4 => {
                Some((*step, *steps))
            }
            _ => None,
        })
        .collect();
    assert_eq!(steps.iter().map(|(step, _)| *step).max(), Some(4), "{told:?}");
    let previews =
        told.iter().filter(|event| matches!(event, Event::Preview { mime: "image/jpeg", .. })).count();
    assert_eq!(previews, 4);
    let sent = &server.orders()[0];
    assert_eq!(sent["prompt_id"], sent["client_id"]);
    assert_eq!(sent["prompt"]["3"]["inputs"]["steps"], 4);
}

#[tokio::test]
async fn what_is_against_an_order_is_told_by_our_fields() {
    let server = Server::start();
    let engine = engine(&server);
    let refused = |recipe: Recipe| {
        let engine = &engine;
        async move {
            match run(engine, &Order::new(recipe), &id(), Begin::Submit).await.1 {
                Err(EngineError::Refused { fields, .. }) => fields,
                other => panic!("{other:?}"),
            }
        }
    };
    let fields = refused(Recipe { steps: 0, guidance: Hundredths(90_000), ..recipe(1) }).await;
    let told: Vec<String> =
        fields.iter().map(|error| format!("{}: {} [{}]", error.field, error.message, error.kind)).collect();
    assert_eq!(
        told,
        [
            "guidance: value 900.0 bigger than max of 100 [value_bigger_than_max]",
            "steps: value 0 smaller than min of 1 [value_smaller_than_min]"
        ]
    );
    let model = Some(Model { name: "elsewhere.safetensors".to_owned(), hash: None });
    let (_, unable) = run(&engine, &Order::new(Recipe { model, ..recipe(1) }), &id(), Begin::Submit).await;
    let unable = unable.expect_err("it has no such model");
    assert!(!unable.may_pass() && unable.to_string().contains("it has `lamplight.safetensors`"), "{unable}");
    assert!(server.ended("none").is_none() && server.remaining() == 0, "nothing of it runs");
}

#[tokio::test]
async fn a_fault_inside_is_an_outcome() {
    let server = Server::start();
    let fails =
        |kind: &str, message: &str| Some(("VAEDecode".to_owned(), kind.to_owned(), message.to_owned()));
    server.script(|script| script.fails_at = fails("RuntimeError", "expected 4 channels, but got 16"));
    let engine = engine(&server);
    match run(&engine, &order(2), &id(), Begin::Submit).await.1 {
        Ok(Outcome::Failed(fault)) => {
            assert_eq!(
                (fault.message.as_str(), fault.node.as_deref()),
                ("expected 4 channels, but got 16", Some("VAEDecode"))
            );
            assert!(!fault.may_pass && fault.detail.contains("nodes.py"));
        }
        other => panic!("{other:?}"),
    }
    server.script(|script| script.fails_at = fails("torch.OutOfMemoryError", "Allocation on device"));
    match run(&engine, &order(2), &id(), Begin::Submit).await.1 {
        Ok(Outcome::Failed(fault)) => assert!(fault.may_pass),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_socket_that_breaks_is_opened_again() {
    let server = Server::start();
    server.hold_before_step(3);
    let id = id();
    let (told, outcome) = meanwhile(&engine(&server), &id, async {
        server.until_step(id.as_str(), 2).await;
        server.drop_sockets();
        server.until_sockets(2).await;
        server.release();
    })
    .await;
    assert!(done(&outcome), "{outcome:?}");
    assert!(told.contains(&Event::Disconnected) && told.contains(&Event::Reconnected), "{told:?}");
    assert_eq!(server.orders().len(), 1);
}

#[tokio::test]
async fn last_words_that_were_lost_are_asked_for() {
    let server = Server::start();
    server.script(|script| script.drops_last_words = true);
    let (_, outcome) = run(&engine(&server), &order(3), &id(), Begin::Submit).await;
    assert!(done(&outcome), "{outcome:?}");
}

#[tokio::test]
async fn a_server_that_was_started_anew_has_lost_the_run() {
    let server = Server::start();
    server.hold_before_step(2);
    let id = id();
    let engine = engine(&server);
    let (_, outcome) = meanwhile(&engine, &id, async {
        server.until_step(id.as_str(), 1).await;
        server.restart();
    })
    .await;
    assert!(matches!(outcome, Ok(Outcome::Lost(Lost::Restarted))), "{outcome:?}");
    server.release();
    let (_, again) = run(&engine, &order(11), &id, Begin::Submit).await;
    assert!(done(&again), "{again:?}");
}

#[tokio::test]
async fn a_run_that_was_removed_is_told_from_one_that_was_cancelled() {
    let server = Server::start();
    server.hold_before_step(1);
    let theirs = server.foreign(Some("somebody"), 2);
    let (first, second) = (id(), id());
    let engine = engine(&server);
    let (told, waits) = (Mutex::new(Vec::new()), tokio::sync::Notify::new());
    let listener = |event| {
        if matches!(event, Event::Waiting { .. }) {
            waits.notify_one();
        }
        told.lock().expect("nobody panics with it").push(event);
    };
    let order = order(11);
    let (outcome, ()) = tokio::join!(engine.run(&order, &first, Begin::Submit, &listener), async {
        waits.notified().await;
        server.remove(first.as_str());
    });
    assert!(matches!(outcome, Ok(Outcome::Lost(Lost::Removed))), "{outcome:?}");
    assert_eq!(
        told.into_inner().expect("nobody panics with it"),
        [Event::Accepted, Event::Waiting { ahead: 1 }]
    );
    let (_, outcome) = meanwhile(&engine, &second, async {
        server.until_orders(3).await;
        engine.cancel(&second).await.expect("it answers");
    })
    .await;
    assert!(matches!(outcome, Ok(Outcome::Cancelled)), "{outcome:?}");
    server.release();
    server.until_idle().await;
    assert_eq!(server.ended(&theirs).as_deref(), Some("success"), "another's run is left alone");
}

#[tokio::test]
async fn a_run_under_way_is_cancelled_and_no_other() {
    for has_jobs in [false, true] {
        let server = Server::start();
        server.script(|script| script.has_jobs = has_jobs);
        server.hold_before_step(3);
        let id = id();
        let engine = engine(&server);
        let mut theirs = String::new();
        let (_, outcome) = meanwhile(&engine, &id, async {
            server.until_step(id.as_str(), 2).await;
            theirs = server.foreign(None, 2);
            engine.cancel(&id).await.expect("it answers");
            engine.cancel(&id).await.expect("twice is no error");
        })
        .await;
        assert!(matches!(outcome, Ok(Outcome::Cancelled)), "{outcome:?}");
        server.until_idle().await;
        assert_eq!(server.ended(&theirs).as_deref(), Some("success"));
    }
}

#[tokio::test]
async fn an_order_without_an_answer_is_not_handed_in_twice() {
    let server = Server::start();
    server.script(|script| script.silent_orders = 1);
    let (id, engine) = (id(), engine(&server));
    let (_, outcome) = run(&engine, &order(4), &id, Begin::Submit).await;
    assert!(done(&outcome), "{outcome:?}");
    let (_, again) = run(&engine, &order(4), &id, Begin::Submit).await;
    assert!(done(&again), "{again:?}");
    assert_eq!(server.orders().len(), 1);
}

#[tokio::test]
async fn a_run_is_taken_over_from_a_worker_that_died() {
    let server = Server::start();
    server.hold_before_step(2);
    let id = id();
    let (dying, order_) = (engine(&server), order(5));
    tokio::select! {
        _ = run(&dying, &order_, &id, Begin::Submit) => panic!("it is held"),
        () = server.until_step(id.as_str(), 1) => {}
    }
    server.release();
    let other = engine(&server);
    let (told, outcome) = run(&other, &order_, &id, Begin::Attach).await;
    let Ok(Outcome::Done(made)) = outcome else { panic!("{outcome:?} after {told:?}") };
    assert_eq!(server.orders().len(), 1);
    assert_eq!(made.made_by.graph.expect("it is told")["3"]["inputs"]["seed"], 5);
    let (_, later) = run(&other, &order_, &id, Begin::Attach).await;
    assert!(done(&later), "what has ended is fetched: {later:?}");
}

#[tokio::test]
async fn a_server_that_is_gone_gives_the_run_back() {
    let server = Server::start();
    server.hold_before_step(2);
    let (id, engine) = (id(), engine(&server));
    let (_, outcome) = meanwhile(&engine, &id, async {
        server.until_step(id.as_str(), 1).await;
        server.down();
    })
    .await;
    let error = outcome.expect_err("nobody is at home");
    assert!(error.may_pass() && !format!("{error:?}").contains("http://"), "{error:?}");
    server.up();
    server.release();
    let (_, outcome) = run(&engine, &order(11), &id, Begin::Attach).await;
    assert!(done(&outcome), "{outcome:?}");
}

#[tokio::test]
async fn what_others_do_without_an_id_is_not_ours() {
    let server = Server::start();
    server.hold_before_step(2);
    let theirs = server.foreign(None, 2);
    let (id, engine) = (id(), engine(&server));
    let told = Mutex::new(Vec::new());
    let order = order(6);
    let listener = |event| told.lock().expect("nobody panics with it").push(event);
    let (outcome, ()) = tokio::join!(engine.run(&order, &id, Begin::Submit, &listener), async {
        server.until_orders(2).await;
        server.until_step(&theirs, 1).await;
        server.release();
    });
    assert!(done(&outcome), "{outcome:?}");
    let told = told.into_inner().expect("nobody panics with it");
    let started = told.iter().position(|event| *event == Event::Started).expect("it started");
    let early =
        told[..started].iter().any(|event| matches!(event, Event::Progress { .. } | Event::Preview { .. }));
    assert!(!early, "{told:?}");
}

#[tokio::test]
async fn pictures_are_looked_at_before_they_are_kept() {
    let server = Server::start();
    let engine = engine(&server);
    for (instead, told) in
        [(b"<html>".to_vec(), "no PNG"), (png::pack(4, 4, &[7; 48])[..60].to_vec(), "damaged")]
    {
        server.script(|script| script.instead_of_picture = Some(instead));
        let error = run(&engine, &order(7), &id(), Begin::Submit).await.1.expect_err("it is no picture");
        assert!(error.to_string().contains(told), "{error}");
        server.restart(); // so that nothing is cached
    }
    server.script(|script| {
        script.instead_of_picture = None;
        script.loses_pictures = true;
    });
    let error = run(&engine, &order(7), &id(), Begin::Submit).await.1.expect_err("it is not there");
    assert!(error.to_string().contains("404"), "{error}");
    let mut settings = ComfyUiSettings::new("small", server.url().parse().expect("an address"));
    settings.largest_picture = 100;
    server.script(|script| script.loses_pictures = false);
    let small = ComfyUi::new(settings, Templates::default()).expect("TLS is there");
    let error = run(&small, &order(8), &id(), Begin::Submit).await.1.expect_err("it is too large");
    assert!(error.to_string().contains("more than 100 bytes"), "{error}");
}

#[tokio::test]
async fn references_and_loras_become_nodes() {
    let server = Server::start();
    let engine = engine(&server);
    let mut order = order(9);
    order.recipe.loras = vec![Lora { name: "brass".to_owned(), weight: Hundredths(85) }];
    for (letter, role) in
        [("a", ReferenceRole::Likeness), ("b", ReferenceRole::Style), ("c", ReferenceRole::Start)]
    {
        let hash = letter.repeat(64);
        order.files.insert(hash.clone(), png::pack(2, 2, &[9; 12]));
        order.recipe.references.push(Reference { hash, role, weight: Hundredths(70) });
    }
    let (_, outcome) = run(&engine, &order, &id(), Begin::Submit).await;
    assert!(done(&outcome), "{outcome:?}");
    let graph = server.orders()[0]["prompt"].clone();
    let of_class = |class: &str| {
        let nodes = graph.as_object().expect("a graph").values().filter(|node| node["class_type"] == class);
        nodes.map(|node| node["inputs"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(of_class("LoraLoader")[0]["strength_model"], 0.85);
    assert_eq!(of_class("IPAdapter").len(), 2);
    let sampler = &of_class("KSampler")[0];
    assert_eq!(sampler["denoise"], 0.3, "seven tenths of the picture stay");
    assert_eq!(graph[sampler["latent_image"][0].as_str().expect("a link")]["class_type"], "VAEEncode");
    assert_eq!(graph[sampler["model"][0].as_str().expect("a link")]["class_type"], "IPAdapter");
    assert_eq!(server.uploads().len(), 3);
    server.script(|script| script.has_ip_adapter = false);
    engine.look().await.expect("it answers");
    let error = run(&engine, &order, &id(), Begin::Submit).await.1.expect_err("the nodes are gone");
    assert!(error.to_string().contains("IP-Adapter"), "{error}");
}

#[tokio::test]
async fn several_engines_work_side_by_side() {
    let servers: Vec<Server> = (0..3).map(|_| Server::start()).collect();
    let engines = servers.iter().enumerate().map(|(at, server)| {
        let engine: std::sync::Arc<dyn Engine> = std::sync::Arc::new(named(&format!("studio-{at}"), server));
        (engine, 1, 1)
    });
    let pool = Pool::new(engines);
    pool.look().await;
    assert_eq!(pool.pressure().room, 3);
    for server in &servers {
        server.hold_before_step(1);
    }
    let held: Vec<_> = (0..3).map(|_| pool.hold(&recipe(1), None).expect("there is room")).collect();
    let full = pool.hold(&recipe(1), None).err().expect("there is none left");
    assert!(full.may_pass() && pool.pressure().busy == 3, "{full}");
    let orders: Vec<(PromptId, Order)> = (0..3).map(|seed| (id(), order(seed))).collect();
    let runs = held
        .iter()
        .zip(&orders)
        .map(|(held, (id, order))| run(held.engine().as_ref(), order, id, Begin::Submit));
    let (ended, ()) = tokio::join!(futures::future::join_all(runs), async {
        // Each has one, and all at the same time.
        for server in &servers {
            server.until_orders(1).await;
        }
        servers.iter().for_each(Server::release);
    });
    assert!(ended.iter().all(|(_, outcome)| done(outcome)));
    drop(held);
    servers[0].down();
    pool.look().await;
    let left = pool.pressure();
    assert_eq!((left.well, left.busy, left.room), (2, 0, 2));
    assert_eq!(pool.warm().await.iter().filter(|(_, warmed)| warmed.is_ok()).count(), 2);
}

#[tokio::test]
async fn a_recipe_without_a_model_takes_the_one_of_the_settings() {
    let server = Server::start();
    let mut settings = ComfyUiSettings::new("studio", server.url().parse().expect("an address"));
    settings.model = Some("quiet-harbor.safetensors".to_owned());
    let engine = ComfyUi::new(settings, Templates::default()).expect("TLS is there");
    made(&engine, &Recipe { model: None, ..recipe(1) }).await;
    assert_eq!(server.orders()[0]["prompt"]["4"]["inputs"], json!({"ckpt_name": "quiet-harbor.safetensors"}));
}
