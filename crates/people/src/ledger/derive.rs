//! Cells out of what the database knows, and assets out of cells.

use std::collections::BTreeMap;

use model::Instant;
use store::{AssetRow, LinkRow, PersonRow, WriteTx};

use super::attempts;
use crate::{
    Asset, AssetKind, Failure, FailureCategory, PersonKey,
    desk::PeopleError,
    layouts::{COLUMNS, column, map, meaning},
    links,
};

/// The objects that a row names, as assets. What the file knows only by its object's name is not tried again: nothing
/// says where it came from.
pub(super) fn legacy_assets(key: &PersonKey, record: &[String], now: Instant) -> Vec<Asset> {
    let paths: BTreeMap<String, String> = map(record, "s3_paths").unwrap_or_default().into_iter().collect();
    let uuids = map(record, "file_uuids").unwrap_or_default();
    let mut named: BTreeMap<String, String> = uuids.into_iter().map(|(said, uuid)| (uuid, said)).collect();
    for uuid in paths.keys() {
        named.entry(uuid.clone()).or_default();
    }
    let asset = |(uuid, said): (String, String)| {
        let path = paths.get(&uuid).map(String::as_str);
        legacy_asset(key, &uuid, &said, path, now)
    };
    named.into_iter().map(asset).collect()
}

/// The asset of an object of the old pipeline, by its name there, its description, and where it is said to lie.
pub fn legacy_asset(key: &PersonKey, uuid: &str, said: &str, path: Option<&str>, now: Instant) -> Asset {
    let (kind, address) = match said.split_once(": ") {
        Some(("YouTube", id)) => (AssetKind::YoutubeVideo, format!("https://www.youtube.com/watch?v={id}")),
        Some(("Drive file", id)) => {
            (AssetKind::DriveFile, format!("https://drive.google.com/file/d/{id}/view"))
        }
        _ => (AssetKind::DriveFile, String::new()),
    };
    let mut asset = if let Some(target) = links::read(&address).into_iter().find_map(Result::ok) {
        Asset::new(key.clone(), kind, &address, &target.url, &target.media_id, now)
    } else {
        let url = format!("legacy:{uuid}");
        let mut asset = Asset::new(key.clone(), kind, &url, &url, uuid, now);
        let words = "only the name of its object is known; `emaki migrate csv --bucket` looks for it";
        asset.status = crate::AssetStatus::Failed;
        asset.failure = Some(Failure::after(None, FailureCategory::Validation, words, None, now));
        asset
    };
    if let Some(path) = path {
        asset.metadata.insert("legacy_key".to_owned(), path.into());
    }
    if !said.is_empty() {
        asset.metadata.insert("legacy_description".to_owned(), said.into());
    }
    asset.legacy_uuid = Some(uuid.to_owned());
    asset
}

/// The cells of a person as they are now: what the file said, with what is known better laid over it.
pub(super) fn current(
    kept: Option<Vec<String>>,
    person: &PersonRow,
    assets: &[AssetRow],
    links: &[LinkRow],
    text: &str,
) -> Vec<String> {
    let fresh = kept.is_none();
    let mut cells = kept.unwrap_or_else(|| vec![String::new(); COLUMNS.len()]);
    let mut set = |name: &str, value: Option<&str>| {
        let Some(cell) = column(name).map(|at| &mut cells[at]) else { return };
        // A sign that means nothing stays as it was written.
        if !says(name, cell, value) {
            value.unwrap_or_default().clone_into(cell);
        }
    };
    set("row_id", Some(&person.row_id));
    set("name", Some(&person.name));
    set("email", person.email.as_deref());
    set("type", person.personality_type.as_deref());
    set("link", person.source_link.as_deref());
    if !links.is_empty() {
        let joined = |kinds: &[&str]| {
            let of = links.iter().filter(|link| kinds.is_empty() || kinds.contains(&link.kind.as_str()));
            of.map(|link| link.url.as_str()).collect::<Vec<_>>().join("|")
        };
        let lists = [
            ("extracted_links", joined(&[])),
            ("youtube_playlist", joined(&["youtube_video", "youtube_playlist"])),
            ("google_drive", joined(&["drive_file", "drive_folder"])),
        ];
        for (name, list) in lists {
            set(name, Some(list.as_str()).filter(|list| !list.is_empty()));
        }
        set("processed", Some("yes"));
    }
    if !text.is_empty() {
        set("document_text", Some(text));
    }
    if let Some(told) = attempts::told(assets) {
        set("last_download_attempt", Some(told.last.as_str()));
        // What the old pipeline wrote about what was not tried since stays.
        if !told.errors.is_empty() || told.all_here {
            set("download_errors", Some(told.errors.as_str()).filter(|errors| !errors.is_empty()));
        }
        set("permanent_failure", Some(told.given_up.as_str()).filter(|sides| !sides.is_empty()));
    }
    for (side, youtube) in [("youtube", true), ("drive", false)] {
        let mine: Vec<&AssetRow> = assets
            .iter()
            .filter(|asset| asset.kind.starts_with("youtube") == youtube && asset.gone_at.is_none())
            .collect();
        let here = |asset: &&&AssetRow| matches!(asset.status.as_str(), "downloaded" | "uploaded");
        let done: Vec<&&AssetRow> = mine.iter().filter(here).collect();
        let failed =
            mine.iter().filter(|asset| asset.status == "failed" && !asset.url.starts_with("legacy:")).count();
        if mine.is_empty() || (done.is_empty() && failed == 0 && !fresh) {
            continue;
        }
        let status = match (done.len(), failed) {
            (0, 0) => "pending",
            (0, _) => "failed",
            (_, 0) if done.len() == mine.len() => "completed",
            _ => "partial",
        };
        let list = |of: fn(&AssetRow) -> Option<&str>| {
            done.iter().filter_map(|asset| of(asset)).collect::<Vec<_>>().join(",")
        };
        let names = list(|asset| asset.filename.as_deref());
        let media = list(|asset| Some(asset.media_id.as_str()));
        set(&format!("{side}_status"), Some(status));
        if !done.is_empty() {
            set(&format!("{side}_files"), Some(names.as_str()).filter(|list| !list.is_empty()));
            set(&format!("{side}_media_id"), Some(media.as_str()));
        }
    }
    maps(&mut cells, assets);
    cells
}

/// The cells of a person as a transaction sees them.
pub(super) async fn within(
    tx: &WriteTx,
    kept: Option<Vec<String>>,
    person: &PersonRow,
) -> Result<Vec<String>, PeopleError> {
    let links = tx.person_links(&person.key).await?;
    let assets: Vec<AssetRow> =
        tx.assets_of(&person.key).await?.into_iter().filter(|asset| asset.gone_at.is_none()).collect();
    let text = tx.first_text_of(&person.key).await?;
    Ok(current(kept, person, &assets, &links, &text))
}

/// Whether a cell says this already. Blanks around it and redirects of Google are no difference, but for the type,
/// which counts byte for byte.
fn says(name: &str, cell: &str, value: Option<&str>) -> bool {
    let said = meaning(cell);
    match (name, said, value) {
        _ if said == value => true,
        ("link", Some(said), Some(value)) => links::without_redirects(said) == value,
        (_, Some(said), Some(value)) => name != "type" && said.trim() == value.trim(),
        _ => false,
    }
}

/// Adds objects that the old pipeline does not know to its two maps, under their assets' ids.
fn maps(cells: &mut [String], assets: &[AssetRow]) {
    let stored = || assets.iter().filter(|asset| asset.storage_key.is_some() && asset.gone_at.is_none());
    if stored().next().is_none() {
        return;
    }
    let (Some(mut uuids), Some(mut paths)) = (map(cells, "file_uuids"), map(cells, "s3_paths")) else {
        return;
    };
    let before = (uuids.clone(), paths.clone());
    for asset in stored() {
        let uuid = asset.legacy_uuid.clone().unwrap_or_else(|| asset.id.clone());
        let key = asset.storage_key.clone().unwrap_or_default();
        if uuids.iter().all(|(_, known)| *known != uuid) {
            let said = match asset.kind.as_str() {
                "drive_file" => "Drive file",
                "youtube_transcript" => "YouTube transcript",
                _ => "YouTube",
            };
            uuids.push((format!("{said}: {}", asset.media_id), uuid.clone()));
        }
        match paths.iter_mut().find(|(known, _)| *known == uuid) {
            Some((_, path)) => *path = key,
            None => paths.push((uuid, key)),
        }
    }
    for (name, pairs, before) in [("file_uuids", uuids, before.0), ("s3_paths", paths, before.1)] {
        // What says the same stays as it was written.
        if pairs == before {
            continue;
        }
        let map: serde_json::Map<String, serde_json::Value> =
            pairs.into_iter().map(|(key, value)| (key, value.into())).collect();
        if let Some(at) = column(name) {
            cells[at] = serde_json::Value::Object(map).to_string();
        }
    }
}
