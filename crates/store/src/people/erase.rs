//! Everything of a person goes, but for a tombstone that says nothing of them.

use model::Instant;

use super::count;
use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells},
    upkeep::Content,
};

/// What went, and what is left to be deleted outside of the database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased {
    /// How many rows went, by table.
    pub rows: Vec<(&'static str, u64)>,
    /// The files that were theirs alone, below the folder of people's files.
    pub files: Vec<String>,
    /// The objects that were theirs alone.
    pub objects: Vec<String>,
    /// Objects that are somebody else's as well, and stay.
    pub shared: Vec<String>,
}

impl WriteTx {
    /// Takes everything of a person out of the database.
    ///
    /// Give nothing away before [`WriteTx::commit`]; files and objects are deleted after it, and the next call for the
    /// same key finds nothing left.
    pub async fn erase_person(&self, key: &str, now: Instant) -> Result<Erased, StoreError> {
        let what = "erasing a person";
        let mut erased = Erased::default();
        for (column, theirs) in [("local_file_path", &mut erased.files), ("storage_key", &mut erased.objects)]
        {
            let select = format!(
                "SELECT DISTINCT a.{column}, (SELECT COUNT(*) FROM assets o WHERE o.{column} = a.{column} \
                 AND o.person_row_id <> $1) FROM assets a WHERE a.person_row_id = $1 AND a.{column} <> '' \
                 ORDER BY a.{column}"
            );
            for row in sql::query(&self.tx, what, &select, [key.into()]).await? {
                let (place, others) = (Cells(&row).text(0)?, count(&Cells(&row), 1)?);
                if others == 0 {
                    theirs.push(place);
                } else {
                    erased.shared.push(place);
                }
            }
        }
        for object in &erased.objects {
            self.forget_object(object).await?;
        }
        for (table, delete) in [
            (
                "asset_journal",
                "DELETE FROM asset_journal WHERE asset_id IN (SELECT asset_id FROM assets WHERE person_row_id = $1)",
            ),
            ("assets", "DELETE FROM assets WHERE person_row_id = $1"),
            ("person_links", "DELETE FROM person_links WHERE person_row_id = $1"),
            ("person_documents", "DELETE FROM person_documents WHERE person_row_id = $1"),
            ("people_csv_rows", "DELETE FROM people_csv_rows WHERE person_row_id = $1"),
            ("people", "DELETE FROM people WHERE person_key = $1"),
        ] {
            let gone = sql::execute(&self.tx, what, delete, [key.into()]).await?;
            erased.rows.push((table, gone));
        }
        let counts: serde_json::Map<String, serde_json::Value> =
            erased.rows.iter().map(|(table, gone)| ((*table).to_owned(), (*gone).into())).collect();
        let insert = "INSERT INTO people_tombstones (person_key, erased_at, counts) VALUES ($1, $2, $3) \
                      ON CONFLICT (person_key) DO NOTHING";
        let counts = serde_json::Value::Object(counts).to_string();
        sql::execute(&self.tx, what, insert, [key.into(), now.as_micros().into(), counts.into()]).await?;
        Ok(erased)
    }
}

impl Store {
    /// Makes what was deleted unreadable in the database's own files, and gives the places where one of the texts
    /// still stands: `table.column`.
    ///
    /// SQLite leaves deleted rows in its free pages until they are written over, and in its log until that is folded
    /// in; both are done here. On PostgreSQL the tables are rewritten by `VACUUM FULL`; its log and its backups are
    /// the administrator's.
    pub async fn scan_for(&self, texts: &[&str]) -> Result<Vec<String>, StoreError> {
        let what = "looking for what was erased";
        let finds = match self.engine {
            crate::Engine::Sqlite => "instr",
            crate::Engine::Postgres => "strpos",
        };
        let mut places = Vec::new();
        for (table, columns) in Content::text_columns() {
            // One look at a table for all of its columns.
            let looks: Vec<String> = columns
                .iter()
                .map(|column| {
                    format!("CAST(MAX(CASE WHEN {finds}({column}, $1) > 0 THEN 1 ELSE 0 END) AS BIGINT)")
                })
                .collect();
            let select = format!("SELECT {} FROM {table}", looks.join(", "));
            for text in texts.iter().filter(|text| !text.is_empty()) {
                let Some(row) = sql::query_one(&self.db, what, &select, [(*text).into()]).await? else {
                    continue;
                };
                for (at, column) in columns.iter().enumerate() {
                    let place = format!("{table}.{column}");
                    if Cells(&row).optional_int(at)? == Some(1) && !places.contains(&place) {
                        places.push(place);
                    }
                }
            }
        }
        Ok(places)
    }

    /// Writes the tables of people anew, so that nothing of what was deleted is left in the database's files.
    pub async fn rewrite_people(&self) -> Result<(), StoreError> {
        let what = "writing the tables of people anew";
        match self.engine {
            crate::Engine::Sqlite => {
                sql::execute(&self.db, what, "VACUUM", []).await?;
                sql::query(&self.db, what, "PRAGMA wal_checkpoint(TRUNCATE)", []).await?;
            }
            crate::Engine::Postgres => {
                let tables: Vec<&str> = Content::people_tables().collect();
                sql::execute(&self.db, what, &format!("VACUUM FULL {}", tables.join(", ")), []).await?;
            }
        }
        Ok(())
    }
}
