//! The transport of before 2025-03-26, for clients that know no other: a stream to listen to, and an address to post to.
//!
//! A thin bridge: behind each stream the same server runs as behind `emaki mcp`, over pipes within the process. Off
//! unless `mcp.sse` is on.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
};

use app::{App, AppError, ErrorCode};
use axum::{
    Json,
    extract::{RawQuery, Request, State},
    http::StatusCode,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{StreamExt as _, stream};
use rmcp::{ServiceExt as _, transport::async_rw::AsyncRwTransport};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream, ReadHalf, WriteHalf},
    sync::Mutex as Turn,
};

use super::{
    http,
    server::{Assistant, MAX_LINE, May},
};
use crate::{
    problem::Problem,
    query,
    safety::{Standing, bodies},
    site::Site,
};

/// What may lie in a pipe before its writer waits, in bytes.
const PIPE: usize = 64 * 1024;
/// Where clients post to.
const MESSAGES: &str = "/mcp/messages";

/// The streams that are listened to, each with the pipe that leads to its server.
#[derive(Clone, Default)]
pub struct Bridges(Arc<Mutex<HashMap<String, Pipe>>>);

/// The writing end; messages take turns, so that no line is torn.
type Pipe = Arc<Turn<WriteHalf<DuplexStream>>>;

impl Bridges {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn pipe(&self, id: &str) -> Option<Pipe> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    /// Starts a server; what it says comes out of the reading end, until the bridge is dropped.
    fn open(&self, app: App, may: May) -> Bridge {
        let (ours, theirs) = tokio::io::duplex(PIPE);
        let (from, to) = tokio::io::split(theirs);
        let transport = AsyncRwTransport::new_server(from, to).with_max_line_length(MAX_LINE);
        tokio::spawn(async move {
            match Box::pin(Assistant::new(app, may).serve(transport)).await {
                Ok(running) => drop(running.waiting().await),
                Err(error) => tracing::debug!(%error, "a talk did not begin"),
            }
        });
        let (hears, says) = tokio::io::split(ours);
        let id = format!("{:032x}", rand::random::<u128>());
        let pipe = Arc::new(Turn::new(says));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), pipe);
        Bridge { id, hears: BufReader::new(hears), bridges: self.clone() }
    }
}

/// A stream that is listened to. When its listener goes, so does its server.
struct Bridge {
    id: String,
    hears: BufReader<ReadHalf<DuplexStream>>,
    bridges: Bridges,
}

impl Drop for Bridge {
    fn drop(&mut self) {
        self.bridges.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

/// `GET /mcp/sse`: where to post to, then whatever the server says.
pub async fn listen(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Problem> {
    if !http::wants_stream(request.headers()) {
        let state = if site.app.config().mcp.sse { "on" } else { "off" };
        let about = "The older transport of the Model Context Protocol; `mcp.sse` turns it on. Use /mcp where you can.";
        return Ok(Json(json!({ "about": about, "state": state })).into_response());
    }
    switched_on(&site)?;
    if !site.mcp.has_room().await {
        return Err(http::no_room());
    }
    let may = request.extensions().get::<Standing>().map(May::of).unwrap_or_default();
    let bridge = site.mcp.bridges.open(site.app.clone(), may);
    let address = Event::default().event("endpoint").data(format!("{MESSAGES}?sessionId={}", bridge.id));
    let said = stream::unfold(bridge, async |mut bridge| {
        let mut line = String::new();
        match bridge.hears.read_line(&mut line).await {
            Ok(1..) => Some((Event::default().event("message").data(line.trim_end()), bridge)),
            Ok(0) | Err(_) => None,
        }
    });
    let all = stream::iter([address]).chain(said).map(Ok::<_, Infallible>);
    let all = all.take_until(site.mcp.stopped());
    Ok(Sse::new(all).keep_alive(KeepAlive::default()).into_response())
}

/// `POST /mcp/messages`: one message to a server that is listened to.
pub async fn post(
    State(site): State<Arc<Site>>,
    RawQuery(asked): RawQuery,
    request: Request,
) -> Result<Response, Problem> {
    switched_on(&site)?;
    let mut pairs = query::pairs(asked.as_deref().unwrap_or_default(), false);
    let id = pairs.find_map(|(name, value)| (name == "sessionId").then_some(value));
    let pipe = id.as_deref().and_then(|id| site.mcp.bridges.pipe(id));
    let pipe = pipe.ok_or_else(|| {
        AppError::not_found("session", id.as_deref().unwrap_or_default())
            .hint("listen to /mcp/sse first; its first event has the address")
    })?;
    // Read and written again, so that it is one line whatever it was.
    let message: Value = bodies::json(&site, request).await?;
    let mut says = pipe.lock().await;
    let sent = says.write_all(format!("{message}\n").as_bytes()).await;
    sent.map_err(|error| AppError::new(ErrorCode::NotFound, "the session is over").caused_by(error))?;
    Ok(StatusCode::ACCEPTED.into_response())
}

fn switched_on(site: &Site) -> Result<(), AppError> {
    if site.app.config().mcp.sse {
        return Ok(());
    }
    Err(AppError::new(ErrorCode::NotConfigured, "the older transport is off")
        .hint("use /mcp, or turn it on with `sse = true` under [mcp]"))
}
