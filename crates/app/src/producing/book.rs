//! The book of a project: `metadata.json` beside its pictures. Written after each change, read back when the database
//! is lost, and held against the files.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs, io,
    path::{Path, PathBuf},
};

use model::Instant;
use production::{
    Bible, ProjectId, RelationshipKind,
    metadata::{CharacterEntry, FORMAT, Metadata, PartEntry, TakeEntry, Tie, VersionEntry},
    place,
};
use serde::Serialize;
use serde_json::json;
use store::{
    CharacterFilter, CharacterRow, NewVersion, PartRow, ProjectFilter, ProjectRow, TakeFilter, TakeRow,
    TieRow,
};

use super::{
    failures::no_id,
    files::{digits, off_the_loop, write_durably},
    line,
    parts::part_kind,
    stored, text_of,
};
use crate::{App, AppError, ErrorCode};

/// Rows that are read at a time.
const AT_ONCE: usize = 500;
/// Takes without a project whose files are looked at when a process begins: what was in the making when it ended.
const LOOSE: usize = 200;

/// What rebuilding brought back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RebuildReport {
    /// Books that were read.
    pub books: u64,
    /// Projects that were put back.
    pub projects: u64,
    /// Characters that were put back.
    pub characters: u64,
    /// Parts that were put back.
    pub parts: u64,
    /// Takes that were put back.
    pub takes: u64,
    /// Books that could not be read, with the reason.
    pub unreadable: Vec<String>,
}

/// What was found in the folder of pictures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FsckReport {
    /// Takes that were looked at.
    pub takes: u64,
    /// Files that lay where they should.
    pub sound: u64,
    /// Files that were moved or renamed and found again by their hash: from, to.
    pub moved: Vec<(String, String)>,
    /// Files that were gone or changed, and were put back from what is kept under their hash.
    pub restored: Vec<String>,
    /// Files that are gone, from both places.
    pub lost: Vec<String>,
    /// Files that no take knows of.
    pub strays: Vec<String>,
    /// Kept pictures that no take and no reference knows of.
    pub orphans: u64,
    /// Books that were behind.
    pub books: u64,
    /// Whether anything was changed, or only looked at.
    pub repaired: bool,
}

impl FsckReport {
    /// Whether all is as it should be, or was brought into order.
    pub fn is_sound(&self) -> bool {
        let in_order = self.moved.is_empty() && self.restored.is_empty() && self.books == 0;
        self.lost.is_empty() && self.strays.is_empty() && (in_order || self.repaired)
    }
}

impl App {
    /// Writes a project's book where it is behind. A book that cannot be written is told in the log and made up for
    /// later: the change itself is in the store.
    pub(super) async fn write_book(&self, project: &str) {
        if project.is_empty() {
            return;
        }
        if let Err(error) = self.try_to_write_book(project).await {
            tracing::warn!(error = ?error, project, "the book of project {project} could not be written; it will be later");
        }
    }

    /// Writes every book that is behind, and puts files where they belong that a crash left out. Gives how many.
    pub async fn write_books(&self) -> Result<u64, AppError> {
        let mut written = 0;
        for project in self.store().projects_behind(10_000).await? {
            // One that cannot be written must not keep the others waiting.
            self.write_book(&project.id).await;
            written += 1;
        }
        let loose = TakeFilter { project: Some(String::new()), ..TakeFilter::default() };
        for take in self.store().takes(&loose, LOOSE).await? {
            self.try_to_lay_out(&take).await;
        }
        Ok(written)
    }

    async fn try_to_write_book(&self, project: &str) -> Result<(), AppError> {
        let _turn = self.producing().writing.lock().await;
        let Some(row) = self.store().project(project).await? else { return Ok(()) };
        if row.written >= row.revision || row.binned_at.is_some() {
            return Ok(());
        }
        let takes = self.all_takes(&row.id).await?;
        for take in &takes {
            // Those before the last book were laid out before it was written.
            if row.written == 0 || !self.picture_folder().join(&take.file).is_file() {
                self.try_to_lay_out(take).await;
            }
        }
        let revision = row.revision;
        let book = self.project_book(row, takes).await?;
        let path = self.picture_folder().join(place::project_folder(&book.id)).join(place::METADATA);
        let text = serde_json::to_string_pretty(&book).map_err(AppError::internal)?;
        off_the_loop(move || {
            // Another process may have been quicker with a newer one.
            let newer =
                fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Revision>(&bytes).ok());
            if newer.is_some_and(|there| there.revision > revision) {
                return Ok(());
            }
            write_durably(&path, text.as_bytes())
        })
        .await?;
        Ok(self.store().project_written(project, revision).await?)
    }

    /// Lays a take out. A picture that is gone must not keep the book of the others from being written.
    async fn try_to_lay_out(&self, take: &TakeRow) {
        if let Err(error) = self.lay_out(take).await {
            tracing::warn!(error = ?error, take = take.id, "a picture could not be laid out; `emaki production fsck` tells more");
        }
    }

    async fn all_takes(&self, project: &str) -> Result<Vec<TakeRow>, AppError> {
        let mut filter = TakeFilter { project: Some(project.to_owned()), ..TakeFilter::default() };
        let mut all = Vec::new();
        loop {
            let rows = self.store().takes(&filter, AT_ONCE).await?;
            let Some(last) = rows.last() else { return Ok(all) };
            filter.after = Some((last.at, last.id.clone()));
            all.extend(rows);
        }
    }

    /// A project as its book tells it.
    async fn project_book(&self, row: ProjectRow, takes: Vec<TakeRow>) -> Result<Metadata, AppError> {
        let id: ProjectId = row.id.parse().map_err(|error| no_id("project_id", error))?;
        let filter = CharacterFilter { project: Some(row.id.clone()), ..CharacterFilter::default() };
        let mut characters = Vec::new();
        for character in self.store().project_characters(&filter, 10_000).await? {
            let mut versions = BTreeMap::new();
            for version in self.store().character_versions(&character.id).await? {
                let bible: Bible = stored("bible", &version.body)?;
                let entry =
                    VersionEntry { at: version.at, author: version.author, note: version.note, bible };
                versions.insert(version.version, entry);
            }
            characters.push(CharacterEntry {
                id: character.id.parse().map_err(|error| no_id("character_id", error))?,
                created_at: character.created_at,
                canonical: character.canonical,
                versions,
            });
        }
        characters.sort_by(|a, b| a.id.cmp(&b.id));
        let known: BTreeSet<&str> = characters.iter().map(|character| character.id.as_str()).collect();
        let ties = self.store().ties_in(&row.id).await?;
        let ties = ties
            .into_iter()
            .filter(|tie| known.contains(tie.from.as_str()) && known.contains(tie.to.as_str()));
        let relationships = ties.map(tie_entry).collect::<Result<_, _>>()?;
        let parts = self.store().project_parts(&row.id).await?;
        let bytes = takes.iter().map(|take| take.bytes).sum();
        Ok(Metadata {
            format: FORMAT.to_owned(),
            revision: row.revision,
            written_at: self.now(),
            id,
            created_at: row.created_at,
            is_archived: row.is_archived,
            project: stored("project", &row.body)?,
            characters,
            relationships,
            parts: parts.into_iter().map(part_entry).collect::<Result<_, _>>()?,
            files: takes.len() as u64,
            bytes,
            takes: takes.into_iter().map(take_entry).collect::<Result<_, _>>()?,
        })
    }

    /// Puts back what books tell of and the store does not know. What the store knows stays as it is.
    ///
    /// # Errors
    /// A folder that cannot be read; a store that fails. A book that cannot be read is told in the report.
    pub async fn rebuild_productions(&self, author: &str) -> Result<RebuildReport, AppError> {
        self.produces()?;
        let folder = self.picture_folder().join("projects");
        let books = off_the_loop(move || read_books(&folder)).await?;
        let mut report = RebuildReport::default();
        for (path, read) in books {
            match read {
                Ok(book) => {
                    report.books += 1;
                    self.put_back(&book, &mut report).await?;
                }
                Err(reason) => report.unreadable.push(format!("{path}: {reason}")),
            }
        }
        let details = json!({ "projects": report.projects, "takes": report.takes });
        self.store().audit(&line(author, "rebuild", details, self.now())).await?;
        self.write_books().await?;
        Ok(report)
    }

    async fn put_back(&self, book: &Metadata, report: &mut RebuildReport) -> Result<(), AppError> {
        let project = book.id.as_str();
        let now = self.now();
        let there: BTreeSet<String> =
            self.store().project_parts(project).await?.into_iter().map(|p| p.id).collect();
        let mut characters = Vec::new();
        for entry in &book.characters {
            if self.store().project_character(entry.id.as_str()).await?.is_none() {
                characters.push(entry);
            }
        }
        let mut takes = Vec::new();
        for entry in &book.takes {
            if self.store().take(entry.id.as_str()).await?.is_none() {
                takes.push(entry);
            }
        }
        let tx = self.store().begin().await?;
        if tx.project(project).await?.is_none() {
            let row = ProjectRow {
                is_archived: book.is_archived,
                created_at: book.created_at,
                updated_at: now,
                revision: book.revision,
                ..ProjectRow::new(project.to_owned(), book.project.name.clone(), text_of(&book.project)?, now)
            };
            tx.insert_project(&row).await?;
            report.projects += 1;
        }
        for entry in characters {
            let latest = entry.versions.keys().max().copied().unwrap_or(entry.canonical);
            let name = entry.versions.get(&entry.canonical).map_or("", |version| version.bible.name.as_str());
            let row = CharacterRow {
                id: entry.id.to_string(),
                project: project.to_owned(),
                canonical: entry.canonical,
                latest,
                created_at: entry.created_at,
                updated_at: now,
                binned_at: None,
                body: String::new(),
            };
            tx.put_character(&row, name).await?;
            for (number, version) in &entry.versions {
                let put = NewVersion {
                    name: version.bible.name.clone(),
                    body: text_of(&version.bible)?,
                    author: version.author.clone(),
                    note: version.note.clone(),
                    is_canonical: *number == entry.canonical,
                };
                tx.put_version(&row.id, *number, &put, version.at).await?;
            }
            report.characters += 1;
        }
        for tie in &book.relationships {
            let (from, to, kind) = if tie.from <= tie.to {
                (&tie.from, &tie.to, tie.kind)
            } else {
                (&tie.to, &tie.from, tie.kind.inverse())
            };
            tx.save_tie(&TieRow {
                from: from.to_string(),
                to: to.to_string(),
                kind: kind.as_str().to_owned(),
                note: tie.note.clone(),
                at: book.written_at,
            })
            .await?;
        }
        // In the order of their places, so that none makes room for one that comes later.
        let mut parts: Vec<&PartEntry> =
            book.parts.iter().filter(|part| !there.contains(part.id.as_str())).collect();
        parts.sort_by_key(|part| part.position);
        for part in parts {
            tx.save_part(&part_row(part, project, now)?, now).await?;
            report.parts += 1;
        }
        for entry in takes {
            tx.insert_take(&take_row(entry, project, now)?, now).await?;
            report.takes += 1;
        }
        Ok(tx.commit().await?)
    }

    /// Holds the folder of pictures against the store; with `repair`, brings it into order: files that were moved or
    /// renamed are known at their new place, those that are gone or changed are put back from what is kept under
    /// their hash, kept pictures that nobody knows go, and books that are behind are written.
    pub async fn fsck(&self, repair: bool) -> Result<FsckReport, AppError> {
        self.produces()?;
        let folder = self.picture_folder();
        let mut report = FsckReport { repaired: repair, ..FsckReport::default() };
        let root = folder.clone();
        let mut files = off_the_loop(move || pictures_below(&root)).await?;
        let mut missing = Vec::new();
        let mut known = BTreeSet::new();
        let mut filter = TakeFilter::default();
        loop {
            let rows = self.store().takes(&filter, AT_ONCE).await?;
            let Some(last) = rows.last() else { break };
            filter.after = Some((last.at, last.id.clone()));
            for take in rows {
                report.takes += 1;
                known.insert(take.hash.clone());
                match files.remove(&take.file) {
                    Some(hash) if hash == take.hash => report.sound += 1,
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
                        let path = folder.join(&take.file);
                        off_the_loop(move || fs::remove_file(path)).await?;
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
        report.orphans = self.orphans(known, repair).await?;
        report.books = self.store().projects_behind(10_000).await?.len() as u64;
        if repair {
            self.write_books().await?;
        }
        Ok(report)
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

    /// Counts kept pictures that no take and no bible refers to, and removes them where asked to.
    async fn orphans(&self, mut known: BTreeSet<String>, remove: bool) -> Result<u64, AppError> {
        for binned in [false, true] {
            let mut filter = CharacterFilter { binned, ..CharacterFilter::default() };
            loop {
                let rows = self.store().project_characters(&filter, AT_ONCE).await?;
                let Some(last) = rows.last() else { break };
                filter.after = Some((last.updated_at, last.id.clone()));
                for row in rows {
                    for version in self.store().character_versions(&row.id).await? {
                        let bible: Bible = stored("bible", &version.body)?;
                        known.extend(bible.references.into_iter().map(|reference| reference.hash));
                    }
                }
            }
        }
        let folder = self.picture_folder().join("objects");
        let alive = self.store().jobs_alive(&[store::GENERATE]).await?;
        off_the_loop(move || {
            let mut orphans = 0;
            for path in files_below(&folder)? {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                if !known.contains(&stem) {
                    orphans += 1;
                    // While pictures are made, one may be kept whose take is about to be written.
                    if remove && alive == 0 {
                        fs::remove_file(&path)?;
                    }
                }
            }
            Ok(orphans)
        })
        .await
    }

    /// Projects of which something is known, for the page and the command that watch them all.
    pub async fn project_ids(&self) -> Result<Vec<String>, AppError> {
        let rows = self.store().projects(&ProjectFilter::default(), 10_000).await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }
}

#[derive(serde::Deserialize)]
struct Revision {
    revision: i64,
}

fn tie_entry(tie: TieRow) -> Result<Tie, AppError> {
    let kind = RelationshipKind::parse(&tie.kind)
        .ok_or_else(|| AppError::new(ErrorCode::Damaged, format!("a tie is of no kind `{}`", tie.kind)))?;
    Ok(Tie {
        from: tie.from.parse().map_err(|error| no_id("character_id", error))?,
        to: tie.to.parse().map_err(|error| no_id("character_id", error))?,
        kind,
        note: tie.note,
    })
}

fn part_entry(row: PartRow) -> Result<PartEntry, AppError> {
    let kind = part_kind(&row)?;
    Ok(PartEntry {
        id: row.id.parse().map_err(|error| no_id("part_id", error))?,
        parent: row.parent.map(|id| id.parse()).transpose().map_err(|error| no_id("part_id", error))?,
        kind,
        position: row.position,
        sheet: stored("part", &row.body)?,
        take: row.take.map(|id| id.parse()).transpose().map_err(|error| no_id("take_id", error))?,
    })
}

fn part_row(entry: &PartEntry, project: &str, now: Instant) -> Result<PartRow, AppError> {
    Ok(PartRow {
        id: entry.id.to_string(),
        project: project.to_owned(),
        parent: entry.parent.as_ref().map(ToString::to_string),
        kind: entry.kind.as_str().to_owned(),
        position: entry.position,
        body: text_of(&entry.sheet)?,
        take: entry.take.as_ref().map(ToString::to_string),
        created_at: now,
        updated_at: now,
    })
}

fn take_entry(row: TakeRow) -> Result<TakeEntry, AppError> {
    Ok(TakeEntry {
        id: row.id.parse().map_err(|error| no_id("take_id", error))?,
        job: row.job,
        at: row.at,
        file: row.file,
        hash: row.hash,
        bytes: row.bytes,
        cut: row.cut.map(|id| id.parse()).transpose().map_err(|error| no_id("part_id", error))?,
        review: stored("review", &row.review)?,
        recipe: stored("recipe", &row.recipe)?,
    })
}

fn take_row(entry: &TakeEntry, project: &str, now: Instant) -> Result<TakeRow, AppError> {
    Ok(TakeRow {
        id: entry.id.to_string(),
        job: entry.job.clone(),
        batch: String::new(),
        project: Some(project.to_owned()),
        character: entry.recipe.figure.as_ref().map(|figure| figure.id.to_string()),
        cut: entry.cut.as_ref().map(ToString::to_string),
        at: entry.at,
        hash: entry.hash.clone(),
        file: entry.file.clone(),
        bytes: entry.bytes,
        width: entry.recipe.width,
        height: entry.recipe.height,
        is_draft: entry.recipe.made_by.as_ref().is_some_and(|made| made.is_draft),
        verdict: entry.review.verdict.as_str().to_owned(),
        starred: entry.review.starred,
        best: entry.review.best,
        review: text_of(&entry.review)?,
        recipe: text_of(&entry.recipe)?,
        updated_at: now,
    })
}

/// Every book below a folder, or why it cannot be read.
fn read_books(folder: &Path) -> io::Result<Vec<(String, Result<Metadata, String>)>> {
    let mut books = Vec::new();
    if !folder.is_dir() {
        return Ok(books);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path().join(place::METADATA);
        let Ok(bytes) = fs::read(&path) else { continue };
        let read = serde_json::from_slice::<Metadata>(&bytes).map_err(|error| error.to_string());
        let read = read.and_then(|book| {
            if book.format != FORMAT {
                return Err(format!("it says it is `{}`", book.format));
            }
            // A folder may come from others: what it names is written and removed below it and nowhere else.
            match book.takes.iter().find(|take| !is_below(&take.file)) {
                Some(take) => Err(format!("the file of take {} leads out of the folder", take.id)),
                None => Ok(book),
            }
        });
        books.push((path.display().to_string(), read));
    }
    books.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(books)
}

fn is_below(file: &str) -> bool {
    let plain = |part| matches!(part, std::path::Component::Normal(_));
    !file.is_empty() && !file.contains('\\') && Path::new(file).components().all(plain)
}

/// Every picture below a folder but those kept under their hash, by its place, with its hash.
fn pictures_below(root: &Path) -> io::Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for path in files_below(root)? {
        let Ok(below) = path.strip_prefix(root) else { continue };
        let place: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        let is_picture = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("png"));
        if is_picture && place.first().is_some_and(|first| first != "objects") {
            found.insert(place.join("/"), digits(&fs::read(&path)?));
        }
    }
    Ok(found)
}

fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
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
