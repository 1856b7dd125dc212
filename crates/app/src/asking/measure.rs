//! `like X but shorter`: how long X is, as the bound that the word means.

use asking::{Intent, Plan, SaidBy, Slot};
use model::WorkId;
use serde_json::{Map, Value};

use crate::App;

const SHORTER: [&str; 4] = ["shorter", "kürzer", "kürzere", "kürzeren"];
const LONGER: [&str; 4] = ["longer", "länger", "längere", "längeren"];

/// The word among these that compares lengths, and whether it asks for less.
pub(super) fn compared(words: &str) -> Option<(&str, bool)> {
    words.split_whitespace().map(bare).find_map(|word| {
        let small = word.to_lowercase();
        let asks = |known: &[&str]| known.contains(&small.as_str());
        asks(&SHORTER).then_some((word, true)).or_else(|| asks(&LONGER).then_some((word, false)))
    })
}

/// A word without the signs around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphanumeric())
}

impl App {
    /// Turns `shorter` and `longer` into a number of episodes, where one work is named whose episodes are known.
    pub(super) async fn bound_by_seed(&self, plan: &mut Plan) {
        let bounds = [Slot::EpisodesMin, Slot::EpisodesMax, Slot::DurationMin, Slot::DurationMax];
        if plan.intent != Intent::Similar || bounds.into_iter().any(|slot| plan.of(slot).next().is_some()) {
            return;
        }
        // `shorter than that other one` compares with something else.
        let question = plan.question.to_lowercase();
        if question.contains(" than ") || question.contains(" als ") {
            return;
        }
        let Some((word, is_shorter)) = compared(&question) else { return };
        let likes = plan.texts(Slot::Like);
        let [title] = likes.as_slice() else { return };
        if title.to_lowercase().contains(word) {
            return;
        }
        let Some(episodes) = self.episodes_of_seed(title).await.filter(|episodes| *episodes > 1) else {
            return;
        };
        let (slot, bound) = if is_shorter {
            (Slot::EpisodesMax, episodes - 1)
        } else {
            (Slot::EpisodesMin, episodes.saturating_add(1))
        };
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

    /// The episodes of the work with a title; where several have it, of the first that has episodes.
    async fn episodes_of_seed(&self, title: &str) -> Option<u32> {
        let error = match self.work_named(title).await {
            Ok(work) => return work.episodes,
            Err(error) => error,
        };
        let listed = error.details["candidates"].as_array().cloned().unwrap_or_default();
        for id in listed.iter().filter_map(|work| work["id"].as_i64().and_then(WorkId::new)) {
            let episodes = self.work(&id.into()).await.ok().and_then(|page| page.work.episodes);
            if episodes.is_some() {
                return episodes;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{QueryRequest, testing::TestApp};

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn shorter_than_a_work_is_fewer_episodes_than_it_has() {
        let app = TestApp::new().await;
        for (title, id, episodes) in
            [("Moonlit Depot", "mal:42", 26), ("Iron Lantern", "mal:43", 12), ("Paper Harbor", "mal:44", 50)]
        {
            app.work(title, id).tags(&["drama"]).with(|record| record.episodes = Some(episodes)).save().await;
        }
        for (question, slot, bound) in [
            ("something like Moonlit Depot but shorter", Slot::EpisodesMax, "25"),
            ("something like Moonlit Depot but longer", Slot::EpisodesMin, "27"),
            ("Anime wie Moonlit Depot, aber kürzer", Slot::EpisodesMax, "25"),
        ] {
            let answer = app.app.query(&QueryRequest::new(question)).await.expect("a good question");
            assert_eq!(answer.plan.texts(slot), [bound], "{question}: {:?}", answer.plan);
            assert!(compared(&answer.plan.words).is_none(), "{:?}", answer.plan.words);
        }
    }
}
