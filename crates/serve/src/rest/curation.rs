//! `/api/admin/curation/…`: a registry's rows, and edits of them by hand.

use std::sync::Arc;

use app::{AppError, Form, GridChange, GridPage, GridQuestion, GridRow, KeptRow, curation::Past};
use axum::{
    Extension, Json,
    extract::{Path, RawQuery, Request, State},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Deserializer, Serialize};

use super::schemas;
use crate::{
    problem::Problem,
    query,
    safety::{TokenName, bodies},
    site::Site,
};

/// From where an edit came, for the log.
const ORIGIN: &str = "api";
/// Lines of a row's past.
const PAST: usize = 200;

/// A page of rows as sent.
#[derive(Serialize)]
struct Page {
    rows: Vec<GridRow>,
    total: usize,
    of: usize,
    facets: Facets,
    next_cursor: Option<String>,
}

#[derive(Serialize)]
struct Facets {
    medium: Vec<Bucket>,
    rarity: Vec<Bucket>,
    source: Vec<Bucket>,
}

#[derive(Serialize)]
struct Bucket {
    value: String,
    count: usize,
}

/// An edit as it comes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    id: String,
    #[serde(default)]
    action: Action,
    field: Option<String>,
    value: Option<String>,
    #[serde(default, deserialize_with = "told")]
    #[expect(clippy::option_option, reason = "a value that is `null` is not one that is left out")]
    seen: Option<Option<String>>,
    reason: Option<String>,
    by: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum Action {
    #[default]
    Set,
    TakeBack,
    LeaveOut,
    BringBack,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Undo {
    seq: i64,
    by: Option<String>,
}

/// A registry's rows
///
/// Those that are not left out, by number, unless the parameters say otherwise.
#[utoipa::path(
    get,
    path = "/api/admin/curation/{registry}/{form}",
    tag = "Curation",
    params(
        ("registry" = String, Path, description = "The registry's name", example = "main"),
        ("form" = String, Path, description = "`series` or `character`", example = "character"),
        schemas::CurationParameters,
    ),
    responses(
        (status = 200, description = "A page of rows", body = schemas::CurationPage),
        (status = 404, description = "No such registry or form", body = schemas::Problem),
        (status = 422, description = "A parameter is unknown or out of range", body = schemas::Problem),
    )
)]
pub async fn list(
    State(site): State<Arc<Site>>,
    Path((registry, form)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let question = question(query.as_deref().unwrap_or_default(), false)?;
    let page = site.app.grid_page(&registry, form_of(&form)?, &question).await?;
    Ok(Json(Page::from(page)).into_response())
}

/// Change one row
///
/// `set` writes a value by hand, `take_back` lets the automatic one show again, `leave_out` takes the row
/// out of what is published, `bring_back` returns it. With `seen`, a value that somebody else changed
/// meanwhile is not overwritten: the answer is `conflict` and holds all three values.
#[utoipa::path(
    post,
    path = "/api/admin/curation/{registry}/{form}",
    tag = "Curation",
    params(
        ("registry" = String, Path, description = "The registry's name"),
        ("form" = String, Path, description = "`series` or `character`"),
    ),
    request_body = schemas::CurationEdit,
    responses(
        (status = 200, description = "The row as it holds now", body = schemas::CurationEdited),
        (status = 404, description = "No such registry, form or row", body = schemas::Problem),
        (status = 409, description = "Somebody else changed the value meanwhile", body = schemas::Problem),
        (status = 422, description = "The value may not stand there; `details.faults` says why", body = schemas::Problem),
    )
)]
pub async fn edit(
    State(site): State<Arc<Site>>,
    Extension(TokenName(token)): Extension<TokenName>,
    Path((registry, form)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let form = form_of(&form)?;
    let edit: Edit = bodies::json(&site, request).await?;
    let author = author(&site, edit.by.as_deref(), token.as_deref())?;
    let row = KeptRow::parse(form.word(), &edit.id)?;
    let change = edit.into_change()?;
    let edited = site.app.grid_edit(&registry, &row, &change, &author, ORIGIN).await;
    Ok(Json(edited.map_err(AppError::from)?).into_response())
}

/// One row and its past
#[utoipa::path(
    get,
    path = "/api/admin/curation/{registry}/{form}/{couple}",
    tag = "Curation",
    params(
        ("registry" = String, Path, description = "The registry's name"),
        ("form" = String, Path, description = "`series` or `character`"),
        ("couple" = String, Path, description = "Source type and id", example = "mal:101"),
    ),
    responses(
        (status = 200, description = "The row, and the edits of it by hand", body = schemas::CurationRowPage),
        (status = 404, description = "No such registry, form or row", body = schemas::Problem),
    )
)]
pub async fn row(
    State(site): State<Arc<Site>>,
    Path((registry, form, couple)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct RowPage {
        row: GridRow,
        history: Vec<Past>,
    }
    let asked = KeptRow::parse(form_of(&form)?.word(), &couple)?;
    let row = site.app.grid_row(&registry, &asked).await?;
    let history = site.app.curate_history(&registry, Some(&asked), PAST).await?;
    Ok(Json(RowPage { row, history }).into_response())
}

/// Undo one edit
///
/// By its number, as a row's history tells it. Refused when its field was edited again since.
#[utoipa::path(
    post,
    path = "/api/admin/curation/{registry}/undo",
    tag = "Curation",
    params(("registry" = String, Path, description = "The registry's name")),
    request_body = schemas::CurationUndo,
    responses(
        (status = 200, description = "The edit that was undone, and the row as it holds now", body = schemas::CurationUndone),
        (status = 404, description = "No such registry or edit", body = schemas::Problem),
        (status = 409, description = "The field was edited again since", body = schemas::Problem),
    )
)]
pub async fn undo(
    State(site): State<Arc<Site>>,
    Extension(TokenName(token)): Extension<TokenName>,
    Path(registry): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Undone {
        undone: Past,
        row: Option<GridRow>,
    }
    let undo: Undo = bodies::json(&site, request).await?;
    let author = author(&site, undo.by.as_deref(), token.as_deref())?;
    let (undone, row) = site.app.grid_undo(&registry, Some(undo.seq), &author, ORIGIN).await?;
    // A row that only hands made is gone with its last value.
    let row = site.app.grid_row(&registry, &row).await.ok();
    Ok(Json(Undone { undone, row }).into_response())
}

/// The form of a word in an address.
pub fn form_of(word: &str) -> Result<Form, AppError> {
    Form::parse(word)
        .filter(|form| form.word() == word)
        .ok_or_else(|| AppError::not_found("form", word).hint("forms are `series` and `character`"))
}

/// Reads a query string; the addresses of pages leave untouched fields in.
pub fn question(query: &str, blank_is_absent: bool) -> Result<GridQuestion, AppError> {
    let mut question = GridQuestion::default();
    let mut given: Vec<String> = Vec::new();
    for (name, value) in query::pairs(query, blank_is_absent) {
        if given.contains(&name) {
            return Err(AppError::invalid_parameter(&name, format!("`{name}` is given twice")));
        }
        question.set(&name, &value)?;
        given.push(name);
    }
    Ok(question)
}

/// Who edits: the one named, else the token, else the one of the settings.
pub(super) fn author(site: &Site, by: Option<&str>, token: Option<&str>) -> Result<String, AppError> {
    site.app
        .curator(by.or(token))
        .map_err(|error| error.hint("send `by`, or set `author` under `[curation]`"))
}

impl Edit {
    fn into_change(self) -> Result<GridChange, AppError> {
        let needed = |name: &str, value: Option<String>| {
            value.ok_or_else(|| AppError::invalid_parameter(name, format!("`{name}` is needed for this")))
        };
        Ok(match self.action {
            Action::Set => {
                GridChange::Set { field: needed("field", self.field)?, value: self.value, seen: self.seen }
            }
            Action::TakeBack => GridChange::TakeBack { field: needed("field", self.field)?, seen: self.seen },
            Action::LeaveOut => GridChange::LeaveOut { reason: needed("reason", self.reason)? },
            Action::BringBack => GridChange::BringBack,
        })
    }
}

impl From<GridPage> for Page {
    fn from(page: GridPage) -> Self {
        let counted = |counts: Vec<(Arc<str>, usize)>| {
            counts.into_iter().map(|(value, count)| Bucket { value: value.to_string(), count }).collect()
        };
        let rarity = page.rarities.iter().filter(|(_, count)| *count > 0);
        Self {
            facets: Facets {
                rarity: rarity
                    .map(|(value, count)| Bucket { value: (*value).to_owned(), count: *count })
                    .collect(),
                medium: counted(page.media),
                source: counted(page.sources),
            },
            rows: page.rows,
            total: page.total,
            of: page.of,
            next_cursor: page.next,
        }
    }
}

/// Tells a value that is `null` from one that is not there.
#[expect(clippy::option_option, reason = "that is what it tells apart")]
fn told<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(value).map(Some)
}
