//! The plan: what was understood of a question, piece by piece, each piece with the words it came from.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Contradiction, Slot, Weights};

/// What was understood of a question. A page shows it as chips, a caller may correct it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// The question as it came.
    pub question: String,
    /// The language the question is written in: `en`, `de` or `ja`.
    pub language: Tongue,
    /// What the question asks for.
    pub intent: Intent,
    /// The pieces that were understood, in the order of the question; a slot with many values has many parts.
    pub parts: Vec<Part>,
    /// The words that are left to be searched for as words; a plot that is told stays here whole.
    pub words: String,
    /// Whether `words` tell a plot or a scene instead of naming a title.
    pub narrative: bool,
    /// Parts that cannot all be met; they stay in `parts`, and [`Plan::demands`] leaves them out.
    pub contradictions: Vec<Contradiction>,
    /// How much themes, genre, synopsis and ratings count for a narrative question.
    pub weights: Weights,
}

/// One piece of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What the piece is about.
    pub slot: Slot,
    /// Its value; see [`Slot`] for the form that each slot takes.
    pub value: Value,
    /// Where in the question it was said; empty when it came from elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
    /// How sure the reading is, 0 to 1. Below 0.5 it only helps the order and never filters.
    pub confidence: f32,
    /// Who said so.
    #[serde(default)]
    pub said_by: SaidBy,
    /// Which of the four parts of a narrative score a tag counts for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<TagClass>,
    /// The word it was taken for, where the question spells it otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respelled: Option<String>,
}

/// A stretch of the question, in bytes from its start; `end` is the first byte after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The first byte after it.
    pub end: usize,
}

/// A slot's value: a number for bounds and counts, text for all else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A whole number.
    Whole(i64),
    /// A number with a fraction, for scores.
    Real(f64),
    /// A word or a name.
    Text(String),
}

/// Who a part comes from. The later ones win over the earlier ones where a slot holds one value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SaidBy {
    /// The conversation before this question.
    Context,
    /// The words of the question, read by the parser.
    #[default]
    Words,
    /// A language model that was asked to refine the plan.
    Model,
    /// The structured half of the question.
    Given,
    /// The caller, who corrected the plan.
    Caller,
}

/// What a tag is, for the parts of a narrative score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TagClass {
    /// One of the field's few broad kinds: romance, horror, sports.
    Genre,
    /// What a work deals with: time travel, revenge, school clubs.
    Theme,
}

/// The language a question is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Tongue {
    /// English, and whatever is none of the others.
    #[default]
    #[serde(rename = "en")]
    English,
    /// German.
    #[serde(rename = "de")]
    German,
    /// Japanese.
    #[serde(rename = "ja")]
    Japanese,
}

/// What a question asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Intent {
    /// A title, or a plot that is half remembered: find the work that the words mean.
    #[default]
    Search,
    /// Works that meet filters, themes or moods.
    Discovery,
    /// Works like one or several that are named.
    Similar,
    /// When something airs, or what airs at a time.
    Schedule,
    /// Where one named work can be watched.
    Streaming,
    /// Two works, or one work on several sources, side by side.
    Comparison,
    /// Facts about one named work.
    Details,
    /// What runs or ran in a season of a year.
    Seasonal,
    /// What many people ask for or watch right now.
    Trending,
    /// The works that belong together with one, or the order to watch them in.
    Franchise,
    /// The works in which a character appears.
    Character,
    /// How many works there are.
    Count,
    /// Any one work, by chance.
    Random,
}

impl Plan {
    /// Whether any part is more than a help for the order.
    pub fn asks(&self) -> bool {
        self.parts.iter().any(|part| part.confidence >= 0.5)
    }

    /// The parts of one slot.
    pub fn of(&self, slot: Slot) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(move |part| part.slot == slot)
    }

    /// The values of one slot as text.
    pub fn texts(&self, slot: Slot) -> Vec<String> {
        self.of(slot).map(|part| part.value.to_string()).collect()
    }

    /// The one value of a slot, the last said where several are.
    pub fn value(&self, slot: Slot) -> Option<&Value> {
        self.of(slot).last().map(|part| &part.value)
    }

    /// What a hit must meet, by the published names of filters, sort and order, ready to be set one by
    /// one: lists joined by commas, no part that contradicts another, none below a confidence of 0.5.
    /// Formats that are refused become the list of all others.
    pub fn demands(&self) -> Vec<(&'static str, String)> {
        let mut demands: Vec<(&'static str, String)> = Vec::new();
        for part in self.parts.iter().filter(|part| part.slot.is_filter() && part.confidence >= 0.5) {
            if self.contradictions.iter().any(|one| one.slots.contains(&part.slot)) {
                continue;
            }
            let (name, value) = (part.slot.as_str(), part.value.to_string());
            match demands.iter_mut().find(|(known, _)| *known == name) {
                Some((_, list)) if part.slot.is_list() => {
                    list.push(',');
                    list.push_str(&value);
                }
                Some((_, one)) => *one = value,
                None => demands.push((name, value)),
            }
        }
        let wants_format = demands.iter().any(|(name, _)| *name == Slot::Format.as_str());
        let refused: Vec<String> = self.of(Slot::FormatNone).map(|part| part.value.to_string()).collect();
        if let Some(formats) = Slot::Format.words().filter(|_| !refused.is_empty() && !wants_format) {
            let mut others: Vec<&str> = formats
                .iter()
                .copied()
                .filter(|format| !refused.iter().any(|known| known == format))
                .collect();
            others.push("UNKNOWN");
            demands.push((Slot::Format.as_str(), others.join(",")));
        }
        demands
    }
}

impl Value {
    /// The number, where it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Whole(whole) => Some(*whole as f64),
            Self::Real(real) => Some(*real),
            Self::Text(_) => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(whole) => whole.fmt(f),
            Self::Real(real) => real.fmt(f),
            Self::Text(text) => f.pad(text),
        }
    }
}

impl From<i64> for Value {
    fn from(whole: i64) -> Self {
        Self::Whole(whole)
    }
}

impl From<f64> for Value {
    /// A number without a fraction becomes a whole one, so that 8 and 8.0 are one value.
    fn from(real: f64) -> Self {
        if real.fract() == 0.0 && real.abs() < 1e15 { Self::Whole(real as i64) } else { Self::Real(real) }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
