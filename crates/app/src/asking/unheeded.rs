//! What a question asks and no result could be held to, in sentences.

use asking::{Intent, Plan, Slot};
use search::AskAnswer;

use super::{measure, replies};

/// Words that a question for the last day of a work leaves, though they were understood.
const ENDS: [&str; 4] = ["end", "finish", "conclude", "over"];

/// A sentence for each thing that an answer passes over.
pub(super) fn unheeded(answer: &AskAnswer) -> Vec<String> {
    let mut notes: Vec<String> =
        answer.unknown.iter().filter_map(|(slot, name)| nobody(*slot, name)).collect();
    let named = |slot: Slot| answer.unknown.iter().any(|(other, _)| *other == slot);
    notes.extend(left_out(answer));
    notes.extend(unread(&answer.plan));
    notes.extend(unordered(answer));
    notes.extend(answer.unmet.iter().filter(|slot| !named(**slot)).map(|slot| untold(*slot)));
    // Of volumes and chapters, or of several roles, one sentence says it all.
    let mut said = std::collections::BTreeSet::new();
    notes.retain(|note| said.insert(note.clone()));
    notes
}

/// Works that are asked about by their titles, which the filters or a refusal close.
fn left_out(answer: &AskAnswer) -> impl Iterator<Item = String> {
    let compares = answer.plan.intent == Intent::Comparison;
    answer.asked_works.iter().filter(|asked| asked.is_left_out).map(move |asked| {
        let so = if compares { "it is not compared" } else { "nothing is told of it" };
        format!(
            "“{}” is not among the works here, because a filter or a refusal leaves it out: {so}",
            asked.title
        )
    })
}

/// The words that were not understood, where others were: they were searched for, and the answer may miss the point.
fn unread(plan: &Plan) -> Option<String> {
    let words = plan.words.trim();
    if plan.intent == Intent::Details && replies::asks_for_end(plan) && ENDS.contains(&words) {
        return None;
    }
    let compares = plan.intent == Intent::Similar && measure::compared(words).is_some();
    let is_question = compares || (!matches!(plan.intent, Intent::Search | Intent::Similar) && plan.asks());
    let note = || format!("“{words}” was not understood, and searched for as words");
    (is_question && !plan.narrative && !words.is_empty()).then(note)
}

/// The order by length, where nobody knows how long any of the works is: of books, mostly.
fn unordered(answer: &AskAnswer) -> Option<String> {
    let by_length = answer.plan.value(Slot::Sort).is_some_and(|sort| sort.to_string() == "length");
    let is_untold =
        answer.results.iter().all(|hit| hit.card.episodes.is_none() && hit.card.duration_s.is_none());
    let note = "how long these works are is not known here, so they are in no order of length";
    (by_length && is_untold && !answer.results.is_empty()).then(|| note.to_owned())
}

/// A name that nothing here bears.
fn nobody(slot: Slot, name: &str) -> Option<String> {
    Some(match slot {
        Slot::Like | Slot::Unlike | Slot::Titles | Slot::FranchiseNone => {
            format!("no work here bears the title “{name}”: its words were searched for")
        }
        Slot::Characters => format!("no character here is called “{name}”: the words were searched for"),
        Slot::TagsAll | Slot::TagsAny => {
            format!("no work here is tagged “{name}”: the word was searched for")
        }
        Slot::Moods | Slot::More | Slot::Less => {
            format!("no tag here tells what is “{name}”: the word was searched for")
        }
        Slot::Director | Slot::Writer | Slot::Composer | Slot::Voice | Slot::Author | Slot::Person => {
            format!("nobody here is called “{name}”")
        }
        Slot::StudiosAny => format!("no studio here is called “{name}”"),
        _ => return None,
    })
}

/// What the catalog tells of no work.
fn untold(slot: Slot) -> String {
    let what = match slot {
        Slot::Director
        | Slot::Writer
        | Slot::Composer
        | Slot::Voice
        | Slot::Author
        | Slot::Person
        | Slot::PeopleNone => "who worked on a work",
        Slot::VolumesMin | Slot::VolumesMax | Slot::ChaptersMin | Slot::ChaptersMax => {
            "how many volumes or chapters a work has"
        }
        Slot::Streaming | Slot::StreamingNone => "where a work is streamed",
        Slot::Origin | Slot::OriginNone => "what a work was made from",
        Slot::Dub | Slot::Sub => "in which languages a work is dubbed or subtitled",
        Slot::Country => "where a work was made",
        Slot::Airing => "on which day a work airs",
        Slot::ScoreSource => "what this source's users think of a work",
        Slot::Medium => {
            return "no work of the medium that is asked for answers, so others are shown".to_owned();
        }
        other => return format!("`{other}` could not be heeded"),
    };
    format!("nothing here tells {what}, so no result was held to it; sources may (`emaki enrich`)")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_passed_over_is_said_once() {
        let answer = AskAnswer {
            results: Vec::new(),
            total: 0,
            facets: search::Facets::default(),
            next_cursor: None,
            plan: asking::Plan::default(),
            unmet: vec![Slot::Like, Slot::VolumesMin, Slot::VolumesMax, Slot::Streaming],
            unknown: vec![(Slot::Like, "Moonlit Depot".to_owned()), (Slot::Person, "Somebody".to_owned())],
            asked_works: Vec::new(),
            degraded: Vec::new(),
            took: Duration::ZERO,
        };
        let notes = unheeded(&answer);
        assert_eq!(notes.len(), 4, "{notes:?}");
        assert!(notes[0].contains("“Moonlit Depot”") && notes[1].contains("“Somebody”"), "{notes:?}");
    }
}
