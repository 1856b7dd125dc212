//! Whose a file is, and what files somebody has.

use std::fmt::Write as _;

use serde::{Deserialize, Deserializer};

use super::{AssetRow, assets, count, some};
use crate::{Engine, Store, StoreError, sql};

/// A person and one of their files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapRow {
    /// The row's id.
    pub row_id: String,
    /// The row's place in the sheet.
    pub row_index: u64,
    /// The name.
    pub name: String,
    /// The address.
    pub email: Option<String>,
    /// The type, byte for byte.
    pub personality_type: Option<String>,
    /// The file; its person is the key.
    pub asset: AssetRow,
}

/// What a list tells of a person and one of their files.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MapEntry {
    /// The key of the person.
    pub person: String,
    /// The row's id.
    pub row_id: String,
    /// The row's place in the sheet.
    pub row_index: u64,
    /// The name.
    pub name: String,
    /// The address.
    #[serde(deserialize_with = "written")]
    pub email: Option<String>,
    /// The type, byte for byte.
    #[serde(deserialize_with = "written")]
    pub personality_type: Option<String>,
    /// The id of the asset.
    pub asset: String,
    /// What it is.
    pub kind: String,
    /// How far it came.
    pub status: String,
    /// The id of the video or file.
    pub media_id: String,
    /// The name of its file.
    #[serde(deserialize_with = "written")]
    pub filename: Option<String>,
    /// Where its file lies, below the folder of people's files.
    #[serde(deserialize_with = "written")]
    pub local_file_path: Option<String>,
    /// The address of its object.
    #[serde(deserialize_with = "written")]
    pub cloud_storage_url: Option<String>,
    /// The SHA-256 of its file.
    #[serde(deserialize_with = "written")]
    pub sha256: Option<String>,
    /// The length of its file, in bytes.
    #[serde(deserialize_with = "measured")]
    pub bytes: Option<u64>,
    /// The address in its normal form.
    pub url: String,
    /// The name that the old pipeline gave its object.
    #[serde(deserialize_with = "written")]
    pub legacy_uuid: Option<String>,
}

/// Which couples are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MapFilter {
    /// Only of the person with this key.
    pub person: Option<String>,
    /// Only of those with this id of a row.
    pub row_id: Option<String>,
    /// Only of those with this name.
    pub name: Option<String>,
    /// Only of those with this address.
    pub email: Option<String>,
    /// Only of those of this type.
    pub personality_type: Option<String>,
    /// Only whose file or object lies there, or that have this hash, name or id.
    pub file: Option<String>,
    /// Only what is here.
    pub only_files: bool,
}

impl Store {
    /// Everybody's files, in the order of the sheet.
    pub async fn people_map(&self, filter: &MapFilter) -> Result<Vec<MapRow>, StoreError> {
        let mut values: Vec<sea_orm::Value> = Vec::new();
        let from = joined(filter, &mut values);
        let mut columns = String::new();
        for column in assets::COLUMNS.split(", ") {
            let _ = write!(columns, "a.{column}, ");
        }
        let select =
            format!("SELECT {columns}p.row_id, p.row_index, p.name, p.email, p.personality_type {from}");
        sql::read(&self.db, "mapping people to files", &select, values, |cells| {
            Ok(MapRow {
                asset: assets::read(cells)?,
                row_id: cells.text(26)?,
                row_index: count(cells, 27)?,
                name: cells.text(28)?,
                email: some(cells, 29)?,
                personality_type: some(cells, 30)?,
            })
        })
        .await
    }

    /// The same couples, each handed on as it comes with what a list of them tells and no more: hundreds of thousands
    /// are never held at once.
    ///
    /// # Errors
    /// A store that fails, and whatever `each` refuses, which ends it.
    pub async fn each_mapped<E: From<StoreError>>(
        &self,
        filter: &MapFilter,
        mut each: impl FnMut(MapEntry) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut values: Vec<sea_orm::Value> = Vec::new();
        let from = joined(filter, &mut values);
        // As one cell a row: the driver of SQLite copies each cell apart, under a lock that its thread and ours want.
        let packed = match self.engine {
            Engine::Sqlite => "json_array",
            Engine::Postgres => "json_build_array",
        };
        let select = format!("SELECT CAST({packed}({ENTRY}) AS TEXT) {from}");
        sql::each(&self.db, "mapping people to files", &select, values, |cells| {
            let packed = cells.text(0)?;
            each(serde_json::from_str(&packed).map_err(|error| StoreError::Damaged(error.to_string()))?)
        })
        .await
    }
}

/// The columns of an entry, in the order of its fields.
const ENTRY: &str = "p.person_key, p.row_id, p.row_index, p.name, p.email, p.personality_type, a.asset_id, \
    a.asset_type, a.download_status, a.media_id, a.filename, a.local_file_path, a.cloud_storage_url, a.sha256, \
    a.file_size_bytes, a.url, a.legacy_uuid";

/// A text where an empty one means none.
fn written<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Some(String::deserialize(from)?).filter(|text| !text.is_empty()))
}

/// A length where -1 stands for one that nobody knows.
fn measured<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    Ok(u64::try_from(i64::deserialize(from)?).ok())
}

/// The two tables crossed as a filter says, in the order of the sheet; its values go to the end of `values`.
fn joined(filter: &MapFilter, values: &mut Vec<sea_orm::Value>) -> String {
    let mut wheres = String::from("a.gone_at = 0");
    for (column, wanted) in [
        ("p.person_key", &filter.person),
        ("p.row_id", &filter.row_id),
        ("p.name", &filter.name),
        ("p.email", &filter.email),
        ("p.personality_type", &filter.personality_type),
    ] {
        if let Some(wanted) = wanted {
            values.push(wanted.as_str().into());
            let _ = write!(wheres, " AND {column} = ${}", values.len());
        }
    }
    if let Some(file) = &filter.file {
        values.push(file.as_str().into());
        let _ = write!(wheres, " AND a.asset_id IN ({})", super::assets::of_file(values.len()));
    }
    if filter.only_files {
        // Playlists and folders that were listed have no file.
        wheres.push_str(" AND a.download_status IN ('downloaded', 'uploaded') AND a.storage_key <> ''");
    }
    // But for a file SQLite is to go by the people, whose index has them in order; it keeps to that where it is told
    // to cross the two.
    let join = if filter.file.is_some() { "JOIN assets a ON true" } else { "CROSS JOIN assets a" };
    format!(
        "FROM people p {join} WHERE a.person_row_id = p.person_key AND {wheres} \
         ORDER BY p.row_index, p.person_key, a.asset_id"
    )
}
