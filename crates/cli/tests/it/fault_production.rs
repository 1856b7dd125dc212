//! `kill -9` of workers and servers, and engines that forget what they were doing, while pictures are made: every
//! picture that was accepted ends once, with its file or its reason, nothing lies about that is nobody's, and whoever
//! follows the project over a WebSocket and comes back after each death of the server hears every event once. An address
//! outside of all that is told of each end at least once, and of none that did not happen.
//!
//! `EMAKI_FAULT_ROUNDS` sets how often something is killed (4 when not set), `EMAKI_FAULT_SEED` the moments. The moments
//! are lines of the log at its finest, where each statement has one.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Stdio},
    thread,
    time::Duration,
};

use serde_json::{Value, json};
use testkit::{PrivateDatabase, comfyui::ComfyUi};

use crate::{
    emaki::Emaki,
    fault::{next, number},
    following::Follower,
    hooked::Hooked,
    leftovers::nothing_is_left,
};

/// Wishes of a round.
const WISHES: u64 = 5;
/// Lines of a worker's log, of which one is the moment of its end.
const LINES: u64 = 700;

/// An installation with two engines that answer, and one that draws.
struct Studio {
    emaki: Emaki,
    engines: [ComfyUi; 2],
    project: String,
    state: u64,
    /// How often a process was killed while it ran, and an engine while it worked.
    killed: u64,
    restarted: u64,
    /// How the pictures of all rounds ended.
    ended: BTreeMap<String, u64>,
    /// Who listens to what happens in the project whenever there is a server.
    follower: Follower,
    /// The jobs of all rounds, and how each of them ended.
    ends: BTreeMap<String, String>,
    /// Who is told of these ends.
    hooked: Hooked,
}

/// A process and its log, of which somebody has to read.
fn start(emaki: &Emaki, arguments: &[&str]) -> Child {
    let mut command = emaki.command(&[&["-vvv", "--log-format", "json"], arguments].concat());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts")
}

/// Kills a process when its log has so many lines, and before that an engine as soon as it is at work in the second
/// half; whether the process was still running, and whether the engine was at work.
fn kill(mut child: Child, lines: u64, mut engine: Option<&ComfyUi>) -> (bool, bool) {
    let log = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut was_at_work = false;
    for (line, _) in (1..=lines).zip(log.lines()) {
        if let Some(working) = engine.take_if(|engine| 2 * line >= lines && engine.remaining() > 0) {
            working.restart();
            was_at_work = true;
        }
    }
    let _ = child.kill();
    (child.wait().expect("it ends").code().is_none(), was_at_work)
}

/// Lets a worker make whatever waits.
fn work(emaki: &Emaki) {
    let mut worker = start(emaki, &["worker", "--drain", "--workers", "3"]);
    let log = BufReader::new(worker.stderr.take().expect("a pipe"));
    let last = log.lines().map_while(Result::ok).last().unwrap_or_default();
    let status = worker.wait().expect("it ends");
    assert!(status.success(), "{status}: {last}");
}

/// What a server answers to a wish; `None` where it was killed before.
fn post(address: &str, wish: &Value) -> Option<Value> {
    let body = wish.to_string();
    let mut stream = TcpStream::connect(address).ok()?;
    let length = body.len();
    let head = format!(
        "POST /generate HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n"
    );
    stream.write_all([head.as_bytes(), body.as_bytes()].concat().as_slice()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let body: Value = serde_json::from_str(body).ok()?;
    assert!(head.contains(" 20"), "{head}: {body}");
    Some(body)
}

fn ids(told: &Value) -> Vec<String> {
    let ids = told["jobs"].as_array().unwrap_or_else(|| panic!("{told}")).iter();
    ids.map(|id| id.as_str().expect("an id").to_owned()).collect()
}

impl Studio {
    fn new(emaki: Emaki, seed: u64) -> Self {
        let engines = [ComfyUi::start(), ComfyUi::start()];
        let mut emaki = emaki
            .with("EMAKI_JOBS__LEASE_MS", "400")
            .with("EMAKI_JOBS__POLL_MS", "5")
            .with("EMAKI_PRODUCTION__PRELOAD", "false")
            .with("EMAKI_ALLOW_PRIVATE", "true")
            .with("EMAKI_PRODUCTION__ENGINES__SKETCH__KIND", "draft");
        for (name, engine) in ["ONE", "TWO"].iter().zip(&engines) {
            engine.script(|script| script.step = Duration::from_millis(4));
            let settings = [
                ("KIND", "comfyui".to_owned()),
                ("URL", engine.url()),
                ("MODEL", "quiet-harbor.safetensors".to_owned()),
            ];
            for (setting, value) in settings {
                emaki = emaki.with(&format!("EMAKI_PRODUCTION__ENGINES__{name}__{setting}"), &value);
            }
        }
        let project = emaki.json(&["production", "project", "create", "Lanterns"]);
        let project = project["id"].as_str().expect("an id").to_owned();
        let hooked = Hooked::start();
        emaki.json(&["production", "webhook", "add", &hooked.url(), "--project", &project]);
        let (ended, follower, ends) = (BTreeMap::new(), Follower::default(), BTreeMap::new());
        Self { emaki, engines, project, state: seed, killed: 0, restarted: 0, ended, follower, ends, hooked }
    }

    fn draw(&mut self, below: u64) -> u64 {
        next(&mut self.state) % below
    }

    fn wishes(&mut self, round: u64) -> Vec<Value> {
        let project = self.project.clone();
        let mut wish = |number: u64| {
            let mut wish = json!({
                "prompt": format!("a {{red|blue}} lamp, {round}"), "project_id": project, "width": 64, "height": 64,
                "steps": 4, "idempotency_key": format!("{round}-{number}"),
            });
            if self.draw(2) == 0 {
                wish["engine"] = "sketch".into();
            }
            wish
        };
        (0..WISHES).map(&mut wish).collect()
    }

    /// Hands wishes to a server that is killed while it takes them; gives the jobs that it answered with.
    fn ask_server(&mut self, wishes: &[Value]) -> Vec<Vec<String>> {
        let mut server = start(&self.emaki, &["serve", "--listen", "127.0.0.1:0", "--workers", "1"]);
        let mut line = String::new();
        let mut stdout = BufReader::new(server.stdout.take().expect("a pipe"));
        let lines = 1 + self.draw(LINES);
        let (follower, project) = (&mut self.follower, &self.project);
        let (told, (killed, _)) = thread::scope(|scope| {
            let killing = scope.spawn(|| kill(server, lines, None));
            let read = stdout.read_line(&mut line);
            let address = line.trim().strip_prefix("Emaki is at http://").filter(|_| read.is_ok());
            let told: Option<Vec<Value>> = address.map(|address| {
                let there = address.to_owned();
                // It hears on until the server is gone.
                scope.spawn(move || follower.listen(&there, project, u64::MAX));
                wishes.iter().map_while(|wish| post(address, wish)).collect()
            });
            (told.unwrap_or_default(), killing.join().expect("no panic"))
        });
        self.killed += u64::from(killed);
        told.iter().map(ids).collect()
    }

    /// A round: wishes, one of them taken back, something killed, and all of it made up for.
    fn round(&mut self, round: u64) {
        let wishes = self.wishes(round);
        let accepted = if round % 3 == 1 { self.ask_server(&wishes) } else { Vec::new() };
        let mut jobs = Vec::new();
        for (number, wish) in wishes.iter().enumerate() {
            let file = self.emaki.write("wish.json", wish.to_string());
            let file = file.display().to_string();
            let asked = ids(&self.emaki.json(&["production", "generate", "--file", &file]));
            if let Some(before) = accepted.get(number) {
                assert_eq!(
                    &asked, before,
                    "round {round}: what was accepted is there, and the same wish is no other"
                );
            }
            jobs.extend(asked);
        }
        let back = jobs[self.draw(WISHES) as usize].clone();
        let (lines, other) = (1 + self.draw(LINES), 1 + self.draw(LINES));
        let workers =
            [start(&self.emaki, &["worker", "--drain"]), start(&self.emaki, &["worker", "--drain"])];
        let restarts = round.is_multiple_of(4).then(|| self.draw(2) as usize);
        let mut engine = restarts.map(|engine| &self.engines[engine]);
        let killed = thread::scope(|scope| {
            let killing: Vec<_> = workers
                .into_iter()
                .zip([lines, other])
                .map(|(worker, lines)| {
                    let engine = engine.take();
                    scope.spawn(move || kill(worker, lines, engine))
                })
                .collect();
            // Taken back before, while or after it is made.
            let ran = self.emaki.run(&["production", "jobs", "cancel", &back]);
            assert!(matches!(ran.code, Some(0 | 1)), "{ran}");
            killing.into_iter().map(|one| one.join().expect("no panic")).collect::<Vec<_>>()
        });
        for (was_running, was_at_work) in killed {
            self.killed += u64::from(was_running);
            self.restarted += u64::from(was_at_work);
        }
        work(&self.emaki);
        self.check(&jobs, &format!("round {round}"));
    }

    /// Whoever comes back to a server that was started anew has heard every event of every job in the end, each once.
    fn hear_the_rest(&mut self) {
        let told = self.emaki.json(&["production", "project", "show", &self.project]);
        let newest = told["last_event"].as_u64().expect("a number");
        let mut server = self.emaki.command(&["serve", "--listen", "127.0.0.1:0", "--workers", "0"]);
        let mut server =
            server.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary starts");
        let mut line = String::new();
        let mut stdout = BufReader::new(server.stdout.take().expect("a pipe"));
        let read = stdout.read_line(&mut line);
        let address = line.trim().strip_prefix("Emaki is at http://").filter(|_| read.is_ok());
        self.follower.listen(address.expect("an address"), &self.project, newest);
        let _ = server.kill();
        server.wait().expect("it ends");
        assert_eq!(self.follower.last, newest, "each event up to the newest one");
        assert_eq!(self.follower.heard.len(), self.ends.len(), "of each job");
        for job in self.ends.keys() {
            let heard = &self.follower.heard[job];
            assert!(heard.iter().map(|(seq, _)| *seq).eq(1..=heard.len() as u64), "{job}: {heard:?}");
            assert_eq!(heard.iter().filter(|(_, word)| is_end(word)).count(), 1, "{job}: {heard:?}");
        }
    }

    /// Each job has one end, which its events tell, and a picture where it is completed.
    fn check(&mut self, jobs: &[String], moment: &str) {
        for id in jobs {
            let job = self.emaki.json(&["production", "jobs", "show", id]);
            let status = job["status"].as_str().expect("a state");
            *self.ended.entry(status.to_owned()).or_default() += 1;
            self.ends.insert(id.clone(), status.to_owned());
            let events = self.emaki.json(&["jobs", "events", id]);
            let events = events.as_array().expect("a list");
            let numbers = events.iter().map(|event| event["seq"].as_u64().unwrap_or(0));
            assert!(numbers.eq(1..=events.len() as u64), "{moment}: an event is lost: {events:?}");
            let ends = events.iter().filter(|event| event["event"].as_str().is_some_and(is_end));
            assert_eq!(ends.count(), 1, "{moment}: {events:?}");
            match status {
                "completed" => {
                    let file = job["output_path"].as_str().expect("a file");
                    assert!(
                        self.emaki.path("data/productions").join(file).is_file(),
                        "{moment}: {file} is gone"
                    );
                }
                "failed" | "quarantined" => {
                    assert!(job["error"].as_str().is_some_and(|why| !why.is_empty()), "{moment}: {job}");
                }
                "cancelled" => assert!(job["take_id"].is_null(), "{moment}: cancelled, and there: {job}"),
                _ => panic!("{moment}: {job}"),
            }
        }
        let ran = self.emaki.run(&["--json", "production", "fsck"]);
        assert_eq!(ran.code, Some(0), "{moment}: {ran}");
        let takes = self.ended.get("completed").copied().unwrap_or(0);
        let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        assert_eq!(report["takes"], takes, "{moment}: one take for each that is completed");
    }
}

/// Whether an event of this word ends a job.
fn is_end(word: &str) -> bool {
    matches!(word, "done" | "failed" | "cancelled" | "dead")
}

/// Rounds over one store, and what they leave.
fn survive(emaki: Emaki, rounds: u64, seed: u64) {
    let mut studio = Studio::new(emaki, seed);
    for round in 0..rounds {
        studio.round(round);
    }
    studio.hear_the_rest();
    let told_again = studio.hooked.heard_of(&studio.ends);
    nothing_is_left(&studio.emaki);
    assert_eq!(studio.emaki.run(&["db", "verify"]).code, Some(0));
    assert!(studio.killed > 0, "seed {seed} killed nothing");
    assert!(rounds < 40 || studio.restarted > 0, "seed {seed} restarted no engine at work");
    assert!(rounds < 40 || studio.follower.cut_off > 0, "seed {seed} cut no listener off");
    eprintln!(
        "{} processes killed, {} engines at work restarted, {} times a listener cut off, {told_again} ends told \
         again: {:?}",
        studio.killed, studio.restarted, studio.follower.cut_off, studio.ended
    );
}

#[test]
fn pictures_survive_kill_9_in_a_file() {
    let (rounds, seed) = (number("EMAKI_FAULT_ROUNDS", 4), number("EMAKI_FAULT_SEED", 20_091_003));
    survive(Emaki::new(), rounds.div_ceil(2), seed);
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_survive_kill_9_on_a_server() {
    let (rounds, seed) = (number("EMAKI_FAULT_ROUNDS", 4), number("EMAKI_FAULT_SEED", 20_091_003));
    let Some(database) = PrivateDatabase::create(1).await else { return };
    let emaki = Emaki::on(&database.url());
    tokio::task::block_in_place(|| survive(emaki, rounds.div_ceil(2), seed ^ 1));
}
