//! What two appearances have in common, weighed.
//!
//! Each kind of evidence adds the logarithm of how much likelier it is between rows that are one
//! (Fellegi and Sunter 1969). What one side lacks adds nothing, so that the rest decides. Where a figure
//! below was set by what was found on the labelled pairs of `bench`, its comment says so; the others
//! follow from how sources work.

use model::{CharacterRole, Gender};

use crate::{
    Appearance, Signal, Weight,
    appearance::Voice,
    matched::{log_odds, probability},
    name::{Agreement, Fit, agree, native_fit, same_name},
};

/// What was found between two appearances.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// How likely they are one, from 0 to 1, before other candidates are considered.
    pub probability: f64,
    /// What spoke for it and against it.
    pub weights: Vec<Weight>,
}

/// Where two appearances stand: how large the casts are and how rare a word is in each.
pub(crate) struct Setting<'s> {
    pub prior: f64,
    pub rare_a: &'s dyn Fn(&str) -> f64,
    pub rare_b: &'s dyn Fn(&str) -> f64,
    pub picture: Option<f64>,
}

/// Compares two appearances of one work without looking at the rest of their casts. The same either way
/// round.
pub fn compare(a: &Appearance, b: &Appearance) -> Comparison {
    let alone = |_: &str| 1.0;
    compare_in(a, b, &Setting { prior: prior(20, 20), rare_a: &alone, rare_b: &alone, picture: None })
}

/// How rarely two rows of casts of these sizes are one: one in as many as the larger holds, held between
/// one in 8 and one in 55, as the names of a large cast tell more by themselves how rare they are.
pub(crate) fn prior(a: usize, b: usize) -> f64 {
    -(a.max(b).max(1) as f64).ln().clamp(2.0, 4.0)
}

pub(crate) fn compare_in(a: &Appearance, b: &Appearance, setting: &Setting<'_>) -> Comparison {
    let mut weights = vec![Weight { signal: Signal::Prior, agreement: 0.0, weight: setting.prior }];
    let mut add = |signal, found: Option<(f64, f64)>| {
        weights.extend(found.map(|(agreement, weight)| Weight { signal, agreement, weight }));
    };
    let name = agree(&a.names, &b.names, setting.rare_a, setting.rare_b).map(|best| named(&best));
    add(Signal::Id, ids(a, b));
    add(Signal::NativeName, native(a, b, name.map_or(0.0, |(_, weight)| weight)));
    add(Signal::Name, name);
    add(Signal::Role, role(a, b));
    add(Signal::Voice, voice(&a.voices, &b.voices));
    add(Signal::Gender, gender(&a.gender, &b.gender));
    add(Signal::Birth, birth(a, b));
    add(Signal::Picture, setting.picture.map(picture));
    weights.sort_by_key(|weight| weight.signal);
    let sum: f64 = weights.iter().map(|weight| weight.weight).sum();
    Comparison { probability: probability(sum), weights }
}

impl Comparison {
    pub(crate) fn log_odds(&self) -> f64 {
        log_odds(self.probability)
    }
}

/// Ids that sources share, such as those of MyAnimeList's API, pages and mirror. Ids that we made up for
/// rows without one say nothing.
fn ids(a: &Appearance, b: &Appearance) -> Option<(f64, f64)> {
    let (a, b) = (a.subject.as_ref()?, b.subject.as_ref()?);
    let comparable = a.namespace() == b.namespace() && !a.id().starts_with('~') && !b.id().starts_with('~');
    comparable.then(|| if a == b { (1.0, 25.0) } else { (0.0, -25.0) })
}

/// Names in Latin letters. Set on the labelled pairs.
fn named(best: &Agreement) -> (f64, f64) {
    let rare = best.rarity.clamp(0.02, 1.0).ln();
    let spelled = 1.0 - best.likeness;
    let weight = match best.fit {
        Fit::Equal => (if best.met > 1 { 9.0 } else { 7.0 } + 1.5 * rare).max(2.0),
        Fit::Alike => (if best.met > 1 { 7.0 } else { 5.5 } - 20.0 * spelled + 2.0 * rare).max(-2.0),
        Fit::Part => {
            let middle = if best.inner { 2.0 } else { 0.0 };
            (6.0 - 12.0 * spelled + 2.5 * rare - middle).max(-2.5)
        }
        Fit::Shared => (0.5 + 5.0 * (best.rest - 0.65) - 8.0 * spelled + 2.0 * rare).max(-5.0),
        Fit::Apart => -6.0,
        Fit::None => -3.5,
    };
    let weight = if best.aside && weight > 0.0 { weight - 0.7 } else { weight };
    let agreement = match best.fit {
        Fit::Equal => 1.0,
        Fit::Alike => best.likeness * 0.95,
        Fit::Part => best.likeness * 0.8,
        Fit::Shared => 0.4 + 0.3 * best.rest,
        Fit::Apart => 0.1,
        Fit::None => 0.0,
    };
    (agreement, weight)
}

/// Names in the original script. Where the Latin name has told the same already, half of it is new.
fn native(a: &Appearance, b: &Appearance, told: f64) -> Option<(f64, f64)> {
    let (fit, share) = native_fit(&a.names.natives, &b.names.natives)?;
    let weight = match fit {
        Fit::Equal => 8.5,
        Fit::Part => 4.0,
        Fit::Alike => 3.0 * share,
        // One character in common may be a family's.
        Fit::Shared => -3.5 + 2.0 * share,
        Fit::Apart | Fit::None => -5.0,
    };
    let weight = if weight > 0.0 && told > 0.0 { weight * 0.5 } else { weight };
    Some((share, weight))
}

/// The size of a character's part, or what a person did.
fn role(a: &Appearance, b: &Appearance) -> Option<(f64, f64)> {
    use CharacterRole::{Background, Main, Supporting};
    match (&a.role, &b.role) {
        (Main, Main) => return Some((1.0, 0.9)),
        (Supporting, Supporting) | (Background, Background) => return Some((1.0, 0.3)),
        // Sources draw the line between the two where they like.
        (Supporting, Background) | (Background, Supporting) => return Some((0.5, -0.1)),
        (Main, Supporting) | (Supporting, Main) => return Some((0.5, -0.6)),
        (Main, Background) | (Background, Main) => return Some((0.0, -2.0)),
        _ => {}
    }
    if a.did.is_empty() || b.did.is_empty() {
        return None;
    }
    let common = a.did.intersection(&b.did).count() as f64;
    let share = common / a.did.len().min(b.did.len()) as f64;
    Some((share, if common > 0.0 { 0.4 + 0.8 * share } else { -0.4 }))
}

/// Who speaks the part, in each language that both name. A part may be spoken by several, so that one in
/// common is enough; another voice alone is no proof, as parts are recast and children grow up.
fn voice(a: &[Voice], b: &[Voice]) -> Option<(f64, f64)> {
    let pairs = || a.iter().flat_map(|one| b.iter().map(move |other| (one, other)));
    let mut spoken = pairs().filter(|(one, other)| one.language == other.language).peekable();
    spoken.peek()?;
    let same = spoken.any(|(one, other)| same_voice(one, other));
    Some(if same { (1.0, 3.2) } else { (0.0, -1.6) })
}

fn same_voice(one: &Voice, other: &Voice) -> bool {
    match (&one.subject, &other.subject) {
        (Some(a), Some(b)) if a.namespace() == b.namespace() => a == b,
        _ => same_name(&one.names, &other.names),
    }
}

fn gender(a: &Gender, b: &Gender) -> Option<(f64, f64)> {
    if *a == Gender::Unknown || *b == Gender::Unknown {
        return None;
    }
    Some(if a == b { (1.0, 0.5) } else { (0.0, -2.5) })
}

/// Dates of birth, as far as both are known.
fn birth(a: &Appearance, b: &Appearance) -> Option<(f64, f64)> {
    let (a, b) = (a.birth?, b.birth?);
    if a.year() != b.year() {
        return Some((0.0, -5.0));
    }
    let parts = [(a.month(), b.month()), (a.day(), b.day())];
    if parts.iter().any(|(one, other)| one.zip(*other).is_some_and(|(one, other)| one != other)) {
        return Some((0.3, -3.0));
    }
    let known = parts.iter().filter(|(one, other)| one.is_some() && other.is_some()).count();
    Some((1.0, [2.5, 4.5, 7.0][known]))
}

/// A picture's likeness from 0 to 1, where one half says nothing. To be set again when descriptors are there.
fn picture(likeness: f64) -> (f64, f64) {
    let likeness = likeness.clamp(0.0, 1.0);
    (likeness, 8.0 * (likeness - 0.5))
}

#[cfg(test)]
mod tests {
    use model::SourceId;

    use super::*;

    fn figure(name: &str) -> Appearance {
        Appearance::named(&SourceId::known("anilist"), name, None)
    }

    #[test]
    fn what_is_missing_takes_nothing_away() {
        let (bare, other) = (figure("Rin Hale"), figure("Hale, Rin"));
        let alone = compare(&bare, &other);
        assert!(alone.probability > 0.99, "{alone:?}");
        // One side knows more: nothing changes, whatever the other lacks.
        let mut rich = bare.clone().also("リン・ヘイル");
        rich.role = CharacterRole::Main;
        rich.gender = Gender::Female;
        rich.voices =
            vec![Voice { subject: None, names: crate::Names::of("Saeki Toru"), language: "ja".into() }];
        assert!((compare(&rich, &other).probability - alone.probability).abs() < 1e-9);
        let signals: Vec<Signal> = alone.weights.iter().map(|weight| weight.signal).collect();
        assert_eq!(signals, [Signal::Prior, Signal::Name]);
    }

    #[test]
    fn one_name_and_two_people() {
        let (mut a, mut b) = (figure("Nao").also("直"), figure("Nao").also("奈緒"));
        assert!(compare(&a, &b).probability < 0.7);
        a.role = CharacterRole::Main;
        b.role = CharacterRole::Background;
        assert!(compare(&a, &b).probability < 0.3);
    }

    #[test]
    fn a_birthday_tells_people_apart() {
        let mut a = figure("Satou Ken");
        let mut b = figure("Ken Satō");
        a.birth = model::FuzzyDate::new(1970, Some(3), Some(1)).ok();
        b.birth = model::FuzzyDate::new(1985, None, None).ok();
        let apart = compare(&a, &b).probability;
        b.birth = model::FuzzyDate::new(1970, None, None).ok();
        assert!(apart < compare(&a, &b).probability);
    }
}
