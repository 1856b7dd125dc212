//! Finding works: title matching, the lexical index, filters, ranking.
//!
//! What does not belong here: the database; documents come in as values, hits go out as values.

mod api;
pub mod eval;
mod index;
mod pack;
mod rank;
mod text;
pub mod titles;
mod understanding;
mod vectors;
mod writer;

pub use api::*;
pub use asking;
pub use index::{Health, Opened, Overview, OverviewWork, SearchIndex, meant_hash, meant_texts};
pub use vectors::{
    Allowed, NUMBER_FIELDS, NearWork, Nearby, Payload, VECTOR_SPACES, VectorDemand, VectorEngine,
    VectorError, VectorFilter, VectorPoint, VectorStanding, WORD_FIELDS,
};
pub use writer::Writer;
