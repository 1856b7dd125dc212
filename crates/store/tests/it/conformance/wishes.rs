//! Wishes for pictures that meet something else: a project on its way into the bin, callers who go away, jobs that wait
//! for their time, a wish to cancel while the picture is being written down, workers that are killed.

use std::{pin::pin, task::Poll};

use store::{
    Batched, Engine, GENERATE, JobEnd, JobId, JobReport, JobState, NewBatch, NewJob, PictureFilter,
    ProjectRow, Store, StoreError, TakeRow, WebhookRow,
};

use super::production::{batch, furnish, take};
use crate::scene::{Checked, at};

/// How often something is tried that depends on who is quicker.
const ROUNDS: usize = 12;

async fn projects(store: &Store, ids: &[&str]) -> Checked {
    let tx = store.begin().await?;
    for id in ids {
        let project = ProjectRow::new((*id).to_owned(), (*id).to_owned(), "{}".to_owned(), at(1));
        tx.insert_project(&project).await?;
    }
    tx.commit().await
}

/// Puts a project into the bin and cancels what is alive of it, as its use case does.
async fn bin(store: &Store, project: &str, second: i64) -> Checked {
    let tx = store.begin().await?;
    let row = tx.project(project).await?.expect("it is there");
    tx.cancel_pictures_of(project, at(second)).await?;
    tx.update_project(&ProjectRow { binned_at: Some(at(second)), ..row }, at(second)).await?;
    tx.commit().await?;
    cancel_the_rest(store, project, second).await
}

async fn cancel_the_rest(store: &Store, project: &str, second: i64) -> Checked {
    loop {
        let tx = store.begin().await?;
        let more = tx.cancel_pictures_of(project, at(second)).await?;
        tx.commit().await?;
        if more == 0 {
            return Ok(());
        }
    }
}

async fn taken(store: &Store, second: i64) -> Result<store::JobRow, StoreError> {
    Ok(store.take_job(&[GENERATE], "taker", at(second + 30), at(second)).await?.expect("a job waits"))
}

async fn state(store: &Store, id: &JobId) -> Result<JobState, StoreError> {
    Ok(store.job(id).await?.expect("it is there").state)
}

/// The words of a project's events, whose numbers have no gap.
async fn told(store: &Store, project: &str) -> Result<Vec<String>, StoreError> {
    let events = store.project_events(project, 0, 100).await?;
    assert!(events.iter().zip(1..).all(|(event, seq)| event.seq == seq), "{events:?}");
    let newest = store.newest_project_event(project).await?;
    assert_eq!(newest, Some(events.len() as i64), "the counter is that of the newest one");
    Ok(events.into_iter().map(|event| event.event.kind).collect())
}

/// Nothing of a project in the bin is alive: a wish that was taken is cancelled whole, one that was refused is nowhere.
async fn all_is_over(store: &Store, project: &str, asked: Result<Batched, StoreError>) -> Checked {
    assert_eq!(store.project_counts(project).await?.jobs_alive, 0);
    let of = PictureFilter { project: Some(project.to_owned()), ..PictureFilter::default() };
    let jobs = store.picture_jobs(&of, 100).await?;
    let words = told(store, project).await?;
    let made = match asked {
        Ok(made) => made.jobs.len(),
        Err(StoreError::Conflict(_)) => 0,
        Err(error) => return Err(error),
    };
    assert_eq!(jobs.len(), made, "all or none");
    assert!(jobs.iter().all(|picture| picture.job.state == JobState::Cancelled), "{jobs:?}");
    assert_eq!(words, [vec!["queued"; made], vec!["cancelled"; made]].concat());
    Ok(())
}

pub async fn whoever_is_quicker_the_bin_leaves_nothing_alive(store: &Store) -> Checked {
    for round in 0..ROUNDS {
        let project = format!("p{round}");
        projects(store, &[&project]).await?;
        let asking = store.enqueue_pictures(batch(&project, 3, 4), at(2));
        let binning = bin(store, &project, 3);
        // One time the wish has the first word, one time the bin.
        let (asked, binned) = if round % 2 == 0 {
            tokio::join!(asking, binning)
        } else {
            let (binned, asked) = tokio::join!(binning, asking);
            (asked, binned)
        };
        binned?;
        all_is_over(store, &project, asked).await?;
    }
    Ok(())
}

pub async fn a_wish_between_the_words_of_the_bin_is_heard_or_refused(store: &Store) -> Checked {
    projects(store, &["p1", "p2"]).await?;
    // The bin has cancelled what there was, and not shut the door yet.
    for (project, waits) in [("p1", false), ("p2", true)] {
        let mut before = 0;
        if waits {
            before = store.enqueue_pictures(batch(project, 1, 4), at(1)).await?.jobs.len();
        }
        let tx = store.begin().await?;
        assert_eq!(tx.cancel_pictures_of(project, at(3)).await?, before as u64);
        let mut asking = {
            let (store, wish) = (store.clone(), batch(project, 2, 4));
            tokio::spawn(async move { store.enqueue_pictures(wish, at(2)).await })
        };
        // Where writers do not wait for each other, and no event holds the project's row, the wish comes through.
        let comes_through = store.engine() == Engine::Postgres && !waits;
        let mut early = None;
        if comes_through {
            early = Some((&mut asking).await.expect("nobody panics"));
        }
        let row = tx.project(project).await?.expect("it is there");
        tx.update_project(&ProjectRow { binned_at: Some(at(3)), ..row }, at(3)).await?;
        tx.commit().await?;
        let asked = match early {
            Some(asked) => asked,
            None => asking.await.expect("nobody panics"),
        };
        cancel_the_rest(store, project, 4).await?;
        assert_eq!(asked.is_ok(), comes_through, "{project}: {asked:?}");
        assert!(matches!(asked, Ok(_) | Err(StoreError::Conflict(_))), "{asked:?}");
        assert_eq!(store.project_counts(project).await?.jobs_alive, 0);
        let made = if comes_through { 2 } else { 0 };
        let words = told(store, project).await?;
        assert_eq!(words.iter().filter(|word| *word == "cancelled").count(), before + made);
        assert_eq!(words.len(), 2 * (before + made));
    }
    Ok(())
}

pub async fn a_project_out_of_the_bin_is_like_any_other(store: &Store) -> Checked {
    projects(store, &["p1"]).await?;
    let made = store.enqueue_pictures(batch("p1", 2, 4), at(1)).await?;
    let running = taken(store, 2).await?;
    bin(store, "p1", 3).await?;
    // What ran is asked to stop, and cannot end well any more.
    assert_eq!(state(store, &running.id).await?, JobState::Running);
    let tx = store.begin().await?;
    tx.insert_take(&TakeRow { job: running.id.to_string(), ..take("t1", &made.id, "p1", 4) }, at(4)).await?;
    let late = tx.end_job(&running.id, running.token, &JobEnd::Done("{}".to_owned()), at(4)).await?;
    tx.rollback().await?;
    assert_eq!(late, JobReport::Cancelling);
    assert!(store.end_job(&running.id, running.token, &JobEnd::Cancelled, at(5)).await?);
    assert_eq!((store.take("t1").await?, store.project_counts("p1").await?.takes), (None, 0));
    let tx = store.begin().await?;
    let row = tx.project("p1").await?.expect("it is there");
    tx.update_project(&ProjectRow { binned_at: None, ..row }, at(6)).await?;
    tx.commit().await?;
    for id in &made.jobs {
        assert_eq!(store.retry_job(id, at(7)).await?.map(|job| job.state), Some(JobState::Queued));
    }
    assert!(store.enqueue_pictures(batch("p1", 1, 4), at(8)).await?.is_new);
    for _ in 0..3 {
        let job = taken(store, 9).await?;
        assert!(store.end_job(&job.id, job.token, &JobEnd::Done("{}".to_owned()), at(9)).await?);
    }
    let words = told(store, "p1").await?;
    assert_eq!(words.iter().filter(|word| *word == "done").count(), 3, "{words:?}");
    Ok(())
}

/// Polls something so often and then lets go of it, as happens to a request whose caller hangs up.
async fn let_go_after<T>(polls: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut left = polls;
    std::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

pub async fn who_goes_away_takes_no_wish_of_others_along(store: &Store) -> Checked {
    for polls in 1.. {
        let project = format!("p{polls}");
        projects(store, &[&project]).await?;
        let ask = || {
            let (store, wish) = (store.clone(), batch(&project, 1, 4));
            async move { store.enqueue_pictures(wish, at(2)).await }
        };
        // While the first one is written the others gather; the second one then writes for all of them.
        let first = tokio::spawn(ask());
        let leaving = tokio::spawn(let_go_after(polls, ask()));
        let others = [tokio::spawn(ask()), tokio::spawn(ask())];
        let left = leaving.await.expect("nobody panics");
        for asked in std::iter::once(first).chain(others) {
            assert_eq!(asked.await.expect("nobody panics")?.jobs.len(), 1, "after {polls} polls");
        }
        let of = PictureFilter { project: Some(project.clone()), ..PictureFilter::default() };
        let jobs = store.picture_jobs(&of, 100).await?.len();
        assert!(jobs == 4 || (jobs == 3 && left.is_none()), "after {polls} polls there are {jobs} jobs");
        if left.transpose()?.is_some() {
            break;
        }
    }
    Ok(())
}

pub async fn who_goes_away_makes_no_job_of_others_twice(store: &Store) -> Checked {
    for polls in 1.. {
        let kind = format!("k{polls}");
        let ask = || {
            let (store, job) = (store.clone(), NewJob::new(&kind, "{}".to_owned(), at(0)));
            async move { store.enqueue_job(&job, at(0)).await }
        };
        let first = tokio::spawn(ask());
        let leaving = tokio::spawn(let_go_after(polls, ask()));
        let others = [tokio::spawn(ask()), tokio::spawn(ask())];
        let left = leaving.await.expect("nobody panics");
        for asked in std::iter::once(first).chain(others) {
            assert!(asked.await.expect("nobody panics")?.is_new);
        }
        let jobs = store.jobs_alive(&[&kind]).await?;
        assert!(jobs == 4 || (jobs == 3 && left.is_none()), "after {polls} polls there are {jobs} jobs");
        if left.transpose()?.is_some() {
            break;
        }
    }
    Ok(())
}

pub async fn a_job_that_waits_for_its_time_holds_no_turns_back(store: &Store) -> Checked {
    projects(store, &["p1", "p2", "p3"]).await?;
    // One that waits for its time, and one that was begun and waits for another attempt: both have early turns.
    let later = NewBatch { run_at: at(5000), ..batch("p1", 1, 4) };
    store.enqueue_pictures(later, at(1)).await?;
    store.enqueue_pictures(batch("p1", 20, 4), at(1)).await?;
    let first = taken(store, 2).await?;
    let again = JobEnd::Retry { error: "no answer".to_owned(), at: at(6) };
    assert!(store.end_job(&first.id, first.token, &again, at(2)).await?);
    let served = async |count: usize, second: i64| {
        let mut order = String::new();
        for _ in 0..count {
            let job = taken(store, second).await?;
            let picture = store.picture_job(&job.id).await?.expect("it is a picture's");
            order.push_str(&picture.project.unwrap_or_default()[1..]);
            store.end_job(&job.id, job.token, &JobEnd::Done("{}".to_owned()), at(second)).await?;
        }
        Ok::<_, StoreError>(order)
    };
    assert_eq!(served(9, 3).await?, "111111111");
    store.enqueue_pictures(batch("p2", 5, 4), at(4)).await?;
    assert_eq!(served(6, 5).await?, "121212", "who comes now goes beside those who are there, not before");
    // Nor is it before one whose time has come: that was begun long ago.
    store.enqueue_pictures(batch("p3", 2, 4), at(6)).await?;
    assert_eq!(served(2, 7).await?, "11");
    Ok(())
}

pub async fn a_job_that_waits_for_its_time_goes_before_nobody(store: &Store) -> Checked {
    projects(store, &["p1"]).await?;
    store.enqueue_pictures(NewBatch { run_at: at(50), ..batch("p1", 1, 9) }, at(1)).await?;
    let now = store.enqueue_pictures(batch("p1", 1, 4), at(2)).await?.jobs.remove(0);
    let row = store.job(&now).await?.expect("it is there");
    for (second, before) in [(3, 0), (50, 1)] {
        assert_eq!(store.job_position(&row, at(second)).await?, before, "at {second}");
        assert_eq!(store.pictures_ahead(&now, 9, at(second)).await?.len() as u64, before, "at {second}");
    }
    Ok(())
}

pub async fn a_wish_to_cancel_and_an_end_do_not_wait_for_each_other(store: &Store) -> Checked {
    projects(store, &["p1"]).await?;
    for round in 0..ROUNDS as i64 {
        let made = store.enqueue_pictures(batch("p1", 1, 4), at(round)).await?;
        let job = taken(store, round).await?;
        let ending = async {
            let tx = store.begin().await?;
            let id = format!("t{round}");
            tx.insert_take(
                &TakeRow { job: job.id.to_string(), ..take(&id, &made.id, "p1", round) },
                at(round),
            )
            .await?;
            let end = JobEnd::Done("{}".to_owned());
            let report = tx.end_job(&job.id, job.token, &end, at(round)).await?;
            if report == JobReport::Held {
                tx.commit().await?;
            } else {
                tx.rollback().await?;
            }
            Ok::<_, StoreError>(report)
        };
        let (ended, cancelled) = tokio::join!(ending, store.cancel_job(&job.id, at(round)));
        let (ended, cancelled) = (ended?, cancelled?.expect("it is there"));
        // Whoever was quicker has it, and the other one is told.
        assert_eq!(ended == JobReport::Held, cancelled.state == JobState::Done, "{ended:?} {cancelled:?}");
        if ended == JobReport::Cancelling {
            assert!(store.end_job(&job.id, job.token, &JobEnd::Cancelled, at(round)).await?);
        }
        told(store, "p1").await?;
    }
    Ok(())
}

pub async fn who_ended_a_job_for_good_is_told_with_it(store: &Store) -> Checked {
    projects(store, &["p1"]).await?;
    // The first takes its workers down; the second was begun as often as it may be, and its last worker was lost.
    store.enqueue_pictures(batch("p1", 1, 4), at(0)).await?;
    let first = taken(store, 0).await?;
    store.expire_jobs(at(30)).await?;
    taken(store, 31).await?;
    store.expire_jobs(at(61)).await?;
    let only = NewBatch { max_attempts: 1, ..batch("p1", 1, 4) };
    store.enqueue_pictures(only, at(62)).await?;
    let second = taken(store, 62).await?;
    store.expire_jobs(at(92)).await?;
    for (job, quarantined) in [(&first, true), (&second, false)] {
        let row = store.job(&job.id).await?.expect("it is there");
        assert_eq!((row.state, row.crashes >= row.max_crashes), (JobState::Dead, quarantined));
        let events = store.job_events(&job.id, 0, 100).await?;
        let last = events.last().expect("it has ended");
        let data: serde_json::Value =
            serde_json::from_str(last.data.as_deref().unwrap_or_default()).expect("JSON");
        assert_eq!(data["quarantined"], quarantined, "{last:?}");
        assert_eq!(data["error"].as_str(), row.error.as_deref());
    }
    Ok(())
}

/// A project with an address that wants to hear of one kind of end.
async fn hooked(store: &Store, event: &str) -> Result<WebhookRow, StoreError> {
    let tx = store.begin().await?;
    furnish(&tx).await?;
    let hook = WebhookRow {
        id: JobId::new(at(0)).to_string(),
        project: Some("p1".to_owned()),
        url: "https://studio.invalid/hook".to_owned(),
        events: vec![event.to_owned()],
        created_at: at(1),
        author: "ben".to_owned(),
    };
    tx.insert_webhook(&hook).await?;
    tx.commit().await?;
    Ok(hook)
}

pub async fn a_picture_that_takes_its_workers_down_is_told_of(store: &Store) -> Checked {
    let hook = hooked(store, "quarantined").await?;
    let made = store.enqueue_pictures(batch("p1", 1, 4), at(1)).await?;
    for (begun, state) in [(2, JobState::Queued), (5, JobState::Dead)] {
        store.take_job(&[GENERATE], "taker", at(begun + 1), at(begun)).await?.expect("the job waits");
        let expired = store.expire_jobs(at(begun + 2)).await?;
        let expired: Vec<_> = expired.into_iter().map(|job| (job.id, job.state)).collect();
        assert_eq!(expired, [(made.jobs[0].clone(), state)]);
    }
    let told = store.webhook_deliveries(&hook.id, 9).await?;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].payload.contains("\"event\":\"quarantined\""), "{}", told[0].payload);
    Ok(())
}

pub async fn a_delivery_outlives_the_workers_that_had_it(store: &Store) -> Checked {
    let hook = hooked(store, "completed").await?;
    store.enqueue_pictures(batch("p1", 1, 4), at(1)).await?;
    let job = taken(store, 2).await?;
    assert!(store.end_job(&job.id, job.token, &JobEnd::Done("{}".to_owned()), at(3)).await?);
    let mut now = 4;
    for _ in 0..4 {
        let delivery = store.take_job(&[store::WEBHOOK], "taker", at(now + 30), at(now)).await?;
        let delivery = delivery.expect("it is to be told still");
        now += 31;
        assert_eq!(store.expire_jobs(at(now)).await?[0].id, delivery.id, "its worker was killed");
    }
    let told = store.webhook_deliveries(&hook.id, 9).await?;
    assert_eq!(told.iter().map(|told| told.state).collect::<Vec<_>>(), [JobState::Queued]);
    Ok(())
}
