//! Measures of the embedders and the index on the real catalog, and the making of the built-in table.
//!
//!   table vectors FOLDER OUT            embeds a sample of the catalog with a BERT folder and keeps it
//!   table rank FOLDER VECTORS           nDCG of that folder on the sample
//!   table table FILE                    the same of a table, on the sample and on all
//!   table ask FOLDER free|own OUT       asks a teacher: about what may be published, or about all there is
//!   table further TABLE own OUT         trains a finished table on what this machine has
//!   table speed FOLDER                  synopses a second and core
//!   table scan WORKS DIMENSIONS
//!   table train FOLDER free|own LESSON OUT
//!
//! `EMAKI_TEST_DATA` names the data.

#![expect(clippy::print_stdout, reason = "a tool that tells its measures")]

mod data;
mod make;

use std::{collections::BTreeMap, path::Path, time::Instant};

use anyhow::Context as _;
use data::{Judged, Work};
use embedding::{BertModel, Embedder, Side, StaticTable, VectorIndex};

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let data = std::env::var("EMAKI_TEST_DATA").context("EMAKI_TEST_DATA names the data")?;
    let catalog = Path::new(&data).join("catalog");
    let paraphrases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bench/data/paraphrases.jsonl");
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["vectors", folder, out] => {
            vectors(&sample(data::works(&catalog)?, &data::judged(&catalog, &paraphrases)?), folder, out)
        }
        ["rank", folder, vectors] => {
            let model = BertModel::open(Path::new(folder))?;
            let index = VectorIndex::from_bytes(&std::fs::read(vectors)?)?;
            let judged = data::judged(&catalog, &paraphrases)?;
            rank(&sample(data::works(&catalog)?, &judged), &judged, &model, &index);
            Ok(())
        }
        ["table", table] => {
            let table = StaticTable::from_bytes(&std::fs::read(table)?)?;
            let judged = data::judged(&catalog, &paraphrases)?;
            let sampled = sample(data::works(&catalog)?, &judged);
            println!("on the sample of {}", sampled.len());
            rank(&sampled, &judged, &table, &index(&sampled, &table));
            let works = data::works(&catalog)?;
            let began = processor_ms();
            let index = index(&works, &table);
            let took = (processor_ms() - began) / 1e3;
            let rows: usize = index.spaces().map(|(_, rows)| rows.len()).sum();
            println!(
                "table: the whole catalog of {} works, {rows} texts, in {took:.2} s of one core",
                works.len()
            );
            rank(&works, &judged, &table, &index);
            Ok(())
        }
        ["ask", folder, kind, out] => {
            make::ask(Path::new(folder), &make::corpus(kind, &catalog, &paraphrases)?, out)
        }
        ["further", table, kind, out] => {
            make::further(table, &make::corpus(kind, &catalog, &paraphrases)?, out)
        }
        ["train", folder, kind, lesson, out] => {
            make::train(Path::new(folder), &make::corpus(kind, &catalog, &paraphrases)?, lesson, out)
        }
        ["speed", folder] => speed(Path::new(folder), &data::works(&catalog)?),
        ["scan", works, dimensions] => {
            scan(works.parse()?, dimensions.parse()?);
            Ok(())
        }
        _ => anyhow::bail!("see the head of the file for what it can do"),
    }
}

/// The texts of a work by space.
fn texts(work: &Work) -> [(&'static str, String); 5] {
    let middle = work.synopsis[work.synopsis.floor_char_boundary(work.synopsis.len() / 2)..]
        .find(". ")
        .map_or(work.synopsis.len(), |at| {
            at + work.synopsis.floor_char_boundary(work.synopsis.len() / 2) + 2
        });
    let (first, second) = work.synopsis.split_at(middle);
    [
        ("title", work.titles[0].clone()),
        ("tags", work.tags.join(", ")),
        ("synopsis", work.synopsis.clone()),
        ("first", first.to_owned()),
        ("second", second.to_owned()),
    ]
}

/// The works that are judged, and every sixth of the others that have a synopsis.
fn sample(works: Vec<Work>, judged: &[Judged]) -> Vec<Work> {
    let mut at = 0;
    works
        .into_iter()
        .filter(|work| {
            at += usize::from(!work.synopsis.is_empty());
            let asked = |judged: &Judged| work.ids.iter().any(|id| judged.relevant.contains_key(id));
            let para = |judged: &&Judged| judged.kind.starts_with("para");
            !work.synopsis.is_empty() && at % 6 == 0 || judged.iter().filter(para).any(asked)
        })
        .collect()
}

/// All works under an embedder, a chunk at a time.
fn index(works: &[Work], embedder: &dyn Embedder) -> VectorIndex {
    let mut index = VectorIndex::new(embedder.id().clone(), embedder.dimensions());
    for (at, chunk) in works.chunks(512).enumerate() {
        eprint!("{at} ");
        let texts: Vec<(u32, &str, String)> = chunk
            .iter()
            .enumerate()
            .flat_map(|(i, work)| texts(work).map(|(space, text)| ((at * 512 + i) as u32, space, text)))
            .filter(|(_, _, text)| !text.is_empty())
            .collect();
        let plain: Vec<&str> = texts.iter().map(|(_, _, text)| text.as_str()).collect();
        for ((key, space, _), vector) in texts.iter().zip(embedder.embed(Side::Document, &plain)) {
            index.set(space, *key, vector.as_deref());
        }
    }
    index
}

fn vectors(works: &[Work], folder: &str, out: &str) -> anyhow::Result<()> {
    let model = BertModel::open(Path::new(folder))?;
    let began = Instant::now();
    let index = index(works, &model);
    let took = began.elapsed().as_secs_f64();
    println!(
        "{}: {} works in {took:.0} s, {:.1} works/s",
        model.id(),
        works.len(),
        works.len() as f64 / took
    );
    std::fs::write(out, index.to_bytes())?;
    Ok(())
}

/// nDCG of the vector arm alone, by kind, for each space and for all of them.
fn rank(works: &[Work], judged: &[Judged], embedder: &dyn Embedder, index: &VectorIndex) {
    let ways: [&[(&str, f32)]; 5] = [
        &[("synopsis", 1.0)],
        &[("first", 1.0), ("second", 1.0)],
        &[("synopsis", 1.0), ("first", 0.95), ("second", 0.95)],
        &[("tags", 0.8), ("synopsis", 1.0)],
        &[("title", 0.8), ("tags", 0.8), ("synopsis", 1.0)],
    ];
    for spaces in ways {
        let mut kinds: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for query in judged {
            let vector = embedder.embed_one(Side::Query, &query.query);
            let found = vector.map(|vector| index.search(&vector, spaces, None, 10)).unwrap_or_default();
            let ranking: Vec<&[String]> =
                found.iter().map(|hit| works[hit.key as usize].ids.as_slice()).collect();
            if query.kind.starts_with("title_")
                || matches!(query.kind.as_str(), "filter" | "franchise" | "character")
            {
                continue;
            }
            let ndcg = data::ndcg(&ranking, &query.relevant);
            kinds.entry(&query.kind).or_default().push(ndcg);
            if query.kind.starts_with("para") {
                kinds.entry("para_ALL").or_default().push(ndcg);
            }
        }
        let told: Vec<String> = kinds
            .iter()
            .map(|(kind, all)| format!("{kind} {:.3}", all.iter().sum::<f64>() / all.len() as f64))
            .collect();
        println!("{spaces:?}: {}", told.join(" | "));
    }
}

/// The time of a scan over so many works of three vectors each, drawn around 2,000 centers, and the recall of
/// the coarse scan against the full one.
fn scan(works: u32, dimensions: usize) {
    let mut state = 7u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // The sum of uniform numbers is nearly normal.
        (0..4).map(|turn| ((state >> (turn * 16)) & 0xFFFF) as f32 / 65536.0 - 0.5).sum::<f32>()
    };
    let centers: Vec<Vec<f32>> = (0..2000).map(|_| (0..dimensions).map(|_| random()).collect()).collect();
    let mut near = |center: usize| -> Vec<f32> {
        let mut vector: Vec<f32> = centers[center].iter().map(|x| x + 0.8 * random()).collect();
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        for x in &mut vector {
            *x /= length;
        }
        vector
    };
    let mut index = VectorIndex::new(embedding::ModelId::from_text("drawn@0"), dimensions);
    for key in 0..works {
        for (at, space) in ["title", "tags", "synopsis"].into_iter().enumerate() {
            index.set(space, key, Some(&near((key as usize * 31 + at * 7) % 2000)));
        }
    }
    println!("{works} works of 3 vectors of {dimensions}: {:.0} MB", index.bytes() as f64 / 1e6);
    let spaces = [("title", 1.0), ("tags", 1.0), ("synopsis", 1.0)];
    let queries: Vec<Vec<f32>> = (0..60).map(|at| near(at * 33 % 2000)).collect();
    for (name, share) in [("no filter", 1), ("every 2nd", 2), ("every 20th", 20), ("every 1000th", 1000)] {
        let keep = (share > 1).then(|| (0..works).filter(|key| key % share == 0).collect());
        let (mut times, mut found, mut all) = (Vec::new(), 0, 0);
        for query in &queries {
            let began = processor_ms();
            let hits = index.search(query, &spaces, keep.as_ref(), 10);
            times.push(processor_ms() - began);
            let full = index.search_full(query, &spaces, keep.as_ref(), 10);
            all += full.len();
            found += full.iter().filter(|hit| hits.iter().any(|other| other.key == hit.key)).count();
        }
        times.sort_by(f64::total_cmp);
        println!(
            "  {name}: p50 {:.2} ms, p95 {:.2} ms of one core, recall@10 {:.4}",
            times[times.len() / 2],
            times[times.len() * 95 / 100],
            found as f64 / all as f64
        );
    }
}

/// The processor time of this thread in milliseconds (Linux), which other programs do not stretch.
fn processor_ms() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|text| text.parse::<f64>().ok()).unwrap_or_default() / 1e6
}

/// How many synopses a second of one core's time a BERT folder embeds.
fn speed(folder: &Path, works: &[Work]) -> anyhow::Result<()> {
    let model = BertModel::open(folder)?;
    let synopses = works.iter().map(|work| work.synopsis.as_str()).filter(|text| !text.is_empty());
    let began = processor_ms();
    let tokens: Vec<Vec<u32>> =
        synopses.step_by(150).take(96).map(|text| model.tokens(Side::Document, text)).collect();
    let vectors = model.embed_tokens(&tokens, 1);
    let took = (processor_ms() - began) / 1e3;
    let count: usize = tokens.iter().map(Vec::len).sum();
    println!(
        "{}: {} synopses, {count} tokens: {:.1} synopses and {:.0} tokens a second and core",
        model.id(),
        vectors.len(),
        vectors.len() as f64 / took,
        count as f64 / took
    );
    Ok(())
}
