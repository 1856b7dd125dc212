//! What goes into a search and what comes out: plain values, no index behind them.

mod answer;
mod ask;
mod card;
mod document;
mod error;
mod filters;
mod model;
mod plan;
mod request;

pub use crate::rank::Shares;
pub use answer::{
    Arm, ArmScore, Bucket, Facets, Hit, MatchForm, MatchedTitle, SearchAnswer, Similarity, Why,
};
pub use ask::{AskAnswer, AskRequest, AskedWork};
pub use card::WorkCard;
pub use document::Document;
pub use error::{IndexError, SearchError};
pub use filters::{Adult, FilterError, Filters};
pub use model::TextModel;
pub use plan::{Intent, Plan, Understood};
pub(crate) use request::MAX_QUERY_CHARS;
pub use request::{MAX_LIMIT, Meaning, Order, SearchRequest, Sort};
