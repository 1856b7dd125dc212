//! The four layouts that the old pipeline's CSV file had, and the one of 21 columns that is written for ever.
//!
//! Cells are kept letter by letter, whatever they hold; [`meaning`] says which of them mean nothing.

mod file;
mod placing;
mod survey;

pub use file::{CsvFault, CsvFile};
pub use placing::{Known, Place, place};
pub use survey::{Survey, map, survey};

/// The columns of the newest layout.
pub const COLUMNS: [&str; 21] = [
    "row_id",
    "name",
    "email",
    "type",
    "link",
    "extracted_links",
    "youtube_playlist",
    "google_drive",
    "processed",
    "document_text",
    "youtube_status",
    "youtube_files",
    "youtube_media_id",
    "drive_status",
    "drive_files",
    "drive_media_id",
    "last_download_attempt",
    "download_errors",
    "permanent_failure",
    "file_uuids",
    "s3_paths",
];

const OF_7: &[&str] =
    &["name", "email", "type", "link", "youtube_playlist", "google_drive", "extracted_links"];

/// One of the layouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layout {
    /// Until June 2025: no id of a row.
    Seven,
    /// With ids and the state of downloads.
    Eighteen,
    /// With the document's text.
    Nineteen,
    /// With the objects' names and keys.
    TwentyOne,
}

impl Layout {
    /// All of them, oldest first.
    pub const ALL: [Self; 4] = [Self::Seven, Self::Eighteen, Self::Nineteen, Self::TwentyOne];

    /// Its columns, in their order.
    pub fn columns(self) -> Vec<&'static str> {
        let without = |left: &[&str]| COLUMNS.into_iter().filter(|column| !left.contains(column)).collect();
        match self {
            Self::Seven => OF_7.to_vec(),
            Self::Eighteen => without(&["document_text", "file_uuids", "s3_paths"]),
            Self::Nineteen => without(&["file_uuids", "s3_paths"]),
            Self::TwentyOne => COLUMNS.to_vec(),
        }
    }

    /// The layout that a header has.
    pub fn of(header: &[String]) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|layout| layout.columns().iter().copied().eq(header.iter().map(String::as_str)))
    }

    /// A record's cells in the layout of 21 columns; what a layout does not have is empty.
    pub fn widened(self, record: &[String]) -> Vec<String> {
        let columns = self.columns();
        let cell = |name: &str| {
            let at = columns.iter().position(|column| *column == name)?;
            record.get(at).cloned()
        };
        COLUMNS.iter().map(|name| cell(name).unwrap_or_default()).collect()
    }

    /// The cells of 21 columns in this layout.
    pub fn narrowed(self, cells: &[String]) -> Vec<String> {
        let cell =
            |name: &str| COLUMNS.iter().position(|column| *column == name).and_then(|at| cells.get(at));
        self.columns().into_iter().map(|name| cell(name).cloned().unwrap_or_default()).collect()
    }
}

/// Where a column stands among the 21.
pub fn column(name: &str) -> Option<usize> {
    COLUMNS.iter().position(|column| *column == name)
}

/// What a cell means: nothing where it is empty or holds one of the signs that stood for that, `-` and `'-`.
pub fn meaning(cell: &str) -> Option<&str> {
    (!matches!(cell.trim(), "" | "-" | "'-")).then_some(cell)
}

#[cfg(test)]
mod tests;
