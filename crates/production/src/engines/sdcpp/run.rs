//! One run, from its order to its picture.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::{
    MadeBy, ReferenceRole,
    engines::{
        Begin, EngineError, EngineKind, Event, Fault, FieldError, Listener, Lost, Made, Order, Outcome,
        PromptId,
        inspect::{check_picture, check_reference},
    },
};

use super::{
    Server,
    about::About,
    answers::Standing,
    follow::{Followed, Follower, Told},
    http::Taken,
    order,
};

/// How much longer than between two looks at a run is waited between two tries to get into a full queue.
const FULL_PAUSE: u32 = 5;

/// Carries out an order.
pub(super) async fn run(
    server: &Arc<Server>,
    order: &Order,
    id: &PromptId,
    begin: Begin,
    listener: &Listener<'_>,
) -> Result<Outcome, EngineError> {
    let name = match find(server, id, begin).await? {
        Some(name) => {
            listener(Event::Accepted);
            name
        }
        None if begin == Begin::Submit => match hand_in(server, order, id, listener).await? {
            Some(name) => {
                listener(Event::Accepted);
                listener(Event::Named { name: name.clone() });
                name
            }
            None => return Ok(Outcome::Cancelled),
        },
        None if server.known.was_cancelled(id) => return Ok(Outcome::Cancelled),
        // Whoever handed it in never learned what it is called there.
        None => return Ok(Outcome::Lost(Lost::Restarted)),
    };
    let steps = order.recipe.steps;
    let mut follower = Follower { server, id, name: &name, steps, listener, told: Told::default() };
    match follower.follow().await? {
        Followed::Done(Some(picture)) => made(server, order, picture).await.map(Outcome::Done),
        Followed::Done(None) => Ok(Outcome::Failed(Fault::no_picture())),
        Followed::Failed(fault) => Ok(Outcome::Failed(fault)),
        Followed::Cancelled => Ok(Outcome::Cancelled),
        Followed::Lost(lost) => {
            server.forget(id);
            Ok(Outcome::Lost(lost))
        }
    }
}

/// What a run is called that was handed in before; `None` when nobody knows, or when it is gone and is to be handed in
/// anew.
async fn find(server: &Server, id: &PromptId, begin: Begin) -> Result<Option<String>, EngineError> {
    let Some(name) = server.known.name(id) else { return Ok(None) };
    if begin == Begin::Submit && matches!(server.http.job(&name).await?, Standing::Unknown(_)) {
        server.forget(id);
        return Ok(None);
    }
    Ok(Some(name))
}

/// Hands an order in, as soon as there is room for it; `None` when it was cancelled before.
async fn hand_in(
    server: &Arc<Server>,
    order: &Order,
    id: &PromptId,
    listener: &Listener<'_>,
) -> Result<Option<String>, EngineError> {
    let about = server.about().await?;
    let request = request(server, order, &about)?.to_string().into_bytes();
    let patience = server.http.settings().patience;
    let (begun, mut pause, mut is_told) = (Instant::now(), patience.first, false);
    while !server.known.was_cancelled(id) {
        let submitted = tokio::spawn(Arc::clone(server).submit(id.clone(), request.clone()));
        let taken = submitted.await.map_err(|error| server.http.rim.odd("to an order", error.to_string()))?;
        match taken? {
            Taken::Named(name) => return Ok(Some(name)),
            Taken::Refused(fields) => return Err(refused(server, fields)),
            Taken::Full if begun.elapsed() >= patience.full => {
                return Err(EngineError::Full { engine: server.name().to_owned() });
            }
            Taken::Full => {
                if !is_told {
                    listener(Event::Waiting { ahead: about.queue });
                    is_told = true;
                }
                sleep(pause).await;
                pause = (pause * 2).min(patience.pace * FULL_PAUSE);
            }
        }
    }
    Ok(None)
}

/// The request of an order.
fn request(server: &Server, order: &Order, about: &About) -> Result<Value, EngineError> {
    let recipe = &order.recipe;
    if let Some(lack) = about.capabilities.lack(recipe).or_else(|| order.lack()) {
        return Err(server.unable(lack));
    }
    let mut wrong = order::wrong(recipe, about);
    let mut start = None;
    for (reference, file) in order.references() {
        if let Err(error) = check_reference(file) {
            wrong.push(error);
        } else if reference.role == ReferenceRole::Start && start.is_none() {
            start = Some(BASE64_STANDARD.encode(file));
        }
    }
    if wrong.is_empty() {
        Ok(order::request(recipe, about, start.as_deref()))
    } else {
        Err(refused(server, wrong))
    }
}

fn refused(server: &Server, fields: Vec<FieldError>) -> EngineError {
    EngineError::Refused { engine: server.name().to_owned(), fields }
}

/// The picture, looked at, and how it was made.
async fn made(server: &Server, order: &Order, picture: String) -> Result<Made, EngineError> {
    let file = tokio::task::spawn_blocking(move || BASE64_STANDARD.decode(picture)).await;
    let file = file.ok().and_then(Result::ok).ok_or_else(|| EngineError::Picture {
        engine: server.name().to_owned(),
        reason: "it is no base64".to_owned(),
    })?;
    let limit = server.http.settings().largest_picture;
    if file.len() > limit {
        let reason = format!("it has more than {limit} bytes");
        return Err(EngineError::Picture { engine: server.name().to_owned(), reason });
    }
    let files = vec![check_picture(server.name(), file).await?];
    let about = server.about().await?;
    // In the place of the picture that it began from, the hash under which that is kept.
    let mut starts =
        order.recipe.references.iter().filter(|reference| reference.role == ReferenceRole::Start);
    let start = starts.next().map(|reference| format!("sha256:{}", reference.hash));
    let mut graph = order::request(&order.recipe, &about, start.as_deref());
    // Not sent, since the server has this one alone; without it nobody could tell why a later picture differs.
    graph["model"] = json!(about.model);
    let made_by = MadeBy {
        engine: server.name().to_owned(),
        kind: EngineKind::SdCpp.name().to_owned(),
        version: about.capabilities.version.clone(),
        host: server.http.rim.host(),
        template: None,
        graph: Some(graph),
        is_draft: false,
    };
    Ok(Made { files, made_by })
}
