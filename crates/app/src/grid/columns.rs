//! The columns as an editor sees them.

use keeping::forms::{Column, Form, Shape};
use serde::Serialize;

/// What is typed into a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// An id.
    Id,
    /// A line of text.
    Line,
    /// Text of several lines.
    LongText,
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Texts with `|` between them.
    List,
    /// A JSON object.
    Json,
    /// An address.
    Link,
    /// A time.
    Time,
}

/// One column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GridColumn {
    /// Its name in files and in the API.
    pub name: &'static str,
    /// What is typed into it.
    pub kind: FieldKind,
    /// Whether a row cannot be without it.
    pub is_required: bool,
    /// Whether people may change it: ids and times are given.
    pub is_editable: bool,
    /// What it means.
    pub note: &'static str,
}

/// Stars that a person may give; `curation` holds edits to the same.
const STARS: &[&str] = &["1", "2", "3"];

/// The columns of a form, in the order of files.
pub fn grid_columns(form: Form) -> impl Iterator<Item = GridColumn> {
    form.columns().iter().map(GridColumn::of)
}

impl GridColumn {
    fn of(column: &'static Column) -> Self {
        let kind = match column.shape {
            Shape::Id => FieldKind::Id,
            _ if column.name == "rarity" => FieldKind::Choice(STARS),
            Shape::Text => FieldKind::Line,
            Shape::LongText => FieldKind::LongText,
            Shape::Integer(..) => FieldKind::Integer,
            Shape::Decimal(..) => FieldKind::Decimal,
            Shape::Word(words) => FieldKind::Choice(words),
            Shape::List => FieldKind::List,
            Shape::Json => FieldKind::Json,
            Shape::Link => FieldKind::Link,
            Shape::Time => FieldKind::Time,
        };
        Self {
            name: column.name,
            kind,
            is_required: column.required,
            is_editable: !matches!(kind, FieldKind::Id | FieldKind::Time),
            note: column.note,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stars_offered_are_those_that_are_taken() {
        let taken: Vec<String> =
            (curation::RARITY.0..=curation::RARITY.1).map(|stars| stars.to_string()).collect();
        assert_eq!(STARS, taken);
    }

    #[test]
    fn ids_and_times_are_given() {
        let given = |form| {
            let given = grid_columns(form).filter(|column| !column.is_editable).map(|column| column.name);
            given.collect::<Vec<_>>()
        };
        assert_eq!(given(Form::Series), ["source_type", "source_id", "processed_at"]);
        assert_eq!(given(Form::Character), ["source_type", "source_id", "series_source_id", "processed_at"]);
    }
}
