//! `GET /desk/batches/{batch_id}`: what was asked for together, as a grid over the fields that vary.

use std::{collections::BTreeMap, sync::Arc};

use app::{BatchCell, BatchView};
use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};
use serde_json::Value;

use super::{lines::JobLine, refused, shot::Shot, shown::plain};
use crate::{
    problem::Problem,
    site::Site,
    web::{Frame, frame},
};

#[derive(Template)]
#[template(path = "desk_grid.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    id: String,
    project: Option<String>,
    last_event: i64,
    counts: String,
    tables: Vec<Table>,
}

/// The last two fields that vary, for one combination of the others.
struct Table {
    caption: String,
    /// The field across, with its values.
    across: String,
    heads: Vec<String>,
    down: String,
    rows: Vec<Row>,
}

struct Row {
    head: String,
    cells: Vec<Cell>,
}

/// A combination.
#[derive(Default)]
struct Cell {
    shots: Vec<Shot>,
    waiting: Vec<JobLine>,
}

/// `GET /desk/batches/{batch_id}`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let batch = site.app.picture_batch(&id).await.map_err(refused)?;
    let counts: Vec<String> = batch.counts.iter().map(|(word, count)| format!("{count} {word}")).collect();
    let last_event = match &batch.project_id {
        Some(project) => site.app.project(project).await.map_err(refused)?.last_event,
        None => 0,
    };
    frame::answer(&Page {
        frame: &frame,
        query: "",
        id: batch.batch_id.clone(),
        project: batch.project_id.clone(),
        last_event,
        counts: counts.join(" · "),
        tables: tables(batch),
    })
}

/// The field across is the last one that varies, the one down the one before; each combination of the rest has a
/// table of its own.
fn tables(batch: BatchView) -> Vec<Table> {
    let mut axes: Vec<(String, Vec<Value>)> =
        batch.axes.into_iter().map(|axis| (axis.field, axis.values)).collect();
    let (across, heads) = axes.pop().unwrap_or_default();
    let (down, sides) = axes.pop().unwrap_or_default();
    let mut combined: Vec<BTreeMap<String, Value>> = vec![BTreeMap::new()];
    for (field, values) in &axes {
        let with = |one: &BTreeMap<String, Value>, value: &Value| {
            let mut one = one.clone();
            one.insert(field.clone(), value.clone());
            one
        };
        combined = combined.iter().flat_map(|one| values.iter().map(move |value| with(one, value))).collect();
    }
    let mut cells = batch.cells;
    let take = |cells: &mut Vec<BatchCell>, wanted: &BTreeMap<String, Value>| {
        let at = cells.iter().position(|cell| cell.values == *wanted)?;
        Some(cell(cells.remove(at)))
    };
    let one = |values: &[Value]| if values.is_empty() { vec![Value::Null] } else { values.to_vec() };
    let mut tables = Vec::new();
    for outer in combined {
        let rows = one(&sides).into_iter().map(|side| {
            let across_cells = one(&heads).into_iter().map(|head| {
                let mut wanted = outer.clone();
                for (field, value) in [(&down, &side), (&across, &head)] {
                    if !field.is_empty() {
                        wanted.insert(field.clone(), value.clone());
                    }
                }
                take(&mut cells, &wanted).unwrap_or_default()
            });
            Row { cells: across_cells.collect(), head: told(&side) }
        });
        tables.push(Table {
            rows: rows.collect(),
            caption: outer
                .iter()
                .map(|(field, value)| format!("{field} {}", plain(value)))
                .collect::<Vec<_>>()
                .join(" · "),
            across: across.replace('_', " "),
            heads: one(&heads).iter().map(told).collect(),
            down: down.replace('_', " "),
        });
    }
    // What stands in no table of the axes has one of its own, so that no picture is left out.
    tables.extend(cells.into_iter().map(alone));
    tables
}

/// A combination by itself.
fn alone(one: BatchCell) -> Table {
    let caption = one.values.iter().map(|(field, value)| format!("{field} {}", plain(value)));
    Table {
        caption: caption.collect::<Vec<_>>().join(" · "),
        across: String::new(),
        heads: vec![String::new()],
        down: String::new(),
        rows: vec![Row { head: String::new(), cells: vec![cell(one)] }],
    }
}

fn cell(cell: BatchCell) -> Cell {
    let has = |job: &str| cell.takes.iter().any(|take| take.job_id == job);
    let shots = cell.takes.iter().map(Shot::of).collect();
    let waiting = cell.jobs.into_iter().filter(|job| !has(job.job_id.as_str()));
    Cell { waiting: waiting.map(JobLine::of).collect(), shots }
}

fn told(value: &Value) -> String {
    if value.is_null() { String::new() } else { plain(value) }
}
