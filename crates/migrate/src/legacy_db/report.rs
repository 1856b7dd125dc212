//! What a migration found, did and proved.

use std::{fmt, path::PathBuf};

use publish::postgres::Address;
use serde::Serialize;

use super::{
    couples::{self, Chosen, Origin},
    old::{Old, OldTable},
};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing is taken in.
    Error,
    /// It is taken in, and somebody should look.
    Warning,
}

/// One thing that the checks found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad.
    pub level: Level,
    /// A word for programs.
    pub code: &'static str,
    /// `series` or `waifus`.
    pub table: &'static str,
    /// The row's id; none where it has none.
    pub id: Option<i64>,
    /// The column; empty where it is the row's.
    pub column: &'static str,
    /// The value, cut where it is long.
    pub value: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub fix: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.table)?;
        if let Some(id) = self.id {
            write!(f, " {id}")?;
        }
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        if !self.value.is_empty() {
            write!(f, ", `{}`", self.value)?;
        }
        write!(f, ": {}; {}", self.problem, self.fix)
    }
}

/// One table of the old database in figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Its rows.
    pub rows: usize,
    /// Its highest id; 0 for none.
    pub highest: i64,
    /// The MD5 over all rows, columns of others among them.
    pub checksum: String,
    /// Ids whose couple the registry knows.
    pub by_registry: usize,
    /// Ids that stand for themselves, as `legacy:<id>`.
    pub by_legacy: usize,
    /// Ids taken for MyAnimeList's.
    pub by_mal: usize,
}

/// One dump file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dump {
    /// Where it lies.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, as the file `SHA256SUMS` beside it says too.
    pub sha256: String,
}

/// What was written on our side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Wrote {
    /// Numbers of series that no couple was known of.
    pub series_numbers: u64,
    /// Numbers of characters that no couple was known of.
    pub character_numbers: u64,
    /// Rows that we had nothing of.
    pub rows: u64,
    /// Values by hand, where the game shows something else than we would publish.
    pub hand_values: u64,
    /// Stats of characters.
    pub stats: u64,
}

/// Whether every id of a table is accounted for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Accounted {
    /// Ids in the old database.
    pub there: usize,
    /// Of them, how many the registry holds under the couple chosen.
    pub here: usize,
    /// Those that it does not.
    pub missing: Vec<i64>,
    /// Numbers of the registry that the old database has no row of.
    pub only_here: usize,
    /// The number that the next new couple gets.
    pub next: i64,
}

/// What was proved afterwards.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Validation {
    /// Series.
    pub series: Accounted,
    /// Characters.
    pub characters: Accounted,
}

impl Validation {
    /// Whether every id is accounted for.
    pub fn is_whole(&self) -> bool {
        self.series.missing.is_empty() && self.characters.missing.is_empty()
    }
}

/// What a migration found, did and proved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LegacyDbReport {
    /// Under which number it can be taken back; none when nothing was new.
    pub run: Option<i64>,
    /// The database, without its password.
    pub target: String,
    /// Whether all of it was taken back again.
    pub rehearsed: bool,
    /// Whether it went on with a migration that was broken off.
    pub resumed: bool,
    /// Series there.
    pub series: Figures,
    /// Characters there.
    pub waifus: Figures,
    /// The backup tables in the old database.
    pub backup_tables: Vec<String>,
    /// The dump files.
    pub dumps: Vec<Dump>,
    /// What was written on our side.
    pub wrote: Wrote,
    /// What was proved afterwards.
    pub validation: Validation,
    /// Whether the old database's rows still have their checksums; none when nothing was done.
    pub target_unchanged: Option<bool>,
    /// What somebody should look at.
    pub findings: Vec<Finding>,
}

/// What taking a migration back did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct UndoReport {
    /// Which.
    pub run: i64,
    /// The database, without its password.
    pub target: String,
    /// Rows of the old database that were set back.
    pub restored: u64,
    /// Rows of it that were added since, and are gone.
    pub removed: u64,
    /// Numbers taken back on our side.
    pub numbers: u64,
    /// Rows taken back on our side.
    pub rows: u64,
    /// Values by hand taken back on our side.
    pub hand_values: u64,
    /// Stats taken back on our side.
    pub stats: u64,
}

/// The report as far as it is known before anything is done.
pub fn begin(address: &Address, old: &Old, chosen: &Chosen, rehearsed: bool) -> LegacyDbReport {
    let figures = |table: &OldTable, origins: &std::collections::BTreeMap<i64, couples::Choice>| {
        let of = |origin| origins.values().filter(|choice| choice.origin == origin).count();
        Figures {
            rows: table.rows.len(),
            highest: table.highest(),
            checksum: table.checksum.clone(),
            by_registry: of(Origin::Registry),
            by_legacy: of(Origin::Legacy),
            by_mal: of(Origin::Mal),
        }
    };
    LegacyDbReport {
        target: address.shown().to_owned(),
        rehearsed,
        series: figures(&old.series, &chosen.series),
        waifus: figures(&old.waifus, &chosen.waifus),
        ..LegacyDbReport::default()
    }
}
