//! Jobs: taken once, lost and found, ended once, and every event told in its order.

use std::collections::{BTreeMap, BTreeSet};

use model::{Instant, SourceId};
use store::{
    DueRefresh, JobEnd, JobFilter, JobProgress, JobReport, JobRow, JobState, KeyScope, NewJob, PruneOptions,
    RefreshBudget, SourceDelta, Store, StoreError,
};

use crate::scene::{Checked, at, work_id};

/// As many takers at once.
const TAKERS: usize = 16;
const JOBS: usize = 160;

fn job(kind: &str) -> NewJob {
    NewJob::new(kind, "{}".to_owned(), at(0))
}

fn named(kind: &str, key: &str, scope: KeyScope) -> NewJob {
    NewJob { key: Some((key.to_owned(), scope)), ..job(kind) }
}

async fn take(store: &Store, kinds: &[&str], second: i64) -> Result<Option<JobRow>, StoreError> {
    store.take_job(kinds, "taker", at(second + 30), at(second)).await
}

async fn taken(store: &Store, kinds: &[&str], second: i64) -> Result<JobRow, StoreError> {
    Ok(take(store, kinds, second).await?.expect("a job is ready"))
}

/// The words of a job's events, whose numbers have no gap.
async fn told(store: &Store, job: &JobRow) -> Result<Vec<String>, StoreError> {
    let events = store.job_events(&job.id, 0, 1000).await?;
    assert!(events.iter().zip(1..).all(|(event, seq)| event.seq == seq), "{events:#?}");
    Ok(events.into_iter().map(|event| event.kind).collect())
}

async fn state(store: &Store, job: &JobRow) -> Result<JobState, StoreError> {
    Ok(store.job(&job.id).await?.expect("it is there").state)
}

pub async fn urgent_jobs_go_first_and_then_old_ones(store: &Store) -> Checked {
    let urgent = NewJob { priority: 9, ..job("b") };
    let later = NewJob { run_at: at(50), priority: 9, ..job("a") };
    let asked = [job("a"), job("a"), job("b"), urgent, later];
    let ids: Vec<_> = store.enqueue_jobs(&asked, at(0)).await?.into_iter().map(|job| job.id).collect();
    let mut order = Vec::new();
    for kinds in [["a", "b"], ["a", "b"], ["b", "a"], ["a", "b"], ["a", "b"]] {
        order.extend(take(store, &kinds, 1).await?.map(|job| job.id));
    }
    // The last of the five waits for its time.
    assert_eq!(order, [3, 0, 2, 1].map(|at| ids[at].clone()));
    assert_eq!(taken(store, &["a"], 50).await?.id, ids[4]);
    assert_eq!(take(store, &["c"], 99).await?, None);
    Ok(())
}

pub async fn sixteen_takers_run_each_job_once(store: &Store) -> Checked {
    let jobs: Vec<NewJob> = (0..JOBS).map(|at| job(["a", "b", "c"][at % 3])).collect();
    let ids: BTreeSet<_> = store.enqueue_jobs(&jobs, at(0)).await?.into_iter().map(|job| job.id).collect();
    let takers: Vec<_> = (0..TAKERS)
        .map(|taker| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                let owner = format!("taker {taker}");
                // Who finds nothing may have been passed over for a moment; what is queued stays queued.
                while store.jobs_alive(&["a", "b", "c"]).await? > 0 {
                    let Some(job) = store.take_job(&["a", "b", "c"], &owner, at(30), at(1)).await? else {
                        tokio::task::yield_now().await;
                        continue;
                    };
                    assert!(store.end_job(&job.id, job.token, &JobEnd::Done("1".to_owned()), at(2)).await?);
                    mine.push(job.id);
                }
                Ok::<_, StoreError>(mine)
            })
        })
        .collect();
    let mut run = Vec::new();
    for taker in takers {
        run.append(&mut taker.await.expect("a taker does not panic")?);
    }
    assert_eq!(run.len(), JOBS, "none twice");
    assert_eq!(run.into_iter().collect::<BTreeSet<_>>(), ids, "none forgotten");
    for job in store.jobs(&JobFilter::default(), JOBS).await? {
        assert_eq!((job.state, job.attempts), (JobState::Done, 1));
        assert_eq!(told(store, &job).await?, ["queued", "started", "done"]);
    }
    Ok(())
}

pub async fn a_lost_job_is_taken_over_and_its_zombie_is_silent(store: &Store) -> Checked {
    store.enqueue_job(&NewJob { max_crashes: 5, ..job("a") }, at(0)).await?;
    let first = taken(store, &["a"], 0).await?;
    let progress =
        JobProgress { done: 3, total: Some(10), unit: "rows".to_owned(), message: "reading".to_owned() };
    let report = store.progress_job(&first.id, first.token, &progress, at(40), at(10)).await?;
    assert_eq!(report, JobReport::Held);
    assert!(store.expire_jobs(at(39)).await?.is_empty(), "progress has renewed the lease");
    assert_eq!(store.renew_jobs(&[(first.id.clone(), first.token)], at(60)).await?, [JobReport::Held]);
    assert!(store.expire_jobs(at(59)).await?.is_empty());
    assert_eq!(store.expire_jobs(at(60)).await?.len(), 1);

    let second = taken(store, &["a"], 61).await?;
    assert_eq!((second.id.clone(), second.attempts, second.crashes), (first.id.clone(), 2, 1));
    // The first one wakes up and knows nothing of it.
    assert_eq!(store.progress_job(&first.id, first.token, &progress, at(99), at(62)).await?, JobReport::Lost);
    assert_eq!(store.note_job(&first.id, first.token, "found", "{}", at(62)).await?, JobReport::Lost);
    assert_eq!(store.renew_jobs(&[(first.id.clone(), first.token)], at(99)).await?, [JobReport::Lost]);
    assert!(!store.end_job(&first.id, first.token, &JobEnd::Done("\"old\"".to_owned()), at(62)).await?);
    let end = JobEnd::Done("\"new\"".to_owned());
    assert!(store.end_job(&second.id, second.token, &end, at(63)).await?);
    assert!(!store.end_job(&second.id, second.token, &end, at(64)).await?, "and only once");
    let ended = store.job(&first.id).await?.expect("it is there");
    assert_eq!((ended.state, ended.result.as_deref()), (JobState::Done, Some("\"new\"")));
    assert_eq!(told(store, &first).await?, ["queued", "started", "progress", "lost", "started", "done"]);
    Ok(())
}

pub async fn a_job_that_takes_workers_down_dies(store: &Store) -> Checked {
    store.enqueue_job(&job("a"), at(0)).await?;
    let job = taken(store, &["a"], 0).await?;
    assert_eq!(store.expire_jobs(at(30)).await?[0].state, JobState::Queued);
    taken(store, &["a"], 31).await?;
    assert_eq!(store.expire_jobs(at(61)).await?[0].state, JobState::Dead);
    assert_eq!(take(store, &["a"], 90).await?, None);
    assert_eq!(told(store, &job).await?, ["queued", "started", "lost", "started", "dead"]);
    let revived = store.retry_job(&job.id, at(91)).await?.expect("it is there");
    assert_eq!((revived.state, revived.attempts, revived.crashes), (JobState::Queued, 0, 0));
    Ok(())
}

pub async fn a_failed_run_waits_and_a_released_one_does_not_count(store: &Store) -> Checked {
    store.enqueue_job(&job("a"), at(0)).await?;
    let first = taken(store, &["a"], 0).await?;
    let again = JobEnd::Retry { error: "no answer".to_owned(), at: at(20) };
    assert!(store.end_job(&first.id, first.token, &again, at(1)).await?);
    assert_eq!(take(store, &["a"], 19).await?, None);
    let second = taken(store, &["a"], 20).await?;
    assert_eq!((second.attempts, second.error.as_deref()), (2, Some("no answer")));
    assert!(store.end_job(&second.id, second.token, &JobEnd::Released, at(21)).await?);
    let third = taken(store, &["a"], 21).await?;
    assert_eq!(third.attempts, 2, "what was given back unharmed is no attempt");
    let later = JobEnd::PutOff { error: "no room".to_owned(), at: at(40) };
    assert!(store.end_job(&third.id, third.token, &later, at(22)).await?);
    assert_eq!(take(store, &["a"], 39).await?, None);
    let fourth = taken(store, &["a"], 40).await?;
    assert_eq!((fourth.attempts, fourth.error.as_deref()), (2, Some("no room")), "nor is what was put off");
    assert!(store.end_job(&fourth.id, fourth.token, &JobEnd::Failed("gone".to_owned()), at(41)).await?);
    assert_eq!(state(store, &fourth).await?, JobState::Failed);
    assert_eq!(
        told(store, &fourth).await?,
        ["queued", "started", "retry", "started", "released", "started", "put_off", "started", "failed"]
    );
    Ok(())
}

pub async fn a_wish_to_cancel_holds_whatever_happens(store: &Store) -> Checked {
    let ids = store.enqueue_jobs(&[job("a"), job("a"), job("a"), job("b")], at(0)).await?;
    let waiting = store.cancel_job(&ids[3].id, at(1)).await?.expect("it is there");
    assert_eq!((waiting.state, waiting.finished_at), (JobState::Cancelled, Some(at(1))));

    let (told_so, crashed, failed) =
        (taken(store, &["a"], 1).await?, taken(store, &["a"], 1).await?, taken(store, &["a"], 1).await?);
    for job in [&told_so, &crashed, &failed] {
        assert_eq!(store.cancel_job(&job.id, at(2)).await?.map(|job| job.state), Some(JobState::Running));
        store.cancel_job(&job.id, at(3)).await?;
    }
    let report =
        store.progress_job(&told_so.id, told_so.token, &JobProgress::default(), at(31), at(3)).await?;
    assert_eq!(report, JobReport::Cancelling);
    assert!(store.end_job(&told_so.id, told_so.token, &JobEnd::Cancelled, at(4)).await?);
    let again = JobEnd::Retry { error: "no answer".to_owned(), at: at(5) };
    assert!(store.end_job(&failed.id, failed.token, &again, at(4)).await?);
    store.expire_jobs(at(99)).await?;
    for job in [&told_so, &crashed, &failed] {
        assert_eq!(state(store, job).await?, JobState::Cancelled);
        let events = told(store, job).await?;
        assert_eq!(events.iter().filter(|kind| *kind == "cancel_requested").count(), 1, "{events:?}");
        assert_eq!(events.last().map(String::as_str), Some("cancelled"));
    }
    let over = store.cancel_job(&crashed.id, at(100)).await?.expect("it is there");
    assert_eq!(over.state, JobState::Cancelled, "what has ended stays as it is");
    Ok(())
}

pub async fn one_key_is_one_job(store: &Store) -> Checked {
    let alive = named("a", "work 1", KeyScope::Alive);
    let ever = named("a", "work 2", KeyScope::Ever);
    let asked = [alive.clone(), ever.clone(), alive.clone(), named("b", "work 1", KeyScope::Alive)];
    let answers = store.enqueue_jobs(&asked, at(0)).await?;
    assert_eq!(answers.iter().map(|a| a.is_new).collect::<Vec<_>>(), [true, true, false, true]);
    assert_eq!(answers[0].id, answers[2].id);
    for _ in 0..2 {
        let job = taken(store, &["a"], 1).await?;
        store.end_job(&job.id, job.token, &JobEnd::Done("1".to_owned()), at(2)).await?;
    }
    let done = async |kind, key, since| -> Result<_, StoreError> {
        Ok(store.job_done_since(kind, key, at(since)).await?.map(|job| job.id))
    };
    assert_eq!(done("a", "work 1", 2).await?, Some(answers[0].id.clone()));
    assert_eq!(done("a", "work 1", 3).await?, None, "that was earlier");
    assert_eq!(done("b", "work 1", 0).await?, None, "it still waits");
    let again = store.enqueue_jobs(&[alive.clone(), ever.clone()], at(3)).await?;
    assert_eq!(
        again.iter().map(|a| (a.is_new, a.state)).collect::<Vec<_>>(),
        [(true, JobState::Queued), (false, JobState::Done)]
    );
    // Many at once agree on one.
    let many: Vec<_> = (0..8)
        .map(|_| {
            let (store, wish) = (store.clone(), named("c", "one", KeyScope::Alive));
            tokio::spawn(async move { store.enqueue_job(&wish, at(4)).await })
        })
        .collect();
    let (mut ids, mut new) = (BTreeSet::new(), 0);
    for asked in many {
        let answer = asked.await.expect("no panic")?;
        new += usize::from(answer.is_new);
        ids.insert(answer.id);
    }
    assert_eq!((ids.len(), new), (1, 1));
    Ok(())
}

pub async fn a_retry_never_makes_two_of_one_key(store: &Store) -> Checked {
    let wish = named("a", "work 1", KeyScope::Alive);
    let first = store.enqueue_job(&wish, at(0)).await?;
    store.cancel_job(&first.id, at(1)).await?;
    let second = store.enqueue_job(&wish, at(2)).await?;
    assert!(second.is_new);
    let refused = store.retry_job(&first.id, at(3)).await.expect_err("its key is another's");
    assert!(matches!(refused, StoreError::Conflict(_)), "{refused}");
    assert_eq!(store.job(&first.id).await?.map(|job| job.state), Some(JobState::Cancelled));
    Ok(())
}

pub async fn what_a_run_writes_holds_with_its_end(store: &Store) -> Checked {
    store.enqueue_job(&NewJob { max_crashes: 9, ..job("a") }, at(0)).await?;
    let first = taken(store, &["a"], 0).await?;
    store.expire_jobs(at(30)).await?;
    let second = taken(store, &["a"], 31).await?;
    for (run, ends) in [(&first, false), (&second, true)] {
        let tx = store.begin().await?;
        tx.begin_run("effect", "", at(32)).await?;
        let held = tx.end_job(&run.id, run.token, &JobEnd::Done("1".to_owned()), at(32)).await?;
        assert_eq!(held == JobReport::Held, ends, "{held:?}");
        if ends { tx.commit().await? } else { tx.rollback().await? }
    }
    assert_eq!(store.runs(9).await?.len(), 1, "the zombie's effect went with its end");
    // A wish to cancel that came before the end is not overtaken by it.
    store.enqueue_job(&job("a"), at(40)).await?;
    let third = taken(store, &["a"], 40).await?;
    let tx = store.begin().await?;
    tx.begin_run("effect", "", at(41)).await?;
    tx.rollback().await?;
    store.cancel_job(&third.id, at(41)).await?;
    let tx = store.begin().await?;
    let late = tx.end_job(&third.id, third.token, &JobEnd::Done("1".to_owned()), at(42)).await?;
    tx.rollback().await?;
    assert_eq!(late, JobReport::Cancelling);
    assert!(store.end_job(&third.id, third.token, &JobEnd::Cancelled, at(43)).await?);
    assert_eq!(store.job(&third.id).await?.map(|job| job.state), Some(JobState::Cancelled));
    Ok(())
}

pub async fn a_pause_holds_for_all(store: &Store) -> Checked {
    store.enqueue_jobs(&[job("a"), job("b")], at(0)).await?;
    assert!(store.pause_jobs("kind:a", "keeper", at(1)).await?);
    assert!(!store.pause_jobs("kind:a", "keeper", at(1)).await?);
    assert_eq!(taken(store, &["a", "b"], 1).await?.kind, "b");
    assert_eq!(take(store, &["a", "b"], 1).await?, None);
    assert!(store.pause_jobs("all", "keeper", at(1)).await?);
    assert!(store.resume_jobs("kind:a").await?);
    assert_eq!(take(store, &["a"], 1).await?, None);
    assert_eq!(store.job_pauses().await?.len(), 1);
    assert!(store.resume_jobs("all").await?);
    assert_eq!(taken(store, &["a"], 1).await?.kind, "a");
    Ok(())
}

pub async fn jobs_are_listed_newest_first(store: &Store) -> Checked {
    for second in 0..3 {
        store.enqueue_jobs(&[job("a"), job("b")], at(second)).await?;
    }
    let filter = JobFilter { kind: Some("a".to_owned()), ..JobFilter::default() };
    let all = store.jobs(&filter, 10).await?;
    assert_eq!(all.iter().map(|job| job.created_at).collect::<Vec<_>>(), [at(2), at(1), at(0)]);
    let before = Some((all[0].created_at, all[0].id.clone()));
    assert_eq!(store.jobs(&JobFilter { before, ..filter.clone() }, 10).await?, all[1..]);
    assert_eq!(store.job_position(&all[0], at(3)).await?, 2);
    taken(store, &["a"], 3).await?;
    let running = JobFilter { state: Some(JobState::Running), ..JobFilter::default() };
    assert_eq!(store.jobs(&running, 10).await?.len(), 1);
    let counts: BTreeMap<_, _> =
        store.job_counts().await?.into_iter().map(|(kind, state, n)| ((kind, state), n)).collect();
    assert_eq!(counts[&("a".to_owned(), JobState::Queued)], 2);
    let newest = store.newest_job_events(&[all[2].id.clone()]).await?;
    assert_eq!(newest, [(all[2].id.clone(), 2)]);
    Ok(())
}

pub async fn ended_jobs_are_bounded(store: &Store) -> Checked {
    store.enqueue_jobs(&[named("a", "once", KeyScope::Ever)], at(0)).await?;
    store.enqueue_jobs(&vec![job("a"); 5], at(1)).await?;
    for second in 0..5 {
        let job = taken(store, &["a"], second + 2).await?;
        store.end_job(&job.id, job.token, &JobEnd::Done("1".to_owned()), at(second + 2)).await?;
    }
    let report = store.prune(&PruneOptions { ended_jobs: 2, ..PruneOptions::default() }).await?;
    assert_eq!(report.jobs, 2, "two stay, one keeps its key");
    let left = store.jobs(&JobFilter::default(), 10).await?;
    assert_eq!(left.iter().filter(|job| job.state == JobState::Done).count(), 3);
    assert_eq!(left.iter().filter(|job| job.state == JobState::Queued).count(), 1);
    let again = store.enqueue_job(&named("a", "once", KeyScope::Ever), at(9)).await?;
    assert!(!again.is_new, "a key that holds for ever outlives its job's history");
    Ok(())
}

pub async fn a_refresh_is_scheduled_once_and_within_its_budget(store: &Store) -> Checked {
    let wish = |number: i64, now: i64| DueRefresh {
        policy: "refresh.api".to_owned(),
        work: work_id(number),
        not_since: at(now - 100),
        sources: vec!["lantern".to_owned()],
        job: named("refresh", &format!("refresh.api {number}"), KeyScope::Alive),
    };
    let budget = [RefreshBudget { source: "lantern".to_owned(), per_hour: 3 }];
    let many: Vec<_> = (0..8)
        .map(|_| {
            let (store, budget) = (store.clone(), budget.clone());
            let wishes: Vec<_> = (1..=5).map(|number| wish(number, 1000)).collect();
            tokio::spawn(async move { store.schedule_refreshes(&wishes, &budget, at(1000)).await })
        })
        .collect();
    let mut new = 0;
    for scheduled in many {
        new += scheduled.await.expect("no panic")?.iter().filter(|job| job.is_new).count();
    }
    assert_eq!(new, 3, "eight schedulers spend one budget");
    assert!(store.schedule_refreshes(&[wish(1, 1050)], &budget, at(1050)).await?.is_empty(), "too early");
    // An hour later there is a new budget, and the first is due again.
    let next: Vec<_> = (1..=5).map(|number| wish(number, 5000)).collect();
    assert_eq!(store.schedule_refreshes(&next, &budget, at(5000)).await?.len(), 3);
    assert!(store.schedule_refreshes(&next, &[], at(9000)).await?.is_empty(), "no budget, no request");

    store.add_asks(&[(work_id(1), 2), (work_id(2), 5)], at(0)).await?;
    store.add_asks(&[(work_id(1), 4)], at(90_000)).await?;
    let most = store.most_asked(7, 10, at(90_000)).await?;
    assert_eq!(most, [(work_id(1), 6), (work_id(2), 5)]);
    assert_eq!(store.most_asked(1, 10, at(90_000)).await?, [(work_id(1), 4)]);
    Ok(())
}

pub async fn processes_add_up_how_a_source_fares(store: &Store) -> Checked {
    let seen = |breaker: &str, failures: u64, error: Option<(Instant, String)>| SourceDelta {
        source: SourceId::known("lantern"),
        requests: 10,
        failures,
        rate_limited: 0,
        took_ms: 1000,
        slowest_ms: 300 + failures,
        ok_at: Some(at(5)),
        error,
        breaker: breaker.to_owned(),
        breaker_until: None,
        trips: failures / 5,
    };
    store.add_source_health(&[seen("closed", 0, None)], at(5)).await?;
    store.add_source_health(&[seen("open", 5, Some((at(9), "no answer".to_owned())))], at(9)).await?;
    store.add_source_health(&[seen("closed", 1, Some((at(7), "older".to_owned())))], at(10)).await?;
    let health = store.source_health(at(10)).await?;
    let [lantern] = health.as_slice() else { panic!("one source: {health:?}") };
    assert_eq!((lantern.breaker.as_str(), lantern.trips, lantern.ok_at), ("closed", 1, Some(at(5))));
    assert_eq!((lantern.error_at, lantern.error.as_deref()), (Some(at(9)), Some("no answer")));
    assert_eq!((lantern.day.requests, lantern.day.failures, lantern.day.slowest_ms), (30, 6, 305));
    assert_eq!((lantern.day.success(), lantern.recent.mean_ms()), (Some(0.8), Some(100.0)));
    let next_day = store.source_health(at(100_000)).await?;
    assert_eq!(next_day[0].day.requests, 0, "what is a day old no longer counts");
    Ok(())
}
