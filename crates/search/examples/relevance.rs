//! Builds an index of the shared catalog in memory and prints relevance and speed.
//!
//! `EMAKI_TEST_DATA=<folder> cargo run --release -p search --example relevance [query]`. With a folder in
//! `EMAKI_INDEX_DIR` the index is kept there for the next run.

use std::{
    collections::HashMap,
    error::Error,
    io::{BufRead, BufReader},
    path::Path,
    time::Instant,
};

use model::{
    ExternalId, Format, Medium, RelationEntry, RelationType, Score, Season, SourceId, Status, Synopsis,
    Title, TitleKind, Work, WorkId,
};
use search::{Document, Meaning, SearchIndex, SearchRequest, eval};
use serde::Deserialize;

type Failure = Box<dyn Error>;

#[derive(Deserialize)]
struct Entry {
    sources: Vec<String>,
    title: String,
    #[serde(rename = "type")]
    format: String,
    episodes: u32,
    status: String,
    #[serde(rename = "animeSeason")]
    premiere: Premiere,
    duration: Option<Length>,
    score: Option<Median>,
    synonyms: Vec<String>,
    studios: Vec<String>,
    #[serde(rename = "relatedAnime")]
    related: Vec<String>,
    tags: Vec<String>,
}

#[derive(Deserialize)]
struct Premiere {
    season: String,
    year: Option<i16>,
}

#[derive(Deserialize)]
struct Length {
    value: u32,
}

#[derive(Deserialize)]
struct Median {
    median: f64,
}

#[derive(Deserialize)]
struct Text {
    mal_id: Option<u64>,
    anilist_id: Option<u64>,
    kitsu_id: Option<u64>,
    anidb_id: Option<u64>,
    synopsis: String,
    popularity: Option<u64>,
}

fn main() -> Result<(), Failure> {
    let Ok(data) = std::env::var("EMAKI_TEST_DATA") else {
        eprintln!("skipped: EMAKI_TEST_DATA is not set");
        return Ok(());
    };
    let catalog = Path::new(&data).join("catalog");
    // A folder of one's own keeps the index for the next run.
    let kept = std::env::var_os("EMAKI_INDEX_DIR").map(std::path::PathBuf::from);
    if let Some(kept) = &kept {
        let (index, opened) = SearchIndex::open(kept)?;
        if opened == search::Opened::Ready && index.health().works > 0 {
            return measure(&index, &catalog);
        }
    }
    let documents = documents(&catalog)?;
    let folder = tempfile::tempdir()?;
    let folder = kept.as_deref().unwrap_or(folder.path());
    let (index, _) = SearchIndex::open(folder)?;
    let works = documents.len();
    let some: Vec<Document> = documents.iter().take(10).cloned().collect();
    let began = Instant::now();
    let mut writer = index.writer()?.ok_or("the index is locked")?;
    writer.upsert(documents)?;
    writer.commit(1)?;
    eprintln!("built {works} works in {:.2} s; {:?}", began.elapsed().as_secs_f64(), index.health());
    let began = Instant::now();
    writer.upsert(some)?;
    writer.commit(2)?;
    eprintln!("updated 10 works in {:.3} s", began.elapsed().as_secs_f64());
    drop(writer);
    let began = Instant::now();
    let (index, opened) = SearchIndex::open(folder)?;
    eprintln!("opened ({opened:?}) in {:.3} s; {}", began.elapsed().as_secs_f64(), memory());

    measure(&index, &catalog)
}

fn measure(index: &SearchIndex, catalog: &Path) -> Result<(), Failure> {
    if let Some(query) = std::env::args().nth(1) {
        return show(index, &query);
    }
    paraphrases(index)?;
    let judged = eval::parse(&std::fs::read_to_string(catalog.join("relevance-dev.jsonl"))?)?;
    eval::run(index, &judged)?; // warms the page cache
    let report = eval::run(index, &judged)?;
    for (kind, means) in &report.kinds {
        eprintln!(
            "{kind:20} {:3}  nDCG {:.3}  MRR {:.3}  recall {:.3}",
            means.queries, means.ndcg, means.mrr, means.recall
        );
    }
    let all = report.overall;
    eprintln!(
        "{:20} {:3}  nDCG {:.3}  MRR {:.3}  recall {:.3}  macro {:.3}",
        "overall", all.queries, all.ndcg, all.mrr, all.recall, report.macro_mean.ndcg
    );
    let mut by_kind: HashMap<&str, Vec<f64>> = HashMap::new();
    for outcome in &report.outcomes {
        by_kind.entry(&outcome.kind).or_default().push(outcome.took.as_secs_f64() * 1e3);
    }
    for (kind, mut times) in by_kind {
        times.sort_by(f64::total_cmp);
        eprintln!(
            "  {kind:20} median {:.2} ms, worst {:.2} ms",
            times[times.len() / 2],
            times[times.len() - 1]
        );
    }
    eprintln!("p50 {:.2} ms, p95 {:.2} ms; {}", report.p50_ms, report.p95_ms, memory());
    for outcome in report.outcomes.iter().filter(|outcome| outcome.means.ndcg < 0.999) {
        eprintln!(
            "- {:.2} {:.2} {:18} {}",
            outcome.means.ndcg, outcome.means.mrr, outcome.kind, outcome.query
        );
    }
    Ok(())
}

/// The meaning arm alone, the fusion, and the fusion without it, on paraphrased questions.
fn paraphrases(index: &SearchIndex) -> Result<(), Failure> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bench/data/paraphrases.jsonl");
    let judged = eval::parse(&std::fs::read_to_string(file)?)?;
    let run = |meaning| eval::run_with(index, &judged, meaning);
    let (fused, alone, without) = (run(Meaning::Fused)?, run(Meaning::Alone)?, run(Meaning::Off)?);
    for (name, report) in [("fused", &fused), ("alone", &alone), ("without", &without)] {
        let kinds: Vec<String> =
            report.kinds.iter().map(|(kind, means)| format!("{kind} {:.3}", means.ndcg)).collect();
        eprintln!("paraphrases, {name}: nDCG {:.3} ({})", report.overall.ndcg, kinds.join(", "));
    }
    let ndcg = |report: &eval::Report| -> Vec<f64> { report.outcomes.iter().map(|o| o.means.ndcg).collect() };
    for (name, other) in [("without", &without), ("alone", &alone)] {
        eprintln!("paraphrases, fused - {name}: {:.3?}", eval::paired(&ndcg(&fused), &ndcg(other)));
    }
    Ok(())
}

fn show(index: &SearchIndex, query: &str) -> Result<(), Failure> {
    let mut request = SearchRequest::new(query);
    request.filters.adult = search::Adult::Include;
    let answer = index.search(&request)?;
    eprintln!("{:#?}\n{} in {:?}", answer.understood, answer.total, answer.took);
    for hit in answer.results {
        let ids: Vec<String> = hit
            .card
            .external_ids
            .iter()
            .filter(|id| id.namespace().as_str() == "mal")
            .map(ToString::to_string)
            .collect();
        let matched = hit.why.matched.map(|m| format!("{} {:?} {}", m.text, m.form, m.distance));
        eprintln!(
            "{:.4} {:?} {} {:?} {:?} {matched:?} {:?}",
            hit.relevance, ids, hit.card.title, hit.card.year, hit.card.popularity, hit.why.arms
        );
    }
    Ok(())
}

fn documents(catalog: &Path) -> Result<Vec<Document>, Failure> {
    let texts = synopses(catalog)?;
    let cast = characters(catalog)?;
    let file = std::fs::File::open(catalog.join("anime-offline-database.jsonl.zst"))?;
    let lines = BufReader::new(zstd::Decoder::new(file)?).lines();
    let mut documents = Vec::new();
    for (at, line) in lines.enumerate().skip(1) {
        let anime: Entry = serde_json::from_str(&line?)?;
        let id = WorkId::new(at as i64).ok_or("no id")?;
        documents.push(document(id, anime, &texts, &cast));
    }
    Ok(documents)
}

fn document(
    id: WorkId,
    anime: Entry,
    texts: &HashMap<String, Text>,
    cast: &HashMap<String, Vec<String>>,
) -> Document {
    let mut work = Work::new(id, Medium::Anime, anime.title);
    work.format = Format::parse(&anime.format);
    work.status = Status::parse(&anime.status);
    work.titles.extend(anime.synonyms.into_iter().map(|name| Title::new(name, TitleKind::Synonym)));
    work.episodes = Some(anime.episodes).filter(|count| *count > 0);
    work.duration_s = anime.duration.map(|length| length.value);
    work.season = Season::parse(&anime.premiere.season);
    work.year = anime.premiere.year;
    work.score = anime.score.and_then(|score| Score::new(score.median, 10.0, None));
    work.adult = anime.tags.iter().any(|tag| tag == "hentai");
    work.tags = anime.tags;
    work.studios = anime.studios;
    work.external_ids = anime.sources.iter().filter_map(|url| ExternalId::from_any_url(url)).collect();
    work.relations = anime
        .related
        .iter()
        .filter_map(|url| ExternalId::from_any_url(url))
        .map(|external_id| RelationEntry { kind: RelationType::Related, external_id, title: None })
        .collect();
    let text = work.external_ids.iter().find_map(|id| texts.get(&id.to_string()));
    if let Some(text) = text {
        work.synopses = vec![Synopsis { text: text.synopsis.clone(), source: SourceId::OFFLINE_DATABASE }];
        work.popularity = text.popularity;
    }
    let characters =
        work.external_ids.iter().filter_map(|id| cast.get(&id.to_string())).flatten().cloned().collect();
    Document { work, people: Vec::new(), characters }
}

fn synopses(catalog: &Path) -> Result<HashMap<String, Text>, Failure> {
    let file = std::fs::File::open(catalog.join("synopses.jsonl.gz"))?;
    let mut texts = HashMap::new();
    for line in BufReader::new(flate2::read::GzDecoder::new(file)).lines() {
        let text: Text = serde_json::from_str(&line?)?;
        let key = [
            ("mal", text.mal_id),
            ("anilist", text.anilist_id),
            ("kitsu", text.kitsu_id),
            ("anidb", text.anidb_id),
        ];
        let key = key.iter().find_map(|(namespace, id)| id.map(|id| format!("{namespace}:{id}")));
        if let Some(key) = key {
            texts.insert(key, text);
        }
    }
    Ok(texts)
}

fn characters(catalog: &Path) -> Result<HashMap<String, Vec<String>>, Failure> {
    let file = std::fs::File::open(catalog.join("characters.csv.gz"))?;
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let headers = reader.headers()?.clone();
    let column =
        |name: &str| headers.iter().position(|header| header == name).ok_or(format!("no column {name}"));
    let (name, native, series) = (column("name")?, column("name_native")?, column("series_ids")?);
    let mut cast: HashMap<String, Vec<String>> = HashMap::new();
    for row in reader.records() {
        let row = row?;
        for id in row[series].split([';', '|', ' ']).filter_map(|id| {
            id.trim().strip_prefix("anime:").or_else(|| id.trim().strip_prefix("mal-anime:"))
        }) {
            let names = cast.entry(format!("mal:{id}")).or_default();
            names.extend(
                [&row[name], &row[native]]
                    .iter()
                    .filter(|name| !name.is_empty())
                    .map(|name| (*name).to_owned()),
            );
        }
    }
    Ok(cast)
}

fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM"))
        .collect::<Vec<_>>()
        .join(" ")
}
