//! Dataset formats that `emaki import` reads: one file per format, one line in the list below.
//!
//! A format is recognized by the opening of a file, and turns one raw row into a claim about a work or a
//! character, or into a typed row. `split` cuts a stream of bytes into raw rows. Nothing here opens a
//! file or decides what a row is linked to.

pub(crate) mod checks;
mod format;
mod json;
mod opening;
mod reject;
mod row;
pub mod split;
mod table;

pub use format::{Format, Shape};
pub use opening::{OPENING_BYTES, Opening, OpeningError};
pub use reject::{Reason, Reject};
pub use row::{Claim, IdMapRow, Key, RatingRow, RawRow, RelationRow, Row};
pub use table::{Cells, Header};

/// Declares the format modules and the list of them, so that a new format is one line.
macro_rules! formats {
    ($($module:ident :: $format:ident),+ $(,)?) => {
        $(mod $module;)+

        /// Every format, in the order in which help lists them.
        pub const FORMATS: &[&dyn Format] = &[$(&$module::$format),+];
    };
}

formats! {
    offline_db::OfflineDb,
    synopses::Synopses,
    characters::Characters,
    relations::Relations,
    ratings::Ratings,
    manga::MangaTable,
    vn::VisualNovels,
    games::Games,
    id_map::IdMap,
    records::Records,
}

/// The format of a published name, such as `offline-db`.
pub fn format_named(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.name() == name)
}

/// The one format that recognizes an opening, or the names a caller may choose from.
pub fn recognize(opening: &Opening) -> Result<&'static dyn Format, Vec<&'static str>> {
    let fits: Vec<&'static dyn Format> =
        FORMATS.iter().copied().filter(|format| format.recognizes(opening)).collect();
    match fits.as_slice() {
        [one] => Ok(*one),
        [] => Err(FORMATS.iter().filter(|f| f.shapes().contains(&opening.shape)).map(|f| f.name()).collect()),
        several => Err(several.iter().map(|format| format.name()).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        for format in FORMATS {
            assert_eq!(format_named(format.name()).map(Format::name), Some(format.name()));
        }
        let names: std::collections::BTreeSet<_> = FORMATS.iter().map(|f| f.name()).collect();
        assert_eq!(names.len(), FORMATS.len());
        assert!(format_named("spreadsheet").is_none());
    }

    #[test]
    fn an_unclear_opening_names_the_candidates() {
        let opening = Opening::read(b"a,b\n1,2\n", true).expect("a table");
        let candidates = recognize(&opening).err().expect("no format has these columns");
        assert!(candidates.contains(&"ratings") && !candidates.contains(&"offline-db"), "{candidates:?}");
    }
}
