//! Tables that people fill in: the templates, and reading them back.
//!
//! A table is CSV, with lines that begin with `#` for whoever fills it in. It is read strictly, because
//! whoever wrote it can mend it: every fault is named by row, column, value and fix, and nothing of the
//! tables is taken until all of it is right.
//!
//! A row may lack its `source_id`. Then its id is `~` and 16 hex digits made of source type, series and name
//! (`model::ExternalId::without_id`, as for any row without an id), so that the same row has the same id
//! each time; a new name is then a new row.

mod cells;
mod characters;
mod columns;
mod comments;
mod series;
mod template;

use keeping::{CharacterFacts, Fault, SeriesFacts, forms::Form};
use model::Namespace;

pub use columns::{MEDIA, column_names};
pub use template::{Template, template};

/// What tables are about: what all of their rows share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The id space of the rows.
    pub source_type: String,
    /// What the series are made in.
    pub medium: String,
}

/// Two tables: their names, for faults, and their bytes.
#[derive(Debug, Clone, Copy)]
pub struct Tables<'a> {
    /// The table of series.
    pub series: (&'a str, &'a [u8]),
    /// The table of characters.
    pub characters: (&'a str, &'a [u8]),
}

/// A series of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesRow {
    /// Its id: the one given, or a stand-in.
    pub id: String,
    /// What the row says.
    pub facts: SeriesFacts,
}

/// A character of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct CharacterRow {
    /// Its id: the one given, or a stand-in.
    pub id: String,
    /// Its series' id.
    pub series: String,
    /// What the row says.
    pub facts: CharacterFacts,
}

impl Subject {
    /// What is wrong with it.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if Namespace::parse(&self.source_type).is_none() {
            faults.push(format!(
                "`source_type` is `{}`; it is a short name of lower-case letters, digits and `_`",
                self.source_type
            ));
        }
        faults.extend(self.fault_of_medium());
        faults
    }

    /// What is wrong with its medium.
    pub fn fault_of_medium(&self) -> Option<String> {
        let known = MEDIA.contains(&self.medium.as_str());
        (!known).then(|| format!("`medium` is `{}`; it is one of {}", self.medium, MEDIA.join(", ")))
    }

    /// The highest score of the source's own scale: VNDB counts to 100, all others to 10.
    fn best_score(&self) -> u8 {
        if self.source_type == "vndb" { 100 } else { 10 }
    }

    /// The id space.
    fn namespace(&self) -> Namespace {
        Namespace::parse(&self.source_type).unwrap_or(Namespace::known("manual"))
    }
}

/// Reads two tables. All faults are told together.
pub fn read(
    tables: &Tables<'_>,
    subject: &Subject,
) -> Result<(Vec<SeriesRow>, Vec<CharacterRow>), Vec<Fault>> {
    let mut faults = Vec::new();
    let series = cells::rows(tables.series, Form::Series, &mut faults);
    let series = series::read(tables.series.0, &series, subject, &mut faults);
    let characters = cells::rows(tables.characters, Form::Character, &mut faults);
    let names = characters::Names { file: tables.characters.0, series_file: tables.series.0 };
    let characters = characters::read(names, &characters, &series, subject, &mut faults);
    if faults.is_empty() { Ok((series, characters)) } else { Err(faults) }
}

#[cfg(test)]
mod tests;
