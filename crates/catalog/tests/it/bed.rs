//! A store of a test's own, files in the true wire format, and exports to compare.

use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use catalog::{ImportError, ImportOptions, ImportReport, Input};
use model::{ExternalId, Instant};
use serde_json::{Value, json};
use store::Store;
use tempfile::TempDir;
use testkit::PrivateDatabase;

/// On which engine a test runs.
#[derive(Debug, Clone, Copy)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Makes one test for each engine out of each function.
macro_rules! on_each_engine {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test] async fn $name() { super::$name(crate::bed::Engine::Sqlite).await; })+
        }
        mod postgres {
            $(#[tokio::test] async fn $name() { super::$name(crate::bed::Engine::Postgres).await; })+
        }
    };
}
pub(crate) use on_each_engine;

/// A store, a folder for files, and what keeps them there.
#[derive(Clone)]
pub struct Bed {
    pub store: Store,
    pub folder: Arc<TempDir>,
    _database: Option<Arc<PrivateDatabase>>,
}

impl Bed {
    /// An empty store; `None` where there is no server, which was said then.
    pub async fn new(engine: Engine) -> Option<Self> {
        let folder = Arc::new(TempDir::new().expect("a temporary folder"));
        let (url, database) = match engine {
            Engine::Sqlite => (format!("sqlite:{}", folder.path().join("catalog.sqlite").display()), None),
            Engine::Postgres => {
                let database = PrivateDatabase::create(1).await?;
                (database.url(), Some(Arc::new(database)))
            }
        };
        let store = Store::open(&url).await.expect("an empty store opens");
        Some(Self { store, folder, _database: database })
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and gives its path.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).expect("the folder can be written");
        path
    }

    pub fn options(&self) -> ImportOptions {
        ImportOptions {
            format: None,
            atomic: false,
            max_download_bytes: 1 << 20,
            scratch: self.folder.path().to_owned(),
            at: Instant::from_micros(1_900_000_000_000_000),
        }
    }

    pub async fn try_import(&self, path: &Path, batch: usize) -> Result<ImportReport, ImportError> {
        let input = Input::File(path.to_owned());
        catalog::import_in_batches(&self.store, &input, &self.options(), &|_| (), batch).await
    }

    pub async fn import(&self, path: &Path) -> ImportReport {
        self.try_import(path, 3).await.expect("the import succeeds")
    }

    /// Everything that can be seen in the store, as lines.
    pub async fn export(&self) -> String {
        let mut bytes = Vec::new();
        self.store.export(&mut bytes, true).await.expect("an export");
        String::from_utf8(bytes).expect("UTF-8")
    }

    /// The same without the files and lines that things were read from.
    pub async fn export_without_places(&self) -> String {
        let mut lines = String::new();
        for line in self.export().await.lines() {
            let mut line: Value = serde_json::from_str(line).expect("JSON lines");
            if let Some(line) = line.as_object_mut() {
                line.remove("file");
                line.remove("line");
            }
            lines.push_str(&line.to_string());
            lines.push('\n');
        }
        lines
    }

    /// What an external id means; 0 for nothing.
    pub async fn meaning(&self, id: &str) -> i64 {
        let id: ExternalId = id.parse().expect("an id");
        let found = self.store.find(std::slice::from_ref(&id)).await.expect("a look-up");
        found.get(&id).map_or(0, |(_, id)| id.get())
    }

    /// The conflicts in words: kind, kept, other, first id.
    pub async fn conflicts(&self) -> Vec<String> {
        let conflicts = self.store.conflicts(false).await.expect("conflicts");
        let words = conflicts.into_iter().map(|stored| {
            let c = stored.conflict;
            format!("{} {} {} {} line {}", c.kind, c.kept, c.other, c.subject, c.line)
        });
        words.collect()
    }
}

/// An entry of the offline database. Ids such as `mal:1` become the sites' addresses.
pub fn entry(title: &str, ids: &str) -> Value {
    let sources: Vec<String> = ids
        .split_whitespace()
        .map(|id| id.parse::<ExternalId>().expect("an id").url().expect("a page").replacen("www.", "", 1))
        .collect();
    json!({
        "sources": sources, "title": title, "type": "TV", "episodes": 12, "status": "FINISHED",
        "animeSeason": {"season": "SPRING", "year": 2031},
        "picture": "https://cdn.pictures.example/p.jpg", "thumbnail": "https://cdn.pictures.example/t.jpg",
        "duration": {"value": 1440, "unit": "SECONDS"},
        "score": {"arithmeticGeometricMean": 7.1, "arithmeticMean": 7.2, "median": 7.3},
        "synonyms": [format!("{title} no Eki")], "studios": ["lantern works"], "producers": [],
        "relatedAnime": [], "tags": ["trains"]
    })
}

/// The metadata of a release.
pub fn metadata() -> Value {
    json!({"$schema": "https://a.example/x.json", "license": {"name": "invented"}, "repository": "https://a.example",
        "scoreRange": {"minInclusive": 1.0, "maxInclusive": 10.0}, "lastUpdate": "2031-01-02"})
}

/// A release as JSON lines.
pub fn lines(entries: &[Value]) -> String {
    let mut text = format!("{}\n", metadata());
    for entry in entries {
        text.push_str(&entry.to_string());
        text.push('\n');
    }
    text
}

/// A release as one document.
pub fn document(entries: &[Value]) -> Value {
    let mut document = metadata();
    document["data"] = entries.to_vec().into();
    document
}

pub fn gzip(text: &str) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).expect("memory");
    gzip.finish().expect("memory")
}

pub fn zstd(text: &str) -> Vec<u8> {
    zstd::encode_all(text.as_bytes(), 1).expect("memory")
}
