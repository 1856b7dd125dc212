//! Putting the arms together: which works answer, and how well, from 0 to 1.
//!
//! A sure title comes first, then what the query was understood to ask for, then words; how well known
//! a work is only parts works that answer equally well. The scale, from the top: equal titles 0.97 to 1,
//! characters 0.93, near titles up to 0.93, beginnings and words below 0.9.

use model::ExternalId;
use rustc_hash::FxHashMap;

use super::{
    franchise,
    lexical::{self, Lexical},
    names::{self, Named, Reach},
    page::work_id,
    predicate::Predicate,
    scratch::Scratch,
    similar,
};
use crate::{
    Adult, Filters, IndexError, Intent, MatchForm, Plan, SearchRequest, Understood,
    index::state::State,
    query::{self, Pattern},
    titles::{NameKind, TitleQuery},
};

/// Word matches that score less than this part of the best one are left out.
const WORTH_SHOWING: f32 = 0.25;

/// All works that answer, with what is needed to explain them.
#[derive(Default)]
pub(crate) struct Gathered {
    /// Rows with their relevance.
    pub(crate) rows: Vec<(u32, f32)>,
    pub(crate) plan: Plan,
    /// The name of a row that matched.
    pub(crate) names: FxHashMap<u32, Named>,
    pub(crate) lexical: Lexical,
    /// The work that others were compared to.
    pub(crate) seed: Option<u32>,
    /// Places and scores in the arm that carried the plan, by row: ties or similarity.
    pub(crate) carried: FxHashMap<u32, (u32, f32)>,
}

/// Asks the arms.
pub(crate) fn gather(
    state: &State,
    query: &str,
    request: &SearchRequest,
    allowed: &Predicate,
    scratch: &mut Scratch,
) -> Result<Gathered, IndexError> {
    let mut gathered = Gathered::default();
    if query.is_empty() {
        gathered.by_fame(state, allowed.rows(&state.columns));
        return Ok(gathered);
    }
    if let Ok(id) = query.parse::<ExternalId>() {
        let rows: Vec<u32> = state.columns.rows_of_external(&id).collect();
        if !rows.is_empty() {
            let rows = rows.into_iter().filter(|row| allowed.meets(&state.columns, *row));
            gathered.rows = rows.map(|row| (row, 1.0)).collect();
            gathered.plan = Plan { intent: Intent::Words, words: query.to_owned(), ..Plan::default() };
            return Ok(gathered);
        }
    }
    let title = TitleQuery::new(query);
    let equal = names::find(state, &title, Reach::Equal);
    let reading = query::read(query, &state.columns);
    gathered.plan.understood = reading.understood;
    gathered.plan.words = reading.rest;
    gathered.plan.filters = reading.filters;
    if request.filters.adult == Adult::Exclude {
        gathered.plan.filters.adult = Adult::Exclude; // the words do not open what the request closed
    }
    let sure = equal.values().any(|named| named.kind.is_title());
    gathered.plan.intent = if reading.complete { Intent::Filters } else { Intent::Words };
    if !sure {
        gathered.pattern(state, &reading.patterns, reading.complete, allowed, scratch);
    }
    match gathered.plan.intent {
        Intent::Filters => {
            let demanded = Predicate::new(&open(&gathered.plan.filters), &state.columns);
            let mut rows = demanded.rows(&state.columns);
            rows.retain(|row| allowed.meets(&state.columns, *row));
            gathered.by_fame(state, rows);
        }
        Intent::Words => gathered.words(state, query, &title, allowed, scratch)?,
        _ => {}
    }
    gathered.pin(state, equal, allowed);
    Ok(gathered)
}

/// Filters that come out of words; they say nothing of adult works unless they ask for them.
fn open(filters: &Filters) -> Filters {
    let adult = if filters.adult == Adult::Exclude { Adult::Include } else { filters.adult };
    Filters { adult, ..filters.clone() }
}

impl Gathered {
    /// Rows that answer equally well, the best known first.
    fn by_fame(&mut self, state: &State, rows: Vec<u32>) {
        self.rows = rows.into_iter().map(|row| (row, 0.3 + 0.6 * state.columns.fame(row))).collect();
    }

    /// A phrase around a name, when the name is one.
    fn pattern(
        &mut self,
        state: &State,
        patterns: &[Pattern],
        complete: bool,
        allowed: &Predicate,
        scratch: &mut Scratch,
    ) {
        for pattern in patterns {
            match pattern {
                Pattern::Similar(name) => {
                    let Some(seed) = names::resolve(state, name) else { continue };
                    self.about(state, seed, name, Intent::Similar);
                    self.similar_to(state, seed, allowed, scratch);
                    return;
                }
                Pattern::Franchise(name) if !complete => {
                    let Some(seed) = names::resolve(state, name) else { continue };
                    self.about(state, seed, name, Intent::Franchise);
                    let mut rows = franchise::members(state, seed);
                    rows.retain(|(row, _)| allowed.meets(&state.columns, *row));
                    self.carry(rows);
                    return;
                }
                Pattern::Character(name) if !complete => {
                    let cast = names::find(state, &TitleQuery::new(name), Reach::Equal);
                    if cast.values().any(|named| named.kind == NameKind::Character) {
                        self.plan.intent = Intent::Character;
                        self.plan.words.clone_from(name);
                        self.understand(name, "character", name.clone());
                        self.pin(state, cast, allowed);
                        return;
                    }
                }
                _ => {}
            }
        }
    }

    fn about(&mut self, state: &State, seed: u32, name: &str, intent: Intent) {
        self.plan.intent = intent;
        self.plan.words.clear();
        self.plan.filters = Filters::default();
        self.plan.understood.clear();
        self.understand(
            name,
            if intent == Intent::Similar { "similar" } else { "franchise" },
            name.to_owned(),
        );
        let shown = state.card(seed).map(|card| card.title).unwrap_or_default();
        self.plan.seed = work_id(state, seed).map(|id| (id, shown));
        self.seed = Some(seed);
    }

    fn understand(&mut self, words: &str, meaning: &str, value: String) {
        let part = Understood { words: words.to_owned(), meaning: meaning.to_owned(), value, required: true };
        self.plan.understood.push(part);
    }

    /// Works like a seed.
    pub(crate) fn similar_to(
        &mut self,
        state: &State,
        seed: u32,
        allowed: &Predicate,
        scratch: &mut Scratch,
    ) {
        self.seed = Some(seed);
        let mut rows = similar::neighbors(state, seed, scratch);
        rows.retain(|(row, _)| allowed.meets(&state.columns, *row));
        self.carry(rows);
    }

    /// Takes over one arm's rows as they are.
    fn carry(&mut self, mut rows: Vec<(u32, f32)>) {
        rows.sort_unstable_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        self.carried =
            rows.iter().enumerate().map(|(at, (row, score))| (*row, (at as u32 + 1, *score))).collect();
        self.rows = rows;
    }

    /// Titles, names and words together.
    fn words(
        &mut self,
        state: &State,
        query: &str,
        title: &TitleQuery,
        allowed: &Predicate,
        scratch: &mut Scratch,
    ) -> Result<(), IndexError> {
        self.lexical = lexical::score(state, query, scratch)?;
        let lexical = &self.lexical;
        // A query whose words all exist is less likely to be a slip of the pen.
        let slip = lexical.unknown > 0 || lexical.touched.is_empty();
        // Tags and studios are found as words already; to lift them too would count them twice.
        let unspoken = |part: &&Understood| !matches!(part.meaning.as_str(), "tags_all" | "studios_any");
        let wishes: Vec<Predicate> =
            self.plan.understood.iter().filter(unspoken).map(|part| wish(part, state)).collect();
        let lift = |row: u32| {
            let met = wishes.iter().filter(|wish| wish.meets(&state.columns, row)).count();
            1.0 + 0.1 * met as f32
        };
        let mut names = names::find(state, title, Reach::Beginning);
        names.retain(|row, _| allowed.meets(&state.columns, *row));
        let mut rows: FxHashMap<u32, f32> = FxHashMap::default();
        let mut word_scores: Vec<(u32, f32)> = Vec::with_capacity(lexical.touched.len());
        let mut best = 0.0f32;
        for row in &lexical.touched {
            let score = scratch.score[*row as usize] / lexical.ideal * lift(*row);
            let score = 0.75 * score.min(1.1) * (1.0 + 0.04 * state.columns.fame(*row));
            if score > best * WORTH_SHOWING && allowed.meets(&state.columns, *row) {
                best = best.max(score);
                word_scores.push((*row, score));
            }
        }
        rows.extend(word_scores.into_iter().filter(|(_, score)| *score > best * WORTH_SHOWING));
        for (row, named) in &names {
            let score = name_score(named, state.columns.fame(*row), slip);
            let words = rows.entry(*row).or_default();
            *words = score.max(*words) + 0.02 * words.min(score);
        }
        self.names = names;
        self.rows = rows.into_iter().collect();
        Ok(())
    }

    /// Puts works whose name is equal to the query before all others.
    fn pin(&mut self, state: &State, equal: FxHashMap<u32, Named>, allowed: &Predicate) {
        let mut places: FxHashMap<u32, usize> =
            self.rows.iter().enumerate().map(|(at, (row, _))| (*row, at)).collect();
        for (row, named) in equal {
            if !allowed.meets(&state.columns, row) {
                continue;
            }
            let score = name_score(&named, state.columns.fame(row), true);
            let at = *places.entry(row).or_insert_with(|| {
                self.rows.push((row, 0.0));
                self.rows.len() - 1
            });
            self.rows[at].1 = self.rows[at].1.max(score);
            self.names.insert(row, named);
        }
    }
}

/// An understood part as a predicate of its own, for queries of which only parts were understood.
fn wish(part: &Understood, state: &State) -> Predicate {
    let mut filters = Filters { adult: Adult::Include, ..Filters::default() };
    let read = match part.meaning.as_str() {
        "year" => {
            let (from, to) = part.value.split_once('-').unwrap_or((&part.value, &part.value));
            filters.set("year_min", from).and_then(|()| filters.set("year_max", to))
        }
        meaning => filters.set(meaning, &part.value),
    };
    // A part that is no filter wishes for nothing that a work could meet.
    if read.is_err() {
        filters.tags_all = vec!["\u{0}".to_owned()];
    }
    Predicate::new(&filters, &state.columns)
}

/// A name's verdict on the common scale.
fn name_score(named: &Named, fame: f32, slip: bool) -> f32 {
    let noble = match named.kind {
        NameKind::Main => 1.0,
        NameKind::Official => 0.7,
        NameKind::Synonym => 0.4,
        NameKind::Character | NameKind::Person => 0.0,
    };
    match named.found.form {
        MatchForm::Exact | MatchForm::Romanized if named.kind.is_title() => {
            0.96 + 0.5 * (named.found.score - 0.96) + 0.008 * noble + 0.012 * fame
        }
        MatchForm::Exact | MatchForm::Romanized if named.kind == NameKind::Character => 0.90 + 0.03 * fame,
        MatchForm::Exact | MatchForm::Romanized => 0.70 + 0.03 * fame,
        MatchForm::Prefix => {
            let share = (named.found.score - 0.5) / 0.2;
            let score = 0.55 + 0.2 * fame + 0.1 * share;
            if named.kind.is_title() { score } else { score * 0.7 }
        }
        _ => {
            let near = named.found.score * if named.kind.is_title() { 1.0 } else { 0.95 };
            let score = if slip { 0.5 + 0.43 * near } else { 0.25 + 0.6 * near };
            score + 0.003 * noble + 0.006 * fame
        }
    }
}
