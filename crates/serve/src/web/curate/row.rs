//! `/curate/{registry}/{form}/{couple}`: one row, field by field, and its past.

use std::sync::Arc;

use app::{Form, GridRow, KeptRow, grid_columns};
use askama::Template;
use axum::{
    Extension, Json,
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::{
    address, row_address,
    view::{self, HeadView, PastView, TroubleView},
};
use crate::{
    problem::{self, Problem},
    query,
    rest::curation::form_of,
    site::Site,
    web::{Frame, frame},
};

/// Lines of the past shown.
const PAST: usize = 100;

#[derive(Template)]
#[template(path = "curate_row.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    author_hint: &'a str,
    title: String,
    list: (&'static str, String),
    here: String,
    undo: String,
    id: &'a str,
    number: String,
    left_out: Option<&'a str>,
    series: Option<(String, String)>,
    fields: Vec<FieldView>,
    given: Vec<(&'static str, String)>,
    past: Vec<PastView>,
    trouble: Option<(String, TroubleView)>,
    is_saved: bool,
}

/// A row's past, for a script to show beside the grid.
#[derive(Template)]
#[template(path = "curate_past.html")]
struct PastPart {
    title: String,
    undo: String,
    seal: String,
    here: String,
    past: Vec<PastView>,
}

/// A value with its form.
struct FieldView {
    head: HeadView,
    choices: Vec<(String, bool)>,
    /// What is typed so far: what stands there, or what was refused.
    value: String,
    /// What stands there.
    seen: String,
    by: String,
    is_by_hand: bool,
    automatic: Option<String>,
    can_go_back: bool,
}

/// An edit that was not made, to be shown beside its field.
pub struct Refused {
    /// The column; empty for the row as a whole.
    pub field: String,
    /// What was typed.
    pub value: Option<String>,
    /// Why.
    pub trouble: TroubleView,
    /// The answer's status.
    pub status: StatusCode,
}

/// `GET /curate/{registry}/{form}/{couple}`: the page; for a script `part=value&field=…` gives a value
/// whole, and nothing of the kind the row's past.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Path((registry, form, couple)): Path<(String, String, String)>,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    let asked = KeptRow::parse(form_of(&form)?.word(), &couple)?;
    let raw = raw.unwrap_or_default();
    let told =
        |wanted: &str| query::pairs(&raw, true).find(|(name, _)| name == wanted).map(|(_, value)| value);
    if frame.is_partial {
        let row = site.app.grid_row(&registry, &asked).await?;
        let field = told("field");
        if told("part").as_deref() == Some("value") {
            let value = row.text(field.as_deref().unwrap_or_default());
            return Ok(Json(serde_json::json!({ "value": value })).into_response());
        }
        return past_part(&site, &frame, &registry, &asked, &row, field.as_deref()).await;
    }
    page(&site, &frame, &registry, &asked, None, told("saved").is_some()).await
}

/// The page of a row, with what was refused if anything was.
pub async fn page(
    site: &Site,
    frame: &Frame,
    registry: &str,
    asked: &KeptRow,
    refused: Option<Refused>,
    is_saved: bool,
) -> Result<Response, Problem> {
    let form = asked.form;
    let row = site.app.grid_row(registry, asked).await?;
    let past = site.app.curate_history(registry, Some(asked), PAST).await?;
    let list = address(registry, form);
    let fields = grid_columns(form).filter(|column| column.is_editable);
    let given = grid_columns(form).filter(|column| !column.is_editable);
    let series = row.series.as_ref().map(|series| {
        let how = match series.by {
            "couple" => "named by its source",
            "hand_name" => "chosen by hand",
            "alias" => "merged by hand",
            _ => "found by its name",
        };
        (row_address(registry, Form::Series, &series.id), how.to_owned())
    });
    let status = refused.as_ref().map(|refused| refused.status);
    let view = Page {
        frame,
        query: "",
        author_hint: &site.app.config().curation.author,
        title: view::name_of(&row),
        here: row_address(registry, form, &row.id),
        undo: format!("{list}/undo"),
        list: (view::plural(form), list),
        id: &row.id,
        number: row.unique_id.map_or_else(|| "no number yet".to_owned(), |number| format!("number {number}")),
        left_out: row.left_out.as_deref(),
        series,
        fields: fields.map(|column| field(&row, view::head(column), refused.as_ref())).collect(),
        given: given.map(|column| (view::label(column.name), row.text(column.name).to_owned())).collect(),
        past: past.iter().map(view::past).collect(),
        trouble: refused.map(|refused| (refused.field, refused.trouble)),
        is_saved,
    };
    let mut response = frame::answer(&view)?;
    if let Some(status) = status {
        *response.status_mut() = status;
        response = problem::kept(response);
    }
    Ok(response)
}

fn field(row: &GridRow, head: HeadView, refused: Option<&Refused>) -> FieldView {
    let seen = row.text(head.name).to_owned();
    let refused = refused.filter(|refused| refused.field == head.name);
    let value = refused.and_then(|refused| refused.value.clone()).unwrap_or_else(|| seen.clone());
    let cell = row.cell(head.name);
    let is_by_hand = cell.is_some_and(app::GridCell::is_by_hand);
    let mut choices: Vec<(String, bool)> = Vec::new();
    if head.kind == "choice" {
        choices.extend(head.choices.split('|').map(|word| (word.to_owned(), word == value)));
        // What stands there stays to be seen, even when nobody may choose it.
        if !choices.iter().any(|(_, chosen)| *chosen) {
            choices.insert(0, (value.clone(), true));
        }
    }
    FieldView {
        choices,
        value,
        seen,
        by: cell.map(view::by).unwrap_or_default(),
        is_by_hand,
        automatic: cell
            .filter(|_| is_by_hand)
            .map(|cell| cell.automatic.as_deref().map_or_else(|| "empty".to_owned(), str::to_owned)),
        can_go_back: is_by_hand && !row.only_by_hand,
        head,
    }
}

async fn past_part(
    site: &Site,
    frame: &Frame,
    registry: &str,
    asked: &KeptRow,
    row: &GridRow,
    field: Option<&str>,
) -> Result<Response, Problem> {
    let mut past = site.app.curate_history(registry, Some(asked), PAST).await?;
    past.retain(|line| field.is_none_or(|field| line.field == field));
    let name = view::name_of(row);
    frame::answer(&PastPart {
        title: field.map_or_else(|| name.clone(), |field| format!("{} of {name}", view::label(field))),
        undo: format!("{}/undo", address(registry, asked.form)),
        seal: frame.seal.clone(),
        here: address(registry, asked.form),
        past: past.iter().map(view::past).collect(),
    })
}
