//! A copy of a registry's rows in memory, so that a page of them costs no reading of all.
//!
//! Each answer first asks the store how far its books have come. Edits since are read one by one and laid
//! into the copy; anything else, such as a collection, makes the copy anew.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use keeping::{
    Entry, Keeping, KeepingError, SeriesIndex,
    forms::{By, Couple, Form, Shape},
    rules::{Profile, Rules},
};
use store::{BooksMark, Store};
use tokio::sync::Mutex;

use super::KeptCounts;
use crate::{App, AppError};

/// The registry that is meant where none is named.
pub const DEFAULT: &str = "main";
/// Copies that are held at once.
pub const MAX_COPIES: usize = 4;
/// Edits that are laid into a copy; where there are more, reading all anew is no slower.
const MAX_EDITS: usize = 500;

/// The copies, by registry; each behind its own lock, so that it is made once and not by every request.
#[derive(Default)]
pub struct Copies(Mutex<HashMap<String, Slot>>);

type Slot = Arc<Mutex<Option<Arc<Books>>>>;

/// The rows of a registry as they held at one moment.
#[derive(Clone)]
pub struct Books {
    mark: BooksMark,
    series: Sheet,
    characters: Sheet,
}

/// The rows of one form.
#[derive(Clone)]
struct Sheet {
    lines: Vec<Arc<Line>>,
    places: Arc<HashMap<Couple, usize>>,
}

/// A row, with what it is found and ordered by.
#[derive(Clone)]
pub struct Line {
    /// The row.
    pub entry: Entry,
    /// Its short texts in small letters, one a line.
    pub words: String,
    /// Its name in small letters.
    pub name: String,
    /// Its series' name in small letters; of a series, its names.
    pub series: String,
    /// Stars; 0 where there are none.
    pub rarity: i64,
    /// How many favour it; -1 where that is not known.
    pub favorites: i64,
    /// Whether a person set a value, or left it out.
    pub is_by_hand: bool,
}

impl App {
    /// The rows of a registry as they hold now.
    pub(super) async fn books(&self, registry: &str) -> Result<Arc<Books>, AppError> {
        let slot = self.copy_of(registry).await?;
        let mut held = slot.lock().await;
        let (store, rules) = (self.store(), self.rules(Profile::default()));
        let mark = store.books_mark(registry).await?;
        if let Some(books) = &*held {
            if books.mark == mark {
                return Ok(Arc::clone(books));
            }
            if books.mark.is_same_but_edits(&mark)
                && let Some(newer) = books.with_edits(store, registry, &rules, mark.clone()).await?
            {
                let newer = Arc::new(newer);
                *held = Some(Arc::clone(&newer));
                return Ok(newer);
            }
        }
        let keeping = keeping::load(store, registry, &rules).await?;
        let make = move || Arc::new(Books::new(keeping, mark));
        let books = tokio::task::spawn_blocking(make).await.map_err(AppError::internal)?;
        *held = Some(Arc::clone(&books));
        Ok(books)
    }

    /// The place of a registry's copy; names that no registry has take up none.
    async fn copy_of(&self, registry: &str) -> Result<Slot, AppError> {
        let mut copies = self.copies().0.lock().await;
        if let Some(slot) = copies.get(registry) {
            return Ok(Arc::clone(slot));
        }
        if registry != DEFAULT && !self.store().has_registry(registry).await? {
            return Err(AppError::not_found("registry", registry).hint("/curate lists the registries"));
        }
        if copies.len() >= MAX_COPIES {
            copies.clear();
        }
        Ok(Arc::clone(copies.entry(registry.to_owned()).or_default()))
    }
}

impl Books {
    fn new(keeping: Keeping, mark: BooksMark) -> Self {
        Self { mark, series: Sheet::new(keeping.series), characters: Sheet::new(keeping.characters) }
    }

    /// The rows of a form: those with a number by number, then the others in the order of their lists.
    pub fn lines(&self, form: Form) -> &[Arc<Line>] {
        match form {
            Form::Series => &self.series.lines,
            Form::Character => &self.characters.lines,
        }
    }

    /// Where a row stands among the lines of its form.
    pub fn place(&self, form: Form, couple: &Couple) -> Option<usize> {
        self.sheet(form).places.get(couple).copied()
    }

    /// One row.
    pub fn line(&self, form: Form, couple: &Couple) -> Option<&Line> {
        self.place(form, couple).map(|place| &*self.sheet(form).lines[place])
    }

    /// How many rows there are of series and of characters.
    pub fn counts(&self) -> [KeptCounts; 2] {
        [Form::Series, Form::Character].map(|form| {
            let lines = self.lines(form);
            let left_out = lines.iter().filter(|line| line.entry.excluded.is_some()).count();
            let by_hand = lines.iter().filter(|line| line.is_by_hand).count();
            KeptCounts { kept: lines.len() - left_out, left_out, by_hand }
        })
    }

    fn sheet(&self, form: Form) -> &Sheet {
        match form {
            Form::Series => &self.series,
            Form::Character => &self.characters,
        }
    }

    /// The same with the edits since laid in; none when the copy has to be made anew.
    async fn with_edits(
        &self,
        store: &Store,
        registry: &str,
        rules: &Rules,
        mark: BooksMark,
    ) -> Result<Option<Self>, KeepingError> {
        let edits = store.edits_after(registry, self.mark.last_edit, MAX_EDITS + 1).await?;
        if edits.len() > MAX_EDITS {
            return Ok(None);
        }
        let touched: BTreeSet<(Option<Form>, Couple)> = edits
            .into_iter()
            .map(|edit| (Form::parse(&edit.kind), Couple::new(edit.source_type, edit.source_id)))
            .collect();
        let mut newer = Self { mark, ..self.clone() };
        if touched.is_empty() {
            return Ok(Some(newer));
        }
        let mut characters = Vec::new();
        let mut is_series_touched = false;
        for (form, couple) in touched {
            let Some((form, place)) = form.and_then(|form| Some((form, self.place(form, &couple)?))) else {
                return Ok(None);
            };
            let Some(entry) = keeping::load_one(store, registry, form, &couple, rules).await? else {
                return Ok(None);
            };
            let lines = match form {
                Form::Series => &mut newer.series.lines,
                Form::Character => &mut newer.characters.lines,
            };
            let old = &lines[place].entry;
            let entry = Entry {
                unique_id: old.unique_id,
                place: old.place,
                merged: old.merged,
                series: old.series.clone(),
                ..entry
            };
            lines[place] = Arc::new(Line::new(entry));
            match form {
                Form::Series => is_series_touched = true,
                Form::Character => characters.push(place),
            }
        }
        let merged = keeping::merged_series(store, registry).await?;
        let index = SeriesIndex::new(newer.series.lines.iter().map(|line| &line.entry), merged);
        // Another name of a series, or one left out, may move any character.
        let concerned =
            if is_series_touched { (0..newer.characters.lines.len()).collect() } else { characters };
        for place in concerned {
            let line = &mut newer.characters.lines[place];
            let series = index.of(&line.entry);
            if series != line.entry.series {
                let entry = Entry { series, ..line.entry.clone() };
                *line = Arc::new(Line { entry, ..Line::clone(line) });
            }
        }
        Ok(Some(newer))
    }
}

impl Sheet {
    fn new(entries: Vec<Entry>) -> Self {
        let places =
            entries.iter().enumerate().map(|(place, entry)| (entry.row.couple.clone(), place)).collect();
        let lines = entries.into_iter().map(|entry| Arc::new(Line::new(entry))).collect();
        Self { lines, places: Arc::new(places) }
    }
}

impl Line {
    fn new(entry: Entry) -> Self {
        let row = &entry.row;
        let small = |column: &str| row.get(column).unwrap_or_default().to_lowercase();
        let (name, series, rarity) = match row.form {
            Form::Series => {
                let name = small("name");
                let both = format!("{name}\n{}", small("english_name"));
                (name, both, 0)
            }
            Form::Character => (
                small("name"),
                small("series"),
                row.get("rarity").map_or(0, |text| text.parse().unwrap_or(0)),
            ),
        };
        let mut words = row.couple.to_string();
        let short = row.form.columns().iter().zip(&row.cells);
        for (column, cell) in short {
            let is_short = !matches!(column.shape, Shape::LongText | Shape::Link | Shape::Time);
            if let Some(text) = cell.value.as_deref().filter(|_| is_short) {
                words.push('\n');
                words.push_str(text);
            }
        }
        if let Some(number) = entry.unique_id {
            words.push_str("\n#");
            words.push_str(&number.to_string());
        }
        Self {
            words: words.to_lowercase(),
            name,
            series,
            rarity,
            favorites: row.get("favorites").map_or(-1, |text| text.parse().unwrap_or(-1)),
            is_by_hand: entry.excluded.is_some()
                || row.cells.iter().any(|cell| matches!(cell.by, By::Hand(_))),
            entry,
        }
    }

    /// The medium in the form's own words.
    pub fn medium(&self) -> &str {
        let column = match self.entry.row.form {
            Form::Series => "media_type",
            Form::Character => "genre",
        };
        self.entry.row.get(column).unwrap_or_default()
    }

    /// The long text.
    pub fn long_text(&self) -> &str {
        let column = match self.entry.row.form {
            Form::Series => "synopsis",
            Form::Character => "about",
        };
        self.entry.row.get(column).unwrap_or_default()
    }
}
