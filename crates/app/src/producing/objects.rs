//! Where pictures are kept under their hash: a folder of this machine, or a bucket.
//!
//! A name is the SHA-256 of a file and an ending. What stands under it never changes; it only grows younger each time
//! somebody keeps it again or begins to speak of it, so that whoever clears away what nobody speaks of leaves alone
//! what was kept just now. What is cleared away is first set aside, where it is found as well.

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
/// The folder of those that nobody spoke of any more, and that go unless somebody does.
const ASIDE: &str = "leaving";
/// How old a picture has to be before it may go because nobody speaks of it: a job that was asked for with an upload
/// may be about to be queued, a take about to be written.
pub(super) const GRACE: Duration = Duration::from_hours(24);

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

    /// Where what is set aside lies, beside all else.
    fn key_aside(name: &Name) -> String {
        let name = name.to_string();
        format!("{ASIDE}/{}/{name}", &name[..2])
    }

    async fn put(&self, name: &Name, bytes: Vec<u8>) -> Result<(), AppError> {
        match self {
            Self::Folder(folder) => {
                let path = Folder::new(folder.join(FOLDER)).path(name);
                off_the_loop(
                    move || if rejuvenated(&path)? { Ok(()) } else { assets::put_whole(&path, &bytes) },
                )
                .await
            }
            // Written again even where it is there: so it is young, and a clearing-up in progress leaves it alone.
            Self::Bucket(objects) => {
                let kind = pictures::recognize(&bytes).map_or("application/octet-stream", Kind::media_type);
                Ok(objects.write(&Self::key(name), bytes, kind).await.map_err(told)?)
            }
        }
    }

    pub(super) async fn get(&self, name: &Name) -> Result<Option<Vec<u8>>, AppError> {
        match self {
            Self::Folder(folder) => {
                let folders = [FOLDER, ASIDE, FOLDER].map(|one| Folder::new(folder.join(one)));
                let name = name.clone();
                // A third look, for what came back between the first two.
                off_the_loop(move || {
                    for folder in &folders {
                        if let Some(bytes) = folder.get(&name)? {
                            return Ok(Some(bytes));
                        }
                    }
                    Ok(None)
                })
                .await
            }
            Self::Bucket(objects) => {
                for key in [Self::key(name), Self::key_aside(name), Self::key(name)] {
                    if let Some(bytes) = objects.read(&key).await.map_err(told)? {
                        return Ok(Some(bytes));
                    }
                }
                Ok(None)
            }
        }
    }

    async fn has(&self, name: &Name) -> Result<bool, AppError> {
        match self {
            Self::Folder(folder) => {
                let folders = [FOLDER, ASIDE, FOLDER].map(|one| Folder::new(folder.join(one)));
                let name = name.clone();
                off_the_loop(move || {
                    for folder in &folders {
                        if folder.has(&name)? {
                            return Ok(true);
                        }
                    }
                    Ok(false)
                })
                .await
            }
            Self::Bucket(objects) => {
                for key in [Self::key(name), Self::key_aside(name), Self::key(name)] {
                    if objects.head(&key).await.map_err(told)?.is_some() {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }

    /// Makes a picture young that somebody begins to speak of, and brings it back where it was set aside; `false` where
    /// it is not kept.
    async fn hold(&self, name: &Name) -> Result<bool, AppError> {
        if let Self::Folder(folder) = self {
            let path = Folder::new(folder.join(FOLDER)).path(name);
            if off_the_loop(move || rejuvenated(&path)).await? {
                return Ok(true);
            }
        } else if let Self::Bucket(objects) = self {
            let seen = objects.head(&Self::key(name)).await.map_err(told)?;
            if seen.is_some_and(|seen| seen.written_at.as_micros() > micros(half_way())) {
                return Ok(true);
            }
        }
        match self.get(name).await? {
            Some(bytes) => self.put(name, bytes).await.map(|()| true),
            None => Ok(false),
        }
    }

    /// Sets a picture aside: from then on it is old again, and goes a day later unless somebody speaks of it.
    pub(super) async fn set_aside(&self, name: &Name) -> Result<(), AppError> {
        match self {
            Self::Folder(folder) => {
                let [from, to] = [FOLDER, ASIDE].map(|one| Folder::new(folder.join(one)).path(name));
                off_the_loop(move || {
                    // Young first: one that lies aside and is old would be gone with the next clearing-up.
                    if !rejuvenated(&from)? {
                        return Ok(());
                    }
                    fs::create_dir_all(to.parent().unwrap_or(Path::new(".")))?;
                    match fs::rename(&from, &to) {
                        // Whoever else clears up was quicker.
                        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                        outcome => outcome,
                    }
                })
                .await
            }
            Self::Bucket(objects) => {
                let Some(bytes) = objects.read(&Self::key(name)).await.map_err(told)? else { return Ok(()) };
                let kind = pictures::recognize(&bytes).map_or("application/octet-stream", Kind::media_type);
                objects.write(&Self::key_aside(name), bytes, kind).await.map_err(told)?;
                objects.delete(&Self::key(name)).await.map_err(told)
            }
        }
    }

    /// Brings a picture back that was set aside: it is written first, and only then does it go from there.
    pub(super) async fn bring_back(&self, name: &Name) -> Result<(), AppError> {
        if let Some(bytes) = self.get(name).await? {
            self.put(name, bytes).await?;
        }
        self.remove_aside(name).await
    }

    /// Removes what was set aside.
    pub(super) async fn remove_aside(&self, name: &Name) -> Result<(), AppError> {
        match self {
            Self::Folder(folder) => {
                let path = Folder::new(folder.join(ASIDE)).path(name);
                off_the_loop(move || gone(&path)).await
            }
            Self::Bucket(objects) => objects.delete(&Self::key_aside(name)).await.map_err(told),
        }
    }

    /// Every kept picture, or every one that was set aside, with whether it is older than the time of grace.
    pub(super) async fn all(&self, aside: bool) -> Result<Vec<(Name, bool)>, AppError> {
        let since = SystemTime::now().checked_sub(GRACE).unwrap_or(SystemTime::UNIX_EPOCH);
        let place = if aside { ASIDE } else { FOLDER };
        match self {
            Self::Folder(folder) => {
                let folder = folder.join(place);
                off_the_loop(move || {
                    let mut names = Vec::new();
                    for path in super::fsck::files_below(&folder)? {
                        let name = path.file_name().and_then(|name| name_of(&name.to_string_lossy()));
                        // Whoever else clears up may have been quicker.
                        let written = fs::metadata(&path).and_then(|meta| meta.modified());
                        if let (Some(name), Ok(written)) = (name, written) {
                            names.push((name, written < since));
                        }
                    }
                    Ok(names)
                })
                .await
            }
            Self::Bucket(objects) => {
                let seen: Vec<_> = objects.list(place).try_collect().await.map_err(told)?;
                let name = |seen: &assets::objects::Seen| {
                    let name = name_of(seen.key.rsplit('/').next().unwrap_or_default())?;
                    Some((name, seen.written_at.as_micros() < micros(since)))
                };
                Ok(seen.iter().filter_map(name).collect())
            }
        }
    }
}

/// A picture younger than this need not be made young.
fn half_way() -> SystemTime {
    SystemTime::now().checked_sub(GRACE / 2).unwrap_or(SystemTime::UNIX_EPOCH)
}

fn micros(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
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
        self.kept_objects().await?.put(&name, bytes).await
    }

    /// The picture of this hash; `None` when none is kept, and for anything that is no hash.
    pub(super) async fn kept_picture(&self, hash: &str) -> Result<Option<Vec<u8>>, AppError> {
        for ending in ENDINGS {
            let Some(name) = name(hash, ending) else { return Ok(None) };
            if let Some(bytes) = self.kept_objects().await?.get(&name).await? {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }

    /// Whether a picture of this hash is kept.
    pub(super) async fn keeps_picture(&self, hash: &str) -> Result<bool, AppError> {
        for ending in ENDINGS {
            let Some(name) = name(hash, ending) else { return Ok(false) };
            if self.kept_objects().await?.has(&name).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a picture of this hash is kept; then it stays for a day whatever happens, so that who asks has the time
    /// to write down that it is spoken of.
    pub(super) async fn holds_picture(&self, hash: &str) -> Result<bool, AppError> {
        for ending in ENDINGS {
            let Some(name) = name(hash, ending) else { return Ok(false) };
            if self.kept_objects().await?.hold(&name).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn name(hash: &str, ending: &'static str) -> Option<Name> {
    Name::parse(&format!("{hash}.{ending}"), ending)
}

fn name_of(file: &str) -> Option<Name> {
    ENDINGS.iter().find_map(|ending| Name::parse(file, ending))
}

pub(super) fn digits_of(name: &Name) -> String {
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
