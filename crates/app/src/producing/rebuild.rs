//! The database's view of productions made again out of the files: `metadata.json` of each project, what lies beside
//! each picture, and the makers' presets.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

use production::{
    TakeId,
    metadata::{FORMAT, Metadata, PartEntry, PresetBook, Sidecar},
    place,
};
use serde::Serialize;
use serde_json::json;
use store::{CharacterRow, NewVersion, PresetRow, ProjectRow, TieRow};

use super::{
    files::off_the_loop,
    fsck::files_below,
    line,
    lost_books::lost_books,
    rows::{part_row, take_row},
    text_of,
};
use crate::{App, AppError};

/// The largest file beside a picture that is read, in bytes.
const LARGEST: u64 = 4 << 20;

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
    /// Versions of presets that were put back.
    pub presets: u64,
    /// Books that are gone or could not be read, with the reason.
    pub unreadable: Vec<String>,
}

impl App {
    /// Puts back what files tell of and the store does not know. What the store knows stays as it is, and what was
    /// purged stays away.
    ///
    /// # Errors
    /// A folder that cannot be read; a store that fails. A file that cannot be read is told in the report.
    pub async fn rebuild_productions(&self, author: &str) -> Result<RebuildReport, AppError> {
        self.produces()?;
        let root = self.picture_folder();
        let purged: BTreeSet<String> = self.store().purged_projects().await?.into_iter().collect();
        let folder = root.join("projects");
        let books = off_the_loop(move || read_books(&folder)).await?;
        let folder = root.clone();
        let mut beside = off_the_loop(move || read_sidecars(&folder)).await?;
        beside.retain(|_, sidecar| sidecar.project.as_ref().is_none_or(|id| !purged.contains(id.as_str())));
        let mut report = RebuildReport::default();
        let has_book: BTreeSet<String> = books.iter().filter_map(|(path, _)| project_of(path)).collect();
        for (path, read) in books {
            match read {
                Ok(book) if purged.contains(book.id.as_str()) => {}
                Ok(book) => {
                    report.books += 1;
                    self.put_back(&book, &mut beside, &mut report).await?;
                }
                Err(reason) => report.unreadable.push(format!("{path}: {reason}")),
            }
        }
        for book in lost_books(&beside, &has_book, self.now()) {
            // Of one that the store knows only the pictures are put back.
            if self.store().project(book.id.as_str()).await?.is_none() {
                let (id, files) = (&book.id, book.files);
                let told = "its pictures are put back; what they do not tell of is lost";
                report
                    .unreadable
                    .push(format!("projects/{id}/metadata.json is gone, with {files} files: {told}"));
                self.put_back(&book, &mut beside, &mut report).await?;
            }
        }
        self.put_loose_back(beside, &mut report).await?;
        self.put_presets_back(&mut report).await?;
        let details = json!({ "projects": report.projects, "takes": report.takes });
        self.store().audit(&line(author, "rebuild", details, self.now())).await?;
        self.write_books().await?;
        Ok(report)
    }

    async fn put_back(
        &self,
        book: &Metadata,
        beside: &mut BTreeMap<TakeId, Sidecar>,
        report: &mut RebuildReport,
    ) -> Result<(), AppError> {
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
            // What lies beside the picture is written first, so it never says less.
            let entry = beside.remove(&entry.id).map_or_else(|| entry.clone(), |sidecar| sidecar.take);
            if self.store().take(entry.id.as_str()).await?.is_none() {
                takes.push(entry);
            }
        }
        // Made after the book was written.
        let later: Vec<TakeId> = beside
            .iter()
            .filter(|(_, sidecar)| sidecar.project.as_ref() == Some(&book.id))
            .map(|(id, _)| id.clone())
            .collect();
        for id in later {
            if let Some(sidecar) = beside.remove(&id)
                && self.store().take(id.as_str()).await?.is_none()
            {
                takes.push(sidecar.take);
            }
        }
        let tx = self.store().begin().await?;
        if tx.project(project).await?.is_none() {
            let row = ProjectRow {
                is_archived: book.is_archived,
                binned_at: book.binned_at,
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
                binned_at: entry.binned_at,
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
            tx.insert_take(&take_row(&entry, Some(project))?, now).await?;
            report.takes += 1;
        }
        Ok(tx.commit().await?)
    }

    /// Pictures that stand in no book: those of no project.
    async fn put_loose_back(
        &self,
        beside: BTreeMap<TakeId, Sidecar>,
        report: &mut RebuildReport,
    ) -> Result<(), AppError> {
        let mut rows = Vec::new();
        for (id, sidecar) in beside {
            let project = sidecar.project.as_ref().map(production::ProjectId::as_str);
            if let Some(project) = project
                && self.store().project(project).await?.is_none()
            {
                let told =
                    format!("{}: its project {project} has no file that can be read", sidecar.take.file);
                report.unreadable.push(told);
                continue;
            }
            if self.store().take(id.as_str()).await?.is_none() {
                rows.push(take_row(&sidecar.take, project)?);
            }
        }
        let tx = self.store().begin().await?;
        for row in &rows {
            tx.insert_take(row, self.now()).await?;
            report.takes += 1;
        }
        Ok(tx.commit().await?)
    }

    async fn put_presets_back(&self, report: &mut RebuildReport) -> Result<(), AppError> {
        let path = self.picture_folder().join(place::PRESETS);
        let shown = path.display().to_string();
        let read = off_the_loop(move || match fs::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        });
        let Some(bytes) = read.await? else { return Ok(()) };
        let book = match serde_json::from_slice::<PresetBook>(&bytes) {
            Ok(book) if book.format == PresetBook::FORMAT => book,
            Ok(book) => {
                report.unreadable.push(format!("{shown}: it says it is `{}`", book.format));
                return Ok(());
            }
            Err(error) => {
                report.unreadable.push(format!("{shown}: {error}"));
                return Ok(());
            }
        };
        let tx = self.store().begin().await?;
        for preset in book.presets {
            let row = PresetRow {
                body: text_of(&preset.style)?,
                name: preset.name,
                version: preset.version,
                at: preset.at,
                author: preset.author,
                removed_at: preset.removed_at,
            };
            report.presets += u64::from(tx.put_style_preset(&row).await?);
        }
        Ok(tx.commit().await?)
    }
}

/// The project in whose folder a book lies.
fn project_of(path: &str) -> Option<String> {
    Some(Path::new(path).parent()?.file_name()?.to_string_lossy().into_owned())
}

/// Every file beside a picture, by its take. What is none of ours is passed over.
fn read_sidecars(root: &Path) -> io::Result<BTreeMap<TakeId, Sidecar>> {
    let mut found = BTreeMap::new();
    for path in files_below(root)? {
        let is_beside = path.extension().is_some_and(|ending| ending == "json")
            && path.file_name().is_some_and(|name| name != place::METADATA);
        if !is_beside || fs::metadata(&path)?.len() > LARGEST {
            continue;
        }
        let Ok(sidecar) = serde_json::from_slice::<Sidecar>(&fs::read(&path)?) else { continue };
        if sidecar.format == Sidecar::FORMAT && is_below(&sidecar.take.file) {
            found.insert(sidecar.take.id.clone(), sidecar);
        }
    }
    Ok(found)
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
