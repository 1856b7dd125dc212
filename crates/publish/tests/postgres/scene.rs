//! A database of the game, a store of ours, and rows to publish.

use keeping::{KeepingError, forms::Couple};
use model::Instant;
use publish::{
    RollbackRequest, RolledBack,
    finish::{FinalCharacter, FinalSeries, Finished},
    postgres::{Patience, PostgresReport, PostgresRequest, publish},
    rollback,
};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use store::Store;
use testkit::PrivateDatabase;

const SCHEMA: &str = include_str!("../../fixtures/old_schema.sql");

/// Everything a test needs.
pub struct Scene {
    pub database: PrivateDatabase,
    pub store: Store,
    pub target: PgConnection,
    _folder: tempfile::TempDir,
}

impl Scene {
    /// A game without characters; none, and said so, where there is no server.
    pub async fn new() -> Option<Self> {
        let database = PrivateDatabase::create(1).await?;
        let mut target = PgConnection::connect(&database.url()).await.expect("a private database");
        sqlx::raw_sql(SCHEMA).execute(&mut target).await.expect("the old schema");
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("catalog.sqlite").display());
        let store = Store::open(&url).await.expect("a store");
        Some(Self { database, store, target, _folder: folder })
    }

    pub fn request(&self) -> PostgresRequest {
        PostgresRequest {
            url: self.database.url(),
            registry: "main".into(),
            profile: "default".into(),
            dry_run: false,
            delete_missing: false,
            alter_target: false,
            author: "ann".into(),
            at: Instant::EPOCH,
            keep: 10,
            patience: Patience::default(),
        }
    }

    pub async fn publish(&self, rows: &Finished) -> PostgresReport {
        self.publish_as(rows, &self.request()).await.expect("published")
    }

    pub async fn publish_as(
        &self,
        rows: &Finished,
        request: &PostgresRequest,
    ) -> Result<PostgresReport, KeepingError> {
        publish(&self.store, rows, request).await
    }

    pub async fn rollback(&self, id: Option<i64>, force: bool) -> Result<RolledBack, KeepingError> {
        let request = RollbackRequest {
            registry: "main".into(),
            id,
            url: Some(self.database.url()),
            force,
            author: "ann".into(),
            at: Instant::EPOCH,
        };
        rollback(&self.store, &request).await
    }

    /// Runs statements on the game's database.
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

    /// All of the game's tables as one hash.
    pub async fn checksum(&mut self) -> String {
        let tables = ["series", "waifus", "users", "user_waifus", "conversations"];
        let parts: Vec<String> = tables
            .iter()
            .map(|table| {
                format!("(SELECT COALESCE(string_agg(t::text, '|' ORDER BY t::text), '') FROM {table} t)")
            })
            .collect();
        self.ask(&format!("SELECT md5({})", parts.join(" || '#' || "))).await
    }

    /// Whether publishes stand as given, the newest first.
    pub async fn states(&self) -> Vec<String> {
        self.store.publishes("main").await.expect("a store").into_iter().map(|one| one.state).collect()
    }
}

pub fn series(id: i64, name: &str, media: &str) -> FinalSeries {
    FinalSeries {
        couple: Couple::new("mal", id.to_string()),
        series_id: id,
        name: name.into(),
        english_name: None,
        image_link: Some("https://pictures.example/s.jpg".into()),
        creator: Some(r#"{"studio": "North Pier"}"#.into()),
        genres: Some("Drama|Mystery".into()),
        synopsis: Some("A night porter keeps lost things.".into()),
        favorites: 12,
        members: 345,
        score: 7.0,
        media_type: media.into(),
    }
}

pub fn character(id: i64, name: &str, of: &FinalSeries, rarity: i64) -> FinalCharacter {
    FinalCharacter {
        couple: Couple::new("mal", id.to_string()),
        waifu_id: id,
        name: name.into(),
        series: of.name.clone(),
        series_id: of.series_id,
        genre: "Anime".into(),
        rarity,
        image_url: Some("https://pictures.example/c.jpg".into()),
        favorites: 5,
        about: Some("Likes rain.\nIt's so.".into()),
        stats: r#"{"hp": 90}"#.into(),
        elemental_type: r#"["water"]"#.into(),
        archetype: "Ally".into(),
        potency: r#"{"Mage": "S"}"#.into(),
        elemental_resistances: r#"{"fire": "weak"}"#.into(),
        favorite_gifts: r#"["Cake"]"#.into(),
        special_dialogue: "{}".into(),
    }
}

/// Two series and three characters.
pub fn small() -> Finished {
    let (depot, harbor) = (series(1, "Moonlit Depot", "anime"), series(2, "Paper Harbor", "manga"));
    let characters = vec![
        character(1, "Kana", &depot, 3),
        character(2, "Rin", &depot, 1),
        character(3, "Toru", &harbor, 2),
    ];
    Finished { series: vec![depot, harbor], characters, ..Finished::default() }
}
