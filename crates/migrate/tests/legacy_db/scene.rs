//! An old database with a small game in it, and a store of ours.

use std::path::PathBuf;

use keeping::{
    KeepingError,
    forms::Form,
    rules::{Profile, Rules},
};
use migrate::legacy_db::{LegacyDbReport, LegacyDbRequest, UndoReport, migrate, undo};
use model::{Instant, UniqueId};
use publish::postgres::{Patience, PostgresReport, PostgresRequest, publish};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use store::{FiledNumber, Store};
use testkit::PrivateDatabase;

const SCHEMA: &str = include_str!("../../../publish/fixtures/old_schema.sql");
const ROWS: &str = include_str!("../../fixtures/old_rows.sql");

/// Everything a test needs.
pub struct Scene {
    pub database: PrivateDatabase,
    pub store: Store,
    pub target: PgConnection,
    folder: tempfile::TempDir,
}

impl Scene {
    /// The small game; none, and said so, where there is no server.
    pub async fn new() -> Option<Self> {
        let mut scene = Self::without_rows().await?;
        scene.sql(ROWS).await;
        Some(scene)
    }

    /// A game without series and characters.
    pub async fn without_rows() -> Option<Self> {
        let database = PrivateDatabase::create(1).await?;
        let target = PgConnection::connect(&database.url()).await.expect("a private database");
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("catalog.sqlite").display());
        let store = Store::open(&url).await.expect("a store");
        let mut scene = Self { database, store, target, folder };
        scene.sql(SCHEMA).await;
        Some(scene)
    }

    pub fn request(&self) -> LegacyDbRequest {
        LegacyDbRequest {
            url: self.database.url(),
            registry: "main".into(),
            ids_are_mal: false,
            folder: self.folder(),
            author: "legacy".into(),
            at: Instant::from_micros(1_000_000),
            patience: Patience::default(),
        }
    }

    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    pub async fn try_migrate(&self) -> Result<LegacyDbReport, KeepingError> {
        migrate(&self.store, &self.request(), &Rules::default()).await
    }

    pub async fn migrate(&self) -> LegacyDbReport {
        self.try_migrate().await.expect("taken in")
    }

    pub async fn undo(&self) -> Result<UndoReport, KeepingError> {
        undo(&self.store, &self.request(), None).await
    }

    /// Publishes our rows into the old database, by the rules of a profile.
    pub async fn publish(&self, profile: Profile, dry_run: bool) -> PostgresReport {
        let rules = Rules { profile, ..Rules::default() };
        let keeping = keeping::load(&self.store, "main", &rules).await.expect("rows");
        let stats = stats::stored(&self.store, "main").await.expect("stats");
        let finished = publish::finish::finish(&keeping, &stats, profile);
        let request = PostgresRequest {
            url: self.database.url(),
            registry: "main".into(),
            profile: "default".into(),
            dry_run,
            delete_missing: false,
            alter_target: false,
            author: "ann".into(),
            at: Instant::EPOCH,
            keep: 10,
            patience: Patience::default(),
        };
        publish(&self.store, &finished, &request).await.expect("published")
    }

    /// Puts numbers into the registry as its file would.
    pub async fn file(&self, form: Form, rows: &[(i64, &str, &str, &str)]) {
        let rows: Vec<FiledNumber> = rows
            .iter()
            .map(|(number, source_type, source_id, name)| FiledNumber {
                unique_id: UniqueId::new(*number).expect("from 1"),
                couple: store::Couple {
                    source_type: (*source_type).into(),
                    source_id: (*source_id).into(),
                    name: (*name).into(),
                },
                parent: None,
                created_at: Instant::EPOCH,
                written_at: String::new(),
            })
            .collect();
        let tx = self.store.begin().await.expect("a store");
        let filed = tx.import_numbers("main", form.word(), &rows).await.expect("filed");
        assert!(filed.clashes.is_empty());
        tx.commit().await.expect("filed");
    }

    /// Every couple of a kind with its number, as `1=mal:7`.
    pub async fn numbers(&self, form: Form) -> Vec<String> {
        let rows = self.store.registry_rows("main", form.word()).await.expect("a store");
        rows.iter()
            .map(|row| format!("{}={}:{}", row.unique_id, row.couple.source_type, row.couple.source_id))
            .collect()
    }

    /// Runs statements on the old database.
    pub async fn sql(&mut self, statements: &str) {
        let run = sqlx::raw_sql(AssertSqlSafe(statements.to_owned())).execute(&mut self.target).await;
        run.expect("sound SQL");
    }

    /// The first column of an answer, a line for each row.
    pub async fn ask(&mut self, select: &str) -> String {
        let rows: Vec<Option<String>> = sqlx::query_scalar(AssertSqlSafe(select.to_owned()))
            .fetch_all(&mut self.target)
            .await
            .expect("sound SQL");
        rows.into_iter().map(|row| row.unwrap_or_else(|| "NULL".into())).collect::<Vec<_>>().join("\n")
    }

    /// All of the old database's tables, by name, and the game's rows, as one text.
    pub async fn whole(&mut self) -> String {
        let tables = "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1";
        let mut whole = self.ask(tables).await;
        for table in ["series", "waifus", "users", "user_waifus"] {
            whole += &self.ask(&format!("SELECT t::text FROM {table} t ORDER BY 1")).await;
        }
        whole
    }
}
