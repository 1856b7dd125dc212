//! `emaki eval`: how good search is, by a file of judged queries, and how well questions are understood, by
//! their right plans.

use std::path::{Path, PathBuf};

use crate::{
    exit::Exit,
    output::{Align, Table},
    session::Session,
};

/// Measure search on a file of judged queries
///
/// Prints nDCG@10, MRR@10 and Recall@10 for each kind of query and for all. With `--plans`, prints how well
/// questions are understood instead: precision and recall of the parts of their plans.
#[derive(Debug, clap::Args)]
pub struct Eval {
    /// Judged queries, one JSON object a line
    #[arg(required_unless_present = "plans")]
    file: Option<PathBuf>,
    /// Questions with their right plans, one JSON object a line, in place of judged queries
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    plans: Option<PathBuf>,
    /// With `--plans`: a table of the names that the questions use, in place of this catalog's
    #[arg(long, value_name = "FILE", requires = "plans")]
    names: Option<PathBuf>,
}

impl Eval {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match (&self.plans, &self.file) {
            (Some(plans), _) => understanding(session, plans, self.names.as_deref()).await,
            (None, Some(file)) => ranking(session, file).await,
            (None, None) => Ok(Exit::Usage),
        }
    }
}

async fn understanding(session: &Session, plans: &Path, names: Option<&Path>) -> anyhow::Result<Exit> {
    let app = session.app_with_index().await?;
    let verdict = app.eval_plans(plans, names).await?;
    if session.out.is_json() {
        session.out.json(&verdict)?;
    } else {
        session.out.line(verdict.table().trim_end())?;
        for miss in &verdict.misses {
            let mut wrong: Vec<String> = miss.missed.iter().map(|part| format!("missed {part}")).collect();
            wrong.extend(miss.made_up.iter().map(|part| format!("made up {part}")));
            wrong.extend(miss.intent.iter().map(|(right, read)| format!("{read:?} in place of {right:?}")));
            session.out.note(format_args!("{} {}: {}", miss.id, miss.question, wrong.join(", ")));
        }
    }
    Ok(Exit::Done)
}

async fn ranking(session: &Session, file: &Path) -> anyhow::Result<Exit> {
    let app = session.app_with_index().await?;
    let report = app.eval(file).await?;
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
