//! `compare X and Y`: what can be told of the works at a glance, beside each other. The page of a comparison, and
//! [`App::compare`] behind it, have all of two works.

use asking::Intent;
use model::{Format, Medium, SourceId, Work, WorkId};
use search::AskAnswer;
use serde::Serialize;

use super::Reply;
use crate::{App, AppError, Overlap};

/// Works that are put beside each other at most.
const MOST: usize = 6;
/// Tags that a sentence names; the data has all of them.
const TAGS: usize = 6;

/// Works side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SideBySide {
    /// The page that shows two of them in full: the first two.
    pub page: String,
    /// The works, in the order of the question.
    pub works: Vec<SideWork>,
    /// Genres and tags that all of them have.
    pub shared_tags: Vec<String>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SideWork {
    /// The work.
    pub id: WorkId,
    /// Its title.
    pub title: String,
    /// What it is.
    pub medium: Medium,
    /// In which form.
    pub format: Format,
    /// The year it began in.
    pub year: Option<i16>,
    /// How many episodes it has.
    pub episodes: Option<u32>,
    /// How long one lasts, in seconds.
    pub duration_s: Option<u32>,
    /// The audience's score, 0 to 10.
    pub score: Option<f64>,
    /// What the audience of each source says, the highest first.
    pub scores: Vec<SideScore>,
    /// Genres and tags that none of the others has.
    pub own_tags: Vec<String>,
}

/// A source's verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SideScore {
    /// The source.
    pub source: SourceId,
    /// Its score, 0 to 10.
    pub score: f64,
    /// How many voted, where it says.
    pub votes: Option<u64>,
}

impl App {
    /// What is told besides the list of works, and the works side by side that a question compares.
    pub(super) async fn told_beside(
        &self,
        answer: &AskAnswer,
    ) -> Result<(Vec<Reply>, Option<SideBySide>), AppError> {
        let mut replies = self.replies(answer).await?;
        let compared = self.side_by_side(answer).await?;
        if let Some(compared) = &compared {
            replies.insert(0, compared.reply());
        }
        replies.extend(self.source_by_source(answer).await?);
        Ok((replies, compared))
    }

    /// The works that a question compares; `None` where it compares none, or knows fewer than two of them, or the filters
    /// leave fewer: no other work stands in for one that is not there.
    async fn side_by_side(&self, answer: &AskAnswer) -> Result<Option<SideBySide>, AppError> {
        let compared = compared(answer);
        if compared.len() < 2 {
            return Ok(None);
        }
        let mut works = Vec::with_capacity(compared.len());
        let mut scores = Vec::with_capacity(compared.len());
        for id in compared {
            works.push(self.work(&id.into()).await?.work);
            let ratings = self.ratings(&id.into()).await?;
            let verdicts = ratings.summary.sources.into_iter().map(|verdict| SideScore {
                source: verdict.source,
                score: verdict.score.normalized,
                votes: verdict.score.votes,
            });
            scores.push(verdicts.collect());
        }
        Ok(Some(SideBySide::of(&works, scores)))
    }
}

/// The works that a question compares and that answer it, each once.
fn compared(answer: &AskAnswer) -> Vec<WorkId> {
    let mut works = Vec::new();
    if answer.plan.intent == Intent::Comparison {
        for asked in answer.asked_works.iter().filter(|asked| !asked.is_left_out) {
            if works.len() < MOST && !works.contains(&asked.work) {
                works.push(asked.work);
            }
        }
    }
    works
}

impl SideBySide {
    fn of(works: &[Work], scores: Vec<Vec<SideScore>>) -> Self {
        let first = works.first().map(|work| work.tags.clone()).unwrap_or_default();
        let shared_tags =
            works.iter().skip(1).fold(first, |shared, work| Overlap::of(&shared, &work.tags).both);
        let sides = works.iter().zip(scores).map(|(work, scores)| {
            let others = works.iter().filter(|other| other.id != work.id);
            let others: Vec<String> = others.flat_map(|other| other.tags.iter().cloned()).collect();
            SideWork {
                id: work.id,
                title: work.title.clone(),
                medium: work.medium.clone(),
                format: work.format.clone(),
                year: work.year,
                episodes: work.episodes,
                duration_s: work.duration_s,
                score: work.score.map(|score| score.normalized),
                scores,
                own_tags: Overlap::of(&work.tags, &others).only_a,
            }
        });
        let ids: Vec<WorkId> = works.iter().map(|work| work.id).take(2).collect();
        let page = match ids.as_slice() {
            [a, b] => format!("/compare?a={a}&b={b}"),
            _ => "/compare".to_owned(),
        };
        Self { page, works: sides.collect(), shared_tags }
    }

    /// The same in sentences.
    fn reply(&self) -> Reply {
        let values: Vec<String> = self.works.iter().map(SideWork::line).collect();
        let mut parts = values.clone();
        if !self.shared_tags.is_empty() {
            let all = if self.works.len() == 2 { "both" } else { "all" };
            parts.push(format!("{all}: {}", some(&self.shared_tags)));
        }
        parts.push(format!("side by side at {}", self.page));
        Reply { about: "comparison", work: None, text: parts.join("; "), values }
    }
}

impl SideWork {
    fn line(&self) -> String {
        let mut told: Vec<String> = self.year.map(|year| year.to_string()).into_iter().collect();
        told.extend(self.episodes.map(|count| match count {
            1 => "1 episode".to_owned(),
            many => format!("{many} episodes"),
        }));
        told.extend(self.duration_s.map(|seconds| format!("{} min each", (seconds + 30) / 60)));
        told.extend(self.score.map(|score| {
            let by = self.scores.iter().map(|one| format!("{} {:.2}", one.source, one.score));
            let by = by.collect::<Vec<_>>().join(", ");
            if by.is_empty() { format!("{score:.2} of 10") } else { format!("{score:.2} of 10 ({by})") }
        }));
        if !self.own_tags.is_empty() {
            told.push(format!("alone {}", some(&self.own_tags)));
        }
        let told = if told.is_empty() { "little is known here".to_owned() } else { told.join(", ") };
        format!("{}: {told}", self.title)
    }
}

/// The first of some names.
fn some(names: &[String]) -> String {
    let shown = names.iter().take(TAGS).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(TAGS) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{QueryAnswer, QueryRequest, testing::TestApp};

    async fn scene() -> TestApp {
        let app = TestApp::new().await;
        for (title, id, year, episodes, tags, score) in [
            ("Moonlit Depot", "mal:42", 2014, 12, ["drama", "trains"], 8.0),
            ("Iron Lantern", "mal:43", 2001, 50, ["drama", "war"], 7.0),
            ("Paper Harbor", "mal:44", 2019, 24, ["drama", "ships"], 6.5),
            ("Versus", "mal:45", 2020, 3, ["sports", "drama"], 6.0),
        ] {
            app.work(title, id)
                .year(year)
                .tags(&tags)
                .with(|record| {
                    record.episodes = Some(episodes);
                    record.score = model::Score::new(score, 10.0, Some(100));
                })
                .save()
                .await;
        }
        app
    }

    async fn ask(app: &TestApp, question: &str) -> QueryAnswer {
        app.app.query(&QueryRequest::new(question)).await.expect("a good question")
    }

    fn titles(answer: &QueryAnswer) -> Vec<&str> {
        answer.results.iter().map(|hit| hit.card.title.as_str()).collect()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn works_that_are_compared_are_all_there_is_and_stand_side_by_side() {
        let app = scene().await;
        for question in [
            "compare Moonlit Depot and Iron Lantern",
            "Moonlit Depot vs Iron Lantern",
            "Moonlit Depot oder Iron Lantern, was ist besser",
            "which is better, Moonlit Depot or Iron Lantern?",
            "is Moonlit Depot better than Iron Lantern?",
        ] {
            let answer = ask(&app, question).await;
            assert_eq!(answer.plan.intent, Intent::Comparison, "{question}: {:?}", answer.plan);
            assert_eq!(
                (titles(&answer), answer.total),
                (vec!["Moonlit Depot", "Iron Lantern"], 2),
                "{question}"
            );
            let told = answer.comparison.as_ref().expect("side by side");
            let ids: Vec<WorkId> = answer.results.iter().map(|hit| hit.id).collect();
            assert_eq!(told.page, format!("/compare?a={}&b={}", ids[0], ids[1]));
            assert_eq!(told.shared_tags, ["drama"]);
            let [depot, lantern] = told.works.as_slice() else { panic!("{told:?}") };
            assert_eq!(
                (depot.year, depot.episodes, &depot.own_tags[..]),
                (Some(2014), Some(12), &["trains".to_owned()][..])
            );
            assert_eq!((lantern.score.is_some(), lantern.scores.len()), (true, 1), "{lantern:?}");
            let text = &answer.answers[0].text;
            assert_eq!(answer.answers[0].about, "comparison");
            assert!(text.contains("Iron Lantern: 2001, 50 episodes") && text.contains(&told.page), "{text}");
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_work_that_a_filter_closes_is_told_and_no_other_stands_in_for_it() {
        let app = scene().await;
        // Its name begins as the closed one's does, so it is next in line.
        app.work("Night Ferry", "mal:46").with(|record| record.adult = Some(true)).save().await;
        app.work("Night Ferry Moonlit Depot", "mal:47").tags(&["drama"]).save().await;
        app.work("Iron Lantern", "mal_manga:48")
            .with(|record| record.medium = Some(Medium::Manga))
            .save()
            .await;
        let notes = |answer: &QueryAnswer, title: &str| {
            let says = |note: &&String| note.contains(&format!("“{title}”")) && note.contains("not compared");
            answer.metadata.notes.iter().filter(says).count()
        };
        let closed = ask(&app, "compare Night Ferry and Moonlit Depot").await;
        assert_eq!(closed.plan.intent, Intent::Comparison, "{:?}", closed.plan);
        assert_eq!((&closed.comparison, notes(&closed, "Night Ferry")), (&None, 1), "{:?}", closed.metadata);
        assert_eq!(notes(&closed, "Moonlit Depot"), 0);
        assert!(closed.answers.iter().all(|reply| reply.about != "comparison"), "{:?}", closed.answers);
        // The others are still compared with each other.
        let rest = ask(&app, "compare Paper Harbor, Night Ferry and Moonlit Depot").await;
        let compared = rest.comparison.as_ref().expect("two are left");
        let titles: Vec<&str> = compared.works.iter().map(|work| work.title.as_str()).collect();
        assert_eq!((titles, notes(&rest, "Night Ferry")), (vec!["Paper Harbor", "Moonlit Depot"], 1));
        // By its medium as well, and a book of the same name is what is meant where only books are wanted.
        let mut only_books = QueryRequest::new("compare Moonlit Depot and Iron Lantern");
        only_books.filters.medium = vec![Medium::Manga];
        let books = app.app.query(&only_books).await.expect("a good question");
        assert_eq!((&books.comparison, notes(&books, "Moonlit Depot")), (&None, 1), "{:?}", books.metadata);
        assert_eq!(notes(&books, "Iron Lantern"), 0, "{:?}", books.metadata);
        assert!(books.results.iter().all(|hit| hit.card.medium == Medium::Manga));
        // Where it is let in it is compared.
        let mut open = QueryRequest::new("compare Night Ferry and Moonlit Depot");
        open.filters.adult = search::Adult::Include;
        let open = app.app.query(&open).await.expect("a good question");
        assert_eq!(open.comparison.as_ref().map(|told| told.works.len()), Some(2), "{:?}", open.plan);
        assert_eq!(notes(&open, "Night Ferry"), 0, "{:?}", open.metadata);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn three_can_be_compared_and_titles_stay_titles() {
        let app = scene().await;
        let answer = ask(&app, "compare Moonlit Depot, Iron Lantern and Paper Harbor").await;
        assert_eq!(titles(&answer), ["Moonlit Depot", "Iron Lantern", "Paper Harbor"], "{:?}", answer.plan);
        assert_eq!(answer.comparison.map(|told| told.works.len()), Some(3));
        let named = ask(&app, "Versus").await;
        assert_eq!((titles(&named)[0], &named.comparison), ("Versus", &None));
        assert!(ask(&app, "drama").await.comparison.is_none());
    }
}
