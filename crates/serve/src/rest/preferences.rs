//! `/api/preferences`: what somebody likes and refuses.

use std::sync::Arc;

use app::{AppError, PreferenceChange, Preferences};
use axum::{
    Json,
    extract::{Query, Request, State, rejection::QueryRejection},
};
use serde::{Deserialize, Serialize};

use super::schemas;
use crate::{problem::Problem, safety::bodies, site::Site};

/// Whose preferences are meant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whose {
    user_id: Option<String>,
    session_id: Option<String>,
}

/// How many preferences are gone.
#[derive(Serialize)]
pub struct Forgotten {
    forgotten: u64,
}

type Asked = Result<Query<Whose>, QueryRejection>;

fn whose(asked: Asked) -> Result<Whose, Problem> {
    let Query(whose) = asked.map_err(|error| {
        AppError::invalid_parameter("query", error.body_text())
            .hint("`user_id` and `session_id` are the only parameters here")
    })?;
    Ok(whose)
}

/// What somebody likes and refuses
///
/// Works, tags and studios, learned from questions or set by hand. With a `user_id` the user's, else the session's.
#[utoipa::path(
    get,
    path = "/api/preferences",
    tag = "Search",
    params(schemas::WhosePreferences),
    responses(
        (status = 200, description = "Works, tags, studios", body = schemas::Preferences),
        (status = 422, description = "Nobody is named", body = schemas::Problem),
    )
)]
pub async fn show(State(site): State<Arc<Site>>, asked: Asked) -> Result<Json<Preferences>, Problem> {
    let whose = whose(asked)?;
    Ok(Json(site.app.preferences(whose.user_id.as_deref(), whose.session_id.as_deref()).await?))
}

/// Change what somebody likes and refuses
///
/// What is set here counts at once and stays until it is set otherwise, whatever is learned. `forget` takes back what
/// was set or learned.
#[utoipa::path(
    patch,
    path = "/api/preferences",
    tag = "Search",
    params(schemas::WhosePreferences),
    request_body = schemas::PreferenceChange,
    responses(
        (status = 200, description = "What holds now", body = schemas::Preferences),
        (status = 404, description = "No such work", body = schemas::Problem),
        (status = 422, description = "Nobody is named, or a name is no good", body = schemas::Problem),
    )
)]
pub async fn change(
    State(site): State<Arc<Site>>,
    asked: Asked,
    request: Request,
) -> Result<Json<Preferences>, Problem> {
    let whose = whose(asked)?;
    let change: PreferenceChange = bodies::object(&site, request).await?;
    let (user, session) = (whose.user_id.as_deref(), whose.session_id.as_deref());
    Ok(Json(site.app.change_preferences(user, session, &change).await?))
}

/// Forget all that somebody likes and refuses
#[utoipa::path(
    delete,
    path = "/api/preferences",
    tag = "Search",
    params(schemas::WhosePreferences),
    responses(
        (status = 200, description = "How much that was", body = schemas::ForgottenPreferences),
        (status = 422, description = "Nobody is named", body = schemas::Problem),
    )
)]
pub async fn forget(State(site): State<Arc<Site>>, asked: Asked) -> Result<Json<Forgotten>, Problem> {
    let whose = whose(asked)?;
    let (user, session) = (whose.user_id.as_deref(), whose.session_id.as_deref());
    Ok(Json(Forgotten { forgotten: site.app.forget_preferences(user, session).await? }))
}
