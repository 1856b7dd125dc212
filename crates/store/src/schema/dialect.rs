//! SQLite's words in PostgreSQL's, so that a table is written once.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::SchemaManager;

use crate::Engine;

/// Runs statements written with SQLite's types.
///
/// The engines differ in four words only. Texts sort and compare by bytes on both, so that an export is
/// the same and an index serves its order; SQLite does so by itself, PostgreSQL needs `COLLATE "C"`.
/// `WITHOUT ROWID` keeps a SQLite table in the order of its key and has no counterpart.
pub(super) async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let db = manager.get_connection();
    for statement in statements {
        match Engine::of(db.get_database_backend()) {
            Engine::Sqlite => db.execute_unprepared(statement).await?,
            Engine::Postgres => db.execute_unprepared(&for_postgres(statement)).await?,
        };
    }
    Ok(())
}

pub(crate) fn for_postgres(statement: &str) -> String {
    statement
        .replace(" INTEGER", " BIGINT")
        .replace(" TEXT", " TEXT COLLATE \"C\"")
        .replace(" BLOB", " BYTEA")
        .replace(" REAL", " DOUBLE PRECISION")
        .replace(" WITHOUT ROWID", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_types_are_translated() {
        assert_eq!(
            for_postgres(
                "CREATE TABLE a (id INTEGER PRIMARY KEY, t TEXT NOT NULL, b BLOB, r REAL) WITHOUT ROWID"
            ),
            "CREATE TABLE a (id BIGINT PRIMARY KEY, t TEXT COLLATE \"C\" NOT NULL, b BYTEA, r DOUBLE PRECISION)"
        );
    }
}
