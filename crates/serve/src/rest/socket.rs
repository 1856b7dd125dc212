//! `/ws/{job_id}`: a job's events as they happen, over a WebSocket.
//!
//! Each message is one event, with its number. Whoever comes back with the last number it has seen
//! (`?after=N`) misses none, whichever process it comes back to. After the last event the server closes.

use std::{pin::pin, sync::Arc, time::Duration};

use app::{AppError, ErrorCode};
use axum::{
    extract::{
        Path, RawQuery, State,
        ws::{
            CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code,
            rejection::WebSocketUpgradeRejection,
        },
    },
    http::StatusCode,
    response::Response,
};
use futures::{SinkExt, Stream, StreamExt};
use serde::Serialize;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::jobs;
use crate::{problem::Problem, site::Site};

/// Sockets that are open at once.
static PLACES: Semaphore = Semaphore::const_new(2048);
/// So often a silent client is asked whether it is still there.
const PING_EVERY: Duration = Duration::from_secs(30);
/// A client says nothing to us, so that its messages may be tiny.
const MOST_BYTES: usize = 4096;

/// A job's events as they happen
///
/// A WebSocket. Each message is one event as `/api/jobs/{job_id}/events` gives it; the last one has the
/// job's `result` and `error` in its `data`, and then the server closes.
#[utoipa::path(
    get,
    path = "/ws/{job_id}",
    tag = "Jobs",
    params(
        ("job_id" = String, Path, description = "The job's UUID"),
        ("after" = Option<i64>, Query, description = "The number of the last event that is known"),
    ),
    responses(
        (status = 101, description = "Events follow"),
        (status = 400, description = "No UUID, or no wish for a WebSocket", body = super::schemas::Problem),
        (status = 404, description = "No such job", body = super::schemas::Problem),
        (status = 503, description = "Too many listen already", body = super::schemas::Problem),
    )
)]
pub async fn listen(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let after = jobs::after(query.as_deref().unwrap_or_default())?;
    // A picture's job is told in its own words.
    if let Ok(events) = site.app.picture_stream(&id, after).await {
        return upgraded(upgrade, events);
    }
    let events = site.app.job_stream(&id, after).await.map_err(jobs::refused)?;
    upgraded(upgrade, events)
}

/// Takes a request for a WebSocket and sends events over it until they end or the client goes.
pub fn upgraded<T: Serialize + Send + Sync + 'static>(
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    events: impl Stream<Item = Result<Vec<T>, AppError>> + Send + 'static,
) -> Result<Response, Problem> {
    let upgrade = upgrade.map_err(|_| {
        Problem::new(ErrorCode::InvalidInput, "this path speaks WebSocket only")
            .hint("`/api/jobs/{job_id}/events` gives the same events to a plain request")
            .with_status(StatusCode::BAD_REQUEST)
    })?;
    let place = place()?;
    Ok(upgrade.max_message_size(MOST_BYTES).on_upgrade(async move |socket| {
        tell(socket, events).await;
        drop(place);
    }))
}

/// A place among those who listen; it is free again when it is dropped.
pub fn place() -> Result<SemaphorePermit<'static>, Problem> {
    PLACES.try_acquire().map_err(|_| {
        Problem::new(ErrorCode::Busy, "too many listen to jobs already").hint("try again in a moment")
    })
}

/// Sends events until the job is over or the client goes.
async fn tell<T: Serialize + Sync>(
    mut socket: WebSocket,
    events: impl Stream<Item = Result<Vec<T>, AppError>>,
) {
    let mut events = pin!(events);
    let mut pings = tokio::time::interval(PING_EVERY);
    pings.reset();
    loop {
        let sent = tokio::select! {
            batch = events.next() => match batch {
                Some(Ok(batch)) => send_all(&mut socket, &batch).await,
                Some(Err(error)) => {
                    tracing::warn!(error = ?error, "a job's events cannot be read");
                    return close(socket, close_code::ERROR, "the events cannot be read; come back with `after`").await;
                }
                None => return close(socket, close_code::NORMAL, "the job is over").await,
            },
            heard = socket.recv() => match heard {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => Ok(()),
            },
            _ = pings.tick() => socket.send(Message::Ping(Vec::new().into())).await,
        };
        if sent.is_err() {
            return;
        }
    }
}

async fn send_all<T: Serialize + Sync>(socket: &mut WebSocket, batch: &[T]) -> Result<(), axum::Error> {
    for event in batch {
        let text = serde_json::to_string(event).map_err(axum::Error::new)?;
        socket.feed(Message::Text(text.into())).await?;
    }
    socket.flush().await
}

async fn close(mut socket: WebSocket, code: u16, reason: &'static str) {
    // Whoever is gone needs no farewell.
    let _ = socket.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
}
