//! The generator by a model, against a server that answers as models do: well, badly, in part, or not at all.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use keeping::rules::Profile;
use model::Instant;
use serde_json::{Value, json};
use sources::{
    http::{Clock, Secret},
    llm::{Llm, LlmSettings},
};
use stats::{
    generate::{Budget, GenerateOptions, GenerateReport, Redo, Subject, generate_by_model, plan, subjects},
    vocabulary::Vocabulary,
};
use testkit::replay::{Answer, Replay, Request, Route};

use crate::scene::{REGISTRY, Scene, good};

const PATH: &str = "/v1/chat/completions";

fn settings(replay: &Replay) -> LlmSettings {
    LlmSettings {
        base_url: format!("{}/v1", replay.url()),
        model: "tiny".to_owned(),
        api_key: Secret::new("sk-hunter2"),
        price_in: 1.0,
        price_out: 2.0,
        ..LlmSettings::default()
    }
}

fn options() -> GenerateOptions<'static> {
    GenerateOptions {
        registry: REGISTRY,
        vocabulary: Vocabulary::own(),
        about: false,
        batch: 4,
        attempts: 3,
        budget: Budget::default(),
        profile: Profile::Default,
        author: "ann",
    }
}

async fn missing(scene: &Scene) -> Vec<Subject> {
    let keeping = keeping::load(&scene.store, REGISTRY, &scene.rules).await.expect("the registry");
    let stored = stats::stored_rows(&scene.store, REGISTRY).await.expect("stored stats");
    subjects(&keeping, &stored, &Redo::Nobody)
}

async fn run_with(scene: &Scene, settings: LlmSettings, options: &GenerateOptions<'_>) -> GenerateReport {
    let llm = Llm::open(settings, "emaki/test", Clock::manual(Instant::EPOCH)).expect("settings");
    let subjects = missing(scene).await;
    generate_by_model(&scene.store, &llm, &subjects, options, &|_, _| ()).await.expect("a report")
}

async fn run(scene: &Scene, replay: &Replay) -> GenerateReport {
    run_with(scene, settings(replay), &options()).await
}

/// The ids that a question is about.
fn asked(request: &Request) -> Vec<String> {
    let body = request.json();
    let user = body["messages"][1]["content"].as_str().unwrap_or_default();
    let lines = user.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter_map(|line| line["id"].as_str().map(str::to_owned)).collect()
}

/// A completion with this text.
fn says(text: &str) -> Answer {
    Answer::value(&json!({
        "choices": [{ "message": { "role": "assistant", "content": text }, "finish_reason": "stop" }],
        "usage": { "prompt_tokens": 1000, "completion_tokens": 500 },
    }))
}

/// A completion with good answers about all who were asked about.
fn well(request: &Request) -> Answer {
    let characters: Vec<Value> = asked(request).iter().map(|id| good(id)).collect();
    says(&json!({ "characters": characters }).to_string())
}

async fn server(answer: impl Fn(usize, &Request) -> Answer + Send + Sync + 'static) -> (Replay, Route) {
    let replay = Replay::start().await;
    let count = AtomicUsize::new(0);
    let route = replay.on("POST", PATH, Answer::status(200));
    let route = route.made(move |request| answer(count.fetch_add(1, Ordering::SeqCst), request));
    (replay, route)
}

async fn outcomes(scene: &Scene) -> Vec<String> {
    let calls = scene.store.spending(Some("stats"), Instant::EPOCH).await.expect("the ledger");
    calls.into_iter().map(|call| call.outcome).collect()
}

#[tokio::test]
async fn every_character_is_asked_about_once_and_the_ledger_knows() {
    let scene = Scene::with(10).await;
    let (replay, route) = server(|_, request| well(request)).await;
    let report = run(&scene, &replay).await;
    assert_eq!((report.asked, report.accepted, report.left), (10, 10, 0));
    assert_eq!(route.count(), 3);
    assert_eq!((report.spent.calls, report.spent.tokens_in, report.spent.tokens_out), (3, 3000, 1500));
    assert!((report.spent.cost - 0.006).abs() < 1e-12);
    let stored = stats::stored_rows(&scene.store, REGISTRY).await.expect("stored stats");
    assert!(stored.iter().all(|row| row.origin == "tiny" && row.author == "ann" && row.stats.raw.is_some()));
    let calls = scene.store.spending(None, Instant::EPOCH).await.expect("the ledger");
    assert!((calls.iter().map(|call| call.cost).sum::<f64>() - report.spent.cost).abs() < 1e-12);
    assert_eq!(outcomes(&scene).await, ["done", "done", "done"]);
    let request = &replay.requests()[0];
    assert_eq!(request.header("authorization"), Some("Bearer sk-hunter2"));
    assert_eq!(request.json()["model"], "tiny");
    assert!(!request.text().contains("keeps the depot"), "who they are is told only when asked for");
    // Nothing is left to ask.
    assert_eq!(run(&scene, &replay).await, GenerateReport::default());
}

#[tokio::test]
async fn a_bad_answer_is_asked_for_again_with_the_checks_words() {
    let scene = Scene::with(4).await;
    let (replay, _) = server(|turn, request| match turn {
        0 => {
            let mut answers: Vec<Value> = asked(request).iter().map(|id| good(id)).collect();
            answers[1]["elemental_type"] = json!(["ice"]);
            answers.pop();
            says(&format!("Of course!\n```json\n{}\n```\nAnything else?", json!({ "characters": answers })))
        }
        _ => well(request),
    })
    .await;
    let report = run(&scene, &replay).await;
    assert_eq!((report.accepted, report.failed.len()), (4, 0));
    assert_eq!(outcomes(&scene).await, ["partly", "done"]);
    let again = &replay.requests()[1];
    assert_eq!(asked(again), ["mal:2", "mal:4"]);
    let text = again.text();
    assert!(
        text.contains("mal:2: elemental_type `ice`: there is no such element; write one of fire, water"),
        "{text}"
    );
    assert!(text.contains("mal:4: there was no answer about it"), "{text}");
}

#[tokio::test]
async fn whoever_gets_no_good_answer_is_given_up_and_listed() {
    let scene = Scene::with(2).await;
    let (replay, route) = server(|_, request| {
        let mut answers: Vec<Value> = asked(request).iter().map(|id| good(id)).collect();
        for answer in &mut answers {
            if answer["id"] == "mal:2" {
                answer["archetype"] = json!("Wizzard");
            }
        }
        says(&json!(answers).to_string())
    })
    .await;
    let report = run(&scene, &replay).await;
    assert_eq!(route.count(), 3);
    assert_eq!((report.accepted, report.left), (1, 0));
    assert_eq!(report.failed[0].couple, "mal:2");
    assert!(
        report.failed[0].faults[0].starts_with("archetype `Wizzard`: the vocabulary has no such archetype")
    );
    assert_eq!(scene.answered().await, ["mal:1"]);
}

#[tokio::test]
async fn answers_that_are_none_cost_and_are_tried_again() {
    let scene = Scene::with(1).await;
    let (replay, _) = server(|turn, request| match turn {
        0 => Answer::json("{\"choices\": [").chunked(),
        1 => says("I am sorry, I cannot help with that."),
        _ => well(request),
    })
    .await;
    let report = run(&scene, &replay).await;
    assert_eq!(report.accepted, 1);
    assert_eq!(outcomes(&scene).await, ["unreadable", "invalid", "done"]);
    assert!(report.spent.tokens_in > 2000);
}

#[tokio::test]
async fn a_busy_server_is_waited_for_and_a_broken_one_ends_the_run() {
    let scene = Scene::with(8).await;
    let (replay, route) = server(|turn, request| match turn {
        0 => Answer::too_many().retry_after(20),
        1 => Answer::failing(500),
        2 => well(request),
        _ => Answer::failing(503),
    })
    .await;
    let report = run(&scene, &replay).await;
    assert_eq!((report.accepted, report.left), (4, 4));
    let stop = report.stopped.expect("it stopped");
    assert!(!stop.is_budget);
    assert_eq!(stop.why, "the language model answered with status 503: error 503");
    assert_eq!(outcomes(&scene).await, ["done", "status 503"]);
    // The server is well again: only those who have no stats are asked about.
    route.made(|_| Answer::status(200)).made(well);
    replay.forget();
    assert_eq!(run(&scene, &replay).await.accepted, 4);
    assert_eq!(asked(&replay.requests()[0]), ["mal:5", "mal:6", "mal:7", "mal:8"]);
}

#[tokio::test]
async fn a_refusal_ends_the_run_at_once_and_shows_no_key() {
    let scene = Scene::with(8).await;
    let told = json!({ "error": { "message": "Incorrect API key provided: sk-hunter2", "code": "invalid_api_key" } });
    let (replay, route) = server(move |_, _| Answer::value(&told).with_status(401)).await;
    let report = run(&scene, &replay).await;
    assert_eq!(route.count(), 1);
    let stop = report.stopped.expect("it stopped");
    assert!(stop.why.contains("Incorrect API key provided: [redacted] (invalid_api_key)"), "{stop:?}");
    assert!(stop.hint.contains("EMAKI_LLM__API_KEY"));
    assert!(!format!("{stop:?} {:?}", outcomes(&scene).await).contains("hunter2"));
}

#[tokio::test]
async fn a_budget_is_kept_and_a_larger_one_goes_on() {
    let scene = Scene::with(12).await;
    let (replay, route) = server(|_, request| well(request)).await;
    let with = |budget| GenerateOptions { budget, ..options() };
    let calls = Budget { calls: Some(2), ..Budget::default() };
    let report = run_with(&scene, settings(&replay), &with(calls)).await;
    assert_eq!((report.accepted, report.left, route.count()), (8, 4, 2));
    assert_eq!(
        report.stopped.map(|stop| (stop.is_budget, stop.why)),
        Some((true, "calls are at their bound of 2".to_owned()))
    );
    let cost = Budget { cost: Some(0.0001), ..Budget::default() };
    let report = run_with(&scene, settings(&replay), &with(cost)).await;
    assert_eq!((report.accepted, report.left, report.spent.calls), (0, 4, 0));
    // What was spent before counts against the budget of a month.
    let monthly = LlmSettings { budget: 0.005, ..settings(&replay) };
    let report = run_with(&scene, monthly, &options()).await;
    assert_eq!((report.accepted, report.left), (0, 4));
    assert!(report.stopped.expect("it stopped").is_budget);
    assert_eq!(run(&scene, &replay).await.accepted, 4);
}

#[tokio::test]
async fn a_run_that_is_killed_goes_on_where_it_was() {
    let scene = Scene::with(12).await;
    let gate = testkit::replay::Gate::shut();
    let (replay, route) = server(|_, request| well(request)).await;
    route.fault(testkit::replay::Fault::Hold(gate.clone()));
    gate.release_some(2);
    {
        let (settings, options) = (settings(&replay), options());
        let run = run_with(&scene, settings, &options);
        tokio::select! {
            report = run => panic!("the third answer is held: {report:?}"),
            () = gate.until_waiting(1) => {}
        }
    }
    let first = scene.answered().await;
    assert_eq!(first.len(), 8);
    route.heal();
    gate.release();
    replay.forget();
    assert_eq!(run(&scene, &replay).await.accepted, 4);
    let asked: Vec<String> = replay.requests().iter().flat_map(|request| asked(request)).collect();
    assert!(asked.iter().all(|id| !first.contains(id)), "{asked:?}");
    assert_eq!(scene.answered().await.len(), 12);
}

#[tokio::test]
async fn several_questions_may_be_out_at_once() {
    let scene = Scene::with(12).await;
    let gate = testkit::replay::Gate::shut();
    let (replay, route) = server(|_, request| well(request)).await;
    route.fault(testkit::replay::Fault::Hold(gate.clone()));
    let (settings, options) = (LlmSettings { parallel: 3, ..settings(&replay) }, options());
    let run = run_with(&scene, settings, &options);
    let opened = async {
        gate.until_waiting(3).await;
        gate.release();
    };
    let (report, ()) = tokio::join!(run, opened);
    assert_eq!((report.accepted, report.spent.calls), (12, 3));
}

#[tokio::test]
async fn a_plan_asks_nobody_and_what_it_tells_is_near() {
    let scene = Scene::with(10).await;
    let (replay, _) = server(|_, request| well(request)).await;
    let subjects = missing(&scene).await;
    let told = plan(&settings(&replay), &subjects, &options());
    assert_eq!((told.characters, told.calls, replay.total()), (10, 3, 0));
    assert_eq!(told, plan(&settings(&replay), &subjects, &options()));
    let longer = plan(&settings(&replay), &subjects, &GenerateOptions { about: true, ..options() });
    assert!(longer.tokens_in > told.tokens_in && longer.cost > told.cost);
    let seen = Mutex::new(Vec::new());
    let llm = Llm::open(settings(&replay), "emaki/test", Clock::manual(Instant::EPOCH)).expect("settings");
    let options = options();
    let progress = |done, total| seen.lock().expect("no panic").push((done, total));
    generate_by_model(&scene.store, &llm, &subjects, &options, &progress).await.expect("a report");
    assert_eq!(*seen.lock().expect("no panic"), [(4, 10), (8, 10), (10, 10)]);
}
