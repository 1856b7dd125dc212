//! Measures of the embedders and the index on the real catalog, and the making of the built-in table.
//!
//!   measure vectors FOLDER OUT            embeds a sample of the catalog with a BERT folder and keeps it
//!   measure rank FOLDER VECTORS           nDCG of that folder on the sample
//!   measure table FILE                    the same of a table, on the sample and on all
//!   measure ask FOLDER free|own OUT       asks a teacher: about what may be published, or about all there is
//!   measure train FOLDER free|own LESSON OUT
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
            let began = Instant::now();
            let index = index(&works, &table);
            println!("table: the whole catalog of {} works in {:.2} s", works.len(), began.elapsed().as_secs_f64());
            rank(&works, &judged, &table, &index);
            Ok(())
        }
        ["ask", folder, kind, out] => make::ask(Path::new(folder), &make::corpus(kind, &catalog, &paraphrases)?, out),
        ["train", folder, kind, lesson, out] => {
            make::train(Path::new(folder), &make::corpus(kind, &catalog, &paraphrases)?, lesson, out)
        }
        _ => anyhow::bail!("see the head of the file for what it can do"),
    }
}

/// The texts of a work by space.
fn texts(work: &Work) -> [(&'static str, String); 3] {
    [("title", work.titles[0].clone()), ("tags", work.tags.join(", ")), ("synopsis", work.synopsis.clone())]
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
    println!("{}: {} works in {took:.0} s, {:.1} works/s", model.id(), works.len(), works.len() as f64 / took);
    std::fs::write(out, index.to_bytes())?;
    Ok(())
}

/// nDCG of the vector arm alone, by kind, for each space and for all of them.
fn rank(works: &[Work], judged: &[Judged], embedder: &dyn Embedder, index: &VectorIndex) {
    let ways: [&[(&str, f32)]; 6] = [
        &[("title", 1.0)],
        &[("tags", 1.0)],
        &[("synopsis", 1.0)],
        &[("tags", 0.8), ("synopsis", 1.0)],
        &[("title", 0.8), ("tags", 0.8), ("synopsis", 1.0)],
        &[("title", 1.0), ("tags", 1.0), ("synopsis", 1.0)],
    ];
    for spaces in ways {
        let mut kinds: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for query in judged {
            let vector = embedder.embed_one(Side::Query, &query.query);
            let found = vector.map(|vector| index.search(&vector, spaces, None, 10)).unwrap_or_default();
            let ranking: Vec<&[String]> = found.iter().map(|hit| works[hit.key as usize].ids.as_slice()).collect();
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
