//! Questions: how they are answered, gone on from, remembered, and what they teach.

use app::{
    App, Clock, ErrorCode, ModelUse, PreferenceChange, QueryAnswer, QueryRequest, TrendKind, Whose,
    testing::TestApp,
};
use model::{ExternalId, Format, Instant, Medium, Record, RecordKind, SourceId};
use serde_json::{Value, json};
use testkit::replay::{Answer, Fault, Gate, Replay};

const HOUR: i64 = 3_600_000_000;

/// A row of the scene: title, year, format, episodes, tags.
type Row = (&'static str, i16, Format, u32, &'static [&'static str]);

const WORKS: &[Row] = &[
    ("Moonlit Depot", 1994, Format::Tv, 12, &["drama", "mystery", "military"]),
    ("Paper Lighthouse", 1996, Format::Tv, 50, &["drama", "military", "romance"]),
    ("Glass Orchard", 1999, Format::Movie, 1, &["drama", "romance"]),
    ("Iron Lullaby", 1997, Format::Tv, 26, &["mecha", "military", "drama"]),
    ("Kettle Academy", 2012, Format::Tv, 13, &["comedy", "school", "harem"]),
    ("Harbor of Sleep", 2014, Format::Movie, 1, &["horror", "mystery"]),
    ("Tin Meridian", 2016, Format::Tv, 24, &["mecha", "comedy"]),
    ("Lantern Tax", 2018, Format::Ova, 3, &["comedy", "school"]),
];

async fn fill(test: &TestApp) {
    let records: Vec<Record> = (1..)
        .zip(WORKS)
        .map(|(number, (title, year, format, episodes, tags))| {
            let id: ExternalId = format!("mal:{number}").parse().expect("an external id");
            let mut record = Record::new(SourceId::MANUAL, RecordKind::Work, id);
            record.title = Some((*title).to_owned());
            record.medium = Some(Medium::Anime);
            record.format = Some(format.clone());
            record.year = Some(*year);
            record.episodes = Some(*episodes);
            record.tags = tags.iter().map(ToString::to_string).collect();
            record.popularity = Some(1000 - 10 * u64::try_from(number).expect("a count"));
            record
        })
        .collect();
    test.import(&records).await.expect("good records");
}

async fn scene() -> TestApp {
    let test = TestApp::new().await;
    fill(&test).await;
    test
}

/// A question as JSON.
fn request(value: Value) -> QueryRequest {
    serde_json::from_value(value).expect("a question")
}

async fn ask(app: &App, value: Value) -> QueryAnswer {
    app.query(&request(value)).await.expect("an answer")
}

fn titles(answer: &QueryAnswer) -> Vec<&str> {
    answer.results.iter().map(|hit| hit.card.title.as_str()).collect()
}

fn sorted(answer: &QueryAnswer) -> Vec<&str> {
    let mut titles = titles(answer);
    titles.sort_unstable();
    titles
}

/// The same store and index, later.
async fn later(test: &TestApp, hours: i64) -> App {
    let at = Instant::from_micros(test.app.now().as_micros() + hours * HOUR);
    App::open_at(test.app.config().clone(), Clock::fixed(at)).await.expect("the store opens again")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_become_a_plan_that_the_caller_can_correct() {
    let test = scene().await;
    let words = "military anime from the 90s, no romance";
    let answer = ask(&test.app, json!({"query": words})).await;
    assert_eq!(sorted(&answer), ["Iron Lullaby", "Moonlit Depot"]);
    let labels: Vec<&str> = answer.chips.iter().map(|chip| chip.label.as_str()).collect();
    for label in ["military", "from 1990", "to 1999", "no romance"] {
        assert!(labels.contains(&label), "{labels:?}");
    }
    assert_eq!((answer.metadata.degradation_level, answer.metadata.model), (1, ModelUse::Off));
    assert_eq!(answer.metadata.sources, ["manual"]);

    let chip = answer.chips.iter().find(|chip| chip.label == "no romance").expect("a chip");
    let options = json!({"corrections": [chip.remove]});
    let corrected = ask(&test.app, json!({"query": words, "options": options})).await;
    assert_eq!(sorted(&corrected), ["Iron Lullaby", "Moonlit Depot", "Paper Lighthouse"]);

    let given = json!({"text": "military anime", "year_range": [1990, 1999], "exclusions": ["romance"]});
    assert_eq!(sorted(&ask(&test.app, json!({"query": given})).await), sorted(&answer));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_goes_on_and_outlives_the_process() {
    let test = scene().await;
    let first = ask(&test.app, json!({"query": "military anime from the 90s", "session_id": "tea"})).await;
    assert_eq!(sorted(&first), ["Iron Lullaby", "Moonlit Depot", "Paper Lighthouse"]);
    let id = first.conversation_id.clone().expect("it is kept");

    let again = later(&test, 1).await;
    let shorter = ask(&again, json!({"query": "only those under 30 episodes", "session_id": "tea"})).await;
    assert_eq!(sorted(&shorter), ["Iron Lullaby", "Moonlit Depot"]);
    assert!(shorter.metadata.is_follow_up);
    assert_eq!(shorter.conversation_id.as_ref(), Some(&id));

    let second = shorter.results[1].card.title.clone();
    let like = ask(&again, json!({"query": "more like the second one", "conversation_id": id})).await;
    let named: Vec<String> = like.plan.texts(app::Slot::Like);
    assert_eq!(named, [second]);

    let view = again.conversation(&id).await.expect("it is there");
    let said: Vec<&str> = view.turns.iter().map(|turn| turn.query.as_str()).collect();
    assert_eq!(
        said,
        ["military anime from the 90s", "only those under 30 episodes", "more like the second one"]
    );
    assert_eq!(view.turns[1].results.len(), 2);

    // Another session knows nothing of it, and nobody goes on under another name.
    let other = ask(&again, json!({"query": "only movies", "session_id": "coffee"})).await;
    assert!(!other.metadata.is_follow_up);
    let stolen = request(json!({"query": "only movies", "session_id": "coffee", "conversation_id": id}));
    assert_eq!(again.query(&stolen).await.expect_err("not theirs").code, ErrorCode::NotFound);

    again.forget_conversation(&id).await.expect("it is there");
    assert_eq!(again.conversation(&id).await.expect_err("it is gone").code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_expires() {
    let test = scene().await;
    let id = ask(&test.app, json!({"query": "mecha"})).await.conversation_id.expect("it is kept");
    let days = i64::from(test.app.config().asking.keep_days);
    let before = later(&test, 24 * days).await;
    assert!(before.conversation(&id).await.is_ok());
    let after = later(&test, 24 * days + 1).await;
    assert_eq!(after.conversation(&id).await.expect_err("too old").code, ErrorCode::NotFound);
    assert_eq!(after.prune(&app::PruneOptions::default()).await.expect("a sound store").conversations, 1);
    // Within the session's own time alone it goes on by itself.
    ask(&test.app, json!({"query": "mecha", "session_id": "s"})).await;
    let next_day = later(&test, 24).await;
    assert!(!ask(&next_day, json!({"query": "only movies", "session_id": "s"})).await.metadata.is_follow_up);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_a_follow_up_belong_together() {
    let test = scene().await;
    ask(&test.app, json!({"query": "military anime from the 90s", "session_id": "p", "user_id": "ann"}))
        .await;
    let page = |cursor: Value| {
        let options = json!({"limit": 1, "cursor": cursor});
        json!({"query": "without romance", "session_id": "p", "user_id": "ann", "options": options})
    };
    let first = ask(&test.app, page(Value::Null)).await;
    assert_eq!((first.total, first.results.len()), (2, 1));
    let second = ask(&test.app, page(first.next_cursor.clone().into())).await;
    assert_eq!(second.results.len(), 1);
    assert_ne!(titles(&first), titles(&second));
    let id = second.conversation_id.expect("the same");
    assert_eq!(
        test.app.conversation(&id).await.expect("it is there").turns.len(),
        2,
        "a page is no question"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_may_keep_the_conversation_itself() {
    let test = scene().await;
    let context = json!({"previous": "mecha", "shown": ["mal:4", "mal:7"]});
    let options = json!({"remember": false});
    let told = json!({"query": "more like the second one", "context": context, "options": options});
    let answer = ask(&test.app, told).await;
    assert_eq!(answer.plan.texts(app::Slot::Like), ["Tin Meridian"]);
    assert_eq!(answer.conversation_id, None);
    let unknown = request(json!({"query": "x", "context": {"shown": ["mal:999"]}}));
    assert_eq!(test.app.query(&unknown).await.expect_err("no such work").code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_liked_and_refused_moves_the_order_until_it_is_forgotten() {
    let test = scene().await;
    let plain = json!({"query": "comedy anime", "options": {"remember": false}});
    let asked = json!({"query": "comedy anime", "user_id": "ann", "options": {"remember": false}});
    let before = ask(&test.app, plain.clone()).await;
    assert_eq!(titles(&before), ["Kettle Academy", "Tin Meridian", "Lantern Tax"]);

    let change: PreferenceChange =
        serde_json::from_value(json!({"like": {"tags": ["Mecha"]}, "refuse": {"works": ["mal:8"]}}))
            .expect("a change");
    let held = test.app.change_preferences(&Whose::user("ann"), &change).await.expect("it is changed");
    let short: Vec<(&str, &str, bool)> =
        held.preferences.iter().map(|one| (one.kind.as_str(), one.name.as_str(), one.liked)).collect();
    assert_eq!(short, [("work", "Lantern Tax", false), ("tag", "mecha", true)]);
    let again = later(&test, 1).await;
    let after = ask(&again, asked.clone()).await;
    assert_eq!(titles(&after), ["Tin Meridian", "Kettle Academy"], "it outlives the process");
    assert_eq!(after.metadata.preferences, 2);
    // Who names the refused work gets it.
    let named = ask(&again, json!({"query": "Lantern Tax", "user_id": "ann"})).await;
    assert_eq!(titles(&named)[0], "Lantern Tax");

    assert_eq!(again.forget_preferences(&Whose::user("ann")).await.expect("they were there"), 2);
    assert_eq!(titles(&ask(&again, asked).await), titles(&before));
    let nobody = again.preferences(&Whose::default()).await.expect_err("nobody is named");
    assert_eq!(nobody.code, ErrorCode::InvalidParameter);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn taste_is_learned_from_questions_and_shown() {
    let test = scene().await;
    let said = async |query: &str| {
        let answer = ask(&test.app, json!({"query": query, "session_id": "s"})).await;
        answer.conversation_id.expect("it is kept")
    };
    let id = said("anime like Iron Lullaby").await;
    said("comedy anime without harem").await;
    let held = async || test.app.preferences(&Whose::session("s")).await.expect("what holds").preferences;
    let first = held().await;
    let liked = first.iter().find(|one| one.name == "Iron Lullaby").expect("learned");
    assert!(liked.liked && liked.in_force && liked.origin == id, "{liked:?}");
    let refused = first.iter().find(|one| one.name == "harem").expect("learned");
    assert!(!refused.liked && !refused.in_force, "said once: {refused:?}");
    said("school anime without harem").await;
    let refused = held().await.into_iter().find(|one| one.name == "harem").expect("learned");
    assert!(refused.in_force && refused.times == 2, "{refused:?}");

    // Nothing is learned of nobody, of whoever does not want it, and of plain titles.
    ask(&test.app, json!({"query": "mecha without comedy"})).await;
    let quiet = json!({"query": "horror without comedy", "user_id": "q", "options": {"learn": false}});
    ask(&test.app, quiet).await;
    ask(&test.app, json!({"query": "Glass Orchard", "user_id": "q"})).await;
    assert!(test.app.preferences(&Whose::user("q")).await.expect("an empty list").preferences.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_many_ask_for_trends_and_fades() {
    let test = scene().await;
    let names = async |app: &App, kind| {
        let list = app.trending(kind, 10).await.expect("a list");
        list.results.into_iter().map(|one| (one.name, one.last_day)).collect::<Vec<_>>()
    };
    assert!(names(&test.app, TrendKind::Works).await.is_empty());
    for _ in 0..3 {
        ask(&test.app, json!({"query": "Harbor of Sleep"})).await;
    }
    ask(&test.app, json!({"query": "horror anime like Tin Meridian"})).await;
    let hot = names(&test.app, TrendKind::Works).await;
    assert_eq!(hot, [("Harbor of Sleep".to_owned(), 3), ("Tin Meridian".to_owned(), 1)]);
    assert_eq!(names(&test.app, TrendKind::Tags).await, [("horror".to_owned(), 1)]);

    let week = later(&test, 24 * 7).await;
    for _ in 0..2 {
        ask(&week, json!({"query": "Kettle Academy"})).await;
    }
    let list = week.trending(TrendKind::Works, 10).await.expect("a list");
    assert_eq!((list.results[0].name.as_str(), list.results[0].last_day), ("Kettle Academy", 2));
    assert_eq!((list.results[1].name.as_str(), list.results[1].last_day), ("Harbor of Sleep", 0));
    assert!(list.results[1].heat < 0.5, "a week is three half-lives and more: {:?}", list.results[1]);
    assert_eq!(
        week.trending(TrendKind::Works, 0).await.expect_err("no such page").code,
        ErrorCode::InvalidParameter
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ways_to_go_on_are_worked_out() {
    let test = scene().await;
    let answer = ask(&test.app, json!({"query": "horror movies from the 90s"})).await;
    assert_eq!(answer.total, 0);
    let way =
        answer.suggestions.iter().find(|way| way.say.contains("from 1990") || way.say.contains("horror"));
    let way = way.expect("a way on");
    let options = json!({"corrections": way.corrections});
    let on = ask(&test.app, json!({"query": "horror movies from the 90s", "options": options})).await;
    assert_eq!(on.total, way.total);
    assert!(on.total > 0);
    let none = json!({"query": "horror movies from the 90s", "options": {"suggestions": false}});
    assert!(ask(&test.app, none).await.suggestions.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deeper_answers_are_asked_for_as_jobs() {
    let test = scene().await;
    let wish = json!({"query": "mecha", "options": {"enhance": "comprehensive"}});
    let answer = ask(&test.app, wish.clone()).await;
    assert_eq!(answer.jobs.len(), answer.results.len());
    let again = ask(&test.app, wish).await;
    assert_eq!(again.jobs[0].job_id, answer.jobs[0].job_id, "one job a work");
    assert!(ask(&test.app, json!({"query": "mecha"})).await.jobs.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_answer_could_heed_is_refused() {
    let test = scene().await;
    let code = async |value: Value| test.app.query(&request(value)).await.expect_err("refused").code;
    // Where no picture is kept there is nothing to compare with, whatever comes.
    assert_eq!(code(json!({"query": "x", "image": "aGVsbG8="})).await, ErrorCode::NotConfigured);
    assert_eq!(code(json!({"query": {"color": "red"}})).await, ErrorCode::InvalidParameter);
    assert_eq!(code(json!({"query": {"year_min": "soon"}})).await, ErrorCode::InvalidParameter);
    assert_eq!(code(json!({"query": "x", "options": {"limit": 101}})).await, ErrorCode::InvalidParameter);
    assert_eq!(code(json!({"query": "x", "options": {"cursor": "no"}})).await, ErrorCode::InvalidParameter);
    assert_eq!(
        code(json!({"query": "x", "options": {"language": "d e"}})).await,
        ErrorCode::InvalidParameter
    );
    assert_eq!(code(json!({"query": "x", "conversation_id": "c-0"})).await, ErrorCode::NotFound);
}

/// A language model that answers each question with this text.
async fn with_model(says: &str, change: impl FnOnce(&mut app::Config)) -> (TestApp, Replay) {
    let replay = Replay::start().await;
    let told = json!({
        "choices": [{"message": {"content": says}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 200, "completion_tokens": 20},
    });
    replay.on("POST", "/chat/completions", Answer::value(&told));
    let url = replay.url();
    let test = TestApp::with(|config| {
        config.llm.base_url = url;
        "small".clone_into(&mut config.llm.model);
        config.llm.attempts = 1;
        config.llm.price_in = 1.0;
        change(config);
    })
    .await;
    fill(&test).await;
    (test, replay)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_language_model_reads_what_was_left_open_and_no_more() {
    // It fills an open slot, and tries to undo what the parser was sure of.
    let said = r#"Here: {"tags_all": ["comedy"], "year_max": 2015, "format": "MOVIE", "moods": null}"#;
    let (test, replay) = with_model(said, |_| ()).await;
    let answer = ask(&test.app, json!({"query": "wobbly kettlesque thing from the 90s, no romance"})).await;
    assert_eq!(answer.metadata.model, ModelUse::Added, "{:?}", answer.metadata);
    let years = answer.plan.texts(app::Slot::YearMax);
    assert_eq!(years, ["1999"], "what was right stays right");
    let by_model: Vec<String> = answer
        .plan
        .parts
        .iter()
        .filter(|part| part.said_by == app::SaidBy::Model)
        .map(|part| part.slot.to_string())
        .collect();
    assert!(by_model.contains(&"format".to_owned()), "{by_model:?}");
    let spending = test.app.llm_spending(Some("asking"), 30).await.expect("a ledger");
    assert_eq!((spending.calls.len(), spending.tokens_in), (1, 200));
    assert_eq!(replay.count("/chat/completions"), 1);

    // A name that a work bears needs no model, nor does a question without words left.
    for words in ["Moonlit Depot", "mecha anime"] {
        let answer = ask(&test.app, json!({"query": words})).await;
        assert_eq!(answer.metadata.model, ModelUse::NotNeeded, "{words}: {:?}", answer.plan);
    }
    let off = json!({"query": "wobbly kettlesque thing", "options": {"model": false}});
    assert_eq!(ask(&test.app, off).await.metadata.model, ModelUse::Off);
    assert_eq!(replay.count("/chat/completions"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_goes_out_without_a_model_that_fails() {
    let (test, _replay) = with_model("I would rather talk about trains.", |_| ()).await;
    let words = json!({"query": "wobbly kettlesque thing from the 90s"});
    let answer = ask(&test.app, words.clone()).await;
    assert_eq!((answer.metadata.model, answer.metadata.degradation_level), (ModelUse::Failed, 2));
    assert!(!answer.metadata.notes.is_empty());

    let (poor, replay) = with_model("{}", |config| config.llm.budget = 0.000_001).await;
    let answer = ask(&poor.app, words.clone()).await;
    assert_eq!(answer.metadata.model, ModelUse::OverBudget);
    assert_eq!(replay.count("/chat/completions"), 0);

    let (slow, replay) = with_model("{}", |config| config.asking.model_patience_ms = 1).await;
    let gate = Gate::shut();
    replay.fault(Fault::Hold(gate.clone()));
    assert_eq!(ask(&slow.app, words).await.metadata.model, ModelUse::TooLate);
}
