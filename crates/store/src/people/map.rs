//! Whose a file is, and what files somebody has.

use std::fmt::Write as _;

use super::{AssetRow, assets, count, some};
use crate::{
    Store, StoreError,
    sql::{self, Cells},
};

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
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub email: Option<String>,
    /// The type, byte for byte.
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
    pub filename: Option<String>,
    /// Where its file lies, below the folder of people's files.
    pub local_file_path: Option<String>,
    /// The address of its object.
    pub cloud_storage_url: Option<String>,
    /// The SHA-256 of its file.
    pub sha256: Option<String>,
    /// The length of its file, in bytes.
    pub bytes: Option<u64>,
    /// The address in its normal form.
    pub url: String,
    /// The name that the old pipeline gave its object.
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
        let select = format!("SELECT {ENTRY} {}", joined(filter, &mut values));
        sql::each(&self.db, "mapping people to files", &select, values, |cells| each(entry(cells)?)).await
    }
}

const ENTRY: &str = "p.person_key, p.row_id, p.row_index, p.name, p.email, p.personality_type, a.asset_id, \
    a.asset_type, a.download_status, a.media_id, a.filename, a.local_file_path, a.cloud_storage_url, a.sha256, \
    a.file_size_bytes, a.url, a.legacy_uuid";

fn entry(cells: &Cells<'_>) -> Result<MapEntry, StoreError> {
    Ok(MapEntry {
        person: cells.text(0)?,
        row_id: cells.text(1)?,
        row_index: count(cells, 2)?,
        name: cells.text(3)?,
        email: some(cells, 4)?,
        personality_type: some(cells, 5)?,
        asset: cells.text(6)?,
        kind: cells.text(7)?,
        status: cells.text(8)?,
        media_id: cells.text(9)?,
        filename: some(cells, 10)?,
        local_file_path: some(cells, 11)?,
        cloud_storage_url: some(cells, 12)?,
        sha256: some(cells, 13)?,
        // -1 stands for a length that nobody knows.
        bytes: u64::try_from(cells.int(14)?).ok(),
        url: cells.text(15)?,
        legacy_uuid: some(cells, 16)?,
    })
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
        wheres.push_str(" AND a.download_status IN ('downloaded', 'uploaded')");
    }
    // But for a file SQLite is to go by the people, whose index has them in order; it keeps to that where it is told
    // to cross the two.
    let join = if filter.file.is_some() { "JOIN assets a ON true" } else { "CROSS JOIN assets a" };
    format!(
        "FROM people p {join} WHERE a.person_row_id = p.person_key AND {wheres} \
         ORDER BY p.row_index, p.person_key, a.asset_id"
    )
}
