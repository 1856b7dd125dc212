//! `/api/anime/projects/{project_id}/parts` and `/api/anime/parts/{part_id}`: episodes, scenes and cuts.

use std::sync::Arc;

use app::{NewPart, PartChange, PartView};
use axum::{
    Extension, Json,
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{author, refused};
use crate::{
    problem::Problem,
    rest::schemas,
    safety::{TokenName, bodies},
    site::Site,
};

/// A project's episodes, scenes and cuts
#[utoipa::path(
    get,
    path = "/api/anime/projects/{project_id}/parts",
    tag = "Production",
    params(("project_id" = String, Path, description = "The project's UUID")),
    responses(
        (status = 200, description = "Every part, siblings in their order", body = schemas::ProjectPartList),
        (status = 404, description = "No such project", body = schemas::Problem),
    )
)]
pub async fn list(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Parts {
        parts: Vec<PartView>,
    }
    Ok(Json(Parts { parts: site.app.project_parts(&id).await.map_err(refused)? }).into_response())
}

/// Make an episode, a scene or a cut
///
/// `kind` and `title` are required; `parent_id` and `position` say where it stands.
#[utoipa::path(
    post,
    path = "/api/anime/projects/{project_id}/parts",
    tag = "Production",
    params(("project_id" = String, Path, description = "The project's UUID")),
    request_body = schemas::ProjectPartBody,
    responses(
        (status = 200, description = "The part", body = schemas::ProjectPart),
        (status = 404, description = "No such project or parent", body = schemas::Problem),
        (status = 422, description = "It cannot stand there", body = schemas::Problem),
    )
)]
pub async fn create(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let new: NewPart = bodies::object(&site, request).await?;
    Ok(Json(site.app.create_part(&id, &new, &author(&site, &token)).await.map_err(refused)?).into_response())
}

/// Change a part, its place, or the take that is chosen for a cut
#[utoipa::path(
    put,
    path = "/api/anime/parts/{part_id}",
    tag = "Production",
    params(("part_id" = String, Path, description = "The part's UUID")),
    request_body = schemas::ProjectPartChange,
    responses(
        (status = 200, description = "The part", body = schemas::ProjectPart),
        (status = 404, description = "No such part, parent or take", body = schemas::Problem),
        (status = 422, description = "It cannot stand there", body = schemas::Problem),
    )
)]
pub async fn update(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let change: PartChange = bodies::object(&site, request).await?;
    Ok(Json(site.app.update_part(&id, &change, &author(&site, &token)).await.map_err(refused)?)
        .into_response())
}

/// Remove a part with all that stands in it; takes stay
#[utoipa::path(
    delete,
    path = "/api/anime/parts/{part_id}",
    tag = "Production",
    params(("part_id" = String, Path, description = "The part's UUID")),
    responses(
        (status = 200, description = "How many parts went", body = schemas::RemovedParts),
        (status = 404, description = "No such part", body = schemas::Problem),
    )
)]
pub async fn remove(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Removed {
        removed: u64,
    }
    let removed = site.app.remove_part(&id, &author(&site, &token)).await.map_err(refused)?;
    Ok(Json(Removed { removed }).into_response())
}
