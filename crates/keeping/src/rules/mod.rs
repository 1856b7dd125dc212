//! Rules that make standard rows of what sources said. Each has an id, and each value names the one that
//! made it.

use crate::{
    Said,
    forms::{By, Couple, Form, Row},
};

/// Which set of rules: `legacy` makes what the old pipeline made, defects included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// Our own rules.
    #[default]
    Default,
    /// The old pipeline's.
    Legacy,
}

/// The rules and the tables they read.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Which set.
    pub profile: Profile,
}

/// Makes a standard row of what a source said.
///
/// `parent` is the id of a character's series at the source, empty for a series.
pub fn standardize(said: &Said, form: Form, couple: Couple, parent: &str, rules: &Rules) -> Row {
    let _ = rules;
    let mut row = Row::new(form, couple);
    if let Said::Row { from, cells } = said {
        for (column, text) in cells {
            if form.position(column).is_some() {
                row.set(column, text.clone(), By::File(from.as_str().into()));
            }
        }
    }
    if form == Form::Character && row.get("series_source_id").is_none() {
        row.set("series_source_id", parent.to_owned(), By::Source);
    }
    row
}
