//! A store of a test's own with a few invented series and characters in it.

use keeping::{CharacterFacts, Said, SeriesFacts, numbers, rules::Rules};
use model::Instant;
use publish::{
    RollbackRequest, RolledBack,
    check::Acceptance,
    files::{self, FilesReport, FilesRequest, Stage},
};
use store::{Collected, Edit, Store};
use tempfile::TempDir;

/// A store, and a folder to publish to.
pub struct Scene {
    pub store: Store,
    pub folder: TempDir,
}

/// A fixed moment, some seconds after 1970.
pub fn at(seconds: i64) -> Instant {
    Instant::from_micros(seconds * 1_000_000)
}

impl Scene {
    /// Two series and three characters, with numbers.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("store.sqlite").display());
        let store = Store::open(&url).await.expect("a new store");
        let scene = Self { store, folder };
        let series = |name: &str| {
            let facts = SeriesFacts {
                name: name.into(),
                media_type: "anime".into(),
                creators: vec![("studio".into(), vec!["Studio Lantern".into()])],
                image: Some("https://img.example.org/s/1.jpg".into()),
                genres: vec!["Drama".into(), "Mystery".into()],
                synopsis: Some("A night porter keeps lost things.".into()),
                favorites: Some(12),
                members: Some(3400),
                score: Some(7.0),
                ..SeriesFacts::default()
            };
            Said::Series(Box::new(facts))
        };
        let character = |name: &str, series: &str, favorites: i64, about: &str| {
            let facts = CharacterFacts {
                name: name.into(),
                series: series.into(),
                media_type: "anime".into(),
                image: Some("https://img.example.org/c/1.jpg".into()),
                about: Some(about.into()),
                favorites: Some(favorites),
                ..CharacterFacts::default()
            };
            Said::Character(Box::new(facts))
        };
        scene.collected("series", "10", "", 0, &series("Moonlit Depot")).await;
        scene.collected("series", "11", "", 1, &series("Clockwork Orchard")).await;
        let mira =
            character("Mira Sato", "Moonlit Depot", 2100, "She loves to read, and keeps a great garden.");
        scene.collected("character", "100", "10", 0, &mira).await;
        scene
            .collected(
                "character",
                "101",
                "10",
                1,
                &character(" Ao", "Moonlit Depot", 510, "Cooks.\n\nWell."),
            )
            .await;
        scene.collected("character", "102", "11", 2, &character("Wren", "Clockwork Orchard", 3, "")).await;
        numbers::identify(&scene.store, "main", &Rules::default(), at(1)).await.expect("numbers are given");
        scene
    }

    /// Stores what a source said.
    pub async fn collected(&self, kind: &str, id: &str, parent: &str, position: i64, said: &Said) {
        let row = Collected {
            source_type: "mal".into(),
            kind: kind.into(),
            source_id: id.into(),
            parent: if parent.is_empty() { Default::default() } else { ("mal".into(), parent.into()) },
            position,
            body: serde_json::to_string(said).expect("what was said is JSON"),
            run: 1,
            at: at(1),
        };
        let tx = self.store.begin().await.expect("a transaction");
        tx.save_collected(&[row]).await.expect("the row is stored");
        tx.commit().await.expect("it is committed");
    }

    /// Sets a value by hand.
    pub async fn curate(&self, kind: &str, id: &str, field: &str, value: Option<&str>) {
        let edit = Edit {
            kind: kind.into(),
            source_type: "mal".into(),
            source_id: id.into(),
            field: field.into(),
            value: Some(serde_json::to_string(&value).expect("a text is JSON")),
            base: "null".into(),
        };
        let tx = self.store.begin().await.expect("a transaction");
        tx.curate("main", &[edit], "ann", "test", at(2)).await.expect("the value is set");
        tx.commit().await.expect("it is committed");
    }

    pub fn request(&self, stages: &[Stage]) -> FilesRequest {
        FilesRequest {
            registry: "main".into(),
            stages: stages.to_vec(),
            out: self.folder.path().join("out"),
            recrawled: vec!["ss".into()],
            acceptance: Acceptance::Warnings,
            dry_run: false,
            differences: false,
            keep: 3,
            author: "ann".into(),
            at: at(3),
        }
    }

    pub async fn publish(&self, stages: &[Stage]) -> FilesReport {
        let report = files::publish(&self.store, &self.request(stages), &Rules::default()).await;
        report.expect("it is published")
    }

    pub async fn roll_back(&self, id: Option<i64>, force: bool) -> Result<RolledBack, keeping::KeepingError> {
        let request = RollbackRequest {
            registry: "main".into(),
            id,
            url: None,
            force,
            author: "ann".into(),
            at: at(4),
        };
        publish::rollback(&self.store, &request).await
    }

    /// What stands in a published file; none when there is none.
    pub fn read(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.path().join("out").join(path)).ok()
    }

    pub fn write(&self, path: &str, text: &str) {
        std::fs::write(self.folder.path().join("out").join(path), text).expect("the folder can be written");
    }
}
