//! The title arm: every part's names asked, the best name of each work kept.

use rustc_hash::FxHashMap;

use super::predicate::Predicate;
use crate::{
    MatchForm, MatchedTitle,
    index::state::State,
    text::fold,
    titles::{NameKind, NameMatch, TitleQuery},
};

/// By so much fame, 0 to 1, a work is better known by far than another that may be meant.
pub(crate) const FAR_BETTER_KNOWN: f32 = 0.3;

/// How far the title arm looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Equal names.
    Equal,
    /// And names within a few edits.
    Near,
    /// And names that begin so.
    Beginning,
}

/// A work's best name for a query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named {
    pub(crate) part: usize,
    pub(crate) kind: NameKind,
    pub(crate) found: NameMatch,
}

impl Named {
    /// Whether the name is equal to the query.
    pub(crate) fn equal(&self) -> bool {
        matches!(self.found.form, MatchForm::Exact | MatchForm::Romanized)
    }

    /// The name as its source wrote it, and how it matched.
    pub(crate) fn shown(&self, state: &State) -> MatchedTitle {
        let text = state.columns.parts()[self.part].0.titles.text(self.found.name).to_owned();
        let form = match self.kind {
            NameKind::Character => MatchForm::Character,
            NameKind::Person => MatchForm::Person,
            _ => self.found.form,
        };
        MatchedTitle { text, form, distance: self.found.distance }
    }

    /// A title before a character before a person of the same score; then the nobler kind of title.
    fn order(&self) -> (bool, f32, std::cmp::Reverse<NameKind>) {
        (self.kind.is_title() || !self.equal(), self.found.score, std::cmp::Reverse(self.kind))
    }
}

/// The best name of each work, by row.
pub(crate) fn find(state: &State, query: &TitleQuery, reach: Reach) -> FxHashMap<u32, Named> {
    let mut best: FxHashMap<u32, Named> = FxHashMap::default();
    let mut found = Vec::new();
    for (part, (names, offset)) in state.columns.parts().iter().enumerate() {
        found.clear();
        names.titles.equal(query, &mut found);
        if reach != Reach::Equal {
            names.titles.near(query, &mut found);
        }
        if reach == Reach::Beginning {
            names.titles.beginning(query, &|owner| state.columns.fame(owner + offset), &mut found);
        }
        for found in &found {
            let row = names.titles.owner(found.name) + offset;
            if !state.columns.alive(row) {
                continue;
            }
            let named = Named { part, kind: names.titles.kind(found.name), found: *found };
            let kept = best.entry(row).or_insert(named);
            if named.order().partial_cmp(&kept.order()) == Some(std::cmp::Ordering::Greater) {
                *kept = named;
            }
        }
    }
    best
}

/// The rows of works with a character or person of this name: the whole name, else one that begins with it.
pub(crate) fn rows_named(state: &State, name: &str, kind: NameKind) -> Vec<u32> {
    let folded = fold(name);
    let mut rows = Vec::new();
    for whole in [true, false] {
        for (part, offset) in state.columns.parts() {
            let found: Vec<u32> = if whole {
                part.titles.spelled(&folded).to_vec()
            } else {
                part.titles.beginning_with(&format!("{folded} "))
            };
            let owners = found.into_iter().filter(|name| part.titles.kind(*name) == kind);
            rows.extend(owners.map(|name| part.titles.owner(name) + offset));
        }
        rows.retain(|row| state.columns.alive(*row));
        if !rows.is_empty() {
            break;
        }
    }
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// The works whose franchise a title means: the one that bears it, and the best known one whose title goes on
/// after it, where that is the better known by far.
pub(crate) fn resolve_all(state: &State, title: &str) -> Vec<u32> {
    let columns = &state.columns;
    let first = resolve(state, title);
    let start = format!("{} ", fold(title));
    let mut longer: Option<u32> = None;
    for (part, offset) in columns.parts() {
        for name in part.titles.beginning_with(&start) {
            let row = part.titles.owner(name) + offset;
            let better = longer.is_none_or(|known| columns.fame(row) > columns.fame(known));
            if part.titles.kind(name).is_title() && columns.alive(row) && better {
                longer = Some(row);
            }
        }
    }
    let fame = first.map_or(-1.0, |row| columns.fame(row));
    let longer = longer.filter(|row| columns.fame(*row) > fame + FAR_BETTER_KNOWN);
    longer.into_iter().chain(first).collect()
}

/// The work that a title means, or, where what is allowed leaves that one out, the best known of those that are allowed
/// and bear just this title as their own: a book of the name of its film.
pub(crate) fn resolve_within(state: &State, title: &str, allowed: &Predicate) -> Option<u32> {
    let columns = &state.columns;
    let meant = resolve(state, title)?;
    if allowed.meets(columns, meant) {
        return Some(meant);
    }
    let is_so_called =
        |named: &Named| named.equal() && matches!(named.kind, NameKind::Main | NameKind::Official);
    let namesake = find(state, &TitleQuery::new(title), Reach::Equal)
        .into_iter()
        .filter(|(row, named)| is_so_called(named) && allowed.meets(columns, *row))
        .map(|(row, _)| row)
        .max_by(|left, right| columns.fame(*left).total_cmp(&columns.fame(*right)).then(right.cmp(left)));
    namesake.or(Some(meant))
}

/// The work that a title means: equal before near, a nobler kind of title before another, well known
/// before obscure.
pub(crate) fn resolve(state: &State, title: &str) -> Option<u32> {
    let query = TitleQuery::new(title);
    let found = find(state, &query, Reach::Near);
    let order = |row: u32, named: &Named| {
        let noble = match named.kind {
            NameKind::Main => 0.3,
            NameKind::Official => 0.2,
            _ => 0.0,
        };
        named.found.score * 10.0 + noble + state.columns.fame(row)
    };
    found
        .iter()
        .filter(|(_, named)| named.kind.is_title())
        .map(|(row, named)| (order(*row, named), *row))
        .max_by(|left, right| left.0.total_cmp(&right.0).then(right.1.cmp(&left.1)))
        .map(|(_, row)| row)
}
