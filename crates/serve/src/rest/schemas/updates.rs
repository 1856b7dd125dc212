//! Updates of datasets.

use serde_json::Value;
use utoipa::ToSchema;

/// Which dataset is meant.
#[derive(ToSchema)]
pub struct UpdateWish {
    /// The dataset; the only one where none is named.
    #[schema(required = false)]
    pub dataset: Option<String>,
    /// Whether a release that was applied, refused or undone before counts as new.
    #[schema(required = false)]
    pub again: Option<bool>,
    /// Who asks, where no token says so.
    #[schema(required = false)]
    pub by: Option<String>,
}

/// Whether workers look for releases by themselves.
#[derive(ToSchema)]
pub struct UpdateScheduleWish {
    /// `false` pauses it for all workers, `true` ends the pause; `true` when not said.
    #[schema(required = false)]
    pub enabled: Option<bool>,
    /// Who asks, where no token says so.
    #[schema(required = false)]
    pub by: Option<String>,
}

/// Somebody's word on an update.
#[derive(ToSchema)]
pub struct UpdateWord {
    /// Who decides, where no token says so.
    #[schema(required = false)]
    pub by: Option<String>,
}

/// An update.
#[derive(ToSchema)]
pub struct Update {
    /// Its number.
    pub id: i64,
    /// The dataset.
    pub dataset: String,
    /// `waiting`, `running`, `done`, `refused`, `outdated`, `undoing` or `undone`.
    pub state: String,
    /// `incremental` or `full`.
    pub mode: String,
    /// Where it came from.
    pub address: String,
    /// What the release calls itself.
    pub release: String,
    /// SHA-256 of the file in hex.
    pub file_hash: String,
    /// What looking at it found: rows, entries, those lost and ids moved with examples, and why it waits.
    pub body: Value,
    /// What applying and undoing it did.
    pub report: Value,
    /// Who asked for it.
    pub author: String,
    /// Who approved, refused or undid it.
    pub decided_by: String,
    /// When it was met.
    pub created_at: String,
    /// When somebody decided.
    pub decided_at: Option<String>,
    /// When it began to be applied.
    pub applied_at: Option<String>,
    /// When it was undone.
    pub undone_at: Option<String>,
}

/// Updates, newest first.
#[derive(ToSchema)]
pub struct Updates {
    /// The updates.
    pub updates: Vec<Update>,
}

/// What addresses of a dataset say.
#[derive(ToSchema)]
pub struct DatasetCheck {
    /// The dataset.
    pub dataset: String,
    /// Whether there is something new; none where no address tells without being fetched.
    pub has_updates: Option<bool>,
    /// When addresses were asked before this.
    pub last_check: Option<String>,
    /// When a release was last imported or applied.
    pub last_update: Option<String>,
    /// Entries that are kept of the newest release.
    pub entry_count: u64,
    /// The first eight digits of the SHA-256 of the release that is kept.
    pub content_hash: Option<String>,
    /// Address by address.
    pub addresses: Vec<AddressCheck>,
    /// The update that waits for somebody's word.
    pub waiting: Option<Update>,
}

/// What one address says.
#[derive(ToSchema)]
pub struct AddressCheck {
    /// The address.
    pub address: String,
    /// Whether it has another file than the last time.
    pub changed: Option<bool>,
    /// Its `ETag`.
    pub etag: String,
    /// Its `Last-Modified`.
    pub modified: String,
    /// Why it does not answer.
    pub error: Option<String>,
}

/// How datasets stand.
#[derive(ToSchema)]
pub struct UpdateStatus {
    /// The datasets.
    pub datasets: Vec<DatasetStatus>,
    /// When they are looked at.
    pub schedule: UpdateSchedule,
}

/// How a dataset stands.
#[derive(ToSchema)]
pub struct DatasetStatus {
    /// The dataset.
    pub dataset: String,
    /// The format of its files.
    pub format: String,
    /// Entries that are kept of the newest release.
    pub entry_count: u64,
    /// When a release was last imported or applied.
    pub last_update: Option<String>,
    /// The first eight digits of the SHA-256 of the release that is kept.
    pub content_hash: Option<String>,
    /// What that release calls itself.
    pub release: String,
    /// What its addresses last answered.
    pub checks: Vec<UpdateCheck>,
    /// The update that waits, is being applied or being undone.
    pub under_way: Option<Update>,
    /// What was begun and broken off, and goes on with the next run.
    pub broken_off: Option<BrokenOffUpdate>,
    /// The last update that ended.
    pub last: Option<Update>,
}

/// An update that no process is at any more, though it was begun and has not ended.
#[derive(ToSchema)]
pub struct BrokenOffUpdate {
    /// The update.
    pub update: i64,
    /// Batches of it that are written and were not taken back.
    pub batches: u64,
    /// When it was begun.
    pub begun_at: Option<String>,
}

/// What an address last answered.
#[derive(ToSchema)]
pub struct UpdateCheck {
    /// The dataset.
    pub dataset: String,
    /// The address.
    pub address: String,
    /// When it was asked.
    pub checked_at: String,
    /// `new`, `unchanged`, `older`, `unknown` or `failed: …`.
    pub outcome: String,
    /// Its `ETag`.
    pub etag: String,
    /// Its `Last-Modified`.
    pub modified: String,
    /// SHA-256 of the file it gave, in hex.
    pub file_hash: String,
    /// What the release there calls itself.
    pub release: String,
}

/// When datasets are looked at.
#[derive(ToSchema)]
pub struct UpdateSchedule {
    /// Whether workers look by themselves, by the settings.
    pub enabled: bool,
    /// Whether that is paused.
    pub paused: bool,
    /// Days between two looks.
    pub every_days: u32,
    /// Each dataset and when it is looked at next.
    pub next: Vec<Vec<Value>>,
}

/// How often and when releases come.
#[derive(ToSchema)]
pub struct ReleaseRhythm {
    /// The dataset.
    pub dataset: String,
    /// Releases that were met.
    pub releases: u64,
    /// Days between two, on average.
    pub every_days: Option<f64>,
    /// The weekday on which most came, in UTC.
    pub usual_weekday: Option<String>,
    /// The hour of the day at which most came, in UTC.
    pub usual_hour: Option<u8>,
    /// When the next one may be expected.
    pub next_expected: Option<String>,
    /// When looking for it is worthwhile.
    pub recommended_check: Option<String>,
    /// What to do.
    pub recommendation: String,
}

/// Whether it is a good moment to update.
#[derive(ToSchema)]
pub struct UpdateSafety {
    /// The dataset.
    pub dataset: String,
    /// Whether nothing speaks against it.
    pub safe: bool,
    /// What does.
    pub reasons: Vec<String>,
    /// When to look again.
    pub again_at: Option<String>,
    /// What to do.
    pub recommendation: String,
}

/// A job for an update, or why there is none yet: `status` is `accepted` or `postponed`.
#[derive(ToSchema)]
pub struct SmartUpdate {
    /// `accepted` or `postponed`.
    pub status: String,
    /// The job.
    #[schema(required = false)]
    pub job: Option<UpdateJob>,
    /// Why there is none yet.
    #[schema(required = false)]
    pub safety: Option<UpdateSafety>,
}

/// A job that looks for a release, applies one or undoes one.
#[derive(ToSchema)]
pub struct UpdateJob {
    /// The job's UUID; `/api/jobs/{job_id}` tells how it goes.
    pub job_id: String,
    /// `queued` or `running`.
    pub status: String,
    /// Whether it was made now.
    pub is_new: bool,
    /// How many queued jobs of its kind go before it.
    pub queue_position: u64,
}

/// An update after somebody's word, and the job that goes on with it.
#[derive(ToSchema)]
pub struct UpdateDecided {
    /// The update.
    pub update: Update,
    /// The job.
    pub job: Option<UpdateJob>,
}
