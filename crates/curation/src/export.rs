//! Writing rows for people: a workbook with all that helps them, or plain CSV files.

use keeping::{
    Entry, Keeping, KeepingError,
    forms::{By, Form},
    load,
    rules::Rules,
};
use model::Instant;
use sheets::{
    SheetError,
    workbook::{Builder, Cell, Mark},
};
use store::{CurationBase, Store};

use crate::{
    base::{self, Base, BaseRow},
    check::{self, RARITY},
    layout::{self, CARRIED, CSV_BASE, NOTES, Status},
    text,
};

/// A workbook that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The id of its base, by which it is known again.
    pub base: String,
    /// How many rows of each form it has, left out ones among them.
    pub rows: Vec<(Form, usize)>,
}

/// A CSV file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvFile {
    /// `series.csv` or `characters.csv`.
    pub name: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many rows it has, left out ones among them.
    pub rows: usize,
}

/// Writes a workbook of some forms, and keeps its base.
pub async fn export_workbook(
    store: &Store,
    registry: &str,
    rules: &Rules,
    forms: &[Form],
    at: Instant,
) -> Result<Exported, KeepingError> {
    let handed = Handed::out(store, registry, rules, forms, at).await?;
    let bytes = workbook(&handed, forms).map_err(unwritable)?;
    let rows = forms.iter().map(|form| (*form, handed.keeping.of(*form).len())).collect();
    let base = handed.kept.id.clone();
    handed.keep(store, registry).await?;
    Ok(Exported { bytes, base, rows })
}

/// Writes a CSV file of each form, and keeps their base; gives its id as well.
pub async fn export_csv(
    store: &Store,
    registry: &str,
    rules: &Rules,
    forms: &[Form],
    at: Instant,
) -> Result<(String, Vec<CsvFile>), KeepingError> {
    let handed = Handed::out(store, registry, rules, forms, at).await?;
    let files = forms.iter().map(|form| csv(&handed, *form)).collect();
    let base = handed.kept.id.clone();
    handed.keep(store, registry).await?;
    Ok((base, files))
}

/// The name of a form's CSV file.
pub fn csv_name(form: Form) -> &'static str {
    match form {
        Form::Series => "series.csv",
        Form::Character => "characters.csv",
    }
}

/// What is handed out.
struct Handed {
    keeping: Keeping,
    base: Base,
    kept: CurationBase,
}

impl Handed {
    async fn out(
        store: &Store,
        registry: &str,
        rules: &Rules,
        forms: &[Form],
        at: Instant,
    ) -> Result<Self, KeepingError> {
        let version = base::version(store, registry).await?;
        let keeping = load(store, registry, rules).await?;
        let base = Base::of(registry, version, &keeping, forms);
        let kept = base.packed(at)?;
        Ok(Self { keeping, base, kept })
    }

    async fn keep(self, store: &Store, registry: &str) -> Result<(), KeepingError> {
        let tx = store.begin().await?;
        tx.save_curation_base(registry, &self.kept, base::KEPT).await?;
        Ok(tx.commit().await?)
    }
}

fn workbook(handed: &Handed, forms: &[Form]) -> Result<Vec<u8>, SheetError> {
    let made_at = handed.kept.at.as_micros().div_euclid(1_000_000);
    let mut book = Builder::new(made_at)?;
    for left_out in [false, true] {
        for form in forms {
            let entries = handed.keeping.of(*form).iter();
            let mut lines =
                entries.filter(|entry| entry.excluded.is_some() == left_out).map(Line::of).peekable();
            if left_out && lines.peek().is_none() {
                continue;
            }
            let lines: Vec<Line<'_>> = lines.collect();
            let columns = layout::columns(*form, left_out);
            book.table(layout::sheet(*form, left_out), &columns, lines.iter().map(Line::cells))?;
        }
    }
    let notes = notes(forms);
    book.notes(NOTES, &[20.0, 24.0, 90.0], notes.iter().map(|row| row.iter().map(String::as_str).collect()))?;
    let carried = carried(handed);
    book.hidden(CARRIED, carried.iter().map(|row| row.iter().map(String::as_str).collect()))?;
    book.finish()
}

fn csv(handed: &Handed, form: Form) -> CsvFile {
    let columns = layout::columns(form, false);
    let base = format!("{CSV_BASE}{}", handed.kept.id);
    let mut header: Vec<&str> = columns.iter().map(|column| column.name).collect();
    header.push(&base);
    let entries = handed.keeping.of(form);
    let lines: Vec<(Line<'_>, String)> =
        entries.iter().map(|entry| (Line::of(entry), BaseRow::of(entry).hash(form))).collect();
    let rows = lines.iter().map(|(line, hash)| {
        line.cells().into_iter().map(|cell| cell.text).chain([Some(hash.as_str())]).collect::<Vec<_>>()
    });
    let bytes = sheets::csv::to_bytes(header, rows);
    CsvFile { name: csv_name(form), bytes, rows: entries.len() }
}

/// One row as it is written.
struct Line<'a> {
    entry: &'a Entry,
    values: Vec<(Option<std::borrow::Cow<'a, str>>, Mark)>,
    number: Option<String>,
}

impl<'a> Line<'a> {
    fn of(entry: &'a Entry) -> Self {
        let values = check::columns(entry.row.form)
            .map(|(at, column)| {
                let cell = &entry.row.cells[at];
                let stars = cell.value.as_deref().and_then(|stars| stars.parse::<i64>().ok());
                let in_range = stars.is_some_and(|stars| (RARITY.0..=RARITY.1).contains(&stars));
                let mark = match (&cell.by, column.name) {
                    _ if entry.excluded.is_some() => Mark::Out,
                    (By::Hand(_), _) => Mark::Changed,
                    (_, "rarity") if !in_range => Mark::Wanted,
                    _ if entry.unique_id.is_none() => Mark::New,
                    _ => Mark::Plain,
                };
                (cell.value.as_deref().map(text::shown), mark)
            })
            .collect();
        Self { entry, values, number: entry.unique_id.map(|number| number.to_string()) }
    }

    fn cells(&self) -> Vec<Cell<'_>> {
        let out = self.entry.excluded.as_deref();
        let rest = if out.is_some() { Mark::Out } else { Mark::Plain };
        let values = self.values.iter().map(|(text, mark)| Cell { text: text.as_deref(), mark: *mark });
        let more = [self.number.as_deref(), Status::written(out.is_some()), out];
        values.chain(more.map(|text| Cell { text, mark: rest })).collect()
    }
}

/// The sheet of explanations.
fn notes(forms: &[Form]) -> Vec<Vec<String>> {
    let mut rows = vec![vec!["Sheet".to_owned(), "Column".to_owned(), "What it means".to_owned()]];
    for form in forms {
        for column in layout::columns(*form, false) {
            let choices = match column.choices.as_slice() {
                [] => String::new(),
                words => format!(" One of: {}.", words.join(", ")),
            };
            let locked = if column.locked { " Locked." } else { "" };
            let note = format!("{}{choices}{locked}", column.note);
            rows.push(vec![layout::sheet(*form, false).to_owned(), column.name.to_owned(), note]);
        }
    }
    let more = [
        (
            "Colors",
            "Yellow: set by hand. Green: a new row, which has no number yet. Orange: a rarity that wants \
                    a decision. Gray: left out.",
        ),
        ("A new row", "Write it below the last one, source_type and source_id included."),
        (
            "Taking a row out",
            "Choose `leave out` under status and say why under note; or delete the row, once \
                              the protection is off. Either way it is kept on a sheet of its own.",
        ),
        (
            "Protection",
            "It has no password: Review > Unprotect Sheet. Take it off to sort, or to delete rows. \
                        Always sort whole rows.",
        ),
        (
            "Two people",
            "Several people may edit copies of this file. Each is imported on its own; only a cell \
                        that two of them changed differently asks.",
        ),
        (
            "Giving it back",
            "`emaki curate diff FILE` shows what it would do, `emaki curate import FILE` does it.",
        ),
    ];
    rows.extend(more.map(|(about, note)| vec![String::new(), about.to_owned(), note.to_owned()]));
    rows
}

/// The hidden sheet: what the workbook was made of, and a hash of each row.
fn carried(handed: &Handed) -> Vec<Vec<String>> {
    let base = &handed.base;
    let mut rows = vec![
        ["emaki", "curation 1", "source_type", "source_id"].map(str::to_owned).to_vec(),
        vec!["base".to_owned(), handed.kept.id.clone()],
        vec!["registry".to_owned(), base.registry.clone()],
        vec!["last_edit".to_owned(), base.log.to_string()],
        vec!["last_run".to_owned(), base.run.to_string()],
        vec!["made_at".to_owned(), handed.kept.at.to_string()],
    ];
    for form in &base.forms {
        let Some(kind) = Form::parse(&form.kind) else { continue };
        rows.extend(form.rows.iter().map(|row| {
            let (source_type, source_id) = row.couple.clone();
            vec![form.kind.clone(), row.hash(kind), source_type, source_id]
        }));
    }
    rows
}

fn unwritable(error: SheetError) -> KeepingError {
    match error {
        SheetError::Io(error) => KeepingError::file("write", std::env::temp_dir())(error),
        error => KeepingError::Conflict {
            message: format!("the workbook cannot be written: {error}"),
            hint: "`--format csv` writes CSV files, which have no such bounds".to_owned(),
            places: Vec::new(),
        },
    }
}
