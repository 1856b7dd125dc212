//! An app on a temporary folder, for the tests of the doors.
//!
//! Works and characters come in the way users bring them, as an import of records.

use std::collections::BTreeMap;

use keeping::{Said, forms::Form};
use model::{CharacterRole, ExternalId, Instant, Medium, Record, RecordKind, SourceId};
use store::{Collected, Couple};
use tempfile::TempDir;

use crate::{App, AppError, Clock, Config, ImportRequest, Overrides};

/// The time that the test clock always says.
pub const NOW: Instant = Instant::EPOCH;

/// An app of a test's own. Its folder goes when it is dropped.
pub struct TestApp {
    /// The app.
    pub app: App,
    folder: TempDir,
    files: std::cell::Cell<u32>,
}

impl TestApp {
    /// An empty app on SQLite.
    pub async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// An empty app on SQLite with settings of the test's own.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let overrides = Overrides { data_dir: Some(folder.path().to_owned()), ..Overrides::default() };
        let mut config = Config::load(&overrides).expect("the default settings");
        config.database_url = format!("sqlite:{}", folder.path().join("catalog.sqlite").display());
        change(&mut config);
        let app = App::open_at(config, Clock::fixed(NOW)).await.expect("an empty store opens");
        Self { app, folder, files: std::cell::Cell::new(0) }
    }

    /// Begins a work; `save` imports it.
    pub fn work(&self, title: &str, id: &str) -> RecordBuilder<'_> {
        let mut builder = self.record(RecordKind::Work, title, id);
        builder.record.medium = Some(Medium::Anime);
        builder
    }

    /// Begins a character; `save` imports it.
    pub fn character(&self, name: &str, id: &str) -> RecordBuilder<'_> {
        self.record(RecordKind::Character, name, id)
    }

    /// Queues a pair of records for review, as linking does that cannot decide.
    ///
    /// # Panics
    /// When the store fails.
    pub async fn queue_pair(&self, a: &str, b: &str, probability: f64, weights: serde_json::Value) {
        let id = |text: &str| text.parse().expect("tests write external ids well");
        let pair = store::NewPair { a: id(a), b: id(b), probability, value: 1.0, weights };
        let tx = self.app.store().begin().await.expect("a transaction begins");
        tx.queue_pairs(&model::EntityKind::Work, &[pair], self.app.now()).await.expect("a pair is queued");
        tx.commit().await.expect("the transaction commits");
    }

    /// Imports records in normal form and brings the index up to date.
    pub async fn import(&self, records: &[Record]) -> Result<(), AppError> {
        let number = self.files.replace(self.files.get() + 1);
        let path = self.folder.path().join(format!("{number}.jsonl"));
        let lines =
            records.iter().map(|record| serde_json::to_string(record).expect("records are JSON") + "\n");
        std::fs::write(&path, lines.collect::<String>()).expect("the temporary folder can be written");
        let inputs = vec![path.display().to_string()];
        self.app.import(&ImportRequest { inputs, ..ImportRequest::default() }, &|_| ()).await?;
        self.app.sync_index(&|_| ()).await.map(drop)
    }

    /// Keeps a row of a form, as if a source had said it cell by cell, and numbers it in registry `main`.
    pub async fn keep(&self, form: Form, couple: &str, cells: &[(&str, &str)]) {
        self.keep_all(form, &[(couple, cells)]).await;
    }

    /// Keeps rows in their order.
    pub async fn keep_all(&self, form: Form, rows: &[(&str, &[(&str, &str)])]) {
        let first = self.files.replace(self.files.get() + 1);
        let mut collected = Vec::new();
        for (place, (couple, cells)) in (0..).zip(rows) {
            let (source_type, source_id) = couple.split_once(':').expect("a source type and an id");
            let cells: BTreeMap<String, String> =
                cells.iter().map(|(column, text)| ((*column).to_owned(), (*text).to_owned())).collect();
            let parent = cells.get("series_source_id").cloned().unwrap_or_default();
            let said = Said::Row { from: "manual".to_owned(), cells };
            collected.push(Collected {
                source_type: source_type.to_owned(),
                kind: form.word().to_owned(),
                source_id: source_id.to_owned(),
                parent: (source_type.to_owned(), parent),
                position: i64::from(first) * 1_000_000 + place,
                body: serde_json::to_string(&said).expect("plain values"),
                run: 1,
                at: NOW,
            });
        }
        let couples: Vec<Couple> = collected
            .iter()
            .map(|row| Couple {
                source_type: row.source_type.clone(),
                source_id: row.source_id.clone(),
                name: String::new(),
            })
            .collect();
        let tx = self.app.store().begin().await.expect("nobody else writes");
        tx.save_collected(&collected).await.expect("sound rows");
        tx.commit().await.expect("room on the disk");
        self.app.registry_assign("main", form.word(), &couples).await.expect("numbers");
    }

    fn record(&self, kind: RecordKind, title: &str, id: &str) -> RecordBuilder<'_> {
        let id: ExternalId = id.parse().expect("an external id");
        let mut record = Record::new(SourceId::MANUAL, kind, id);
        record.title = Some(title.to_owned());
        RecordBuilder { app: self, record }
    }
}

/// A record in the making.
#[must_use = "nothing is stored before `save`"]
pub struct RecordBuilder<'a> {
    app: &'a TestApp,
    record: Record,
}

impl RecordBuilder<'_> {
    /// Changes anything in the record.
    pub fn with(mut self, change: impl FnOnce(&mut Record)) -> Self {
        change(&mut self.record);
        self
    }

    /// Sets the year.
    pub fn year(self, year: i16) -> Self {
        self.with(|record| record.year = Some(year))
    }

    /// Adds tags.
    pub fn tags(self, tags: &[&str]) -> Self {
        self.with(|record| record.tags.extend(tags.iter().map(ToString::to_string)))
    }

    /// Lets a character appear in a work.
    pub fn appears_in(self, work: &str) -> Self {
        let work: ExternalId = work.parse().expect("an external id");
        self.with(|record| record.appearances.push((work, CharacterRole::Main)))
    }

    /// Imports the record; ids follow in the order of saving, from 1.
    pub async fn save(self) {
        self.app.import(std::slice::from_ref(&self.record)).await.expect("a good record");
    }
}
