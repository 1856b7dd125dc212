//! Everything of a person goes, but for a tombstone that says nothing of them.

use std::collections::BTreeSet;

use model::Instant;

use super::{AssetRow, Erasure, ErasureKind};
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
    /// Files and objects that are somebody else's as well, and stay.
    pub shared: Vec<String>,
    /// What is theirs alone and lies elsewhere: [`Store::erasures`] lists it until it is gone.
    pub pending: Vec<Erasure>,
}

/// Whether somebody else's asset holds an object, or is about to by an open line of the journal. The indexes of assets
/// leave out what is empty, and SQLite has to be told that nobody asks for that.
const OTHERS: &str = "SELECT 1 WHERE EXISTS (SELECT 1 FROM assets o WHERE o.storage_key = $2 AND o.storage_key <> '' \
    AND o.person_row_id <> $1) \
    OR EXISTS (SELECT 1 FROM asset_journal j JOIN assets o ON o.asset_id = j.asset_id WHERE j.storage_key = $2 \
    AND o.person_row_id <> $1 AND j.stage IN ('intent', 'uploaded', 'verified'))";

impl WriteTx {
    /// Takes everything of a person out of the database, and writes down what is to be deleted elsewhere: objects that
    /// their rows, the journal, or the old pipeline's file name as theirs, what stands beside them, files, and what was
    /// half downloaded. `lines` are lines of the CSV file that are theirs besides those under their key.
    ///
    /// Open lines of the journal stay, which say nothing of anybody: whoever is writing an object right now finds by them
    /// that it is nobody's any more. The next call for the same key finds nothing left.
    pub async fn erase_person(&self, key: &str, lines: &[u64], now: Instant) -> Result<Erased, StoreError> {
        let what = "erasing a person";
        let mut erased = Erased::default();
        self.list_theirs(key, &mut erased).await?;
        let copies = if lines.is_empty() { 0 } else { self.forget_csv_rows(lines).await? };
        for (table, delete) in [
            (
                "asset_journal",
                "DELETE FROM asset_journal WHERE stage IN ('committed', 'abandoned') AND asset_id IN \
                 (SELECT asset_id FROM assets WHERE person_row_id = $1)",
            ),
            ("assets", "DELETE FROM assets WHERE person_row_id = $1"),
            ("person_links", "DELETE FROM person_links WHERE person_row_id = $1"),
            ("person_documents", "DELETE FROM person_documents WHERE person_row_id = $1"),
            ("people_csv_rows", "DELETE FROM people_csv_rows WHERE person_row_id = $1"),
            ("people", "DELETE FROM people WHERE person_key = $1"),
        ] {
            let mut gone = sql::execute(&self.tx, what, delete, [key.into()]).await?;
            if table == "people_csv_rows" {
                gone += copies;
            }
            erased.rows.push((table, gone));
        }
        if erased.rows.iter().any(|(_, gone)| *gone > 0) {
            let owner = Erasure::owner_of(key);
            let ledger = Erasure { kind: ErasureKind::Ledger, name: String::new(), asset: None, owner };
            erased.pending.push(ledger);
        }
        for erasure in &erased.pending {
            self.add_erasure(erasure, now).await?;
        }
        let counts: serde_json::Map<String, serde_json::Value> =
            erased.rows.iter().map(|(table, gone)| ((*table).to_owned(), (*gone).into())).collect();
        let insert = "INSERT INTO people_tombstones (person_key, erased_at, counts) VALUES ($1, $2, $3) \
                      ON CONFLICT (person_key) DO NOTHING";
        let counts = serde_json::Value::Object(counts).to_string();
        sql::execute(&self.tx, what, insert, [key.into(), now.as_micros().into(), counts.into()]).await?;
        Ok(erased)
    }

    /// What is theirs outside of the database.
    async fn list_theirs(&self, key: &str, erased: &mut Erased) -> Result<(), StoreError> {
        let what = "looking what a person has";
        let owner = Erasure::owner_of(key);
        let assets = self.assets_of(key).await?;
        let mut objects = BTreeSet::new();
        let mut files = BTreeSet::new();
        let thing = |kind, name: &str, asset: Option<&str>| Erasure {
            kind,
            name: name.to_owned(),
            asset: asset.map(str::to_owned),
            owner: owner.clone(),
        };
        for asset in &assets {
            erased.pending.push(thing(ErasureKind::Staged, "", Some(&asset.id)));
            let select =
                "SELECT DISTINCT storage_key FROM asset_journal WHERE asset_id = $1 AND storage_key <> ''";
            let mut keys: BTreeSet<String> = asset.storage_key.iter().cloned().collect();
            for row in sql::query(&self.tx, what, select, [asset.id.as_str().into()]).await? {
                keys.insert(Cells(&row).text(0)?);
            }
            for object in &keys {
                erased.pending.push(thing(ErasureKind::Manifest, object, Some(&asset.id)));
            }
            // An object of the old pipeline that was not adopted so far, unless somebody else is said to have it too.
            if let Some(legacy) = self.legacy_object_of(asset).await? {
                keys.insert(legacy);
            }
            objects.extend(keys);
            files.extend(asset.local_file_path.clone());
        }
        for object in objects {
            // In a folder of this machine a file and its object are one.
            files.remove(&format!("objects/{object}"));
            if sql::query_one(&self.tx, what, OTHERS, [key.into(), object.as_str().into()]).await?.is_some() {
                erased.pending.push(thing(ErasureKind::Header, &object, None));
                erased.shared.push(object);
            } else {
                self.forget_object(&object).await?;
                erased.pending.push(thing(ErasureKind::Object, &object, None));
            }
        }
        let select = "SELECT 1 FROM assets WHERE local_file_path = $2 AND local_file_path <> '' AND person_row_id <> $1";
        for file in files {
            if sql::query_one(&self.tx, what, select, [key.into(), file.as_str().into()]).await?.is_some() {
                erased.shared.push(file);
            } else {
                erased.pending.push(thing(ErasureKind::File, &file, None));
            }
        }
        Ok(())
    }

    /// Where the old pipeline put an asset's object, if nobody else is said to have it.
    async fn legacy_object_of(&self, asset: &AssetRow) -> Result<Option<String>, StoreError> {
        let Some(uuid) = asset.legacy_uuid.as_deref().filter(|_| asset.storage_key.is_none()) else {
            return Ok(None);
        };
        let told: serde_json::Value = serde_json::from_str(&asset.metadata).unwrap_or_default();
        let Some(place) = told.get("legacy_key").and_then(serde_json::Value::as_str) else { return Ok(None) };
        let select =
            "SELECT 1 FROM assets WHERE legacy_uuid = $1 AND legacy_uuid <> '' AND person_row_id <> $2";
        let values = [uuid.into(), asset.person.as_str().into()];
        let others =
            sql::query_one(&self.tx, "looking whose an object is said to be", select, values).await?;
        Ok(others.is_none().then(|| place.to_owned()))
    }
}

impl Store {
    /// Hands on every stored text that may hold one of these, with the place where it stands: `table.column`.
    ///
    /// Each table is read once, and none of its rows is kept (SQLite's driver reads some 50 ahead). A few texts are looked
    /// for by the database, and of a table that has none of them nothing comes; of more than that all that is stored
    /// comes, for whoever asks to look for all of them in one go.
    ///
    /// # Errors
    /// A store that fails, and whatever `each` refuses, which ends it.
    pub async fn each_text<E: From<StoreError>>(
        &self,
        texts: &[&str],
        mut each: impl FnMut(&str, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        let texts: Vec<&str> = texts.iter().copied().filter(|text| !text.is_empty()).collect();
        if texts.is_empty() {
            return Ok(());
        }
        let finds = match self.engine {
            crate::Engine::Sqlite => "instr",
            crate::Engine::Postgres => "strpos",
        };
        for (table, columns) in Content::text_columns() {
            let places: Vec<String> = columns.iter().map(|column| format!("{table}.{column}")).collect();
            let mut select = format!("SELECT {} FROM {table}", columns.join(", "));
            let mut values: Vec<sea_orm::Value> = Vec::new();
            if texts.len() <= FEW {
                let looks: Vec<String> =
                    columns.iter().map(|column| look(finds, column, texts.len())).collect();
                select = format!("{select} WHERE {}", looks.join(" OR "));
                values.extend(texts.iter().map(|text| sea_orm::Value::from(*text)));
            }
            sql::each(&self.db, "looking for what was erased", &select, values, |cells| {
                for (at, place) in places.iter().enumerate() {
                    if let Some(text) = cells.optional_text(at)? {
                        each(place, &text)?;
                    }
                }
                Ok::<(), E>(())
            })
            .await?;
        }
        Ok(())
    }

    /// Writes the tables of people anew, so that nothing of what was deleted is left in the database's files.
    ///
    /// SQLite leaves deleted rows in its free pages until they are written over, and in its log until that is folded in.
    /// PostgreSQL's log and its backups are the administrator's.
    pub async fn rewrite_people(&self) -> Result<(), StoreError> {
        let what = "writing the tables of people anew";
        match self.engine {
            crate::Engine::Sqlite => {
                sql::execute(&self.db, what, "VACUUM", []).await?;
                sql::query(&self.db, what, "PRAGMA wal_checkpoint(TRUNCATE)", []).await?;
            }
            crate::Engine::Postgres => {
                let tables: Vec<&str> = Content::people_tables().collect();
                sql::execute(&self.db, what, &format!("VACUUM (FULL, ANALYZE) {}", tables.join(", ")), [])
                    .await?;
            }
        }
        Ok(())
    }
}

/// How many texts a statement looks for in each column.
const FEW: usize = 32;

/// Whether a column holds one of so many texts. Each column's looks stand in brackets: SQLite bounds how deep a
/// statement goes, and one long chain of them all would come near that.
fn look(finds: &str, column: &str, texts: usize) -> String {
    let finds: Vec<String> = (1..=texts).map(|at| format!("{finds}({column}, ${at}) > 0")).collect();
    format!("({})", finds.join(" OR "))
}
