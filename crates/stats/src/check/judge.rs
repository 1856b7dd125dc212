//! Judging one answer: everything that is wrong with it, and its stats where they can be stored.

use serde_json::{Map, Value};

use super::{Code, Finding, Place};
use crate::{
    Noise, Stats,
    answers::{Answer, PARTS},
    vocabulary::{ELEMENTS, Element, Grade, LEAST, MOST, Of, Resistance, Role, Stat, Vocabulary, Word},
};

/// The stats of an answer as answered, without noise; none when something is wrong that cannot be stored.
pub(crate) fn judge(
    answer: &Answer,
    vocabulary: &Vocabulary,
    place: Place<'_>,
    findings: &mut Vec<Finding>,
) -> Option<Stats> {
    let mut judge = Judge { place, findings, stops: false };
    for part in PARTS {
        if answer.parts.get(part).is_none_or(Value::is_null) {
            judge.tell(Code::MissingKey, part, &Value::Null, "it is missing", "give it");
        }
    }
    let part = |name: &str| answer.parts.get(name).filter(|value| !value.is_null());
    let archetype = part("archetype").and_then(|value| judge.archetype(value, vocabulary));
    let values = part("stats").and_then(|value| judge.stats(value));
    let potency = part("role_potency")
        .and_then(|value| judge.words::<Role, Grade>("role_potency", value, Code::UnknownGrade));
    let elements = part("elemental_type").and_then(|value| judge.elements(value));
    let resistances = part("elemental_resistances").and_then(|value| {
        judge.words::<Element, Resistance>("elemental_resistances", value, Code::UnknownResistance)
    });
    if let (Some(archetype), Some(values)) = (&archetype, &values) {
        judge.bands(archetype, values, vocabulary);
    }
    if judge.stops {
        return None;
    }
    Some(Stats {
        archetype: archetype?,
        values: values?,
        raw: None,
        noise: Noise::None,
        potency: potency?,
        elements: elements?,
        resistances: resistances?,
        why: Vec::new(),
    })
}

/// What is wrong with stats that are stored: only what can be stored can be.
pub(crate) fn judge_stored(
    stats: &Stats,
    vocabulary: &Vocabulary,
    place: Place<'_>,
    findings: &mut Vec<Finding>,
) {
    let mut judge = Judge { place, findings, stops: false };
    judge.archetype(&stats.archetype.as_str().into(), vocabulary);
    let answered = stats.raw.as_ref().unwrap_or(&stats.values);
    for (name, values) in [("stats", &stats.values), ("raw", answered)] {
        for (stat, value) in values.iter().filter(|(_, value)| !(LEAST..=MOST).contains(value)) {
            judge.range(&format!("{name}.{}", stat.word()), &value.into());
        }
    }
    judge.elements(&stats.elements.clone().into());
    // What noise adds is no fault of the answer.
    judge.bands(&stats.archetype, answered, vocabulary);
}

struct Judge<'a, 'f> {
    place: Place<'a>,
    findings: &'f mut Vec<Finding>,
    stops: bool,
}

impl Judge<'_, '_> {
    fn tell(&mut self, code: Code, column: &str, value: &Value, problem: &str, fix: &str) {
        self.stops |= !code.can_be_stored();
        self.findings.push(self.place.finding(code, column, value, problem, fix));
    }

    fn wrong_type(&mut self, column: &str, value: &Value, wanted: &str) {
        self.tell(
            Code::WrongType,
            column,
            value,
            &format!("it is no {wanted}"),
            &format!("write it as {wanted}"),
        );
    }

    fn range(&mut self, column: &str, value: &Value) {
        let fix = format!("write a number from {LEAST} to {MOST}");
        self.tell(Code::OutOfRange, column, value, "no stat is that small or large", &fix);
    }

    fn archetype(&mut self, value: &Value, vocabulary: &Vocabulary) -> Option<String> {
        let Some(name) = value.as_str().filter(|name| !name.trim().is_empty()) else {
            self.wrong_type("archetype", value, "name");
            return None;
        };
        if vocabulary.archetype(name).is_none() {
            let folded = |text: &str| text.trim().to_lowercase();
            let near = vocabulary.archetypes.iter().find(|known| folded(&known.name) == folded(name));
            let fix = match near {
                Some(near) => format!("write `{}`", near.name),
                None => "take one of the vocabulary, or add it to the team's file of archetypes".to_owned(),
            };
            self.tell(
                Code::UnknownArchetype,
                "archetype",
                value,
                "the vocabulary has no such archetype",
                &fix,
            );
        }
        Some(name.to_owned())
    }

    fn stats(&mut self, value: &Value) -> Option<Of<Stat, u8>> {
        let object = self.object::<Stat>("stats", value)?;
        let mut values = Of::each(|_| LEAST);
        let mut whole = true;
        for stat in Stat::ALL.iter().copied() {
            let Some(value) = object.get(stat.word()) else {
                whole = false;
                continue;
            };
            let column = format!("stats.{}", stat.word());
            let Some(number) = value.as_i64() else {
                self.wrong_type(&column, value, "whole number");
                whole = false;
                continue;
            };
            if let Some(number) = u8::try_from(number).ok().filter(|number| (LEAST..=MOST).contains(number)) {
                values.set(stat, number);
            } else {
                self.range(&column, value);
                whole = false;
            }
        }
        whole.then_some(values)
    }

    /// An object whose keys are the words of one list and whose values are those of another.
    fn words<K: Word, V: Word>(&mut self, part: &str, value: &Value, unknown: Code) -> Option<Of<K, V>> {
        let object = self.object::<K>(part, value)?;
        let mut found: Vec<Option<V>> = Vec::with_capacity(K::ALL.len());
        for key in K::ALL {
            let column = format!("{part}.{}", key.word());
            found.push(match object.get(key.word()) {
                None => None,
                Some(Value::String(text)) => {
                    let value = V::parse(text);
                    if value.is_none() {
                        let (problem, fix) =
                            (format!("it is no {}", V::WHAT), format!("write one of {}", V::list()));
                        self.tell(unknown, &column, &text.as_str().into(), &problem, &fix);
                    }
                    value
                }
                Some(other) => {
                    self.wrong_type(&column, other, V::WHAT);
                    None
                }
            });
        }
        let found: Option<Vec<V>> = found.into_iter().collect();
        found.map(|found| Of::each(|key: K| found[key.index()]))
    }

    /// An object with exactly the words of a list as keys; each one missing or astray is told.
    fn object<'v, K: Word>(&mut self, part: &str, value: &'v Value) -> Option<&'v Map<String, Value>> {
        let Value::Object(object) = value else {
            self.wrong_type(part, value, "object");
            return None;
        };
        for key in K::ALL.iter().filter(|key| !object.contains_key(key.word())) {
            let column = format!("{part}.{}", key.word());
            self.tell(Code::MissingKey, &column, &Value::Null, "it is missing", "give it");
        }
        for (key, value) in object.iter().filter(|(key, _)| K::parse(key).is_none()) {
            let column = format!("{part}.{key}");
            let fix = format!("the keys are {}", K::list());
            self.tell(Code::StrayKey, &column, value, &format!("`{key}` is no {}", K::WHAT), &fix);
        }
        Some(object)
    }

    fn elements(&mut self, value: &Value) -> Option<Vec<String>> {
        const PART: &str = "elemental_type";
        let texts: Option<Vec<String>> = match value {
            Value::Array(list) => list.iter().map(|element| element.as_str().map(str::to_owned)).collect(),
            _ => None,
        };
        let Some(elements) = texts else {
            self.wrong_type(PART, value, "list of elements");
            return None;
        };
        for element in elements.iter().filter(|element| Element::parse(element).is_none()) {
            let fix = format!("write one of {}", Element::list());
            self.tell(Code::UnknownElement, PART, &element.as_str().into(), "there is no such element", &fix);
        }
        if elements.len() > ELEMENTS {
            let problem = format!("{} elements are too many", elements.len());
            self.tell(Code::TooManyElements, PART, value, &problem, "keep one, or two at most");
        }
        if elements.is_empty() {
            self.tell(
                Code::OddElements,
                PART,
                value,
                "no element is named",
                "write neutral where there is none",
            );
        }
        let twice = elements.iter().enumerate().find(|(at, element)| elements[..*at].contains(element));
        if let Some((_, element)) = twice {
            self.tell(Code::OddElements, PART, &element.as_str().into(), "it is named twice", "name it once");
        }
        Some(elements)
    }

    fn bands(&mut self, archetype: &str, values: &Of<Stat, u8>, vocabulary: &Vocabulary) {
        let Some(archetype) = vocabulary.archetype(archetype) else { return };
        for (stat, value) in values.iter() {
            let Some(band) = archetype.stat_focus.get(&stat).filter(|band| !band.holds(value)) else {
                continue;
            };
            let problem = format!("{} has {} from {} to {}", archetype.name, stat.word(), band.min, band.max);
            let column = format!("stats.{}", stat.word());
            self.tell(
                Code::OutOfBand,
                &column,
                &value.into(),
                &problem,
                "choose a value within, or another archetype",
            );
        }
    }
}
