//! A store with the works imported, and a gatherer that asks the server.

use std::{collections::BTreeMap, time::Duration};

use catalog::{ImportOptions, Input};
use gather::{Gathered, Gatherer, Level, Wanted};
use model::{Instant, WorkId};
use sources::{
    client::Sources,
    http::{Bounds, Clock, Fetcher, How, Kept, Plain, Retry, Secret},
    providers::SourceSettings,
};
use store::{Store, cache::Cache};
use tempfile::TempDir;
use testkit::{lanterns, replay::Replay};

/// The work.
pub const WORK: i64 = 1;

/// One installation.
pub struct Bed {
    pub store: Store,
    pub gatherer: Gatherer,
    folder: TempDir,
}

impl Bed {
    /// An installation that asks the server.
    pub async fn new(replay: &Replay) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let url = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
        let store = Store::open(&url("catalog.sqlite")).await.expect("an empty store opens");
        let path = folder.path().join("offline-db.json");
        std::fs::write(&path, lanterns::OFFLINE_DB).expect("the folder can be written");
        let options = ImportOptions {
            format: None,
            atomic: false,
            max_download_bytes: 0,
            scratch: folder.path().to_owned(),
            at: at(0),
        };
        catalog::import(&store, &Input::File(path), &options, &|_| ()).await.expect("it can be imported");
        let network = Plain::new("emaki/test", Bounds::default(), false).expect("a client");
        let cache = Cache::open(&url("cache.sqlite")).await.expect("an empty cache opens");
        let quick = Retry { attempts: 1, base: Duration::from_millis(1), ..Retry::default() };
        let fetcher = Fetcher::over(network, Clock::system()).cache(cache, 64 << 20).retry(quick).build();
        let gatherer = Gatherer::new(store.clone(), Sources::new(fetcher, settings(replay)));
        Self { store, gatherer, folder }
    }

    /// Gathers the work.
    pub async fn gather(&self, wanted: &Wanted) -> Gathered {
        let work = WorkId::new(WORK).expect("a positive number");
        let now = jiff_now();
        self.gatherer.gather(work, wanted, now, &|_| ()).await.expect("the store is sound")
    }

    /// The folder's path, for what lies in it.
    pub fn path(&self) -> &std::path::Path {
        self.folder.path()
    }
}

/// What a request for a level wants.
pub fn wanted(level: Level, only: &[&str]) -> Wanted {
    Wanted {
        level,
        only: only.iter().map(ToString::to_string).collect(),
        skip: Vec::new(),
        offline: false,
        list_pages: 12,
        agreement: 0.95,
        how: How { kept: Kept::Fresh, ..How::default() },
    }
}

pub fn at(seconds: i64) -> Instant {
    Instant::from_micros(seconds * 1_000_000)
}

/// The fetcher dates answers by the system's clock, and what is fresh is judged beside it.
fn jiff_now() -> Instant {
    Clock::system().now()
}

fn settings(replay: &Replay) -> BTreeMap<String, SourceSettings> {
    let mut all: BTreeMap<String, SourceSettings> = BTreeMap::new();
    for (source, name, value) in lanterns::settings(replay) {
        let settings = all.entry(source.to_owned()).or_default();
        match name {
            "base_url" => settings.base_url = Some(value),
            "web_url" => settings.web_url = Some(value),
            "client_id" => settings.client_id = Some(value),
            "client_version" => settings.client_version = value.parse().ok(),
            _ => settings.enabled = true,
        }
    }
    for settings in all.values_mut() {
        settings.token = settings.token.take().filter(|token: &Secret| !token.is_empty());
    }
    all
}
