//! `ComfyUI`, by its own HTTP and WebSocket contract, as version 0.3.64 and later speak it.
//!
//! Every run goes under an id of ours, and has a socket of its own under a client's id that is the same. So a run
//! that was handed in twice is handed in once, another's run is never taken for ours, and whoever knows the id can
//! take a run over. Nothing is concluded from silence: when the socket breaks or nobody speaks, the engine is asked
//! whether the run waits, runs, has ended or is not known.
//!
//! `wire` and `answers` read what it says, `tracker` makes progress of it, `graph` makes what is handed in,
//! `refusal` reads what it has against that; all of these are pure. `http` and `socket` talk to it.

mod answers;
mod follow;
mod graph;
mod http;
mod order;
mod refusal;
mod settings;
mod socket;
mod standing;
#[cfg(test)]
mod tests;
mod tracker;
mod wire;

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use serde_json::{Value, json};

use crate::MadeBy;

use super::{
    Begin, Boxed, Capabilities, Engine, EngineError, EngineKind, Event, Fault, Lack, Listener, Lost, Made,
    Order, Outcome, PromptId,
    inspect::{check_picture, check_reference},
    png,
    warming::warming,
};

use answers::{Image, Standing};
use follow::{Followed, Follower};
use graph::{Graph, Nodes};
use http::Http;
use socket::Socket;
use tracker::Tracker;

pub use graph::{Template, TemplateError, Templates};
pub use settings::{ComfyUiSettings, Patience};

/// How often a cancellation looks whether the run has begun meanwhile.
const CANCEL_LOOKS: usize = 3;

/// How many cancelled runs are remembered.
const MOST_CANCELLED: usize = 10_000;

/// One `ComfyUI` server.
pub struct ComfyUi {
    http: Http,
    templates: Templates,
    /// What it told when it was looked at last.
    seen: RwLock<Option<Arc<Seen>>>,
    /// Runs that were cancelled from here: when one is not known any more, this is why.
    cancelled: Mutex<HashSet<PromptId>>,
}

/// What an engine told of itself.
struct Seen {
    capabilities: Capabilities,
    nodes: Nodes,
    has_jobs: bool,
}

impl ComfyUi {
    /// A server with the graphs that come with the program, or with more.
    ///
    /// # Errors
    /// [`EngineError::Unreachable`] when the system has no usable TLS.
    pub fn new(settings: ComfyUiSettings, templates: Templates) -> Result<Self, EngineError> {
        let http = Http::new(settings)?;
        Ok(Self { http, templates, seen: RwLock::default(), cancelled: Mutex::default() })
    }

    fn patience(&self) -> Patience {
        self.http.settings().patience
    }

    fn was_cancelled(&self, id: &PromptId) -> bool {
        self.cancelled.lock().unwrap_or_else(PoisonError::into_inner).contains(id)
    }

    fn note_cancelled(&self, id: &PromptId) {
        let mut cancelled = self.cancelled.lock().unwrap_or_else(PoisonError::into_inner);
        // Those whose run nobody waited for stay in the set; they are only good for a while.
        if cancelled.len() >= MOST_CANCELLED {
            cancelled.clear();
        }
        cancelled.insert(id.clone());
    }

    /// What it told last; asked now where it was not asked yet.
    async fn seen(&self) -> Result<Arc<Seen>, EngineError> {
        let known = self.seen.read().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some(seen) => Ok(seen),
            None => self.look_now().await,
        }
    }

    async fn look_now(&self) -> Result<Arc<Seen>, EngineError> {
        let stats = self.http.json("/system_stats", "about itself").await?;
        let nodes = Nodes::read(&self.http.json("/object_info", "about its nodes").await?);
        let has_jobs = standing::has_jobs(&self.http).await?;
        let capabilities = order::capabilities(&stats, &nodes, &self.templates);
        let seen = Arc::new(Seen { capabilities, nodes, has_jobs });
        *self.seen.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&seen));
        Ok(seen)
    }

    async fn standing(&self, id: &PromptId) -> Result<Standing, EngineError> {
        let has_jobs = self.seen().await?.has_jobs;
        standing::standing(&self.http, id, has_jobs).await
    }

    /// Hands an order in, unless it is there already; gives the graph that runs, and whether it was handed in now.
    async fn submit(&self, order: &Order, id: &PromptId) -> Result<(Value, bool), EngineError> {
        match self.standing(id).await? {
            Standing::Unknown { .. } => {}
            Standing::Waiting { graph, .. } | Standing::Running { graph } | Standing::Ended { graph, .. } => {
                return Ok((graph, false));
            }
        }
        let seen = self.seen().await?;
        if let Some(lack) = seen.capabilities.lack(&order.recipe) {
            return Err(self.unable(lack));
        }
        let graph = self.graph(order, &seen).await?;
        // The engine's own copy of the picture holds our recipe too.
        let extra = json!({ "extra_pnginfo": { png::RECIPE_KEY: order.recipe } });
        let body = json!({ "prompt": graph.nodes, "client_id": id, "prompt_id": id, "extra_data": extra });
        let answer = match self.http.post("/prompt", &body).await {
            Ok(answer) => answer,
            // Nobody knows whether it was heard; asking tells.
            Err(error) => match self.standing(id).await {
                Ok(Standing::Unknown { .. }) | Err(_) => return Err(error),
                Ok(_) => return Ok((graph.nodes, true)),
            },
        };
        let told: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let fields = refusal::errors(&told, &graph);
        if !fields.is_empty() {
            if answer.status.is_success() {
                // It runs what is left of the graph, which makes no picture of ours.
                self.cancel_run(id).await?;
            }
            return Err(EngineError::Refused { engine: self.name().to_owned(), fields });
        }
        let given = self.http.read(&answer, "to an order")?;
        if given.get("prompt_id").and_then(Value::as_str) != Some(id.as_str()) {
            let reason = "it gave the run another id than ours; versions before 2025 do so".to_owned();
            return Err(EngineError::Answer { engine: self.name().to_owned(), what: "to an order", reason });
        }
        Ok((graph.nodes, true))
    }

    async fn graph(&self, order: &Order, seen: &Seen) -> Result<Graph, EngineError> {
        if let Some(lack) = order.lack() {
            return Err(self.unable(lack));
        }
        let mut uploaded = Vec::new();
        for (reference, file) in order.references() {
            let (ending, mime) = check_reference(file).map_err(|error| EngineError::Refused {
                engine: self.name().to_owned(),
                fields: vec![error],
            })?;
            let name = format!("{}.{ending}", reference.hash);
            uploaded.push(self.http.upload(&name, mime, file).await?);
        }
        let default = self.http.settings().model.as_ref().or_else(|| seen.capabilities.models.first());
        order::graph(&order.recipe, &uploaded, default, &self.templates, &seen.nodes)
            .map_err(|lack| self.unable(lack))
    }

    fn unable(&self, lack: Lack) -> EngineError {
        EngineError::Unable { engine: self.name().to_owned(), lack }
    }

    /// The picture of a run that ended well: the first one of the graph's own output. A graph may save others on the
    /// way; nobody asked for them.
    async fn fetch(
        &self,
        outputs: Vec<(String, Vec<Image>)>,
    ) -> Result<Result<Vec<Vec<u8>>, Fault>, EngineError> {
        let output = self.templates.base(order::BASE).and_then(|base| base.output.as_deref());
        let kept = |images: &[Image]| images.iter().find(|image| image.place == "output").cloned();
        let own = outputs.iter().filter(|(node, _)| Some(node.as_str()) == output);
        // What was handed in by an older version may have had another output.
        let wanted = own.chain(&outputs).find_map(|(_, images)| kept(images));
        let mut files = Vec::new();
        if let Some(image) = wanted {
            let file = self.http.view(&image).await?;
            files.push(check_picture(self.name(), file).await?);
        }
        if files.is_empty() {
            return Ok(Err(Fault::no_picture()));
        }
        Ok(Ok(files))
    }

    async fn made_by(&self, graph: Value) -> Result<MadeBy, EngineError> {
        let seen = self.seen().await?;
        Ok(MadeBy {
            engine: self.name().to_owned(),
            kind: self.kind().name().to_owned(),
            version: seen.capabilities.version.clone(),
            host: self.http.rim.host(),
            template: Some(order::BASE.to_owned()),
            graph: Some(graph),
            is_draft: false,
        })
    }

    async fn run_order(
        &self,
        order: &Order,
        id: &PromptId,
        begin: Begin,
        listener: &Listener<'_>,
    ) -> Result<Outcome, EngineError> {
        // Before the order, so that not a word of it is missed.
        let socket = Socket::open(&self.http, id).await?;
        let (graph, is_new) = match begin {
            Begin::Submit => self.submit(order, id).await?,
            Begin::Attach => match self.standing(id).await? {
                Standing::Waiting { graph, .. }
                | Standing::Running { graph }
                | Standing::Ended { graph, .. } => (graph, false),
                Standing::Unknown { .. } if self.was_cancelled(id) => return Ok(Outcome::Cancelled),
                Standing::Unknown { has_others: true } => return Ok(Outcome::Lost(Lost::Removed)),
                Standing::Unknown { has_others: false } => return Ok(Outcome::Lost(Lost::Restarted)),
            },
        };
        listener(Event::Accepted);
        let tracker = Tracker::new(id.as_str(), &graph);
        let mut follower = Follower { engine: self, id, tracker, listener, ahead: None, has_gap: !is_new };
        // What was said of an older run before the socket was open is not said again.
        let asked = if is_new { Ok(None) } else { follower.ask(true).await };
        let end = match asked {
            Ok(Some(end)) => end,
            Ok(None) => follower.follow(socket).await?,
            Err(error) if error.may_pass() => follower.follow(socket).await?,
            Err(error) => return Err(error),
        };
        match end {
            Followed::Success => {
                let outputs = std::mem::take(&mut follower.tracker.outputs);
                Ok(match self.fetch(outputs).await? {
                    Ok(files) => Outcome::Done(Made { files, made_by: self.made_by(graph).await? }),
                    Err(fault) => Outcome::Failed(fault),
                })
            }
            Followed::Failed(fault) => Ok(Outcome::Failed(fault)),
            Followed::Cancelled => Ok(Outcome::Cancelled),
            Followed::Lost(lost) => {
                // What it told of itself may be of another time, with other models.
                *self.seen.write().unwrap_or_else(PoisonError::into_inner) = None;
                Ok(Outcome::Lost(lost))
            }
        }
    }

    async fn cancel_run(&self, id: &PromptId) -> Result<(), EngineError> {
        self.note_cancelled(id);
        if self.seen().await?.has_jobs {
            let answer = self.http.post(&format!("/api/jobs/{id}/cancel"), &json!({})).await?;
            if answer.status.is_success() {
                return Ok(());
            }
        }
        self.http.post("/queue", &json!({ "delete": [id] })).await?;
        for _ in 0..CANCEL_LOOKS {
            match self.standing(id).await? {
                // Only then: engines before 2025-09 interrupt whatever runs, whichever id they are told.
                Standing::Running { .. } => {
                    self.http.post("/interrupt", &json!({ "prompt_id": id })).await?;
                    return Ok(());
                }
                Standing::Waiting { .. } => drop(self.http.post("/queue", &json!({ "delete": [id] })).await?),
                Standing::Ended { .. } | Standing::Unknown { .. } => return Ok(()),
            }
        }
        Ok(())
    }

    async fn warm_up(&self) -> Result<(), EngineError> {
        let seen = self.look_now().await?;
        if seen.capabilities.models.is_empty() {
            return Err(self.unable(Lack::Model { model: "any".to_owned(), has: "none at all".to_owned() }));
        }
        let recipe = warming(&seen.capabilities);
        let id = PromptId::new(model::Instant::EPOCH);
        match self.run_order(&Order::new(recipe), &id, Begin::Submit, &|_| ()).await? {
            Outcome::Done(_) => Ok(()),
            other => {
                let reason = match other {
                    Outcome::Failed(fault) => fault.message,
                    Outcome::Lost(_) => "it was started anew".to_owned(),
                    Outcome::Cancelled | Outcome::Done(_) => "somebody cancelled it".to_owned(),
                };
                Err(EngineError::Answer {
                    engine: self.name().to_owned(),
                    what: "to a picture that warms it",
                    reason,
                })
            }
        }
    }
}

impl Engine for ComfyUi {
    fn name(&self) -> &str {
        self.http.name()
    }

    fn kind(&self) -> EngineKind {
        EngineKind::ComfyUi
    }

    fn look(&self) -> Boxed<'_, Result<Capabilities, EngineError>> {
        Box::pin(async { self.look_now().await.map(|seen| seen.capabilities.clone()) })
    }

    fn run<'a>(
        &'a self,
        order: &'a Order,
        id: &'a PromptId,
        begin: Begin,
        listener: &'a Listener<'a>,
    ) -> Boxed<'a, Result<Outcome, EngineError>> {
        Box::pin(async move {
            let outcome = self.run_order(order, id, begin, listener).await;
            if outcome.is_ok() {
                self.cancelled.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
            }
            outcome
        })
    }

    fn cancel<'a>(&'a self, id: &'a PromptId) -> Boxed<'a, Result<(), EngineError>> {
        Box::pin(self.cancel_run(id))
    }

    fn warm(&self) -> Boxed<'_, Result<(), EngineError>> {
        Box::pin(self.warm_up())
    }

    fn free(&self) -> Boxed<'_, Result<(), EngineError>> {
        Box::pin(async {
            let answer =
                self.http.post("/free", &json!({ "unload_models": true, "free_memory": true })).await?;
            if answer.status.is_success() {
                return Ok(());
            }
            let reason = format!("the status is {}", answer.status);
            Err(EngineError::Answer {
                engine: self.name().to_owned(),
                what: "to letting its memory go",
                reason,
            })
        })
    }
}
