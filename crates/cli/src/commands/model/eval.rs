//! `emaki model eval`: what a model is worth.

use std::path::PathBuf;

use app::{ModelJudgement, ModelJudgementRequest};

use crate::{
    exit::Exit,
    output::{Align, Output, Table},
    session::Session,
};

/// Measure what a model is worth on judged questions: alone, with all else, and all else without it
///
/// Prints nDCG@10 for each kind of question, and the differences with the interval that 95 of 100 resamples of the
/// questions lie in. A model helps where that interval lies above zero.
#[derive(Debug, clap::Args)]
pub struct Eval {
    /// Judged questions, one JSON object a line
    file: PathBuf,
    /// Another model than the one that answers: `builtin`, or one whose vectors were made
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
}

impl Eval {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app_with_index().await?;
        let request = ModelJudgementRequest { file: self.file, model: self.model };
        let judged = app.judge_model(&request).await?;
        print(&session.out, &judged)?;
        Ok(Exit::Done)
    }
}

fn print(out: &Output, judged: &ModelJudgement) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(judged);
    }
    let columns = ["questions", "alone", "without", "fused"].map(|name| (name, Align::Right));
    let mut table = Table::new([("kind", Align::Left)].into_iter().chain(columns));
    for kind in &judged.kinds {
        let figures = [kind.alone, kind.without, kind.fused].map(|figure| format!("{figure:.3}"));
        table.row([kind.kind.clone(), kind.questions.to_string()].into_iter().chain(figures));
    }
    out.table(&table)?;
    let told = |name: &str, interval: &app::Interval| {
        out.note(format_args!(
            "{name}: {:+.3}, in 95 of 100 resamples {:+.3} to {:+.3}",
            interval.mean, interval.low, interval.high
        ));
    };
    told("fused less without", &judged.fused_minus_without);
    told("fused less alone", &judged.fused_minus_alone);
    let verdict = if judged.helps { "helps" } else { "is not shown to help" };
    out.note(format_args!("{} {verdict}; a question takes it {:.0} µs", judged.model, judged.question_us));
    Ok(())
}
