//! The use cases of people: sheets taken in, links found, files mapped both ways, people erased.

mod adopted_name;
mod adopting;
mod content;
mod csv;
mod erasing;
mod extracting;
mod failures;
mod importing;
mod listing;
mod mapping;
mod retrying;
mod same;
mod sessions;
mod showing;
mod texts;
mod tree;
mod words;

pub use adopting::{AdoptObjects, Adopted};
pub use content::{AssetContent, AssetLink};
pub use csv::{CsvMoved, CsvRequest, CsvStep};
pub use erasing::ErasePeople;
pub use extracting::{ExtractPeople, Extracted};
pub use importing::{ImportPeople, ImportedPeople};
pub use listing::{PeopleQuery, PeopleStatus, PersonCard, PersonDetails, PersonStanding};
pub use mapping::PeopleMapQuery;
pub use retrying::{AssetFailures, OpenedAssets, RetryAssets};
pub use sessions::DownloadSessionView;
pub use showing::{PeopleAsset, PeopleAssetQuery, PersonPage};
pub use texts::{PersonDocument, SpokenText};
pub use tree::{PeopleTree, TreeWritten};
