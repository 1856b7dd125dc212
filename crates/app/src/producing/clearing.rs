//! Kept pictures of which nobody speaks any more go in two steps, a day apart.
//!
//! One that is old and not spoken of is set aside, where it is still found by its hash. A day later it goes for good,
//! unless somebody has spoken of it meanwhile: then it comes back. So it matters nothing who was quicker, the one who
//! cleared up or the one who began to use the picture, and a kill in between loses nothing: a picture always lies in
//! one of the two places.

use std::{collections::BTreeSet, fs, path::Path, time::SystemTime};

use super::{
    files::off_the_loop,
    fsck::files_below,
    objects::{GRACE, digits_of, gone},
};
use crate::{App, AppError};

impl App {
    /// Counts kept pictures that nobody has spoken of for a day, and lets them go where asked to. With `only`, no
    /// others leave their place; what was set aside before is looked at in any case.
    pub(super) async fn clear_pictures(
        &self,
        only: Option<&BTreeSet<String>>,
        remove: bool,
    ) -> Result<u64, AppError> {
        let kept = self.kept_objects().await?;
        let mut old: Vec<_> =
            kept.all(false).await?.into_iter().filter(|(_, old)| *old).map(|(name, _)| name).collect();
        old.retain(|name| only.is_none_or(|only| only.contains(digits_of(name).as_str())));
        let aside = kept.all(true).await?;
        if old.is_empty() && aside.is_empty() {
            return Ok(0);
        }
        // Asked for after the pictures, so that it knows of more and not of less.
        let known = self.store().pictures_spoken_of().await?;
        let mut orphans = 0;
        for name in old.iter().filter(|name| !known.contains(&digits_of(name))) {
            orphans += 1;
            if remove {
                kept.set_aside(name).await?;
            }
        }
        if !remove {
            return Ok(orphans);
        }
        for (name, is_old) in aside {
            let digits = digits_of(&name);
            if known.contains(&digits) {
                kept.bring_back(&name).await?;
            } else if is_old {
                kept.remove_aside(&name).await?;
                if !self.keeps_picture(&digits).await? {
                    self.forget_thumbnail(&digits).await?;
                }
            }
        }
        Ok(orphans)
    }
    /// Counts files that a kill left half written a day ago, and removes them where asked to.
    pub(super) async fn clear_unfinished(&self, remove: bool) -> Result<u64, AppError> {
        let folder = self.picture_folder();
        off_the_loop(move || {
            let mut left = 0;
            for path in files_below(&folder)?.iter().filter(|path| was_left(path)) {
                left += 1;
                if remove {
                    gone(path)?;
                }
            }
            Ok(left)
        })
        .await
    }
}

/// Whether a file was to become another one, and nobody has written to it for a day.
fn was_left(path: &Path) -> bool {
    let since = SystemTime::now().checked_sub(GRACE).unwrap_or(SystemTime::UNIX_EPOCH);
    path.file_name().is_some_and(|name| assets::is_unfinished(&name.to_string_lossy()))
        && fs::metadata(path).and_then(|meta| meta.modified()).is_ok_and(|written| written < since)
}
