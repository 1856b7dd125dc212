//! A replay server, a store, and settings that lead to the server.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use collect::{
    Choice, CollectConfig, Desk, GameConfig, Logins, MangaDexConfig, Options, Processor, Report,
    Surroundings, WikiConfig, WikiSeries, choices, collect,
};
use keeping::rules::{Genders, Rules};
use model::Instant;
use serde_json::{Value, json};
use sources::{
    client::Sources,
    http::{Bounds, Clock, Fetcher, Kept, Plain, Secret},
    providers::{PROVIDERS, SourceSettings},
};
use store::{Cache, Store};
use tempfile::TempDir;
use testkit::{
    PrivateDatabase,
    replay::{Answer, Replay},
};

/// A moment to begin at; any would do.
pub fn begin() -> Instant {
    "2026-07-02T10:00:00Z".parse::<jiff::Timestamp>().expect("a time").into()
}

/// A server, a store, and settings that lead to the server.
pub struct Scene {
    pub replay: Replay,
    pub store: Store,
    pub config: CollectConfig,
    pub settings: BTreeMap<String, SourceSettings>,
    pub clock: Clock,
    pub rules: Rules,
    pub folder: TempDir,
    /// Whether answers are kept from one process to the next.
    pub cached: bool,
}

impl Scene {
    /// Nothing collected, every source turned on and at the server.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("catalog.sqlite").display());
        Self::at(&url, folder).await
    }

    /// The same on PostgreSQL; none where there is no server.
    pub async fn on_postgres(checks: usize) -> Option<(Self, PrivateDatabase)> {
        let database = PrivateDatabase::create(checks).await?;
        let folder = tempfile::tempdir().expect("a temporary folder");
        Some((Self::at(&database.url(), folder).await, database))
    }

    async fn at(url: &str, folder: TempDir) -> Self {
        let replay = Replay::start().await;
        let store = Store::open(url).await.expect("a new store opens");
        let settings = PROVIDERS.iter().map(|provider| {
            let name = provider.facts().id.as_str();
            let settings = SourceSettings {
                enabled: true,
                base_url: Some(format!("{}/{name}", replay.url())),
                client_id: Some("test-client".to_owned()),
                ..SourceSettings::default()
            };
            (name.to_owned(), settings)
        });
        let settings = settings.collect();
        let clock = Clock::manual(begin());
        let config = config();
        let rules = Rules::default();
        Self { replay, store, config, settings, clock, rules, folder, cached: false }
    }

    /// The same with ids to collect at a source.
    pub fn with_ids(mut self, source: &str, ids: &[&str]) -> Self {
        let settings = self.settings.get_mut(source).expect("the source is there");
        settings.ids = Some(ids.iter().map(ToString::to_string).collect());
        self
    }

    /// The same with a table of names and their sex.
    pub fn with_genders(mut self, table: &str) -> Self {
        self.rules.genders = Genders::read(table.as_bytes(), "names.csv").expect("a sound table").into();
        self
    }

    /// Writes a file that people write by hand, where it is looked for.
    pub fn write(&self, name: &str, text: &str) {
        let folder = self.folder.path().join("manual");
        std::fs::create_dir_all(&folder).expect("the folder is ours");
        std::fs::write(folder.join(name), text).expect("the folder is ours");
    }

    fn choices(&self, offline: bool) -> Vec<Choice> {
        let data_dir = self.folder.path();
        choices(&self.config, Surroundings { sources: &self.settings, data_dir, logged_in: true, offline })
    }

    /// What is missing for a processor.
    pub fn missing(&self, name: &str) -> Vec<String> {
        let choice = self.choices(false).into_iter().find(|choice| choice.about.name == name);
        choice.expect("it is there").missing.into_iter().map(|missing| missing.what).collect()
    }

    /// A desk as a process of its own has it: it remembers nothing but what the cache keeps.
    pub async fn desk(&self, kept: Kept) -> Desk {
        let bounds = Bounds { whole: Duration::from_secs(20), ..Bounds::default() };
        let network = Plain::new("emaki/test", bounds, false).expect("TLS roots are there");
        let mut builder = Fetcher::over(network, self.clock.clone()).memory(0);
        if self.cached {
            let path = self.folder.path().join("cache.sqlite");
            let cache = Cache::open(&format!("sqlite:{}", path.display())).await.expect("a file opens");
            builder = builder.cache(cache, 1 << 30).salt(Secret::new("salt"));
        }
        let logins: Logins = Arc::new(|_, renew| {
            let token = if renew { "second" } else { "first" };
            Box::pin(async move { Ok(Some(Secret::new(token))) })
        });
        Desk::new(Sources::new(builder.build(), self.settings.clone()), kept, logins)
    }

    /// Collects from the processors named.
    pub async fn collect(&self, names: &[&str], options: Options) -> Report {
        self.collect_from(names, options, Kept::Fresh).await
    }

    /// Collects from the processors named, kept answers being good for so much.
    pub async fn collect_from(&self, names: &[&str], options: Options, kept: Kept) -> Report {
        let chosen = self.choices(kept == Kept::Only);
        let chosen = chosen.into_iter().filter(|choice| names.contains(&choice.about.name.as_str()));
        let processors: Vec<Box<dyn Processor>> = chosen.map(|choice| choice.processor).collect();
        assert_eq!(processors.len(), names.len(), "each processor is there");
        let desk = self.desk(kept).await;
        collect(&self.store, &desk, &processors, &self.rules, options, &|_, _| ())
            .await
            .expect("the store works")
    }

    /// Collects as a run without wishes does.
    pub async fn run(&self, name: &str) -> Report {
        self.collect(&[name], Options::default()).await
    }

    /// The journal, a line for each item.
    pub async fn journal(&self) -> String {
        let items = self.store.journal(None).await.expect("the store works");
        let line = |item: &store::JournalItem| {
            let reason = if item.reason.is_empty() { String::new() } else { format!(" ({})", item.reason) };
            let of =
                if item.parent_id.is_empty() { String::new() } else { format!(" of {}", item.parent_id) };
            let tries = if item.attempts > 1 { format!(" x{}", item.attempts) } else { String::new() };
            let (kind, place) = (&item.kind, item.position);
            format!(
                "{} {kind} {}{of} #{place}: {}{tries}{reason}\n",
                item.source_type, item.source_id, item.state
            )
        };
        items.iter().map(line).collect()
    }

    /// The rows, a line for each: couple, parent, and what was said that is not empty.
    pub async fn rows(&self) -> String {
        let mut out: Vec<String> = Vec::new();
        for kind in ["series", "character"] {
            for row in self.store.collected(kind, None).await.expect("the store works") {
                let said: Value = serde_json::from_str(&row.body).expect("JSON");
                let facts = said.as_object().and_then(|said| said.values().next()).cloned();
                let mut facts = facts.unwrap_or_default();
                if let Some(facts) = facts.as_object_mut() {
                    facts.retain(|_, value| !value.is_null() && *value != json!([]) && *value != json!(""));
                }
                let of =
                    if row.parent.1.is_empty() { String::new() } else { format!(" of {}", row.parent.1) };
                out.push(format!("{}:{}{of} #{} {facts}\n", row.source_type, row.source_id, row.position));
            }
        }
        out.concat()
    }

    /// The ids of the rows of one kind.
    pub async fn ids(&self, kind: &str) -> Vec<String> {
        let rows = self.store.collected(kind, None).await.expect("the store works");
        rows.into_iter().map(|row| row.source_id).collect()
    }

    /// How often a path was asked for.
    pub fn asked(&self, path: &str) -> usize {
        self.replay.count(path)
    }
}

/// What a report says of one source, in a line a kind.
pub fn told(report: &Report) -> String {
    let mut out: Vec<String> = Vec::new();
    for source in &report.sources {
        for (kind, tally) in [("series", source.series), ("characters", source.characters)] {
            let counts = [
                ("new", tally.new),
                ("changed", tally.changed),
                ("unchanged", tally.unchanged),
                ("dropped", tally.dropped),
                ("filtered", tally.filtered),
                ("not found", tally.not_found),
                ("failed", tally.failed),
                ("pending", tally.pending),
            ];
            let counts = counts.iter().filter(|(_, count)| *count > 0);
            let counts: Vec<String> = counts.map(|(name, count)| format!(", {count} {name}")).collect();
            let counts = counts.concat();
            out.push(format!("{} {kind}: {} -> {}{counts}\n", source.source, tally.before, tally.after));
        }
        for failed in &source.failed {
            out.push(format!(
                "failed {} {} x{}: {}\n",
                failed.kind, failed.id, failed.attempts, failed.reason
            ));
        }
        for change in &source.changes {
            out.push(format!(
                "{:?} {} {} {} {}\n",
                change.what, change.kind, change.id, change.name, change.reason
            ));
        }
        if let Some(stopped) = &source.stopped {
            out.push(format!("stopped: {}; {}\n", stopped.reason, stopped.hint));
            for fault in &stopped.faults {
                out.push(format!("  {fault}\n"));
            }
        }
        for note in &source.notes {
            out.push(format!("note: {note}\n"));
        }
    }
    out.concat()
}

fn config() -> CollectConfig {
    let game = GameConfig {
        name: "Lantern Fleet".into(),
        suffix: "LF".into(),
        source_type: "lf".into(),
        medium: "game".into(),
        series_csv: String::new(),
        characters_csv: String::new(),
    };
    let wiki = WikiConfig {
        source: "stellasora".into(),
        base_url: String::new(),
        list_page: "Characters".into(),
        suffix: "NF".into(),
        source_type: "ss".into(),
        manual_json: String::new(),
        series: WikiSeries {
            source_id: "ss".into(),
            name: "Night Ferry".into(),
            english_name: "Night Ferry".into(),
            developer: "Lantern Works".into(),
            publisher: "Lantern Works".into(),
            genres: vec!["Fantasy".into()],
            image: String::new(),
            synopsis: "A game of ferries.".into(),
        },
        selectors: sources::wiki::Selectors::default(),
    };
    CollectConfig {
        mal_user: String::new(),
        gender_table: String::new(),
        attempts: 3,
        mangadex: MangaDexConfig { search: String::new(), limit: 50 },
        games: BTreeMap::from([("lantern".to_owned(), game)]),
        wikis: BTreeMap::from([("night_ferry".to_owned(), wiki)]),
    }
}

/// MyAnimeList's list in pages of one, as many as there are works.
pub fn serve_list(replay: &Replay, endpoint: &str, works: &[(u32, &str)]) {
    let path = format!("/mal/users/@me/{endpoint}");
    for (at, (id, title)) in works.iter().enumerate() {
        let next = format!("{}{path}?offset={}&limit=1&fields=id%2Ctitle", replay.url(), at + 1);
        let paging = if at + 1 < works.len() { json!({ "next": next }) } else { json!({}) };
        let page = json!({ "data": [{ "node": { "id": id, "title": title } }], "paging": paging });
        let route = replay.on("GET", &path, Answer::value(&page));
        if at > 0 {
            route.query("offset", &at.to_string());
        }
    }
}

/// A work with its characters, as Jikan tells of them: the id, the name and the favourites of each.
pub fn serve_work(
    replay: &Replay,
    side: &str,
    id: u32,
    title: &str,
    characters: &[(u32, &str, Option<u32>)],
) {
    let work = json!({ "data": {
        "mal_id": id, "url": format!("https://myanimelist.net/{side}/{id}/X"), "title": title, "title_english": null,
        "type": if side == "anime" { "TV" } else { "Manga" }, "score": null, "favorites": null, "members": 412,
        "synopsis": format!("{title} arrives.\n\nLate.\n\n[Written by MAL Rewrite]"),
        "images": { "jpg": { "image_url": format!("https://cdn.example/{id}.jpg"), "large_image_url": format!("https://cdn.example/{id}l.jpg") } },
        "genres": [{ "mal_id": 8, "name": "Drama" }], "themes": [{ "mal_id": 23, "name": "Trains" }],
        "studios": [{ "mal_id": 1, "name": "Lantern Works" }, { "mal_id": 2, "name": "Rail" }],
        "authors": [{ "mal_id": 3, "name": "Vale, Mira" }], "serializations": [{ "mal_id": 4, "name": "Monthly Lantern" }],
    }});
    replay.on("GET", &format!("/jikan/{side}/{id}/full"), Answer::value(&work));
    let cast = characters.iter().map(|(id, name, _)| {
        json!({ "character": { "mal_id": id, "url": format!("https://myanimelist.net/character/{id}/X"), "name": name,
                "images": { "jpg": { "image_url": "https://cdn.example/c.jpg" } } }, "role": "Main", "voice_actors": [] })
    });
    let cast = json!({ "data": cast.collect::<Vec<_>>() });
    replay.on("GET", &format!("/jikan/{side}/{id}/characters"), Answer::value(&cast));
    for (id, name, favorites) in characters {
        serve_character(replay, *id, name, *favorites);
    }
}

/// A character, as Jikan tells of it.
pub fn serve_character(
    replay: &Replay,
    id: u32,
    name: &str,
    favorites: Option<u32>,
) -> testkit::replay::Route {
    let character = json!({ "data": {
        "mal_id": id, "url": format!("https://myanimelist.net/character/{id}/X"), "name": name, "name_kanji": null,
        "nicknames": [], "favorites": favorites, "about": format!("{name} waits."),
        "images": { "jpg": { "image_url": format!("https://cdn.example/c{id}.jpg") } },
    }});
    replay.on("GET", &format!("/jikan/characters/{id}"), Answer::value(&character))
}
