//! A replay server, a clock of the test's own, and sources that ask that server.

use std::{collections::BTreeMap, time::Duration};

use model::{Instant, SourceId};
use sources::{
    client::{Asked, SourceError, Sources},
    http::{Bounds, Builder, Clock, Fetcher, How, Plain},
    providers::{Ask, PROVIDERS, SourceSettings},
};
use store::cache::Cache;
use testkit::replay::{Answer, Replay};

pub const JIKAN: SourceId = SourceId::known("jikan");

/// A moment to begin at; any would do.
pub fn begin() -> Instant {
    "2026-07-02T10:00:00Z".parse::<jiff::Timestamp>().expect("a time").into()
}

/// A server, a clock, and sources that ask that server.
pub struct Scene {
    pub replay: Replay,
    pub clock: Clock,
    pub sources: Sources,
}

impl Scene {
    /// Without any cache but that in memory.
    pub async fn new() -> Self {
        Self::with(|builder| builder).await
    }

    /// With more than that.
    pub async fn with(add: impl FnOnce(Builder) -> Builder) -> Self {
        let (replay, clock) = (Replay::start().await, Clock::manual(begin()));
        let sources = sources_at(&replay.url(), clock.clone(), add);
        Self { replay, clock, sources }
    }

    /// With a cache of the installation's own, in a file.
    pub async fn with_file(folder: &tempfile::TempDir) -> Self {
        let cache = file_cache(folder).await;
        Self::with(|builder| builder.cache(cache, 1 << 30)).await
    }

    /// One more process of the same installation: it shares nothing but the cache, the clock and the server.
    pub async fn neighbour(&self, folder: &tempfile::TempDir) -> Sources {
        let cache = file_cache(folder).await;
        sources_at(&self.replay.url(), self.clock.clone(), |builder| builder.cache(cache, 1 << 30))
    }

    /// Asks Jikan for a work.
    pub async fn anime(&self, id: u32) -> Result<Asked, SourceError> {
        anime(&self.sources, id).await
    }

    /// Lets time pass.
    pub fn pass(&self, hours: u64) {
        self.clock.advance(Duration::from_hours(hours));
    }

    /// How often the server was asked for a work.
    pub fn asked_for(&self, id: u32) -> usize {
        self.replay.count(&path(id))
    }

    /// Puts a work on the server.
    pub fn serve(&self, id: u32) -> testkit::replay::Route {
        self.replay.on("GET", &path(id), Answer::json(work(id)))
    }
}

/// Sources that all lie at one address, turned on.
pub fn sources_at(url: &str, clock: Clock, add: impl FnOnce(Builder) -> Builder) -> Sources {
    let bounds = Bounds { body: 2 << 20, whole: Duration::from_secs(20), ..Bounds::default() };
    let network = Plain::new("emaki/test", bounds, false).expect("TLS roots are there");
    let fetcher = add(Fetcher::over(network, clock)).build();
    Sources::new(fetcher, settings_at(url))
}

/// Every source's settings, with all addresses at one server.
pub fn settings_at(url: &str) -> BTreeMap<String, SourceSettings> {
    let settings = SourceSettings {
        enabled: true,
        base_url: Some(url.to_owned()),
        web_url: Some(url.to_owned()),
        auth_url: Some(format!("{url}/v1/oauth2")),
        dump_url: Some(url.to_owned()),
        client_id: Some("test-client".to_owned()),
        client_version: Some(1),
        redirect_url: Some("http://localhost:8080/callback".to_owned()),
        ..SourceSettings::default()
    };
    PROVIDERS.iter().map(|provider| (provider.facts().id.to_string(), settings.clone())).collect()
}

/// A cache in a file.
pub async fn file_cache(folder: &tempfile::TempDir) -> Cache {
    let path = folder.path().join("cache.sqlite");
    Cache::open(&format!("sqlite:{}", path.display())).await.expect("a new file opens")
}

/// Asks Jikan for a work.
pub async fn anime(sources: &Sources, id: u32) -> Result<Asked, SourceError> {
    ask(sources, id, &How::default()).await
}

/// Asks Jikan for a work in some way.
pub async fn ask(sources: &Sources, id: u32, how: &How) -> Result<Asked, SourceError> {
    sources.ask(&JIKAN, &Ask::new("anime_full").with("id", id.to_string()), how).await
}

/// Where Jikan has a work.
pub fn path(id: u32) -> String {
    format!("/anime/{id}/full")
}

/// A work in Jikan's form.
pub fn work(id: u32) -> String {
    serde_json::json!({ "data": {
        "mal_id": id,
        "url": format!("https://myanimelist.net/anime/{id}/Moonlit_Depot"),
        "title": "Moonlit Depot",
        "type": "TV",
        "episodes": 12,
        "status": "Finished Airing",
    }})
    .to_string()
}
