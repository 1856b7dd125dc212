//! A row as it is shown: its values, who made each, and what stands behind those made by hand.

use std::sync::Arc;

use keeping::forms::{By, Cell};
use serde::Serialize;

use super::books::{Books, Line};

/// One row.
#[derive(Debug, Clone, Serialize)]
pub struct GridRow {
    /// Source type and id, such as `mal:101`.
    pub id: String,
    /// Its permanent number, once it has one.
    pub unique_id: Option<i64>,
    /// Why it is left out, when a person decided so.
    pub left_out: Option<Arc<str>>,
    /// Whether no source says anything of it.
    pub only_by_hand: bool,
    /// A character's series, once found.
    pub series: Option<GridSeries>,
    /// One for each column of the form.
    pub cells: Vec<GridCell>,
}

/// The series of a character.
#[derive(Debug, Clone, Serialize)]
pub struct GridSeries {
    /// Source type and id of the series.
    pub id: String,
    /// Its permanent number, once it has one.
    pub unique_id: Option<i64>,
    /// By what it was found: `hand_name`, `couple`, `alias` or `name`.
    pub by: &'static str,
}

/// One value.
#[derive(Debug, Clone, Serialize)]
pub struct GridCell {
    /// The column.
    pub field: &'static str,
    /// What holds now; none when it is empty.
    pub value: Option<Arc<str>>,
    /// Who made it.
    #[serde(flatten)]
    pub origin: CellOrigin,
    /// What sources and rules say, where a person said something else.
    pub automatic: Option<Arc<str>>,
}

/// Who made a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "by", content = "who", rename_all = "snake_case")]
pub enum CellOrigin {
    /// Nobody: there is no value.
    Nobody,
    /// The source said it so.
    Source,
    /// A rule, by its id.
    Rule(&'static str),
    /// A file: `manual` or `legacy`.
    File(Arc<str>),
    /// A person, by name.
    Hand(Arc<str>),
}

impl GridRow {
    /// The row of a line.
    pub(super) fn of(books: &Books, line: &Line) -> Self {
        let entry = &line.entry;
        let form = entry.row.form;
        let cells = form.columns().iter().zip(&entry.row.cells).enumerate().map(|(at, (column, cell))| {
            let behind = entry.auto.as_ref().and_then(|auto| auto.cells[at].value.clone());
            GridCell {
                field: column.name,
                value: cell.value.clone(),
                automatic: behind.filter(|_| matches!(cell.by, By::Hand(_))),
                origin: origin(cell),
            }
        });
        let series = entry.series.as_ref().map(|link| GridSeries {
            id: link.couple.to_string(),
            unique_id: books
                .line(keeping::forms::Form::Series, &link.couple)
                .and_then(|line| line.entry.unique_id)
                .map(model::UniqueId::get),
            by: link.by.word(),
        });
        Self {
            id: entry.row.couple.to_string(),
            unique_id: entry.unique_id.map(model::UniqueId::get),
            left_out: entry.excluded.clone(),
            only_by_hand: entry.auto.is_none(),
            series,
            cells: cells.collect(),
        }
    }

    /// The cell of a column.
    pub fn cell(&self, field: &str) -> Option<&GridCell> {
        self.cells.iter().find(|cell| cell.field == field)
    }

    /// The value of a column; empty where there is none.
    pub fn text(&self, field: &str) -> &str {
        self.cell(field).and_then(|cell| cell.value.as_deref()).unwrap_or_default()
    }
}

impl GridCell {
    /// Whether a person set it.
    pub fn is_by_hand(&self) -> bool {
        matches!(self.origin, CellOrigin::Hand(_))
    }
}

fn origin(cell: &Cell) -> CellOrigin {
    match &cell.by {
        By::Nobody => CellOrigin::Nobody,
        By::Source => CellOrigin::Source,
        By::Rule(rule) => CellOrigin::Rule(rule),
        By::File(name) => CellOrigin::File(Arc::clone(name)),
        By::Hand(author) => CellOrigin::Hand(Arc::clone(author)),
    }
}
