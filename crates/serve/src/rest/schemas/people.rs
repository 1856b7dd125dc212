//! People, their assets, and sessions of downloads.

use std::collections::HashMap;

use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// The parameters of a list of people.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleParameters {
    /// Only whose name or address holds this, whatever the case of its letters; for tokens without `write`, is this.
    pub q: Option<String>,
    /// Only with this id of a row.
    pub row_id: Option<String>,
    /// Only of this type, byte for byte.
    #[param(rename = "type")]
    pub personality_type: Option<String>,
    /// Only whose link leads to this: `document`, `youtube`, `drive_file`, `drive_folder`, `other` or `none`.
    pub link_kind: Option<String>,
    /// Only with a file that is `pending`, `here`, `failed` (to be tried again) or `lost` (given up).
    pub status: Option<String>,
    /// Only with a file whose last failure is of this kind: `network`, `rate_limit`, `quota`, `permission`, `gone`,
    /// `validation`, `disk` or `system`.
    pub failure: Option<String>,
    /// Only who has this file: its path, its object's key, its hash, its name, or the id of its asset or medium.
    pub file: Option<String>,
    /// Those that are gone from the sheet as well.
    pub gone: Option<bool>,
    /// Names and addresses in full; asks for the scope `write` as well.
    pub plain: Option<bool>,
    /// People on one page, 1 to 500; 50 by default.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u32>,
    /// Where the page before ended, as its `next_cursor` said.
    pub cursor: Option<String>,
}

/// How somebody's files stand.
#[derive(ToSchema)]
pub struct PersonStanding {
    /// Not tried so far.
    pub pending: u64,
    /// On the disk or in the storage.
    pub here: u64,
    /// Failed, to be tried again.
    pub failed: u64,
    /// Failed for good.
    pub lost: u64,
    /// The sum of the files' lengths.
    pub bytes: u64,
}

/// Somebody, at a glance.
#[derive(ToSchema)]
pub struct PersonCard {
    /// The key: the row's id, or `151#2` for the second row with it.
    pub key: String,
    /// The row's id.
    pub row_id: String,
    /// The row's place in the sheet.
    pub row_index: u64,
    /// The name, masked unless asked for.
    pub name: String,
    /// The address, masked unless asked for.
    pub email: Option<String>,
    /// The type, byte for byte.
    #[schema(rename = "type")]
    pub personality_type: Option<String>,
    /// Where the row's link leads; null where names are masked.
    pub link: Option<String>,
    /// What that is.
    pub link_kind: String,
    /// When the row was first seen.
    pub created_at: String,
    /// When it changed last.
    pub updated_at: String,
    /// Since when the sheet does not have it any more.
    pub gone_at: Option<String>,
    /// How the files stand.
    pub files: PersonStanding,
}

/// A page of people.
#[derive(ToSchema)]
pub struct PeopleList {
    /// The people, in the order of the sheet.
    pub people: Vec<PersonCard>,
    /// Give this as `cursor` to get the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// Somebody, with all that is there.
#[derive(ToSchema)]
pub struct PersonPage {
    /// The key.
    pub key: String,
    /// The row's id.
    pub row_id: String,
    /// The row's place in the sheet.
    pub row_index: u64,
    /// The name, masked unless asked for.
    pub name: String,
    /// The address, masked unless asked for.
    pub email: Option<String>,
    /// The type, byte for byte.
    #[schema(rename = "type")]
    pub personality_type: Option<String>,
    /// Where the row's link leads; null where names are masked.
    pub link: Option<String>,
    /// What that is.
    pub link_kind: String,
    /// When the row was first seen.
    pub created_at: String,
    /// When it changed last.
    pub updated_at: String,
    /// Since when the sheet does not have it any more.
    pub gone_at: Option<String>,
    /// How the files stand.
    pub files: PersonStanding,
    /// The documents, without their texts.
    pub documents: Vec<PersonDocumentLine>,
    /// The addresses that were found, noise included.
    pub links: Vec<PersonLink>,
    /// The assets, up to 1,000.
    pub assets: Vec<PeopleAsset>,
    /// Give this as `cursor` to `/api/assets?person=` for the next ones; null when these are all.
    pub next_asset_cursor: Option<String>,
}

/// A document, without its text.
#[derive(ToSchema)]
pub struct PersonDocumentLine {
    /// Its id.
    pub document_id: String,
    /// Its address; null where names are masked, because it leads to one.
    pub url: Option<String>,
    /// `pending`, `fetched` or `failed`.
    pub state: String,
    /// How it was read.
    pub how: Option<String>,
    /// The length of its text in letters.
    pub characters: u64,
    /// When it was read.
    pub fetched_at: Option<String>,
    /// Why it could not be read.
    pub failure: Option<AssetFailure>,
}

/// An address that was found.
#[derive(ToSchema)]
pub struct PersonLink {
    /// The address in normal form; null for the row's own link where names are masked.
    pub url: Option<String>,
    /// What it leads to; `noise` where that is nothing to download.
    pub kind: String,
    /// Why it is noise.
    pub reason: Option<String>,
    /// Where it was found: `sheet`, or the id of a document.
    pub origin: String,
}

/// A document, with its text.
#[derive(ToSchema)]
pub struct PersonDocument {
    /// The key of the person.
    pub person_key: String,
    /// Its id.
    pub document_id: String,
    /// Its address; null where names are masked, because it leads to one.
    pub url: Option<String>,
    /// `pending`, `fetched` or `failed`.
    pub state: String,
    /// Its text; empty until it was read.
    pub text: String,
    /// Why it could not be read, the last time that was tried.
    pub failure: Option<AssetFailure>,
    /// When it was read.
    pub fetched_at: Option<String>,
}

/// The last failure of an asset or a document.
#[derive(ToSchema)]
pub struct AssetFailure {
    /// `network`, `rate_limit`, `quota`, `permission`, `gone`, `validation`, `disk` or `system`.
    pub category: String,
    /// Whether it is not tried again by itself.
    pub permanent: bool,
    /// What happened, in words.
    pub message: String,
    /// How many attempts failed one after another.
    pub attempts: u32,
    /// When it is tried again.
    pub next_at: Option<String>,
}

/// The parameters of a list of assets.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AssetParameters {
    /// Only of the person with this key.
    pub person: Option<String>,
    /// Only of this kind: `youtube_video`, `youtube_transcript`, `youtube_playlist`, `drive_file` or `drive_folder`.
    pub kind: Option<String>,
    /// Only with this status: `pending`, `downloaded`, `uploaded` or `failed`.
    pub status: Option<String>,
    /// Only whose last failure is of this kind.
    pub category: Option<String>,
    /// Only what this playlist or folder holds.
    pub parent: Option<String>,
    /// Only this file: its hash, its name, its object's key, or the id of its medium.
    pub file: Option<String>,
    /// Those that nothing points at any more as well.
    pub gone: Option<bool>,
    /// Assets on one page, 1 to 500; 50 by default.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u32>,
    /// Where the page before ended, as its `next_cursor` said.
    pub cursor: Option<String>,
}

/// A page of assets.
#[derive(ToSchema)]
pub struct AssetList {
    /// The assets, by their ids.
    pub assets: Vec<PeopleAsset>,
    /// Give this as `cursor` to get the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// One thing that was or will be downloaded for somebody.
#[derive(ToSchema)]
pub struct PeopleAsset {
    /// Its UUID.
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
    /// `pending`, `downloaded`, `uploaded` or `failed`.
    pub status: String,
    /// Why the last attempt failed.
    pub failure: Option<AssetFailure>,
    /// The length of its file in bytes.
    pub bytes: Option<u64>,
    /// The SHA-256 of its file.
    pub sha256: Option<String>,
    /// What its bytes are.
    pub content_type: Option<String>,
    /// The address of its object in the storage.
    pub storage_url: Option<String>,
    /// Whether its file is here, and `/api/assets/{asset_id}/content` gives it.
    pub has_content: bool,
    /// Its name in the old pipeline.
    pub legacy_uuid: Option<String>,
    /// Since when nothing points at it any more.
    pub gone_at: Option<String>,
    /// When it was found.
    pub created_at: String,
    /// When anything of it changed last.
    pub updated_at: String,
}

/// What failed, by cause.
#[derive(ToSchema)]
pub struct AssetFailureList {
    /// The causes, the most frequent first.
    pub failures: Vec<AssetFailures>,
}

/// What failed of one cause.
#[derive(ToSchema)]
pub struct AssetFailures {
    /// The cause.
    pub category: String,
    /// How many are tried again by themselves.
    pub waiting: u64,
    /// How many were given up.
    pub given_up: u64,
    /// Up to five of them.
    pub assets: Vec<PeopleAsset>,
}

/// What is to be tried again.
#[derive(ToSchema)]
pub struct RetryWish {
    /// Only what failed of this cause.
    pub category: Option<String>,
    /// Only of the person with this key.
    pub person: Option<String>,
    /// Only these assets, at most 500.
    pub assets: Option<Vec<String>>,
    /// Whether a session of downloads is asked for at once, as a job; no when not said.
    pub download: Option<bool>,
}

/// What was opened.
#[derive(ToSchema)]
pub struct RetriedAssets {
    /// How many assets are due now.
    pub opened: u64,
    /// The same by cause.
    pub by_cause: HashMap<String, u64>,
    /// The job that downloads them, where one was asked for; `/api/jobs/{job_id}` tells how far it is.
    pub job_id: Option<String>,
}

/// A page of sessions.
#[derive(ToSchema)]
pub struct DownloadSessionList {
    /// The sessions, newest first.
    pub sessions: Vec<DownloadSession>,
    /// Give this as `cursor` to get the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// A session of downloads.
#[derive(ToSchema)]
pub struct DownloadSession {
    /// Its UUID.
    pub session_id: String,
    /// `youtube`, `drive` or `mixed`.
    pub kind: String,
    /// `running`, `completed`, `partly`, `failed` or `stopped`.
    pub status: String,
    /// How far it is, 0 to 100.
    pub progress: f64,
    /// How many assets were due, and those found on the way.
    pub total_assets: u64,
    /// How many of them are here.
    pub completed_assets: u64,
    /// How many failed.
    pub failed_assets: u64,
    /// How many bytes came over the line.
    pub bytes: u64,
    /// How many seconds more it takes at the pace so far.
    pub eta_s: Option<f64>,
    /// Whether it runs by its own word and was not heard of for a quarter of an hour.
    pub is_silent: bool,
    /// Failures so far, by cause.
    pub failed: Value,
    /// Why it could not go on.
    pub stopped: Option<String>,
    /// When it began.
    pub created_at: String,
    /// When it was heard of last.
    pub updated_at: String,
    /// When it ended.
    pub completed_at: Option<String>,
}
