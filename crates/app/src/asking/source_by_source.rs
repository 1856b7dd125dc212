//! `is X rated higher on MAL or AniList?`: what the sources that a question names say of its one work.

use std::fmt::Write as _;

use asking::{Intent, Slot};
use search::AskAnswer;

use super::Reply;
use crate::{App, AppError};

impl App {
    /// What each of the sources says that a question compares, the highest first, those last that say nothing; `None`
    /// where it compares no sources of one work.
    pub(super) async fn source_by_source(&self, answer: &AskAnswer) -> Result<Option<Reply>, AppError> {
        let sources = answer.plan.texts(Slot::Sources);
        let [asked] = answer.asked_works.as_slice() else { return Ok(None) };
        if answer.plan.intent != Intent::Comparison || sources.is_empty() || asked.is_left_out {
            return Ok(None);
        }
        let work = self.work(&asked.work.into()).await?.work;
        let verdicts = self.ratings(&work.id.into()).await?.summary.sources;
        let score_of = |source: &String| {
            let told = verdicts.iter().find(|verdict| verdict.source.to_string() == *source);
            told.map(|verdict| verdict.score.normalized)
        };
        let mut scores: Vec<(String, Option<f64>)> =
            sources.iter().map(|source| (source.clone(), score_of(source))).collect();
        scores.sort_by(|a, b| b.1.unwrap_or(-1.0).total_cmp(&a.1.unwrap_or(-1.0)));
        let line = |(source, score): &(String, Option<f64>)| match score {
            Some(score) => format!("{source} {score:.2} of 10"),
            None => format!("{source} is not known here"),
        };
        let mut text = format!("{}: {}", work.title, scores.iter().map(line).collect::<Vec<_>>().join(", "));
        if scores.iter().any(|(_, score)| score.is_none()) {
            let _ = write!(text, "; `emaki enrich {}` asks the sources", work.id);
        }
        let known = scores.iter().filter(|(_, score)| score.is_some());
        Ok(Some(Reply { about: "score", work: Some(work.id), text, values: known.map(line).collect() }))
    }
}

#[cfg(test)]
mod tests {
    use crate::{QueryRequest, testing::TestApp};

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sources_are_compared_and_one_that_says_nothing_is_told() {
        let app = TestApp::new().await;
        app.work("Moonlit Depot", "mal:42")
            .with(|record| {
                record.source = model::SourceId::known("mal");
                record.score = model::Score::new(8.0, 10.0, Some(100));
            })
            .save()
            .await;
        let asked = QueryRequest::new("is Moonlit Depot rated higher on MAL or AniList?");
        let answer = app.app.query(&asked).await.expect("a good question");
        let told = answer.answers.first().expect("an answer");
        assert_eq!((told.about, told.values.len()), ("score", 1), "{:?}", answer.answers);
        assert!(told.text.contains("8.00 of 10") && told.text.contains("anilist is not known"), "{told:?}");
    }
}
