//! How to go on from an answer: worked out from what the plan left open and from what was found.
//!
//! Where little was found, what could be given up; where much was found, what would tell the results apart.

use std::cell::RefCell;

use asking::{Correction, Plan, Slot, Value};
use search::{AskAnswer, AskRequest, Bucket, SearchError};

use super::{Chip, ChipEffect, Suggestion, chips::chips};

/// At most so many are offered.
const MOST: usize = 6;
/// With fewer results than this, ways to more are looked for.
const FEW: usize = 3;
/// With more results than this, ways to fewer are looked for.
const MANY: usize = 20;
/// So much of what was found has to have a value, and no more than the other, for it to tell results apart.
const TELLING: std::ops::RangeInclusive<f64> = 0.08..=0.75;
/// Pieces that are tried without.
const TRIED: usize = 8;

/// The ways on. `total` tells how many works answer another request.
pub(super) fn suggestions(
    asked: &AskRequest,
    answer: &AskAnswer,
    total: impl Fn(&AskRequest) -> Result<usize, SearchError>,
) -> Result<Vec<Suggestion>, SearchError> {
    let plan = &asked.plan;
    let ways = RefCell::new(Vec::new());
    let offer = |say: String, corrections: Vec<Correction>, why: &str| {
        let mut other = plan.clone();
        // A correction of what the plan itself holds cannot be refused; one that is would be no way on.
        if other.correct(&corrections).is_err() {
            return Ok::<(), SearchError>(());
        }
        let request = AskRequest { plan: other, limit: 1, cursor: None, facets: false, ..asked.clone() };
        let found = total(&request)?;
        if found > answer.total {
            ways.borrow_mut().push(Suggestion { say, corrections, total: found, why: why.to_owned() });
        }
        Ok(())
    };
    let contradicts = |slot: Slot| plan.contradictions.iter().any(|one| one.slots.contains(&slot));
    let pieces = chips(plan, &answer.unmet, &answer.unknown);
    let said = said_together(&pieces);
    for (label, remove, slots) in &said {
        if slots.iter().any(|slot| contradicts(*slot)) {
            let why = "two pieces of the question exclude each other";
            offer(format!("without “{label}”"), remove.clone(), why)?;
        } else if answer.total < FEW {
            let why = "little meets all of the question at once";
            offer(format!("without “{label}”"), remove.clone(), why)?;
        }
    }
    if answer.total < FEW && !plan.words.trim().is_empty() && !plan.parts.is_empty() {
        let words = Correction::Words { words: String::new() };
        let why = "little holds the words that were not understood";
        offer(format!("without “{}”", plan.words.trim()), vec![words], why)?;
    }
    if answer.total == 0 && ways.borrow().is_empty() {
        for (at, (label, remove, _)) in said.iter().enumerate() {
            for (other, further, _) in &said[at + 1..] {
                let both = [remove.as_slice(), further.as_slice()].concat();
                let why = "nothing meets all of the question but one piece";
                offer(format!("without “{label}” and “{other}”"), both, why)?;
            }
        }
    }
    for chip in pieces.iter().filter(|chip| chip.respelled.is_some()).take(2) {
        let as_words =
            Correction::Remove { slot: chip.slot, value: Some(chip.value.clone()), as_words: true };
        let why = format!("it was taken for “{}”", chip.respelled.as_deref().unwrap_or_default());
        offer(format!("“{}” as it is spelled", chip.words), vec![as_words], &why)?;
    }
    let mut ways = ways.into_inner();
    // The most works first; of the same way twice, once.
    ways.sort_by(|a, b| b.total.cmp(&a.total).then_with(|| a.say.cmp(&b.say)));
    ways.dedup_by(|a, b| a.say == b.say);
    if answer.total > MANY {
        narrower(plan, answer, &mut ways);
    }
    ways.truncate(MOST);
    Ok(ways)
}

/// Pieces that were said in the same words (`from the 60s` bounds the years on both sides), as one: what people call
/// it, what takes it back, and its slots.
fn said_together(pieces: &[Chip]) -> Vec<(String, Vec<Correction>, Vec<Slot>)> {
    let mut said: Vec<(&str, String, Vec<Correction>, Vec<Slot>)> = Vec::new();
    for chip in pieces.iter().filter(|chip| chip.effect != ChipEffect::Orders) {
        let same = said.iter_mut().find(|(words, ..)| !words.is_empty() && *words == chip.words);
        if let Some((words, label, remove, slots)) = same {
            words.clone_into(label);
            remove.push(chip.remove.clone());
            slots.push(chip.slot);
        } else if said.len() < TRIED {
            said.push((&chip.words, chip.label.clone(), vec![chip.remove.clone()], vec![chip.slot]));
        }
    }
    said.into_iter().map(|(_, label, remove, slots)| (label, remove, slots)).collect()
}

/// What would tell the results apart.
fn narrower(plan: &Plan, answer: &AskAnswer, ways: &mut Vec<Suggestion>) {
    let facets = &answer.facets;
    let open = |slots: &[Slot]| slots.iter().all(|slot| plan.of(*slot).next().is_none());
    let telling = |bucket: &&Bucket| TELLING.contains(&(bucket.count as f64 / answer.total as f64));
    let mut offer = |say: String, corrections: Vec<Correction>, total: usize| {
        ways.push(Suggestion { say, corrections, total, why: "it tells the results apart".to_owned() });
    };
    let add = |slot: Slot, value: &str| Correction::Add { slot, value: Value::from(value) };
    if open(&[Slot::Medium, Slot::Format, Slot::FormatNone])
        && let Some(bucket) = facets.medium.iter().find(telling)
    {
        offer(format!("only {}", many(&bucket.value)), vec![add(Slot::Medium, &bucket.value)], bucket.count);
    }
    if open(&[Slot::Format, Slot::FormatNone])
        && let Some(bucket) = facets.format.iter().filter(|one| one.value != "UNKNOWN").find(telling)
    {
        offer(format!("only {}", many(&bucket.value)), vec![add(Slot::Format, &bucket.value)], bucket.count);
    }
    if open(&[Slot::YearMin, Slot::YearMax])
        && let Some(bucket) = facets.decade.iter().filter(telling).max_by_key(|bucket| bucket.count)
        && let Ok(decade) = bucket.value.parse::<i64>()
    {
        let from = Correction::Set { slot: Slot::YearMin, value: Value::Whole(decade) };
        let to = Correction::Set { slot: Slot::YearMax, value: Value::Whole(decade + 9) };
        offer(format!("from the {decade}s"), vec![from, to], bucket.count);
    }
    let said: Vec<String> = [Slot::TagsAll, Slot::TagsAny, Slot::TagsNone, Slot::Moods]
        .iter()
        .flat_map(|slot| plan.texts(*slot))
        .map(|tag| tag.to_lowercase())
        .collect();
    let mut tags =
        facets.tags.iter().filter(telling).filter(|bucket| !said.contains(&bucket.value.to_lowercase()));
    if let Some(bucket) = tags.next() {
        offer(format!("with {}", bucket.value), vec![add(Slot::TagsAll, &bucket.value)], bucket.count);
    }
    if let Some(bucket) = tags.next() {
        let left = answer.total - bucket.count;
        offer(format!("without {}", bucket.value), vec![add(Slot::TagsNone, &bucket.value)], left);
    }
}

/// A medium's or format's name for several of them.
fn many(word: &str) -> String {
    let lower = word.to_lowercase().replace('_', " ");
    match word {
        "ANIME" | "MANGA" | "MANHWA" | "MANHUA" | "MUSIC" | "DOUJINSHI" => lower,
        "TV" => "TV series".to_owned(),
        word if word.len() <= 3 => format!("{word}s"),
        _ => format!("{lower}s"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use asking::{Asker, Names, read};
    use search::Facets;

    use super::*;

    fn answered(question: &str, total: usize, facets: Facets) -> (AskRequest, AskAnswer) {
        let friday = Asker::on(jiff::civil::date(2026, 5, 15));
        let asked = AskRequest::new(read(question, &Names::default(), &friday));
        let answer = AskAnswer {
            results: Vec::new(),
            total,
            facets,
            next_cursor: None,
            plan: asked.plan.clone(),
            unmet: Vec::new(),
            unknown: Vec::new(),
            asked_works: Vec::new(),
            degraded: Vec::new(),
            took: Duration::ZERO,
        };
        (asked, answer)
    }

    #[test]
    fn where_nothing_is_found_what_could_be_given_up_is_tried() {
        let (asked, answer) = answered("horror movies from the 60s", 0, Facets::default());
        // Only without the lower bound of the years is there anything.
        let found =
            |request: &AskRequest| Ok(if request.plan.of(Slot::YearMin).next().is_none() { 4 } else { 0 });
        let ways = suggestions(&asked, &answer, found).expect("nothing fails");
        assert_eq!(ways.len(), 1, "{ways:?}");
        assert_eq!((ways[0].say.as_str(), ways[0].total), ("without “from the 60s”", 4));
        assert_eq!(ways[0].corrections.len(), 2, "both ends of the decade");

        // Where no single piece will do, two are given up.
        let found = |request: &AskRequest| Ok(usize::from(request.plan.parts.len() == 1));
        let ways = suggestions(&asked, &answer, found).expect("nothing fails");
        let says: Vec<&str> = ways.iter().map(|way| way.say.as_str()).collect();
        assert!(says.contains(&"without “Movie” and “from the 60s”"), "{says:?}");
    }

    #[test]
    fn where_much_is_found_what_tells_it_apart_is_offered() {
        let bucket = |value: &str, count| Bucket { value: value.to_owned(), count };
        let facets = Facets {
            format: vec![bucket("TV", 90), bucket("MOVIE", 30)],
            decade: vec![bucket("2010", 40), bucket("1990", 20)],
            tags: vec![bucket("mecha", 100), bucket("drama", 50), bucket("school", 30)],
            ..Facets::default()
        };
        let (asked, answer) = answered("mecha anime", 100, facets);
        let ways = suggestions(&asked, &answer, |_| Ok(0)).expect("nothing fails");
        let short: Vec<(&str, usize)> = ways.iter().map(|way| (way.say.as_str(), way.total)).collect();
        assert_eq!(
            short,
            [("only movies", 30), ("from the 2010s", 40), ("with drama", 50), ("without school", 70)]
        );
    }
}
