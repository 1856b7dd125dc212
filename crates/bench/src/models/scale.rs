//! 400,000 works: the catalog many times over, each copy with other texts, so that no two vectors are equal.
//!
//! The scan is measured on its own, with its recall against a scan that scores every row exactly. Then an index of all
//! works is opened by a process that does nothing else, which tells its times and its memory.

use std::{path::Path, process::Command, time::Instant};

use anyhow::Context as _;
use bench::{Better, Context, Measure, forget_peak, peak_mb};
use embedding::{Embedder, Side, StaticTable, VectorIndex};
use model::{Synopsis, Title, TitleKind, Work, WorkId};
use search::{Adult, Document, SearchIndex, SearchRequest, meant_texts};
use serde::{Deserialize, Serialize};

use crate::names::Random;

const WORKS: usize = 400_000;
const BATCH: usize = 2_000;
const DEPTH: usize = 10;
/// The spaces as the search weighs them.
const SPACES: [(&str, f32); 3] = [("synopsis", 1.0), ("tags", 0.8), ("title", 0.7)];

/// What the process that only searches tells.
#[derive(Serialize, Deserialize)]
struct Told {
    times: Vec<f64>,
    rss_mb: f64,
    works: usize,
}

/// Recall and times at 400,000 works.
pub fn run(context: &Context, works: &[Work]) -> anyhow::Result<Vec<Measure>> {
    let questions: Vec<String> = super::sample::questions()?.into_iter().map(|one| one.query).collect();
    let mut measures = scan(works, &questions);
    let folder = context.folder("models-scale");
    build(&folder, works)?;
    let asked = context.folder("models-questions.json");
    std::fs::write(&asked, serde_json::to_vec(&questions)?)?;
    let ran = Command::new(std::env::current_exe()?).arg("models-scale").arg(&folder).arg(&asked).output()?;
    anyhow::ensure!(ran.status.success(), "the searching process: {}", String::from_utf8_lossy(&ran.stderr));
    let told: Told = serde_json::from_slice(&ran.stdout).context("it tells what it measured")?;
    anyhow::ensure!(told.works == WORKS, "all works are searched");
    measures.push(Measure::new("models.scale.search", "ms", Better::Lower, told.times).goal_p95(60.0));
    measures.push(Measure::single("models.scale.rss", "MB", Better::Lower, told.rss_mb).goal(1200.0));
    Ok(measures)
}

/// The process that only searches: opens an index, asks every question twice, and tells.
pub fn child(folder: &Path, asked: &Path) -> anyhow::Result<()> {
    forget_peak();
    let questions: Vec<String> = serde_json::from_slice(&std::fs::read(asked)?)?;
    let (index, _) = SearchIndex::open(folder)?;
    let mut times = Vec::new();
    for round in 0..2 {
        for question in &questions {
            let mut request = SearchRequest { limit: DEPTH, ..SearchRequest::new(question.as_str()) };
            request.filters.adult = Adult::Include;
            let began = Instant::now();
            index.search(&request)?;
            if round > 0 {
                times.push(began.elapsed().as_secs_f64() * 1e3);
            }
        }
    }
    let told = Told { times, rss_mb: peak_mb().unwrap_or(0.0), works: index.health().works };
    serde_json::to_writer(std::io::stdout().lock(), &told)?;
    Ok(())
}

/// The scan alone: how long, and how much of the full scan's first ten it finds.
fn scan(works: &[Work], questions: &[String]) -> Vec<Measure> {
    let table = StaticTable::builtin();
    let mut rows = VectorIndex::new(table.id().clone(), table.dimensions());
    for work in many(works) {
        for (space, text) in meant_texts(&work) {
            rows.set(
                space,
                work.id.get() as u32,
                table.embed_text(&text).map(|(vector, _)| vector).as_deref(),
            );
        }
    }
    let (mut times, mut found, mut all) = (Vec::new(), 0usize, 0usize);
    for question in questions {
        let Some(vector) = table.embed_one(Side::Query, question) else { continue };
        let began = Instant::now();
        let hits = rows.search(&vector, &SPACES, None, DEPTH);
        times.push(began.elapsed().as_secs_f64() * 1e3);
        let full = rows.search_full(&vector, &SPACES, None, DEPTH);
        all += full.len();
        found += full.iter().filter(|hit| hits.iter().any(|other| other.key == hit.key)).count();
    }
    let recall = found as f64 / all.max(1) as f64;
    vec![
        Measure::single("models.scale.recall", "", Better::Higher, recall).goal(0.99),
        Measure::new("models.scale.scan", "ms", Better::Lower, times).goal_p95(60.0),
    ]
}

fn build(folder: &Path, works: &[Work]) -> anyhow::Result<()> {
    let (index, _) = SearchIndex::open(folder)?;
    let mut writer = index.writer()?.context("the index is held")?;
    let mut batch = Vec::with_capacity(BATCH);
    for work in many(works) {
        batch.push(Document::new(work));
        if batch.len() == BATCH {
            writer.upsert(std::mem::take(&mut batch))?;
        }
    }
    writer.upsert(batch)?;
    writer.commit(1)?;
    Ok(())
}

/// The catalog again and again: each copy bears its number in its titles, loses some tags, and tells its story in
/// another order with a sentence of another work's.
fn many(works: &[Work]) -> impl Iterator<Item = Work> + '_ {
    let mut random = Random::new(11);
    (0..WORKS).map(move |at| {
        let (round, place) = (at / works.len(), at % works.len());
        let mut work = works[place].clone();
        work.id = WorkId::new(at as i64 + 1).expect("from 1 on");
        work.details = None;
        if round == 0 {
            return work;
        }
        work.title = format!("{} {}", work.title, round + 1);
        work.titles = work
            .titles
            .iter()
            .map(|title| Title::new(format!("{} {}", title.text, round + 1), TitleKind::Synonym))
            .collect();
        work.external_ids.clear();
        work.relations.clear();
        if work.tags.len() > 3 {
            work.tags.remove(random.below(work.tags.len()));
        }
        let other = &works[random.below(works.len())];
        if let Some(own) = work.synopses.first() {
            let mut sentences: Vec<&str> = own.text.split_inclusive(". ").collect();
            let turn = random.below(sentences.len());
            sentences.rotate_left(turn);
            let more = other.synopses.first().and_then(|text| text.text.split_inclusive(". ").next());
            let text = sentences.into_iter().chain(more).collect();
            let source = own.source.clone();
            work.synopses = vec![Synopsis { text, source }];
        }
        work
    })
}
