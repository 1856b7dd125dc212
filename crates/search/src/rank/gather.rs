//! Putting the arms together: which works answer a plan, and how well, from 0 to 1.
//!
//! A sure title comes first, then what the plan asks for, then words; how well known a work is only parts
//! works that answer equally well. The scale, from the top: equal titles 0.97 to 1, characters 0.93, near
//! titles up to 0.93, beginnings and words below 0.9.

use std::cmp::Ordering;

use asking::{Intent, Plan, Slot};
use model::ExternalId;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    draw, franchise,
    lexical::Lexical,
    listing,
    meaning::{self, Nearest},
    names::{self, Named, Reach},
    narrative::Shares,
    page::work_id,
    predicate::Predicate,
    scratch::Scratch,
    similar,
    taste::Taste,
    told,
};
use crate::{
    Adult, AskedWork, Filters, IndexError, Intent as Shape, MatchForm, Meaning, Order, Sort,
    index::{
        columns::{Code, Number},
        state::State,
    },
    titles::{NameKind, TitleQuery},
    understanding::{Task, What},
};

/// What works of another medium than the one that is wanted keep of their score.
const OTHER_MEDIUM: f32 = 0.25;

/// What the members of a franchise that is likelier not meant keep of their score.
const NEXT_SEED: f32 = 0.98;

/// What the best score makes of relevance, so that what is liked has room above it.
const OF_SCORE: f32 = 0.75;

/// What is asked, and what holds whatever the plan says.
pub(crate) struct Question<'a> {
    /// The words as they came; empty where the plan was given without any.
    pub(crate) text: &'a str,
    pub(crate) plan: &'a Plan,
    pub(crate) filters: &'a Filters,
    /// The caller's filters and refusals, ready to be asked.
    pub(crate) own: Predicate,
    pub(crate) taste: Taste,
    pub(crate) today: Option<jiff::civil::Date>,
    /// Whether the plan's demands hold even where then nothing answers.
    pub(crate) strict: bool,
    pub(crate) meaning: Meaning,
}

/// All works that answer, with what is needed to explain them.
#[derive(Default)]
pub(crate) struct Gathered {
    /// Rows with their relevance.
    pub(crate) rows: Vec<(u32, f32)>,
    /// The kind of answer it is.
    pub(crate) shape: Shape,
    /// The name of a row that matched.
    pub(crate) names: FxHashMap<u32, Named>,
    pub(crate) lexical: Lexical,
    /// What the meaning arm says, by row.
    pub(crate) nearest: Nearest,
    /// The parts of a narrative score with their rows; of a row that comes twice the last holds.
    pub(crate) shares: Vec<(u32, Shares)>,
    /// The works that others were compared to, or that belong together.
    pub(crate) seeds: Vec<u32>,
    /// Rows and scores of the arm that carried the plan: ties or similarity.
    pub(crate) carried: Vec<(u32, f32)>,
    /// What the plan demands, as hits show it; not met by the rows in `pinned`.
    pub(crate) met: Vec<String>,
    /// Rows that are there for their name alone.
    pub(crate) pinned: FxHashSet<u32>,
    /// What the plan asks and this index cannot tell.
    pub(crate) unmet: Vec<Slot>,
    /// Names in it that nothing here bears.
    pub(crate) unknown: Vec<(Slot, String)>,
    /// The works that the plan asks about by their titles.
    pub(crate) asked_works: Vec<AskedWork>,
    pub(crate) sort: Option<crate::Sort>,
    pub(crate) order: Option<crate::Order>,
}

/// Asks the arms.
pub(crate) fn gather(
    state: &State,
    question: &Question<'_>,
    scratch: &mut Scratch,
) -> Result<Gathered, IndexError> {
    let mut gathered = Gathered { shape: Shape::Words, ..Gathered::default() };
    let (plan, columns) = (question.plan, &state.columns);
    if question.text.is_empty() && plan.parts.is_empty() && plan.words.is_empty() {
        gathered.shape = Shape::Browse;
        gathered.rows = listing::by_fame(state, question.own.rows(columns));
        gathered.taste(state, &question.taste);
        return Ok(gathered);
    }
    if let Ok(id) = question.text.parse::<ExternalId>() {
        let rows: Vec<u32> = columns.rows_of_external(&id).collect();
        if !rows.is_empty() {
            let rows = rows.into_iter().filter(|row| question.own.meets(columns, *row));
            gathered.rows = rows.map(|row| (row, 1.0)).collect();
            return Ok(gathered);
        }
    }
    if question.meaning == Meaning::Alone {
        gathered.nearest = meaning::nearest(state, question.text, &question.own, scratch);
        let near = gathered.nearest.iter();
        gathered.rows = near.map(|(row, near)| (*row, near.cosine.clamp(0.0, 1.0))).collect();
        return Ok(gathered);
    }
    let title = (!question.text.is_empty()).then(|| TitleQuery::new(question.text));
    let equal = title.as_ref().map(|title| names::find(state, title, Reach::Equal)).unwrap_or_default();
    let sure = equal.values().any(|named| named.kind.is_title());
    let task = Task::new(plan, question.today, state, &question.own);
    (gathered.sort, gathered.order) = (Some(task.sort), task.order);
    gathered.unmet.clone_from(&task.unmet);
    gathered.unknown.clone_from(&task.unknown);
    let (refused, demanded) = predicates(&task, question, state);
    let open = question.own.clone().and(refused);
    let allowed = open.clone().and(demanded);
    gathered.met = task.demands.iter().map(|demand| demand.shown.clone()).collect();
    let words = words_of(plan, &task);
    if !sure && !task.like.is_empty() {
        gathered.shape = Shape::Similar;
        gathered.seeds.clone_from(&task.like);
        gathered.carry(similar::like(state, &task, &words, &allowed, scratch));
    } else if !sure && matches!(plan.intent, Intent::Franchise | Intent::Count) && !task.subjects.is_empty() {
        gathered.shape = Shape::Franchise;
        gathered.seeds.clone_from(&task.subjects);
        let mut rows: Vec<(u32, f32)> = Vec::new();
        for (at, seed) in task.subjects.iter().enumerate() {
            let members = franchise::members(state, *seed).into_iter();
            rows.extend(members.map(|(row, score)| (row, score * NEXT_SEED.powi(at as i32))));
        }
        rows.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        rows.dedup_by_key(|(row, _)| *row);
        rows.retain(|(row, _)| allowed.meets(columns, *row));
        gathered.carry(rows);
    } else if !sure && !task.subjects.is_empty() {
        told::subjects(&mut gathered, state, question, &task, &allowed, scratch)?;
    } else if sure || !words.is_empty() {
        told::words(&mut gathered, state, question, &task, &words, (&open, &allowed), scratch)?;
    } else {
        let cast = task.demands.iter().any(|demand| demand.slot == Slot::Characters);
        gathered.shape = if cast { Shape::Character } else { Shape::Filters };
        listing::list(&mut gathered, state, plan, &task, allowed.rows(columns));
        if plan.parts.iter().any(|part| part.respelled.is_some()) {
            gathered.nearly_named(state, title.as_ref(), &open);
        }
    }
    if gathered.rows.is_empty() && !question.strict && !question.text.is_empty() {
        // Somebody who types words wants to see something: what the words seemed to demand is dropped.
        gathered.met.clear();
        gathered.shape = Shape::Words;
        let nothing = Task::default();
        told::words(&mut gathered, state, question, &nothing, question.text, (&open, &open), scratch)?;
    }
    gathered.prefer_media(state, &task.media);
    gathered.pin(state, equal, &question.own);
    if question.strict {
        gathered.only_media(state, &task.media);
    }
    gathered.rank_by_score(state, question);
    gathered.taste(state, &question.taste);
    if let Some(seed) = task.draw {
        draw::draw(&mut gathered, state, seed);
    }
    // Beside works like another one, those that are named are not among the rows, and nothing closed them.
    if !sure && task.like.is_empty() {
        gathered.tell_asked(state, task.named);
    }
    Ok(gathered)
}

/// The words that are left, with those of parts that this index does not know.
fn words_of(plan: &Plan, task: &Task) -> String {
    let mut words = plan.words.clone();
    for more in &task.words {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(more);
    }
    words
}

/// What the plan refuses, and all that it demands.
fn predicates(task: &Task, question: &Question<'_>, state: &State) -> (Predicate, Predicate) {
    let (mut refused, mut demanded) = (Predicate::default(), Predicate::default());
    for demand in &task.demands {
        let predicate = if demand.refuses() { &mut refused } else { &mut demanded };
        match &demand.what {
            What::Filters(filters) => {
                // The words do not open what the caller closed.
                let closed = question.filters.adult == Adult::Exclude && filters.adult != Adult::Include;
                let adult = if closed { Adult::Include } else { filters.adult };
                let filters = Filters { adult, ..Filters::clone(filters) };
                *predicate = std::mem::take(predicate).and(Predicate::new(&filters, &state.columns));
            }
            What::Tags(tags) => predicate.tagged(tags.clone()),
            What::NoTags(tags) => predicate.untagged(tags.iter().copied()),
            What::Facts(facts) => predicate.told(facts.clone()),
            What::NoFacts(facts) => predicate.untold(facts.iter().copied()),
            What::Rows(rows) => predicate.within(rows.clone()),
            What::NoRows(rows) => predicate.without(rows.iter().copied()),
            What::Scored(scorer, low, high) => predicate.scored(*scorer, *low, *high),
        }
    }
    (refused, demanded)
}

impl Gathered {
    /// Tells of the works that the plan's titles mean whether they are among the rows.
    fn tell_asked(&mut self, state: &State, named: Vec<(String, u32)>) {
        let told = named.into_iter().filter_map(|(title, row)| {
            let is_left_out = !self.rows.iter().any(|(other, _)| *other == row);
            work_id(state, row).map(|work| AskedWork { title, work, is_left_out })
        });
        self.asked_works = told.collect();
    }

    /// Takes over one arm's rows as they are.
    pub(crate) fn carry(&mut self, rows: Vec<(u32, f32)>) {
        self.carried.clone_from(&rows);
        self.rows = rows;
    }

    /// A row's place, from 1, and score in the arm that carried the plan. Most rows are never shown, so the few that
    /// are count who stands before them, which is cheaper than an order of all.
    pub(crate) fn carried(&self, row: u32) -> Option<(u32, f32)> {
        let (_, score) = *self.carried.iter().find(|(other, _)| *other == row)?;
        let is_before =
            |other: &&(u32, f32)| score.total_cmp(&other.1).then(other.0.cmp(&row)) == Ordering::Less;
        Some((self.carried.iter().filter(is_before).count() as u32 + 1, score))
    }

    /// Puts works whose name is equal to the question before all others.
    fn pin(&mut self, state: &State, equal: FxHashMap<u32, Named>, allowed: &Predicate) {
        if equal.is_empty() {
            return;
        }
        let named = self.rows.iter().enumerate().filter(|(_, (row, _))| equal.contains_key(row));
        let mut places: FxHashMap<u32, usize> = named.map(|(at, (row, _))| (*row, at)).collect();
        for (row, named) in equal {
            if !allowed.meets(&state.columns, row) {
                continue;
            }
            let score = name_score(&named, state.columns.fame(row), true);
            let at = *places.entry(row).or_insert_with(|| {
                self.rows.push((row, 0.0));
                self.pinned.insert(row);
                self.rows.len() - 1
            });
            self.rows[at].1 = self.rows[at].1.max(score);
            self.names.insert(row, named);
        }
    }

    /// Adds works whose title is nearly the question: what was taken for a misspelled tag may be a misspelled title.
    fn nearly_named(&mut self, state: &State, title: Option<&TitleQuery>, allowed: &Predicate) {
        let Some(title) = title else { return };
        for (row, named) in names::find(state, title, Reach::Near) {
            if named.kind.is_title() && allowed.meets(&state.columns, row) {
                let score = name_score(&named, state.columns.fame(row), true);
                if let Some((_, known)) = self.rows.iter_mut().find(|(other, _)| *other == row) {
                    *known = known.max(score);
                } else {
                    self.rows.push((row, score));
                    self.pinned.insert(row);
                }
                self.names.insert(row, named);
            }
        }
    }

    /// Puts works of the media that are wanted before all others.
    fn prefer_media(&mut self, state: &State, media: &[u8]) {
        if media.is_empty() {
            return;
        }
        for (row, score) in &mut self.rows {
            if !media.contains(&state.columns.code(Code::Medium, *row)) {
                *score *= OTHER_MEDIUM;
            }
        }
    }

    /// Leaves works of other media than the one that is wanted out, but for those whose very name is asked for. Where
    /// nothing of that medium answers, the others stay, and it is said.
    fn only_media(&mut self, state: &State, media: &[u8]) {
        if media.is_empty() {
            return;
        }
        let fits = |row: u32| media.contains(&state.columns.code(Code::Medium, row));
        if !self.rows.iter().any(|(row, _)| fits(*row)) {
            if !self.rows.is_empty() {
                self.unmet.push(Slot::Medium);
            }
            return;
        }
        let names = std::mem::take(&mut self.names);
        self.rows.retain(|(row, _)| fits(*row) || names.get(row).is_some_and(Named::equal));
        self.names = names;
    }

    /// `the best of 1998` orders by score. An order leaves a taste nothing to move; so for an asker who has one, and
    /// who said so in words alone, the score becomes the relevance that it moves.
    fn rank_by_score(&mut self, state: &State, question: &Question<'_>) {
        let in_words = |part: &asking::Part| part.slot == Slot::Sort && part.said_by == asking::SaidBy::Words;
        let best = self.sort == Some(Sort::Score) && self.order.is_none_or(|order| order == Order::Desc);
        if question.taste.is_empty() || !best || !question.plan.parts.iter().any(in_words) {
            return;
        }
        for (row, score) in &mut self.rows {
            let rated =
                state.columns.number(Number::Score, *row).map_or(0.0, |score| score as f32 / 10_000.0);
            *score = OF_SCORE * rated;
        }
        self.sort = Some(Sort::Relevance);
    }

    /// Moves works by what the asker likes; those that were asked for by name stay where they are.
    fn taste(&mut self, state: &State, taste: &Taste) {
        if taste.is_empty() {
            return;
        }
        for (row, score) in self.rows.iter_mut().filter(|(_, score)| *score < 0.96) {
            *score = (*score * taste.lift(&state.columns, *row)).min(0.96);
        }
    }
}

/// A name's verdict on the common scale. `slip` says that the question may well be misspelled.
pub(crate) fn name_score(named: &Named, fame: f32, slip: bool) -> f32 {
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
