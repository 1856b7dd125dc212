//! Empty caches on all engines, and builders of entries and asks.

use std::{
    fmt::Write as _,
    path::PathBuf,
    process,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use model::Instant;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use store::cache::{Cache, CacheError, Entry, Key, Limit, PaceAsk, PaceLog, Reservation, Why};
use testkit::PrivateDatabase;

/// What a check gives: a failed call of the cache fails the test.
pub type Checked = Result<(), CacheError>;

/// A place for one cache, and all that has to stay while it is used.
pub struct Room {
    pub url: String,
    kind: Kind,
}

enum Kind {
    Sqlite(tempfile::TempDir),
    Postgres(PrivateDatabase),
    Redis { prefix: String },
}

impl Room {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let url = format!("sqlite:{}", folder.path().join("cache.sqlite").display());
        Self { url, kind: Kind::Sqlite(folder) }
    }

    /// A database of its own; `None` when there is no server.
    pub async fn postgres() -> Option<Self> {
        let database = PrivateDatabase::create(1).await?;
        Some(Self { url: database.url(), kind: Kind::Postgres(database) })
    }

    /// A prefix of its own; `None` when there is no server.
    pub fn redis() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = testkit::redis_url(1)?;
        let prefix = format!("emaki:test:{}:{}:", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        Some(Self { url: format!("{server}?prefix={prefix}"), kind: Kind::Redis { prefix } })
    }

    pub async fn open(&self) -> Result<Cache, CacheError> {
        Cache::open(&self.url).await
    }

    /// SQLite's file.
    pub fn file(&self) -> PathBuf {
        match &self.kind {
            Kind::Sqlite(folder) => folder.path().join("cache.sqlite"),
            _ => unreachable!("only asked for a file"),
        }
    }

    /// Replaces the stored body of an entry behind the cache's back.
    pub async fn spoil(&self, key: &Key, body: &[u8]) {
        let mut hex = String::new();
        for byte in body {
            write!(hex, "{byte:02x}").expect("a text takes anything");
        }
        match &self.kind {
            Kind::Sqlite(_) => {
                let path = self.file().display().to_string();
                let mut raw = SqliteConnection::connect(&path).await.expect("the file is there");
                let update = format!("UPDATE cache_entries SET body = x'{hex}' WHERE key = x'{key}'");
                raw.execute(AssertSqlSafe(update)).await.expect("the table is there");
                raw.close().await.expect("the connection closes");
            }
            Kind::Postgres(database) => {
                let mut raw = PgConnection::connect(&database.url()).await.expect("the database is there");
                let update = format!("UPDATE cache_entries SET body = '\\x{hex}' WHERE key = '\\x{key}'");
                raw.execute(AssertSqlSafe(update)).await.expect("the table is there");
                raw.close().await.expect("the connection closes");
            }
            Kind::Redis { prefix } => {
                let client = redis::Client::open(self.url.as_str()).expect("an address");
                let mut raw = client.get_multiplexed_async_connection().await.expect("the server is there");
                let mut set = redis::cmd("HSET");
                set.arg(format!("{prefix}e:{key}")).arg("body").arg(body);
                set.query_async::<i64>(&mut raw).await.expect("the entry is there");
            }
        }
    }
}

/// An instant some milliseconds into the test's own time.
pub fn ms(millis: i64) -> Instant {
    Instant::from_micros(1_750_000_000_000_000 + millis * 1000)
}

/// An instant some seconds into the test's own time.
pub fn at(second: i64) -> Instant {
    ms(second * 1000)
}

/// A key told apart from others by a number; keys sort like their numbers.
pub fn key(number: u32) -> Key {
    let mut key = [0xab; 32];
    key[..4].copy_from_slice(&number.to_be_bytes());
    Key(key)
}

/// An entry of the invented source `lantern`, kept at second 0, fresh for a minute and gone after a day.
pub fn entry(number: u32, body: &[u8]) -> Entry {
    Entry {
        key: key(number),
        source: "lantern".to_owned(),
        endpoint: "works".to_owned(),
        url: format!("https://lantern.test/works/{number}?q=月"),
        meta: b"200 \x00\xff".to_vec(),
        body: body.to_vec(),
        stored_at: at(0),
        fresh_until: at(60),
        keep_until: at(86_400),
        private: false,
    }
}

/// Bytes that do not shrink, the same for every run.
pub fn noise(bytes: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut noise: Vec<u8> = (0..bytes.div_ceil(8)).flat_map(|_| next().to_le_bytes()).collect();
    noise.truncate(bytes);
    noise
}

/// Limits as `count/milliseconds`, by blank.
pub fn limits(text: &str) -> Vec<Limit> {
    let limit = |text: &str| {
        let (count, window) = text.split_once('/').expect("count/milliseconds");
        let window = Duration::from_millis(window.parse().expect("milliseconds"));
        Limit { count: count.parse().expect("a count"), window }
    };
    text.split_whitespace().map(limit).collect()
}

/// An interactive ask for one log.
pub fn ask(log: &str, limits: &str, now: Instant, wanted_by: &str) -> PaceAsk {
    let logs = vec![PaceLog { name: log.to_owned(), limits: self::limits(limits) }];
    PaceAsk { logs, now, background: false, wanted_by: wanted_by.to_owned() }
}

/// The same ask from something that nobody waits for.
pub fn background(ask: PaceAsk) -> PaceAsk {
    PaceAsk { background: true, ..ask }
}

/// The answer to an ask that has to wait.
pub fn wait(until: Instant, why: Why) -> Reservation {
    Reservation::Wait { until, why }
}
