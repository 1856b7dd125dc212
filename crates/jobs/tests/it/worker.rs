//! Workers over a store: what they run, how often, and how they end.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::{FutureExt, future::BoxFuture};
use jobs::{Backoff, Failure, Handler, Run, Settings, Stop, Tally, Until, Worker};
use serde_json::{Value, json};
use store::{JobEnd, JobProgress, JobState, NewJob, Store, StoreError};
use tokio::sync::{Barrier, Notify, oneshot};

use crate::scene::{Hand, at, beds};

type Checked = Result<(), StoreError>;
type Work = dyn Fn(&Run) -> BoxFuture<'_, Result<Value, Failure>> + Send + Sync;

/// A handler made of a function.
struct By(&'static str, Box<Work>);

impl Handler for By {
    fn kind(&self) -> &'static str {
        self.0
    }

    fn run<'a>(&'a self, run: &'a Run) -> BoxFuture<'a, Result<Value, Failure>> {
        (self.1)(run)
    }
}

fn by(
    kind: &'static str,
    work: impl Fn(&Run) -> BoxFuture<'_, Result<Value, Failure>> + Send + Sync + 'static,
) -> By {
    By(kind, Box::new(work))
}

fn settings(name: &str, at_once: usize, until: Until) -> Settings {
    Settings {
        at_once,
        until,
        poll: Duration::from_millis(5),
        lease: Duration::from_millis(60),
        grace: Duration::from_millis(400),
        after_grace: Duration::from_mins(1),
        backoff: Backoff { first: Duration::ZERO, most: Duration::ZERO },
        ..Settings::new(name.to_owned())
    }
}

fn job(kind: &str) -> NewJob {
    NewJob::new(kind, "{\"n\":7}".to_owned(), at(0))
}

async fn one(store: &Store, kind: &str) -> Result<store::JobId, StoreError> {
    Ok(store.enqueue_job(&job(kind), at(0)).await?.id)
}

async fn state(store: &Store, id: &store::JobId) -> Result<JobState, StoreError> {
    Ok(store.job(id).await?.expect("it is there").state)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_run_once_and_kinds_take_turns() -> Checked {
    for bed in beds().await {
        let order = Arc::new(Mutex::new(Vec::new()));
        bed.store.enqueue_jobs(&[vec![job("a"); 4], vec![job("b"); 4]].concat(), at(0)).await?;
        let noting = |kind: &'static str| {
            let order = Arc::clone(&order);
            by(kind, move |run| {
                order.lock().expect("no panic").push(kind);
                async move { Ok(run.payload::<Value>()?["n"].clone()) }.boxed()
            })
        };
        let worker = Worker::new(bed.store.clone(), Hand::new().clock(), settings("w", 1, Until::Drained));
        let worker = worker.handler(noting("a")).handler(noting("b"));
        let tally = worker.run(std::future::pending()).await?;
        assert_eq!(tally, Tally { done: 8, ..Tally::default() });
        assert_eq!(*order.lock().expect("no panic"), ["a", "b", "a", "b", "a", "b", "a", "b"]);
        for job in bed.store.jobs(&store::JobFilter::default(), 9).await? {
            assert_eq!((job.state, job.result.as_deref()), (JobState::Done, Some("7")));
        }
        bed.store.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixteen_workers_share_the_work() -> Checked {
    for bed in beds().await {
        let runs = Arc::new(AtomicUsize::new(0));
        bed.store.enqueue_jobs(&vec![job("a"); 200], at(0)).await?;
        let hand = Hand::new();
        let workers: Vec<_> = (0..16)
            .map(|number| {
                let (store, clock, runs) = (bed.store.clone(), hand.clock(), Arc::clone(&runs));
                tokio::spawn(async move {
                    let counting = by("a", move |_| {
                        runs.fetch_add(1, Ordering::SeqCst);
                        async { Ok(Value::Null) }.boxed()
                    });
                    let settings = settings(&format!("w{number}"), 2, Until::Drained);
                    Worker::new(store, clock, settings).handler(counting).run(std::future::pending()).await
                })
            })
            .collect();
        let mut done = 0;
        for worker in workers {
            done += worker.await.expect("no panic")?.done;
        }
        assert_eq!((done, runs.load(Ordering::SeqCst)), (200, 200));
        bed.store.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failures_are_tried_again_until_they_are_dead() -> Checked {
    for bed in beds().await {
        let hand = Hand::new();
        let ids = [
            one(&bed.store, "weak").await?,
            one(&bed.store, "wrong").await?,
            one(&bed.store, "panics").await?,
        ];
        let moving = hand.clone();
        let weak = by("weak", move |run| {
            // The next attempt's time comes at once.
            moving.set(i64::from(run.job.attempts) * 10_000);
            let attempt = run.job.attempts;
            async move { if attempt < 3 { Err(Failure::transient("no answer")) } else { Ok(json!(attempt)) } }
                .boxed()
        });
        let wrong = by("wrong", |_| async { Err(Failure::Permanent("no such work".to_owned())) }.boxed());
        let panics = by("panics", |_| async { panic!("a fault of the handler's") }.boxed());
        let worker = Worker::new(bed.store.clone(), hand.clock(), settings("w", 1, Until::Drained));
        let worker = worker.handler(weak).handler(wrong).handler(panics);
        let tally = worker.run(std::future::pending()).await?;
        assert_eq!((tally.done, tally.failed, tally.dead, tally.retried), (1, 1, 1, 4), "{tally:?}");
        let mut ended = Vec::new();
        for id in &ids {
            let job = bed.store.job(id).await?.expect("it is there");
            ended.push((job.state, job.error.unwrap_or_default()));
        }
        assert_eq!(
            ended,
            [
                (JobState::Done, String::new()),
                (JobState::Failed, "no such work".to_owned()),
                (JobState::Dead, "its handler panicked".to_owned()),
            ]
        );
        bed.store.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_put_off_comes_back_later_and_was_no_attempt() -> Checked {
    for bed in beds().await {
        let hand = Hand::new();
        let new = NewJob { max_attempts: 1, ..job("a") };
        let id = bed.store.enqueue_job(&new, at(0)).await?.id;
        let patient: Arc<dyn Handler> = Arc::new(by("a", |run| {
            let has_room = run.job.token == 3;
            let (message, after) = ("no room".to_owned(), Duration::from_mins(1));
            async move { if has_room { Ok(Value::Null) } else { Err(Failure::PutOff { message, after }) } }
                .boxed()
        }));
        let work = async || {
            let worker = Worker::new(bed.store.clone(), hand.clock(), settings("w", 1, Until::Once));
            worker.handlers([Arc::clone(&patient)]).run(std::future::pending()).await
        };
        for now in [0, 60] {
            hand.set(now);
            assert_eq!(work().await?, Tally { released: 1, ..Tally::default() });
            let waits = bed.store.job(&id).await?.expect("it is there");
            assert_eq!((waits.state, waits.attempts, waits.run_at), (JobState::Queued, 0, at(now + 60)));
            assert_eq!(waits.error.as_deref(), Some("no room"));
            hand.set(now + 59);
            assert_eq!(work().await?, Tally::default(), "its time has not come");
        }
        hand.set(120);
        assert_eq!(work().await?, Tally { done: 1, ..Tally::default() });
        let done = bed.store.job(&id).await?.expect("it is there");
        assert_eq!((done.state, done.attempts, done.error), (JobState::Done, 1, None));
        bed.store.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wish_to_cancel_is_heard_at_the_next_progress() -> Checked {
    for bed in beds().await {
        let id = one(&bed.store, "long").await?;
        let store = bed.store.clone();
        let long = by("long", move |run| {
            let (store, id) = (store.clone(), run.job.id.clone());
            async move {
                run.progress(&JobProgress { done: 1, ..JobProgress::default() }).await?;
                store.cancel_job(&id, run.now()).await?;
                run.progress(&JobProgress { done: 2, ..JobProgress::default() }).await?;
                unreachable!("the wish is heard")
            }
            .boxed()
        });
        let worker = Worker::new(bed.store.clone(), Hand::new().clock(), settings("w", 1, Until::Once));
        let tally = worker.handler(long).run(std::future::pending()).await?;
        assert_eq!((tally.cancelled, state(&bed.store, &id).await?), (1, JobState::Cancelled));
        bed.store.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_is_told_to_end_finishes_or_gives_back() -> Checked {
    for bed in beds().await {
        let ids = [
            one(&bed.store, "short").await?,
            one(&bed.store, "deaf").await?,
            one(&bed.store, "polite").await?,
        ];
        let (running, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let noted = Arc::clone(&running);
        let going = Arc::clone(&go);
        let short = by("short", move |_| {
            let (noted, going) = (Arc::clone(&noted), Arc::clone(&going));
            async move {
                noted.notify_one();
                going.notified().await;
                Ok(json!("in time"))
            }
            .boxed()
        });
        let noted = Arc::clone(&running);
        let deaf = by("deaf", move |_| {
            let noted = Arc::clone(&noted);
            async move {
                noted.notify_one();
                std::future::pending().await
            }
            .boxed()
        });
        let noted = Arc::clone(&running);
        let polite = by("polite", move |run| {
            let noted = Arc::clone(&noted);
            async move {
                noted.notify_one();
                Err(run.stopped().await.into())
            }
            .boxed()
        });
        let worker = Worker::new(bed.store.clone(), Hand::new().clock(), settings("w", 3, Until::Told));
        let worker = worker.handler(short).handler(deaf).handler(polite);
        let (end, ends) = oneshot::channel::<()>();
        let told = async move { drop(ends.await) };
        let ending = async {
            for _ in 0..3 {
                running.notified().await;
            }
            end.send(()).expect("the worker waits for it");
            go.notify_one();
        };
        let (tally, ()) = tokio::join!(worker.run(told), ending);
        let tally = tally?;
        assert_eq!((tally.done, tally.released), (1, 2), "{tally:?}");
        assert_eq!(state(&bed.store, &ids[0]).await?, JobState::Done);
        for id in &ids[1..] {
            let job = bed.store.job(id).await?.expect("it is there");
            assert_eq!((job.state, job.attempts, job.owner), (JobState::Queued, 0, None));
        }
        bed.store.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_lost_its_job_writes_nothing() -> Checked {
    for bed in beds().await {
        let id =
            store::Store::enqueue_job(&bed.store, &NewJob { max_crashes: 9, ..job("a") }, at(0)).await?.id;
        let hand = Hand::new();
        let (store, moving) = (bed.store.clone(), hand.clone());
        let slow = by("a", move |run| {
            let (store, hand) = (store.clone(), moving.clone());
            async move {
                // The process stood still; meanwhile another one took the job over and ended it.
                hand.set(1000);
                store.expire_jobs(at(1000)).await?;
                let other = store.take_job(&["a"], "other", at(2000), at(1000)).await?.expect("it is queued");
                store
                    .end_job(&other.id, other.token, &JobEnd::Done("\"other\"".to_owned()), at(1001))
                    .await?;
                let late = run.progress(&JobProgress::default()).await;
                assert!(matches!(late, Err(Failure::Stopped(Stop::Lost))), "{late:?}");
                let tx = store.begin().await?;
                tx.begin_run("effect", "", at(1002)).await?;
                let ended = run.end_with(tx, &json!("late")).await;
                assert!(matches!(ended, Err(Failure::Stopped(Stop::Lost))), "{ended:?}");
                Ok(json!("late"))
            }
            .boxed()
        });
        // So long a lease that its renewal does not come between.
        let settings = Settings { lease: Duration::from_mins(10), ..settings("w", 1, Until::Once) };
        let worker = Worker::new(bed.store.clone(), hand.clock(), settings);
        let tally = worker.handler(slow).run(std::future::pending()).await?;
        assert_eq!((tally.done, tally.lost), (0, 1), "{tally:?}");
        let job = bed.store.job(&id).await?.expect("it is there");
        assert_eq!(job.result.as_deref(), Some("\"other\""));
        assert!(bed.store.runs(1).await?.is_empty(), "the late effect was taken back");
        bed.store.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_effect_and_its_end_are_one() -> Checked {
    for bed in beds().await {
        let id = one(&bed.store, "a").await?;
        let store = bed.store.clone();
        let writes = by("a", move |run| {
            let store = store.clone();
            async move {
                assert_eq!(run.noted("found").await?, None);
                run.event("found", &json!({"works": 1})).await?;
                assert_eq!(run.noted("found").await?, Some(json!({"works": 1})));
                let tx = store.begin().await?;
                tx.begin_run("effect", "", run.now()).await?;
                run.end_with(tx, &json!(1)).await?;
                Ok(json!(1))
            }
            .boxed()
        });
        let worker = Worker::new(bed.store.clone(), Hand::new().clock(), settings("w", 1, Until::Drained));
        assert_eq!(worker.handler(writes).run(std::future::pending()).await?.done, 1);
        let events = bed.store.job_events(&id, 1, 9).await?;
        let told: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(told, ["started", "found", "done"]);
        assert_eq!(bed.store.runs(9).await?.len(), 1);
        bed.store.close().await?;
    }
    Ok(())
}

// On one thread, so that whoever is broken off is not quicker than the one who breaks it off.
#[tokio::test]
async fn what_is_left_to_do_after_the_end_is_done() -> Checked {
    for bed in beds().await {
        let id = one(&bed.store, "a").await?;
        let store = bed.store.clone();
        let laid_out = Arc::new(AtomicUsize::new(0));
        let done = Arc::clone(&laid_out);
        let slow = by("a", move |run| {
            let (store, done) = (store.clone(), Arc::clone(&done));
            async move {
                let tx = store.begin().await?;
                tx.begin_run("effect", "", run.now()).await?;
                run.end_with(tx, &json!(1)).await?;
                // The worker looks after its leases, and finds that this job is not running any more.
                assert_eq!(run.stopped().await, Stop::Lost);
                done.fetch_add(1, Ordering::SeqCst);
                Ok(json!(1))
            }
            .boxed()
        });
        let worker = Worker::new(bed.store.clone(), Hand::new().clock(), settings("w", 1, Until::Once));
        let tally = worker.handler(slow).run(std::future::pending()).await?;
        assert_eq!((tally.done, tally.lost, laid_out.load(Ordering::SeqCst)), (1, 0, 1), "{tally:?}");
        assert_eq!(state(&bed.store, &id).await?, JobState::Done);
        bed.store.close().await?;
    }
    Ok(())
}

/// Wakes somebody when it is dropped, as what a run holds is when it is broken off.
struct Wakes(Arc<Notify>);

impl Drop for Wakes {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

/// A handler that ends its job, waits at the barrier, then until it is woken, and counts what it does after that.
fn ends_and_waits(store: &Store, met: &Arc<Barrier>, woken: &Arc<Notify>, done: &Arc<AtomicUsize>) -> By {
    let (store, met) = (store.clone(), Arc::clone(met));
    let (woken, done) = (Arc::clone(woken), Arc::clone(done));
    by("ends", move |run| {
        let (store, met) = (store.clone(), Arc::clone(&met));
        let (woken, done) = (Arc::clone(&woken), Arc::clone(&done));
        async move {
            run.end_with(store.begin().await?, &json!(1)).await?;
            met.wait().await;
            woken.notified().await;
            done.fetch_add(1, Ordering::SeqCst);
            Ok(json!(1))
        }
        .boxed()
    })
}

#[tokio::test]
async fn what_follows_an_end_outlives_the_grace() -> Checked {
    for bed in beds().await {
        let ids = [one(&bed.store, "ends").await?, one(&bed.store, "deaf").await?];
        let (met, broken_off) = (Arc::new(Barrier::new(3)), Arc::new(Notify::new()));
        let cleared = Arc::new(AtomicUsize::new(0));
        let ends = ends_and_waits(&bed.store, &met, &broken_off, &cleared);
        let (meets, wakes) = (Arc::clone(&met), Arc::clone(&broken_off));
        let deaf = by("deaf", move |_| {
            let (meets, wakes) = (Arc::clone(&meets), Wakes(Arc::clone(&wakes)));
            async move {
                // Held until this run is broken off: from then on the grace is over.
                let _wakes = wakes;
                meets.wait().await;
                std::future::pending().await
            }
            .boxed()
        });
        let worker = Worker::new(bed.store.clone(), Hand::new().clock(), settings("w", 2, Until::Told));
        let told = async {
            met.wait().await;
        };
        let tally = worker.handler(ends).handler(deaf).run(told).await?;
        assert_eq!(cleared.load(Ordering::SeqCst), 1, "it was not broken off: {tally:?}");
        assert_eq!((tally.done, tally.released, tally.lost), (1, 1, 0), "{tally:?}");
        assert_eq!(state(&bed.store, &ids[0]).await?, JobState::Done);
        assert_eq!(state(&bed.store, &ids[1]).await?, JobState::Queued);
        bed.store.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn nobody_waits_for_ever_for_what_follows_an_end() -> Checked {
    for bed in beds().await {
        let id = one(&bed.store, "ends").await?;
        let (met, never, cleared) =
            (Arc::new(Barrier::new(2)), Arc::new(Notify::new()), Arc::new(AtomicUsize::new(0)));
        let ends = ends_and_waits(&bed.store, &met, &never, &cleared);
        let hasty = Duration::from_millis(20);
        let settings = Settings { grace: hasty, after_grace: hasty, ..settings("w", 1, Until::Told) };
        let worker = Worker::new(bed.store.clone(), Hand::new().clock(), settings);
        let told = async {
            met.wait().await;
        };
        let tally = worker.handler(ends).run(told).await?;
        assert_eq!((tally.released, tally.lost), (0, 1), "there is nothing to give back: {tally:?}");
        assert_eq!((state(&bed.store, &id).await?, cleared.load(Ordering::SeqCst)), (JobState::Done, 0));
        bed.store.close().await?;
    }
    Ok(())
}
