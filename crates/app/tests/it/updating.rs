//! Updates of datasets through the façade: addresses in their order, releases that wait, weekly looks, undoing.

use std::time::Duration;

use app::{
    App, Clock, Config, ErrorCode, ImportRequest, Overrides, SmartUpdate, UpdateMode, UpdateRequest,
    UpdateState, WorkRequest,
};
use model::Instant;
use serde_json::json;
use tempfile::TempDir;
use testkit::replay::{Answer, Replay};

/// An entry of the offline database with an id at MyAnimeList, and further addresses.
fn entry(title: &str, mal: u32, more: &[&str]) -> String {
    let mut sources = vec![format!("https://myanimelist.net/anime/{mal}")];
    sources.extend(more.iter().map(ToString::to_string));
    json!({
        "sources": sources, "title": title, "type": "TV", "episodes": 12, "status": "FINISHED",
        "animeSeason": {"season": "SPRING", "year": 2031}, "picture": "https://pictures.example/p.jpg",
        "thumbnail": "https://pictures.example/t.jpg", "synonyms": [], "studios": [], "producers": [],
        "relatedAnime": [], "tags": ["trains"]
    })
    .to_string()
}

fn release(date: &str, entries: &[String]) -> String {
    let head =
        json!({"license": {"name": "invented"}, "repository": "https://a.example", "lastUpdate": date});
    format!("{head}\n{}\n", entries.join("\n"))
}

fn titles(count: u32) -> Vec<String> {
    (1..=count).map(|number| entry(&format!("Depot {number}"), number, &[])).collect()
}

const DAY: i64 = 86_400_000_000;

/// An installation on a folder, opened anew for each moment.
struct Home {
    folder: TempDir,
    replay: Replay,
}

impl Home {
    async fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder"), replay: Replay::start().await }
    }

    async fn at(&self, day: i64) -> App {
        let overrides = Overrides { data_dir: Some(self.folder.path().to_owned()), ..Overrides::default() };
        let mut config = Config::load(&overrides).expect("the default settings");
        config.database_url = format!("sqlite:{}", self.folder.path().join("catalog.sqlite").display());
        let dataset = config.updates.datasets.get_mut("offline-db").expect("it is among the defaults");
        dataset.addresses = vec![
            format!("{}/release", self.replay.url()),
            format!("{}/continuation", self.replay.url()),
            self.folder.path().join("mirror.jsonl").display().to_string(),
        ];
        let now = Instant::from_micros(1_900_000_000_000_000 + day * DAY);
        App::open_at(config, Clock::fixed(now)).await.expect("the store opens")
    }

    async fn import(&self, app: &App, text: &str) {
        let path = self.folder.path().join("first.jsonl");
        std::fs::write(&path, text).expect("the folder can be written");
        let inputs = vec![path.display().to_string()];
        app.import(&ImportRequest { inputs, ..ImportRequest::default() }, &|_| ()).await.expect("sound");
    }
}

async fn run(app: &App) -> app::UpdateOutcome {
    app.run_update(&UpdateRequest::default(), &|_| ()).await.expect("it runs")
}

async fn titled(app: &App, id: &str) -> Option<String> {
    app.work(&id.parse().expect("an id")).await.ok().map(|page| page.work.title)
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_asked_in_their_order_and_nothing_is_applied_twice() {
    let home = Home::new().await;
    let app = home.at(0).await;
    home.import(&app, &release("2031-01", &titles(20))).await;
    home.replay.on("GET", "/release", Answer::failing(503));
    let mut entries = titles(20);
    entries[0] = entry("Depot 1, again", 1, &["https://anilist.co/anime/1"]);
    entries.push(entry("Depot 21", 21, &[]));
    let newer = release("2031-02", &entries);
    let continuation = home.replay.on("GET", "/continuation", Answer::text(newer.as_str()).etag("two"));

    let outcome = run(&app).await;
    let row = outcome.update.expect("an update");
    assert_eq!((outcome.outcome, row.state, row.release.as_str()), ("applied", UpdateState::Done, "2031-02"));
    assert!(row.address.ends_with("/continuation"));
    assert_eq!(row.report["imported"]["works_new"], 1);
    assert_eq!(titled(&app, "anilist:1").await.as_deref(), Some("Depot 1, again"));

    // The same tag is not sent again, and an older release at a later address is not taken.
    std::fs::write(home.folder.path().join("mirror.jsonl"), release("2030-50", &titles(19))).expect("room");
    let outcome = run(&app).await;
    assert_eq!(outcome.outcome, "unchanged");
    assert_eq!(outcome.update, None);
    assert!(outcome.notes[1].ends_with("/continuation: unchanged"), "{:?}", outcome.notes);
    assert!(outcome.notes[2].ends_with("its release 2030-50 is older than 2031-02"), "{:?}", outcome.notes);
    assert_eq!(continuation.count(), 2);
    assert!(home.replay.requests().iter().any(|request| request.header("if-none-match") == Some("\"two\"")));

    let check = app.check_updates(None).await.expect("it looks");
    assert_eq!((check.has_updates, check.entry_count), (None, 21), "a file on disk does not tell");
    assert_eq!(check.addresses[1].changed, Some(false));
    assert!(check.addresses[0].error.as_deref().is_some_and(|error| error.contains("503")));
    let status = app.update_status(None).await.expect("a look");
    assert_eq!(status.datasets[0].last.as_ref().map(|row| row.id), Some(1));
    assert_eq!(status.datasets[0].content_hash.as_deref(), Some(&row.file_hash[..8]));
    let outcomes: Vec<_> = status.datasets[0].checks.iter().map(|check| check.outcome.as_str()).collect();
    assert!(outcomes[0].starts_with("failed: "), "{outcomes:?}");
    assert_eq!(
        outcomes[1..],
        ["unchanged", "older"],
        "what the look before told, since asking notes nothing"
    );

    // With all addresses silent it is said.
    continuation.now(Answer::failing(500));
    std::fs::remove_file(home.folder.path().join("mirror.jsonl")).expect("it was there");
    let error = app.run_update(&UpdateRequest::default(), &|_| ()).await.expect_err("nobody answers");
    assert_eq!(error.code, ErrorCode::SourceUnavailable);
    assert_eq!(error.details["addresses"].as_array().map(Vec::len), Some(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_that_loses_much_or_moves_ids_waits_for_a_word() {
    let home = Home::new().await;
    let app = home.at(0).await;
    home.import(&app, &release("2031-01", &titles(20))).await;
    let route = home.replay.on("GET", "/release", Answer::text(release("2031-02", &titles(18))));
    let outcome = run(&app).await;
    let row = outcome.update.expect("an update");
    assert_eq!((outcome.outcome, row.state), ("waiting", UpdateState::Waiting));
    assert_eq!(row.body["reasons"], json!(["it lacks 2 of 20 entries, 10.0 %; 5.0 % are allowed"]));
    assert_eq!(row.body["lost_examples"][0], json!({"key": "mal:19", "work": 19}));
    assert_eq!(run(&app).await.outcome, "waiting", "and goes on waiting");
    let safety = app.update_safety(None).await.expect("a look");
    assert_eq!(safety.reasons, ["update 1 waits for somebody's word"]);
    assert!(matches!(app.smart_update(&UpdateRequest::default()).await, Ok(SmartUpdate::Postponed { .. })));

    let refused = app.refuse_update(row.id, "ann").await.expect("it waits");
    assert_eq!((refused.state, refused.decided_by.as_str()), (UpdateState::Refused, "ann"));
    assert_eq!(
        app.approve_update(row.id, "ann").await.expect_err("it waits no more").code,
        ErrorCode::Conflict
    );
    let outcome = run(&app).await;
    assert_eq!((outcome.outcome, outcome.update), ("unchanged", None));
    assert!(outcome.notes[0].ends_with("its release was refused (update 1)"), "{:?}", outcome.notes);

    // One that moves an id from an entry to another waits as well; approved, it is applied, and the lost stay.
    let mut entries = titles(20);
    entries[1] = entry("Depot 2", 2, &["https://myanimelist.net/anime/3"]);
    entries.remove(2);
    route.now(Answer::text(release("2031-03", &entries)));
    let outcome = run(&app).await;
    let row = outcome.update.expect("an update");
    assert_eq!(row.body["reasons"], json!(["1 ids stand in another entry than before; 0 are allowed"]));
    assert_eq!(row.body["moved_examples"][0]["id"], "mal:3");
    app.approve_update(row.id, "ben").await.expect("it waits");
    let outcome = run(&app).await;
    let row = outcome.update.expect("an update");
    assert_eq!((row.state, row.decided_by.as_str()), (UpdateState::Done, "ben"));
    assert_eq!(titled(&app, "mal:3").await.as_deref(), Some("Depot 3"), "a work's ids do not move");
    let actions: Vec<String> =
        app.audit(10).await.expect("a look").into_iter().map(|line| line.action).collect();
    assert!(
        ["update.apply", "update.approve", "update.refuse"]
            .iter()
            .all(|action| actions.contains(&(*action).to_owned())),
        "{actions:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_is_undone_and_its_release_is_not_met_again_by_itself() {
    let home = Home::new().await;
    let app = home.at(0).await;
    home.import(&app, &release("2031-01", &titles(3))).await;
    let mut entries = titles(4);
    entries[0] = entry("Depot 1, again", 1, &[]);
    home.replay.on("GET", "/release", Answer::text(release("2031-02", &entries)));
    let row = run(&app).await.update.expect("an update");
    app.edit_work_as(&"mal:2".parse().expect("an id"), "title", json!("The Second"), "ann", "")
        .await
        .expect("sound");
    let undone = app.undo_update(row.id, "ann", &|_| ()).await.expect("it is applied");
    assert_eq!((undone.state, undone.decided_by.as_str()), (UpdateState::Undone, "ann"));
    assert_eq!(undone.report["undone"]["retired"], 1);
    assert_eq!(titled(&app, "mal:1").await.as_deref(), Some("Depot 1"));
    assert_eq!(titled(&app, "mal:2").await.as_deref(), Some("The Second"));
    assert_eq!(titled(&app, "mal:4").await, None);
    let again = app.undo_update(row.id, "ann", &|_| ()).await.expect_err("it is undone");
    assert_eq!(
        (again.code, again.message.as_str()),
        (ErrorCode::Conflict, "update 1 is undone and cannot be undone")
    );
    let outcome = run(&app).await;
    assert!(outcome.notes[0].ends_with("its release was undone (update 1)"), "{:?}", outcome.notes);
    let request = UpdateRequest { again: true, ..UpdateRequest::default() };
    let outcome = app.run_update(&request, &|_| ()).await.expect("it runs");
    assert_eq!((outcome.outcome, outcome.update.map(|row| row.id)), ("applied", Some(2)));
    assert_eq!(titled(&app, "5").await.as_deref(), Some("Depot 4"), "number 4 is never given again");
    let full = UpdateRequest { mode: UpdateMode::Full, ..UpdateRequest::default() };
    let outcome = app.run_update(&full, &|_| ()).await.expect("it runs");
    assert_eq!(outcome.update.map(|row| (row.id, row.mode)), Some((3, "full".to_owned())));
    let earlier = app.undo_update(2, "ann", &|_| ()).await.expect_err("a later one stands on it");
    assert_eq!(earlier.details["later"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_look_weekly_once_among_all() {
    let home = Home::new().await;
    let app = home.at(0).await;
    assert_eq!(app.schedule_updates().await.expect("a look"), 0, "what was never imported is not looked for");
    home.import(&app, &release("2031-01", &titles(3))).await;
    assert_eq!(app.schedule_updates().await.expect("a look"), 0, "it was imported just now");
    home.replay.on("GET", "/release", Answer::text(release("2031-02", &titles(4))));

    let (one, other) = (home.at(8).await, home.at(8).await);
    assert_eq!(one.schedule_updates().await.expect("a look"), 1);
    assert_eq!(other.schedule_updates().await.expect("a look"), 0, "there is a job already");
    let work = WorkRequest { drain: true, kinds: vec!["update".to_owned()], ..WorkRequest::default() };
    tokio::time::timeout(Duration::from_mins(1), other.work_jobs(&work, std::future::pending()))
        .await
        .expect("it ends")
        .expect("it works");
    assert_eq!(titled(&one, "mal:4").await.as_deref(), Some("Depot 4"));
    assert_eq!(one.schedule_updates().await.expect("a look"), 0, "it was looked at");
    let schedule = one.update_schedule().await.expect("a look");
    let week = Instant::from_micros(1_900_000_000_000_000 + 15 * DAY);
    assert_eq!(schedule.next, [("offline-db".to_owned(), Some(week))]);

    let later = home.at(16).await;
    let paused = later.set_update_schedule(false, "ann").await.expect("it pauses");
    assert!(paused.paused);
    assert_eq!(later.schedule_updates().await.expect("a look"), 0);
    later.set_update_schedule(true, "ann").await.expect("it goes on");
    assert_eq!(later.schedule_updates().await.expect("a look"), 1);
    // What was made while it was due, and is run when it is not any more, looks at nothing.
    run(&later).await;
    let asked = home.replay.total();
    later.work_jobs(&work, std::future::pending()).await.expect("it works");
    assert_eq!(home.replay.total(), asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_broken_off_goes_on_first() {
    let home = Home::new().await;
    let app = home.at(0).await;
    home.import(&app, &release("2031-01", &titles(20))).await;
    let route = home.replay.on("GET", "/release", Answer::text(release("2031-02", &titles(18))));
    let row = run(&app).await.update.expect("it waits");
    // Approved, and killed before anything was done; meanwhile its file was swept away and the address has another.
    app.approve_update(row.id, "ann").await.expect("it waits");
    std::fs::remove_dir_all(home.folder.path().join("updates")).expect("it was there");
    std::fs::write(home.folder.path().join("mirror.jsonl"), release("2031-02", &titles(18))).expect("room");
    route.now(Answer::text(release("2031-03", &titles(20))));
    let outcome = run(&app).await;
    let done = outcome.update.expect("an update");
    assert_eq!((done.id, done.state, done.release.as_str()), (row.id, UpdateState::Done, "2031-02"));
    // Undoing is asked for, and killed before it began; the next call goes on with it.
    app.begin_undoing(row.id, "ann").await.expect("it is applied");
    let busy = app.update_safety(None).await.expect("a look");
    assert_eq!(busy.reasons, ["update 1 is undoing still"]);
    let outcome = run(&app).await;
    assert_eq!((outcome.outcome, outcome.update.map(|row| row.state)), ("undone", Some(UpdateState::Undone)));
    let rhythm = app.release_rhythm(None).await.expect("a look");
    assert_eq!((rhythm.releases, rhythm.every_days), (1, None));
}

/// An update of twenty entries, given up as soon as its first batch is written, as a kill does it.
async fn broken_off(home: &Home) -> App {
    let app = home.at(0).await;
    home.import(&app, &release("2031-01", &titles(20))).await;
    let mut entries = titles(20);
    entries[0] = entry("Depot 1, again", 1, &[]);
    home.replay.on("GET", "/release", Answer::text(release("2031-02", &entries)));
    let running = app.clone();
    // Ends as a killed process does: without another word.
    let task = tokio::spawn(async move {
        let hear = |progress: app::Progress| {
            assert!(progress.unit != app::Unit::Bytes || progress.done == 0, "given up in the middle");
        };
        running.run_update(&UpdateRequest::default(), &hear).await
    });
    assert!(task.await.is_err_and(|error| error.is_panic()), "it was given up in the middle");
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_whose_process_was_killed_is_told_and_can_be_taken_back() {
    let home = Home::new().await;
    drop(broken_off(&home).await);
    let app = home.at(1).await;
    let status = app.update_status(None).await.expect("a look");
    let told = status.datasets[0].broken_off.clone().expect("nobody is at it");
    assert_eq!((told.update, told.batches), (1, 1));
    assert_eq!(app.schedule_updates().await.expect("a look"), 1, "a worker goes on at once");

    let refused = app.refuse_update(1, "ann").await.expect_err("something of it is written");
    assert_eq!((refused.code, &refused.details["batches"]), (ErrorCode::Conflict, &json!(1)));
    assert!(refused.hint.is_some_and(|hint| hint.contains("emaki update undo 1")));
    assert_eq!(titled(&app, "mal:1").await.as_deref(), Some("Depot 1, again"));
    let undone = app.undo_update(1, "ann", &|_| ()).await.expect("what was written is taken back");
    assert_eq!((undone.state, &undone.report["undone"]["batches"]), (UpdateState::Undone, &json!(1)));
    assert_eq!(titled(&app, "mal:1").await.as_deref(), Some("Depot 1"));
    let actions: Vec<String> =
        app.audit(1).await.expect("a look").into_iter().map(|line| line.action).collect();
    assert_eq!(actions, ["update.undo"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_whose_process_was_killed_goes_on_and_says_so() {
    let home = Home::new().await;
    drop(broken_off(&home).await);
    let outcome = run(&home.at(1).await).await;
    assert_eq!(outcome.notes, ["update 1 was broken off with 1 batches written, and goes on"]);
    assert_eq!(outcome.update.map(|row| (row.id, row.state)), Some((1, UpdateState::Done)));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_whose_file_is_gone_everywhere_does_not_stand_in_the_way_for_ever() {
    let home = Home::new().await;
    let app = home.at(0).await;
    home.import(&app, &release("2031-01", &titles(20))).await;
    let route = home.replay.on("GET", "/release", Answer::text(release("2031-02", &titles(18))));
    let row = run(&app).await.update.expect("it waits");
    let approved = app.approve_update(row.id, "ann").await.expect("it waits");
    assert_eq!(approved.applied_at, None, "its word is not its beginning");
    std::fs::remove_dir_all(home.folder.path().join("updates")).expect("it was there");
    route.now(Answer::text(release("2031-03", &titles(20))));
    let error = app.run_update(&UpdateRequest::default(), &|_| ()).await.expect_err("its file is gone");
    assert!(error.hint.is_some_and(|hint| hint.contains("emaki update refuse 1")));
    let refused = app.refuse_update(row.id, "ann").await.expect("nothing of it is written");
    assert_eq!(refused.state, UpdateState::Refused);
    assert_eq!(run(&app).await.update.map(|row| (row.id, row.release)), Some((2, "2031-03".to_owned())));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_do_not_apply_one_update() {
    let home = Home::new().await;
    let (app, other) = (home.at(0).await, home.at(0).await);
    home.import(&app, &release("2031-01", &titles(20))).await;
    home.replay.on("GET", "/release", Answer::text(release("2031-02", &titles(21))));
    let refused = std::sync::Mutex::new(Vec::new());
    let hear = |_: app::Progress| {
        // The other one asks while this one is at it.
        tokio::task::block_in_place(|| {
            let request = UpdateRequest::default();
            let asked = tokio::runtime::Handle::current().block_on(other.run_update(&request, &|_| ()));
            refused.lock().expect("nobody fails").push(asked.map(drop).map_err(|error| error.code));
        });
    };
    app.run_update(&UpdateRequest::default(), &hear).await.expect("it runs");
    let refused = refused.into_inner().expect("nobody fails");
    assert!(!refused.is_empty() && refused.iter().all(|asked| *asked == Err(ErrorCode::Busy)), "{refused:?}");
    assert_eq!(run(&other).await.outcome, "unchanged", "the turn was given back");
}
