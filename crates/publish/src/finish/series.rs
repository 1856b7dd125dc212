//! Series: one final row for each entry, and how characters find theirs.

use std::{collections::HashMap, sync::Arc};

use keeping::{
    Entry,
    forms::{Couple, Form, Row},
    rules::{self, Profile},
};
use model::UniqueId;

use super::rows::{FinalSeries, LeftOut, Reason};

/// A row that could not be made; boxed, because it is rare.
pub(super) type Finish<T> = Result<T, Box<LeftOut>>;

/// Makes the final row of a series.
pub(super) fn finish(entry: &Entry, profile: Profile) -> Finish<FinalSeries> {
    let row = &entry.row;
    let series_id = number(entry)?;
    let text = |column| text(row, column, profile);
    let name = text("name").ok_or_else(|| left_out(entry, "name", Reason::Empty))?;
    let count = |column| row.get(column).and_then(rules::whole).unwrap_or(0);
    Ok(FinalSeries {
        couple: row.couple.clone(),
        series_id,
        name,
        english_name: text("english_name"),
        image_link: text("image_link"),
        creator: row.get("creator").map_or_else(|| Some("{}".into()), |_| text("creator")),
        genres: text("genres"),
        synopsis: text("synopsis"),
        favorites: count("favorites"),
        members: count("members"),
        score: row.get("score").and_then(|score| score.trim().parse().ok()).unwrap_or(0.0),
        media_type: text("media_type").unwrap_or_else(|| "anime".into()),
    })
}

/// A series' text as published. The old pipeline trimmed it, and wrote `nan` where there was none.
fn text(row: &Row, column: &str, profile: Profile) -> Option<Arc<str>> {
    match profile {
        Profile::Default => cleaned(row, column),
        Profile::Legacy => {
            let value = row.cell(column).value.as_ref();
            Some(value.map_or_else(|| "nan".into(), trimmed))
        }
    }
}

/// A text cleaned by its column; it shares the entry's own where that is clean.
pub(super) fn cleaned(row: &Row, column: &str) -> Option<Arc<str>> {
    let value = row.cell(column).value.as_ref()?;
    let shape = row.form.columns().iter().find(|known| known.name == column)?.shape;
    let cleaned = rules::clean(shape, value);
    match cleaned.rule {
        None => Some(Arc::clone(value)),
        Some(_) => cleaned.text.map(|text| Arc::from(&*text)),
    }
}

pub(super) fn trimmed(text: &Arc<str>) -> Arc<str> {
    let trimmed = text.trim();
    if trimmed.len() == text.len() { Arc::clone(text) } else { trimmed.into() }
}

/// The published number of an entry.
pub(super) fn number(entry: &Entry) -> Finish<i64> {
    let number = entry.unique_id.map(UniqueId::get);
    number.ok_or_else(|| left_out(entry, "source_id", Reason::Number))
}

/// An entry that cannot be made a row, because of one of its columns.
#[expect(clippy::unnecessary_box_returns, reason = "it is the error of a result, where it is rare and large")]
pub(super) fn left_out(entry: &Entry, column: &'static str, reason: Reason) -> Box<LeftOut> {
    Box::new(LeftOut {
        form: entry.row.form,
        couple: entry.row.couple.clone(),
        unique_id: entry.unique_id.map(UniqueId::get),
        name: entry.row.get("name").unwrap_or_default().trim().into(),
        column,
        value: entry.row.cell(column).value.clone(),
        reason,
    })
}

/// The finished series, as characters find them.
pub(super) struct Known<'a> {
    series: &'a [FinalSeries],
    by_couple: HashMap<&'a Couple, usize>,
    by_name: HashMap<String, usize>,
}

impl<'a> Known<'a> {
    /// Over finished rows; of two equal names the later one counts.
    pub fn new(series: &'a [FinalSeries], profile: Profile) -> Self {
        let mut known = Self { series, by_couple: HashMap::new(), by_name: HashMap::new() };
        for (at, row) in series.iter().enumerate() {
            match profile {
                Profile::Default => drop(known.by_couple.insert(&row.couple, at)),
                Profile::Legacy => drop(known.by_name.insert(folded(&row.name), at)),
            }
        }
        known
    }

    /// The series of a character: the linked one, or in the old pipeline the one of that name.
    pub fn of(&self, entry: &Entry, profile: Profile) -> Option<&'a FinalSeries> {
        debug_assert_eq!(entry.row.form, Form::Character);
        let at = match profile {
            Profile::Default => self.by_couple.get(&entry.series.as_ref()?.couple),
            Profile::Legacy => self.by_name.get(&folded(entry.row.get("series").unwrap_or("Unknown Series"))),
        };
        self.series.get(*at?)
    }
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
