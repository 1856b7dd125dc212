//! The catalog's texts and the judged queries.

use std::{
    collections::{BTreeMap, HashMap},
    io::Read as _,
    path::Path,
};

use serde::Deserialize;

/// A work's texts.
pub struct Work {
    pub ids: Vec<String>,
    pub titles: Vec<String>,
    pub tags: Vec<String>,
    pub synopsis: String,
    pub related: Vec<String>,
}

/// A query and the grades of the works that answer it.
#[derive(Clone)]
pub struct Judged {
    pub query: String,
    pub kind: String,
    pub relevant: BTreeMap<String, u8>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    sources: Vec<String>,
    title: String,
    synonyms: Vec<String>,
    tags: Vec<String>,
    related_anime: Vec<String>,
}

#[derive(Deserialize)]
struct Told {
    mal_id: Option<u64>,
    anilist_id: Option<u64>,
    kitsu_id: Option<u64>,
    anidb_id: Option<u64>,
    synopsis: String,
}

#[derive(Deserialize)]
struct Shared {
    query: String,
    kind: String,
    relevant: BTreeMap<String, u8>,
}

#[derive(Deserialize)]
struct Paraphrase {
    query: String,
    kind: String,
    language: String,
    relevant: Vec<String>,
}

/// `mal:5` for a page's URL; `None` for pages that nothing is joined by.
fn id_of(url: &str) -> Option<String> {
    for (host, space) in [
        ("myanimelist.net/anime/", "mal"),
        ("anilist.co/anime/", "anilist"),
        ("kitsu.app/anime/", "kitsu"),
        ("anidb.net/anime/", "anidb"),
    ] {
        if let Some((_, id)) = url.split_once(host) {
            return Some(format!("{space}:{id}"));
        }
    }
    None
}

pub fn works(catalog: &Path) -> anyhow::Result<Vec<Work>> {
    let file = std::fs::read(catalog.join("anime-offline-database.jsonl.zst"))?;
    let text = String::from_utf8(zstd::decode_all(file.as_slice())?)?;
    let mut works = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    for line in text.lines().skip(1) {
        let entry: Entry = serde_json::from_str(line)?;
        let ids: Vec<String> = entry.sources.iter().filter_map(|url| id_of(url)).collect();
        for id in &ids {
            by_id.insert(id.clone(), works.len());
        }
        let mut titles = vec![entry.title];
        titles.extend(entry.synonyms);
        let related = entry.related_anime.iter().filter_map(|url| id_of(url)).collect();
        works.push(Work { ids, titles, tags: entry.tags, synopsis: String::new(), related });
    }
    let file = std::fs::File::open(catalog.join("synopses.jsonl.gz"))?;
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text)?;
    for line in text.lines() {
        let row: Told = serde_json::from_str(line)?;
        let ids = [
            ("mal", row.mal_id),
            ("anilist", row.anilist_id),
            ("kitsu", row.kitsu_id),
            ("anidb", row.anidb_id),
        ];
        let found = ids.iter().find_map(|(space, id)| by_id.get(&format!("{space}:{}", (*id)?)).copied());
        if let Some(at) = found {
            works[at].synopsis = row.synopsis;
        }
    }
    Ok(works)
}

pub fn judged(catalog: &Path, paraphrases: &Path) -> anyhow::Result<Vec<Judged>> {
    let mut all = Vec::new();
    for line in std::fs::read_to_string(catalog.join("relevance-dev.jsonl"))?.lines() {
        let row: Shared = serde_json::from_str(line)?;
        let relevant = row.relevant.into_iter().map(|(id, grade)| (format!("mal:{id}"), grade)).collect();
        all.push(Judged { query: row.query, kind: row.kind, relevant });
    }
    for line in std::fs::read_to_string(paraphrases)?.lines() {
        let row: Paraphrase = serde_json::from_str(line)?;
        let relevant = row.relevant.into_iter().map(|id| (id, 1)).collect();
        all.push(Judged { query: row.query, kind: format!("para_{}_{}", row.kind, row.language), relevant });
    }
    Ok(all)
}

/// nDCG of the first ten, gain `2^grade - 1`.
pub fn ndcg(ranking: &[&[String]], relevant: &BTreeMap<String, u8>) -> f64 {
    let gain = |grades: &[u8]| -> f64 {
        grades.iter().enumerate().map(|(at, g)| (f64::from(1u32 << g) - 1.0) / (at as f64 + 2.0).log2()).sum()
    };
    let grades: Vec<u8> = ranking
        .iter()
        .take(10)
        .map(|ids| ids.iter().filter_map(|id| relevant.get(id)).copied().max().unwrap_or(0))
        .collect();
    let mut ideal: Vec<u8> = relevant.values().copied().collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    ideal.truncate(10);
    gain(&grades) / gain(&ideal)
}
