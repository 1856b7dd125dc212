//! Playlists and folders: listed, and what they hold becomes assets of their own.

use downloads::{
    Trouble,
    drive::{self, Listed},
    youtube::{self, Tool},
};
use people::{AssetKind, AssetStatus, ledger::Twin};
use serde_json::json;
use store::AssetRow;

use super::{
    one::{merged, present, told_of},
    place::Place,
};
use crate::{App, AppError};

impl App {
    /// Lists a playlist or a folder; gives how many assets are new. Folders in folders are assets themselves and are
    /// listed in their turn, each once, so that no circle is gone round.
    pub(super) async fn list_asset(
        &self,
        place: &Place,
        tool: Option<&Tool>,
        row: &mut AssetRow,
        kind: AssetKind,
    ) -> Result<Result<u64, Trouble>, AppError> {
        let (children, told) = if kind == AssetKind::YoutubePlaylist {
            let base = self.config().people.downloads.youtube_url.trim_end_matches('/');
            let url = format!("{base}/playlist?list={}", row.media_id);
            let tool = match present(tool) {
                Ok(tool) => tool,
                Err(trouble) => return Ok(Err(trouble)),
            };
            let info = match youtube::playlist(&place.net, tool, &url, &place.limits).await {
                Ok(info) => info,
                Err(trouble) => return Ok(Err(trouble)),
            };
            let (videos, lost) = info.videos();
            let mut told = told_of(&info);
            told.insert("entries".to_owned(), json!(videos.len()));
            told.insert("lost_entries".to_owned(), json!(lost));
            let child = |id: &String| {
                let url = format!("https://www.youtube.com/watch?v={id}");
                self.child(row, AssetKind::YoutubeVideo, &url, id)
            };
            (videos.iter().filter_map(child).collect::<Vec<_>>(), told)
        } else {
            let key = Some(&self.config().drive_key);
            let listed = match drive::folder(&place.net, &row.media_id, key).await {
                Ok(listed) => listed,
                Err(trouble) => return Ok(Err(trouble)),
            };
            let documents = listed.entries.iter().filter(|entry| entry.is_document()).count();
            let told = [
                ("entries".to_owned(), json!(listed.entries.len())),
                // Documents have no file; whoever wants their text links to them.
                ("documents".to_owned(), json!(documents)),
                ("may_have_more".to_owned(), json!(listed.may_have_more)),
            ];
            (self.entries_of(row, &listed), told.into_iter().collect())
        };
        row.metadata = merged(&row.metadata, told);
        row.status = AssetStatus::Downloaded.to_string();
        row.failure_category = None;
        row.failure_permanent = false;
        row.failure_message = None;
        row.attempts = 0;
        row.next_attempt_at = None;
        row.updated_at = self.now();
        let twin = Twin::open(self.store(), row.updated_at).await?;
        let tx = self.store().begin().await?;
        let found = tx.add_assets(&children).await?;
        if tx.save_assets(std::slice::from_mut(row)).await? == 0 {
            // Another process listed it meanwhile, or its person was erased.
            tx.rollback().await?;
            return Ok(Ok(0));
        }
        twin.commit(tx, &[&row.person]).await?;
        Ok(Ok(found))
    }

    fn entries_of(&self, row: &AssetRow, listed: &Listed) -> Vec<AssetRow> {
        let entries = listed.entries.iter().filter(|entry| !entry.is_document());
        let child = |entry: &drive::Entry| {
            let id = &entry.id;
            let mut child = if entry.is_folder() {
                let url = format!("https://drive.google.com/drive/folders/{id}");
                self.child(row, AssetKind::DriveFolder, &url, id)?
            } else {
                let url = format!("https://drive.google.com/file/d/{id}/view");
                self.child(row, AssetKind::DriveFile, &url, id)?
            };
            child.filename = Some(downloads::file::safe(&entry.name)).filter(|name| !name.is_empty());
            Some(child)
        };
        entries.filter_map(child).collect()
    }
}
