//! Which engine takes an order. Pure.

use std::{cmp::Ordering, sync::Arc};

use crate::Recipe;

use super::super::{Capabilities, Lack};

/// An engine as it stands at the moment of the choice.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Its name.
    pub name: String,
    /// How much of the work it gets beside others.
    pub weight: u32,
    /// How many orders it takes at once.
    pub at_once: usize,
    /// How many are under way.
    pub busy: usize,
    /// What it can do; none while it does not answer.
    pub capabilities: Option<Arc<Capabilities>>,
}

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// The engine at this place of the list.
    Take(usize),
    /// None, and for each one why.
    None(Vec<(String, WhyNot)>),
}

/// Why an engine does not take an order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhyNot {
    /// It does not answer.
    #[error("does not answer")]
    Away,
    /// It has as many as it takes.
    #[error("is busy")]
    Busy,
    /// It cannot do it.
    #[error("cannot do it: {0}")]
    Unable(Lack),
    /// Another one is asked for.
    #[error("is not the one that is asked for")]
    NotAsked,
    /// It only makes drafts, and there are engines for finished pictures.
    #[error("only makes drafts")]
    OnlyDrafts,
}

/// Chooses the engine for a recipe: of those that are well, free and able, the one with the least work for its weight;
/// of equals the first one.
///
/// An engine that makes drafts is taken when it is asked for by its name, or when there is no other kind at all. When
/// the others are busy or away it does not step in: a draft in the place of a picture would be a false *done*.
pub fn choose(recipe: &Recipe, wanted: Option<&str>, candidates: &[Candidate]) -> Choice {
    // What does not answer is of the other kind unless it once said otherwise: drafts are made in this process.
    let makes_drafts =
        |candidate: &Candidate| candidate.capabilities.as_ref().is_some_and(|c| c.makes_drafts);
    let has_real = candidates.iter().any(|candidate| !makes_drafts(candidate));
    let why_not = |candidate: &Candidate| -> Option<WhyNot> {
        if wanted.is_some_and(|wanted| candidate.name != wanted) {
            return Some(WhyNot::NotAsked);
        }
        let Some(capabilities) = &candidate.capabilities else { return Some(WhyNot::Away) };
        if capabilities.makes_drafts && has_real && wanted.is_none() {
            return Some(WhyNot::OnlyDrafts);
        }
        if let Some(lack) = capabilities.lack(recipe) {
            return Some(WhyNot::Unable(lack));
        }
        (candidate.busy >= candidate.at_once).then_some(WhyNot::Busy)
    };
    let free = candidates.iter().enumerate().filter(|(_, candidate)| why_not(candidate).is_none());
    match free.min_by(|(_, a), (_, b)| load(a, b)) {
        Some((at, _)) => Choice::Take(at),
        None => Choice::None(candidates.iter().filter_map(|c| Some((c.name.clone(), why_not(c)?))).collect()),
    }
}

/// Compares the work that each would have with one more order, for its weight.
fn load(a: &Candidate, b: &Candidate) -> Ordering {
    let cross = |a: &Candidate, b: &Candidate| (a.busy as u64 + 1) * u64::from(b.weight.max(1));
    cross(a, b).cmp(&cross(b, a))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Model, recipe::example};

    /// `name weight busy/at_once [model,…]`, `-` for one that is away, `draft` for one that makes drafts.
    fn candidates(told: &str) -> Vec<Candidate> {
        let candidate = |line: &str| {
            let [name, weight, load, can] = line.split_whitespace().collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let (busy, at_once) = load.split_once('/').expect("busy/at_once");
            let capabilities = (can != "-").then(|| {
                let models = can.split(',').map(str::to_owned).collect();
                Arc::new(Capabilities { models, makes_drafts: can == "draft", ..Capabilities::default() })
            });
            let number = |text: &str| text.parse::<usize>().expect("a number");
            Candidate {
                name: name.to_owned(),
                weight: number(weight) as u32,
                at_once: number(at_once),
                busy: number(busy),
                capabilities,
            }
        };
        told.split('|').map(candidate).collect()
    }

    fn chosen(told: &str, wanted: Option<&str>) -> String {
        let mut recipe = example();
        recipe.loras.clear();
        recipe.references.clear();
        recipe.model = Some(Model { name: "m".to_owned(), hash: None });
        let candidates = candidates(told);
        match choose(&recipe, wanted, &candidates) {
            Choice::Take(at) => candidates[at].name.clone(),
            Choice::None(why) => {
                why.iter().map(|(name, why)| format!("{name} {why}")).collect::<Vec<_>>().join("; ")
            }
        }
    }

    #[test]
    fn the_least_busy_for_its_weight_takes_it() {
        assert_eq!(chosen("a 1 1/2 m | b 1 0/2 m", None), "b");
        assert_eq!(
            chosen("a 3 1/4 m | b 1 0/2 m", None),
            "a",
            "two of weight 3 are less than one of weight 1"
        );
        assert_eq!(chosen("a 1 0/1 m | b 1 0/1 m", None), "a");
        assert_eq!(chosen("a 1 0/1 other | b 1 1/2 m", None), "b", "only one has the model");
        assert_eq!(chosen("a 1 0/1 - | b 1 0/1 m", None), "b");
    }

    #[test]
    fn a_draft_never_stands_in_for_a_picture() {
        assert_eq!(chosen("draft 1 0/2 draft", None), "draft");
        assert_eq!(chosen("draft 1 0/2 draft | a 1 0/1 m", None), "a");
        assert_eq!(chosen("draft 1 0/2 draft | a 1 1/1 m", None), "draft only makes drafts; a is busy");
        assert_eq!(
            chosen("draft 1 0/2 draft | a 1 0/1 -", None),
            "draft only makes drafts; a does not answer"
        );
        assert_eq!(chosen("draft 1 0/2 draft | a 1 0/1 m", Some("draft")), "draft");
    }

    #[test]
    fn who_is_asked_for_is_taken_or_nobody() {
        assert_eq!(
            chosen("a 1 0/1 m | b 1 1/1 m", Some("b")),
            "a is not the one that is asked for; b is busy"
        );
        let lacking = chosen("a 1 0/1 other", None);
        assert_eq!(lacking, "a cannot do it: it has no model `m`; it has `other`");
    }
}
