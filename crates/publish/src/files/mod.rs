//! The old pipeline's files as a target: written whole, backed up, and brought back.
//!
//! `stage` names the files, `contents` writes each of them, `place` puts one in the place of another, and
//! `backup` packs what stood there. A kill at any moment leaves each file old or new, never half.

mod backup;
mod contents;
mod place;
mod rollback;
mod stage;

use std::path::{Path, PathBuf};

use keeping::{
    Keeping, KeepingError,
    forms::Form,
    rules::{Profile, Rules},
};
use model::Instant;
use serde::Serialize;
use store::{Publish, PublishRow, Store};

use crate::{
    check::{self, Acceptance, Checked, Severity},
    finish::{self, Difference},
};
use contents::{Material, Numbers};
use place::{Lock, Written};
pub use rollback::rollback;
pub use stage::{File, Stage};

/// The word for this target in the books.
pub(crate) const WHAT: &str = "files";

/// What to publish, where and how.
#[derive(Debug, Clone)]
pub struct FilesRequest {
    /// The registry whose numbers are used.
    pub registry: String,
    /// Which files.
    pub stages: Vec<Stage>,
    /// The folder that holds the old tree.
    pub out: PathBuf,
    /// Source types whose collected rows go into the files of those that are always crawled again.
    pub recrawled: Vec<String>,
    /// Whether warnings stop it.
    pub acceptance: Acceptance,
    /// Whether nothing is written.
    pub dry_run: bool,
    /// Whether every difference from the old pipeline's final rows is listed.
    pub differences: bool,
    /// Of how many publishes the earlier files are kept.
    pub keep: usize,
    /// Who asks.
    pub author: String,
    /// When.
    pub at: Instant,
}

/// What became of a publish.
#[derive(Debug, Clone, Serialize)]
pub struct FilesReport {
    /// Its number; none when nothing was to be written.
    pub publish: Option<i64>,
    /// The folder.
    pub target: PathBuf,
    /// The profile.
    pub profile: Profile,
    /// Whether nothing was written, whatever `files` says.
    pub dry_run: bool,
    /// Every file asked for.
    pub files: Vec<FileReport>,
    /// How many errors there are; a publish is stopped by one.
    pub errors: usize,
    /// How many warnings there are.
    pub warnings: usize,
    /// How the final rows differ from the old pipeline's, where that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differences: Option<Vec<Difference>>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileReport {
    /// Its path below the folder.
    pub path: &'static str,
    /// How many rows it holds.
    pub rows: u64,
    /// How many bytes.
    pub bytes: u64,
    /// The SHA-256 of its content, in hex.
    pub sha256: String,
    /// What became of it.
    pub state: FileState,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FileState {
    /// There was none.
    New,
    /// It took the place of another.
    Changed,
    /// It is the same as before.
    Unchanged,
}

impl FileState {
    /// The word that reports use.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
        }
    }
}

/// What would stand in a file, of rows that are in no store.
pub fn contents_of(file: File, checked: &Checked, profile: Profile, recrawled: &[String]) -> Vec<u8> {
    let material = Material::new(checked, profile, recrawled, Numbers::default());
    let mut bytes = Vec::new();
    contents::write(file, &material, &mut bytes).expect("memory takes what is written");
    bytes
}

/// Publishes a registry's rows as files.
///
/// # Errors
/// What [`check::gate`] refuses, `Busy` when somebody else publishes to the folder. Nothing is changed then.
pub async fn publish(
    store: &Store,
    request: &FilesRequest,
    rules: &Rules,
) -> Result<FilesReport, KeepingError> {
    let keeping = keeping::load(store, &request.registry, rules).await?;
    publish_rows(store, request, rules, keeping, std::future::ready(Ok(()))).await
}

/// The same for rows that were read before, under the same rules.
///
/// `number` gives new rows the numbers that they hold; it is waited for only when nothing stops the publish.
pub async fn publish_rows(
    store: &Store,
    request: &FilesRequest,
    rules: &Rules,
    keeping: Keeping,
    number: impl Future<Output = Result<(), KeepingError>>,
) -> Result<FilesReport, KeepingError> {
    let checked = check::check_rows(store, &request.registry, rules, request.at, keeping).await?;
    // A dry run says all that it would be stopped for.
    if !request.dry_run {
        check::gate(&checked.report, request.acceptance)?;
        number.await?;
    }
    let differences =
        if request.differences { Some(differences(store, request, rules, &checked).await?) } else { None };
    let mut report = FilesReport {
        publish: None,
        target: request.out.clone(),
        profile: rules.profile,
        dry_run: request.dry_run,
        files: Vec::new(),
        errors: checked.report.count(Severity::Error),
        warnings: checked.report.count(Severity::Warning),
        differences,
    };
    let material = Material::new(&checked, rules.profile, &request.recrawled, numbers(store, request).await?);
    let files = File::of(&request.stages);
    let too_long = contents::too_long(&files, &material);
    if !too_long.is_empty() {
        return Err(KeepingError::of_faults(too_long));
    }
    if request.dry_run {
        for file in files {
            let written = Written::nowhere(|out| contents::write(file, &material, out))
                .map_err(|error| not_written(&request.out, file, error))?;
            let found = place::hash_of(&request.out.join(file.path()))?;
            report.files.push(file_report(file, &written, found.as_deref()));
        }
        return Ok(report);
    }
    let _lock = Lock::take(&request.out)?;
    settle(store, request).await?;
    let mut fresh = Vec::new();
    for file in files {
        let path = request.out.join(file.path());
        let written = Written::beside(&path, |out| contents::write(file, &material, out))
            .map_err(|error| not_written(&request.out, file, error))?;
        let found = place::hash_of(&path)?;
        let told = file_report(file, &written, found.as_deref());
        if told.state != FileState::Unchanged {
            fresh.push((path, written, file));
        }
        report.files.push(told);
    }
    drop(material);
    if !fresh.is_empty() {
        report.publish = Some(put_in_place(store, request, &report, &checked, fresh).await?);
    }
    Ok(report)
}

/// Keeps what stands there, puts the new files in its place, and notes both.
async fn put_in_place(
    store: &Store,
    request: &FilesRequest,
    report: &FilesReport,
    checked: &Checked,
    fresh: Vec<(PathBuf, Written, File)>,
) -> Result<i64, KeepingError> {
    let mut rows = check::fingerprints(&checked.finished);
    for (path, written, file) in &fresh {
        let before = match std::fs::read(path) {
            Ok(bytes) => backup::pack(&bytes).map_err(KeepingError::file("keep", path))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(KeepingError::file("read", path)(error)),
        };
        let key = file.path().to_owned();
        rows.push(PublishRow { place: backup::PLACE.into(), key, before, after: written.sha256.to_vec() });
    }
    let begun = Publish {
        id: 0,
        registry: request.registry.clone(),
        what: WHAT.into(),
        target: request.out.display().to_string(),
        profile: report.profile.word().into(),
        state: "begun".into(),
        author: request.author.clone(),
        report: "{}".into(),
        at: request.at,
    };
    let tx = store.begin().await?;
    let id = tx.begin_publish(&begun).await?;
    tx.save_publish_rows(id, &rows).await?;
    tx.commit().await?;
    for (_, written, _) in fresh {
        written.put()?;
    }
    let told = serde_json::json!({ "files": report.files, "warnings": report.warnings });
    let tx = store.begin().await?;
    tx.set_publish(id, "done", &told.to_string()).await?;
    tx.prune_publishes(&request.registry, request.keep.max(1)).await?;
    tx.commit().await?;
    Ok(id)
}

/// How the final rows under our own rules differ from those under the old pipeline's.
async fn differences(
    store: &Store,
    request: &FilesRequest,
    rules: &Rules,
    checked: &Checked,
) -> Result<Vec<Difference>, KeepingError> {
    let other = match rules.profile {
        Profile::Default => Profile::Legacy,
        Profile::Legacy => Profile::Default,
    };
    let keeping = keeping::load(store, &request.registry, &rules.with(other)).await?;
    let finished = finish::finish(&keeping, &checked.stats, other);
    Ok(match rules.profile {
        Profile::Default => finish::differences(&finished, &checked.finished),
        Profile::Legacy => finish::differences(&checked.finished, &finished),
    })
}

/// The registry's own rows, where its files are asked for.
async fn numbers(store: &Store, request: &FilesRequest) -> Result<Numbers, KeepingError> {
    let mut numbers = Numbers::default();
    if request.stages.iter().any(|stage| matches!(stage, Stage::Registries | Stage::All)) {
        numbers.series = store.registry_rows(&request.registry, Form::Series.word()).await?;
        numbers.characters = store.registry_rows(&request.registry, Form::Character.word()).await?;
    }
    Ok(numbers)
}

/// Looks what became of publishes to the folder that broke off: done when all of their files stand there.
async fn settle(store: &Store, request: &FilesRequest) -> Result<(), KeepingError> {
    let target = request.out.display().to_string();
    for publish in store.publishes(&request.registry).await? {
        if publish.what != WHAT || publish.state != "begun" || publish.target != target {
            continue;
        }
        let mut state = "done";
        for row in store.publish_rows_of(publish.id, backup::PLACE).await? {
            if place::hash_of(&request.out.join(&row.key))? != Some(row.after) {
                state = "failed";
            }
        }
        let tx = store.begin().await?;
        tx.set_publish(publish.id, state, &publish.report).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn file_report(file: File, written: &Written, found: Option<&[u8]>) -> FileReport {
    let state = match found {
        None => FileState::New,
        Some(found) if found == written.sha256 => FileState::Unchanged,
        Some(_) => FileState::Changed,
    };
    let sha256 = backup::hex(&written.sha256);
    FileReport { path: file.path(), rows: written.rows, bytes: written.bytes, sha256, state }
}

fn not_written(out: &Path, file: File, error: std::io::Error) -> KeepingError {
    KeepingError::file("write", out.join(file.path()))(error)
}
