//! Where pictures are kept under their hash: a folder of this machine, or a bucket.
//!
//! A name is the SHA-256 of a file and an ending. What stands under it never changes; it only grows younger each time
//! somebody keeps it again, so that whoever clears away what nobody speaks of leaves alone what was kept just now.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use assets::{
    Folder, Name, Shelf,
    objects::{ObjectError, ObjectSettings, Objects},
};
use futures::TryStreamExt;
use pictures::Kind;

use super::files::off_the_loop;
use crate::{App, AppError, ErrorCode};

/// The endings that a kept picture may have, with those of our own pictures first.
const ENDINGS: [&str; 4] = ["png", "jpg", "webp", "gif"];
/// The folder of kept pictures.
const FOLDER: &str = "objects";
/// How old a picture has to be before it may go because nobody speaks of it: a job that was asked for with an upload
/// may be about to be queued, a take about to be written.
const GRACE: Duration = Duration::from_hours(24);

/// The place of kept pictures.
pub(crate) enum Kept {
    Folder(PathBuf),
    Bucket(Objects),
}

/// The ending of a file of this format.
pub(super) fn ending(kind: Kind) -> &'static str {
    match kind {
        Kind::Png => "png",
        Kind::Jpeg => "jpg",
        Kind::WebP => "webp",
        Kind::Gif => "gif",
    }
}

impl Kept {
    fn key(name: &Name) -> String {
        let name = name.to_string();
        format!("{FOLDER}/{}/{name}", &name[..2])
    }

    async fn put(&self, name: Name, bytes: Vec<u8>) -> Result<(), AppError> {
        match self {
            Self::Folder(folder) => {
                let path = Folder::new(folder.join(FOLDER)).path(&name);
                off_the_loop(
                    move || if rejuvenated(&path)? { Ok(()) } else { assets::put_whole(&path, &bytes) },
                )
                .await
            }
            // Written again even where it is there: so it is young, and a clearing-up in progress leaves it alone.
            Self::Bucket(objects) => {
                let kind = pictures::recognize(&bytes).map_or("application/octet-stream", Kind::media_type);
                Ok(objects.write(&Self::key(&name), bytes, kind).await.map_err(told)?)
            }
        }
    }

    async fn get(&self, name: Name) -> Result<Option<Vec<u8>>, AppError> {
        match self {
            Self::Folder(folder) => {
                let folder = Folder::new(folder.join(FOLDER));
                off_the_loop(move || folder.get(&name)).await
            }
            Self::Bucket(objects) => objects.read(&Self::key(&name)).await.map_err(told),
        }
    }

    async fn has(&self, name: Name) -> Result<bool, AppError> {
        match self {
            Self::Folder(folder) => {
                let folder = Folder::new(folder.join(FOLDER));
                off_the_loop(move || folder.has(&name)).await
            }
            Self::Bucket(objects) => Ok(objects.head(&Self::key(&name)).await.map_err(told)?.is_some()),
        }
    }

    async fn remove(&self, name: Name) -> Result<(), AppError> {
        match self {
            Self::Folder(folder) => {
                let path = Folder::new(folder.join(FOLDER)).path(&name);
                off_the_loop(move || gone(&path)).await
            }
            Self::Bucket(objects) => objects.delete(&Self::key(&name)).await.map_err(told),
        }
    }

    /// Every kept picture that is older than the time of grace.
    async fn old(&self) -> Result<Vec<Name>, AppError> {
        let since = SystemTime::now().checked_sub(GRACE).unwrap_or(SystemTime::UNIX_EPOCH);
        match self {
            Self::Folder(folder) => {
                let folder = folder.join(FOLDER);
                off_the_loop(move || {
                    let mut names = Vec::new();
                    for path in super::fsck::files_below(&folder)? {
                        if fs::metadata(&path)?.modified()? < since {
                            names.extend(path.file_name().and_then(|name| name_of(&name.to_string_lossy())));
                        }
                    }
                    Ok(names)
                })
                .await
            }
            Self::Bucket(objects) => {
                let seen: Vec<_> = objects.list(FOLDER).try_collect().await.map_err(told)?;
                let since = since.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_micros());
                let is_old =
                    |seen: &&assets::objects::Seen| i128::from(seen.written_at.as_micros()) < since as i128;
                let name =
                    |seen: &assets::objects::Seen| name_of(seen.key.rsplit('/').next().unwrap_or_default());
                Ok(seen.iter().filter(is_old).filter_map(name).collect())
            }
        }
    }
}

impl App {
    pub(super) async fn kept_objects(&self) -> Result<&Kept, AppError> {
        let opening = || async {
            let Some(address) = &self.config().production.objects else {
                return Ok(Kept::Folder(self.picture_folder()));
            };
            let options = std::env::vars().chain(self.config().production.object_options.clone());
            let objects = Objects::open(address, options, ObjectSettings::default());
            Ok(Kept::Bucket(objects.map_err(told)?))
        };
        self.producing().kept.get_or_try_init(opening).await
    }

    /// Keeps a picture under its hash, for good when this comes back.
    pub(super) async fn keep_picture(
        &self,
        hash: &str,
        ending: &'static str,
        bytes: Vec<u8>,
    ) -> Result<(), AppError> {
        let name = name(hash, ending).ok_or_else(|| AppError::internal("a picture's name is a hash"))?;
        self.kept_objects().await?.put(name, bytes).await
    }

    /// The picture of this hash; `None` when none is kept, and for anything that is no hash.
    pub(super) async fn kept_picture(&self, hash: &str) -> Result<Option<Vec<u8>>, AppError> {
        for ending in ENDINGS {
            let Some(name) = name(hash, ending) else { return Ok(None) };
            if let Some(bytes) = self.kept_objects().await?.get(name).await? {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }

    /// Whether a picture of this hash is kept.
    pub(super) async fn keeps_picture(&self, hash: &str) -> Result<bool, AppError> {
        for ending in ENDINGS {
            let Some(name) = name(hash, ending) else { return Ok(false) };
            if self.kept_objects().await?.has(name).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Counts kept pictures that nobody has spoken of for a day, and removes them where asked to. With `only`, no
    /// others are looked at.
    pub(super) async fn clear_pictures(
        &self,
        only: Option<&std::collections::BTreeSet<String>>,
        remove: bool,
    ) -> Result<u64, AppError> {
        let kept = self.kept_objects().await?;
        let mut old = kept.old().await?;
        old.retain(|name| only.is_none_or(|only| only.contains(digits_of(name).as_str())));
        if old.is_empty() {
            return Ok(0);
        }
        let known = self.store().pictures_spoken_of().await?;
        let mut orphans = 0;
        for name in old {
            let digits = digits_of(&name);
            if known.contains(&digits) {
                continue;
            }
            orphans += 1;
            if remove {
                let Some(bytes) = kept.get(name.clone()).await? else { continue };
                kept.remove(name.clone()).await?;
                // Somebody may have made the very same picture since all were asked for.
                if self.store().take_of_hash(&digits).await?.is_some() {
                    kept.put(name, bytes).await?;
                } else {
                    self.forget_thumbnail(&digits).await?;
                }
            }
        }
        Ok(orphans)
    }
}

fn name(hash: &str, ending: &'static str) -> Option<Name> {
    Name::parse(&format!("{hash}.{ending}"), ending)
}

fn name_of(file: &str) -> Option<Name> {
    ENDINGS.iter().find_map(|ending| Name::parse(file, ending))
}

fn digits_of(name: &Name) -> String {
    name.to_string().split('.').next().unwrap_or_default().to_owned()
}

/// Makes a file young; `false` when there is none.
fn rejuvenated(path: &Path) -> io::Result<bool> {
    match fs::File::options().append(true).open(path) {
        Ok(file) => file.set_modified(SystemTime::now()).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Removes a file that may be gone already.
pub(super) fn gone(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// What a failure of a bucket means to a caller.
fn told(error: ObjectError) -> AppError {
    AppError::new(ErrorCode::NotConfigured, "the place of kept pictures cannot be read or written")
        .caused_by(error)
        .hint("look at `objects` under [production], and at the keys in the environment")
}
