//! `emaki eval`: how good search is, by a file of judged queries.

use std::path::PathBuf;

use crate::{
    exit::Exit,
    output::{Align, Table},
    session::Session,
};

/// Measure search on a file of judged queries
///
/// Prints nDCG@10, MRR@10 and Recall@10 for each kind of query and for all.
#[derive(Debug, clap::Args)]
pub struct Eval {
    /// Judged queries, one JSON object a line
    file: PathBuf,
}

impl Eval {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app_with_index().await?;
        let report = app.eval(&self.file).await?;
        if session.out.is_json() {
            session.out.json(&report)?;
            return Ok(Exit::Done);
        }
        let columns = ["queries", "ndcg@10", "mrr@10", "recall@10"].map(|name| (name, Align::Right));
        let mut table = Table::new([("kind", Align::Left)].into_iter().chain(columns));
        let means = [("all", &report.overall), ("mean of kinds", &report.macro_mean)];
        for (kind, means) in report.kinds.iter().map(|(kind, means)| (kind.as_str(), means)).chain(means) {
            let figures = [means.ndcg, means.mrr, means.recall].map(|figure| format!("{figure:.3}"));
            table.row([kind.to_owned(), means.queries.to_string()].into_iter().chain(figures));
        }
        session.out.table(&table)?;
        session
            .out
            .note(format_args!("median {:.2} ms, 95 of 100 within {:.2} ms", report.p50_ms, report.p95_ms));
        Ok(Exit::Done)
    }
}
