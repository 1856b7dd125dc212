//! The folder of pictures held against the store.

use std::{
    collections::{BTreeMap, HashMap},
    fs, io,
    path::{Path, PathBuf},
};

use production::place;
use serde::Serialize;
use store::{ProjectFilter, TakeFilter, TakeRow};

use super::files::{digits, off_the_loop};
use crate::{App, AppError};

/// Rows that are read at a time.
const AT_ONCE: usize = 500;
/// Folders in the folder of pictures that hold no pictures of makers.
const OWN: [&str; 3] = ["objects", "leaving", "thumbnails"];

/// What was found in the folder of pictures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FsckReport {
    /// Takes that were looked at.
    pub takes: u64,
    /// Takes whose file lay where it should, and was kept under its hash as well.
    pub sound: u64,
    /// Files that were moved or renamed and found again by their hash: from, to.
    pub moved: Vec<(String, String)>,
    /// Files that were gone or changed, and were put back from what is kept under their hash.
    pub restored: Vec<String>,
    /// Under which names those that were changed lie now: what somebody drew into a picture is not thrown away.
    pub set_aside: Vec<String>,
    /// Files that lay where they should and were not kept under their hash any more; they are kept anew.
    pub kept_anew: Vec<String>,
    /// Files that are gone, from both places.
    pub lost: Vec<String>,
    /// Files that no take knows of.
    pub strays: Vec<String>,
    /// Pictures of which nobody has spoken for a day, and files that a kill left half written as long ago.
    pub orphans: u64,
    /// Books that were behind, gone or damaged: `metadata.json` of projects, and `presets.json`.
    pub books: u64,
    /// Whether anything was changed, or only looked at.
    pub repaired: bool,
}

impl FsckReport {
    /// Whether all is as it should be, or was brought into order.
    pub fn is_sound(&self) -> bool {
        let in_order =
            self.moved.is_empty() && self.restored.is_empty() && self.kept_anew.is_empty() && self.books == 0;
        self.lost.is_empty() && self.strays.is_empty() && (in_order || self.repaired)
    }
}

impl App {
    /// Holds the folder of pictures against the store; with `repair`, brings it into order: files that were moved or
    /// renamed are known at their new place, those that are gone or changed are put back from what is kept under
    /// their hash, those that are not kept any more are kept anew, what nobody has spoken of for a day goes, and books
    /// that are behind, gone or damaged are written.
    pub async fn fsck(&self, repair: bool) -> Result<FsckReport, AppError> {
        self.produces()?;
        let folder = self.picture_folder();
        let mut report = FsckReport { repaired: repair, ..FsckReport::default() };
        let root = folder.clone();
        let mut files = off_the_loop(move || pictures_below(&root)).await?;
        let mut missing = Vec::new();
        let mut filter = TakeFilter::default();
        loop {
            let rows = self.store().takes(&filter, AT_ONCE).await?;
            let Some(last) = rows.last() else { break };
            filter.after = Some((last.at, last.id.clone()));
            for take in rows {
                report.takes += 1;
                match files.remove(&take.file) {
                    Some(hash) if hash == take.hash => self.held_against(take, repair, &mut report).await?,
                    Some(_) => missing.push((take, true)),
                    None => missing.push((take, false)),
                }
            }
        }
        let mut by_hash: HashMap<String, Vec<String>> = HashMap::new();
        for (file, hash) in files {
            by_hash.entry(hash).or_default().push(file);
        }
        for (take, changed) in missing {
            let found = by_hash.get_mut(&take.hash).and_then(Vec::pop);
            if let (Some(file), false) = (found, changed) {
                if repair {
                    self.moved(&take, &file).await?;
                }
                report.moved.push((take.file, file));
            } else if self.kept_picture(&take.hash).await?.is_some_and(|bytes| digits(&bytes) == take.hash) {
                if repair {
                    if changed {
                        report.set_aside.push(self.set_aside(&folder, &take.file).await?);
                    }
                    self.lay_out(&take).await?;
                }
                report.restored.push(take.file);
            } else {
                report.lost.push(take.file);
            }
        }
        report.strays = by_hash.into_values().flatten().collect();
        report.strays.sort();
        report.orphans = self.clear_pictures(None, repair).await? + self.clear_unfinished(repair).await?;
        report.books = self.look_at_books(repair).await?;
        if repair {
            self.write_books().await?;
        }
        Ok(report)
    }

    /// A take whose file lies where it should: has it its sidecar, and is it kept under its hash as well?
    async fn held_against(
        &self,
        take: TakeRow,
        repair: bool,
        report: &mut FsckReport,
    ) -> Result<(), AppError> {
        let beside = place::sidecar(&take.file);
        if !self.picture_folder().join(&beside).is_file() {
            if repair {
                self.write_sidecar(&take).await?;
            }
            report.restored.push(beside);
        }
        if self.keeps_picture(&take.hash).await? {
            report.sound += 1;
            return Ok(());
        }
        if repair {
            let path = self.picture_folder().join(&take.file);
            let bytes = off_the_loop(move || fs::read(path)).await?;
            self.keep_picture(&take.hash, "png", bytes).await?;
        }
        report.kept_anew.push(take.file);
        Ok(())
    }

    /// Gives a file that was changed another name beside its own, and tells it.
    async fn set_aside(&self, folder: &Path, file: &str) -> Result<String, AppError> {
        let path = folder.join(file);
        let root = folder.to_owned();
        off_the_loop(move || {
            let mark = digits(&fs::read(&path)?);
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let aside = path.with_file_name(format!("{stem}.changed-{}.png", &mark[..8]));
            fs::rename(&path, &aside)?;
            Ok(aside.strip_prefix(&root).unwrap_or(&aside).display().to_string())
        })
        .await
    }

    /// Takes a file's new place over, and its sidecar's with it.
    async fn moved(&self, take: &TakeRow, file: &str) -> Result<(), AppError> {
        let now = self.now();
        let tx = self.store().begin().await?;
        tx.move_take(&take.id, file, now).await?;
        tx.commit().await?;
        let left = self.picture_folder().join(place::sidecar(&take.file));
        off_the_loop(move || match fs::remove_file(left) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        })
        .await?;
        self.lay_out(&TakeRow { file: file.to_owned(), ..take.clone() }).await?;
        self.write_book(take.project.as_deref().unwrap_or_default()).await;
        Ok(())
    }

    /// Projects of which something is known, for the page and the command that watch them all.
    pub async fn project_ids(&self) -> Result<Vec<String>, AppError> {
        let rows = self.store().projects(&ProjectFilter::default(), 10_000).await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }
}

/// Every picture below a folder but those kept under their hash, by its place, with its hash.
fn pictures_below(root: &Path) -> io::Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for path in files_below(root)? {
        let Ok(below) = path.strip_prefix(root) else { continue };
        let place: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        let is_picture = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("png"));
        if is_picture && place.first().is_some_and(|first| !OWN.contains(&&**first)) {
            found.insert(place.join("/"), digits(&fs::read(&path)?));
        }
    }
    Ok(found)
}

pub(super) fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            // Links lead out of the folder, and are nobody's pictures.
            match entry.file_type()? {
                kind if kind.is_dir() => folders.push(entry.path()),
                kind if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    Ok(files)
}
