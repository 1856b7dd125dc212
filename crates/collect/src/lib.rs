//! Collecting: each source's lists and pages into rows, with a journal, so that a killed run goes on.
//!
//! A [`Processor`] knows one source of the keepers: what it lists, and what it says of a series and of a
//! character. `crawl` walks any of them: it asks what is due, and `books` writes what came out together
//! with the journal. `run` walks all of them at once. `facts` read answers, `manual` reads and writes
//! tables that people fill in.
//!
//! What does not belong here: how a source is asked (`sources`), rules (`keeping`).

mod books;
mod crawl;
mod desk;
mod facts;
mod failure;
pub mod manual;
mod processor;
mod processors;
mod report;
mod run;
mod settings;

pub use desk::{Desk, Logins};
pub use failure::Failure;
pub use processor::{About, Child, Found, Listed, Missing, Mode, Processor, Wanted};
pub use processors::{Choice, Surroundings, choices};
pub use report::{Change, FailedItem, Gone, Report, SourceReport, Stopped, Tally, What};
pub use run::{Options, Watch, collect};
pub use settings::{CollectConfig, GameConfig, MangaDexConfig, WikiConfig, WikiSeries, games_of};
