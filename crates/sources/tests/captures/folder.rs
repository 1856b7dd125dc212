//! The folder of recorded answers.

use std::{fs, io::Read as _, path::Path};

use serde_json::Value;
use sources::providers::{Context, provider_named};

/// The folders whose answers have an adapter, and the adapter's name.
const SOURCES: [(&str, &str); 15] = [
    ("anidb", "anidb"),
    ("anilist", "anilist"),
    ("anime-planet", "anime_planet"),
    ("animenewsnetwork", "ann"),
    ("animeschedule", "animeschedule"),
    ("anisearch", "anisearch"),
    ("jikan", "jikan"),
    ("kitsu", "kitsu"),
    ("livechart", "livechart"),
    ("mangadex", "mangadex"),
    ("myanimelist", "mal_web"),
    ("myanimelist-api", "mal"),
    ("simkl", "simkl"),
    ("vndb", "vndb"),
    ("offline-database", "offline_database"),
];

/// Files that are no answers of a source's own: headers, documentation of a login, pictures of a server, a
/// query.
const NO_ANSWERS: [&str; 9] = [
    "headers-of-a-good-answer.json",
    "headers-and-body-episode.json",
    "oauth-token.json",
    "oauth-error.json",
    "at-home-server.json",
    "anime-collection-data-2018.json",
    "doc-stats.json",
    "doc-authinfo.json",
    "doc-query-default.json",
];

/// One recorded answer, and the values that are known to stand in it.
pub struct Capture {
    pub source: String,
    pub name: String,
    pub body: Vec<u8>,
    pub expected: Value,
}

impl Capture {
    pub fn context(&self) -> Context {
        let as_of = self
            .expected
            .get("as_of")
            .and_then(Value::as_str)
            .and_then(|text| text.parse().ok().or_else(|| format!("{text}T00:00:00Z").parse().ok()));
        Context::at(as_of.unwrap_or(jiff::Timestamp::from_second(1_790_000_000).expect("a time in range")))
    }

    /// Whether its name says that it is a refusal.
    pub fn is_error(&self) -> bool {
        self.name.starts_with("error-") || self.name.contains("dead-entry")
    }

    /// Whether its name says that nothing is in it.
    pub fn may_be_empty(&self) -> bool {
        ["empty", "beyond", "no-anime-to-show", "null"].iter().any(|word| self.name.contains(word))
    }
}

/// Every recorded answer of the sources that have an adapter; `None` and a word when there is no folder.
pub fn captures() -> Option<Vec<Capture>> {
    let root = testkit::data_dir(1)?.join("upstreams");
    let only = std::env::var("EMAKI_TEST_SOURCE").ok();
    let mut found = Vec::new();
    for (folder, source) in SOURCES {
        let wanted = only.as_deref().is_none_or(|only| only == source);
        if wanted && provider_named(source).is_some() {
            let samples = root.join(folder).join("samples");
            collect(source, &samples, &mut found);
            collect(source, &samples.join("pages"), &mut found);
        }
    }
    Some(found)
}

fn collect(source: &str, folder: &Path, found: &mut Vec<Capture>) {
    let listed = fs::read(folder.join("expected.json")).ok();
    let listed: Value = listed.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let Ok(files) = fs::read_dir(folder) else { return };
    let mut paths: Vec<_> =
        files.filter_map(|file| Some(file.ok()?.path())).filter(|path| path.is_file()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name == "expected.json" || NO_ANSWERS.contains(&name.as_str()) {
            continue;
        }
        let mut body = fs::read(&path).expect("the folder can be read");
        if path.extension().is_some_and(|end| end == "gz") {
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(&body[..]).read_to_end(&mut plain).expect("sound gzip");
            body = plain;
        }
        let sample =
            listed["samples"].as_array().into_iter().flatten().find(|sample| sample["file"] == name.as_str());
        let expected = sample.map(|sample| sample["expected"].clone()).unwrap_or_default();
        found.push(Capture { source: source.to_owned(), name, body, expected });
    }
}
