//! What a model is worth beside words: the fusion with the table against the fusion with full `MiniLM`, on the
//! paraphrased questions over the same works.

use std::{path::Path, sync::Arc, time::Instant};

use bench::{Better, Context, Measure};
use embedding::{BertModel, Embedder, Side, VectorIndex};
use model::Work;
use search::{Document, Meaning, SearchIndex, TextModel, eval, meant_texts};

use super::sample::{questions, sampled};

/// Works that are embedded at once.
const CHUNK: usize = 64;

/// Both models, alone and fused, and the differences with their intervals.
pub fn run(context: &Context, folder: &Path, works: &[Work]) -> anyhow::Result<Vec<Measure>> {
    let questions = questions()?;
    let is_whole = std::env::var_os("EMAKI_BENCH_WHOLE").is_some();
    let sample = if is_whole { works.to_vec() } else { sampled(works, &questions) };
    let index = index(context, &sample)?;
    let model = BertModel::open(folder)?;
    let began = Instant::now();
    let rows = embedded(&model, &sample);
    let took = began.elapsed().as_secs_f64();
    eprintln!("MiniLM embedded {} works in {took:.0} s", sample.len());
    let minilm = Arc::new(TextModel { embedder: Arc::new(model), rows: Arc::new(rows), texts: None });

    let mut measures = Vec::new();
    let mut fused = Vec::new();
    let without = eval::run_with(&index, &questions, Meaning::Off)?;
    measures.push(share("without.ndcg", without.overall.ndcg));
    for (name, answering) in [("table", None), ("minilm", Some(minilm))] {
        index.answer_with(answering);
        let alone = eval::run_with(&index, &questions, Meaning::Alone)?;
        let report = eval::run_with(&index, &questions, Meaning::Fused)?;
        measures.push(share(&format!("{name}.alone.ndcg"), alone.overall.ndcg));
        for (kind, means) in &report.kinds {
            measures.push(share(&format!("{name}.fused.{kind}.ndcg"), means.ndcg));
        }
        measures.push(share(&format!("{name}.fused.ndcg"), report.overall.ndcg));
        measures.extend(interval(&format!("{name}_minus_without"), &report, &without));
        fused.push(report);
    }
    // The aim: fused with the table no worse than fused with the whole teacher.
    measures.extend(interval("table_minus_minilm", &fused[0], &fused[1]));
    measures.push(Measure::single("models.paraphrases.works", "", Better::Higher, sample.len() as f64));
    Ok(measures)
}

fn share(name: &str, value: f64) -> Measure {
    Measure::single(format!("models.paraphrases.{name}"), "", Better::Higher, value)
}

fn interval(name: &str, one: &eval::Report, other: &eval::Report) -> Vec<Measure> {
    let ndcg = |report: &eval::Report| -> Vec<f64> {
        report.outcomes.iter().map(|outcome| outcome.means.ndcg).collect()
    };
    let interval = eval::paired(&ndcg(one), &ndcg(other));
    [("mean", interval.mean), ("low", interval.low), ("high", interval.high)]
        .map(|(end, value)| share(&format!("{name}.{end}"), value))
        .into()
}

/// An index of these works alone.
fn index(context: &Context, works: &[Work]) -> anyhow::Result<SearchIndex> {
    let (index, _) = SearchIndex::open(&context.folder("models-sample"))?;
    let mut writer = index.writer()?.ok_or_else(|| anyhow::anyhow!("the index is held"))?;
    writer.clear()?;
    writer.upsert(works.iter().cloned().map(Document::new))?;
    writer.commit(1)?;
    drop(writer);
    Ok(index)
}

fn embedded(model: &BertModel, works: &[Work]) -> VectorIndex {
    let mut rows = VectorIndex::new(model.id().clone(), model.dimensions());
    for chunk in works.chunks(CHUNK) {
        let texts: Vec<_> = chunk.iter().map(meant_texts).collect();
        let asked: Vec<&str> = texts.iter().flatten().map(|(_, text)| text.as_str()).collect();
        let mut vectors = model.embed(Side::Document, &asked).into_iter();
        for (work, texts) in chunk.iter().zip(&texts) {
            for (space, _) in texts {
                rows.set(space, work.id.get() as u32, vectors.next().flatten().as_deref());
            }
        }
    }
    rows
}
