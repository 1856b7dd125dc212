//! Other sites' answers under `/api/external/…`: which there are, what each takes, and asking for them.
//!
//! `table` lists every one; the router, the API's description and the command line are made from it. `takes` checks what
//! is given, `fits` puts it into a source's own words, `shapes` says what of the answer is told. All of them go through
//! the one fetcher, and so through its cache, its breakers and its paces.

mod answer;
mod fits;
mod health;
mod route;
mod shapes;
mod table;
mod takes;

pub use answer::{ExternalAnswer, ExternalProvenance};
pub use health::{ExternalHealth, ExternalSource};
pub use route::{ExternalParameter, ExternalRoute};
pub use table::{EXTERNAL, EXTERNAL_SERVICES, external_at, external_route};
pub use takes::Takes;

pub(crate) use takes::Given;
