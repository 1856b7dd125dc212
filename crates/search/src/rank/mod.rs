//! From a plan to an answer: the arms, how they are put together, and what is said of each hit.
//!
//! An arm finds works and scores them on its own scale: `names` (titles), `lexical` (words), `meaning`
//! (vectors), `predicate` (filters), `franchise` (ties), `similar` (shared tags). `gather` chooses what a plan
//! needs of them; `told` weighs titles, words and meaning against each other, `narrative` the parts of a
//! work, `listing` orders what merely meets filters, `taste` moves works by what an asker likes, `draw` leaves it to chance. `strangers` are names
//! in filters that nothing bears. `page` cuts the order, `hits` says why. A new arm adds its own file here and its name to `Arm`.

mod census;
mod cursor;
mod draw;
mod facets;
mod franchise;
mod gather;
mod hits;
mod lexical;
mod likeness;
mod listing;
mod meaning;
mod names;
mod narrative;
mod page;
mod predicate;
mod scratch;
mod similar;
mod strangers;
mod taste;
mod told;

use std::time::Instant;

use asking::{Asker, Plan};
use model::WorkId;

use crate::{
    Arm, AskAnswer, AskRequest, Facets, Intent, SearchAnswer, SearchError, SearchRequest, Sort,
    api::MAX_QUERY_CHARS,
    index::state::State,
    understanding::{Known, published},
};
use gather::{Gathered, Question};
pub(crate) use likeness::Likeness;
pub(crate) use meaning::Ground;
pub(crate) use predicate::Predicate;
use taste::Taste;

pub(crate) use names::{FAR_BETTER_KNOWN, resolve, resolve_all, resolve_within, rows_named};
pub use narrative::Shares;
pub(crate) use scratch::{Scratch, ScratchPool};

/// Answers a search.
pub(crate) fn search(
    state: &State,
    request: &SearchRequest,
    scratch: &mut Scratch,
) -> Result<SearchAnswer, SearchError> {
    let started = Instant::now();
    request.filters.check()?;
    strangers::check(&request.filters, &state.columns)?;
    let query: String = request.query.chars().take(MAX_QUERY_CHARS).collect();
    let query = query.trim();
    let plan = if query.is_empty() {
        Plan::default()
    } else {
        asking::read(query, &Known::of(state), &Asker::on(request.today.unwrap_or(state.newest)))
    };
    let question = Question {
        text: query,
        plan: &plan,
        filters: &request.filters,
        own: Predicate::new(&request.filters, &state.columns),
        taste: Taste::default(),
        today: request.today,
        strict: false,
        meaning: request.meaning,
    };
    let gathered = gather::gather(state, &question, scratch)?;
    let mut sorted = request.clone();
    if request.sort == Sort::Relevance {
        sorted.sort = gathered.sort.unwrap_or_default();
        sorted.order = request.order.or(gathered.order);
    }
    let answer = answer(state, &sorted, "search", &plan, &gathered, scratch, started);
    scratch.clear(&gathered.lexical.touched);
    answer
}

/// Carries a plan out.
pub(crate) fn ask(
    state: &State,
    request: &AskRequest,
    scratch: &mut Scratch,
) -> Result<AskAnswer, SearchError> {
    let started = Instant::now();
    request.filters.check()?;
    strangers::check(&request.filters, &state.columns)?;
    let plan = &request.plan;
    let mut own = Predicate::new(&request.filters, &state.columns);
    let refused = request.refused.iter().filter_map(|work| u32::try_from(work.get()).ok());
    own.without(refused.filter_map(|id| state.columns.row_of(id)));
    let text: String = plan.question.chars().take(MAX_QUERY_CHARS).collect();
    let question = Question {
        text: text.trim(),
        plan,
        filters: &request.filters,
        own,
        taste: Taste::of(state, request),
        today: request.today,
        strict: true,
        meaning: crate::Meaning::Fused,
    };
    let gathered = gather::gather(state, &question, scratch)?;
    let search = SearchRequest {
        query: text.trim().to_owned(),
        filters: request.filters.clone(),
        sort: gathered.sort.unwrap_or_default(),
        order: gathered.order,
        limit: request.limit,
        cursor: request.cursor.clone(),
        facets: request.facets,
        ..SearchRequest::default()
    };
    let answer = answer(state, &search, &subject(request), plan, &gathered, scratch, started);
    scratch.clear(&gathered.lexical.touched);
    let answer = answer?;
    Ok(AskAnswer {
        results: answer.results,
        total: answer.total,
        facets: answer.facets,
        next_cursor: answer.next_cursor,
        plan: request.plan.clone(),
        unmet: gathered.unmet,
        unknown: gathered.unknown,
        asked_works: gathered.asked_works,
        degraded: answer.degraded,
        took: answer.took,
    })
}

/// What ties a cursor to a question besides its words: the plan and who asks.
fn subject(request: &AskRequest) -> String {
    let plan = serde_json::to_string(&request.plan).unwrap_or_default();
    format!(
        "ask {plan} {:?} {:?} {:?} {:?} {:?}",
        request.refused, request.liked, request.liked_tags, request.disliked_tags, request.liked_studios
    )
}

/// The works most like one.
pub(crate) fn similar(
    state: &State,
    work: WorkId,
    request: &SearchRequest,
    scratch: &mut Scratch,
) -> Result<SearchAnswer, SearchError> {
    let started = Instant::now();
    request.filters.check()?;
    strangers::check(&request.filters, &state.columns)?;
    let seed = u32::try_from(work.get()).ok().and_then(|id| state.columns.row_of(id));
    let seed = seed.ok_or(SearchError::NoSuchWork(work))?;
    let allowed = Predicate::new(&request.filters, &state.columns);
    let mut gathered = Gathered { shape: Intent::Similar, seeds: vec![seed], ..Gathered::default() };
    let mut rows = similar::neighbors(state, seed, &allowed, scratch);
    rows.retain(|(row, _)| allowed.meets(&state.columns, *row));
    gathered.carry(rows);
    answer(state, request, &format!("similar {work}"), &Plan::default(), &gathered, scratch, started)
}

/// The rows of a work and of all that belong together with it.
pub(crate) fn franchise_of(state: &State, seed: u32) -> Vec<u32> {
    franchise::members(state, seed).into_iter().map(|(row, _)| row).collect()
}

fn answer(
    state: &State,
    request: &SearchRequest,
    subject: &str,
    plan: &Plan,
    gathered: &Gathered,
    scratch: &Scratch,
    started: Instant,
) -> Result<SearchAnswer, SearchError> {
    let facets = if request.facets {
        let rows: Vec<u32> = gathered.rows.iter().map(|(row, _)| *row).collect();
        facets::count(&state.columns, &rows)
    } else {
        Facets::default()
    };
    let page = page::cut(state, request, subject, gathered.rows.clone())?;
    let mut understood = published(plan, gathered.shape, &request.filters);
    let about = matches!(gathered.shape, Intent::Similar | Intent::Franchise) && !plan.parts.is_empty();
    if let Some(seed) = gathered.seeds.first().filter(|_| about) {
        let shown = state.card(*seed).map(|card| card.title).unwrap_or_default();
        understood.seed = page::work_id(state, *seed).map(|id| (id, shown));
    }
    Ok(SearchAnswer {
        results: hits::hits(state, request, gathered, &page.rows, scratch)?,
        total: gathered.rows.len(),
        facets,
        next_cursor: page.next,
        understood,
        degraded: if scratch.unanswered.get() { vec![Arm::Vector] } else { Vec::new() },
        took: started.elapsed(),
    })
}
