//! The `Store`: a pool of connections to one database, and how it is opened.

use std::sync::Arc;

use std::path::Path;

use sea_orm::DatabaseConnection;

use crate::{
    Engine, StoreError, codec::Dictionaries, engine, error::doing, jobs::Together,
    production::PicturesTogether, schema, sql,
};

/// Works, records, links and all else that is kept, on SQLite or PostgreSQL. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) engine: Engine,
    pub(crate) db: DatabaseConnection,
    pub(crate) dictionaries: Dictionaries,
    /// Held by whoever of this process writes jobs on SQLite.
    pub(crate) job_turn: Arc<tokio::sync::Mutex<()>>,
    /// Who enqueues a job of its own at this moment.
    pub(crate) together: Arc<Together>,
    /// Who asks for pictures at this moment.
    pub(crate) pictures_together: Arc<PicturesTogether>,
}

impl Store {
    /// Opens `sqlite:<path>` (the file is made when missing) or `postgres://…` and brings its schema up
    /// to date under the write lock. Refuses a database with a newer schema.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        // Without rights SQLite fails in many ways, some of which look like damage.
        Self::open_any(url).await.map_err(|error| {
            if url.starts_with("sqlite:") {
                engine::denied(Path::new(engine::sqlite_path(url))).unwrap_or(error)
            } else {
                error
            }
        })
    }

    async fn open_any(url: &str) -> Result<Self, StoreError> {
        let (engine, db) = engine::connect(url).await?;
        schema::upgrade(engine, &db).await?;
        let store = Self {
            engine,
            db,
            dictionaries: Dictionaries::default(),
            job_turn: Arc::default(),
            together: Arc::default(),
            pictures_together: Arc::default(),
        };
        store.ensure_epoch().await?;
        Ok(store)
    }

    /// Which database stands below.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The schema that this program writes, counted in migrations.
    pub fn schema_version(&self) -> u32 {
        schema::known_version()
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sql::query_one(&self.db, "asking for a sign of life", "SELECT 1", []).await.map(|_| ())
    }

    /// A random text that stays until a restore replaces the content. Whatever was derived from the
    /// store under another epoch (an index, a cache) must be made again.
    pub async fn epoch(&self) -> Result<String, StoreError> {
        let select = "SELECT value FROM settings WHERE name = 'epoch'";
        let row = sql::query_one(&self.db, "reading the epoch", select, []).await?;
        row.map_or_else(|| Err(StoreError::Missing("epoch".to_owned())), |row| sql::Cells(&row).text(0))
    }

    /// Closes every connection; SQLite then folds its log into the database file.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.db.close_by_ref().await.map_err(doing("closing the database"))
    }

    async fn ensure_epoch(&self) -> Result<(), StoreError> {
        if self.epoch().await.is_ok() {
            return Ok(());
        }
        let tx = self.begin().await?;
        set_epoch(&tx.tx, false).await?;
        tx.commit().await
    }
}

/// Writes a new epoch; unless `replace`, one that is there stays.
pub(crate) async fn set_epoch<C: sea_orm::ConnectionTrait>(db: &C, replace: bool) -> Result<(), StoreError> {
    let epoch = format!("{:016x}", rand::random::<u64>());
    let conflict = if replace { "DO UPDATE SET value = excluded.value" } else { "DO NOTHING" };
    let insert =
        format!("INSERT INTO settings (name, value) VALUES ('epoch', $1) ON CONFLICT (name) {conflict}");
    sql::execute(db, "writing the epoch", &insert, [epoch.into()]).await.map(|_| ())
}
