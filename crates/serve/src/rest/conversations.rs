//! `/api/conversations/{conversation_id}`: what was asked and shown before.

use std::sync::Arc;

use app::{ConversationTurn, QuestionPlan};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use model::{Instant, WorkId};
use serde::Serialize;

use super::schemas;
use crate::{problem::Problem, site::Site};

/// A turn as sent.
#[derive(Serialize)]
struct Turn {
    number: i64,
    query: String,
    plan: QuestionPlan,
    results: Vec<Shown>,
    total: usize,
    at: Instant,
}

#[derive(Serialize)]
struct Shown {
    id: WorkId,
    title: String,
}

impl From<ConversationTurn> for Turn {
    fn from(turn: ConversationTurn) -> Self {
        let ConversationTurn { number, query, plan, results, total, at } = turn;
        let results = results.into_iter().map(|(id, title)| Shown { id, title }).collect();
        Self { number, query, plan, results, total, at }
    }
}

/// A conversation
///
/// Each question with what was understood and what its first page showed. A conversation that nobody goes on with is
/// forgotten after `asking.keep_days`.
#[utoipa::path(
    get,
    path = "/api/conversations/{conversation_id}",
    tag = "Search",
    params(("conversation_id" = String, Path, description = "As `/api/query` gave it")),
    responses(
        (status = 200, description = "The conversation, the first question first", body = schemas::Conversation),
        (status = 404, description = "No such conversation, or it was forgotten", body = schemas::Problem),
    )
)]
pub async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Page {
        conversation_id: String,
        started_at: Instant,
        touched_at: Instant,
        expires_at: Instant,
        turns: Vec<Turn>,
    }
    let app::ConversationView { conversation_id, started_at, touched_at, expires_at, turns } =
        site.app.conversation(&id).await?;
    let turns = turns.into_iter().map(Turn::from).collect();
    Ok(Json(Page { conversation_id, started_at, touched_at, expires_at, turns }).into_response())
}

/// Forget a conversation
///
/// All that was said in it goes. What was learned from it stays: `/api/preferences` shows it and takes it back.
#[utoipa::path(
    delete,
    path = "/api/conversations/{conversation_id}",
    tag = "Search",
    params(("conversation_id" = String, Path, description = "As `/api/query` gave it")),
    responses(
        (status = 204, description = "It is forgotten"),
        (status = 404, description = "No such conversation", body = schemas::Problem),
    )
)]
pub async fn forget(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    site.app.forget_conversation(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
