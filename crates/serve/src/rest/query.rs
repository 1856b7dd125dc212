//! `/api/query`: a question in words, as an object, or both, and how it was understood.

use std::sync::Arc;

use app::{AppError, QueryPage, QueryRequest};
use axum::{
    Extension, Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value};

use super::schemas;
use crate::{
    problem::Problem,
    safety::{
        Standing, bodies,
        forms::{self, Form},
    },
    site::Site,
};

/// Fields of a form that hold JSON.
const OBJECTS: [&str; 4] = ["context", "user_context", "options", "filters"];

/// Ask a question
///
/// In any words, as an object of slots (`docs/asking.md` lists them), or both: `{"query": {"text": "dark trains",
/// "year_min": 1990}}`. With `conversation_id`, or within a session, a question may go on from the one before: `only
/// the short ones`, `more like the second`. What was understood comes back piece by piece; `options.corrections`
/// changes it. As a form, `query` is text or JSON, `context` and `options` are JSON, `image` is a file.
#[utoipa::path(
    post,
    path = "/api/query",
    tag = "Search",
    request_body(
        content(
            (schemas::QueryBody = "application/json"),
            (schemas::QueryForm = "multipart/form-data"),
        )
    ),
    responses(
        (status = 200, description = "A page of results, and how the question was understood", body = schemas::QueryResults),
        (status = 400, description = "The body is not JSON, or no form", body = schemas::Problem),
        (status = 403, description = "`options.enhance` needs a token with the scope `write`", body = schemas::Problem),
        (status = 404, description = "The conversation, or a work that the context names, is not there", body = schemas::Problem),
        (status = 502, description = "There is no picture at the address of `image`", body = schemas::Problem),
        (status = 413, description = "The body is too large", body = schemas::Problem),
        (status = 415, description = "The body is of another type, or the picture of another format", body = schemas::Problem),
        (status = 422, description = "A slot, filter or option is unknown or out of range", body = schemas::Problem),
        (status = 501, description = "The question holds a picture, and no pictures are kept yet", body = schemas::Problem),
        (status = 503, description = "The index is being built", body = schemas::Problem),
    )
)]
pub async fn ask(
    State(site): State<Arc<Site>>,
    Extension(standing): Extension<Standing>,
    request: Request,
) -> Result<Response, Problem> {
    let mut request: QueryRequest = if forms::is_form(&request) {
        from_form(forms::form(&site, request).await?)?
    } else {
        bodies::object(&site, request).await?
    };
    if request.options.enhance.is_some() {
        standing.must_write("options.enhance")?;
    }
    request.realm = standing.realm;
    let (words, explain) = (request.query.words.clone(), request.options.explain);
    let facets = request.options.facets;
    let answer = site.app.query(&request).await?;
    site.metrics.observe_search(std::time::Duration::from_secs_f64(answer.metadata.took_ms.search / 1000.0));
    Ok(Json(QueryPage::new(&words, facets, explain, &answer)).into_response())
}

/// The same question as a form.
fn from_form(form: Form) -> Result<QueryRequest, Problem> {
    let mut object = Map::new();
    for (name, text) in form.texts {
        let is_json = OBJECTS.contains(&name.as_str())
            || (matches!(name.as_str(), "query" | "message") && text.trim_start().starts_with('{'));
        let value = if is_json {
            serde_json::from_str(&text).map_err(|error| {
                AppError::invalid_parameter(&name, format!("`{name}` is no JSON: {error}"))
            })?
        } else {
            Value::from(text)
        };
        object.insert(name, value);
    }
    let mut request: QueryRequest = serde_json::from_value(Value::Object(object)).map_err(|error| {
        AppError::new(app::ErrorCode::InvalidInput, format!("the form has another shape: {error}"))
    })?;
    for (name, file) in form.files.into_iter().filter(|(_, file)| !file.is_empty()) {
        if !matches!(name.as_str(), "image" | "image_data" | "file") {
            return Err(AppError::invalid_parameter(
                &name,
                format!("`{name}` is no file that is taken here"),
            )
            .hint("send the picture as `image`")
            .into());
        }
        request.image_file = Some(file.to_vec());
    }
    Ok(request)
}
