//! The server of stable-diffusion.cpp, by the jobs of its own interface (`/sdcpp/v1`).
//!
//! It was built to that interface as it is documented and has met only a scripted server that speaks it.
//!
//! The server names a run itself, and nobody can ask it for a run by anything else. So its name is told to whoever
//! began the run ([`Event::Named`]), who keeps it and tells it again when somebody else takes the run up
//! ([`Engine::recall`]). Between the moment at which the server takes an order and the one at which its name is kept
//! lies an answer; who dies there leaves a picture that nobody fetches, and the order is handed in anew. Nothing is
//! concluded from silence: that a run is lost is said by the server alone.
//!
//! `about`, `answers` and `refusal` read what it says, `order` and `names` make what is handed in; all of
//! these are pure. `http` asks, `follow` asks again and again, `known` remembers.

mod about;
mod answers;
mod follow;
mod http;
mod known;
mod names;
mod order;
mod refusal;
mod run;
mod settings;
#[cfg(test)]
mod tests;

use std::sync::{Arc, PoisonError, RwLock};

use super::{
    Begin, Boxed, Capabilities, Engine, EngineError, EngineKind, Lack, Listener, Order, Outcome, PromptId,
    warming::warming,
};

use about::About;
use answers::Standing;
use http::{Http, Stopped, Taken};
use known::Known;

pub use settings::{SdCppPatience, SdCppSettings};

/// How often a cancellation is tried while the server's queue moves.
const CANCEL_LOOKS: usize = 3;

/// One server of stable-diffusion.cpp.
pub struct SdCpp(Arc<Server>);

/// What every run of a server shares.
struct Server {
    http: Http,
    known: Known,
    /// What it told when it was looked at last.
    about: RwLock<Option<Arc<About>>>,
}

impl SdCpp {
    /// A server.
    ///
    /// # Errors
    /// [`EngineError::Unreachable`] when the system has no usable TLS.
    pub fn new(settings: SdCppSettings) -> Result<Self, EngineError> {
        let http = Http::new(settings)?;
        Ok(Self(Arc::new(Server { http, known: Known::default(), about: RwLock::default() })))
    }
}

impl Server {
    fn name(&self) -> &str {
        self.http.rim.engine()
    }

    /// What it told last; asked now where it was not asked yet.
    async fn about(&self) -> Result<Arc<About>, EngineError> {
        let known = self.about.read().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some(about) => Ok(about),
            None => self.look().await,
        }
    }

    async fn look(&self) -> Result<Arc<About>, EngineError> {
        let about = About::read(&self.http.about().await?);
        if !about.makes_pictures {
            return Err(self.unable(Lack::Template("its model makes no single pictures".to_owned())));
        }
        let (wanted, model) = (self.http.settings().model.as_ref(), about.model.as_ref());
        if let Some(wanted) = wanted.filter(|wanted| Some(*wanted) != model) {
            let has = model.map_or_else(|| "none that it names".to_owned(), |model| format!("`{model}`"));
            return Err(self.unable(Lack::Model { model: wanted.clone(), has }));
        }
        let about = Arc::new(about);
        *self.about.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&about));
        Ok(about)
    }

    /// Hands a request in, and keeps what the run is called there. Once begun this goes on also when nobody waits for
    /// it any more, so that a run which was cancelled on its way in is cancelled there too.
    async fn submit(self: Arc<Self>, id: PromptId, request: Vec<u8>) -> Result<Taken, EngineError> {
        let taken = self.http.submit(request).await?;
        if let Taken::Named(name) = &taken {
            self.known.keep(&id, name);
            if self.known.was_cancelled(&id) {
                // Where it cannot be stopped its picture is not fetched.
                let _ = self.stop(name).await;
            }
        }
        Ok(taken)
    }

    async fn cancel(&self, id: &PromptId) -> Result<(), EngineError> {
        self.known.note_cancelled(id);
        match self.known.name(id) {
            Some(name) => self.stop(&name).await,
            // It was not handed in, or is just being; whoever does that looks whether it was cancelled.
            None => Ok(()),
        }
    }

    async fn stop(&self, name: &str) -> Result<(), EngineError> {
        for _ in 0..CANCEL_LOOKS {
            if self.http.cancel(name).await? == Stopped::Over {
                return Ok(());
            }
            match self.http.job(name).await? {
                // It was just being moved.
                Standing::Waiting { .. } => {}
                Standing::Running { .. } => {
                    let reason = "it does not stop a picture that it has begun; what it makes is thrown away";
                    return Err(self.http.rim.odd("to a cancellation", reason.to_owned()));
                }
                _ => return Ok(()),
            }
        }
        Ok(())
    }

    /// Forgets a run that is not there any more, and what the server told of itself, which may be of another time.
    fn forget(&self, id: &PromptId) {
        self.known.forget(id);
        *self.about.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn unable(&self, lack: Lack) -> EngineError {
        EngineError::Unable { engine: self.name().to_owned(), lack }
    }
}

impl Engine for SdCpp {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn kind(&self) -> EngineKind {
        EngineKind::SdCpp
    }

    fn look(&self) -> Boxed<'_, Result<Capabilities, EngineError>> {
        Box::pin(async { self.0.look().await.map(|about| about.capabilities.clone()) })
    }

    fn run<'a>(
        &'a self,
        order: &'a Order,
        id: &'a PromptId,
        begin: Begin,
        listener: &'a Listener<'a>,
    ) -> Boxed<'a, Result<Outcome, EngineError>> {
        Box::pin(async move {
            let outcome = run::run(&self.0, order, id, begin, listener).await;
            if outcome.is_ok() {
                self.0.known.ended(id);
            }
            outcome
        })
    }

    fn recall(&self, id: &PromptId, name: &str) {
        // What comes out of a record leads nowhere but to a run.
        if answers::is_name(name) {
            self.0.known.keep(id, name);
        }
    }

    fn cancel<'a>(&'a self, id: &'a PromptId) -> Boxed<'a, Result<(), EngineError>> {
        Box::pin(self.0.cancel(id))
    }

    fn warm(&self) -> Boxed<'_, Result<(), EngineError>> {
        Box::pin(async {
            let order = Order::new(warming(&self.0.look().await?.capabilities));
            let id = PromptId::new(model::Instant::EPOCH);
            let reason = match self.run(&order, &id, Begin::Submit, &|_| ()).await? {
                Outcome::Done(_) => return Ok(()),
                Outcome::Failed(fault) => fault.message,
                Outcome::Lost(_) => "it was started anew".to_owned(),
                Outcome::Cancelled => "somebody cancelled it".to_owned(),
            };
            Err(self.0.http.rim.odd("to a picture that warms it", reason))
        })
    }

    fn free(&self) -> Boxed<'_, Result<(), EngineError>> {
        // Its one model lives and ends with its process; there is no question that lets it go.
        Box::pin(async { Ok(()) })
    }
}
