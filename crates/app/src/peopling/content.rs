//! The bytes of people's files: in pieces from the storage, or by a link that the storage gives.

use std::{ops::Range, time::Duration};

use assets::objects::{ObjectError, Objects};
use futures::{Stream, StreamExt as _, future, stream::BoxStream};
use model::Instant;
use people::Asset;
use serde::Serialize;
use sources::http::clock::later;

use crate::{App, AppError, ErrorCode};

/// How long a link opens its file.
const LIFE: Duration = Duration::from_mins(15);
/// A link that ends sooner is not handed out again.
const REST: Duration = Duration::from_mins(5);

/// A file that can be read.
#[derive(Debug, Clone)]
pub struct AssetContent {
    /// How many bytes it has.
    pub bytes: u64,
    /// What its bytes are, as sniffed when they came.
    pub content_type: String,
    /// The name under which it may be saved.
    pub filename: String,
    /// The SHA-256 of its content.
    pub sha256: Option<String>,
    key: String,
    objects: Objects,
}

/// A link that opens one file for a while, without a token of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssetLink {
    /// The address. Whoever has it may read.
    pub url: String,
    /// Until when.
    pub expires_at: Instant,
}

impl App {
    /// An asset's file, to be read in pieces.
    ///
    /// # Errors
    /// `not_found` where the asset or its file is not here; a storage that fails.
    pub async fn asset_content(&self, id: &str) -> Result<AssetContent, AppError> {
        let asset = self.kept_asset(id).await?;
        let key = key_of(&asset)?;
        let objects = self.objects()?;
        let seen = objects.head(&key).await.map_err(|error| failed(&error))?;
        let seen = seen.ok_or_else(|| lost(&asset))?;
        let ending = key.rsplit_once('.').map_or("bin", |(_, ending)| ending);
        let filename = asset.filename.clone().unwrap_or_else(|| format!("{}.{ending}", asset.media_id));
        Ok(AssetContent {
            bytes: seen.bytes,
            content_type: asset.content_type.unwrap_or_else(|| "application/octet-stream".to_owned()),
            filename,
            sha256: asset.sha256,
            key,
            objects,
        })
    }

    /// A link of the storage to an asset's file, where it gives links; a folder gives none. The last link is handed out
    /// again while it lasts, and the object's row knows it.
    ///
    /// # Errors
    /// `not_found` where the asset or its file is not here; keys that cannot sign.
    pub async fn asset_link(&self, id: &str) -> Result<Option<AssetLink>, AppError> {
        let asset = self.kept_asset(id).await?;
        let key = key_of(&asset)?;
        let now = self.now();
        let row = self.store().stored_object(&key).await?;
        if let Some((url, until)) = row.and_then(|row| row.presigned)
            && until > later(now, REST)
        {
            return Ok(Some(AssetLink { url, expires_at: until }));
        }
        let link = match self.objects()?.link(&key, LIFE, now).await {
            Ok(link) => link,
            Err(ObjectError::NoLinks) => return Ok(None),
            Err(error) => return Err(failed(&error)),
        };
        let tx = self.store().begin().await?;
        // Read again, because it may have been erased meanwhile.
        if let Some(mut row) = tx.stored_object(&key).await? {
            row.presigned = Some((link.url.clone(), link.expires_at));
            tx.save_object(&row).await?;
        }
        tx.commit().await?;
        Ok(Some(AssetLink { url: link.url, expires_at: link.expires_at }))
    }
}

impl AssetContent {
    /// The bytes of a range, piece by piece, in constant memory. A range beyond the end gives what there is.
    ///
    /// # Errors
    /// A file that is gone meanwhile; a storage that fails, also in the midst.
    pub async fn pieces(
        &self,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, Result<Vec<u8>, AppError>>, AppError> {
        let pieces = self.objects.stream(&self.key, range.start).await.map_err(|error| failed(&error))?;
        let pieces = pieces.map(|piece| piece.map_err(|error| failed(&error)));
        Ok(cut(pieces, range.end.saturating_sub(range.start)).boxed())
    }
}

/// The first so many bytes of a stream; the rest is not asked for.
fn cut(
    pieces: impl Stream<Item = Result<Vec<u8>, AppError>> + Send,
    bytes: u64,
) -> impl Stream<Item = Result<Vec<u8>, AppError>> + Send {
    pieces.scan(bytes, |left, piece| {
        let part = match piece {
            _ if *left == 0 => None,
            Err(error) => {
                *left = 0;
                Some(Err(error))
            }
            Ok(mut piece) => {
                piece.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
                *left -= piece.len() as u64;
                Some(Ok(piece))
            }
        };
        future::ready(part)
    })
}

fn key_of(asset: &Asset) -> Result<String, AppError> {
    let is_here = super::PeopleAsset::from(asset.clone()).has_content;
    asset.storage_key.clone().filter(|_| is_here).ok_or_else(|| {
        AppError::new(ErrorCode::NotFound, format!("the file of asset `{}` is not here", asset.id))
            .detail("status", asset.status.as_str())
            .hint("`emaki people download` brings what is due; playlists and folders have no file")
    })
}

fn lost(asset: &Asset) -> AppError {
    AppError::new(ErrorCode::NotFound, format!("the file of asset `{}` is not where its row says", asset.id))
        .hint("`emaki people fsck` has it fetched anew")
}

fn failed(error: &ObjectError) -> AppError {
    let code = if error.is_transient() { ErrorCode::SourceUnavailable } else { ErrorCode::Internal };
    // What a storage says may name keys and buckets; it goes into the log alone.
    AppError::new(code, "the storage of people's files failed").caused_by(error.to_string())
}

#[cfg(test)]
mod tests {
    use futures::stream;

    use super::*;

    #[tokio::test]
    async fn a_range_ends_in_the_midst_of_a_piece_and_asks_for_no_more() {
        let asked = std::sync::atomic::AtomicUsize::new(0);
        for (bytes, told, pieces) in [(0, "", 1), (2, "ab", 2), (4, "abcd", 3), (99, "abcdef", 3)] {
            asked.store(0, std::sync::atomic::Ordering::Relaxed);
            let source = stream::iter(["abc", "", "def"]).map(|piece| {
                asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                Ok(piece.as_bytes().to_vec())
            });
            let got: Vec<u8> = cut(source, bytes)
                .map(|piece| piece.expect("no piece fails"))
                .collect::<Vec<_>>()
                .await
                .concat();
            assert_eq!(got, told.as_bytes(), "{bytes}");
            assert!(asked.load(std::sync::atomic::Ordering::Relaxed) <= pieces, "{bytes}");
        }
    }
}
