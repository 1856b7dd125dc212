//! The use cases of people: sheets taken in, links found, files mapped both ways, people erased.

mod adopting;
mod csv;
mod erasing;
mod extracting;
mod failures;
mod importing;
mod listing;
mod mapping;
mod tree;

pub use adopting::{AdoptObjects, Adopted};
pub use csv::{CsvMoved, CsvRequest, CsvStep};
pub use erasing::ErasePeople;
pub use extracting::{ExtractPeople, Extracted};
pub use importing::{ImportPeople, ImportedPeople};
pub use listing::{PeopleQuery, PeopleStatus, PersonCard, PersonDetails, PersonStanding};
pub use mapping::PeopleMapQuery;
pub use tree::{PeopleTree, TreeWritten};
