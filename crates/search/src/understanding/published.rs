//! A plan in the short form that answers to plain searches show.

use asking::{Part, Plan, Slot, Value};

use crate::{Adult, Filters, Intent, Plan as Published, Understood, text::fold};

/// The short form: what was understood piece by piece, and what the pieces demand. The caller's `own`
/// filters decide about adult works, whatever the words say.
pub(crate) fn published(plan: &Plan, intent: Intent, own: &Filters) -> Published {
    let mut filters = Filters::default();
    for (name, value) in plan.demands() {
        let closed = name == "adult" && own.adult == Adult::Exclude;
        // Sort and order are no filters.
        if !closed && Filters::names().contains(&name) {
            filters.set(name, &value).ok();
        }
    }
    let carried = intent == Intent::Filters;
    let mut understood: Vec<Understood> = Vec::new();
    for part in &plan.parts {
        let words = part.spans.iter().filter_map(|span| plan.question.get(span.start..span.end));
        let words = fold(&words.collect::<Vec<_>>().join(" "));
        let (meaning, value) = told(part);
        let year = meaning == "year";
        // `2010-2014` is one piece with two ends.
        let pair = understood.last_mut().filter(|last| year && last.meaning == "year" && last.words == words);
        match pair {
            Some(last) => last.value = joined_years(&last.value, &value),
            None => understood.push(Understood {
                words,
                meaning: meaning.to_owned(),
                value,
                required: part.confidence >= 0.5 && (carried || !matches!(intent, Intent::Words))
                    || is_refusal(part.slot),
            }),
        }
    }
    Published { intent, words: plan.words.clone(), understood, filters, seed: None }
}

/// What a part was taken for, and its value, by the names that answers have used from the beginning.
fn told(part: &Part) -> (&'static str, String) {
    let value = part.value.to_string();
    match (part.slot, &part.value) {
        (Slot::YearMin, Value::Whole(_)) => ("year", format!("{value}-")),
        (Slot::YearMax, Value::Whole(_)) => ("year", format!("-{value}")),
        (Slot::Like, _) => ("similar", value),
        (Slot::Titles, _) => ("franchise", value),
        (Slot::Characters, _) => ("character", value),
        (slot, _) => (slot.as_str(), value),
    }
}

fn joined_years(one: &str, other: &str) -> String {
    let (low, high) = if one.ends_with('-') { (one, other) } else { (other, one) };
    let (low, high) = (low.trim_matches('-'), high.trim_matches('-'));
    if low == high { low.to_owned() } else { format!("{low}-{high}") }
}

fn is_refusal(slot: Slot) -> bool {
    matches!(slot, Slot::TagsNone | Slot::StudiosNone | Slot::FormatNone | Slot::FranchiseNone)
}
