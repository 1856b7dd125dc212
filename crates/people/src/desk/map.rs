//! Whose a file is, and what files somebody has, as lines.

use serde::Serialize;
use store::{MapEntry, MapFilter, Store, StoreError};

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
    let mut lines = Vec::new();
    let keep = |line| {
        lines.push(line);
        Ok::<_, PeopleError>(())
    };
    each_map_line(store, filter, plain, keep).await?;
    Ok(lines)
}

/// The same lines, each handed on as it comes; none of them is kept.
///
/// # Errors
/// A store that fails, and whatever `each` refuses, which ends it.
pub async fn each_map_line<E: From<StoreError>>(
    store: &Store,
    filter: &MapFilter,
    plain: bool,
    mut each: impl FnMut(MapLine) -> Result<(), E>,
) -> Result<(), E> {
    store.each_mapped(filter, |entry| each(line(entry, plain))).await
}

fn line(entry: MapEntry, plain: bool) -> MapLine {
    MapLine {
        person: entry.person,
        row_id: entry.row_id,
        row_index: entry.row_index,
        name: if plain { entry.name } else { masked(&entry.name) },
        email: entry.email.map(|email| if plain { email } else { masked(&email) }),
        personality_type: entry.personality_type,
        asset: entry.asset,
        kind: entry.kind,
        status: entry.status,
        media_id: entry.media_id,
        filename: entry.filename,
        path: entry.local_file_path,
        storage_url: entry.cloud_storage_url,
        sha256: entry.sha256,
        bytes: entry.bytes,
        url: entry.url,
        legacy_uuid: entry.legacy_uuid,
    }
}

/// A name or an address of which only the first letter is shown.
pub fn masked(text: &str) -> String {
    text.chars().next().map_or_else(String::new, |first| format!("{first}***"))
}
