//! Questions with words in them: titles, words and meaning together, each as far as it can be trusted.

use rustc_hash::FxHashMap;

use super::{
    gather::{Gathered, Question, name_score},
    lexical::{self, Lexical},
    meaning,
    names::{self, Named, Reach},
    narrative::Asked,
    predicate::Predicate,
    scratch::Scratch,
};
use crate::{
    IndexError, Meaning,
    index::state::State,
    titles::TitleQuery,
    understanding::{Task, spoken},
};

/// Word matches that score less than this part of the best one are left out.
const WORTH_SHOWING: f32 = 0.25;
/// What the meaning arm counts beside the words, at most: where the words find next to nothing. On the
/// paraphrased questions of the benchmarks 0.2 to 0.4 do nearly the same, less and more do worse.
const MEANING: f32 = 0.3;
/// What being well known counts where the words are not to be trusted: people half remember what many saw.
const KNOWN: f32 = 0.3;
/// What the moods and tags that words speak of count where the words are not to be trusted. On the development set 0.1
/// leaves what is quoted where it is, and 0.2 does not.
const SPEAKS: f32 = 0.1;
/// How many works are looked at for nothing but what the words speak of.
const KINDRED: usize = 100;
/// From this share of a question's words in one work on, the words alone are trusted.
const QUOTED: f32 = 0.75;
/// At this share and below the meaning arm counts in full.
const PARAPHRASED: f32 = 0.3;
/// A question is asked for its meaning from so many words on.
const WORDS: usize = 4;
/// A title as near as this is what is meant.
const MEANT: f32 = 0.86;

/// What other works of the same name keep of their score beside those that a question is about.
const ASIDE: f32 = 0.9;

/// The works that a question is about, and whatever else bears their titles.
pub(crate) fn subjects(
    gathered: &mut Gathered,
    state: &State,
    question: &Question<'_>,
    task: &Task,
    allowed: &Predicate,
    scratch: &mut Scratch,
) -> Result<(), IndexError> {
    let titles = question.plan.texts(asking::Slot::Titles).join(" ");
    let nothing = Task::default();
    words(gathered, state, question, &nothing, &titles, (&question.own, &question.own), scratch)?;
    // Whatever else is called so, the works that are asked about come first; and what is asked of them (`is it
    // finished?`) is no demand that they have to meet.
    for (_, score) in &mut gathered.rows {
        *score *= ASIDE;
    }
    for (at, row) in task.subjects.iter().enumerate() {
        if question.own.meets(&state.columns, *row) {
            gathered.rows.retain(|(other, _)| other != row);
            gathered.rows.push((*row, 0.98 - 0.001 * at as f32));
            if !allowed.meets(&state.columns, *row) {
                gathered.pinned.insert(*row);
            }
        }
    }
    only_compared(gathered, question, task);
    Ok(())
}

/// Who compares works wants these and no others, but for one whose own title the question is.
fn only_compared(gathered: &mut Gathered, question: &Question<'_>, task: &Task) {
    let several = task.subjects.len() > 1;
    if question.plan.intent != asking::Intent::Comparison || !several {
        return;
    }
    let names = &gathered.names;
    let is_meant =
        |row: &u32| names.get(row).is_some_and(|named| named.kind.is_title() && named.found.score >= MEANT);
    gathered.rows.retain(|(row, _)| task.subjects.contains(row) || is_meant(row));
}

/// Titles, names, words and meanings. `open` is what holds for whoever is asked for by name, `allowed` what
/// holds for all others.
pub(crate) fn words(
    gathered: &mut Gathered,
    state: &State,
    question: &Question<'_>,
    task: &Task,
    words: &str,
    (open, allowed): (&Predicate, &Predicate),
    scratch: &mut Scratch,
) -> Result<(), IndexError> {
    let columns = &state.columns;
    scratch.clear(&gathered.lexical.touched);
    gathered.lexical = lexical::score(state, words, scratch)?;
    let lexical = &gathered.lexical;
    // A question whose words all exist is less likely to be a slip of the pen.
    let slip = lexical.unknown > 0 || lexical.touched.is_empty();
    // Somebody who types words may mean a title, whatever else was read into them.
    let mut names = named(state, question.text, if question.strict { allowed } else { open });
    let unmet = names.keys().filter(|row| !allowed.meets(columns, **row)).copied();
    gathered.pinned.extend(unmet);
    if words != question.text {
        for (row, named) in named(state, words, allowed) {
            let kept = names.entry(row).or_insert(named);
            if named.found.score > kept.found.score {
                *kept = named;
            }
        }
    }
    let titled = names.values().filter(|named| named.kind.is_title());
    let title = titled.map(|named| named.found.score).fold(0.0, f32::max);

    let share = |row: u32| (scratch.score[row as usize] / lexical.ideal).min(1.1);
    let met: Vec<u32> = lexical.touched.iter().copied().filter(|row| allowed.meets(columns, *row)).collect();
    let best = met.iter().map(|row| share(*row)).fold(0.0, f32::max);
    let doubt = doubt(lexical, best, title, words);
    let trust = if question.meaning == Meaning::Off { 0.0 } else { MEANING * doubt };
    if trust > 0.0 {
        gathered.nearest = meaning::nearest(state, words, allowed, scratch);
    }
    let nearest = &gathered.nearest;
    let speaks = if question.meaning == Meaning::Off { 0.0 } else { SPEAKS * doubt };
    let spoken = if speaks > 0.0 { spoken(words, columns) } else { Vec::new() };
    let speaks = if spoken.is_empty() { 0.0 } else { speaks };
    let asked = Asked::new(question.plan, task, state, true);
    let parts = asked.asks(task) || question.plan.narrative;
    // Where the words find little, their best still is the best there is.
    let scale = best.max(0.6 * doubt);
    let known = KNOWN * doubt;
    let weigh = |row: u32| {
        let said = if best > 0.0 { share(row) / best } else { 0.0 };
        let meant = nearest.get(&row).map_or(0.0, |near| near.share);
        let of_kind = spoken.get(row as usize).copied().unwrap_or(0.0);
        (row, (1.0 - trust - speaks) * said + trust * meant + speaks * of_kind)
    };
    // A question of many words touches most works: what they score stays in a list, and no work is in it twice.
    let mut scored: Vec<(u32, f32)> = met.iter().copied().map(weigh).collect();
    let is_untouched = |row: &u32| scratch.score[*row as usize] == 0.0;
    scored.extend(nearest.keys().copied().filter(is_untouched).map(weigh));
    let kindred = kindred(&spoken, state, allowed).into_iter();
    let is_alone = |row: &u32| is_untouched(row) && !nearest.contains_key(row);
    scored.extend(kindred.filter(is_alone).map(weigh));
    let mut rows: FxHashMap<u32, f32> = FxHashMap::default();
    let most = scored.iter().map(|(_, score)| *score).fold(0.0, f32::max);
    for (row, score) in scored.into_iter().filter(|(_, score)| *score > most * WORTH_SHOWING) {
        let in_doubt = |score: f32| (score + known * columns.fame(row)) / (1.0 + known);
        let score = if parts {
            let shares = asked.shares(task, state, row, score);
            gathered.shares.push((row, shares));
            0.85 * in_doubt(shares.sum())
        } else {
            0.75 * scale * in_doubt(score) * (1.0 + 0.04 * columns.fame(row))
        };
        rows.insert(row, score * lift(task, state, row));
    }
    for (row, named) in &names {
        let score = name_score(named, columns.fame(*row), slip);
        let words = rows.entry(*row).or_default();
        *words = score.max(*words) + 0.02 * words.min(score);
    }
    gathered.names = names;
    gathered.rows = rows.into_iter().collect();
    Ok(())
}

/// The works that have most of what the words speak of, of equals the best known.
fn kindred(spoken: &[f32], state: &State, allowed: &Predicate) -> Vec<u32> {
    let columns = &state.columns;
    let mut rows: Vec<(f32, u32)> = (0..)
        .zip(spoken)
        .filter(|(_, share)| **share > 0.0)
        .map(|(row, share)| (share * (0.1 + columns.fame(row)), row))
        .filter(|(_, row)| allowed.meets(columns, *row))
        .collect();
    rows.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    rows.truncate(KINDRED);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The names near a text, of works that are allowed.
fn named(state: &State, text: &str, allowed: &Predicate) -> FxHashMap<u32, Named> {
    if text.is_empty() {
        return FxHashMap::default();
    }
    let mut names = names::find(state, &TitleQuery::new(text), Reach::Beginning);
    names.retain(|row, _| allowed.meets(&state.columns, *row));
    names
}

/// How little a question's words can be trusted, 0 to 1: a near title and a quotation are beyond doubt.
fn doubt(lexical: &Lexical, best: f32, title: f32, words: &str) -> f32 {
    if title >= MEANT || is_short(words) || lexical.ideal <= 0.0 && best > 0.0 {
        return 0.0;
    }
    ((QUOTED - best) / (QUOTED - PARAPHRASED)).clamp(0.0, 1.0)
}

/// Whether a question is too short to mean something beyond its words.
fn is_short(words: &str) -> bool {
    let cjk = words.chars().filter(|letter| crate::text::is_cjk(*letter)).count();
    words.split_whitespace().count() < WORDS && cjk < 2 * WORDS
}

/// What wishes that are no demands add.
fn lift(task: &Task, state: &State, row: u32) -> f32 {
    let own = state.columns.tags.of_row(row);
    let met = task.wishes.iter().filter(|group| group.iter().any(|tag| own.contains(tag))).count();
    1.0 + 0.1 * met as f32
}
