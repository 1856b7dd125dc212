//! The engines of this installation: opened from the settings, and a place at one of them for each picture.
//!
//! What does not belong here: which engine takes an order, and how it is spoken to (`production::engines`).

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use production::{
    EngineConfig, Recipe, ReferenceRole,
    engines::{Capabilities, ComfyUi, ComfyUiSettings, Draft, Engine, Held, Pool, Templates, WhyNot},
};
use serde::Serialize;

use crate::{App, AppError, ErrorCode};

/// The engine of those who name none.
const DRAFT: &str = "draft";
/// How many drafts are drawn at once.
const DRAFTS: usize = 2;
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
    pool: Pool,
    looked: Mutex<Option<Instant>>,
}

/// An engine as clients see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EngineView {
    /// Its name.
    pub name: String,
    /// `draft` or `comfyui`.
    pub kind: &'static str,
    /// Whether it answers.
    pub ready: bool,
    /// Why it does not.
    pub reason: Option<String>,
    /// How many pictures it makes at once.
    pub at_once: usize,
    /// How many it is making for this process.
    pub busy: usize,
    /// What it can do.
    pub capabilities: Option<Capabilities>,
}

impl Engines {
    /// Asks the engines how they are, unless that is known well enough.
    async fn look(&self) {
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
        engines.look().await;
        let view = |seat: &production::engines::Seat| {
            let (busy, at_once) = seat.load();
            EngineView {
                name: seat.engine().name().to_owned(),
                kind: seat.engine().kind().name(),
                ready: seat.is_well(),
                reason: seat.trouble(),
                at_once,
                busy,
                capabilities: seat.capabilities().map(|told| (*told).clone()),
            }
        };
        Ok(engines.pool.seats().map(view).collect())
    }

    /// How many pictures can be made at once.
    pub(super) async fn seats(&self) -> usize {
        let sum = |engines: &Arc<Engines>| engines.pool.seats().map(|seat| seat.load().1).sum::<usize>();
        self.opened_engines().await.map_or(1, sum).max(1)
    }

    pub(super) async fn knows_engine(&self, name: &str) -> bool {
        self.opened_engines().await.is_ok_and(|engines| engines.pool.engine(name).is_some())
    }

    /// In which ways at least one engine can use a reference.
    pub(super) async fn usable_roles(&self) -> BTreeSet<ReferenceRole> {
        let Ok(engines) = self.opened_engines().await else { return BTreeSet::new() };
        engines.look().await;
        let told = engines.pool.seats().filter_map(production::engines::Seat::capabilities);
        told.flat_map(|told| told.roles.iter().copied().collect::<Vec<_>>()).collect()
    }

    /// A place at an engine that can make this, as soon as one is free.
    ///
    /// # Errors
    /// `source_unavailable` when none that could do it answers, `not_configured` when none can.
    pub(super) async fn seat_for(&self, recipe: &Recipe, wanted: Option<&str>) -> Result<Held, AppError> {
        let engines = self.opened_engines().await?;
        let mut lost = Duration::ZERO;
        loop {
            engines.look().await;
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

fn open(app: &App) -> Result<Arc<Engines>, AppError> {
    let config = &app.config().production;
    let mut all = Vec::new();
    for (name, engine) in &config.engines {
        all.push((engine_of(name, engine)?, engine.weight, engine.at_once));
    }
    if all.is_empty() {
        let draft: Arc<dyn Engine> = Arc::new(Draft::new(DRAFT));
        all.push((draft, 1, DRAFTS));
    }
    Ok(Arc::new(Engines { pool: Pool::new(all), looked: Mutex::default() }))
}

fn engine_of(name: &str, config: &EngineConfig) -> Result<Arc<dyn Engine>, AppError> {
    let wrong = |what: String| {
        AppError::new(ErrorCode::NotConfigured, what)
            .detail("engine", name)
            .hint(format!("look at [production.engines.{name}]"))
    };
    match config.kind.as_str() {
        "draft" => Ok(Arc::new(Draft::new(name))),
        "comfyui" => {
            let url =
                config.url.as_deref().ok_or_else(|| wrong(format!("the engine `{name}` has no `url`")))?;
            let url =
                url.parse().map_err(|error| wrong(format!("the `url` of the engine `{name}`: {error}")))?;
            let settings = ComfyUiSettings {
                token: config.token.clone(),
                model: config.model.clone(),
                ..ComfyUiSettings::new(name, url)
            };
            let engine =
                ComfyUi::new(settings, Templates::default()).map_err(|error| wrong(error.to_string()))?;
            Ok(Arc::new(engine))
        }
        other => Err(wrong(format!("the engine `{name}` is of kind `{other}`; kinds are draft and comfyui"))),
    }
}
