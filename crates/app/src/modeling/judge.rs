//! How much a model is worth: by a file of judged questions, the meaning arm alone, the fusion, and the fusion
//! without it, with the interval that 95 of 100 resamples of the questions lie in.

use std::{path::PathBuf, sync::Arc};

use search::{
    Meaning, TextModel,
    eval::{self, Interval, Report},
};
use serde::Serialize;

use super::open;
use crate::{App, AppError, ErrorCode};

/// What to measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelJudgementRequest {
    /// Judged questions, one JSON object a line.
    pub file: PathBuf,
    /// The model, by its name; the one that answers where none is named.
    pub model: Option<String>,
}

/// What a model is worth on a file of questions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelJudgement {
    /// The model.
    pub model: String,
    /// nDCG@10 by kind of question, then over all.
    pub kinds: Vec<ModelKind>,
    /// The fusion less the fusion without meaning.
    pub fused_minus_without: Interval,
    /// The fusion less meaning alone.
    pub fused_minus_alone: Interval,
    /// Whether the first interval lies above zero.
    pub helps: bool,
    /// Microseconds that the model takes for a question, in the middle.
    pub question_us: f64,
}

/// nDCG@10 of a kind of question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelKind {
    /// The kind, `all` for all of them.
    pub kind: String,
    /// How many questions.
    pub questions: usize,
    /// The meaning arm alone.
    pub alone: f64,
    /// All arms without it.
    pub without: f64,
    /// All arms.
    pub fused: f64,
}

impl App {
    /// Measures what a model is worth on judged questions.
    ///
    /// # Errors
    /// `invalid_input` for a file that is none, `not_configured` for a model that cannot be used or whose vectors
    /// are not whole.
    pub async fn judge_model(&self, request: &ModelJudgementRequest) -> Result<ModelJudgement, AppError> {
        drop(self.settle_model().await);
        let before = self.index().answering();
        if let Some(name) = &request.model {
            let other = self.model_named(name).await?;
            self.index().answer_with(other);
        }
        let judged = self.judge_answering(request).await;
        self.index().answer_with(before);
        judged
    }

    async fn judge_answering(&self, request: &ModelJudgementRequest) -> Result<ModelJudgement, AppError> {
        let fused = self.eval_with(&request.file, Meaning::Fused).await?;
        let without = self.eval_with(&request.file, Meaning::Off).await?;
        let alone = self.eval_with(&request.file, Meaning::Alone).await?;
        let fused_minus_without = eval::paired(&ndcg(&fused), &ndcg(&without));
        let of = |report: &Report, kind: &str| match kind {
            "all" => report.overall,
            kind => report.kinds.get(kind).copied().unwrap_or_default(),
        };
        let kinds = fused.kinds.keys().map(String::as_str).chain(["all"]).map(|kind| ModelKind {
            kind: kind.to_owned(),
            questions: of(&fused, kind).queries,
            alone: of(&alone, kind).ndcg,
            without: of(&without, kind).ndcg,
            fused: of(&fused, kind).ndcg,
        });
        let answering = self.index().answering();
        let embedder: &dyn embedding::Embedder = match &answering {
            Some(model) => &*model.embedder,
            None => embedding::StaticTable::builtin(),
        };
        let mut times: Vec<f64> = fused
            .outcomes
            .iter()
            .map(|outcome| {
                let watch = std::time::Instant::now();
                drop(embedder.embed_one(embedding::Side::Query, &outcome.query));
                watch.elapsed().as_secs_f64() * 1e6
            })
            .collect();
        times.sort_by(f64::total_cmp);
        Ok(ModelJudgement {
            model: embedder.id().to_string(),
            kinds: kinds.collect(),
            fused_minus_alone: eval::paired(&ndcg(&fused), &ndcg(&alone)),
            helps: fused_minus_without.low > 0.0,
            fused_minus_without,
            question_us: times.get(times.len() / 2).copied().unwrap_or(0.0),
        })
    }

    /// A model by its name, with its vectors; `None` for the built-in table.
    async fn model_named(&self, name: &str) -> Result<Option<Arc<TextModel>>, AppError> {
        if name == "builtin" {
            return Ok(None);
        }
        let (folder, vectors) = (self.config().model_folder(name), self.vectors_folder().await?);
        let opened = tokio::task::spawn_blocking(move || {
            let embedder = open::open_texts(&folder)?;
            let rows = open::whole(&vectors, &*embedder).map(|(rows, _)| rows);
            Ok::<_, AppError>((embedder, rows))
        });
        let (embedder, rows) = opened.await.map_err(AppError::internal)??;
        let rows = rows.ok_or_else(|| {
            AppError::new(ErrorCode::NotConfigured, format!("the vectors of `{name}` are not whole"))
                .hint(format!("EMAKI_MODEL__TEXT={name} emaki model embed makes them"))
        })?;
        Ok(Some(Arc::new(TextModel { embedder, rows, texts: None })))
    }
}

fn ndcg(report: &Report) -> Vec<f64> {
    report.outcomes.iter().map(|outcome| outcome.means.ndcg).collect()
}
