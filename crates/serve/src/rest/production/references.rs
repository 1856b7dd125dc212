//! `/api/anime/pictures…` and `/api/anime/characters/{character_id}/references`: pictures that makers hand in.

use std::sync::Arc;

use app::{AppError, Hundredths, NewReference, PictureInput, ReferenceRole};
use axum::{
    Extension, Json,
    extract::{Path, RawQuery, Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value};

use super::{author, each, refused};
use crate::{
    problem::Problem,
    rest::{pictures, schemas},
    safety::{TokenName, bodies, forms},
    site::Site,
};

/// Hand a picture in
///
/// As the file `image` of a form, or as JSON with `image` as base64, a `data:` address, or where it lies on the public
/// internet. It is unpacked within bounds before it is kept; the answer's `hash` names it in wishes and bibles.
#[utoipa::path(
    post,
    path = "/api/anime/pictures",
    tag = "Production",
    request_body(content((schemas::KeptPictureBody = "application/json"), (schemas::PictureForm = "multipart/form-data"))),
    responses(
        (status = 200, description = "What is kept", body = schemas::KeptPicture),
        (status = 413, description = "The body or the picture is too large", body = schemas::Problem),
        (status = 415, description = "No format that is read", body = schemas::Problem),
        (status = 422, description = "The picture is damaged", body = schemas::Problem),
    )
)]
pub async fn keep(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    request: Request,
) -> Result<Response, Problem> {
    let (image, rest) = sent(&site, request).await?;
    nothing_else(&rest)?;
    let kept = site.app.keep_reference(image, &author(&site, &token)).await;
    Ok(Json(kept.map_err(refused)?).into_response())
}

/// Hand a picture in as a reference of a character
///
/// As `POST /api/anime/pictures`, with `role` (likeness, style, pose, start), `weight` (0 to 2) and `note` beside it.
#[utoipa::path(
    post,
    path = "/api/anime/characters/{character_id}/references",
    tag = "Production",
    params(("character_id" = String, Path, description = "The character's UUID")),
    request_body(content((schemas::CharacterPictureBody = "application/json"), (schemas::PictureForm = "multipart/form-data"))),
    responses(
        (status = 200, description = "The character's references", body = Vec<schemas::BibleReference>),
        (status = 404, description = "No such character", body = schemas::Problem),
        (status = 409, description = "Its bible has changed meanwhile, or it lies in the bin", body = schemas::Problem),
        (status = 413, description = "The body or the picture is too large", body = schemas::Problem),
        (status = 415, description = "No format that is read", body = schemas::Problem),
        (status = 422, description = "The picture is damaged, or a value cannot be kept", body = schemas::Problem),
    )
)]
pub async fn add(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (image, mut rest) = sent(&site, request).await?;
    let new = NewReference {
        role: match rest.remove("role") {
            None => ReferenceRole::Likeness,
            Some(role) => serde_json::from_value(role).map_err(|_| {
                AppError::invalid_parameter("role", "roles are likeness, style, pose and start")
            })?,
        },
        weight: match rest.remove("weight") {
            None => Hundredths::ONE,
            Some(weight) => {
                // A form says it as a text.
                let number = weight
                    .as_str()
                    .map_or(weight.clone(), |text| text.parse::<f64>().map_or(Value::Null, Value::from));
                serde_json::from_value(number)
                    .map_err(|_| AppError::invalid_parameter("weight", "`weight` is a number from 0 to 2"))?
            }
        },
        note: match rest.remove("note") {
            None => String::new(),
            Some(Value::String(note)) => note,
            Some(_) => return Err(AppError::invalid_parameter("note", "`note` is a text").into()),
        },
    };
    nothing_else(&rest)?;
    let added = site.app.add_reference(&id, image, &new, &author(&site, &token)).await;
    Ok(Json(added.map_err(refused)?).into_response())
}

/// A picture that was handed in
#[utoipa::path(
    get,
    path = "/api/anime/pictures/{hash}",
    tag = "Production",
    params(
        ("hash" = String, Path, description = "The SHA-256 of its file"),
        ("size" = Option<String>, Query, description = "`small` for a copy of 320 pixels"),
    ),
    responses(
        (status = 200, description = "The file", body = String, content_type = "image/png"),
        (status = 404, description = "No such picture is kept", body = schemas::Problem),
    )
)]
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(hash): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let mut small = false;
    each(query.as_deref(), "size", |name, value| {
        match (name, value.as_str()) {
            ("size", "small") => small = true,
            ("size", "") => {}
            ("size", _) => return Err(AppError::invalid_parameter("size", "`size` is `small` or nothing")),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let (bytes, kind) = site.app.kept_reference(&hash, small).await.map_err(refused)?;
    let headers =
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "private, max-age=31536000, immutable")];
    Ok((headers, bytes).into_response())
}

/// The picture of a body, and its other fields.
async fn sent(site: &Site, request: Request) -> Result<(PictureInput, Map<String, Value>), Problem> {
    let (image, rest) = if forms::is_form(&request) {
        pictures::parted(forms::form(site, request).await?)?
    } else {
        let mut object: Map<String, Value> = bodies::json(site, request).await?;
        let image = object.remove("image").and_then(|image| image.as_str().map(str::to_owned));
        (image.map(PictureInput::Text), object)
    };
    let image = image.ok_or_else(|| {
        AppError::invalid_parameter("image", "there is no picture")
            .hint("send the file as `image` in a form, or its base64 as `image` in JSON")
    })?;
    Ok((image, rest))
}

fn nothing_else(rest: &Map<String, Value>) -> Result<(), AppError> {
    match rest.keys().next() {
        None => Ok(()),
        Some(name) => Err(AppError::invalid_parameter(name, format!("there is no field `{name}`"))),
    }
}
