//! What is downloaded for people.

use std::{collections::HashSet, fmt::Write as _};

use model::Instant;

use super::{count, micros, moment, some, text, whole};
use crate::{
    Engine, Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// An asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetRow {
    /// Its id, a UUID.
    pub id: String,
    /// The key of the person whose it is.
    pub person: String,
    /// What it is: `youtube_video`, `drive_file`, ….
    pub kind: String,
    /// The playlist or folder that it was found in.
    pub parent: Option<String>,
    /// The address as it was written.
    pub original_url: String,
    /// The address in its normal form.
    pub url: String,
    /// The id of the video, playlist, file or folder.
    pub media_id: String,
    /// The name of its file.
    pub filename: Option<String>,
    /// `pending`, `downloaded`, `uploaded` or `failed`.
    pub status: String,
    /// The kind of the last failure.
    pub failure_category: Option<String>,
    /// Whether it is not tried again by itself.
    pub failure_permanent: bool,
    /// What happened, in words.
    pub failure_message: Option<String>,
    /// How many attempts failed one after another.
    pub attempts: u32,
    /// When it is tried again.
    pub next_attempt_at: Option<Instant>,
    /// The length of its file, in bytes.
    pub bytes: Option<u64>,
    /// The SHA-256 of its file, in hexadecimal digits.
    pub sha256: Option<String>,
    /// What its bytes are.
    pub content_type: Option<String>,
    /// Where its file lies, below the folder of people's files.
    pub local_file_path: Option<String>,
    /// The key of its object.
    pub storage_key: Option<String>,
    /// The address of its object.
    pub cloud_storage_url: Option<String>,
    /// The name that the old pipeline gave its object.
    pub legacy_uuid: Option<String>,
    /// What else is known, as a JSON object.
    pub metadata: String,
    /// Since when nothing points at it any more.
    pub gone_at: Option<Instant>,
    /// When it was found.
    pub created_at: Instant,
    /// When anything of it changed last.
    pub updated_at: Instant,
    /// How often it was written; 0 before the first time. [`WriteTx::save_assets`] goes by it.
    pub version: u64,
}

/// Which assets are listed, by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssetFilter {
    /// Only of this person.
    pub person: Option<String>,
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only with this status.
    pub status: Option<String>,
    /// Only whose last failure is of this kind.
    pub failure_category: Option<String>,
    /// Only those of this playlist or folder.
    pub parent: Option<String>,
    /// Only those that may be tried at this time: pending, or failed for a while.
    pub due_at: Option<Instant>,
    /// Of those that are due only the ones behind this one, by when it was due and its id.
    pub due_after: Option<(Option<Instant>, String)>,
    /// Only those whose file or object lies there, or that have this hash, name or id of a medium.
    pub file: Option<String>,
    /// Those that nothing points at any more as well.
    pub with_gone: bool,
    /// Only those after this id.
    pub after: Option<String>,
}

/// How the assets of a person stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonAssets {
    /// Not tried so far.
    pub pending: u64,
    /// Here, on the disk.
    pub downloaded: u64,
    /// In the storage.
    pub uploaded: u64,
    /// Failed, to be tried again.
    pub failed: u64,
    /// Failed for good.
    pub lost: u64,
    /// The sum of the files' lengths.
    pub bytes: u64,
}

pub(super) const COLUMNS: &str = "asset_id, person_row_id, asset_type, parent_id, original_url, url, media_id, \
    filename, download_status, failure_category, failure_permanent, failure_message, attempts, next_attempt_at, \
    file_size_bytes, sha256, content_type, local_file_path, storage_key, cloud_storage_url, legacy_uuid, metadata, \
    gone_at, created_at, updated_at, version";

/// What is due sooner or later, in the words of the index of those that are.
const WAITING: &str = "download_status IN ('pending', 'failed') AND failure_permanent = 0";

/// Whose row may be written: nobody's who was erased, and none that holds an object which is being erased.
const MAY_BE: &str = "NOT EXISTS (SELECT 1 FROM people_tombstones t WHERE t.person_key = r.person_row_id) \
    AND NOT EXISTS (SELECT 1 FROM people_erasures e WHERE e.kind = 'object' AND e.name = r.storage_key)";

pub(super) fn read(cells: &Cells<'_>) -> Result<AssetRow, StoreError> {
    // -1 stands for a length that nobody knows; 0 is that of an empty file.
    let bytes = u64::try_from(cells.int(14)?).ok();
    Ok(AssetRow {
        id: cells.text(0)?,
        person: cells.text(1)?,
        kind: cells.text(2)?,
        parent: some(cells, 3)?,
        original_url: cells.text(4)?,
        url: cells.text(5)?,
        media_id: cells.text(6)?,
        filename: some(cells, 7)?,
        status: cells.text(8)?,
        failure_category: some(cells, 9)?,
        failure_permanent: cells.int(10)? != 0,
        failure_message: some(cells, 11)?,
        attempts: u32::try_from(cells.int(12)?).unwrap_or(u32::MAX),
        next_attempt_at: moment(cells, 13)?,
        bytes,
        sha256: some(cells, 15)?,
        content_type: some(cells, 16)?,
        local_file_path: some(cells, 17)?,
        storage_key: some(cells, 18)?,
        cloud_storage_url: some(cells, 19)?,
        legacy_uuid: some(cells, 20)?,
        metadata: cells.text(21)?,
        gone_at: moment(cells, 22)?,
        created_at: cells.time(23)?,
        updated_at: cells.time(24)?,
        version: count(cells, 25)?,
    })
}

impl Store {
    /// One asset.
    pub async fn asset(&self, id: &str) -> Result<Option<AssetRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM assets WHERE asset_id = $1");
        let row = sql::query_one(&self.db, "reading an asset", &select, [id.into()]).await?;
        row.map(|row| read(&Cells(&row))).transpose()
    }

    /// Up to `limit` assets by their ids; where those that are due are asked for, those due longest come first,
    /// [`AssetFilter::after`] does not count, and [`AssetFilter::due_after`] goes on.
    pub async fn assets(&self, filter: &AssetFilter, limit: usize) -> Result<Vec<AssetRow>, StoreError> {
        let mut values: Vec<sea_orm::Value> = vec![whole(limit as u64).into()];
        let mut wheres = String::from("true");
        for (column, wanted) in [
            ("person_row_id", &filter.person),
            ("asset_type", &filter.kind),
            ("download_status", &filter.status),
            ("failure_category", &filter.failure_category),
            ("parent_id", &filter.parent),
        ] {
            if let Some(wanted) = wanted {
                values.push(wanted.as_str().into());
                let _ = write!(wheres, " AND {column} = ${}", values.len());
                // Their indexes leave out what is empty, and SQLite has to be told that nobody asks for that.
                if matches!(column, "failure_category" | "parent_id") {
                    let _ = write!(wheres, " AND {column} <> ''");
                }
            }
        }
        if let Some(file) = &filter.file {
            values.push(file.as_str().into());
            let at = values.len();
            let _ = write!(wheres, " AND asset_id IN ({})", of_file(at));
        }
        if !filter.with_gone {
            wheres.push_str(" AND gone_at = 0");
        }
        let order = if let Some(due) = filter.due_at {
            values.push(due.as_micros().into());
            let _ = write!(wheres, " AND {WAITING} AND next_attempt_at <= ${}", values.len());
            if let Some((at, id)) = &filter.due_after {
                values.push(micros(*at).into());
                values.push(id.as_str().into());
                let last = values.len();
                let _ = write!(wheres, " AND (next_attempt_at, asset_id) > (${}, ${last})", last - 1);
            }
            "next_attempt_at, asset_id"
        } else {
            if let Some(after) = &filter.after {
                values.push(after.as_str().into());
                let _ = write!(wheres, " AND asset_id > ${}", values.len());
            }
            "asset_id"
        };
        // SQLite would go by the status and sort all that wait; the index of those that are due has them in order. Where
        // more is asked for, another index may tell of fewer.
        let is_all = AssetFilter { due_at: None, due_after: None, after: None, ..filter.clone() }
            == AssetFilter::default();
        let by_due = filter.due_at.is_some() && is_all && self.engine == Engine::Sqlite;
        let index = if by_due { "INDEXED BY assets_due" } else { "" };
        let select = format!("SELECT {COLUMNS} FROM assets {index} WHERE {wheres} ORDER BY {order} LIMIT $1");
        sql::read(&self.db, "listing assets", &select, values, read).await
    }

    /// How many assets are due at a time, by their kind; only of one person where their key is given.
    pub async fn assets_due(
        &self,
        person: Option<&str>,
        at: Instant,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let mut values: Vec<sea_orm::Value> = vec![at.as_micros().into()];
        let whose = person.map_or("", |person| {
            values.push(person.into());
            " AND person_row_id = $2"
        });
        let by_due = person.is_none() && self.engine == Engine::Sqlite;
        let index = if by_due { "INDEXED BY assets_due" } else { "" };
        let select = format!(
            "SELECT asset_type, COUNT(*) FROM assets {index} WHERE {WAITING} AND next_attempt_at <= $1 \
             AND gone_at = 0{whose} GROUP BY asset_type ORDER BY asset_type"
        );
        sql::read(&self.db, "counting what is due", &select, values, |cells| {
            Ok((cells.text(0)?, count(cells, 1)?))
        })
        .await
    }

    /// How the assets of people stand, by key; whoever has none is left out.
    pub async fn assets_of_people(&self, keys: &[&str]) -> Result<Vec<(String, PersonAssets)>, StoreError> {
        let select = format!(
            "SELECT a.person_row_id, {STANDING} FROM r JOIN assets a ON a.person_row_id = r.person_key \
             WHERE a.gone_at = 0 GROUP BY a.person_row_id"
        );
        let rows = Rows::new().text("person_key", keys.iter().copied());
        let rows = rows.query(&self.db, "counting the assets of people", &select).await?;
        rows.iter().map(|row| Ok((Cells(row).text(0)?, standing(&Cells(row), 1)?))).collect()
    }

    /// How all assets stand.
    pub async fn assets_standing(&self) -> Result<PersonAssets, StoreError> {
        let select = format!("SELECT {STANDING} FROM assets a WHERE a.gone_at = 0");
        let row = sql::query_one(&self.db, "counting assets", &select, []).await?;
        row.map_or_else(|| Ok(PersonAssets::default()), |row| standing(&Cells(&row), 0))
    }

    /// How many assets failed, by the kind of failure and whether for good.
    pub async fn asset_failures(&self) -> Result<Vec<(String, bool, u64)>, StoreError> {
        let select = "SELECT failure_category, failure_permanent, COUNT(*) FROM assets \
                      WHERE failure_category <> '' AND gone_at = 0 GROUP BY failure_category, failure_permanent \
                      ORDER BY failure_category, failure_permanent";
        sql::read(&self.db, "counting failures", select, [], |cells| {
            Ok((cells.text(0)?, cells.int(1)? != 0, count(cells, 2)?))
        })
        .await
    }
}

const STANDING: &str = "CAST(SUM(CASE WHEN a.download_status = 'pending' THEN 1 ELSE 0 END) AS BIGINT), \
    CAST(SUM(CASE WHEN a.download_status = 'downloaded' THEN 1 ELSE 0 END) AS BIGINT), \
    CAST(SUM(CASE WHEN a.download_status = 'uploaded' THEN 1 ELSE 0 END) AS BIGINT), \
    CAST(SUM(CASE WHEN a.download_status = 'failed' AND a.failure_permanent = 0 THEN 1 ELSE 0 END) AS BIGINT), \
    CAST(SUM(CASE WHEN a.download_status = 'failed' AND a.failure_permanent = 1 THEN 1 ELSE 0 END) AS BIGINT), \
    CAST(SUM(CASE WHEN a.file_size_bytes > 0 THEN a.file_size_bytes ELSE 0 END) AS BIGINT)";

fn standing(cells: &Cells<'_>, from: usize) -> Result<PersonAssets, StoreError> {
    // A sum over nothing is NULL.
    let sum = |at| Ok(u64::try_from(cells.optional_int(from + at)?.unwrap_or_default()).unwrap_or_default());
    Ok::<_, StoreError>(PersonAssets {
        pending: sum(0)?,
        downloaded: sum(1)?,
        uploaded: sum(2)?,
        failed: sum(3)?,
        lost: sum(4)?,
        bytes: sum(5)?,
    })
}

impl WriteTx {
    /// Adds assets; one that is there stays as it is, but for being gone. Gives how many are new or back again. Those of
    /// somebody who was erased are passed by.
    pub async fn add_assets(&self, assets: &[AssetRow]) -> Result<u64, StoreError> {
        let insert = format!(
            "INSERT INTO assets ({COLUMNS}) SELECT {COLUMNS} + 1 FROM r WHERE {MAY_BE} ON CONFLICT (asset_id) \
             DO UPDATE SET gone_at = 0, updated_at = excluded.updated_at, version = assets.version + 1 \
             WHERE assets.gone_at <> 0"
        );
        rows(assets).execute(&self.tx, "adding assets", &insert).await
    }

    /// Saves assets as they are, each only if nobody wrote it since it was read; gives how many were. Those saved have
    /// their new version afterwards, so that they can be saved again.
    ///
    /// Passed by is what another process changed meanwhile, what was erased, and a row whose object is being erased: a
    /// caller who gets fewer than it gave has to read them again, or to let go of them.
    pub async fn save_assets(&self, assets: &mut [AssetRow]) -> Result<usize, StoreError> {
        let mut set = String::new();
        for column in
            COLUMNS.split(", ").map(str::trim).filter(|column| !matches!(*column, "asset_id" | "created_at"))
        {
            let comma = if set.is_empty() { "" } else { ", " };
            let _ = write!(set, "{comma}{column} = excluded.{column}");
        }
        // Version 0 is a row that was never written; any other one has to be there still.
        let save = format!(
            "INSERT INTO assets ({COLUMNS}) SELECT {COLUMNS} + 1 FROM r WHERE {MAY_BE} AND (r.version = 0 OR \
             EXISTS (SELECT 1 FROM assets a WHERE a.asset_id = r.asset_id)) ON CONFLICT (asset_id) DO UPDATE SET {set} \
             WHERE assets.version + 1 = excluded.version RETURNING asset_id"
        );
        let saved = rows(assets).query(&self.tx, "saving assets", &save).await?;
        let saved: HashSet<String> =
            saved.iter().map(|row| Cells(row).text(0)).collect::<Result<_, StoreError>>()?;
        for asset in assets.iter_mut().filter(|asset| saved.contains(&asset.id)) {
            asset.version += 1;
        }
        Ok(saved.len())
    }

    /// One asset, as this transaction sees it.
    pub async fn asset(&self, id: &str) -> Result<Option<AssetRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM assets WHERE asset_id = $1");
        let row = sql::query_one(&self.tx, "reading an asset", &select, [id.into()]).await?;
        row.map(|row| read(&Cells(&row))).transpose()
    }

    /// All assets that hold an object, those gone included, as this transaction sees them.
    pub async fn assets_at(&self, storage_key: &str) -> Result<Vec<AssetRow>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS} FROM assets WHERE storage_key = $1 AND storage_key <> '' ORDER BY asset_id"
        );
        let rows = sql::query(&self.tx, "reading whose an object is", &select, [storage_key.into()]).await?;
        rows.iter().map(|row| read(&Cells(row))).collect()
    }

    /// All assets of a person, those gone included, as this transaction sees them.
    pub async fn assets_of(&self, person: &str) -> Result<Vec<AssetRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM assets WHERE person_row_id = $1 ORDER BY asset_id");
        let rows = sql::query(&self.tx, "reading a person's assets", &select, [person.into()]).await?;
        rows.iter().map(|row| read(&Cells(row))).collect()
    }
}

fn rows(assets: &[AssetRow]) -> Rows {
    let each = || assets.iter();
    Rows::new()
        .text("asset_id", each().map(|asset| asset.id.as_str()))
        .text("person_row_id", each().map(|asset| asset.person.as_str()))
        .text("asset_type", each().map(|asset| asset.kind.as_str()))
        .text("parent_id", each().map(|asset| text(asset.parent.as_ref())))
        .text("original_url", each().map(|asset| asset.original_url.as_str()))
        .text("url", each().map(|asset| asset.url.as_str()))
        .text("media_id", each().map(|asset| asset.media_id.as_str()))
        .text("filename", each().map(|asset| text(asset.filename.as_ref())))
        .text("download_status", each().map(|asset| asset.status.as_str()))
        .text("failure_category", each().map(|asset| text(asset.failure_category.as_ref())))
        .int("failure_permanent", each().map(|asset| i64::from(asset.failure_permanent)))
        .text("failure_message", each().map(|asset| text(asset.failure_message.as_ref())))
        .int("attempts", each().map(|asset| i64::from(asset.attempts)))
        .int("next_attempt_at", each().map(|asset| micros(asset.next_attempt_at)))
        .int("file_size_bytes", each().map(|asset| asset.bytes.map_or(-1, whole)))
        .text("sha256", each().map(|asset| text(asset.sha256.as_ref())))
        .text("content_type", each().map(|asset| text(asset.content_type.as_ref())))
        .text("local_file_path", each().map(|asset| text(asset.local_file_path.as_ref())))
        .text("storage_key", each().map(|asset| text(asset.storage_key.as_ref())))
        .text("cloud_storage_url", each().map(|asset| text(asset.cloud_storage_url.as_ref())))
        .text("legacy_uuid", each().map(|asset| text(asset.legacy_uuid.as_ref())))
        .text("metadata", each().map(|asset| asset.metadata.as_str()))
        .int("gone_at", each().map(|asset| micros(asset.gone_at)))
        .int("created_at", each().map(|asset| asset.created_at.as_micros()))
        .int("updated_at", each().map(|asset| asset.updated_at.as_micros()))
        .int("version", each().map(|asset| whole(asset.version)))
}

/// The assets that a file is, by any of the names that it goes by: the value at `at`. Each name has an index of its own,
/// which leaves out what is empty.
pub(super) fn of_file(at: usize) -> String {
    ["asset_id", "media_id", "sha256", "storage_key", "local_file_path", "filename", "legacy_uuid"]
        .map(|column| format!("SELECT asset_id FROM assets WHERE {column} = ${at} AND {column} <> ''"))
        .join(" UNION ")
}
