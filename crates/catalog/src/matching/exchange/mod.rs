//! Links in the form that others exchange them in: SSSOM, as a table with a header of its own.
//!
//! The form is that of the Simple Standard for Sharing Ontology Mappings, version 1.0, as TSV:
//! <https://mapping-commons.github.io/sssom/spec-formats-tsv/>. One row is one link: an external id is
//! the same as one of our works (`emaki:work/7`), or is not. Pairs of external ids that were joined or
//! told apart over a comparison stand behind them.

mod curie;
mod error;
mod read;
mod write;

pub use error::ExchangeError;
pub use read::{SssomImport, SssomReject, import};
pub use write::{COLUMNS, SssomExport, export};

/// The predicate of every row.
const EXACT_MATCH: &str = "skos:exactMatch";
/// The modifier of a row that says the opposite.
const NOT: &str = "Not";

/// The spec's words for why, by our own.
fn justification(why: &model::Justification) -> &'static str {
    use model::Justification::{Identity, ManualCuration, Merge, Other, SameEntry, Similarity, Split};
    match why {
        // What a source itself says of its ids.
        Identity | SameEntry => "semapv:BackgroundKnowledgeBasedMatching",
        ManualCuration | Merge | Split => "semapv:ManualMappingCuration",
        Similarity => "semapv:CompositeMatching",
        Other(_) => "semapv:UnspecifiedMatching",
    }
}
