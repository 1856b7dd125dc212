//! What bringing the old files in did, in figures.

use keeping::numbers::ImportedNumbers;
use serde::Serialize;

/// What was done, or would be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LegacyFiles {
    /// The registry.
    pub registry: String,
    /// Whether nothing was written, on purpose.
    pub dry_run: bool,
    /// The files found, with their rows.
    pub files: Vec<Read>,
    /// Numbers.
    pub numbers: ImportedNumbers,
    /// Series as collected.
    pub series: Records,
    /// Characters as collected.
    pub characters: Records,
    /// Series as people left them.
    pub series_by_hand: Hands,
    /// Characters as people left them.
    pub characters_by_hand: Hands,
    /// Series merged by people.
    pub merges: Merges,
    /// Stats; none where no file holds any, or nothing was to be written.
    pub stats: Option<stats::ImportReport>,
    /// The registry as it is now.
    pub kept: Vec<Standing>,
    /// By what the kept characters find their series now.
    pub links: Links,
    /// What is odd and did no harm.
    pub notes: Vec<String>,
}

impl LegacyFiles {
    /// How much was new: 0 when all of it was there before.
    pub fn changes(&self) -> u64 {
        let numbers: u64 = self.numbers.files.iter().map(|file| file.new).sum();
        let records = [self.series, self.characters].map(|records| records.new + records.changed);
        let hands = [self.series_by_hand, self.characters_by_hand].map(|hands| hands.new + hands.taken_back);
        let stats = self.stats.as_ref().map_or(0, |stats| stats.new + stats.changed);
        numbers + records.iter().sum::<u64>() + hands.iter().sum::<u64>() + self.merges.new as u64 + stats
    }
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Read {
    /// Its place within the folder.
    pub file: String,
    /// Its rows.
    pub rows: usize,
}

/// Collected rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Records {
    /// Rows that were not there.
    pub new: u64,
    /// Rows that an earlier run brought in otherwise.
    pub changed: u64,
    /// Rows that are there word for word.
    pub unchanged: u64,
    /// Rows that stayed because they were collected since.
    pub newer: u64,
}

/// Rows of a cleaned sheet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Hands {
    /// Rows of the sheet.
    pub rows: u64,
    /// Cells that differ from what was collected.
    pub cells: u64,
    /// Rows that were never collected.
    pub only_by_hand: u64,
    /// Collected rows that the sheet lacks: left out.
    pub excluded: u64,
    /// Values by hand, exclusions among them, that are new.
    pub new: u64,
    /// Values of an earlier run that the sheet does not say any more.
    pub taken_back: u64,
    /// Values that stayed out because somebody decided otherwise since.
    pub decided_since: u64,
}

/// Series merged by people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Merges {
    /// Couples that stand for another series' number from now on.
    pub new: usize,
    /// Couples that did before.
    pub known: usize,
    /// Series whose kept characters stand under several: no merge, their characters are linked one by one.
    pub split: Vec<String>,
    /// Merges that could not be made, with the reason.
    pub skipped: Vec<String>,
}

/// The rows of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// `series` or `character`.
    pub kind: &'static str,
    /// All rows.
    pub rows: usize,
    /// Those that are not left out.
    pub kept: usize,
    /// Those of them that have no number yet; the next publish gives them one.
    pub without_number: usize,
}

/// By what characters find their series.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Links {
    /// A person chose a series of that name.
    pub hand_name: usize,
    /// The couple that the source names.
    pub couple: usize,
    /// A couple that was merged.
    pub alias: usize,
    /// The name.
    pub name: usize,
    /// Nothing: they have no series.
    pub none: usize,
}
