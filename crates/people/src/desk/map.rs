//! Whose a file is, and what files somebody has, as lines.

use serde::Serialize;
use store::{MapFilter, Store};

use super::PeopleError;

/// A person and one of their files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MapLine {
    /// The key of the person.
    pub person: String,
    /// The row's id.
    pub row_id: String,
    /// The row's place in the sheet.
    pub row_index: u64,
    /// The name; a letter and stars where it is masked.
    pub name: String,
    /// The address, masked or not.
    pub email: Option<String>,
    /// The type, byte for byte.
    #[serde(rename = "type")]
    pub personality_type: Option<String>,
    /// The asset.
    pub asset: String,
    /// What it is.
    pub kind: String,
    /// How far it came.
    pub status: String,
    /// The id of the video or file.
    pub media_id: String,
    /// The file's name.
    pub filename: Option<String>,
    /// Where it lies on the disk, below the folder of people's files.
    pub path: Option<String>,
    /// The address of its object.
    pub storage_url: Option<String>,
    /// The SHA-256 of its content.
    pub sha256: Option<String>,
    /// Its length in bytes.
    pub bytes: Option<u64>,
    /// Where it came from.
    pub url: String,
    /// Its name in the old pipeline.
    pub legacy_uuid: Option<String>,
}

/// Everybody's files, in the order of the sheet. Names and addresses are masked unless `plain`.
pub async fn map_lines(store: &Store, filter: &MapFilter, plain: bool) -> Result<Vec<MapLine>, PeopleError> {
    let rows = store.people_map(filter).await?;
    let line = |row: store::MapRow| MapLine {
        person: row.asset.person,
        row_id: row.row_id,
        row_index: row.row_index,
        name: if plain { row.name } else { masked(&row.name) },
        email: row.email.map(|email| if plain { email } else { masked(&email) }),
        personality_type: row.personality_type,
        asset: row.asset.id,
        kind: row.asset.kind,
        status: row.asset.status,
        media_id: row.asset.media_id,
        filename: row.asset.filename,
        path: row.asset.local_file_path,
        storage_url: row.asset.cloud_storage_url,
        sha256: row.asset.sha256,
        bytes: row.asset.bytes,
        url: row.asset.url,
        legacy_uuid: row.asset.legacy_uuid,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// A name or an address of which only the first letter is shown.
pub fn masked(text: &str) -> String {
    text.chars().next().map_or_else(String::new, |first| format!("{first}***"))
}
