//! How fast models embed.

use std::{fmt::Write as _, path::Path, process::Command, time::Instant};

use anyhow::Context as _;
use bench::{Better, Context, Measure};
use embedding::{BertModel, Embedder, Side, StaticTable};
use model::Work;
use search::meant_texts;

/// Works that `MiniLM` is timed on.
const TIMED: usize = 240;
/// Questions that are timed.
const ASKED: usize = 200;

/// The whole catalog with the built-in table, on one core.
pub fn table(works: &[Work]) -> Vec<Measure> {
    let table = StaticTable::builtin();
    let texts: Vec<_> = works.iter().map(meant_texts).collect();
    let times = (0..3).map(|_| {
        let began = Instant::now();
        for work in &texts {
            let asked: Vec<&str> = work.iter().map(|(_, text)| text.as_str()).collect();
            drop(std::hint::black_box(table.embed(Side::Document, &asked)));
        }
        began.elapsed().as_secs_f64()
    });
    vec![Measure::new("models.table.catalog", "s", Better::Lower, times.collect()).goal(5.0)]
}

/// `MiniLM`'s works a second on all cores, with onnxruntime's beside where there is a Python that has it.
pub fn teacher(context: &Context, folder: &Path, works: &[Work]) -> anyhow::Result<Vec<Measure>> {
    let model = BertModel::open(folder)?;
    let told: Vec<&Work> = works.iter().filter(|work| !work.synopses.is_empty()).collect();
    let step = (told.len() / TIMED).max(1);
    let timed: Vec<_> = told.iter().step_by(step).take(TIMED).map(|work| meant_texts(work)).collect();
    let texts: Vec<&str> =
        timed.iter().flatten().map(|(_, text)| text.as_str()).filter(|text| !text.is_empty()).collect();
    let began = Instant::now();
    let vectors = model.embed(Side::Document, &texts);
    let took = began.elapsed().as_secs_f64();
    let mut speed = Measure::single("models.minilm.works", "1/s", Better::Higher, timed.len() as f64 / took);
    if let Some((seconds, alike)) = onnxruntime(context, folder, &texts, &vectors)? {
        speed = speed.peer("onnxruntime, same texts and cores", timed.len() as f64 / seconds);
        anyhow::ensure!(alike > 0.999, "both give the same vectors; the least cosine is {alike}");
    }
    let mut measures = vec![speed];
    let questions: Vec<String> =
        super::sample::questions()?.into_iter().map(|one| one.query).take(ASKED).collect();
    let mut medians = Vec::new();
    for (name, embedder) in [("table", StaticTable::builtin() as &dyn Embedder), ("minilm", &model)] {
        let each = questions.iter().map(|question| {
            let began = Instant::now();
            drop(std::hint::black_box(embedder.embed_one(Side::Query, question)));
            began.elapsed().as_secs_f64() * 1e6
        });
        let measure = Measure::new(format!("models.question.{name}"), "µs", Better::Lower, each.collect());
        medians.push(measure.median);
        measures.push(measure);
    }
    let ratio = medians[1] / medians[0].max(1e-3);
    measures.push(Measure::single("models.question.ratio", "", Better::Higher, ratio).goal(500.0));
    Ok(measures)
}

/// Seconds that onnxruntime takes, and the least cosine between its vectors and ours.
fn onnxruntime(
    context: &Context,
    folder: &Path,
    texts: &[&str],
    ours: &[Option<Vec<f32>>],
) -> anyhow::Result<Option<(f64, f32)>> {
    let Some(python) = std::env::var_os("EMAKI_BENCH_PYTHON") else {
        eprintln!("skipped: onnxruntime (EMAKI_BENCH_PYTHON names no Python that has it)");
        return Ok(None);
    };
    let place = context.folder("models");
    std::fs::create_dir_all(&place)?;
    let (asked, given) = (place.join("texts.jsonl"), place.join("vectors.jsonl"));
    let mut lines = String::new();
    for text in texts {
        writeln!(lines, "{}", serde_json::to_string(text)?)?;
    }
    std::fs::write(&asked, lines)?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/onnx_bert.py");
    let ran = Command::new(python).arg(script).arg(folder).arg(&asked).arg(&given).output()?;
    anyhow::ensure!(ran.status.success(), "onnxruntime: {}", String::from_utf8_lossy(&ran.stderr));
    let seconds: f64 =
        String::from_utf8_lossy(&ran.stdout).trim().parse().context("the script prints seconds")?;
    let mut least = 1.0f32;
    for (line, ours) in std::fs::read_to_string(given)?.lines().zip(ours) {
        let theirs: Vec<f32> = serde_json::from_str(line)?;
        let Some(ours) = ours else { continue };
        least = least.min(theirs.iter().zip(ours).map(|(a, b)| a * b).sum());
    }
    Ok(Some((seconds, least)))
}
