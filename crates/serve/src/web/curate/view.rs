//! How rows and values look.

use app::{
    CellOrigin, EditConflict, Fault, FieldKind, Form, GridCell, GridColumn, GridRow, curation::Past,
    grid_columns,
};
use model::Instant;

use super::row_address;
use crate::web::{hit, text};

/// Letters of a long text that the grid shows.
const SHOWN: usize = 140;
/// Letters of a value that the past shows.
const SHOWN_PAST: usize = 400;

/// Columns of the grid, in its order; times stand on the row's own page.
const SERIES: &[&str] = &[
    "name",
    "english_name",
    "media_type",
    "score",
    "favorites",
    "members",
    "genres",
    "creator",
    "synopsis",
    "image_link",
];
const CHARACTER: &[&str] =
    &["name", "series", "genre", "rarity", "favorites", "about", "image_url", "series_source_id"];

/// A column of the grid.
pub struct HeadView {
    /// Its name in files.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// What it means.
    pub note: &'static str,
    /// What is typed into it, in a word for the script.
    pub kind: &'static str,
    /// The words to choose from, with `|` between them.
    pub choices: String,
    /// Whether a row cannot be without it.
    pub is_required: bool,
}

/// A row of the grid.
pub struct RowView {
    /// Source type and id.
    pub id: String,
    /// Its own page.
    pub href: String,
    /// Its number, or that it is new.
    pub number: String,
    /// What to call it.
    pub name: String,
    /// Why it is left out.
    pub left_out: Option<String>,
    /// The values, in the order of the columns.
    pub cells: Vec<CellView>,
    /// Its place among all rows of the answer, from 2: the first is the head.
    pub index: usize,
}

/// A value.
pub struct CellView {
    /// The column.
    pub field: &'static str,
    /// The value; cut where it is long.
    pub text: String,
    /// Whether it is cut, or has lines that the grid does not show.
    pub is_cut: bool,
    /// Whether it may be edited.
    pub is_editable: bool,
    /// Whether a person set it.
    pub is_by_hand: bool,
    /// Who made it, in words.
    pub by: String,
    /// What sources and rules say, where a person said something else.
    pub automatic: Option<String>,
    /// Stars to draw.
    pub stars: Option<&'static str>,
    /// A picture to show.
    pub picture: Option<String>,
    /// What is amiss with it, in a word or two.
    pub amiss: Option<&'static str>,
}

/// A line of the past.
pub struct PastView {
    /// Its number.
    pub seq: i64,
    /// The column's label.
    pub label: String,
    /// What stood there before.
    pub before: String,
    /// What stood there after.
    pub after: String,
    /// Who.
    pub author: String,
    /// From where, in words.
    pub origin: String,
    /// When, for programs.
    pub at: String,
    /// When, for people.
    pub when: String,
}

/// Why an edit was not made.
pub enum TroubleView {
    /// The value may not stand there.
    Fault(Box<Fault>),
    /// Somebody else was faster.
    Conflict {
        /// What was seen.
        seen: String,
        /// What stands there now.
        now: String,
        /// The same, letter by letter.
        whole: String,
        /// What is wanted.
        wanted: String,
        /// Who set it, and when.
        by: Option<String>,
    },
    /// All else.
    Other {
        /// What happened.
        message: String,
        /// What to do.
        hint: String,
    },
}

/// The rows of a form, as a heading.
pub fn plural(form: Form) -> &'static str {
    match form {
        Form::Series => "Series",
        Form::Character => "Characters",
    }
}

/// "3 characters".
pub fn counted(form: Form, count: usize) -> String {
    match form {
        Form::Series => text::count(count as u64, "series", "series"),
        Form::Character => text::count(count as u64, "character", "characters"),
    }
}

/// The columns of the grid.
pub fn heads(form: Form) -> Vec<HeadView> {
    let order = match form {
        Form::Series => SERIES,
        Form::Character => CHARACTER,
    };
    order.iter().filter_map(|name| column(form, name)).map(head).collect()
}

/// A column by its name.
pub fn column(form: Form, name: &str) -> Option<GridColumn> {
    grid_columns(form).find(|column| column.name == name)
}

/// A column as it is shown.
pub fn head(column: GridColumn) -> HeadView {
    let (kind, choices) = match column.kind {
        FieldKind::Choice(words) => ("choice", words.join("|")),
        FieldKind::LongText => ("text", String::new()),
        FieldKind::Integer => ("integer", String::new()),
        FieldKind::Decimal => ("decimal", String::new()),
        FieldKind::Id | FieldKind::Time => ("fixed", String::new()),
        FieldKind::Line | FieldKind::List | FieldKind::Json | FieldKind::Link => ("line", String::new()),
    };
    HeadView {
        name: column.name,
        label: label(column.name),
        note: column.note,
        kind,
        choices,
        is_required: column.is_required,
    }
}

/// What people call a column.
pub fn label(name: &str) -> &'static str {
    match name {
        "source_type" => "Source",
        "source_id" => "Source id",
        "name" => "Name",
        "english_name" => "English name",
        "creator" => "Creator",
        "image_link" | "image_url" => "Picture",
        "genres" => "Genres",
        "synopsis" => "Synopsis",
        "favorites" => "Favorites",
        "members" => "Members",
        "score" => "Score",
        "processed_at" => "Processed",
        "series" => "Series",
        "series_source_id" => "Series id",
        "media_type" | "genre" => "Medium",
        "rarity" => "Rarity",
        "about" => "About",
        "excluded" => "Left out",
        _ => "Field",
    }
}

/// A row as the grid shows it.
pub fn row(registry: &str, form: Form, row: &GridRow, index: usize) -> RowView {
    RowView {
        href: row_address(registry, form, &row.id),
        number: row.unique_id.map_or_else(|| "new".to_owned(), |number| number.to_string()),
        name: name_of(row),
        left_out: row.left_out.as_deref().map(str::to_owned),
        cells: heads(form).iter().filter_map(|head| cell(form, row, head.name)).collect(),
        id: row.id.clone(),
        index,
    }
}

/// What to call a row.
pub fn name_of(row: &GridRow) -> String {
    match row.text("name") {
        "" => row.id.clone(),
        name => name.to_owned(),
    }
}

/// A value as the grid shows it.
pub fn cell(form: Form, row: &GridRow, field: &str) -> Option<CellView> {
    let (column, cell) = (column(form, field)?, row.cell(field)?);
    let value = cell.value.as_deref().unwrap_or_default();
    let is_long = column.kind == FieldKind::LongText;
    let shown = if is_long { cut(value, SHOWN) } else { value.to_owned() };
    let amiss = match field {
        "series" if form == Form::Character && row.series.is_none() => Some("not found"),
        "rarity" if value.parse().is_ok_and(|stars: i64| stars > 3) => Some("choose 1 to 3"),
        _ if column.is_required && value.is_empty() => Some("missing"),
        _ => None,
    };
    Some(CellView {
        field: column.name,
        is_cut: is_long && shown != value,
        text: shown,
        is_editable: column.is_editable,
        is_by_hand: cell.is_by_hand(),
        by: by(cell),
        automatic: cell.is_by_hand().then(|| behind(row, cell)),
        stars: (field == "rarity").then(|| stars(value)).flatten(),
        picture: (column.kind == FieldKind::Link).then(|| hit::picture(Some(value))).flatten(),
        amiss,
    })
}

/// What stands behind a value by hand.
fn behind(row: &GridRow, cell: &GridCell) -> String {
    match cell.automatic.as_deref() {
        Some(text) => cut(text, SHOWN),
        None if row.only_by_hand => "nothing: only hands made this row".to_owned(),
        None => "empty".to_owned(),
    }
}

/// Who made a value, in words.
pub fn by(cell: &GridCell) -> String {
    match &cell.origin {
        CellOrigin::Nobody => "empty".to_owned(),
        CellOrigin::Source => "from its source".to_owned(),
        CellOrigin::Rule(rule) => format!("by rule {rule}"),
        CellOrigin::File(name) if &**name == "legacy" => "from the old files".to_owned(),
        CellOrigin::File(name) => format!("from a {name} file"),
        CellOrigin::Hand(author) => format!("by {author}"),
    }
}

fn stars(value: &str) -> Option<&'static str> {
    match value {
        "1" => Some("★"),
        "2" => Some("★★"),
        "3" => Some("★★★"),
        _ => None,
    }
}

/// A line of the past as people read it.
pub fn past(past: &Past) -> PastView {
    let value = |is_set: bool, value: Option<&str>| match (past.field.as_str(), is_set, value) {
        ("excluded", false, _) => "kept".to_owned(),
        ("excluded", true, reason) => format!("left out: {}", reason.unwrap_or_default()),
        (_, false, _) => "automatic".to_owned(),
        (_, true, None | Some("")) => "empty".to_owned(),
        (_, true, Some(text)) => cut(text, SHOWN_PAST),
    };
    let origin = match past.origin.as_str() {
        "web" => String::new(),
        "api" => "through the API".to_owned(),
        "cli" => "by command".to_owned(),
        "legacy" => "from the old files".to_owned(),
        other => match other.strip_prefix("undo ") {
            Some(seq) => format!("undoing edit {seq}"),
            None => format!("from {other}"),
        },
    };
    PastView {
        seq: past.seq,
        label: label(&past.field).to_owned(),
        before: value(past.was_set, past.before.as_deref()),
        after: value(past.is_set, past.after.as_deref()),
        author: past.author.clone(),
        origin,
        at: past.at.to_string(),
        when: when(past.at),
    }
}

/// A time to the minute, in UTC.
pub fn when(at: Instant) -> String {
    let text = at.to_string();
    text.get(..16).map_or(text.clone(), |text| text.replace('T', " "))
}

/// The three sides of a conflict.
pub fn conflict(conflict: &EditConflict) -> TroubleView {
    let side =
        |value: Option<&String>| value.map_or_else(|| "empty".to_owned(), |text| cut(text, SHOWN_PAST));
    let by = conflict.by.as_ref().map(|author| match conflict.at {
        Some(at) => format!("{author}, {} UTC", when(at)),
        None => author.clone(),
    });
    TroubleView::Conflict {
        seen: side(conflict.seen.as_ref()),
        now: side(conflict.now.as_ref()),
        whole: conflict.now.clone().unwrap_or_default(),
        wanted: side(conflict.wanted.as_ref()),
        by,
    }
}

/// The first letters of a text, on one line.
fn cut(text: &str, letters: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_called_something() {
        for form in [Form::Series, Form::Character] {
            for column in grid_columns(form) {
                assert_ne!(label(column.name), "Field", "{}", column.name);
            }
            let shown = heads(form).len();
            let given = ["source_type", "source_id", "processed_at"].len();
            assert_eq!(shown + given, grid_columns(form).count(), "{}", form.word());
        }
    }

    #[test]
    fn long_texts_are_cut_to_a_line() {
        assert_eq!(cut("a\n\nb  c", 10), "a b c");
        assert_eq!(cut("日本語のとても長い文章", 4), "日本語の…");
    }
}
