//! Several engines at once: which are well, which are busy, and which one takes the next order.
//!
//! [`choose`] decides and is pure; [`Pool`] holds the engines and what they told last.

mod choose;
mod open;

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

pub use choose::{Candidate, Choice, WhyNot, choose};
pub use open::{DRAFT, OpenError};

use crate::Recipe;

use super::{Capabilities, Engine, EngineError};

/// An engine and its place in the pool.
pub struct Seat {
    engine: Arc<dyn Engine>,
    /// How much of the work it gets beside others.
    weight: u32,
    /// How many orders it is given at once.
    at_once: usize,
    busy: AtomicUsize,
    seen: RwLock<Seen>,
    /// Whether it has made a picture since it was last away.
    is_warm: AtomicBool,
    /// Whether somebody warms it just now.
    is_warming: AtomicBool,
}

/// What is known of an engine.
#[derive(Debug, Clone)]
enum Seen {
    NotYet,
    Well(Arc<Capabilities>),
    Ill(String),
}

/// Several engines.
pub struct Pool(Vec<Arc<Seat>>);

/// No engine takes an order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no engine takes the order: {}", told(.0))]
pub struct NoEngine(pub Vec<(String, WhyNot)>);

/// How busy a pool is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Pressure {
    /// Orders under way.
    pub busy: usize,
    /// Orders that could be under way on the engines that are well.
    pub room: usize,
    /// Engines that are well.
    pub well: usize,
    /// Engines in all.
    pub engines: usize,
}

/// A place at an engine that is held for one order, and free again when this is dropped.
pub struct Held {
    seat: Arc<Seat>,
}

impl Pool {
    /// Of engines with their weights, 1 to 1,000,000, and how many orders each takes at once, at least 1.
    pub fn new(engines: impl IntoIterator<Item = (Arc<dyn Engine>, u32, usize)>) -> Self {
        let seat = |(engine, weight, at_once): (Arc<dyn Engine>, u32, usize)| {
            Arc::new(Seat {
                engine,
                weight: weight.clamp(1, 1_000_000),
                at_once: at_once.max(1),
                busy: AtomicUsize::new(0),
                seen: RwLock::new(Seen::NotYet),
                is_warm: AtomicBool::new(false),
                is_warming: AtomicBool::new(false),
            })
        };
        Self(engines.into_iter().map(seat).collect())
    }

    /// The engine of a name.
    pub fn engine(&self, name: &str) -> Option<&Arc<dyn Engine>> {
        self.0.iter().map(|seat| &seat.engine).find(|engine| engine.name() == name)
    }

    /// The seats, for a list of engines.
    pub fn seats(&self) -> impl Iterator<Item = &Seat> {
        self.0.iter().map(AsRef::as_ref)
    }

    /// Asks all engines how they are, side by side.
    pub async fn look(&self) {
        futures::future::join_all(self.0.iter().map(|seat| seat.look())).await;
    }

    /// Warms the engines that answer and are cold by a real picture each, side by side; one is warm when its picture
    /// is made.
    pub async fn warm(&self) -> Vec<(String, Result<(), EngineError>)> {
        let cold = self.0.iter().filter(|seat| seat.is_well() && !seat.is_warm());
        // One that somebody warms already is left to them.
        let cold = cold.filter(|seat| !seat.is_warming.swap(true, Ordering::AcqRel));
        let warm = |seat: &Arc<Seat>| {
            let seat = Arc::clone(seat);
            async move {
                let _over = Over(&seat.is_warming);
                let warmed = seat.engine.warm().await;
                if warmed.is_ok() {
                    seat.is_warm.store(true, Ordering::Release);
                }
                (seat.engine.name().to_owned(), warmed)
            }
        };
        futures::future::join_all(cold.map(warm)).await
    }

    /// Whether an engine answers that has made no picture yet and that nobody warms.
    pub fn has_cold(&self) -> bool {
        let is_cold =
            |seat: &Arc<Seat>| seat.is_well() && !seat.is_warm() && !seat.is_warming.load(Ordering::Acquire);
        self.0.iter().any(is_cold)
    }

    /// Holds a place at the engine that fits an order best, or at the one of this name.
    ///
    /// # Errors
    /// [`NoEngine`] tells for each engine why it does not take it; see [`NoEngine::may_pass`].
    pub fn hold(&self, recipe: &Recipe, wanted: Option<&str>) -> Result<Held, NoEngine> {
        // Somebody else may take the last place between the look and the grasp; then it is looked at again.
        loop {
            let candidates: Vec<Candidate> = self.0.iter().map(|seat| seat.candidate()).collect();
            match choose(recipe, wanted, &candidates) {
                Choice::Take(at) => {
                    let seat = &self.0[at];
                    let grasped = seat.busy.fetch_update(Ordering::AcqRel, Ordering::Acquire, |busy| {
                        (busy < seat.at_once).then_some(busy + 1)
                    });
                    if grasped.is_ok() {
                        return Ok(Held { seat: Arc::clone(seat) });
                    }
                }
                Choice::None(why) => return Err(NoEngine(why)),
            }
        }
    }

    /// How busy it is.
    pub fn pressure(&self) -> Pressure {
        let well = || self.0.iter().filter(|seat| seat.is_well());
        Pressure {
            busy: self.0.iter().map(|seat| seat.busy.load(Ordering::Acquire)).sum(),
            room: well().map(|seat| seat.at_once).sum(),
            well: well().count(),
            engines: self.0.len(),
        }
    }
}

impl Seat {
    /// The engine.
    pub fn engine(&self) -> &Arc<dyn Engine> {
        &self.engine
    }

    /// What it can do, as it told last; `None` while it is not well.
    pub fn capabilities(&self) -> Option<Arc<Capabilities>> {
        match &*self.seen.read().unwrap_or_else(PoisonError::into_inner) {
            Seen::Well(capabilities) => Some(Arc::clone(capabilities)),
            Seen::NotYet | Seen::Ill(_) => None,
        }
    }

    /// Why it is not well; `None` while it is, or was not asked yet.
    pub fn trouble(&self) -> Option<String> {
        match &*self.seen.read().unwrap_or_else(PoisonError::into_inner) {
            Seen::Ill(why) => Some(why.clone()),
            Seen::NotYet | Seen::Well(_) => None,
        }
    }

    /// Whether it answered when it was asked last.
    pub fn is_well(&self) -> bool {
        self.capabilities().is_some()
    }

    /// Whether it has made a picture since it was last away, so that the next one need not wait for a model.
    pub fn is_warm(&self) -> bool {
        self.is_warm.load(Ordering::Acquire)
    }

    /// Orders under way, and how many may be.
    pub fn load(&self) -> (usize, usize) {
        (self.busy.load(Ordering::Acquire), self.at_once)
    }

    /// Asks it how it is.
    pub async fn look(&self) {
        let seen = match self.engine.look().await {
            Ok(capabilities) => Seen::Well(Arc::new(capabilities)),
            Err(error) => {
                // Whoever comes back was started anew, with nothing loaded.
                self.is_warm.store(false, Ordering::Release);
                Seen::Ill(error.to_string())
            }
        };
        *self.seen.write().unwrap_or_else(PoisonError::into_inner) = seen;
    }

    fn candidate(&self) -> Candidate {
        let (busy, at_once) = self.load();
        Candidate {
            name: self.engine.name().to_owned(),
            weight: self.weight,
            at_once,
            busy,
            capabilities: self.capabilities(),
        }
    }
}

impl Held {
    /// The engine that is held.
    pub fn engine(&self) -> &Arc<dyn Engine> {
        &self.seat.engine
    }

    /// Notes that it has made a picture.
    pub fn made(&self) {
        self.seat.is_warm.store(true, Ordering::Release);
    }

    /// Notes that it does not answer, so that nobody else is sent there before it was looked at again.
    pub fn report(&self, error: &EngineError) {
        if matches!(error, EngineError::Unreachable { .. }) {
            self.seat.is_warm.store(false, Ordering::Release);
            *self.seat.seen.write().unwrap_or_else(PoisonError::into_inner) = Seen::Ill(error.to_string());
        }
    }
}

/// Says that nobody warms a seat any more, however it ended.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.seat.busy.fetch_sub(1, Ordering::AcqRel);
    }
}

impl NoEngine {
    /// Whether another time may be better: an engine that can do it is busy, or does not answer.
    pub fn may_pass(&self) -> bool {
        self.0.iter().any(|(_, why)| matches!(why, WhyNot::Busy | WhyNot::Away))
    }
}

fn told(why: &[(String, WhyNot)]) -> String {
    if why.is_empty() {
        return "there is none".to_owned();
    }
    let told: Vec<String> = why.iter().map(|(name, why)| format!("`{name}` {why}")).collect();
    told.join("; ")
}
