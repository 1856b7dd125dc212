//! From a request to an answer: the arms, how they are put together, and what is said of each hit.
//!
//! An arm finds works and scores them on its own scale: `names` (titles), `lexical` (words),
//! `predicate` (filters), `franchise` (ties), `similar` (shared tags). `gather` puts their verdicts into
//! one relevance, `page` cuts the order, `hits` says why. A new arm adds its own file here, its name to
//! `Arm`, and its part of the sum in `gather`.

mod census;
mod cursor;
mod facets;
mod franchise;
mod gather;
mod hits;
mod lexical;
mod names;
mod page;
mod predicate;
mod scratch;
mod similar;

use std::time::Instant;

use model::WorkId;

use crate::{
    Facets, Plan, SearchAnswer, SearchError, SearchRequest, api::MAX_QUERY_CHARS, index::state::State,
};
use gather::Gathered;
use predicate::Predicate;

pub(crate) use scratch::{Scratch, ScratchPool};

/// Answers a search.
pub(crate) fn search(
    state: &State,
    request: &SearchRequest,
    scratch: &mut Scratch,
) -> Result<SearchAnswer, SearchError> {
    let started = Instant::now();
    request.filters.check()?;
    let query: String = request.query.chars().take(MAX_QUERY_CHARS).collect();
    let allowed = Predicate::new(&request.filters, &state.columns);
    let gathered = gather::gather(state, query.trim(), request, &allowed, scratch)?;
    let answer = answer(state, request, "search", &gathered, scratch, started);
    scratch.clear(&gathered.lexical.touched);
    answer
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
    let seed = u32::try_from(work.get()).ok().and_then(|id| state.columns.row_of(id));
    let seed = seed.ok_or(SearchError::NoSuchWork(work))?;
    let allowed = Predicate::new(&request.filters, &state.columns);
    let mut gathered =
        Gathered { plan: Plan { intent: crate::Intent::Similar, ..Plan::default() }, ..Gathered::default() };
    gathered.similar_to(state, seed, &allowed, scratch);
    answer(state, request, &format!("similar {work}"), &gathered, scratch, started)
}

fn answer(
    state: &State,
    request: &SearchRequest,
    subject: &str,
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
    Ok(SearchAnswer {
        results: hits::hits(state, request, gathered, &page.rows, scratch)?,
        total: gathered.rows.len(),
        facets,
        next_cursor: page.next,
        understood: gathered.plan.clone(),
        took: started.elapsed(),
    })
}
