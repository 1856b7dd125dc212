//! The works that models are measured on.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use app::ImportRequest;
use bench::Context;
use model::Work;
use search::eval::{self, Judged};
use store::Store;

/// What the works are made of.
const FILES: [&str; 4] =
    ["anime-offline-database.jsonl.zst", "synopses.jsonl.gz", "characters.csv.gz", "relations.csv.gz"];
/// Of the works that no question asks for, every so many.
const EVERY: usize = 6;
const BATCH: usize = 1_000;

/// Every work of the catalog, as an import makes them; `None` without the data.
pub async fn works(context: &Context) -> anyhow::Result<Option<Vec<Work>>> {
    let files: Option<Vec<PathBuf>> = FILES.iter().map(|name| context.catalog_file(name)).collect();
    let Some(files) = files else { return Ok(None) };
    // The group `relevance` fills the same store where it ran before.
    let app = context.app("relevance").await?;
    let store = Store::open(&app.config().database_url).await?;
    if store.counts().await?.works == 0 {
        for file in files {
            let inputs = vec![file.display().to_string()];
            app.import(&ImportRequest { inputs, ..ImportRequest::default() }, &|_| ()).await?;
        }
    }
    let (mut works, mut after) = (Vec::new(), 0);
    loop {
        let ids = store.work_ids_after(after, BATCH).await?;
        let Some(last) = ids.last() else { return Ok(Some(works)) };
        after = last.get();
        works.extend(store.works(&ids).await?);
    }
}

/// The folder of `MiniLM`, where there is one.
pub fn minilm() -> Option<PathBuf> {
    let models = PathBuf::from(std::env::var_os("EMAKI_TEST_MODELS")?);
    Some(models.join("all-MiniLM-L6-v2")).filter(|folder| folder.is_dir())
}

/// The paraphrased questions.
pub fn questions() -> anyhow::Result<Vec<Judged>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/paraphrases.jsonl");
    Ok(eval::parse(&std::fs::read_to_string(file)?)?)
}

/// The works that the questions ask for, and every sixth of the others that have a synopsis: as many as `MiniLM`
/// embeds in a few minutes.
pub fn sampled(works: &[Work], questions: &[Judged]) -> Vec<Work> {
    let asked: BTreeSet<&str> =
        questions.iter().flat_map(|question| question.relevant.keys().map(String::as_str)).collect();
    let is_asked = |work: &Work| {
        let mut ids = work.external_ids.iter().filter(|id| id.namespace().as_str() == "mal");
        ids.any(|id| asked.contains(id.id()))
    };
    let mut told = 0;
    let wanted = |work: &&Work| {
        let has_text = !work.synopses.is_empty();
        told += usize::from(has_text);
        is_asked(work) || has_text && told % EVERY == 0
    };
    works.iter().filter(wanted).cloned().collect()
}
