//! `/api/admin/works/{id}/edits`: values of works by hand.

use std::sync::Arc;

use app::{AppError, Edited, WorkEdit, WorkRef};
use axum::{
    Extension, Json,
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::schemas;
use crate::{
    problem::Problem,
    safety::{TokenName, bodies},
    site::Site,
};

/// An edit as it comes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    action: Option<Action>,
    field: String,
    /// `null` empties the field, so it is another thing than no value.
    #[serde(default, deserialize_with = "said")]
    value: Option<Value>,
    note: Option<String>,
    by: Option<String>,
}

fn said<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(value).map(Some)
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum Action {
    #[default]
    Set,
    Undo,
    Clear,
}

/// The edits of a work by hand
#[utoipa::path(
    get,
    path = "/api/admin/works/{id}/edits",
    tag = "Curation",
    params(("id" = String, Path, description = "Emaki's own id, or an external one", example = "mal:16498")),
    responses(
        (status = 200, description = "The edits, the newest first", body = schemas::WorkEdits),
        (status = 404, description = "No such work", body = schemas::Problem),
    )
)]
pub async fn list(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Edits {
        edits: Vec<WorkEdit>,
    }
    let work: WorkRef = id.parse()?;
    Ok(Json(Edits { edits: site.app.work_edits(&work, None).await? }).into_response())
}

/// Set a field of a work by hand, or take that back
///
/// `set` writes a value, which wins over every source whatever is imported or asked later; `null` empties the
/// field. `undo` takes the newest edit of the field back, `clear` all of them, so that the sources decide.
#[utoipa::path(
    post,
    path = "/api/admin/works/{id}/edits",
    tag = "Curation",
    params(("id" = String, Path, description = "Emaki's own id, or an external one", example = "mal:16498")),
    request_body = schemas::WorkEditing,
    responses(
        (status = 200, description = "What stands by hand now", body = schemas::WorkEdited),
        (status = 404, description = "No such work, or nothing of the field is set by hand", body = schemas::Problem),
        (status = 422, description = "No such field, or the value does not fit it", body = schemas::Problem),
    )
)]
pub async fn edit(
    State(site): State<Arc<Site>>,
    Extension(TokenName(token)): Extension<TokenName>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let edit: Edit = bodies::json(&site, request).await?;
    let work: WorkRef = id.parse()?;
    let author = super::curation::author(&site, edit.by.as_deref(), token.as_deref())?;
    let (field, note) = (edit.field.as_str(), edit.note.as_deref().unwrap_or_default());
    let edited: Edited = match (edit.action.unwrap_or_default(), edit.value) {
        (Action::Set, Some(value)) => site.app.edit_work_as(&work, field, value, &author, note).await?,
        (Action::Set, None) => {
            let missing = AppError::invalid_parameter("value", "there is no `value` to set");
            return Err(missing.hint("`null` empties the field; `undo` and `clear` take edits back").into());
        }
        (Action::Undo, _) => site.app.take_edit_back(&work, field, false, &author, note).await?,
        (Action::Clear, _) => site.app.take_edit_back(&work, field, true, &author, note).await?,
    };
    Ok(Json(edited).into_response())
}
