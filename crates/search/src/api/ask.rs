//! A question as a plan, and the works that answer it.

use std::time::Duration;

use asking::{Plan, Slot};
use model::WorkId;

use super::{Arm, Facets, Filters, Hit};

/// A plan to carry out, with what holds whatever the plan says.
#[derive(Debug, Clone, PartialEq)]
pub struct AskRequest {
    /// What was understood of the question; see [`crate::SearchIndex::read`].
    pub plan: Plan,
    /// The caller's own filters. They hold for every hit, and the words never open what they close.
    pub filters: Filters,
    /// Works that never show.
    pub refused: Vec<WorkId>,
    /// Works that the asker likes; what is like them comes earlier.
    pub liked: Vec<WorkId>,
    /// Tags that the asker likes; they only help the order.
    pub liked_tags: Vec<String>,
    /// Tags that the asker dislikes; they only help the order.
    pub disliked_tags: Vec<String>,
    /// Studios that the asker likes; they only help the order.
    pub liked_studios: Vec<String>,
    /// The asker's date, for what airs `today` or `tomorrow`; without it such a part is unmet.
    pub today: Option<jiff::civil::Date>,
    /// Hits on one page, 1 to 100. The plan's own limit, where it has one, is the door's to heed.
    pub limit: usize,
    /// Where the page before ended, as its answer said.
    pub cursor: Option<String>,
    /// Whether to count facets.
    pub facets: bool,
}

impl AskRequest {
    /// A plan with all else by default: 20 hits, nothing refused, nothing liked.
    pub fn new(plan: Plan) -> Self {
        Self {
            plan,
            filters: Filters::default(),
            refused: Vec::new(),
            liked: Vec::new(),
            liked_tags: Vec::new(),
            disliked_tags: Vec::new(),
            liked_studios: Vec::new(),
            today: None,
            limit: 20,
            cursor: None,
            facets: false,
        }
    }
}

/// A work that a plan asks about by its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedWork {
    /// The title, as the plan has it.
    pub title: String,
    /// The work that it means.
    pub work: WorkId,
    /// Whether it is none of the works that answer, on any page: a filter or a refusal closes it.
    pub is_left_out: bool,
}

/// A page of works that answer a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct AskAnswer {
    /// The hits of this page, best first.
    pub results: Vec<Hit>,
    /// How many works answer in all.
    pub total: usize,
    /// Counts over all of them; empty unless asked for.
    pub facets: Facets,
    /// Where the next page begins; `None` on the last one.
    pub next_cursor: Option<String>,
    /// The plan that was carried out.
    pub plan: Plan,
    /// What the plan asks and the index cannot tell, so that no hit was held to it. What only a door can
    /// answer (`text_language`, `watch_order`, `sources`) is not among them.
    pub unmet: Vec<Slot>,
    /// Names in the plan that nothing in the index bears: people, characters, tags, titles. Nobody's works are none;
    /// of all other names the words were searched for.
    pub unknown: Vec<(Slot, String)>,
    /// The works that the plan asks about by their titles, in its order; titles that nothing bears are in `unknown`.
    pub asked_works: Vec<AskedWork>,
    /// Arms that gave no answer, as [`super::SearchAnswer::degraded`] has them.
    pub degraded: Vec<Arm>,
    /// Time spent inside the index.
    pub took: Duration,
}
