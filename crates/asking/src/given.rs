//! The structured half of a question, and what the caller corrects: both laid over what the words said.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::{Intent, Part, Plan, SaidBy, Shape, Slot, Value, Weights, contradiction};

/// A given value that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}`: {why}")]
pub struct GivenError {
    /// The key as it came.
    pub name: String,
    /// What is wrong with it, and what would be right.
    pub why: String,
}

impl GivenError {
    fn new(name: &str, why: impl Into<String>) -> Self {
        Self { name: name.to_owned(), why: why.into() }
    }
}

/// One correction of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Correction {
    /// Takes a part back: one value of a slot, or all of it.
    Remove {
        /// The slot.
        slot: Slot,
        /// The value; all of them where there is none.
        #[serde(default)]
        value: Option<Value>,
        /// Whether the words it came from are to be searched for instead.
        #[serde(default)]
        as_words: bool,
    },
    /// Gives a slot this value and no other.
    Set {
        /// The slot.
        slot: Slot,
        /// Its value.
        value: Value,
    },
    /// Adds a value to a slot that may hold several.
    Add {
        /// The slot.
        slot: Slot,
        /// The further value.
        value: Value,
    },
    /// Says what the question asks for.
    Intent {
        /// The intent.
        intent: Intent,
    },
    /// Says which words to search for.
    Words {
        /// The words.
        words: String,
    },
    /// Says how much the parts of a narrative score count.
    Weights {
        /// The shares.
        weights: Weights,
    },
}

/// Keys of older callers, with the slots they stand for.
const OLD_NAMES: &[(&str, Slot)] = &[
    ("genres", Slot::TagsAny),
    ("anime_types", Slot::Format),
    ("studios", Slot::StudiosAny),
    ("exclusions", Slot::TagsNone),
    ("mood_keywords", Slot::Moods),
];
/// The most pieces of a plan that callers may make, and the longest text of one, in characters: whoever sends more
/// sends no question.
const MOST_PARTS: usize = 200;
const LONGEST: usize = 300;
const OLD_RANGES: &[(&str, Slot, Slot)] =
    &[("year_range", Slot::YearMin, Slot::YearMax), ("rating_range", Slot::ScoreMin, Slot::ScoreMax)];

impl Plan {
    /// Lays an object of slots over the plan: `{"year_min": 1990, "tags_none": ["romance"], "intent": "similar"}`.
    ///
    /// A slot of one value takes the given one; lists are joined, and what the words wanted and the object
    /// refuses is dropped. `null`, `""` and `[]` empty a slot. Lists may be text with commas. The keys
    /// `genres`, `year_range`, `anime_types`, `studios`, `exclusions`, `mood_keywords` and `rating_range` of
    /// older callers are understood.
    ///
    /// # Errors
    /// Names the first key that is unknown, or whose value is unreadable or out of range; the plan is then
    /// as it was.
    pub fn give(&mut self, given: &Map<String, Json>) -> Result<(), GivenError> {
        let mut plan = self.clone();
        for (name, value) in given {
            plan.give_one(name, value)?;
        }
        plan.refused_is_not_wanted();
        plan.checked();
        *self = plan;
        Ok(())
    }

    fn give_one(&mut self, name: &str, value: &Json) -> Result<(), GivenError> {
        match name {
            "intent" => self.intent = read(name, value)?,
            "weights" => self.weights = read(name, value)?,
            "words" => self.words = bounded_words(&read::<String>(name, value)?),
            _ => {
                if let Some((_, low, high)) = OLD_RANGES.iter().find(|(old, ..)| *old == name) {
                    let ends = value.as_array().filter(|ends| ends.len() == 2);
                    let ends = ends
                        .ok_or_else(|| GivenError::new(name, "is no list of a lower and an upper bound"))?;
                    self.give_one(low.as_str(), &ends[0])?;
                    return self.give_one(high.as_str(), &ends[1]);
                }
                let old = OLD_NAMES.iter().find(|(old, _)| *old == name).map(|(_, slot)| *slot);
                let slot = old.or_else(|| Slot::parse(name)).ok_or_else(|| {
                    let names: Vec<&str> = Slot::ALL.iter().map(|slot| slot.as_str()).collect();
                    GivenError::new(name, format!("there is no such slot; there are {}", names.join(", ")))
                })?;
                let values = values(slot, name, value)?;
                self.holds(name, values.len())?;
                if !slot.is_list() || values.is_empty() {
                    self.parts.retain(|part| part.slot != slot);
                }
                for value in values {
                    self.put(slot, value, SaidBy::Given);
                }
            }
        }
        Ok(())
    }

    /// Corrects the plan; what the caller says wins over everything else.
    ///
    /// # Errors
    /// Names the first slot whose value is unreadable or out of range; the plan is then as it was.
    pub fn correct(&mut self, corrections: &[Correction]) -> Result<(), GivenError> {
        let mut plan = self.clone();
        plan.holds("corrections", corrections.len())?;
        for correction in corrections {
            plan.correct_one(correction)?;
        }
        plan.checked();
        *self = plan;
        Ok(())
    }

    fn correct_one(&mut self, correction: &Correction) -> Result<(), GivenError> {
        match correction {
            Correction::Remove { slot, value, as_words } => {
                let meant = |part: &Part| {
                    part.slot == *slot && value.as_ref().is_none_or(|value| same(&part.value, value))
                };
                if *as_words {
                    let spans = self.parts.iter().filter(|part| meant(part)).flat_map(|part| &part.spans);
                    let back: Vec<&str> =
                        spans.filter_map(|span| self.question.get(span.start..span.end)).collect();
                    let words = [self.words.as_str(), &back.join(" ")].join(" ");
                    words.trim().clone_into(&mut self.words);
                }
                self.parts.retain(|part| !meant(part));
            }
            Correction::Set { slot, value } => {
                let value = checked_value(*slot, slot.as_str(), value)?;
                self.parts.retain(|part| part.slot != *slot);
                self.put(*slot, value, SaidBy::Caller);
            }
            Correction::Add { slot, value } => {
                let value = checked_value(*slot, slot.as_str(), value)?;
                if !slot.is_list() {
                    self.parts.retain(|part| part.slot != *slot);
                }
                self.put(*slot, value, SaidBy::Caller);
            }
            Correction::Intent { intent } => self.intent = *intent,
            Correction::Words { words } => self.words = bounded_words(words),
            Correction::Weights { weights } => self.weights = *weights,
        }
        Ok(())
    }

    /// Takes from a language model's reading what the parser left open: nothing where every word was
    /// understood, nothing into a slot that is filled, nothing that contradicts or cannot be read. A plan
    /// that was right stays right.
    pub fn refine(&mut self, proposed: &Map<String, Json>) {
        if self.words.trim().is_empty() {
            return;
        }
        for (name, value) in proposed {
            let Some(slot) = Slot::parse(name).filter(|slot| self.of(*slot).next().is_none()) else {
                continue;
            };
            let Ok(values) = values(slot, name, value) else { continue };
            let before = self.parts.clone();
            for value in values {
                self.put(slot, value, SaidBy::Model);
            }
            if !contradiction::find(&self.parts).is_empty() && self.contradictions.is_empty() {
                self.parts = before;
            }
        }
        self.checked();
    }

    /// Whether so many further pieces have room.
    fn holds(&self, name: &str, more: usize) -> Result<(), GivenError> {
        if self.parts.len() + more <= MOST_PARTS {
            return Ok(());
        }
        Err(GivenError::new(name, format!("is too much: a plan has up to {MOST_PARTS} pieces")))
    }

    pub(crate) fn put(&mut self, slot: Slot, value: Value, said_by: SaidBy) {
        let confidence = match said_by {
            SaidBy::Given | SaidBy::Caller => 1.0,
            SaidBy::Context => 0.9,
            SaidBy::Words | SaidBy::Model => 0.6,
        };
        self.parts.retain(|part| part.slot != slot || !same(&part.value, &value));
        self.parts.push(Part {
            slot,
            value,
            spans: Vec::new(),
            confidence,
            said_by,
            class: None,
            respelled: None,
        });
    }

    /// Drops what the words wanted where the later word refuses it.
    pub(crate) fn refused_is_not_wanted(&mut self) {
        let refused: Vec<Part> = self.parts.clone();
        self.parts.retain(|part| {
            !refused.iter().any(|other| {
                other.said_by > part.said_by
                    && contradiction::opposed(part.slot, other.slot)
                    && same(&part.value, &other.value)
            })
        });
    }

    pub(crate) fn checked(&mut self) {
        self.contradictions = contradiction::find(&self.parts);
        if self.intent == Intent::Search && self.asks() && !self.narrative {
            self.intent =
                if self.of(Slot::Like).next().is_some() { Intent::Similar } else { Intent::Discovery };
        }
    }
}

/// Words as far as a question is read.
fn bounded_words(words: &str) -> String {
    words.chars().take(crate::reader::MOST_CHARS).collect()
}

fn same(one: &Value, other: &Value) -> bool {
    match (one.number(), other.number()) {
        (Some(one), Some(other)) => (one - other).abs() < f64::EPSILON,
        _ => spelling::fold(&one.to_string()) == spelling::fold(&other.to_string()),
    }
}

fn read<T: serde::de::DeserializeOwned>(name: &str, value: &Json) -> Result<T, GivenError> {
    serde_json::from_value(value.clone()).map_err(|error| GivenError::new(name, error.to_string()))
}

fn values(slot: Slot, name: &str, value: &Json) -> Result<Vec<Value>, GivenError> {
    let one = |value: &Json| -> Result<Vec<Value>, GivenError> {
        match value {
            Json::Null => Ok(Vec::new()),
            Json::Number(number) => {
                let number =
                    number.as_f64().ok_or_else(|| GivenError::new(name, "is no number that fits"))?;
                Ok(vec![Value::from(number)])
            }
            Json::String(text) if slot.is_list() => {
                Ok(text.split(',').map(str::trim).filter(|text| !text.is_empty()).map(Value::from).collect())
            }
            Json::String(text) if text.trim().is_empty() => Ok(Vec::new()),
            Json::String(text) => Ok(vec![Value::from(text.trim())]),
            _ => Err(GivenError::new(name, "is neither text, a number nor a list of them")),
        }
    };
    let values: Vec<Value> = match value {
        Json::Array(items) if slot.is_list() => {
            // Names in a list may hold commas.
            let item = |item: &Json| match item {
                Json::String(text) => Ok(vec![Value::from(text.trim())]),
                other => one(other),
            };
            items.iter().map(item).collect::<Result<Vec<_>, _>>()?.concat()
        }
        other => one(other)?,
    };
    values.into_iter().map(|value| checked_value(slot, name, &value)).collect()
}

fn checked_value(slot: Slot, name: &str, value: &Value) -> Result<Value, GivenError> {
    let number = || value.number().or_else(|| value.to_string().trim().parse().ok());
    match slot.shape() {
        Shape::Score => {
            let score = number().filter(|score| (0.0..=10.0).contains(score));
            score
                .map(Value::from)
                .ok_or_else(|| GivenError::new(name, format!("`{value}` is not a number from 0 to 10")))
        }
        Shape::Number => {
            let (low, high) = match slot {
                Slot::YearMin | Slot::YearMax => (1850.0, 2150.0),
                Slot::Limit => (1.0, 500.0),
                Slot::Draw => (0.0, 999_999_999.0),
                _ => (0.0, 1e9),
            };
            let whole = number().filter(|number| number.fract() == 0.0 && (low..=high).contains(number));
            whole.map(Value::from).ok_or_else(|| {
                GivenError::new(name, format!("`{value}` is not a whole number from {low} to {high}"))
            })
        }
        Shape::Word | Shape::Words | Shape::Names => {
            let text = value.to_string();
            if text.chars().count() > LONGEST {
                return Err(GivenError::new(
                    name,
                    format!("a text in it has more than {LONGEST} characters"),
                ));
            }
            let Some(words) = slot.words() else { return Ok(Value::Text(text)) };
            let known = words.iter().find(|word| word.eq_ignore_ascii_case(text.trim()));
            known
                .map(|word| Value::from(*word))
                .ok_or_else(|| GivenError::new(name, format!("`{text}` is none of {}", words.join(", "))))
        }
    }
}
