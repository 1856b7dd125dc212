//! Between the words of this crate and the rows of the store.

use model::Instant;
use store::{AssetRow, PersonRow, StoreError};

use crate::{Asset, AssetKind, AssetStatus, Failure, FailureCategory, Person, links};

/// The row of a person.
pub fn person_row(person: &Person, now: Instant) -> PersonRow {
    PersonRow {
        key: person.key.to_string(),
        row_id: person.key.row_id().to_owned(),
        row_index: person.row_index,
        name: person.name.clone(),
        email: person.email.clone(),
        personality_type: person.personality_type.clone(),
        source_link: person.link.clone(),
        link_kind: links::kind_of(person.link.as_deref()).to_string(),
        content_hash: person.content_hash(),
        created_at: now,
        updated_at: now,
        gone_at: None,
    }
}

/// The person of a row.
///
/// # Errors
/// When the key is none.
pub fn person_of(row: &PersonRow) -> Result<Person, StoreError> {
    let key = row.key.parse().map_err(|_| damaged("key of a person", &row.key))?;
    Ok(Person {
        key,
        row_index: row.row_index,
        name: row.name.clone(),
        email: row.email.clone(),
        personality_type: row.personality_type.clone(),
        link: row.source_link.clone(),
    })
}

/// The row of an asset that was never written; whoever lays it over another one gives it that one's version.
pub fn asset_row(asset: &Asset) -> AssetRow {
    let failure = asset.failure.as_ref();
    AssetRow {
        id: asset.id.to_string(),
        person: asset.person.to_string(),
        kind: asset.kind.to_string(),
        parent: asset.parent.map(|id| id.to_string()),
        original_url: asset.original_url.clone(),
        url: asset.url.clone(),
        media_id: asset.media_id.clone(),
        filename: asset.filename.clone(),
        status: asset.status.to_string(),
        failure_category: failure.map(|failure| failure.category.to_string()),
        failure_permanent: failure.is_some_and(|failure| failure.permanent),
        failure_message: failure.map(|failure| failure.message.clone()),
        attempts: failure.map_or(0, |failure| failure.attempts),
        next_attempt_at: failure.and_then(|failure| failure.next_at),
        bytes: asset.bytes,
        sha256: asset.sha256.clone(),
        content_type: asset.content_type.clone(),
        local_file_path: asset.local_file_path.clone(),
        storage_key: asset.storage_key.clone(),
        cloud_storage_url: asset.cloud_storage_url.clone(),
        legacy_uuid: asset.legacy_uuid.clone(),
        metadata: serde_json::Value::Object(asset.metadata.clone()).to_string(),
        gone_at: asset.gone_at,
        created_at: asset.created_at,
        updated_at: asset.updated_at,
        version: 0,
    }
}

/// The asset of a row.
///
/// # Errors
/// When an id or a word in it is none.
pub fn asset_of(row: &AssetRow) -> Result<Asset, StoreError> {
    let id = |text: &str| text.parse().map_err(|_| damaged("id of an asset", text));
    let failure = match &row.failure_category {
        None => None,
        Some(word) => Some(Failure {
            category: FailureCategory::parse(word).ok_or_else(|| damaged("kind of failure", word))?,
            permanent: row.failure_permanent,
            message: row.failure_message.clone().unwrap_or_default(),
            attempts: row.attempts,
            next_at: row.next_attempt_at,
        }),
    };
    Ok(Asset {
        id: id(&row.id)?,
        person: row.person.parse().map_err(|_| damaged("key of a person", &row.person))?,
        kind: AssetKind::parse(&row.kind).ok_or_else(|| damaged("kind of asset", &row.kind))?,
        parent: row.parent.as_deref().map(id).transpose()?,
        original_url: row.original_url.clone(),
        url: row.url.clone(),
        media_id: row.media_id.clone(),
        filename: row.filename.clone(),
        status: AssetStatus::parse(&row.status).ok_or_else(|| damaged("status", &row.status))?,
        failure,
        bytes: row.bytes,
        sha256: row.sha256.clone(),
        content_type: row.content_type.clone(),
        local_file_path: row.local_file_path.clone(),
        storage_key: row.storage_key.clone(),
        cloud_storage_url: row.cloud_storage_url.clone(),
        legacy_uuid: row.legacy_uuid.clone(),
        metadata: serde_json::from_str(&row.metadata)
            .map_err(|_| damaged("metadata of an asset", &row.id))?,
        gone_at: row.gone_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

fn damaged(what: &str, found: &str) -> StoreError {
    StoreError::Damaged(format!("`{found}` is not the {what}"))
}
