//! Finding the rows of a question among tens of thousands, in a few milliseconds.

use std::{cmp::Ordering, collections::HashMap, sync::Arc};

use keeping::forms::{Couple, Form};

use super::{
    GridOrder, GridQuestion, GridRow, GridScope, GridSort, GridState,
    books::{Books, Line},
    question::RARITIES,
};
use crate::AppError;

/// A page of rows.
#[derive(Debug, Clone)]
pub struct GridPage {
    /// Its rows.
    pub rows: Vec<GridRow>,
    /// How many rows meet the question.
    pub total: usize,
    /// How many rows of the form there are.
    pub of: usize,
    /// Each medium, and how many rows it would give with all else as it is.
    pub media: Vec<(Arc<str>, usize)>,
    /// Each value of `rarity`, with its count.
    pub rarities: [(&'static str, usize); 5],
    /// Each id space, with its count.
    pub sources: Vec<(Arc<str>, usize)>,
    /// The cursor to the next page; none on the last one.
    pub next: Option<String>,
}

/// What a row fails at; a row that fails at one thing only counts for that thing's choices.
mod fails {
    pub const MEDIUM: u8 = 1;
    pub const RARITY: u8 = 2;
    pub const SOURCE: u8 = 4;
    pub const OTHER: u8 = 8;
}

/// Finds a page of rows.
pub fn find(books: &Books, form: Form, question: &GridQuestion) -> Result<GridPage, AppError> {
    let lines = books.lines(form);
    let terms: Vec<String> = question.words.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let mut media: HashMap<&str, usize> = HashMap::new();
    let mut sources: HashMap<&str, usize> = HashMap::new();
    let mut rarities = [0; 5];
    let mut found: Vec<usize> = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let failed = failed(line, question, &terms);
        if failed & !fails::MEDIUM == 0 && !line.medium().is_empty() {
            *media.entry(line.medium()).or_default() += 1;
        }
        if failed & !fails::SOURCE == 0 {
            *sources.entry(&line.entry.row.couple.source_type).or_default() += 1;
        }
        if failed & !fails::RARITY == 0 {
            rarities[rarity_of(line)] += 1;
        }
        if failed == 0 {
            found.push(place);
        }
    }
    let total = found.len();
    let order = |a: &usize, b: &usize| compare(lines, question, *a, *b);
    let skipped = match &question.after {
        Some(cursor) => {
            let after = couple_of(cursor).and_then(|couple| books.place(form, &couple)).ok_or_else(|| {
                AppError::invalid_parameter("cursor", format!("there is no row `{cursor}` any more"))
                    .hint("begin again without a cursor")
            })?;
            found.retain(|place| compare(lines, question, after, *place) == Ordering::Less);
            0
        }
        None => (question.page - 1).saturating_mul(question.limit),
    };
    let wanted = skipped.saturating_add(question.limit);
    // Only what comes up to the page's end has to be in order.
    if wanted < found.len() {
        found.select_nth_unstable_by(wanted, order);
    }
    let has_more = wanted < found.len();
    found.truncate(wanted);
    found.sort_unstable_by(order);
    let shown = found.get(skipped..).unwrap_or_default();
    let rows: Vec<GridRow> = shown.iter().map(|place| GridRow::of(books, &lines[*place])).collect();
    Ok(GridPage {
        next: rows.last().filter(|_| has_more).map(|row| row.id.clone()),
        rows,
        total,
        of: lines.len(),
        media: counted(media),
        rarities: std::array::from_fn(|at| (RARITIES[at], rarities[at])),
        sources: counted(sources),
    })
}

fn counted(counts: HashMap<&str, usize>) -> Vec<(Arc<str>, usize)> {
    let mut counts: Vec<(Arc<str>, usize)> =
        counts.into_iter().map(|(word, count)| (word.into(), count)).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

/// The couple of an id such as `mal:101`.
fn couple_of(id: &str) -> Option<Couple> {
    id.split_once(':').map(|(source_type, source_id)| Couple::new(source_type, source_id))
}

fn failed(line: &Line, question: &GridQuestion, terms: &[String]) -> u8 {
    let entry = &line.entry;
    let is_of_state = match question.state {
        GridState::Kept => entry.excluded.is_none(),
        GridState::LeftOut => entry.excluded.is_some(),
        GridState::All => true,
    };
    let is_other = !is_of_state
        || (question.by_hand && !line.is_by_hand)
        || (question.no_series && (entry.row.form == Form::Series || entry.series.is_some()))
        || (question.no_number && entry.unique_id.is_some())
        || !terms.iter().all(|term| has(line, question.scope, term));
    let mut failed = if is_other { fails::OTHER } else { 0 };
    if question.medium.as_deref().is_some_and(|medium| medium != line.medium()) {
        failed |= fails::MEDIUM;
    }
    if question.source.as_deref().is_some_and(|source| source != &*entry.row.couple.source_type) {
        failed |= fails::SOURCE;
    }
    if question.rarity.is_some_and(|rarity| rarity != RARITIES[rarity_of(line)]) {
        failed |= fails::RARITY;
    }
    failed
}

fn rarity_of(line: &Line) -> usize {
    match line.rarity {
        1 => 0,
        2 => 1,
        3 => 2,
        stars if stars > 3 => 3,
        _ => 4,
    }
}

fn has(line: &Line, scope: GridScope, term: &str) -> bool {
    match scope {
        GridScope::Name => line.name.contains(term),
        GridScope::Series => line.series.contains(term),
        GridScope::Any => line.words.contains(term) || has_folded(line.long_text(), term),
    }
}

/// Whether a text contains a term whatever the case of its letters; `term` is in small letters.
fn has_folded(text: &str, term: &str) -> bool {
    if !term.is_ascii() {
        return text.to_lowercase().contains(term);
    }
    let (text, term) = (text.as_bytes(), term.as_bytes());
    let Some((first, rest)) = term.split_first() else { return true };
    let last_start = text.len().saturating_sub(rest.len());
    text.iter().take(last_start).enumerate().any(|(at, letter)| {
        letter.eq_ignore_ascii_case(first)
            && text.get(at + 1..at + 1 + rest.len()).is_some_and(|tail| tail.eq_ignore_ascii_case(rest))
    })
}

/// The order of two lines by their places; never equal for two of them.
fn compare(lines: &[Arc<Line>], question: &GridQuestion, a: usize, b: usize) -> Ordering {
    let (one, other) = (&lines[a], &lines[b]);
    let by_key = match question.sort {
        GridSort::Number => Ordering::Equal,
        GridSort::Name => one.name.cmp(&other.name),
        GridSort::Series => one.series.cmp(&other.series).then_with(|| one.name.cmp(&other.name)),
        GridSort::Medium => one.medium().cmp(other.medium()),
        GridSort::Rarity => one.rarity.cmp(&other.rarity),
        GridSort::Favorites => one.favorites.cmp(&other.favorites),
    };
    match question.order {
        GridOrder::Asc => by_key.then(a.cmp(&b)),
        GridOrder::Desc if question.sort == GridSort::Number => b.cmp(&a),
        // Equal ones keep the order of their numbers in both directions.
        GridOrder::Desc => by_key.reverse().then(a.cmp(&b)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_whatever_their_case() {
        for (text, term, wanted) in [
            ("The Night Porter", "night", true),
            ("The Night Porter", "porters", false),
            ("", "a", false),
            ("a", "a", true),
            ("ÉTÉ à la gare", "été", true),
            ("月あかり", "あかり", true),
            ("aab", "ab", true),
        ] {
            assert_eq!(has_folded(text, term), wanted, "{text} {term}");
        }
    }
}
