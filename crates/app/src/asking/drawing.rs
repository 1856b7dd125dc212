//! `surprise me`: works drawn by chance. The number that decides them is a part of the plan, so that it is shown, that
//! further pages go on with the same draw, and that anybody can draw the same works again.

use asking::{Intent, Part, Plan, SaidBy, Slot};
use model::WorkId;

use super::{QueryAnswer, QueryRequest, conversation::Before};
use crate::{App, AppError};

/// Seeds lie below this: numbers that people can say.
pub(super) const SEEDS: u32 = 1_000_000_000;
/// What stands between a seed and the cursor of its draw.
const BETWEEN: char = '~';

impl App {
    /// Lays the number of a draw into a plan that asks for one. A question that only goes on from a draw keeps its
    /// number; a new one has a new one, unless the caller gives it.
    pub(super) fn draw(&self, plan: &mut Plan, request: &QueryRequest, before: Option<&Before>) {
        if plan.of(Slot::Draw).any(|part| part.said_by >= SaidBy::Given) {
            return;
        }
        // A page goes on with its own draw, whatever was drawn since.
        let of_cursor = request.options.cursor.as_deref().and_then(parted).map(|(seed, _)| seed);
        let kept = plan.of(Slot::Draw).next().is_some() && of_cursor.is_none();
        let is_page = before.is_some_and(|before| before.again.is_some());
        if plan.intent == Intent::Random && kept && (is_page || !self.asks_to_draw(request)) {
            return;
        }
        plan.parts.retain(|part| part.slot != Slot::Draw);
        if plan.intent != Intent::Random {
            return;
        }
        let seed = of_cursor.or(request.options.seed).unwrap_or_else(|| rand::random::<u32>() % SEEDS);
        plan.parts.push(Part {
            slot: Slot::Draw,
            value: i64::from(seed).into(),
            spans: Vec::new(),
            confidence: 1.0,
            said_by: SaidBy::Context,
            class: None,
            respelled: None,
        });
    }

    /// Whether the words by themselves ask for a draw, and do not merely go on from one.
    fn asks_to_draw(&self, request: &QueryRequest) -> bool {
        self.index().read(&request.query.words, &self.asker(request)).intent == Intent::Random
    }

    /// Works that this conversation has shown already, where a new draw is asked for: none of them is drawn again.
    pub(super) async fn drawn_before(
        &self,
        plan: &Plan,
        request: &QueryRequest,
        before: Option<&Before>,
    ) -> Result<Vec<WorkId>, AppError> {
        let Some(before) = before.filter(|_| plan.intent == Intent::Random && self.asks_to_draw(request))
        else {
            return Ok(Vec::new());
        };
        match &before.id {
            Some(id) => self.shown_in(id, before.turn).await,
            None => Ok(before.shown.iter().map(|work| work.id).collect()),
        }
    }
}

/// The cursor of a draw, with its seed, so that the next page is of the same one.
pub(super) fn with_seed(plan: &Plan, cursor: Option<String>) -> Option<String> {
    let seed = plan.value(Slot::Draw);
    cursor.map(|cursor| match seed {
        Some(seed) => format!("{seed}{BETWEEN}{cursor}"),
        None => cursor,
    })
}

impl QueryAnswer {
    /// The cursor with which its draw begins anew, the same one; `None` where nothing was drawn.
    pub fn draw(&self) -> Option<String> {
        with_seed(&self.plan, Some(String::new())).filter(|cursor| !cursor.is_empty())
    }
}

/// The cursor as the index knows it.
pub(super) fn without_seed(cursor: Option<&str>) -> Option<String> {
    let bare = cursor.map(|cursor| parted(cursor).map_or(cursor, |(_, rest)| rest).to_owned())?;
    // A draw from its first work on.
    Some(bare).filter(|bare| !bare.is_empty() || cursor == Some(""))
}

fn parted(cursor: &str) -> Option<(u32, &str)> {
    let (seed, rest) = cursor.split_once(BETWEEN)?;
    Some((seed.parse::<u32>().ok().filter(|seed| *seed < SEEDS)?, rest))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::testing::TestApp;

    async fn scene() -> TestApp {
        let app = TestApp::new().await;
        for number in 0..60 {
            let tag = if number % 2 == 0 { "drama" } else { "comedy" };
            let title = format!("Lantern Street {number}");
            app.work(&title, &format!("mal:{}", 100 + number)).tags(&[tag]).save().await;
        }
        app
    }

    fn ids(answer: &QueryAnswer) -> Vec<WorkId> {
        answer.results.iter().map(|hit| hit.id).collect()
    }

    async fn ask(app: &TestApp, request: &QueryRequest) -> QueryAnswer {
        app.app.query(request).await.expect("a good question")
    }

    fn surprise(seed: Option<u32>) -> QueryRequest {
        let mut request = QueryRequest::new("surprise me");
        request.options.limit = Some(5);
        request.options.seed = seed;
        request
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_draw_differs_by_its_number_and_is_shown() {
        let app = scene().await;
        let first = ask(&app, &surprise(Some(1))).await;
        assert_eq!(first.plan.texts(Slot::Draw), ["1"]);
        assert!(first.chips.iter().any(|chip| chip.label.contains("by chance")), "{:?}", first.chips);
        assert_eq!(ids(&ask(&app, &surprise(Some(1))).await), ids(&first), "the same number draws the same");
        let others: BTreeSet<Vec<WorkId>> = {
            let mut others = BTreeSet::new();
            for seed in 1..=8 {
                others.insert(ids(&ask(&app, &surprise(Some(seed))).await));
            }
            others
        };
        assert!(others.len() >= 7, "{others:?}");
        let mut seeds = BTreeSet::new();
        for _ in 0..4 {
            seeds.extend(ask(&app, &surprise(None)).await.plan.texts(Slot::Draw));
        }
        assert!(seeds.len() > 1, "{seeds:?}");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn further_pages_are_of_the_same_draw() {
        let app = scene().await;
        let mut request = surprise(None);
        request.options.remember = false;
        let (mut seen, mut pages) = (BTreeSet::new(), 0);
        loop {
            let answer = ask(&app, &request).await;
            seen.extend(ids(&answer));
            pages += 1;
            match answer.next_cursor {
                Some(cursor) => request.options.cursor = Some(cursor),
                None => break,
            }
        }
        assert_eq!((seen.len(), pages), (60, 12), "each work once");
        let first = ask(&app, &surprise(Some(9))).await;
        let mut anew = surprise(None);
        anew.options.cursor = first.draw();
        assert_eq!(ids(&ask(&app, &anew).await), ids(&first));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_conversation_draws_no_work_twice_and_filters_hold() {
        let app = scene().await;
        let first = ask(&app, &surprise(Some(3))).await;
        let mut again = surprise(Some(3));
        again.conversation_id.clone_from(&first.conversation_id);
        let second = ask(&app, &again).await;
        assert!(ids(&second).iter().all(|id| !ids(&first).contains(id)), "{:?}", ids(&second));
        for question in ["surprise me with a comedy anime", "überrasch mich mit einer comedy"] {
            let mut filtered = surprise(Some(3));
            question.clone_into(&mut filtered.query.words);
            let answer = ask(&app, &filtered).await;
            assert_eq!(answer.plan.intent, Intent::Random, "{question}: {:?}", answer.plan);
            let works = answer.results.iter().map(|hit| &hit.card.tags);
            assert!(works.clone().count() > 0 && works.flatten().all(|tag| tag == "comedy"), "{question}");
        }
        let mut plain = surprise(None);
        "drama anime".clone_into(&mut plain.query.words);
        assert!(ask(&app, &plain).await.plan.texts(Slot::Draw).is_empty());
        let mut far = surprise(Some(SEEDS));
        far.options.limit = None;
        assert_eq!(app.app.query(&far).await.expect_err("out of range").details["parameter"], "seed");
    }
}
