//! Pictures of an engine that has no room: they are put off without harm, and not for ever.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use model::Instant;
use production::engines::{
    Begin, Boxed, Capabilities, Draft, Engine, EngineError, EngineKind, Listener, Order, Outcome, Pool,
    PromptId,
};
use serde_json::json;
use store::JobId;

use super::{super::engines::Engines, FULL, MOST_PUT_OFF};
use crate::{App, Clock, PictureJobView, WorkRequest, testing::TestApp};

const TOLD: &str = "the queue of the engine `forge` is full";

/// Draws, but for the first so many orders it has no room.
struct Crowded {
    draft: Draft,
    refuses: AtomicUsize,
}

impl Crowded {
    fn refusing(times: usize) -> Self {
        Self { draft: Draft::new("forge"), refuses: AtomicUsize::new(times) }
    }
}

impl Engine for Crowded {
    fn name(&self) -> &str {
        self.draft.name()
    }

    fn kind(&self) -> EngineKind {
        self.draft.kind()
    }

    fn look(&self) -> Boxed<'_, Result<Capabilities, EngineError>> {
        self.draft.look()
    }

    fn run<'a>(
        &'a self,
        order: &'a Order,
        id: &'a PromptId,
        begin: Begin,
        listener: &'a Listener<'a>,
    ) -> Boxed<'a, Result<Outcome, EngineError>> {
        assert_eq!(begin, Begin::Submit, "what was never taken is not followed");
        let left = self.refuses.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        match left {
            Ok(_) => Box::pin(async { Err(EngineError::Full { engine: self.name().to_owned() }) }),
            Err(_) => self.draft.run(order, id, begin, listener),
        }
    }

    fn cancel<'a>(&'a self, id: &'a PromptId) -> Boxed<'a, Result<(), EngineError>> {
        self.draft.cancel(id)
    }

    fn warm(&self) -> Boxed<'_, Result<(), EngineError>> {
        self.draft.warm()
    }

    fn free(&self) -> Boxed<'_, Result<(), EngineError>> {
        self.draft.free()
    }
}

/// Has a process make its pictures with this engine.
fn equip(app: &App, engine: &Arc<Crowded>) {
    let engine: Arc<dyn Engine> = Arc::<Crowded>::clone(engine);
    let set = app.producing().engines.set(Arc::new(Engines::new(Pool::new([(engine, 1, 1)]))));
    assert!(set.is_ok(), "nobody asked for an engine before");
}

/// The same store in a process that lives so many pauses later.
async fn later(test: &TestApp, pauses: usize, engine: &Arc<Crowded>) -> App {
    let pause = i64::try_from(FULL.as_micros() * pauses as u128).expect("a few minutes");
    let at = Instant::from_micros(test.app.now().as_micros() + pause);
    let app = App::open_at(test.app.config().clone(), Clock::fixed(at)).await.expect("the store opens again");
    equip(&app, engine);
    app
}

/// Takes the job if its time has come, and gives it as it is then.
async fn tried(app: &App, id: &JobId) -> PictureJobView {
    let request = WorkRequest { kinds: vec!["generate".to_owned()], once: true, ..WorkRequest::default() };
    app.work_jobs(&request, std::future::pending()).await.expect("a sound store");
    app.picture_job(id.as_str()).await.expect("it is there")
}

async fn asked(engine: &Arc<Crowded>) -> (TestApp, JobId) {
    let test = TestApp::with(|config| config.production.preload = false).await;
    equip(&test.app, engine);
    let wish = json!({"prompt": "a lamp", "width": 64, "height": 64});
    let wished = test.app.generate(wish, "ben").await.expect("a sound wish");
    (test, wished.job_id)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_that_finds_no_room_is_put_off_and_costs_no_attempt() {
    let engine = Arc::new(Crowded::refusing(1));
    let (test, id) = asked(&engine).await;
    let job = tried(&test.app, &id).await;
    assert_eq!((job.status, job.attempts, job.error.as_deref()), ("queued", 0, Some(TOLD)));
    assert_eq!(job.not_before.as_micros() - test.app.now().as_micros(), FULL.as_micros() as i64);
    assert_eq!(tried(&test.app, &id).await.status, "queued", "its time has not come");
    let job = tried(&later(&test, 1, &engine).await, &id).await;
    assert_eq!((job.status, job.attempts, job.error), ("completed", 1, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_is_not_put_off_for_ever() {
    let engine = Arc::new(Crowded::refusing(usize::MAX));
    let (test, id) = asked(&engine).await;
    let mut job = tried(&test.app, &id).await;
    let mut pauses = 0;
    while job.status == "queued" {
        pauses += 1;
        job = tried(&later(&test, pauses, &engine).await, &id).await;
    }
    assert_eq!((job.status, job.attempts, job.error.as_deref()), ("failed", job.max_attempts, Some(TOLD)));
    assert_eq!(usize::MAX - engine.refuses.load(Ordering::SeqCst), MOST_PUT_OFF + job.max_attempts as usize);
}
