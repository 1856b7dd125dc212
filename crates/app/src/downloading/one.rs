//! One asset: fetched, and kept with its row.

use downloads::{
    BUSY, Trouble, drive,
    file::{Ask, Got, Tell},
    youtube::{self, Info, Tool, Wanted},
};
use people::{
    Asset, AssetKind, AssetStatus, Failure, FailureCategory, PersonKey, desk::asset_row, ledger::Twin,
};
use serde_json::{Map, Value, json};
use sources::http::Guard;
use store::AssetRow;
use url::Url;

use super::{commit::Kept, place::Place};
use crate::{App, AppError};

/// What became of an asset.
pub(super) enum Became {
    /// Its file is here; the flag says whether its content is new.
    File { is_new: bool, bytes: u64, found: u64 },
    /// It was listed, and so many new assets were found in it.
    Listed { found: u64 },
    /// It failed, which its row says.
    Failed(Trouble),
    /// Another process has it, or had it meanwhile.
    Left,
    /// Its host rests, so that nothing was tried.
    Resting,
}

impl App {
    /// Fetches one asset. Whatever goes wrong with it is written into its row and ends nothing else.
    pub(super) async fn fetch_asset(
        &self,
        place: &Place,
        tool: Option<&Tool>,
        id: &str,
        session: &str,
        tell: &Tell<'_>,
    ) -> Result<Became, AppError> {
        // Another process may have had it since it was listed.
        let Some(mut row) = self.store().asset(id).await?.filter(is_open) else { return Ok(Became::Left) };
        let Some(kind) = AssetKind::parse(&row.kind) else { return Ok(Became::Left) };
        let asked = match kind {
            AssetKind::YoutubePlaylist | AssetKind::DriveFolder => {
                match self.list_asset(place, tool, &mut row, kind).await? {
                    Ok(found) => return Ok(Became::Listed { found }),
                    Err(trouble) => Err(trouble),
                }
            }
            AssetKind::YoutubeVideo => self.fetch_video(place, tool, &row).await,
            AssetKind::YoutubeTranscript => self.fetch_transcript(place, tool, &row).await,
            AssetKind::DriveFile => self.fetch_drive_file(place, &row, tell).await,
        };
        let (got, told) = match asked {
            Ok(came) => came,
            Err(trouble) if trouble.is_rest() => return Ok(Became::Resting),
            Err(trouble) if trouble.message.contains(BUSY) => return Ok(Became::Left),
            Err(trouble) => return self.note_failure(&mut row, trouble).await,
        };
        row.metadata = merged(&row.metadata, told);
        let bytes = got.received;
        match self.keep_file(place, &mut row, &got, session).await? {
            Kept::Whole { is_new, found } => Ok(Became::File { is_new, bytes, found }),
            Kept::Trouble(trouble) => self.note_failure(&mut row, trouble).await,
            Kept::Left => Ok(Became::Left),
        }
    }

    async fn fetch_video(
        &self,
        place: &Place,
        tool: Option<&Tool>,
        row: &AssetRow,
    ) -> Result<(Got, Map<String, Value>), Trouble> {
        let url = self.watch_url(&row.media_id);
        let wanted = Wanted { url: &url, folder: &place.staging, stem: &row.id };
        let (got, info) = youtube::video(&place.net, present(tool)?, &wanted, &place.limits).await?;
        Ok((Got { name: Some(format!("{}.{}", row.media_id, got.content.extension)), ..got }, told_of(&info)))
    }

    async fn fetch_transcript(
        &self,
        place: &Place,
        tool: Option<&Tool>,
        row: &AssetRow,
    ) -> Result<(Got, Map<String, Value>), Trouble> {
        let url = self.watch_url(&row.media_id);
        let wanted = Wanted { url: &url, folder: &place.staging, stem: &row.id };
        let got = youtube::transcript(&place.net, present(tool)?, &wanted, &place.limits).await?;
        let (got, info) =
            got.ok_or_else(|| Trouble::new(FailureCategory::Gone, "the video has no transcript"))?;
        let language =
            got.name.as_deref().and_then(|name| name.rsplit_once('.')).map(|(language, _)| language);
        let mut told = told_of(&info);
        told.insert("language".to_owned(), json!(language));
        let name = format!("{}_transcript.{}", row.media_id, got.content.extension);
        Ok((Got { name: Some(name), ..got }, told))
    }

    async fn fetch_drive_file(
        &self,
        place: &Place,
        row: &AssetRow,
        tell: &Tell<'_>,
    ) -> Result<(Got, Map<String, Value>), Trouble> {
        let downloads = &self.config().people.downloads;
        let ask = Ask {
            // Both are set by who asks Drive.
            source: model::SourceId::parse("google_drive").expect("a sound name"),
            url: place.net.addresses().drive.clone(),
            guard: Guard::Trusted,
            folder: &place.staging,
            stem: &row.id,
            most_bytes: downloads.most_bytes,
            keep_free: downloads.keep_free_bytes,
        };
        let key = Url::parse(&row.url).ok().and_then(|url| {
            url.query_pairs().find(|(name, _)| name == "resourcekey").map(|(_, value)| value.into_owned())
        });
        let got = drive::file(&place.net, &row.media_id, key.as_deref(), &ask, tell).await?;
        let told = Map::from_iter([("original_name".to_owned(), json!(got.name))]);
        Ok((got, told))
    }

    fn watch_url(&self, video: &str) -> String {
        let base = self.config().people.downloads.youtube_url.trim_end_matches('/');
        format!("{base}/watch?v={video}")
    }

    /// The transcript of a video as an asset beside it, where transcripts are wanted.
    pub(super) fn transcript_of(&self, video: &AssetRow) -> Option<AssetRow> {
        let is_wanted =
            self.config().people.downloads.transcripts && video.kind == AssetKind::YoutubeVideo.as_str();
        let child =
            is_wanted.then(|| self.child(video, AssetKind::YoutubeTranscript, &video.url, &video.media_id));
        child.flatten().map(|child| AssetRow { original_url: video.original_url.clone(), ..child })
    }

    /// A new asset of the same person, found in or with another one.
    pub(super) fn child(
        &self,
        parent: &AssetRow,
        kind: AssetKind,
        url: &str,
        media: &str,
    ) -> Option<AssetRow> {
        let person: PersonKey = parent.person.parse().ok()?;
        let asset = Asset::new(person, kind, url, url, media, self.now());
        Some(AssetRow { parent: Some(parent.id.clone()), ..asset_row(&asset) })
    }

    async fn note_failure(&self, row: &mut AssetRow, trouble: Trouble) -> Result<Became, AppError> {
        let now = self.now();
        let before = (row.attempts > 0).then(|| Failure {
            category: trouble.category,
            permanent: false,
            message: String::new(),
            attempts: row.attempts,
            next_at: None,
        });
        let failure =
            Failure::after(before.as_ref(), trouble.category, trouble.message.clone(), trouble.pause, now);
        row.status = AssetStatus::Failed.to_string();
        row.failure_category = Some(failure.category.to_string());
        row.failure_permanent = failure.permanent;
        row.failure_message = Some(failure.message);
        row.attempts = failure.attempts;
        row.next_attempt_at = failure.next_at;
        row.updated_at = now;
        let twin = Twin::open(self.store(), now).await?;
        let tx = self.store().begin().await?;
        if tx.save_assets(std::slice::from_mut(row)).await? == 0 {
            // Another process was faster, and what it wrote stands.
            tx.rollback().await?;
            return Ok(Became::Left);
        }
        twin.commit(tx, &[&row.person]).await?;
        Ok(Became::Failed(trouble))
    }
}

/// Whether an asset is still to be fetched.
fn is_open(row: &AssetRow) -> bool {
    let status = AssetStatus::parse(&row.status);
    matches!(status, Some(AssetStatus::Pending | AssetStatus::Failed))
        && !row.failure_permanent
        && row.gone_at.is_none()
}

pub(super) fn present(tool: Option<&Tool>) -> Result<&Tool, Trouble> {
    tool.ok_or_else(|| {
        let message = "yt-dlp is not installed, which videos need; `emaki doctor --fix` installs it";
        Trouble::new(FailureCategory::System, message)
    })
}

/// What is kept of a video or a list beside its file.
pub(super) fn told_of(info: &Info) -> Map<String, Value> {
    let pairs = [
        ("title", json!(info.title)),
        ("duration_s", json!(info.duration)),
        ("uploader", json!(info.uploader)),
        ("upload_date", json!(info.upload_date)),
    ];
    pairs
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// What was known, with what is known now.
pub(super) fn merged(before: &str, now: Map<String, Value>) -> String {
    let mut known: Map<String, Value> = serde_json::from_str(before).unwrap_or_default();
    known.extend(now);
    Value::Object(known).to_string()
}
