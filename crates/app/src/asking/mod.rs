//! Questions: words, a structured object, or both, in; works, and how the question was understood, out.
//!
//! `request` is what is asked, `answer` what comes back. `query` is the use case; each power beside it has its file:
//! `chips` show the plan, `suggest` works out how to go on, `conversation` remembers, `taste` is what askers like,
//! `trending` counts what is asked for, `replies` tells what is asked besides works (`makers` who made one, `side_by_side` how several differ, `source_by_source` how the sources judge one), `measure` knows how long `shorter` and how new `newer` is, `unheeded` says what no answer could be held to, `refine` puts a language model to use, `deeper` asks the sources, `drawing` leaves it to chance,
//! `picture` looks at what was sent along, `whose` tells askers apart.
//!
//! What does not belong here: reading words (`asking`) and ranking works (`search`).

mod answer;
mod chips;
mod conversation;
mod deeper;
mod drawing;
mod learning;
mod makers;
mod measure;
mod picture;
mod query;
mod refine;
mod replies;
mod request;
mod side_by_side;
mod source_by_source;
mod suggest;
mod taste;
mod trending;
mod unheeded;
mod whose;

pub use answer::{ModelUse, QueryAnswer, QueryMetadata, QueryTimes, Suggestion};
pub use chips::{Chip, ChipEffect, chips, drop_of, read_drop};
pub use conversation::{ConversationTurn, ConversationView};
pub use deeper::DeeperJob;
pub use replies::Reply;
pub use request::{Asked, QueryContext, QueryOptions, QueryRequest};
pub use side_by_side::{SideBySide, SideScore, SideWork};
pub use taste::{PreferenceChange, PreferenceSubjects, PreferenceView, Preferences};
pub use trending::{TrendKind, Trending, TrendingItem};
pub use whose::Whose;

/// What questions need of an app.
#[derive(Default)]
pub(crate) struct Parts {
    /// What was asked for since the store was told.
    pub counts: trending::Counts,
    /// The language model, once it was needed.
    pub model: refine::Model,
}
