//! `/api/preferences`: what somebody likes and refuses.

use std::sync::Arc;

use app::{AppError, PreferenceChange, Preferences};
use axum::{
    Extension, Json,
    extract::{Query, Request, State, rejection::QueryRejection},
};
use serde::{Deserialize, Serialize};

use super::schemas;
use crate::{
    problem::Problem,
    safety::{Standing, bodies},
    site::Site,
};

/// Whose preferences are meant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    user_id: Option<String>,
    session_id: Option<String>,
}

impl Named {
    fn whose<'a>(&'a self, standing: &'a Standing) -> app::Whose<'a> {
        app::Whose {
            user: self.user_id.as_deref(),
            session: self.session_id.as_deref(),
            realm: standing.realm.as_deref(),
        }
    }
}

/// How many preferences are gone.
#[derive(Serialize)]
pub struct Forgotten {
    forgotten: u64,
}

type Asked = Result<Query<Named>, QueryRejection>;

fn named(asked: Asked) -> Result<Named, Problem> {
    let Query(named) = asked.map_err(|error| {
        AppError::invalid_parameter("query", error.body_text())
            .hint("`user_id` and `session_id` are the only parameters here")
    })?;
    Ok(named)
}

/// What somebody likes and refuses
///
/// Works, tags and studios, learned from questions or set by hand. With a `user_id` the user's, else the session's.
/// A token that may only read has users and sessions of its own: it reaches nobody else's.
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
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(standing): Extension<Standing>,
    asked: Asked,
) -> Result<Json<Preferences>, Problem> {
    Ok(Json(site.app.preferences(&named(asked)?.whose(&standing)).await?))
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
    Extension(standing): Extension<Standing>,
    asked: Asked,
    request: Request,
) -> Result<Json<Preferences>, Problem> {
    let named = named(asked)?;
    let change: PreferenceChange = bodies::object(&site, request).await?;
    Ok(Json(site.app.change_preferences(&named.whose(&standing), &change).await?))
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
pub async fn forget(
    State(site): State<Arc<Site>>,
    Extension(standing): Extension<Standing>,
    asked: Asked,
) -> Result<Json<Forgotten>, Problem> {
    let forgotten = site.app.forget_preferences(&named(asked)?.whose(&standing)).await?;
    Ok(Json(Forgotten { forgotten }))
}
