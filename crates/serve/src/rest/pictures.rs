//! Pictures: which work is this from? And the small copies of those that are kept.

use std::sync::Arc;

use app::{
    AppError, Blend, BlendWeights, ErrorCode, PictureAnswer, PictureInput, PictureRequest, SearchRequest,
};
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
    answer(site, input, rest).await
}

/// The answer for the picture of a JSON object.
pub async fn by_text(site: &Site, image: &Value, rest: Map<String, Value>) -> Result<Response, Problem> {
    let image = image.as_str().ok_or_else(|| {
        AppError::invalid_parameter(
            "image",
            "`image` is a text: base64, or an address with http:// or https://",
        )
    })?;
    answer(site, PictureInput::Text(image.to_owned()), rest).await
}

/// The answer for words among pictures, with no picture beside them; `None` where that was not asked for.
pub async fn by_words(site: &Site, object: &mut Map<String, Value>) -> Result<Option<Response>, Problem> {
    if !object.contains_key("pictures") {
        return Ok(None);
    }
    let (pictures_only, weights) = blending(object)?;
    if !pictures_only {
        return Ok(None);
    }
    let search = query::from_object(std::mem::take(object))?;
    blended(site, None, search, pictures_only, weights).await.map(Some)
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

async fn answer(site: &Site, input: PictureInput, mut rest: Map<String, Value>) -> Result<Response, Problem> {
    let (pictures_only, weights) = blending(&mut rest)?;
    let search = query::from_object(rest)?;
    if pictures_only || !search.query.trim().is_empty() {
        return blended(site, Some(input), search, pictures_only, weights).await;
    }
    let request = PictureRequest::of_search(&search)?;
    let answer: PictureAnswer = site.app.search_by_picture(input, &request).await?;
    Ok(Json(answer).into_response())
}

/// Whether only pictures are to be looked at, and what a picture counts beside words; both are taken out.
fn blending(rest: &mut Map<String, Value>) -> Result<(bool, BlendWeights), AppError> {
    let only = match rest.remove("pictures") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(only)) => only,
        Some(Value::String(text)) if matches!(text.as_str(), "true" | "1") => true,
        Some(Value::String(text)) if matches!(text.as_str(), "false" | "0") => false,
        Some(_) => return Err(AppError::invalid_parameter("pictures", "`pictures` is true or false")),
    };
    let weight = match rest.remove("weight") {
        None | Some(Value::Null) => return Ok((only, BlendWeights::default())),
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(_) => None,
    };
    let weight =
        weight.ok_or_else(|| AppError::invalid_parameter("weight", "`weight` is a number from 0 to 1"))?;
    Ok((only, BlendWeights::of_image(weight as f32)?))
}

/// The answer by words and a picture together, or among pictures only.
async fn blended(
    site: &Site,
    image: Option<PictureInput>,
    search: SearchRequest,
    pictures_only: bool,
    weights: BlendWeights,
) -> Result<Response, Problem> {
    let text = search.query.clone();
    let asked = PictureRequest::of_search(&SearchRequest { query: String::new(), ..search })?;
    let blend = Blend { text, image, weights, limit: asked.limit, adult: asked.adult, pictures_only };
    Ok(Json(site.app.search_blended(&blend).await?).into_response())
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
