//! A plan, piece by piece, as something to look at and to take back.

use asking::{Correction, Part, Plan, SaidBy, Slot, Value};
use serde::Serialize;

/// One piece of what was understood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chip {
    /// What it is about.
    pub slot: Slot,
    /// Its value.
    pub value: Value,
    /// It in a few words, for people.
    pub label: String,
    /// The words that it was read from; empty where it comes from elsewhere.
    pub words: String,
    /// How sure the reading is, 0 to 1.
    pub confidence: f32,
    /// Who said so.
    pub said_by: SaidBy,
    /// The word it was taken for, where it is spelled otherwise.
    pub respelled: Option<String>,
    /// What it does.
    pub effect: ChipEffect,
    /// What takes it back, to be sent as one of `options.corrections`.
    pub remove: Correction,
}

/// What a piece of a plan does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChipEffect {
    /// Every result meets it.
    Filters,
    /// It helps the order.
    Orders,
    /// It says what the question is about.
    Names,
    /// It contradicts another piece, so neither holds.
    Contradicts,
    /// Nothing is known by which to heed it.
    Unmet,
}

/// The chips of a plan, in the order of the question. `unmet` is what no result could be held to, `unknown` the names
/// that nothing here bears.
pub fn chips(plan: &Plan, unmet: &[Slot], unknown: &[(Slot, String)]) -> Vec<Chip> {
    plan.parts.iter().map(|part| chip(plan, part, unmet, unknown)).collect()
}

fn chip(plan: &Plan, part: &Part, unmet: &[Slot], unknown: &[(Slot, String)]) -> Chip {
    let words: Vec<&str> =
        part.spans.iter().filter_map(|span| plan.question.get(span.start..span.end)).collect();
    Chip {
        slot: part.slot,
        value: part.value.clone(),
        label: label(part.slot, &part.value),
        words: words.join(" … "),
        confidence: part.confidence,
        said_by: part.said_by,
        respelled: part.respelled.clone(),
        effect: effect(plan, part, unmet, unknown),
        remove: Correction::Remove { slot: part.slot, value: Some(part.value.clone()), as_words: false },
    }
}

fn effect(plan: &Plan, part: &Part, unmet: &[Slot], unknown: &[(Slot, String)]) -> ChipEffect {
    if plan.contradictions.iter().any(|one| one.slots.contains(&part.slot)) {
        return ChipEffect::Contradicts;
    }
    let text = part.value.to_string();
    let nobody = unknown.iter().any(|(slot, name)| *slot == part.slot && *name == text);
    if unmet.contains(&part.slot) || nobody {
        return ChipEffect::Unmet;
    }
    match part.slot {
        Slot::Like
        | Slot::Titles
        | Slot::WatchOrder
        | Slot::Sources
        | Slot::ScoreSource
        | Slot::TextLanguage => ChipEffect::Names,
        Slot::Unlike
        | Slot::Moods
        | Slot::More
        | Slot::Less
        | Slot::Popularity
        | Slot::Sort
        | Slot::Order
        | Slot::Limit
        | Slot::Draw => ChipEffect::Orders,
        // `anime about chess` shows anime alone; where there is none, the piece is unmet.
        Slot::Medium => ChipEffect::Filters,
        _ if part.confidence < 0.5 => ChipEffect::Orders,
        _ => ChipEffect::Filters,
    }
}

/// `year_min` 1990 as "from 1990", `tags_none` gore as "no gore".
fn label(slot: Slot, value: &Value) -> String {
    let text = value.to_string();
    let minutes = |value: &Value| value.number().map_or(0.0, |seconds| (seconds / 60.0).round());
    match slot {
        Slot::YearMin => format!("from {text}"),
        Slot::YearMax => format!("to {text}"),
        Slot::EpisodesMin => format!("{text}+ episodes"),
        Slot::EpisodesMax => format!("up to {text} episodes"),
        Slot::VolumesMin => format!("{text}+ volumes"),
        Slot::VolumesMax => format!("up to {text} volumes"),
        Slot::ChaptersMin => format!("{text}+ chapters"),
        Slot::ChaptersMax => format!("up to {text} chapters"),
        Slot::DurationMin => format!("{}+ min", minutes(value)),
        Slot::DurationMax => format!("up to {} min", minutes(value)),
        Slot::ScoreMin => format!("score {text}+"),
        Slot::ScoreMax => format!("score up to {text}"),
        Slot::TagsNone | Slot::StudiosNone | Slot::OriginNone | Slot::PeopleNone | Slot::StreamingNone => {
            format!("no {}", plain(&text))
        }
        Slot::FormatNone => format!("no {}", capitals(&text)),
        Slot::FranchiseNone => format!("no {text}"),
        Slot::Medium | Slot::Format | Slot::Status | Slot::Season => capitals(&text),
        Slot::Like => format!("like {text}"),
        Slot::Unlike => format!("unlike {text}"),
        Slot::More => format!("more {text}"),
        Slot::Less => format!("less {text}"),
        Slot::Titles => format!("about {text}"),
        Slot::Characters => format!("with {text}"),
        Slot::Director => format!("directed by {text}"),
        Slot::Writer => format!("written by {text}"),
        Slot::Composer => format!("music by {text}"),
        Slot::Voice => format!("voice of {text}"),
        Slot::Author => format!("by author {text}"),
        Slot::Person => format!("with {text} on it"),
        Slot::Origin => format!("from a {}", plain(&text)),
        Slot::Airing => format!("airing {}", plain(&text)),
        Slot::Streaming => format!("on {}", plain(&text)),
        Slot::TextLanguage => format!("text in {text}"),
        Slot::Dub => format!("dub: {text}"),
        Slot::Sub => format!("subtitles: {text}"),
        Slot::Country => format!("made in {text}"),
        Slot::ScoreSource => format!("score of {}", plain(&text)),
        Slot::Sources => format!("source {}", plain(&text)),
        Slot::WatchOrder => format!("{text} order"),
        Slot::Adult => format!("for adults: {text}"),
        Slot::StudiosAny | Slot::Sort => format!("by {text}"),
        Slot::Order => if text == "asc" { "upward" } else { "downward" }.to_owned(),
        Slot::Popularity => if text == "low" { "little known" } else { "well known" }.to_owned(),
        Slot::Limit => format!("{text} results"),
        Slot::Draw => format!("drawn by chance, number {text}"),
        Slot::TagsAny | Slot::TagsAll | Slot::Moods => text,
    }
}

fn plain(word: &str) -> String {
    word.replace('_', " ")
}

/// `VISUAL_NOVEL` as "Visual novel"; short capitals such as TV and OVA stay.
fn capitals(word: &str) -> String {
    if word.len() <= 3 {
        return word.to_owned();
    }
    let lower = word.to_lowercase().replace('_', " ");
    let mut letters = lower.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The short form of what takes a chip back, for addresses: `year_min:1990`.
pub fn drop_of(chip: &Chip) -> String {
    format!("{}:{}", chip.slot, chip.value)
}

/// What such a short form means; `None` where it names no slot. With a tilde before it, the words are searched for
/// instead.
pub fn read_drop(text: &str) -> Option<Correction> {
    let (as_words, text) = text.strip_prefix('~').map_or((false, text), |text| (true, text));
    let (slot, value) = text.split_once(':')?;
    let slot = Slot::parse(slot)?;
    let number = value.parse::<f64>().ok().filter(|_| slot.words().is_none() && !slot.is_list());
    let value = number.map_or_else(|| Value::from(value), Value::from);
    Some(Correction::Remove { slot, value: Some(value), as_words })
}

#[cfg(test)]
mod tests {
    use asking::{Asker, Names, read};

    use super::*;

    #[test]
    fn each_chip_can_be_taken_back() {
        let asker = Asker::on(jiff::civil::date(2026, 5, 15));
        let question = "dark military anime from the 90s, no romance, under 20 episodes";
        let plan = read(question, &Names::default(), &asker);
        let all = chips(&plan, &[], &[]);
        assert!(all.len() >= 5, "{all:?}");
        let labels: Vec<&str> = all.iter().map(|chip| chip.label.as_str()).collect();
        assert!(labels.contains(&"from 1990") && labels.contains(&"no romance"), "{labels:?}");
        for chip in &all {
            let mut without = plan.clone();
            let correction = read_drop(&drop_of(chip)).expect("a short form");
            without.correct(&[correction]).expect("it names a part");
            assert_eq!(without.parts.len(), plan.parts.len() - 1, "{chip:?}");
        }
    }

    #[test]
    fn every_slot_has_words() {
        for slot in Slot::ALL {
            assert!(!label(*slot, &Value::from(7)).contains('_'), "{slot}");
        }
        assert_eq!(read_drop("color:red"), None);
    }
}
