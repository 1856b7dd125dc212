//! `/api/anime/projects…`: projects, and the bin.

use std::sync::Arc;

use app::{Listing, ProjectQuestion, ProjectView};
use axum::{
    Extension, Json,
    extract::{Path, RawQuery, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::Value;

use super::{author, each, flag, number, refused};
use crate::{
    problem::Problem,
    rest::schemas,
    safety::{TokenName, bodies},
    site::Site,
};

/// Make a project
///
/// `name` is required; `description`, `style` (a preset's name or words), `metadata` (any object up to 32 KiB),
/// `defaults` and `wildcards` may be left out.
#[utoipa::path(
    post,
    path = "/api/anime/projects",
    tag = "Production",
    request_body = schemas::ProjectBody,
    responses(
        (status = 200, description = "The project", body = schemas::Project),
        (status = 422, description = "A value cannot be kept", body = schemas::Problem),
    )
)]
pub async fn create(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    request: Request,
) -> Result<Response, Problem> {
    let body: Value = bodies::json(&site, request).await?;
    let project = site.app.create_project(body, &author(&site, &token)).await.map_err(refused)?;
    Ok(Json(project).into_response())
}

/// Projects, those changed last first
#[utoipa::path(
    get,
    path = "/api/anime/projects",
    tag = "Production",
    params(
        ("q" = Option<String>, Query, description = "Only whose name holds this"),
        ("archived" = Option<bool>, Query, description = "Only archived ones, or only those that are not"),
        ("bin" = Option<bool>, Query, description = "Those in the bin in place of the others"),
        ("limit" = Option<usize>, Query, description = "1 to 500; 50 when not said"),
        ("cursor" = Option<String>, Query, description = "Where the page before ended"),
    ),
    responses((status = 200, description = "A page of projects", body = schemas::ProjectList))
)]
pub async fn list(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Page {
        projects: Vec<ProjectView>,
        next_cursor: Option<String>,
    }
    let mut question = ProjectQuestion::default();
    each(query.as_deref(), "q, archived, bin, limit, cursor", |name, value| {
        match name {
            "q" => question.text = Some(value),
            "archived" => question.archived = Some(flag(name, &value)?),
            "bin" => question.bin = flag(name, &value)?,
            "limit" => question.limit = Some(number(name, &value)?),
            "cursor" => question.cursor = Some(value),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let Listing { items: projects, next_cursor } = site.app.projects(&question).await.map_err(refused)?;
    Ok(Json(Page { projects, next_cursor }).into_response())
}

/// One project
#[utoipa::path(
    get,
    path = "/api/anime/projects/{project_id}",
    tag = "Production",
    params(("project_id" = String, Path, description = "The project's UUID")),
    responses(
        (status = 200, description = "The project", body = schemas::Project),
        (status = 400, description = "No UUID", body = schemas::Problem),
        (status = 404, description = "No such project", body = schemas::Problem),
    )
)]
pub async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(Json(site.app.project(&id).await.map_err(refused)?).into_response())
}

/// Change a project
///
/// Fields that are not given stay; `null` stands for the default. `archived` opens and closes it.
#[utoipa::path(
    put,
    path = "/api/anime/projects/{project_id}",
    tag = "Production",
    params(("project_id" = String, Path, description = "The project's UUID")),
    request_body = schemas::ProjectChange,
    responses(
        (status = 200, description = "The project", body = schemas::Project),
        (status = 404, description = "No such project", body = schemas::Problem),
        (status = 409, description = "It lies in the bin", body = schemas::Problem),
        (status = 422, description = "A value cannot be kept", body = schemas::Problem),
    )
)]
pub async fn update(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let change: Value = bodies::json(&site, request).await?;
    let project = site.app.update_project(&id, &change, &author(&site, &token)).await.map_err(refused)?;
    Ok(Json(project).into_response())
}

/// Put a project into the bin
///
/// Its queued pictures are cancelled. Its files stay until the bin is emptied.
#[utoipa::path(
    delete,
    path = "/api/anime/projects/{project_id}",
    tag = "Production",
    params(("project_id" = String, Path, description = "The project's UUID")),
    responses(
        (status = 200, description = "The project as it lies in the bin", body = schemas::Project),
        (status = 404, description = "No such project", body = schemas::Problem),
    )
)]
pub async fn bin(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(Json(site.app.bin_project(&id, &author(&site, &token)).await.map_err(refused)?).into_response())
}

/// Take a project out of the bin
#[utoipa::path(
    post,
    path = "/api/anime/projects/{project_id}/restore",
    tag = "Production",
    params(("project_id" = String, Path, description = "The project's UUID")),
    responses(
        (status = 200, description = "The project", body = schemas::Project),
        (status = 404, description = "No such project", body = schemas::Problem),
    )
)]
pub async fn restore(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let project = site.app.restore_project(&id, &author(&site, &token)).await.map_err(refused)?;
    Ok((StatusCode::OK, Json(project)).into_response())
}

/// What happened to a project's pictures
///
/// Up to 500 events with numbers above `after`, in their order. `/ws?project=` tells the same as it happens.
#[utoipa::path(
    get,
    path = "/api/anime/projects/{project_id}/events",
    tag = "Production",
    params(
        ("project_id" = String, Path, description = "The project's UUID"),
        ("after" = Option<i64>, Query, description = "The number of the last event that is known"),
    ),
    responses(
        (status = 200, description = "Events", body = Vec<schemas::ProjectEvent>),
        (status = 404, description = "No such project", body = schemas::Problem),
    )
)]
pub async fn events(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let after = crate::rest::jobs::after(query.as_deref().unwrap_or_default())?;
    Ok(Json(site.app.project_events(&id, after).await.map_err(refused)?).into_response())
}
