//! How a workbook is laid out: its sheets and columns, and the words that say a row is left out.

use keeping::forms::{Column, Form, Shape};
use sheets::workbook;

use crate::check::{self, RARITY};

/// The column of the permanent number.
pub const NUMBER: &str = "unique_id";
/// The column that leaves a row out, or brings it back.
pub const STATUS: &str = "status";
/// The column of the reason.
pub const NOTE: &str = "note";
/// The sheet that carries what the workbook was handed out with.
pub const CARRIED: &str = "emaki";
/// The sheet that explains the columns.
pub const NOTES: &str = "Notes";
/// What the name of a CSV file's last column begins with; the base's id follows.
pub const CSV_BASE: &str = "emaki_base:";

const LEFT_OUT: &str = "left out";
const LEAVE_OUT: &str = "leave out";
const BRING_BACK: &str = "bring back";

/// The sheet of a form.
pub fn sheet(form: Form, left_out: bool) -> &'static str {
    match (form, left_out) {
        (Form::Series, false) => "Series",
        (Form::Character, false) => "Characters",
        (Form::Series, true) => "Series left out",
        (Form::Character, true) => "Characters left out",
    }
}

/// What the status column of a row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The row is to be kept.
    Keep,
    /// It is to be left out.
    Out,
}

impl Status {
    /// Reads a word of the column; none when nobody knows it.
    pub fn parse(text: Option<&str>) -> Option<Self> {
        match text.unwrap_or_default().trim().to_lowercase().as_str() {
            "" | "keep" | "kept" | BRING_BACK => Some(Self::Keep),
            LEFT_OUT | LEAVE_OUT | "exclude" | "excluded" => Some(Self::Out),
            _ => None,
        }
    }

    /// What to write, when a word is none.
    pub fn words() -> String {
        format!("write `{LEAVE_OUT}` or `{BRING_BACK}`, or leave it empty")
    }

    /// The word that an exported row has.
    pub fn written(excluded: bool) -> Option<&'static str> {
        excluded.then_some(LEFT_OUT)
    }
}

/// The columns of a sheet, in its order: the form's, then number, status and reason.
pub fn columns(form: Form, left_out: bool) -> Vec<workbook::Column<'static>> {
    let mut columns: Vec<_> = check::columns(form).map(|(_, column)| of(column)).collect();
    let choices: &[&str] = if left_out { &[LEFT_OUT, BRING_BACK] } else { &[LEAVE_OUT] };
    columns.push(workbook::Column {
        name: NUMBER,
        kind: workbook::Kind::Number,
        width: 10.0,
        locked: true,
        note: "The permanent number. Never edit it; a new row gets one when it is published.",
        ..workbook::Column::default()
    });
    columns.push(workbook::Column {
        name: STATUS,
        width: 12.0,
        choices: choices.iter().map(|word| (*word).to_owned()).collect(),
        note: "`leave out` takes the row out of what is published, `bring back` returns it. Nothing is lost.",
        ..workbook::Column::default()
    });
    columns.push(workbook::Column {
        name: NOTE,
        width: 30.0,
        note: "Why the row is left out.",
        ..workbook::Column::default()
    });
    columns
}

fn of(column: &'static Column) -> workbook::Column<'static> {
    let (kind, width) = match column.shape {
        Shape::Id => (workbook::Kind::Text, 12.0),
        Shape::Integer(..) | Shape::Decimal(..) => (workbook::Kind::Number, 11.0),
        Shape::Word(_) => (workbook::Kind::Text, 14.0),
        Shape::LongText => (workbook::Kind::Text, 60.0),
        _ => (workbook::Kind::Text, 30.0),
    };
    let choices = match column.shape {
        _ if column.name == "rarity" => (RARITY.0..=RARITY.1).map(|stars| stars.to_string()).collect(),
        Shape::Word(words) => words.iter().map(|word| (*word).to_owned()).collect(),
        _ => Vec::new(),
    };
    workbook::Column {
        name: column.name,
        kind,
        width,
        locked: column.shape == Shape::Id,
        choices,
        note: column.note,
    }
}

/// The form whose columns a header has; none when it has those of neither.
pub fn form_of(header: &[String]) -> Option<Form> {
    let has = |name: &str| header.iter().any(|column| column.eq_ignore_ascii_case(name));
    let own = |form: Form, other: Form| {
        form.columns()
            .iter()
            .filter(|column| other.position(column.name).is_none() && has(column.name))
            .count()
    };
    let series = own(Form::Series, Form::Character);
    let character = own(Form::Character, Form::Series);
    match series.cmp(&character) {
        std::cmp::Ordering::Greater => Some(Form::Series),
        std::cmp::Ordering::Less => Some(Form::Character),
        std::cmp::Ordering::Equal => None,
    }
}
