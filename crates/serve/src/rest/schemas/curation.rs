//! Curation: rows, edits, undo.

use utoipa::{IntoParams, ToSchema};

/// The parameters of a list of rows.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CurationParameters {
    /// Words that all have to occur.
    pub q: Option<String>,
    /// Where they have to occur: `any` (the default), `name` or `series`.
    pub r#in: Option<String>,
    /// The medium in the form's own words: `visual_novel` of a series, `Visual Novel` of a character.
    pub medium: Option<String>,
    /// Stars: `1`, `2`, `3`, `more` or `none`.
    pub rarity: Option<String>,
    /// The id space: `mal`, `vndb`, a game's short name, …
    pub source: Option<String>,
    /// `kept` (the default), `left_out` or `all`.
    pub state: Option<String>,
    /// Only rows that a person changed.
    pub by_hand: Option<bool>,
    /// Only characters whose series was not found.
    pub no_series: Option<bool>,
    /// Only rows that have no number yet.
    pub no_number: Option<bool>,
    /// `number` (the default), `name`, `series`, `medium`, `rarity` or `favorites`.
    pub sort: Option<String>,
    /// `asc` (the default) or `desc`.
    pub order: Option<String>,
    /// Rows on one page, 1 to 500; 100 by default.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u32>,
    /// Which page, from 1; `cursor` is better where rows come and go.
    #[param(minimum = 1)]
    pub page: Option<u32>,
    /// Where the page before ended, as its `next_cursor` said.
    pub cursor: Option<String>,
}

/// A page of rows.
#[derive(ToSchema)]
pub struct CurationPage {
    /// The rows.
    pub rows: Vec<CurationRow>,
    /// How many rows meet the question.
    pub total: u64,
    /// How many rows of the form there are.
    pub of: u64,
    /// What other choices of one parameter would give.
    pub facets: CurationFacets,
    /// Give this as `cursor` to get the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// Counts of rows.
#[derive(ToSchema)]
pub struct CurationFacets {
    /// By `medium`.
    pub medium: Vec<CurationBucket>,
    /// By `rarity`.
    pub rarity: Vec<CurationBucket>,
    /// By `source`.
    pub source: Vec<CurationBucket>,
}

/// A value and how many rows have it.
#[derive(ToSchema)]
pub struct CurationBucket {
    /// The value, as its parameter takes it.
    pub value: String,
    /// How many rows.
    pub count: u64,
}

/// One series or character.
#[derive(ToSchema)]
pub struct CurationRow {
    /// Source type and id, such as `mal:101`.
    pub id: String,
    /// Its permanent number, once it has one.
    pub unique_id: Option<i64>,
    /// Why it is left out, when a person decided so.
    pub left_out: Option<String>,
    /// Whether no source says anything of it.
    pub only_by_hand: bool,
    /// A character's series, once found.
    pub series: Option<CurationSeries>,
    /// One for each column, in the order of files.
    pub cells: Vec<CurationCell>,
}

/// The series of a character.
#[derive(ToSchema)]
pub struct CurationSeries {
    /// Source type and id.
    pub id: String,
    /// Its permanent number, once it has one.
    pub unique_id: Option<i64>,
    /// By what it was found: `hand_name`, `couple`, `alias` or `name`.
    pub by: String,
}

/// One value.
#[derive(ToSchema)]
pub struct CurationCell {
    /// The column.
    pub field: String,
    /// What holds now; null when it is empty.
    pub value: Option<String>,
    /// Who made it: `source`, `rule`, `file`, `hand`, or `nobody` where it is empty.
    pub by: String,
    /// The rule's id, the file's word or the person's name.
    pub who: Option<String>,
    /// What sources and rules say, where a person said something else.
    pub automatic: Option<String>,
}

/// A change of one row.
#[derive(ToSchema)]
pub struct CurationEdit {
    /// Source type and id of the row.
    #[schema(example = "mal:101")]
    pub id: String,
    /// `set` (the default), `take_back`, `leave_out` or `bring_back`.
    pub action: Option<String>,
    /// The column, for `set` and `take_back`.
    #[schema(example = "rarity")]
    pub field: Option<String>,
    /// The value, for `set`; null empties the cell.
    #[schema(example = "3")]
    pub value: Option<String>,
    /// What stood there when the change was decided; left out, nothing is compared.
    pub seen: Option<String>,
    /// Why, for `leave_out`.
    pub reason: Option<String>,
    /// Who edits; by default the token's name, or the author of the settings.
    pub by: Option<String>,
}

/// A change that was made.
#[derive(ToSchema)]
pub struct CurationEdited {
    /// Whether anything is other than before.
    pub changed: bool,
    /// The row as it holds now.
    pub row: CurationRow,
}

/// A row and its past.
#[derive(ToSchema)]
pub struct CurationRowPage {
    /// The row.
    pub row: CurationRow,
    /// The edits by hand, the newest first.
    pub history: Vec<CurationPast>,
}

/// One edit by hand.
#[derive(ToSchema)]
pub struct CurationPast {
    /// Its number, by which it is undone.
    pub seq: i64,
    /// `series` or `character`.
    pub kind: String,
    /// Source type and id of the row.
    pub couple: String,
    /// The column; `excluded` for a row left out or brought back.
    pub field: String,
    /// Whether a value by hand stood there before.
    pub was_set: bool,
    /// It; null when it was empty, or none stood there.
    pub before: Option<String>,
    /// Whether a value by hand stands there after.
    pub is_set: bool,
    /// It; null when it is empty, or was taken back.
    pub after: Option<String>,
    /// Who.
    pub author: String,
    /// From where: `web`, `api`, a workbook's id, `undo` and a number.
    pub origin: String,
    /// When.
    pub at: String,
}

/// Which edit to undo.
#[derive(ToSchema)]
pub struct CurationUndo {
    /// Its number.
    pub seq: i64,
    /// Who undoes it; by default the token's name, or the author of the settings.
    pub by: Option<String>,
}

/// An edit that was undone.
#[derive(ToSchema)]
pub struct CurationUndone {
    /// It.
    pub undone: CurationPast,
    /// The row as it holds now; null when only that edit had made it.
    pub row: Option<CurationRow>,
}
