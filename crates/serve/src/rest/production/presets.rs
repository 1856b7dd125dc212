//! `/api/anime/presets…`: style presets.

use std::sync::Arc;

use app::{PresetVersionView, PresetView};
use axum::{
    Extension, Json,
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::Value;

use super::{author, refused};
use crate::{
    problem::Problem,
    rest::schemas,
    safety::{TokenName, bodies},
    site::Site,
};

#[derive(Serialize)]
struct Presets {
    presets: Vec<PresetView>,
}

/// Style presets
///
/// Those that come with the program first, then the makers' own by name.
#[utoipa::path(
    get,
    path = "/api/anime/presets",
    tag = "Production",
    responses((status = 200, description = "Every preset", body = schemas::StylePresetList))
)]
pub async fn list(State(site): State<Arc<Site>>) -> Result<Response, Problem> {
    Ok(Json(Presets { presets: site.app.style_presets().await.map_err(refused)? }).into_response())
}

/// One style preset
#[utoipa::path(
    get,
    path = "/api/anime/presets/{preset}",
    tag = "Production",
    params(("preset" = String, Path, description = "Its name", example = "manga")),
    responses(
        (status = 200, description = "The preset", body = schemas::StylePreset),
        (status = 404, description = "There is none; the details name those that there are", body = schemas::Problem),
    )
)]
pub async fn show(State(site): State<Arc<Site>>, Path(name): Path<String>) -> Result<Response, Problem> {
    Ok(Json(site.app.style_preset(&name).await.map_err(refused)?).into_response())
}

/// Every version of a style preset, newest first
///
/// Recipes name versions. Those of a preset that was taken out of the list are told as well, with `removed_at`.
#[utoipa::path(
    get,
    path = "/api/anime/presets/{preset}/versions",
    tag = "Production",
    params(("preset" = String, Path, description = "Its name", example = "manga")),
    responses(
        (status = 200, description = "The versions", body = schemas::PresetVersions),
        (status = 404, description = "There is none; the details name those that there are", body = schemas::Problem),
    )
)]
pub async fn versions(State(site): State<Arc<Site>>, Path(name): Path<String>) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Versions {
        versions: Vec<PresetVersionView>,
    }
    let versions = site.app.style_preset_versions(&name).await.map_err(refused)?;
    Ok(Json(Versions { versions }).into_response())
}

/// Write a style preset of one's own
///
/// A new one, or the next version of one that is there. Recipes keep the version that they were made with.
#[utoipa::path(
    put,
    path = "/api/anime/presets/{preset}",
    tag = "Production",
    params(("preset" = String, Path, description = "Its name")),
    request_body = schemas::Style,
    responses(
        (status = 200, description = "The preset", body = schemas::StylePreset),
        (status = 422, description = "The name comes with the program, or a value cannot be kept", body = schemas::Problem),
    )
)]
pub async fn save(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let style: Value = bodies::json(&site, request).await?;
    let saved = site.app.save_style_preset(&name, style, &author(&site, &token)).await;
    Ok(Json(saved.map_err(refused)?).into_response())
}

/// Take a style preset out of the list
#[utoipa::path(
    delete,
    path = "/api/anime/presets/{preset}",
    tag = "Production",
    params(("preset" = String, Path, description = "Its name")),
    responses(
        (status = 200, description = "The presets that are left", body = schemas::StylePresetList),
        (status = 404, description = "There is none", body = schemas::Problem),
        (status = 422, description = "It comes with the program", body = schemas::Problem),
    )
)]
pub async fn remove(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    site.app.remove_style_preset(&name, &author(&site, &token)).await.map_err(refused)?;
    Ok(Json(Presets { presets: site.app.style_presets().await.map_err(refused)? }).into_response())
}

/// The makers' own presets as a file
#[utoipa::path(
    get,
    path = "/api/anime/presets/export",
    tag = "Production",
    responses((status = 200, description = "A file that another installation imports", body = schemas::PresetFile))
)]
pub async fn export(State(site): State<Arc<Site>>) -> Result<Response, Problem> {
    Ok(Json(site.app.export_style_presets().await.map_err(refused)?).into_response())
}

/// Take presets of a file in, all or none
#[utoipa::path(
    post,
    path = "/api/anime/presets/import",
    tag = "Production",
    request_body = schemas::PresetFile,
    responses(
        (status = 200, description = "The presets that came in", body = schemas::StylePresetList),
        (status = 422, description = "The file is none of presets", body = schemas::Problem),
    )
)]
pub async fn import(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    request: Request,
) -> Result<Response, Problem> {
    let file: Value = bodies::json(&site, request).await?;
    let presets = site.app.import_style_presets(file, &author(&site, &token)).await.map_err(refused)?;
    Ok(Json(Presets { presets }).into_response())
}
