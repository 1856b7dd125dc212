//! Models: how fast they embed, what they are worth to the fusion, and how vectors scale.
//!
//! The built-in table is measured on the whole catalog. `MiniLM` joins where `EMAKI_TEST_MODELS` names a folder with
//! `all-MiniLM-L6-v2` in it; it embeds a sample of the works, and the fusions of both are compared on that sample,
//! question by question. `onnxruntime` stands beside it where `EMAKI_BENCH_PYTHON` names a Python that has it.

mod blend;
mod fused;
mod sample;
mod scale;
mod speed;

use bench::{Context, Measure};

pub use scale::child;

/// All measures of models.
pub async fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let Some(works) = Box::pin(sample::works(context)).await? else {
        eprintln!("skipped: models (it needs the catalog's files)");
        return Ok(Vec::new());
    };
    let mut measures = speed::table(&works);
    match sample::minilm() {
        Some(folder) => {
            measures.extend(speed::teacher(context, &folder, &works)?);
            measures.extend(fused::run(context, &folder, &works)?);
        }
        None => eprintln!("skipped: MiniLM (EMAKI_TEST_MODELS names no folder with all-MiniLM-L6-v2 in it)"),
    }
    measures.extend(blend::run(context).await?);
    measures.extend(scale::run(context, &works)?);
    Ok(measures)
}
