//! What is done with people in the store: sheets taken in, links made assets, files mapped, people erased.
//!
//! Each use is one transaction, or one for each person where each stands for itself.

mod convert;
mod erase;
mod error;
mod extract;
mod finish;
mod import;
mod map;
mod prove;
mod staging;

pub use convert::{asset_of, asset_row, person_of, person_row};
pub use erase::{ErasedPerson, erase, erase_all};
pub use error::PeopleError;
pub use extract::{ExtractReport, PersonLinks, extract, extract_person};
pub use finish::{Finished, Places, claimed, finish, finish_all, take_away};
pub use import::{EditedRow, ImportReport, import};
pub use map::{MapLine, each_map_line, map_lines, masked};
pub use prove::{prove, prove_each};
