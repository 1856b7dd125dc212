//! The making of a table from the catalog's texts.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Instant,
};

use embedding::{
    BertModel, Embedder as _,
    training::{Corpus, Draft, Ingredient, Lesson, Recipe, Vocabulary, WorkTexts, card},
};
use serde::Deserialize;

use crate::data;

#[derive(Deserialize)]
struct Starter {
    #[serde(default)]
    external_ids: Vec<String>,
    external_id: String,
    #[serde(default)]
    synopsis: String,
}

/// `free`: titles, tags and relations of the offline database, and the project's own synopses. `own`: with
/// the synopses as well. Works that any set judges are left out of both.
pub fn corpus(kind: &str, catalog: &Path, paraphrases: &Path) -> anyhow::Result<Corpus> {
    let judged: BTreeSet<String> = data::judged(catalog, paraphrases)?
        .into_iter()
        .flat_map(|judged| judged.relevant.into_keys())
        .collect();
    let works: Vec<data::Work> = data::works(catalog)?
        .into_iter()
        .filter(|work| !work.ids.iter().any(|id| judged.contains(id)))
        .collect();
    let places: BTreeMap<&str, u32> =
        (0..).zip(&works).flat_map(|(at, work)| work.ids.iter().map(move |id| (id.as_str(), at))).collect();
    let texts = works.iter().map(|work| {
        let mut related: Vec<u32> =
            work.related.iter().filter_map(|id| places.get(id.as_str()).copied()).collect();
        related.sort_unstable();
        related.dedup();
        let synopsis = if kind == "own" { work.synopsis.clone() } else { String::new() };
        WorkTexts { titles: work.titles.clone(), tags: work.tags.clone(), synopsis, related }
    });
    let works = texts.collect();
    let starter = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog/starter");
    let mut sentences = Vec::new();
    for name in ["anime", "manga", "novels", "visual_novels", "games"] {
        for line in std::fs::read_to_string(starter.join(format!("{name}.jsonl")))?.lines() {
            let row: Starter = serde_json::from_str(line)?;
            if !row.external_ids.iter().chain([&row.external_id]).any(|id| judged.contains(id)) {
                sentences.push(row.synopsis);
            }
        }
    }
    let corpus = Corpus { works, sentences };
    println!(
        "corpus of {} works and {} synopses of our own: {}",
        corpus.works.len(),
        corpus.sentences.len(),
        corpus.hash()
    );
    Ok(corpus)
}

pub fn ask(folder: &Path, corpus: &Corpus, out: &str) -> anyhow::Result<()> {
    let teacher = BertModel::open(folder)?;
    let recipe = recipe();
    let vocabulary = Vocabulary::choose(&teacher, corpus, &recipe);
    println!("{} pieces", vocabulary.len());
    let began = Instant::now();
    let told = |done: usize, all: usize| eprint!("{done}/{all} ");
    let lesson = Lesson::ask(&teacher, &vocabulary, corpus, &recipe, 2, &told);
    println!("asked in {:.0} s", began.elapsed().as_secs_f64());
    std::fs::write(out, lesson.to_bytes())?;
    Ok(())
}

pub fn train(folder: &Path, corpus: &Corpus, lesson: &str, out: &str) -> anyhow::Result<()> {
    let teacher = BertModel::open(folder)?;
    let recipe = recipe();
    let vocabulary = Vocabulary::choose(&teacher, corpus, &recipe);
    let lesson = Lesson::from_bytes(&std::fs::read(lesson)?)?;
    let began = Instant::now();
    let mut draft = Draft::distill(&vocabulary, &lesson, corpus, &recipe);
    println!("distilled in {:.1} s", began.elapsed().as_secs_f64());
    std::fs::write(format!("{out}.plain"), draft.finish("distilled only"))?;
    let began = Instant::now();
    let trained = draft.train(Some(&lesson), corpus, &recipe, &|told| {
        println!("{told:?} {:.0} s", began.elapsed().as_secs_f64());
    });
    let ingredient =
        |name: &str, license: &str| Ingredient { name: name.to_owned(), license: license.to_owned() };
    let mut ingredients = vec![
        ingredient("teacher all-MiniLM-L6-v2 (sentence-transformers)", "Apache-2.0"),
        ingredient(
            "titles, tags and relations in the format of anime-offline-database",
            "ODbL 1.0 / DbCL 1.0",
        ),
        ingredient("synopses of the starter catalog, written for Emaki", "MIT OR Apache-2.0"),
    ];
    if corpus.works.iter().any(|work| !work.synopsis.is_empty()) {
        ingredients
            .push(ingredient("synopses of providers", "their owners'; this table stays on this machine"));
    }
    let card = card(&recipe, teacher.id(), &ingredients, (corpus, &vocabulary, &lesson), &trained);
    println!("{card}");
    std::fs::write(out, draft.finish(&card))?;
    Ok(())
}

/// Trains a finished table further, on all texts of this machine.
pub fn further(table: &str, corpus: &Corpus, out: &str) -> anyhow::Result<()> {
    let mut draft = Draft::from_table(&std::fs::read(table)?, "own-table")?;
    let began = Instant::now();
    draft.train(None, corpus, &recipe(), &|told| println!("{told:?} {:.0} s", began.elapsed().as_secs_f64()));
    std::fs::write(out, draft.finish("trained further on texts of this machine"))?;
    Ok(())
}

/// The built-in recipe, with what the environment changes for a trial.
fn recipe() -> Recipe {
    let mut recipe = Recipe::default();
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<f32>().ok());
    if let Some(value) = number("FIELD") {
        recipe.field = value;
    }
    if let Some(value) = number("RATE") {
        recipe.rate = value;
    }
    if let Some(value) = number("EPOCHS") {
        recipe.epochs = value as usize;
    }
    if let Some(value) = number("TEMPERATURE") {
        recipe.temperature = value;
    }
    if let Some(value) = number("PHRASES") {
        recipe.phrases = value as usize;
    }
    if let Some(value) = number("DIMENSIONS") {
        recipe.dimensions = value as usize;
    }
    recipe
}
