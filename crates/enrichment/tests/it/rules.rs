//! Every rule has a case, and every case holds.

use std::collections::BTreeSet;

use enrichment::{Profile, claims};
use model::Field;
use serde_json::Value;

use crate::{cases, notation, seed_cases};

/// A rule's case: what sources say, and what the golden record has at each place.
pub struct Case {
    /// The rule.
    pub rule: &'static str,
    /// What is said.
    pub said: Vec<(&'static str, Value)>,
    /// Places in the golden record and their values.
    pub golden: Vec<(&'static str, Value)>,
}

fn all() -> Vec<Case> {
    cases::all().into_iter().chain(seed_cases::all()).collect()
}

fn profile_of(rule: &str) -> &'static Profile {
    let has = |profile: &&&Profile| profile.rules.iter().any(|known| known.id == rule);
    Profile::ALL.iter().find(has).unwrap_or_else(|| panic!("no profile has the rule {rule}"))
}

#[test]
fn every_rule_has_a_case() {
    let rules: BTreeSet<&str> =
        Profile::ALL.iter().flat_map(|p| p.rules.iter().map(|rule| rule.id)).collect();
    let cases: BTreeSet<&str> = all().iter().map(|case| case.rule).collect();
    let without: Vec<_> = rules.difference(&cases).collect();
    assert!(without.is_empty(), "rules without a case: {without:?}");
}

#[test]
fn every_case_holds_in_every_order() {
    let mut wrong = Vec::new();
    for case in all() {
        let profile = profile_of(case.rule);
        for turned in [false, true] {
            let mut said = case.said.clone();
            if turned {
                said.reverse();
            }
            let work = notation::merged(profile, &said);
            for (pointer, expected) in &case.golden {
                let found = notation::at(&work, pointer);
                if found != *expected {
                    wrong.push(format!("{} {pointer}: {found} instead of {expected}", case.rule));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_claim_names_its_rule_and_says_why() {
    for case in cases::all() {
        let records = notation::records(&case.said);
        let found = claims(&records);
        let rule = profile_of(case.rule).rules.iter().find(|rule| rule.id == case.rule).expect("a rule");
        // What follows from titles and lists of all is claimed by what it follows from.
        let of_rule: Vec<_> = found.iter().filter(|claim| claim.rule == case.rule).collect();
        assert!(!of_rule.is_empty(), "{}: nobody claims {}", case.rule, rule.field);
        assert!(of_rule.iter().any(|claim| claim.chosen), "{}: nothing stands", case.rule);
        assert!(of_rule.iter().all(|claim| !claim.why.is_empty()), "{}", case.rule);
        assert!(found.iter().all(|claim| claim.field != Field::Other("".into())));
    }
}
