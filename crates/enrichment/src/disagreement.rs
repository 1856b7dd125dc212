//! Where sources say different things, kept and listed so that somebody can look.

use std::collections::BTreeMap;

use model::{ExternalId, Field, Record, RelationType, SourceId};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    pick,
    rules::{
        Profile, organizations, platform,
        relations::{plain, says_how},
    },
    said::said,
    voices::Voices,
    words::{self, Class},
    work::is_about_work,
};

/// Fields of which a work has one value, so that two values cannot both be right.
pub(crate) const COMPARED: [Field; 11] = [
    Field::Medium,
    Field::Format,
    Field::Status,
    Field::Episodes,
    Field::Duration,
    Field::Season,
    Field::Year,
    Field::StartDate,
    Field::EndDate,
    Field::Origin,
    Field::Adult,
];

/// Different values for one thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disagreement {
    /// The field.
    pub field: Field,
    /// What of it, where the field is a list: the other work of a tie, a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Each value with those who say it, the chosen one first, then as many sources as say it.
    pub positions: Vec<Position>,
}

/// One value and those who say it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Position {
    /// The value.
    pub value: Value,
    /// Who says it, each site once.
    pub sources: Vec<SourceId>,
    /// Whether the rules take it.
    pub chosen: bool,
}

/// Everything that the sources of a work disagree on. Other spellings, longer texts and more words are
/// no disagreement; nor are dates of which one is only more exact, or lengths a minute apart.
pub fn disagreements(profile: &'static Profile, records: &[Record]) -> Vec<Disagreement> {
    let voices = Voices::new(profile, records.iter().filter(|record| is_about_work(record)));
    if voices.all.len() < 2 {
        return Vec::new();
    }
    let mut found: Vec<Disagreement> = COMPARED.iter().filter_map(|field| on_field(field, &voices)).collect();
    found.extend([Field::Studios, Field::Producers].iter().filter_map(|field| on_companies(field, &voices)));
    found.extend(on_relations(&voices));
    found.extend(on_words(&voices));
    found
}

/// The values of a field that cannot both be right, with those who say them.
pub(crate) fn positions(field: &Field, voices: &Voices<'_>) -> Vec<(Value, Vec<SourceId>)> {
    let mut list: Vec<(Value, Vec<SourceId>)> = Vec::new();
    for record in voices.of(field).iter() {
        let Some(value) = said(field, record) else { continue };
        match list.iter_mut().find(|(known, _)| agree(field, known, &value)) {
            Some((known, sources)) => {
                // Of two that agree the more exact is shown.
                if value.to_string().len() > known.to_string().len() {
                    *known = value;
                }
                add(sources, &record.source);
            }
            None => list.push((value, vec![record.source.clone()])),
        }
    }
    list
}

fn add(sources: &mut Vec<SourceId>, source: &SourceId) {
    if !sources.iter().any(|known| platform(known) == platform(source)) {
        sources.push(source.clone());
    }
}

fn agree(field: &Field, one: &Value, other: &Value) -> bool {
    if one == other {
        return true;
    }
    let texts = (one.as_str().unwrap_or_default(), other.as_str().unwrap_or_default());
    match field {
        Field::StartDate | Field::EndDate => texts.0.starts_with(texts.1) || texts.1.starts_with(texts.0),
        Field::Duration => one.as_u64().zip(other.as_u64()).is_some_and(|(a, b)| a.abs_diff(b) <= 60),
        Field::Origin => words_only(texts.0) == words_only(texts.1),
        _ => false,
    }
}

fn words_only(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn on_field(field: &Field, voices: &Voices<'_>) -> Option<Disagreement> {
    let list = positions(field, voices);
    if list.len() < 2 {
        return None;
    }
    let chosen: Option<Value> = match field {
        Field::StartDate => pick::date(voices, field, |r| r.start_date).map(|pick| json!(pick.value)),
        Field::EndDate => pick::date(voices, field, |r| r.end_date).map(|pick| json!(pick.value)),
        Field::Adult => Some(json!(voices.all.iter().any(|record| record.adult == Some(true)))),
        _ => pick::one(
            voices,
            field,
            |record| said(field, record),
            |value| {
                *field == Field::Origin
                    && value.as_str().is_some_and(|word| word.eq_ignore_ascii_case("other"))
            },
        )
        .map(|pick| pick.value),
    };
    let is_chosen = |value: &Value| chosen.as_ref().is_some_and(|chosen| agree(field, value, chosen));
    Some(listed(
        field,
        None,
        list.into_iter().map(|(value, sources)| {
            let chosen = is_chosen(&value);
            Position { value, sources, chosen }
        }),
    ))
}

fn listed(field: &Field, about: Option<String>, positions: impl Iterator<Item = Position>) -> Disagreement {
    let mut positions: Vec<Position> = positions.collect();
    positions.sort_by_key(|position| (!position.chosen, usize::MAX - position.sources.len()));
    Disagreement { field: field.clone(), about, positions }
}

/// Companies are disputed where sources that tell roles have not one in common.
fn on_companies(field: &Field, voices: &Voices<'_>) -> Option<Disagreement> {
    let mut sides: Vec<(Vec<String>, Vec<String>, Vec<SourceId>)> = Vec::new();
    let order = voices.of(field);
    for record in order.iter().filter(|record| organizations::tells_roles(record.source.as_str())) {
        let named = crate::companies::named(record, field);
        if named.is_empty() {
            continue;
        }
        let keys: Vec<String> = named.iter().map(|name| organizations::key(name)).collect();
        match sides.iter_mut().find(|(known, ..)| known.iter().any(|key| keys.contains(key))) {
            Some((.., sources)) => add(sources, &record.source),
            None => sides.push((keys, named.to_vec(), vec![record.source.clone()])),
        }
    }
    let position = |(at, (_, names, sources)): (usize, (_, Vec<String>, Vec<SourceId>))| Position {
        value: json!(names),
        sources,
        // All of them stand; the first is the most trusted.
        chosen: at == 0,
    };
    (sides.len() > 1).then(|| listed(field, None, sides.into_iter().enumerate().map(position)))
}

fn on_relations(voices: &Voices<'_>) -> Vec<Disagreement> {
    let mut ties: BTreeMap<&ExternalId, Vec<(RelationType, Vec<SourceId>)>> = BTreeMap::new();
    for record in voices.of(&Field::Relations).iter() {
        for tie in record.relations.iter().filter(|tie| says_how(&plain(&tie.kind))) {
            let known = ties.entry(&tie.external_id).or_default();
            let kind = plain(&tie.kind);
            match known.iter_mut().find(|(said, _)| *said == kind) {
                Some((_, sources)) => add(sources, &record.source),
                None => known.push((kind, vec![record.source.clone()])),
            }
        }
    }
    let disputed = ties.into_iter().filter(|(_, kinds)| kinds.len() > 1);
    let told = disputed.map(|(id, kinds)| {
        let position = |(at, (kind, sources)): (usize, (RelationType, Vec<SourceId>))| Position {
            value: json!(kind),
            sources,
            chosen: at == 0,
        };
        listed(&Field::Relations, Some(id.to_string()), kinds.into_iter().enumerate().map(position))
    });
    told.collect()
}

/// A word that one source calls a genre and another a theme.
fn on_words(voices: &Voices<'_>) -> Vec<Disagreement> {
    let mut found = Vec::new();
    for (word, said) in words::classes(voices) {
        let mut classes: Vec<(Class, Vec<SourceId>)> = Vec::new();
        for (record, class) in said.iter().filter(|(_, class)| *class != Class::Tag) {
            match classes.iter_mut().find(|(known, _)| known == class) {
                Some((_, sources)) => add(sources, &record.source),
                None => classes.push((*class, vec![record.source.clone()])),
            }
        }
        let Some((_, chosen)) = words::place(&said).filter(|_| classes.len() > 1) else { continue };
        let positions = classes.into_iter().map(|(class, sources)| Position {
            value: json!(class.field()),
            sources,
            chosen: class == chosen,
        });
        found.push(listed(&chosen.field(), Some(word), positions));
    }
    found
}
