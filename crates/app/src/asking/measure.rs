//! `like X but shorter`, `X but newer`: how long X is and how old, as the bound that the word means.

use asking::{Intent, Measure, Part, Plan, SaidBy, Slot, measured};
use model::{Work, WorkId};
use serde_json::{Map, Value};

use crate::App;

/// Words with which the next demand begins.
const GOES_ON: [&str; 6] = ["and", "but", "please", "und", "aber", "bitte"];
/// Words that refuse what comes after them.
const REFUSES: [&str; 6] = ["no", "not", "nothing", "nicht", "nichts", "kein"];

/// How much of it a work has.
fn amount(measure: Measure, work: &Work) -> Option<i64> {
    match measure {
        // Shorter than a film is nothing that episodes tell.
        Measure::Length => work.episodes.map(i64::from).filter(|episodes| *episodes > 1),
        Measure::Year => work.year.map(i64::from),
    }
}

/// The word among these that compares, what it compares, and whether it asks for less.
///
/// It stands for a whole demand only where it ends one: `older characters` and `no longer airing` say nothing of a work's
/// length or year, and neither does what is refused.
pub(super) fn compared(words: &str) -> Option<(&str, Measure, bool)> {
    let all: Vec<&str> = words.split_whitespace().collect();
    all.iter().enumerate().find_map(|(at, raw)| {
        let word = bare(raw);
        let (measure, is_less) = measured(&word.to_lowercase())?;
        let is_last =
            all.get(at + 1).is_none_or(|next| GOES_ON.contains(&bare(next).to_lowercase().as_str()));
        let closes = is_last || raw.ends_with([',', '.', '!', '?', ';']);
        let before = at.checked_sub(1).map(|before| bare(all[before]).to_lowercase());
        let is_refused = before.is_some_and(|before| REFUSES.contains(&before.as_str()));
        (closes && !is_refused).then_some((word, measure, is_less))
    })
}

/// A word without the signs around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphanumeric())
}

impl App {
    /// Turns `shorter` and `longer` into a number of episodes and `newer` and `older` into a year, where one work is
    /// named of which these are known.
    pub(super) async fn bound_by_seed(&self, plan: &mut Plan) {
        if plan.intent != Intent::Similar {
            return;
        }
        // `shorter than that other one` compares with something else.
        let question = plan.question.to_lowercase();
        if question.contains(" than ") || question.contains(" als ") {
            return;
        }
        let Some((word, measure, is_less)) = compared(&question) else { return };
        // `newer` by itself means recent; after a title it means newer than that.
        let is_word = |part: &Part| {
            let said = part.spans.iter().filter_map(|span| plan.question.get(span.start..span.end));
            said.map(str::to_lowercase).any(|said| said == word)
        };
        if measure.slots().iter().any(|slot| plan.of(*slot).any(|part| !is_word(part))) {
            return;
        }
        let likes = plan.texts(Slot::Like);
        let [title] = likes.as_slice() else { return };
        if title.to_lowercase().contains(word) {
            return;
        }
        let Some(of_seed) = self.measure_of_seed(title, measure).await else { return };
        let [least, most, ..] = measure.slots() else { return };
        let (slot, bound) = if is_less { (*most, of_seed - 1) } else { (*least, of_seed + 1) };
        let given = Map::from_iter([(slot.as_str().to_owned(), Value::from(bound))]);
        if plan.give(&given).is_err() {
            return;
        }
        for part in plan.parts.iter_mut().filter(|part| part.slot == slot) {
            part.said_by = SaidBy::Words;
        }
        let rest = plan.words.split_whitespace().filter(|other| bare(other).to_lowercase() != word);
        plan.words = rest.collect::<Vec<_>>().join(" ");
    }

    /// How much of something the work with a title has; where several have the title, the first that has any.
    async fn measure_of_seed(&self, title: &str, measure: Measure) -> Option<i64> {
        let error = match self.work_named(title).await {
            Ok(work) => return amount(measure, &work),
            Err(error) => error,
        };
        let listed = error.details["candidates"].as_array().cloned().unwrap_or_default();
        for id in listed.iter().filter_map(|work| work["id"].as_i64().and_then(WorkId::new)) {
            let found = self.work(&id.into()).await.ok().and_then(|page| amount(measure, &page.work));
            if found.is_some() {
                return found;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{QueryRequest, testing::TestApp};

    #[test]
    fn only_a_whole_demand_compares() {
        for words in ["but shorter", "shorter, and funny", "shorter and funny", "aber kürzer", "aber neuere"]
        {
            assert!(compared(words).is_some(), "{words}");
        }
        for words in ["with older characters", "no longer airing", "nothing older", "longer episodes"] {
            assert!(compared(words).is_none(), "{words}");
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn shorter_than_a_work_is_fewer_episodes_than_it_has() {
        let app = TestApp::new().await;
        for (title, id, episodes) in
            [("Moonlit Depot", "mal:42", 26), ("Iron Lantern", "mal:43", 12), ("Paper Harbor", "mal:44", 50)]
        {
            app.work(title, id)
                .year(2004)
                .tags(&["drama"])
                .with(|record| record.episodes = Some(episodes))
                .save()
                .await;
        }
        for (question, slot, bound) in [
            ("something like Moonlit Depot but shorter", Slot::EpisodesMax, "25"),
            ("something like Moonlit Depot but longer", Slot::EpisodesMin, "27"),
            ("Anime wie Moonlit Depot, aber kürzer", Slot::EpisodesMax, "25"),
            ("Moonlit Depot but shorter", Slot::EpisodesMax, "25"),
            ("Moonlit Depot, but longer", Slot::EpisodesMin, "27"),
            ("Moonlit Depot aber kürzer", Slot::EpisodesMax, "25"),
            ("Moonlit Depot but newer", Slot::YearMin, "2005"),
            ("something like Moonlit Depot but older", Slot::YearMax, "2003"),
        ] {
            let answer = app.app.query(&QueryRequest::new(question)).await.expect("a good question");
            assert_eq!(answer.plan.texts(slot), [bound], "{question}: {:?}", answer.plan);
            assert!(compared(&answer.plan.words).is_none(), "{:?}", answer.plan.words);
        }
    }
}
