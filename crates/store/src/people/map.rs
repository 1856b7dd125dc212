//! Whose a file is, and what files somebody has.

use std::fmt::Write as _;

use super::{AssetRow, assets, count, some};
use crate::{Store, StoreError, sql};

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
            let at = values.len();
            let mut found = String::new();
            for column in [
                "asset_id",
                "media_id",
                "sha256",
                "storage_key",
                "local_file_path",
                "filename",
                "legacy_uuid",
            ] {
                let union = if found.is_empty() { "" } else { " UNION " };
                let _ = write!(
                    found,
                    "{union}SELECT asset_id FROM assets WHERE {column} = ${at} AND {column} <> ''"
                );
            }
            let _ = write!(wheres, " AND a.asset_id IN ({found})");
        }
        if filter.only_files {
            wheres.push_str(" AND a.download_status IN ('downloaded', 'uploaded')");
        }
        let mut columns = String::new();
        for column in assets::COLUMNS.split(", ") {
            let _ = write!(columns, "a.{column}, ");
        }
        // But for a file SQLite is to go by the people, whose index has them in order; it keeps to that where it is told
        // to cross the two.
        let join = if filter.file.is_some() { "JOIN assets a ON true" } else { "CROSS JOIN assets a" };
        let select = format!(
            "SELECT {columns}p.row_id, p.row_index, p.name, p.email, p.personality_type \
             FROM people p {join} WHERE a.person_row_id = p.person_key AND {wheres} \
             ORDER BY p.row_index, p.person_key, a.asset_id"
        );
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
}
