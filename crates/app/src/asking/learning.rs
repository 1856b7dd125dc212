//! What a question tells of the asker's taste.

use asking::{Part, Plan, SaidBy, Slot};
use model::{Instant, WorkId};
use store::{Preference, Subject};

/// The verdicts that a plan holds: what is named as a model is liked, what is excluded is refused. What goes on
/// from the question before was learned then, and what a language model says is nobody's word.
pub(super) fn learned(
    plan: &Plan,
    conversation: &str,
    at: Instant,
    titled: impl Fn(&str) -> Option<WorkId>,
) -> Vec<Preference> {
    let said_now =
        |part: &&Part| !matches!(part.said_by, SaidBy::Context | SaidBy::Model) && part.confidence >= 0.5;
    let contradicted = |slot: Slot| plan.contradictions.iter().any(|one| one.slots.contains(&slot));
    let verdict = |part: &Part| {
        let text = part.value.to_string();
        let (subject, liked) = match part.slot {
            Slot::Like => (Subject::Work(titled(&text)?), true),
            Slot::Unlike | Slot::FranchiseNone => (Subject::Work(titled(&text)?), false),
            Slot::TagsAll | Slot::TagsAny => (Subject::tag(text.to_lowercase()), true),
            Slot::TagsNone => (Subject::tag(text.to_lowercase()), false),
            Slot::StudiosAny => (Subject::studio(text), true),
            Slot::StudiosNone => (Subject::studio(text), false),
            _ => return None,
        };
        Some(Preference { subject, liked, times: 1, origin: conversation.to_owned(), at })
    };
    let parts = plan.parts.iter().filter(said_now).filter(|part| !contradicted(part.slot));
    parts.filter_map(verdict).collect()
}

#[cfg(test)]
mod tests {
    use asking::{Asker, Names, read};

    use super::*;

    #[test]
    fn likes_and_exclusions_are_learned_from_what_was_said() {
        let names = Names::read("title\tMoonlit Depot\nstudio\tLamplight\n").expect("a table");
        let asker = Asker::on(jiff::civil::date(2026, 5, 15));
        let plan = read("anime like Moonlit Depot but without harem, by Lamplight", &names, &asker);
        let work = WorkId::new(7).expect("seven");
        let find = |title: &str| (title == "Moonlit Depot").then_some(work);
        let learned = learned(&plan, "c", Instant::EPOCH, find);
        let mut short: Vec<_> = learned.into_iter().map(|one| (one.subject, one.liked)).collect();
        short.sort();
        assert_eq!(
            short,
            [
                (Subject::Work(work), true),
                (Subject::studio("Lamplight"), true),
                (Subject::tag("harem"), false)
            ]
        );
    }

    #[test]
    fn nothing_is_learned_of_a_title() {
        let asker = Asker::on(jiff::civil::date(2026, 5, 15));
        let plan = read("Moonlit Depot", &Names::default(), &asker);
        assert!(learned(&plan, "c", Instant::EPOCH, |_| None).is_empty());
    }
}
