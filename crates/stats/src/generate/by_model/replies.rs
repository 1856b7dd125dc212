//! A model's reply: whose answers it holds, which of them are good, and what is wrong with the others.

use std::collections::{BTreeMap, HashSet};

use keeping::forms::Couple;
use serde_json::Value;
use sources::llm::values_in;

use super::{super::Subject, prompt::Faults};
use crate::{
    Stats,
    answers::{Answer, answer},
    check::{Finding, Place, Severity, judge},
    vocabulary::Vocabulary,
};

/// How faults name the reply.
const FILE: &str = "the answer";
/// How many faults about one character are told; the others follow from them as a rule.
const MOST_WORDS: usize = 8;

/// What a reply comes to.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Good answers.
    pub accepted: Vec<(Couple, Stats)>,
    /// What is wrong about whom.
    pub faults: Faults,
}

/// Reads the reply to a question about `asked`.
pub(super) fn read(text: &str, asked: &[Subject], vocabulary: &Vocabulary) -> Outcome {
    let mut outcome = Outcome::default();
    let mut done: HashSet<Couple> = HashSet::new();
    let mut faults: BTreeMap<Couple, Vec<String>> = BTreeMap::new();
    for (item, index) in items(text).into_iter().zip(0..) {
        let mut findings = Vec::new();
        let Some(answer) = answer(item, FILE, index, &mut findings) else { continue };
        // Somebody who was not asked about is passed over, and a second answer about one who is done.
        let Some(subject) = whom(&answer, asked).filter(|subject| !done.contains(&subject.couple)) else {
            continue;
        };
        let place = Place { file: FILE, row: None, couple: Some(&subject.couple) };
        let stats = judge(&answer, vocabulary, place, &mut findings);
        findings.retain(|finding| finding.severity == Severity::Error);
        match stats {
            Some(stats) if findings.is_empty() => {
                done.insert(subject.couple.clone());
                faults.remove(&subject.couple);
                outcome.accepted.push((subject.couple.clone(), stats));
            }
            _ => {
                faults.insert(subject.couple.clone(), findings.iter().take(MOST_WORDS).map(words).collect());
            }
        }
    }
    for subject in asked.iter().filter(|subject| !done.contains(&subject.couple)) {
        let words = faults.remove(&subject.couple);
        let words =
            words.unwrap_or_else(|| vec!["there was no answer about it; answer with its id".to_owned()]);
        outcome.faults.push((subject.couple.clone(), words));
    }
    outcome
}

/// The objects in a reply that may be answers, however they are wrapped.
fn items(text: &str) -> Vec<Value> {
    let mut items = Vec::new();
    for value in values_in(text) {
        match value {
            Value::Array(list) => items.extend(list),
            Value::Object(mut object) => {
                // The list should be called `characters`; some models have a name of their own for it.
                let list = object.values_mut().find_map(|value| match value {
                    Value::Array(list) if list.iter().any(|item| item.get("archetype").is_some()) => {
                        Some(list)
                    }
                    _ => None,
                });
                match list {
                    Some(list) => items.append(list),
                    None => items.push(Value::Object(object)),
                }
            }
            _ => {}
        }
    }
    items
}

/// Whom an answer is about: by its id, else by its name where one of those asked about has it.
fn whom<'a>(answer: &Answer, asked: &'a [Subject]) -> Option<&'a Subject> {
    if let Some(id) = &answer.source_id {
        let is_it = |subject: &&Subject| {
            let couple = &subject.couple;
            *couple.source_id == **id
                && answer.source_type.as_deref().is_none_or(|of| of == &*couple.source_type)
        };
        let mut found = asked.iter().filter(is_it);
        return found.next().filter(|_| found.next().is_none());
    }
    let name = answer.name.as_deref()?;
    let mut found = asked.iter().filter(|subject| subject.name == name);
    found.next().filter(|_| found.next().is_none())
}

/// A finding as a model is told it.
fn words(finding: &Finding) -> String {
    let fault = &finding.fault;
    let value = if fault.value.is_empty() { String::new() } else { format!(" `{}`", fault.value) };
    format!("{}{value}: {}; {}", fault.column, fault.problem, fault.fix)
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::json;

    use super::*;
    use crate::vocabulary::{Element, Of, Resistance, Word};

    pub fn subject(id: &str, name: &str) -> Subject {
        Subject {
            couple: Couple::new("mal", id),
            name: name.into(),
            series: "Moonlit Depot".into(),
            about: String::new(),
            genres: Vec::new(),
            rarity: 1,
            favorites: 0,
        }
    }

    /// A good answer about an id.
    pub fn good(id: &str) -> Value {
        let ally = Vocabulary::own().archetype("Ally").expect("it is ours");
        json!({
            "id": id,
            "archetype": "Ally",
            "stats": Of::each(|stat| ally.stat_focus[&stat].min + 10),
            "role_potency": ally.role_potency,
            "elemental_type": ["fire"],
            "elemental_resistances": Of::each(|_: Element| Resistance::Neutral),
        })
    }

    fn told(text: &str) -> (Vec<String>, Vec<String>) {
        let asked = [subject("7", "Nana"), subject("8", "Ko")];
        let outcome = read(text, &asked, Vocabulary::own());
        let accepted = outcome.accepted.iter().map(|(couple, _)| couple.to_string()).collect();
        let faults = outcome.faults.iter().map(|(couple, words)| format!("{couple} {}", words.join(" | ")));
        (accepted, faults.collect())
    }

    #[test]
    fn answers_are_found_however_they_are_wrapped() {
        let both = ["mal:7", "mal:8"].map(good);
        let wrapped = [
            json!({ "characters": both }).to_string(),
            format!("Here you are:\n```json\n{}\n```", json!(both)),
            json!({ "results": both, "note": "done" }).to_string(),
            format!("{}\n{}", both[0], both[1]),
        ];
        for text in wrapped {
            assert_eq!(told(&text), (vec!["mal:7".into(), "mal:8".into()], Vec::new()), "{text}");
        }
    }

    #[test]
    fn who_is_missing_or_wrong_is_told_in_the_checks_words() {
        let mut bad = good("mal:8");
        bad["elemental_type"] = json!(["ice"]);
        bad["stats"]["hp"] = json!(300);
        let (accepted, faults) = told(&json!({ "characters": [bad, good("mal:9")] }).to_string());
        assert!(accepted.is_empty());
        assert_eq!(
            faults,
            [
                "mal:7 there was no answer about it; answer with its id".to_owned(),
                format!(
                    "mal:8 stats.hp `300`: no stat is that small or large; write a number from 1 to 200 | \
                     elemental_type `ice`: there is no such element; write one of {}",
                    Element::list()
                ),
            ]
        );
    }

    #[test]
    fn of_a_cut_answer_the_whole_ones_are_taken() {
        let text = json!({ "characters": [good("mal:7"), good("mal:8")] }).to_string();
        let (accepted, faults) = told(&text[..text.len() - 40]);
        assert_eq!(accepted, ["mal:7"]);
        assert_eq!(faults.len(), 1);
        assert!(told("I cannot do that.").0.is_empty());
    }

    #[test]
    fn a_name_will_do_where_it_is_plain() {
        let mut unnamed = good("");
        unnamed.as_object_mut().expect("an object").remove("id");
        unnamed["name"] = json!("Ko");
        assert_eq!(told(&json!([unnamed]).to_string()).0, ["mal:8"]);
    }
}
