//! Pictures: which work is this from? And the small copies of those that are kept.

use std::sync::Arc;

use app::{AppError, ErrorCode, PictureAnswer, PictureInput, PictureRequest, SearchRequest};
use axum::{
    Json,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value};

use super::schemas;
use crate::{problem::Problem, query, safety::forms::Form, site::Site};

/// The answer for the picture of a form: a file, or a text field with its base64 or address.
pub async fn by_form(site: &Site, form: Form) -> Result<Response, Problem> {
    let (input, rest) = parted(form)?;
    let input = input.ok_or_else(|| {
        AppError::invalid_parameter("image", "the form holds no picture").hint("send it as `image`")
    })?;
    answer(site, input, &query::from_object(rest)?).await
}

/// The answer for the picture of a JSON object.
pub async fn by_text(site: &Site, image: &Value, rest: Map<String, Value>) -> Result<Response, Problem> {
    let image = image.as_str().ok_or_else(|| {
        AppError::invalid_parameter(
            "image",
            "`image` is a text: base64, or an address with http:// or https://",
        )
    })?;
    answer(site, PictureInput::Text(image.to_owned()), &query::from_object(rest)?).await
}

/// The picture of a form, and its other fields.
pub fn parted(form: Form) -> Result<(Option<PictureInput>, Map<String, Value>), Problem> {
    let mut rest = Map::new();
    let mut input = None;
    for (name, text) in form.texts {
        if name == "image" && !text.trim().is_empty() {
            input = Some(PictureInput::Text(text));
        } else if !text.trim().is_empty() {
            rest.insert(name, Value::from(text));
        }
    }
    for (name, bytes) in form.files {
        if !matches!(name.as_str(), "image" | "file") {
            return Err(AppError::invalid_parameter(
                &name,
                format!("`{name}` is no file that is taken here"),
            )
            .hint("send the picture as `image`")
            .into());
        }
        // A file field in which nothing was chosen comes with no bytes.
        if !bytes.is_empty() {
            input = Some(PictureInput::File(bytes.to_vec()));
        }
    }
    Ok((input, rest))
}

async fn answer(site: &Site, input: PictureInput, search: &SearchRequest) -> Result<Response, Problem> {
    let request = PictureRequest::of_search(search)?;
    let answer: PictureAnswer = site.app.search_by_picture(input, &request).await?;
    Ok(Json(answer).into_response())
}

/// The small copy of a kept picture
///
/// Named by the SHA-256 of the picture's file. What stands under a name never changes.
#[utoipa::path(
    get,
    path = "/pictures/{name}",
    tag = "Search",
    params(("name" = String, Path, description = "64 hexadecimal digits and `.jpg`")),
    responses(
        (status = 200, description = "The small copy", body = String, content_type = "image/jpeg"),
        (status = 404, description = "No such picture is kept", body = schemas::Problem),
    )
)]
pub async fn thumbnail(State(site): State<Arc<Site>>, Path(name): Path<String>) -> Result<Response, Problem> {
    let small = site.app.thumbnail(&name).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
    ];
    Ok((headers, small).into_response())
}

/// Pictures kept
///
/// How many there are, and the last addresses that gave none.
#[utoipa::path(
    get,
    path = "/api/pictures",
    tag = "Operations",
    responses((status = 200, description = "Counts and failures", body = schemas::PictureStatus))
)]
pub async fn status(State(site): State<Arc<Site>>) -> Result<Response, Problem> {
    Ok(Json(site.app.picture_status().await?).into_response())
}

/// Whether a failure is about the picture that was sent, so that a page shows it beside its form.
pub fn is_about_it(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::InvalidParameter
            | ErrorCode::InvalidInput
            | ErrorCode::PayloadTooLarge
            | ErrorCode::UnsupportedMediaType
            | ErrorCode::SourceUnavailable
            | ErrorCode::NotConfigured
            | ErrorCode::Busy
    )
}
