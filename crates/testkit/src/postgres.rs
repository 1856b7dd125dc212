//! A PostgreSQL database of a test's own, made on the server of `EMAKI_TEST_POSTGRES_URL`.

use std::{
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

/// An empty database that goes when this value is dropped, a failed test's included.
#[derive(Debug)]
pub struct PrivateDatabase {
    server: String,
    name: String,
}

impl PrivateDatabase {
    /// Makes one, or gives `None` and says that `checks` checks are skipped when there is no server.
    ///
    /// # Panics
    /// When the server is named but cannot be used: then a test run must not pass.
    pub async fn create(checks: usize) -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = crate::postgres_url(checks)?;
        let name = format!("emaki_{}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        run(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        run(&server, &format!("CREATE DATABASE {name}")).await;
        Some(Self { server, name })
    }

    /// Runs statements in it.
    ///
    /// # Panics
    /// When the server does not take them.
    pub async fn run(&self, statements: &str) {
        let mut connection = PgConnection::connect(&self.url()).await.expect("the database was just made");
        let run = sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut connection).await;
        run.unwrap_or_else(|error| panic!("{error}: {statements}"));
        let _ = connection.close().await;
    }

    /// The first column of an answer, which has to be text, a line for each row.
    ///
    /// # Panics
    /// When the server does not take the question.
    pub async fn ask(&self, select: &str) -> String {
        let mut connection = PgConnection::connect(&self.url()).await.expect("the database was just made");
        let rows: Result<Vec<String>, sqlx::Error> =
            sqlx::query_scalar(AssertSqlSafe(select)).fetch_all(&mut connection).await;
        let _ = connection.close().await;
        rows.unwrap_or_else(|error| panic!("{error}: {select}")).join("\n")
    }

    /// Its address.
    pub fn url(&self) -> String {
        let (server, options) =
            self.server.split_once('?').map_or((self.server.as_str(), None), |(s, o)| (s, Some(o)));
        // The last part of the path is the database; what stands before it is kept.
        let server = server.rsplit_once('/').map_or(server, |(server, _)| server);
        let options = options.map(|options| format!("?{options}")).unwrap_or_default();
        format!("{server}/{}{options}", self.name)
    }
}

impl Drop for PrivateDatabase {
    fn drop(&mut self) {
        let (server, drop) =
            (self.server.clone(), format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        // A thread of its own, because the test's runtime may be gone or be this one.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a small runtime").block_on(run(&server, &drop));
        });
        // A database that could not be dropped is only litter on a server that goes soon.
        let _ = dropping.join();
    }
}

async fn run(server: &str, statement: &str) {
    let mut connection =
        PgConnection::connect(server).await.expect("EMAKI_TEST_POSTGRES_URL leads to a server");
    connection.execute(AssertSqlSafe(statement)).await.expect("a superuser may make and drop databases");
    let _ = connection.close().await;
}
