//! The engines of this installation: opened from the settings, and a place at one of them for each picture.
//!
//! What does not belong here: which engine takes an order, and how it is spoken to (`production::engines`).

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, atomic::Ordering},
    time::{Duration, Instant},
};

use production::{
    Recipe, ReferenceRole,
    engines::{Capabilities, Engine, Held, Pool, Seat, Templates, WhyNot},
};
use serde::Serialize;

use crate::{App, AppError, ErrorCode};

/// How long what engines told of themselves holds, while all are well.
const FRESH: Duration = Duration::from_secs(30);
/// How long it holds while one is not.
const STALE: Duration = Duration::from_secs(3);
/// How often is looked for a free place.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// How long a picture waits for an engine that does not answer before that counts as an attempt.
const OUTAGE: Duration = Duration::from_mins(15);

/// Every engine, and when they were asked last.
pub(crate) struct Engines {
    pool: Arc<Pool>,
    looked: Mutex<Option<Instant>>,
}

/// An engine as clients see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EngineView {
    /// Its name.
    pub name: String,
    /// `draft`, `comfyui` or `sdcpp`.
    pub kind: &'static str,
    /// `ready`, `warming` while a first picture is being made that loads its models, or `away`. A process that runs no
    /// worker warms nothing, and says `ready` of whoever answers.
    pub state: &'static str,
    /// Whether it is `ready`.
    pub ready: bool,
    /// Why it does not answer.
    pub reason: Option<String>,
    /// How many pictures it makes at once.
    pub at_once: usize,
    /// How many it is making for this process.
    pub busy: usize,
    /// What it can do.
    pub capabilities: Option<Capabilities>,
}

impl EngineView {
    fn new(seat: &Seat, warms: bool) -> Self {
        let (busy, at_once) = seat.load();
        let state = match seat.is_well() {
            false => "away",
            true if warms && !seat.is_warm() => "warming",
            true => "ready",
        };
        Self {
            name: seat.engine().name().to_owned(),
            kind: seat.engine().kind().name(),
            state,
            ready: state == "ready",
            reason: seat.trouble(),
            at_once,
            busy,
            capabilities: seat.capabilities().map(|told| (*told).clone()),
        }
    }
}

impl Engines {
    /// Of a pool that was not looked at yet.
    pub(super) fn new(pool: Pool) -> Self {
        Self { pool: Arc::new(pool), looked: Mutex::default() }
    }

    /// Asks the engines how they are, unless that is known well enough; whether they were asked.
    async fn look(&self) -> bool {
        let due = {
            let mut looked = self.looked.lock().expect("no panic while held");
            let pressure = self.pool.pressure();
            let holds = if pressure.well == pressure.engines { FRESH } else { STALE };
            let due = looked.is_none_or(|at| at.elapsed() >= holds);
            if due {
                // Noted before, so that one asks and the others go on with what is known.
                *looked = Some(Instant::now());
            }
            due
        };
        if due {
            self.pool.look().await;
        }
        due
    }
}

impl App {
    async fn opened_engines(&self) -> Result<&Arc<Engines>, AppError> {
        let opening = || async {
            let engines = open(self)?;
            engines.look().await;
            Ok::<_, AppError>(engines)
        };
        self.producing().engines.get_or_try_init(opening).await
    }

    /// Every engine with what it told last.
    pub async fn picture_engines(&self) -> Result<Vec<EngineView>, AppError> {
        self.produces()?;
        let engines = self.opened_engines().await?;
        self.look_at(engines).await;
        Ok(self.told_of_engines(engines))
    }

    /// Every engine with what it told last, without asking any: they are asked meanwhile, so that whoever comes later
    /// hears more. `None` where no engine was needed yet.
    pub(crate) fn known_engines(&self) -> Option<Vec<EngineView>> {
        let engines = self.producing().engines.get()?;
        let (app, asked) = (self.clone(), Arc::clone(engines));
        tokio::spawn(async move { app.look_at(&asked).await });
        Some(self.told_of_engines(engines))
    }

    /// Asks engines how they are where that is due, and warms those that are back where this process warms any.
    async fn look_at(&self, engines: &Engines) {
        if engines.look().await && self.producing().warms.load(Ordering::Acquire) {
            warm(&engines.pool);
        }
    }

    fn told_of_engines(&self, engines: &Engines) -> Vec<EngineView> {
        let warms = self.producing().warms.load(Ordering::Acquire);
        engines.pool.seats().map(|seat| EngineView::new(seat, warms)).collect()
    }

    /// How many pictures can be made at once.
    pub(super) async fn seats(&self) -> usize {
        let sum = |engines: &Arc<Engines>| engines.pool.seats().map(|seat| seat.load().1).sum::<usize>();
        self.opened_engines().await.map_or(1, sum).max(1)
    }

    pub(super) async fn knows_engine(&self, name: &str) -> bool {
        self.engine_named(name).await.is_some()
    }

    /// The engine of this name, whether there is a place at it or not.
    pub(super) async fn engine_named(&self, name: &str) -> Option<Arc<dyn Engine>> {
        self.opened_engines().await.ok()?.pool.engine(name).cloned()
    }

    /// In which ways an engine can use a reference, the one that is asked for or any. Of one that does not answer
    /// nothing is known, so it is waited for with all of them: a likeness is not lost because an engine was away for a
    /// moment.
    pub(super) async fn usable_roles(&self, wanted: Option<&str>) -> BTreeSet<ReferenceRole> {
        let all = || ReferenceRole::ALL.into_iter().collect();
        let Ok(engines) = self.opened_engines().await else { return all() };
        self.look_at(engines).await;
        let mut roles = BTreeSet::new();
        for seat in engines.pool.seats() {
            if wanted.is_some_and(|wanted| seat.engine().name() != wanted) {
                continue;
            }
            match seat.capabilities() {
                Some(told) => roles.extend(told.roles.iter().copied()),
                None => return all(),
            }
        }
        roles
    }

    /// From now on this process warms its engines, those that come back as well.
    pub(crate) async fn warm_engines(&self) {
        if !self.config().production.preload {
            return;
        }
        self.producing().warms.store(true, Ordering::Release);
        if let Ok(engines) = self.opened_engines().await {
            warm(&engines.pool);
        }
    }

    /// A place at an engine that can make this, as soon as one is free.
    ///
    /// # Errors
    /// `source_unavailable` when none that could do it answers, `not_configured` when none can.
    pub(super) async fn seat_for(&self, recipe: &Recipe, wanted: Option<&str>) -> Result<Held, AppError> {
        let engines = self.opened_engines().await?;
        let mut lost = Duration::ZERO;
        loop {
            self.look_at(engines).await;
            let refused = match engines.pool.hold(recipe, wanted) {
                Ok(held) => return Ok(held),
                Err(refused) => refused,
            };
            if refused.0.iter().any(|(_, why)| matches!(why, WhyNot::Busy)) {
                tokio::time::sleep(LOOK_EVERY).await;
                continue;
            }
            // An engine that is started again is back in minutes. Waiting is no attempt, so a queue outlives it.
            if refused.may_pass() && lost < OUTAGE {
                tokio::time::sleep(STALE).await;
                lost += STALE;
                continue;
            }
            let code =
                if refused.may_pass() { ErrorCode::SourceUnavailable } else { ErrorCode::NotConfigured };
            return Err(AppError::new(code, refused.to_string())
                .hint("`emaki production engine list` tells how they are"));
        }
    }
}

/// Warms what answers and is cold, beside whatever else there is to do.
fn warm(pool: &Arc<Pool>) {
    if !pool.has_cold() {
        return;
    }
    let pool = Arc::clone(pool);
    tokio::spawn(async move {
        for (engine, warmed) in pool.warm().await {
            match warmed {
                Ok(()) => tracing::info!(engine, "the engine `{engine}` is warm"),
                Err(error) => tracing::warn!(%error, engine, "the engine `{engine}` could not be warmed"),
            }
        }
    });
}

fn open(app: &App) -> Result<Arc<Engines>, AppError> {
    let pool = Pool::open(&app.config().production, &Templates::default());
    let pool = pool.map_err(|error| {
        AppError::new(ErrorCode::NotConfigured, error.to_string()).hint("look at [production.engines]")
    })?;
    Ok(Arc::new(Engines::new(pool)))
}
