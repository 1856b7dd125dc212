//! One row in standard form, where each value knows who made it.

use std::sync::Arc;

use super::{Couple, Form};

/// Who made a value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum By {
    /// Nobody: there is no value.
    #[default]
    Nobody,
    /// The source said it so.
    Source,
    /// A rule made it, by its id, such as `rarity.favorites`.
    Rule(&'static str),
    /// A file in standard form said it so: `manual`, or the old pipeline's `legacy`.
    File(Arc<str>),
    /// A person, by name.
    Hand(Arc<str>),
}

/// A value and who made it. Clones share the text, because most rows are their automatic one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// The value in its column's writing; none when there is none.
    pub value: Option<Arc<str>>,
    /// Who made it.
    pub by: By,
}

/// One row; its cells stand in the order of the form's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is of.
    pub form: Form,
    /// What it is about; the first two cells repeat it.
    pub couple: Couple,
    /// One for each column of the form.
    pub cells: Vec<Cell>,
}

impl Row {
    /// A row that knows nothing but its couple.
    pub fn new(form: Form, couple: Couple) -> Self {
        let mut row = Self { form, cells: vec![Cell::default(); form.columns().len()], couple };
        let (source_type, source_id) = (row.couple.source_type.to_string(), row.couple.source_id.to_string());
        row.set("source_type", source_type, By::Source);
        row.set("source_id", source_id, By::Source);
        row
    }

    /// The value of a column; none when it is empty.
    ///
    /// Panics when the form has no such column: names are written in code, never taken from outside.
    pub fn get(&self, column: &str) -> Option<&str> {
        self.cell(column).value.as_deref()
    }

    /// The cell of a column. Panics when the form has no such column.
    pub fn cell(&self, column: &str) -> &Cell {
        &self.cells[self.at(column)]
    }

    /// Sets a value; an empty text is no value. Panics when the form has no such column.
    pub fn set(&mut self, column: &str, value: impl Into<Option<String>>, by: By) {
        let at = self.at(column);
        let value: Option<Arc<str>> = value.into().filter(|text| !text.is_empty()).map(Into::into);
        let by = if value.is_none() && !matches!(by, By::Hand(_)) { By::Nobody } else { by };
        self.cells[at] = Cell { value, by };
    }

    fn at(&self, column: &str) -> usize {
        self.form.position(column).unwrap_or_else(|| panic!("{} has no column {column}", self.form.word()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_text_is_no_value_but_an_emptied_cell_remembers_the_hand() {
        let mut row = Row::new(Form::Character, Couple::new("mal", "007"));
        row.set("about", String::new(), By::Source);
        row.set("image_url", None, By::Hand("ann".into()));
        assert_eq!(row.get("source_id"), Some("007"));
        assert_eq!(row.cell("about"), &Cell::default());
        assert_eq!(row.cell("image_url"), &Cell { value: None, by: By::Hand("ann".into()) });
    }
}
