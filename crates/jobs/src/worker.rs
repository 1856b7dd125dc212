//! The worker: takes jobs, runs their handlers side by side, holds their leases, and ends in good order.

use std::{
    collections::{HashMap, HashSet},
    panic::AssertUnwindSafe,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures::FutureExt;
use model::Instant;
use serde_json::Value;
use store::{JobEnd, JobId, JobReport, JobRow, Store, StoreError};
use tokio::{
    sync::{Notify, watch},
    task::{AbortHandle, Id, JoinSet},
};

use crate::{
    Backoff, Failure, Handler, Run, Stop,
    backoff::later,
    tally::{Tally, Verdict},
};

/// How often the end of a run is tried to be written while the store fails; its lease is renewed meanwhile.
const END_TRIES: u32 = 5;
/// The pause before the store is asked again after it failed.
const STORE_PAUSE: Duration = Duration::from_secs(1);
/// How long after its grace a worker waits for runs whose end is being written or is written: as long as it takes to
/// write one over a store that fails, and to clear away what was in the way.
const AFTER_GRACE: Duration = Duration::from_secs(5);

/// Says what time it is. Cheap to clone.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Instant + Send + Sync>);

impl Clock {
    /// A clock that asks this function.
    pub fn new(now: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time now.
    pub fn now(&self) -> Instant {
        (self.0)()
    }
}

/// How a worker works.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its name, told with each job that it holds; no two workers share one.
    pub name: String,
    /// How many jobs it runs at once, at least one.
    pub at_once: usize,
    /// How long a lease lasts that is not renewed. It is renewed three times as often.
    pub lease: Duration,
    /// How often it looks for jobs while it has room for more.
    pub poll: Duration,
    /// How long it may take to end once it was told to. Runs may finish within the first half, are asked to
    /// stop at their next progress in the second, and are broken off and given back after that.
    pub grace: Duration,
    /// How much longer those have that are writing their end or have written it, since what follows it would be lost.
    pub after_grace: Duration,
    /// When what failed is tried again.
    pub backoff: Backoff,
    /// When it ends by itself.
    pub until: Until,
}

/// When a worker ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Never; it waits for more.
    Told,
    /// When no job of its kinds is alive any more, wherever it runs.
    Drained,
    /// When it has run one job, or there is none.
    Once,
}

impl Settings {
    /// Leases of 30 seconds, five looks a second; 14 seconds to end, and 5 more for what is at its end: 20 are promised.
    pub fn new(name: String) -> Self {
        Self {
            name,
            at_once: 1,
            lease: Duration::from_secs(30),
            poll: Duration::from_millis(200),
            grace: Duration::from_secs(14),
            after_grace: AFTER_GRACE,
            backoff: Backoff::default(),
            until: Until::Told,
        }
    }
}

/// Runs jobs of the kinds that it has handlers for.
pub struct Worker {
    store: Store,
    clock: Clock,
    settings: Settings,
    handlers: Vec<Arc<dyn Handler>>,
    nudge: Arc<Notify>,
}

/// A run under way, as the worker's loop knows it.
struct Slot {
    id: JobId,
    token: i64,
    kind: &'static str,
    told: watch::Sender<Option<Stop>>,
    task: AbortHandle,
    /// Whether its end is being written. From then on nobody breaks it off: what the store says of the job
    /// may be of that very end.
    is_ending: Arc<AtomicBool>,
}

/// What the loop keeps while it goes.
#[derive(Default)]
struct Going {
    tasks: JoinSet<Option<Verdict>>,
    slots: HashMap<Id, Slot>,
    tally: Tally,
    /// The kind that is asked for first next time.
    turn: usize,
}

impl Worker {
    /// A worker without handlers.
    pub fn new(store: Store, clock: Clock, settings: Settings) -> Self {
        Self { store, clock, settings, handlers: Vec::new(), nudge: Arc::default() }
    }

    /// With one more handler.
    #[must_use]
    pub fn handler(mut self, handler: impl Handler + 'static) -> Self {
        self.handlers.push(Arc::new(handler));
        self
    }

    /// With more handlers.
    #[must_use]
    pub fn handlers(mut self, handlers: impl IntoIterator<Item = Arc<dyn Handler>>) -> Self {
        self.handlers.extend(handlers);
        self
    }

    /// With somebody in this process who tells when there is a new job, so that it need not be looked for.
    #[must_use]
    pub fn nudged_by(mut self, nudge: Arc<Notify>) -> Self {
        self.nudge = nudge;
        self
    }

    /// The kinds that it runs.
    pub fn kinds(&self) -> Vec<&'static str> {
        self.handlers.iter().map(|handler| handler.kind()).collect()
    }

    /// Runs jobs until it is told to end, or until its settings say so.
    ///
    /// # Errors
    /// When the store fails, unless the worker is one that stays.
    pub async fn run(&self, told_to_end: impl Future<Output = ()>) -> Result<Tally, StoreError> {
        let mut told_to_end = pin!(told_to_end.fuse());
        let mut going = Going::default();
        // What another worker left behind is found at once.
        self.beat(&going).await;
        let every = self.settings.lease / 3;
        let mut beats = tokio::time::interval_at(tokio::time::Instant::now() + every, every);
        beats.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut begun = 0u64;
        loop {
            let may_begin = self.settings.until != Until::Once || begun == 0;
            if may_begin {
                match self.fill(&mut going, self.settings.until == Until::Once).await {
                    Ok(new) => begun += new,
                    // Who stays outlives a restart of the database.
                    Err(error) if self.settings.until == Until::Told => {
                        tracing::warn!(error = ?error, "no job can be taken; trying again: {error}");
                        tokio::time::sleep(STORE_PAUSE).await;
                    }
                    Err(error) => return Err(error),
                }
            }
            if going.slots.is_empty() && self.is_over().await? {
                return Ok(going.tally);
            }
            let has_room = may_begin && going.slots.len() < self.settings.at_once.max(1);
            tokio::select! {
                () = &mut told_to_end => break,
                Some(ended) = going.tasks.join_next_with_id() => going.note(ended),
                _ = beats.tick() => self.beat(&going).await,
                () = tokio::time::sleep(self.settings.poll), if has_room => {}
                () = self.nudge.notified(), if has_room => {}
            }
        }
        Ok(self.end(going).await)
    }

    async fn is_over(&self) -> Result<bool, StoreError> {
        match self.settings.until {
            Until::Told => Ok(false),
            Until::Once => Ok(true),
            Until::Drained => Ok(self.store.jobs_alive(&self.kinds()).await? == 0),
        }
    }

    /// Takes jobs as long as there is room; gives how many.
    async fn fill(&self, going: &mut Going, only_one: bool) -> Result<u64, StoreError> {
        let mut begun = 0;
        while going.slots.len() < self.settings.at_once.max(1) && !(only_one && begun > 0) {
            let count = self.handlers.len();
            let order = (0..count).map(|at| &self.handlers[(going.turn + at) % count]);
            let room = |handler: &&Arc<dyn Handler>| {
                going.slots.values().filter(|slot| slot.kind == handler.kind()).count() < handler.at_once()
            };
            let kinds: Vec<&str> = order.filter(room).map(|handler| handler.kind()).collect();
            let now = self.clock.now();
            let until = later(now, self.settings.lease);
            let Some(job) = self.store.take_job(&kinds, &self.settings.name, until, now).await? else {
                break;
            };
            let at = self.handlers.iter().position(|handler| handler.kind() == job.kind);
            let at = at.expect("only kinds with a handler are asked for");
            going.turn = at + 1;
            self.begin(going, Arc::clone(&self.handlers[at]), job);
            begun += 1;
        }
        Ok(begun)
    }

    fn begin(&self, going: &mut Going, handler: Arc<dyn Handler>, job: JobRow) {
        let (told, hears) = watch::channel(None);
        let (id, token, kind) = (job.id.clone(), job.token, handler.kind());
        let run = Run {
            job,
            store: self.store.clone(),
            clock: self.clock.clone(),
            lease: self.settings.lease,
            told: hears,
            ended: Arc::new(AtomicBool::new(false)),
            is_ending: Arc::new(AtomicBool::new(false)),
        };
        tracing::debug!(job.id = %id, kind, attempt = run.job.attempts, "run job {id} of kind {kind}");
        let is_ending = Arc::clone(&run.is_ending);
        let task = going.tasks.spawn(perform(handler, run, self.settings.backoff));
        going.slots.insert(task.id(), Slot { id, token, kind, told, task, is_ending });
    }

    /// Renews the leases of what runs, tells runs what they must hear, and ends leases of lost workers.
    async fn beat(&self, going: &Going) {
        let now = self.clock.now();
        let slots: Vec<&Slot> = going.slots.values().collect();
        let held: Vec<(JobId, i64)> = slots.iter().map(|slot| (slot.id.clone(), slot.token)).collect();
        if !held.is_empty() {
            match self.store.renew_jobs(&held, later(now, self.settings.lease)).await {
                Ok(reports) => {
                    for (slot, report) in slots.iter().zip(reports) {
                        match report {
                            JobReport::Held => {}
                            JobReport::Cancelling => slot.tell(Stop::Cancelled),
                            JobReport::Lost => slot.tell(Stop::Lost),
                        }
                    }
                }
                Err(error) => tracing::warn!(%error, "leases could not be renewed; trying again"),
            }
        }
        match self.store.expire_jobs(now).await {
            Ok(expired) => {
                for job in expired {
                    tracing::warn!(job.id = %job.id, state = job.state.as_str(), "job {} lost its worker", job.id);
                }
            }
            Err(error) => tracing::warn!(%error, "leases of lost workers could not be ended; trying again"),
        }
    }

    /// Ends in good order: what can finish finishes, the rest is given back.
    async fn end(&self, mut going: Going) -> Tally {
        let half = self.settings.grace / 2;
        self.wait_for_all(&mut going, half).await;
        for slot in going.slots.values() {
            slot.tell(Stop::Ending);
        }
        self.wait_for_all(&mut going, half).await;
        let broken = going.break_off(|slot| !slot.is_ending());
        self.give_back(&mut going, broken).await;
        self.wait_for_all(&mut going, self.settings.after_grace).await;
        let broken = going.break_off(|_| true);
        self.give_back(&mut going, broken).await;
        going.tally
    }

    /// Waits until these runs are over, and gives their jobs back where they are still this worker's.
    async fn give_back(&self, going: &mut Going, mut broken: HashSet<Id>) {
        while !broken.is_empty() {
            let Some(ended) = going.tasks.join_next_with_id().await else { return };
            let (id, has_verdict) = match &ended {
                Ok((id, verdict)) => (*id, verdict.is_some()),
                Err(error) => (error.id(), false),
            };
            let was_broken = broken.remove(&id);
            match going.slots.remove(&id) {
                Some(slot) if was_broken && !has_verdict => self.release(&mut going.tally, &slot).await,
                _ => going.note(ended),
            }
        }
    }

    async fn release(&self, tally: &mut Tally, slot: &Slot) {
        match self.store.end_job(&slot.id, slot.token, &JobEnd::Released, self.clock.now()).await {
            Ok(released) => tally.count(released.then_some(Verdict::Released)),
            Err(error) => {
                tracing::warn!(%error, job.id = %slot.id, "a job could not be given back; its lease will end");
            }
        }
    }

    async fn wait_for_all(&self, going: &mut Going, patience: Duration) {
        let deadline = tokio::time::Instant::now() + patience;
        let mut beats = tokio::time::interval(self.settings.lease / 3);
        while !going.slots.is_empty() {
            tokio::select! {
                Some(ended) = going.tasks.join_next_with_id() => going.note(ended),
                _ = beats.tick() => self.beat(going).await,
                () = tokio::time::sleep_until(deadline) => return,
            }
        }
    }
}

impl Slot {
    /// Whether its end is being written or is written.
    fn is_ending(&self) -> bool {
        self.is_ending.load(Ordering::Acquire)
    }

    fn tell(&self, stop: Stop) {
        self.told.send_if_modified(|told| {
            let is_news = told.is_none();
            if is_news {
                *told = Some(stop);
            }
            is_news
        });
        // A run whose job is another's has nothing left to do that would count.
        if stop == Stop::Lost && !self.is_ending() {
            self.task.abort();
        }
    }
}

impl Going {
    /// Breaks off the runs that are meant; gives which.
    fn break_off(&self, is_meant: impl Fn(&Slot) -> bool) -> HashSet<Id> {
        let meant = self.slots.iter().filter(|entry| is_meant(entry.1));
        let abort = |(id, slot): (&Id, &Slot)| {
            slot.task.abort();
            *id
        };
        meant.map(abort).collect()
    }

    fn note(&mut self, ended: Result<(Id, Option<Verdict>), tokio::task::JoinError>) {
        match ended {
            Ok((id, verdict)) => {
                self.slots.remove(&id);
                self.tally.count(verdict);
            }
            Err(error) => {
                self.slots.remove(&error.id());
                self.tally.count(None);
            }
        }
    }
}

/// Runs a job to its end and writes what came of it; none when somebody else has the job.
async fn perform(handler: Arc<dyn Handler>, run: Run, backoff: Backoff) -> Option<Verdict> {
    let outcome = AssertUnwindSafe(handler.run(&run)).catch_unwind().await;
    run.is_ending.store(true, Ordering::Release);
    if run.ended.load(Ordering::Acquire) {
        return Some(Verdict::Done);
    }
    let outcome = outcome.unwrap_or_else(|_| Err(Failure::transient("its handler panicked")));
    let end = end_of(outcome, &run, backoff)?;
    for attempt in 1..=END_TRIES {
        match run.store.end_job(&run.job.id, run.job.token, &end, run.now()).await {
            Ok(true) => return Some(Verdict::of(&end)),
            Ok(false) => return None,
            Err(error) if attempt < END_TRIES => {
                tracing::warn!(%error, "the end of a job could not be written; trying again");
                tokio::time::sleep(STORE_PAUSE).await;
            }
            Err(error) => {
                let id = &run.job.id;
                tracing::error!(%error, job.id = %id, "the end of job {id} could not be written; it will run again");
                return None;
            }
        }
    }
    None
}

fn end_of(outcome: Result<Value, Failure>, run: &Run, backoff: Backoff) -> Option<JobEnd> {
    let (id, kind) = (&run.job.id, &run.job.kind);
    Some(match outcome {
        Ok(result) => JobEnd::Done(result.to_string()),
        Err(Failure::Permanent(error)) => {
            tracing::warn!(job.id = %id, kind, "job {id} failed: {error}");
            JobEnd::Failed(error)
        }
        Err(Failure::Transient { message, after }) => {
            tracing::warn!(job.id = %id, kind, attempt = run.job.attempts, "job {id} failed for now: {message}");
            backoff.end(message, after, (run.job.attempts, run.job.max_attempts), id, run.now())
        }
        Err(Failure::PutOff { message, after }) => {
            tracing::warn!(job.id = %id, kind, "job {id} is put off: {message}");
            JobEnd::PutOff { error: message, at: later(run.now(), after) }
        }
        Err(Failure::Stopped(Stop::Cancelled)) => JobEnd::Cancelled,
        Err(Failure::Stopped(Stop::Ending)) => JobEnd::Released,
        Err(Failure::Stopped(Stop::Lost | Stop::Ended)) => return None,
    })
}
