//! The client of language models against a server that answers, refuses and fails as such servers do.
//! Time is made up.

use std::{path::PathBuf, time::Duration};

use model::Instant;
use serde_json::{Value, json};
use sources::{
    http::{Clock, Secret, clock::between},
    llm::{Chat, JsonMode, Llm, LlmError, LlmSettings},
};
use testkit::replay::{Answer, Fault, Replay, Route};

const PATH: &str = "/v1/chat/completions";

struct Scene {
    replay: Replay,
    route: Route,
    clock: Clock,
}

impl Scene {
    async fn new() -> Self {
        let replay = Replay::start().await;
        let route = replay.on("POST", PATH, answer("yes"));
        Self { replay, route, clock: Clock::manual(Instant::EPOCH) }
    }

    fn settings(&self) -> LlmSettings {
        LlmSettings {
            base_url: format!("{}/v1/", self.replay.url()),
            model: "tiny".to_owned(),
            api_key: Secret::new("sk-hunter2"),
            ..LlmSettings::default()
        }
    }

    fn llm(&self) -> Llm {
        Llm::open(self.settings(), "emaki/test", self.clock.clone()).expect("settings")
    }

    /// How long was waited.
    fn waited(&self) -> Duration {
        between(Instant::EPOCH, self.clock.now())
    }

    /// The bodies of all requests.
    fn bodies(&self) -> Vec<Value> {
        self.replay.requests().iter().map(|request| request.json()).collect()
    }
}

fn answer(text: &str) -> Answer {
    Answer::value(&json!({
        "choices": [{ "message": { "content": text }, "finish_reason": "stop" }],
        "usage": { "prompt_tokens": 12, "completion_tokens": 3 },
    }))
}

fn refused(status: u16, message: &str) -> Answer {
    Answer::value(&json!({ "error": { "message": message } })).with_status(status)
}

fn question() -> Chat {
    Chat {
        system: "You are terse.".to_owned(),
        user: "Is it?".to_owned(),
        schema: Some(("verdict", json!({ "type": "object" }))),
        max_tokens: 50,
    }
}

#[tokio::test]
async fn a_question_is_put_and_answered() {
    let scene = Scene::new().await;
    let reply = scene.llm().chat(&question()).await.expect("an answer");
    assert_eq!((reply.text.as_str(), reply.tokens_in, reply.tokens_out), ("yes", 12, 3));
    let request = &scene.replay.requests()[0];
    assert_eq!(request.header("authorization"), Some("Bearer sk-hunter2"));
    assert_eq!(
        request.json(),
        json!({
            "model": "tiny",
            "messages": [
                { "role": "system", "content": "You are terse." },
                { "role": "user", "content": "Is it?" },
            ],
            "max_tokens": 50,
            "response_format": { "type": "json_schema", "json_schema": { "name": "verdict", "schema": { "type": "object" } } },
        })
    );
}

#[tokio::test]
async fn what_a_server_does_not_understand_is_left_out_and_remembered() {
    let scene = Scene::new().await;
    scene
        .route
        .now(refused(400, "'response_format.type' must be 'json_object'"))
        .then(refused(400, "response_format is not supported"))
        .then(refused(400, "use 'max_completion_tokens' instead of 'max_tokens'"))
        .then(answer("yes"));
    let llm = scene.llm();
    llm.chat(&question()).await.expect("an answer");
    llm.chat(&question()).await.expect("an answer");
    let bodies = scene.bodies();
    assert_eq!(bodies.len(), 5);
    assert_eq!(bodies[1]["response_format"], json!({ "type": "json_object" }));
    assert_eq!(bodies[2].get("response_format"), None);
    assert_eq!((bodies[3].get("max_tokens"), &bodies[3]["max_completion_tokens"]), (None, &json!(50)));
    assert_eq!(bodies[4], bodies[3]);
    assert_eq!(scene.waited(), Duration::ZERO);
}

#[tokio::test]
async fn what_the_settings_insist_on_is_not_given_up() {
    let scene = Scene::new().await;
    scene.route.now(refused(400, "response_format is not supported"));
    let settings = LlmSettings { json: JsonMode::Object, ..scene.settings() };
    let llm = Llm::open(settings, "emaki/test", scene.clock.clone()).expect("settings");
    let error = llm.chat(&question()).await.expect_err("refused");
    assert_eq!(
        error.to_string(),
        "the language model answered with status 400: response_format is not supported"
    );
    assert_eq!(scene.route.count(), 1);
}

#[tokio::test]
async fn a_busy_server_is_asked_again_when_it_says() {
    let scene = Scene::new().await;
    // The first answer is lost on the way.
    let (busy, failing) = (Answer::too_many().retry_after(40), Answer::failing(503));
    scene.route.now(answer("lost")).then(busy).then(failing).then(answer("yes"));
    scene.route.fault_next(1, Fault::DropBefore);
    assert_eq!(scene.llm().chat(&question()).await.expect("an answer").text, "yes");
    assert!(scene.waited() >= Duration::from_secs(40) && scene.waited() < Duration::from_mins(1));
}

#[tokio::test]
async fn patience_ends() {
    let scene = Scene::new().await;
    scene.route.fault(Answer::failing(500));
    let error = scene.llm().chat(&question()).await.expect_err("broken");
    assert_eq!(error, LlmError::Status { status: 500, told: "error 500".into() });
    assert_eq!(scene.route.count(), 4);
    scene.route.heal();
    scene.route.fault(Answer::too_many().retry_after(3600));
    let error = scene.llm().chat(&question()).await.expect_err("busy");
    assert_eq!(error, LlmError::Busy { wait: Duration::from_hours(1) });
    scene.route.heal();
    scene.route.fault(refused(429, "insufficient_quota: no credit left"));
    scene.replay.forget();
    let error = scene.llm().chat(&question()).await.expect_err("spent");
    assert!(matches!(error, LlmError::Status { status: 429, .. }), "{error:?}");
    assert_eq!(scene.replay.total(), 1);
}

#[tokio::test]
async fn answers_without_end_are_cut_off() {
    let scene = Scene::new().await;
    scene.route.fault(Fault::Endless);
    assert_eq!(scene.llm().chat(&question()).await, Err(LlmError::TooLarge { limit: 8 << 20 }));
    scene.route.heal();
    scene.route.fault(Fault::GzipBomb(64));
    assert_eq!(scene.llm().chat(&question()).await, Err(LlmError::TooLarge { limit: 8 << 20 }));
}

#[tokio::test]
async fn what_is_no_completion_is_told_and_not_asked_for_again() {
    let scene = Scene::new().await;
    scene.route.now(Answer::html("<h1>Welcome</h1>"));
    let error = scene.llm().chat(&question()).await.expect_err("no answer");
    assert!(
        error.to_string().starts_with("the language model's answer cannot be read: it is not JSON"),
        "{error}"
    );
    assert_eq!(scene.route.count(), 1);
}

#[tokio::test]
async fn the_key_stays_with_the_server_and_is_never_told() {
    let scene = Scene::new().await;
    scene.route.now(refused(401, "Incorrect API key provided: sk-hunter2."));
    let error = scene.llm().chat(&question()).await.expect_err("refused");
    assert!(!format!("{error} {error:?} {:?}", scene.llm()).contains("hunter2"));
    let elsewhere = Replay::start().await;
    elsewhere.on("GET", "/stolen", answer("yes"));
    scene.route.now(Answer::redirect(&format!("{}/stolen", elsewhere.url())));
    let _ = scene.llm().chat(&question()).await;
    assert!(elsewhere.requests().iter().all(|request| request.header("authorization").is_none()));
}

#[tokio::test]
async fn a_key_may_lie_in_a_file() {
    let scene = Scene::new().await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("key");
    std::fs::write(&file, "sk-file\n\n").expect("written");
    let settings = LlmSettings { api_key: Secret::new(""), api_key_file: file, ..scene.settings() };
    Llm::open(settings, "emaki/test", scene.clock.clone())
        .expect("settings")
        .chat(&question())
        .await
        .expect("yes");
    assert_eq!(scene.replay.requests()[0].header("authorization"), Some("Bearer sk-file"));
}

#[test]
fn settings_that_will_not_do_say_which() {
    let good = LlmSettings {
        base_url: "http://127.0.0.1:9/v1".into(),
        model: "tiny".into(),
        ..LlmSettings::default()
    };
    let cases = [
        (LlmSettings { base_url: String::new(), ..good.clone() }, "llm.base_url"),
        (LlmSettings { base_url: "ftp://x/".into(), ..good.clone() }, "llm.base_url"),
        (LlmSettings { base_url: "127.0.0.1".into(), ..good.clone() }, "llm.base_url"),
        (LlmSettings { model: " ".into(), ..good.clone() }, "llm.model"),
        (LlmSettings { api_key_file: PathBuf::from("/nowhere/key"), ..good }, "llm.api_key_file"),
    ];
    for (settings, named) in cases {
        let error = Llm::open(settings, "emaki/test", Clock::system()).expect_err("no good");
        assert!(matches!(&error, LlmError::NotConfigured { setting, .. } if *setting == named), "{error:?}");
        assert!(error.hint().contains("EMAKI_LLM__"), "{}", error.hint());
    }
}
