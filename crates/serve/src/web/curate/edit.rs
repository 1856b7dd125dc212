//! What the grid and the row's page send: a change of one row, and undo.
//!
//! A form is led back to where it came from; a script is answered with the row as it holds now, or with
//! what is wrong, both drawn here.

use std::{borrow::Cow, sync::Arc};

use app::{AppError, EditRefused, ErrorCode, GridChange, KeptRow};
use askama::Template;
use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    address,
    row::{self, Refused},
    row_address,
    view::{self, RowView, TroubleView},
};
use crate::{
    problem::{self, Problem},
    rest::curation::form_of,
    safety::bodies::form_field,
    site::Site,
    web::{Frame, theme::is_local},
};

/// From where an edit came, for the log.
const ORIGIN: &str = "web";

#[derive(Template)]
#[template(path = "curate_line.html")]
struct Line {
    row: RowView,
}

#[derive(Template)]
#[template(path = "curate_trouble.html")]
struct Trouble<'a> {
    trouble: &'a TroubleView,
}

/// `POST /curate/{registry}/{form}/{couple}`: `do` is `set`, `take_back`, `leave_out` or `bring_back`.
pub async fn change(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Path((registry, form, couple)): Path<(String, String, String)>,
    body: Bytes,
) -> Result<Response, Problem> {
    let form = form_of(&form)?;
    let asked = KeptRow::parse(form.word(), &couple)?;
    let told = |name: &str| form_field(&body, name);
    let field = told("field").unwrap_or_default();
    let seen = told("seen").map(|seen| (!seen.is_empty()).then_some(seen));
    let value = told("value");
    let change = match told("do").as_deref() {
        Some("set") => GridChange::Set { field: field.clone(), value: value.clone(), seen },
        Some("take_back") => GridChange::TakeBack { field: field.clone(), seen },
        Some("leave_out") => GridChange::LeaveOut { reason: told("reason").unwrap_or_default() },
        Some("bring_back") => GridChange::BringBack,
        _ => {
            let message = "`do` is none of set, take_back, leave_out, bring_back";
            return Err(AppError::invalid_parameter("do", message).into());
        }
    };
    let edited = match author(&frame) {
        Ok(author) => site.app.grid_edit(&registry, &asked, &change, author, ORIGIN).await,
        Err(error) => Err(error.into()),
    };
    match edited {
        Ok(edited) if frame.is_partial => {
            let name = view::name_of(&edited.row);
            let said = match (&change, edited.changed) {
                (_, false) => format!("{name} is as it was"),
                (GridChange::Set { .. }, true) => format!("{} of {name} saved", view::label(&field)),
                (GridChange::TakeBack { .. }, true) => {
                    format!("{} of {name} is automatic again", view::label(&field))
                }
                (GridChange::LeaveOut { .. }, true) => format!("{name} is left out"),
                (GridChange::BringBack, true) => format!("{name} is back"),
            };
            told_row(&registry, &asked, &edited.row, &said)
        }
        Ok(_) => {
            let back = told("back").filter(|back| is_local(back));
            Ok(lead_to(&back.unwrap_or_else(|| {
                let anchor = if field.is_empty() { String::new() } else { format!("#field-{field}") };
                format!("{}?saved=1{anchor}", row_address(&registry, asked.form, &couple))
            })))
        }
        Err(refused) => {
            let (trouble, status) = trouble(refused)?;
            if frame.is_partial {
                return told_trouble(&trouble, status);
            }
            let refused = Refused { field, value, trouble, status };
            row::page(&site, &frame, &registry, &asked, Some(refused), false).await
        }
    }
}

/// `POST /curate/{registry}/{form}/undo`: undoes edit `seq`, or the visitor's own last one; with `redo`,
/// makes again what they undid last.
pub async fn undo(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Path((registry, form)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Problem> {
    let form = form_of(&form)?;
    let seq = match form_field(&body, "seq").filter(|seq| !seq.is_empty()) {
        Some(seq) => Some(
            seq.parse()
                .map_err(|_| AppError::invalid_parameter("seq", format!("`{seq}` is no edit's number")))?,
        ),
        None => None,
    };
    let is_redo = form_field(&body, "redo").is_some();
    let undone = match author(&frame) {
        Ok(author) if is_redo => site.app.grid_redo(&registry, author, ORIGIN).await,
        Ok(author) => site.app.grid_undo(&registry, seq, author, ORIGIN).await,
        Err(error) => Err(error),
    };
    let (past, touched) = match undone {
        Ok(undone) => undone,
        Err(error) if frame.is_partial => {
            let (trouble, status) = trouble(error.into())?;
            return told_trouble(&trouble, status);
        }
        Err(error) => return Err(error.into()),
    };
    if frame.is_partial {
        let row = site.app.grid_row(&registry, &touched).await;
        let name = row.as_ref().map_or_else(|_| past.couple.clone(), view::name_of);
        let word = if is_redo { "made again" } else { "undone" };
        let said = format!("{} of {name} {word}", view::label(&past.field));
        return match row {
            Ok(row) => told_row(&registry, &touched, &row, &said),
            Err(_) => Ok(Json(json!({ "said": said })).into_response()),
        };
    }
    let back = form_field(&body, "back").filter(|back| is_local(back));
    Ok(lead_to(&back.unwrap_or_else(|| address(&registry, form))))
}

/// Who edits; nobody edits without a name.
fn author(frame: &Frame) -> Result<&str, AppError> {
    frame.author.as_deref().ok_or_else(|| {
        AppError::invalid_parameter("author", "each edit has an author, and you have not given your name yet")
            .hint("write your name at the top of the page")
    })
}

fn told_row(registry: &str, asked: &KeptRow, row: &app::GridRow, said: &str) -> Result<Response, Problem> {
    let line = Line { row: view::row(registry, asked.form, row, 0) };
    let html = drawn(&line)?;
    let told = json!({ "said": said, "form": asked.form.word(), "id": row.id, "row": html });
    Ok(Json(told).into_response())
}

fn told_trouble(trouble: &TroubleView, status: StatusCode) -> Result<Response, Problem> {
    let html = drawn(&Trouble { trouble })?;
    let (said, now): (Cow<'_, str>, Option<&str>) = match trouble {
        TroubleView::Fault(fault) => (format!("{}; {}", fault.problem, fault.fix).into(), None),
        TroubleView::Conflict { whole, .. } => ("somebody else changed it meanwhile".into(), Some(whole)),
        TroubleView::Other { message, .. } => (message.as_str().into(), None),
    };
    let needs_author = matches!(trouble, TroubleView::Other { hint, .. } if hint.contains("your name"));
    let told = json!({ "said": said, "trouble": html, "now": now, "needs_author": needs_author });
    Ok(problem::kept((status, Json(told)).into_response()))
}

fn drawn(template: &impl Template) -> Result<String, Problem> {
    template
        .render()
        .map_err(|error| Problem::new(ErrorCode::Internal, format!("the row cannot be drawn: {error}")))
}

/// What to show of a refusal; one that is no matter of the row goes out as it is.
fn trouble(refused: EditRefused) -> Result<(TroubleView, StatusCode), Problem> {
    match refused {
        EditRefused::Fault(fault) => Ok((TroubleView::Fault(fault), StatusCode::UNPROCESSABLE_ENTITY)),
        EditRefused::Conflict(conflict) => Ok((view::conflict(&conflict), StatusCode::CONFLICT)),
        EditRefused::Failed(error) => {
            let is_ours = matches!(
                error.code,
                ErrorCode::InvalidParameter
                    | ErrorCode::InvalidInput
                    | ErrorCode::Conflict
                    | ErrorCode::NotFound
            );
            if !is_ours {
                return Err(error.into());
            }
            let status =
                StatusCode::from_u16(error.code.http_status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            let hint = error.hint.unwrap_or_default();
            Ok((TroubleView::Other { message: error.message, hint }, status))
        }
    }
}

fn lead_to(place: &str) -> Response {
    let place = HeaderValue::from_str(place).unwrap_or(HeaderValue::from_static("/curate"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}
