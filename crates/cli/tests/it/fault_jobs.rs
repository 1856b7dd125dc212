//! `kill -9` of workers at random moments: every job ends exactly once in its effect, and none is forgotten.
//!
//! `EMAKI_FAULT_ROUNDS` sets how many workers are killed (6 when not set), `EMAKI_FAULT_SEED` the moments. The
//! moments are lines of the log at its finest, where each statement has one.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use serde_json::{Value, json};
use testkit::PrivateDatabase;

use crate::{
    emaki::Emaki,
    fault::{next, number},
};

/// Jobs that are asked for before each kill.
const JOBS: u64 = 6;
/// Workers that are at work at once, of which one is killed.
const WORKERS: usize = 2;

/// Leases so short that nobody waits long for those of the dead.
fn hurried(emaki: Emaki) -> Emaki {
    emaki.with("EMAKI_JOBS__LEASE_MS", "400").with("EMAKI_JOBS__POLL_MS", "5")
}

fn start(emaki: &Emaki) -> Child {
    let mut command = emaki.command(&["-vvv", "--log-format", "json", "worker", "--drain", "--workers", "3"]);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary starts")
}

/// Kills a worker when its log has so many lines; whether it was still running.
fn kill(mut worker: Child, lines: u64) -> bool {
    let log = BufReader::new(worker.stderr.take().expect("a pipe"));
    let _ = log.lines().take(usize::try_from(lines).expect("a small number")).count();
    let _ = worker.kill();
    worker.wait().expect("it ends").code().is_none()
}

/// Lets a worker go on to its end.
fn finish(mut worker: Child) {
    let log = BufReader::new(worker.stderr.take().expect("a pipe"));
    let last = log.lines().map_while(Result::ok).last().unwrap_or_default();
    let status = worker.wait().expect("it ends");
    assert!(status.success(), "{status}: {last}");
}

/// Asks for jobs; gives their ids.
fn ask(emaki: &Emaki) -> Vec<String> {
    let made = emaki.json(&["jobs", "probe", "--count", &JOBS.to_string(), "--steps", "3"]);
    let ids = made.as_array().expect("a list").iter();
    ids.map(|job| job["job_id"].as_str().expect("an id").to_owned()).collect()
}

/// Every job of this round is done, once, with one line in the audit log and events without a gap; and of all
/// rounds none is in another state.
fn check(emaki: &Emaki, ids: &[String], total: u64, moment: &str) {
    let list = emaki.json(&["jobs", "list", "--limit", "1"]);
    assert_eq!(list["counts"], json!([["probe", "done", total]]), "{moment}: none is forgotten");
    let mut effects: BTreeMap<String, u64> = BTreeMap::new();
    for line in emaki.json(&["audit", "--limit", "100000"]).as_array().expect("a list") {
        if line["action"] == "job.probe" {
            *effects.entry(line["details"]["job"].as_str().expect("an id").to_owned()).or_default() += 1;
        }
    }
    assert!(effects.values().all(|times| *times == 1), "{moment}: an effect twice: {effects:?}");
    assert_eq!(effects.len() as u64, total, "{moment}: one effect for each job");
    for id in ids {
        assert!(effects.contains_key(id), "{moment}: {id} is done without its effect");
        let events = emaki.json(&["jobs", "events", id]);
        let events = events.as_array().expect("a list");
        let numbers = events.iter().map(|event| event["seq"].as_u64().unwrap_or(0));
        assert!(numbers.eq(1..=events.len() as u64), "{moment}: {events:?}");
        let ends: Vec<&Value> = events.iter().filter(|event| event["event"] == "done").collect();
        assert_eq!(ends.len(), 1, "{moment}: {events:?}");
        assert_eq!(events.last().map(|event| &event["event"]), Some(&Value::from("done")), "{moment}");
    }
}

/// Kills so many workers over one store, and looks at it after each.
fn survive(emaki: &Emaki, rounds: u64, seed: u64) {
    let undisturbed = {
        ask(emaki);
        let mut worker = start(emaki);
        let log = BufReader::new(worker.stderr.take().expect("a pipe"));
        let lines = log.lines().count() as u64;
        assert!(worker.wait().expect("it ends").success());
        lines
    };
    assert!(undisturbed > 50, "a worker tells of its steps: {undisturbed}");
    let (mut state, mut killed, mut jobs) = (seed, 0, JOBS);
    for round in 0..rounds {
        let ids = ask(emaki);
        jobs += JOBS;
        let mut workers: Vec<Child> = (0..WORKERS).map(|_| start(emaki)).collect();
        let victim = workers.remove(0);
        killed += u64::from(kill(victim, 1 + next(&mut state) % undisturbed));
        // The others take over what it held, and end only when nothing is left.
        workers.into_iter().for_each(finish);
        // Half of the time all of them may have been dead before.
        finish(start(emaki));
        check(emaki, &ids, jobs, &format!("round {round} of seed {seed}"));
    }
    assert_eq!(emaki.run(&["db", "verify"]).code, Some(0));
    assert!(killed > 0, "seed {seed} killed nothing");
}

#[test]
fn jobs_survive_kill_9_of_their_workers_in_a_file() {
    let (rounds, seed) = (number("EMAKI_FAULT_ROUNDS", 6), number("EMAKI_FAULT_SEED", 20_260_731));
    survive(&hurried(Emaki::new()), rounds.div_ceil(2), seed);
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_survive_kill_9_of_their_workers_on_a_server() {
    let (rounds, seed) = (number("EMAKI_FAULT_ROUNDS", 6), number("EMAKI_FAULT_SEED", 20_260_731));
    let Some(database) = PrivateDatabase::create(1).await else { return };
    let emaki = hurried(Emaki::on(&database.url()));
    tokio::task::block_in_place(|| survive(&emaki, rounds.div_ceil(2), seed ^ 1));
}

#[test]
fn a_worker_that_is_told_to_stop_gives_its_jobs_back() {
    let emaki = hurried(Emaki::new());
    emaki.json(&["jobs", "probe", "--count", "200", "--steps", "20"]);
    let mut worker = start(&emaki);
    let mut log = BufReader::new(worker.stderr.take().expect("a pipe")).lines();
    // Once it has begun to report, it is in the middle of its work.
    assert!(log.by_ref().map_while(Result::ok).any(|line| line.contains("reporting on a job")));
    let told = std::process::Command::new("kill").args(["-TERM", &worker.id().to_string()]).status();
    assert!(told.expect("kill runs").success());
    let _ = log.count();
    assert_eq!(worker.wait().expect("it ends").code(), Some(0));
    let counts = emaki.json(&["jobs", "list", "--limit", "1"])["counts"].clone();
    let states: Vec<&Value> = counts.as_array().expect("a list").iter().map(|count| &count[1]).collect();
    assert!(states.iter().all(|state| *state == "done" || *state == "queued"), "{counts}");
}
