//! People's assets as doors show them: sieved and paged, one alone, and all of somebody.

use model::Instant;
use people::{Asset, AssetStatus, Failure};
use serde::Serialize;
use store::AssetFilter;

use super::{PersonCard, words};
use crate::{App, AppError};

/// Which assets are listed.
#[derive(Debug, Clone, Default)]
pub struct PeopleAssetQuery {
    /// Only of the person with this key.
    pub person: Option<String>,
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only with this status.
    pub status: Option<String>,
    /// Only whose last failure is of this kind.
    pub failure: Option<String>,
    /// Only what this playlist or folder holds.
    pub parent: Option<String>,
    /// Only this file: its object's key, its hash, its name, or the id of its medium.
    pub file: Option<String>,
    /// Those that nothing points at any more as well.
    pub with_gone: bool,
    /// At most so many, 1 to 1,000.
    pub limit: usize,
    /// Go on after this cursor.
    pub cursor: Option<String>,
}

/// One thing that was or will be downloaded for somebody.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PeopleAsset {
    /// Its id.
    pub asset_id: String,
    /// The key of the person whose it is.
    pub person_key: String,
    /// What it is.
    pub kind: String,
    /// The playlist or folder that it was found in.
    pub parent_id: Option<String>,
    /// Its address in normal form.
    pub url: String,
    /// The id of the video, playlist, file or folder.
    pub media_id: String,
    /// The name of its file.
    pub filename: Option<String>,
    /// How far it came.
    pub status: String,
    /// Why the last attempt failed.
    pub failure: Option<Failure>,
    /// The length of its file in bytes.
    pub bytes: Option<u64>,
    /// The SHA-256 of its file.
    pub sha256: Option<String>,
    /// What its bytes are.
    pub content_type: Option<String>,
    /// The address of its object.
    pub storage_url: Option<String>,
    /// Whether its file is here.
    pub has_content: bool,
    /// Its name in the old pipeline.
    pub legacy_uuid: Option<String>,
    /// Since when nothing points at it any more.
    pub gone_at: Option<Instant>,
    /// When it was found.
    pub created_at: Instant,
    /// When anything of it changed last.
    pub updated_at: Instant,
}

/// Somebody with all that is there, for a page about them.
#[derive(Debug, Clone, Serialize)]
pub struct PersonPage {
    /// Who.
    #[serde(flatten)]
    pub card: PersonCard,
    /// The documents: id, address, state, length of the text, and the reason of a failure.
    pub documents: Vec<serde_json::Value>,
    /// The addresses that were found, noise included.
    pub links: Vec<serde_json::Value>,
    /// The assets, up to 1,000.
    pub assets: Vec<PeopleAsset>,
    /// Where the list of assets goes on.
    pub next_asset_cursor: Option<String>,
}

/// The most assets on one page.
const MOST: usize = 1_000;

impl From<Asset> for PeopleAsset {
    fn from(asset: Asset) -> Self {
        let is_here = matches!(asset.status, AssetStatus::Downloaded | AssetStatus::Uploaded);
        Self {
            asset_id: asset.id.to_string(),
            person_key: asset.person.to_string(),
            kind: asset.kind.to_string(),
            parent_id: asset.parent.map(|parent| parent.to_string()),
            url: asset.url,
            media_id: asset.media_id,
            filename: asset.filename,
            status: asset.status.to_string(),
            failure: asset.failure,
            bytes: asset.bytes,
            sha256: asset.sha256,
            content_type: asset.content_type,
            storage_url: asset.cloud_storage_url,
            has_content: is_here && asset.storage_key.is_some(),
            legacy_uuid: asset.legacy_uuid,
            gone_at: asset.gone_at,
            created_at: asset.created_at,
            updated_at: asset.updated_at,
        }
    }
}

impl App {
    /// Assets by their ids, and the cursor that goes on.
    ///
    /// # Errors
    /// `invalid_parameter` for words, keys, ids and cursors that are none.
    pub async fn people_assets(
        &self,
        query: &PeopleAssetQuery,
    ) -> Result<(Vec<PeopleAsset>, Option<String>), AppError> {
        self.people_are_open()?;
        let cursor = query.cursor.as_deref().map(|cursor| {
            words::asset(cursor).map_err(|_| {
                AppError::invalid_parameter("cursor", "it is none of ours")
                    .hint("begin again without a cursor")
            })
        });
        let key = query.person.as_deref().map(words::person).transpose()?;
        let kind = query.kind.as_deref().map(|word| words::kind("kind", word)).transpose()?;
        let status = query.status.as_deref().map(|word| words::status("status", word)).transpose()?;
        let failure = query.failure.as_deref().map(|word| words::category("failure", word)).transpose()?;
        let parent = query.parent.as_deref().map(words::asset).transpose()?;
        let filter = AssetFilter {
            person: key.map(|key| key.to_string()),
            kind: kind.map(|kind| kind.to_string()),
            status: status.map(|status| status.to_string()),
            failure_category: failure.map(|failure| failure.to_string()),
            parent: parent.map(|parent| parent.to_string()),
            file: query.file.clone(),
            with_gone: query.with_gone,
            after: cursor.transpose()?.map(|cursor| cursor.to_string()),
            ..AssetFilter::default()
        };
        let limit = query.limit.clamp(1, MOST);
        let mut rows = self.store().assets(&filter, limit + 1).await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| row.id.clone());
        let assets = rows.iter().map(|row| Ok(people::desk::asset_of(row)?.into()));
        Ok((assets.collect::<Result<_, AppError>>()?, next))
    }

    /// One asset.
    ///
    /// # Errors
    /// `not_found`; `invalid_parameter` for a text that is no id.
    pub async fn people_asset(&self, id: &str) -> Result<PeopleAsset, AppError> {
        Ok(self.kept_asset(id).await?.into())
    }

    /// Somebody with documents, links and assets. Names are masked unless `plain`.
    ///
    /// # Errors
    /// `not_found`; `invalid_parameter` for a text that is no key.
    pub async fn person_page(&self, key: &str, plain: bool) -> Result<PersonPage, AppError> {
        self.people_are_open()?;
        let key = words::person(key)?;
        let details = self.show_person(key.as_str(), plain).await?;
        let of =
            PeopleAssetQuery { person: Some(key.to_string()), limit: MOST, ..PeopleAssetQuery::default() };
        let (assets, next_asset_cursor) = self.people_assets(&of).await?;
        let (card, documents, links) = (details.card, details.documents, details.links);
        Ok(PersonPage { card, documents, links, assets, next_asset_cursor })
    }

    /// One asset, whole.
    pub(super) async fn kept_asset(&self, id: &str) -> Result<Asset, AppError> {
        self.people_are_open()?;
        let id = words::asset(id)?.to_string();
        let row = self.store().asset(&id).await?.ok_or_else(|| AppError::not_found("asset", &id))?;
        Ok(people::desk::asset_of(&row)?)
    }
}
