//! Choosing one value among several, and why.

use model::{Field, FuzzyDate, Record, Score};
use serde::Serialize;

use crate::{
    rules::{How, dataset, platform},
    text,
    voices::Voices,
};

/// A value that won.
pub(crate) struct Pick<'a, T> {
    pub value: T,
    pub record: &'a Record,
    pub reason: Reason,
}

/// Why a value won.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum Reason {
    /// Nobody else says anything.
    Only,
    /// All who speak say the same.
    Agreed { voices: usize },
    /// First in the rule's order of those who speak.
    First { voices: usize },
    /// The first in the order only says that it is something else.
    Stronger,
    /// The first in the order writes in capitals.
    NotCapitals,
    /// More exact than the first in the order, and not against it.
    Exacter,
    /// The longest text, by so many letters over the next.
    Longest { letters: usize, next: usize },
    /// Within a tenth of the longest text, and first of those in the order.
    Tie { letters: usize, longest: usize },
}

impl Reason {
    /// In words, for those who ask why.
    pub fn words(self) -> String {
        match self {
            Self::Only => "nobody else says anything".to_owned(),
            Self::Agreed { voices } => format!("all {voices} who speak say the same"),
            Self::First { voices } => format!("first in the rule's order of {voices} who speak"),
            Self::Stronger => "those before it only say that it is unknown or other".to_owned(),
            Self::NotCapitals => "those before it write in capitals throughout".to_owned(),
            Self::Exacter => "more exact than the first in the order, and not against it".to_owned(),
            Self::Longest { letters, next } => {
                format!("the longest text: {letters} letters after cleaning, the next has {next}")
            }
            Self::Tie { letters, longest } => {
                format!("most trusted of those within a tenth of the longest: {letters} of {longest} letters")
            }
        }
    }
}

/// A value that a field's rule takes from one record, with the record and the reason.
///
/// `weak` tells a word that is hardly one, such as `OTHER`: it stands only where nobody says more.
pub(crate) fn one<'a, T: PartialEq>(
    voices: &Voices<'a>,
    field: &Field,
    value: impl Fn(&'a Record) -> Option<T>,
    weak: impl Fn(&T) -> bool,
) -> Option<Pick<'a, T>> {
    // One record is the common case, and needs no order.
    if let [only] = voices.all.as_slice()
        && voices.profile.order(field).contains(&"*")
    {
        return value(only).map(|value| Pick { value, record: only, reason: Reason::Only });
    }
    let order = voices.of(field);
    let mut said: Vec<(T, &Record)> =
        order.iter().filter_map(|record| Some((value(record)?, *record))).collect();
    let number = said.len();
    let at = said.iter().position(|(value, _)| !weak(value)).unwrap_or(0);
    if said.is_empty() {
        return None;
    }
    let agreed = said.iter().all(|(value, _)| *value == said[at].0);
    let reason = match number {
        1 => Reason::Only,
        _ if agreed => Reason::Agreed { voices: number },
        _ if at > 0 => Reason::Stronger,
        _ => Reason::First { voices: number },
    };
    let (value, record) = said.swap_remove(at);
    Some(Pick { value, record, reason })
}

/// A title: where the rule says so, one that is not all capitals goes before one that is.
pub(crate) fn title<'a>(
    voices: &Voices<'a>,
    field: &Field,
    value: impl Fn(&'a Record) -> Option<&'a str>,
) -> Option<Pick<'a, &'a str>> {
    let spelled = matches!(voices.how(field), How::Spelled(_));
    let shouts = |text: &&str| spelled && shouts(text);
    let named = |record: &'a Record| value(record).filter(|text| !text.trim().is_empty());
    let mut pick = one(voices, field, named, shouts)?;
    if pick.reason == Reason::Stronger {
        pick.reason = Reason::NotCapitals;
    }
    Some(pick)
}

/// Whether a text is written in capitals all through.
pub(crate) fn shouts(text: &str) -> bool {
    let mut cased = text.chars().filter(|letter| letter.is_uppercase() || letter.is_lowercase()).peekable();
    cased.peek().is_some() && cased.all(char::is_uppercase)
}

/// A date, made more exact by who knows the day where the first in the order knows the year.
pub(crate) fn date<'a>(
    voices: &Voices<'a>,
    field: &Field,
    value: impl Fn(&'a Record) -> Option<FuzzyDate>,
) -> Option<Pick<'a, FuzzyDate>> {
    let first = one(voices, field, &value, |_| false)?;
    if first.value.day().is_some() || !matches!(voices.how(field), How::Refined(_)) {
        return Some(first);
    }
    let exacter = |date: &FuzzyDate| {
        let begins = date.to_string().starts_with(&first.value.to_string());
        // A first of January is how many sources write "some time that year".
        let made_up = (date.month(), date.day()) == (Some(1), Some(1));
        begins && *date != first.value && !(made_up && first.value.month().is_none())
    };
    let order = voices.of(field);
    let said = order.iter().filter_map(|record| Some((value(record)?, *record)));
    let mut better: Option<(FuzzyDate, &Record)> = None;
    for (date, record) in said.filter(|(date, _)| exacter(date)) {
        let parts = |date: FuzzyDate| usize::from(date.month().is_some()) + usize::from(date.day().is_some());
        if better.is_none_or(|(known, _)| parts(date) > parts(known)) {
            better = Some((date, record));
        }
    }
    Some(match better {
        Some((value, record)) => Pick { value, record, reason: Reason::Exacter },
        None => first,
    })
}

/// A text, cleaned: the longest, or of those within a tenth of it the first in the order; under an
/// older rule simply the first.
pub(crate) fn prose<'a>(
    voices: &Voices<'a>,
    field: &Field,
    value: impl Fn(&'a Record) -> Option<&'a str>,
) -> Option<Pick<'a, std::borrow::Cow<'a, str>>> {
    let cleaned = |record: &'a Record| value(record).map(text::clean).filter(|text| !text.is_empty());
    if voices.all.len() == 1 || !matches!(voices.how(field), How::Longest(_)) {
        return one(voices, field, cleaned, |_| false);
    }
    let order = voices.of(field);
    let mut said: Vec<(std::borrow::Cow<'_, str>, usize, &Record)> = Vec::new();
    for record in order.iter().copied() {
        let Some(text) = cleaned(record) else { continue };
        let letters = text.chars().count();
        // A dataset's sentences only fill what nobody else tells.
        if said.is_empty() || !dataset(&record.source) {
            said.push((text, letters, record));
        }
    }
    let longest = said.iter().map(|(_, letters, _)| *letters).max()?;
    let at = said.iter().position(|(_, letters, _)| letters * 10 >= longest * 9)?;
    let next = said.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, (_, letters, _))| *letters);
    let next = next.max();
    let (value, letters, record) = said.swap_remove(at);
    let reason = match next {
        None => Reason::Only,
        Some(next) if next * 10 >= longest * 9 => Reason::Tie { letters, longest },
        Some(next) => Reason::Longest { letters, next },
    };
    Some(Pick { value, record, reason })
}

/// A score that somebody voted on.
pub(crate) fn voted(score: &Score) -> bool {
    score.votes != Some(0) && score.normalized > 0.0
}

/// The scores that count for the work's own: one for each site, its most trusted source's; those of
/// datasets, which are made of the sites' scores, only where no site has one.
pub(crate) fn scores<'a>(voices: &Voices<'a>) -> Vec<(&'a Record, Score)> {
    let said = voices.all.iter().filter_map(|record| Some((*record, record.score.filter(voted)?)));
    let (made, own): (Vec<_>, Vec<_>) = said.partition(|(record, _)| dataset(&record.source));
    let mut list: Vec<(&Record, Score)> = if own.is_empty() { made } else { own };
    let mut seen = std::collections::HashSet::new();
    list.retain(|(record, _)| seen.insert(platform(&record.source)));
    list
}

/// The score shown. A single one keeps its own scale and votes; of an even number the mean of the middle
/// two is taken; votes are the most that one source counted.
pub(crate) fn score(voices: &Voices<'_>) -> Option<Score> {
    if let How::First(_) = voices.how(&Field::Score) {
        return one(voices, &Field::Score, |r| r.score.filter(voted), |_| false).map(|pick| pick.value);
    }
    let scores = scores(voices);
    if let [(_, only)] = scores.as_slice() {
        return Some(*only);
    }
    let mut values: Vec<f64> = scores.iter().map(|(_, score)| score.normalized).collect();
    values.sort_by(f64::total_cmp);
    let value = crate::ratings::middle(&values)?;
    Score::new(value, 10.0, scores.iter().filter_map(|(_, score)| score.votes).max())
}

/// The distinct texts of a list, the first spelling of each kept, compared without case.
pub(crate) fn union<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    texts
        .map(|text| text.trim())
        .filter(|text| !text.is_empty() && seen.insert(text.to_lowercase()))
        .map(ToOwned::to_owned)
        .collect()
}
