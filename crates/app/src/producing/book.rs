//! The book of a project: `metadata.json` beside its pictures, written after each change.
//!
//! A small one is written at once. A large one costs as much as all its takes, so it is written now and then while
//! changes come one after the other: at most a twentieth of the time goes into it. What was made meanwhile stands in the
//! file beside each picture, which is written first, and the store knows which books are behind.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    path::PathBuf,
    sync::Mutex,
    time::{Duration, Instant as Moment},
};

use assets::put_whole;
use model::Instant;
use production::{
    Bible, ProjectId,
    metadata::{CharacterEntry, FORMAT, Metadata, VersionEntry},
    place,
};
use store::{CharacterFilter, ProjectRow, TakeFilter, TakeRow};

use super::{
    failures::no_id,
    files::off_the_loop,
    rows::{part_entry, take_entry, tie_entry},
    stored,
};
use crate::{App, AppError};

/// Rows that are read at a time.
const AT_ONCE: usize = 500;
/// Takes without a project whose files are looked at when a process begins: what was in the making when it ended.
const LOOSE: usize = 200;
/// A book of so many takes is written at once: it costs a few milliseconds.
const SMALL: usize = 64;
/// A larger one is written no sooner after the last time than so many times what that took.
const SPARE: u32 = 19;
/// Nor is it left alone for longer than this.
const LONGEST: Duration = Duration::from_secs(30);
/// How often a worker that stays looks for what another one left out that was killed.
const LOOK_EVERY: Duration = Duration::from_mins(1);
/// How old a loose picture may be that was left out by a worker that was killed lately.
const LEFT_LATELY: Duration = Duration::from_hours(1);

/// When books were written last, and what that cost.
#[derive(Default)]
pub(crate) struct Pacing(Mutex<HashMap<String, Paced>>);

#[derive(Debug, Clone, Copy)]
struct Paced {
    takes: usize,
    cost: Duration,
    ended: Moment,
    /// Whether somebody waits to write it.
    is_due: bool,
}

/// When a book is to be written.
#[derive(Debug, PartialEq, Eq)]
enum When {
    Now,
    After(Duration),
    /// Somebody is about to.
    Somebody,
}

impl Pacing {
    /// When a book that has changed is to be written; whoever is told to wait is expected to write it then.
    fn when(&self, project: &str, now: Moment) -> When {
        let mut all = self.0.lock().expect("no panic while held");
        match all.get_mut(project) {
            None => When::Now,
            Some(paced) if paced.takes <= SMALL => When::Now,
            Some(paced) if paced.is_due => When::Somebody,
            Some(paced) => {
                let pause = (paced.cost * SPARE).min(LONGEST);
                let left = pause.saturating_sub(now.saturating_duration_since(paced.ended));
                paced.is_due = true;
                When::After(left)
            }
        }
    }

    /// Notes that whoever waited to write a book comes to it.
    fn comes_to(&self, project: &str) {
        if let Some(paced) = self.0.lock().expect("no panic while held").get_mut(project) {
            paced.is_due = false;
        }
    }

    /// Notes that a book was written.
    fn wrote(&self, project: &str, takes: usize, began: Moment, ended: Moment) {
        let cost = ended.saturating_duration_since(began);
        let paced = Paced { takes, cost, ended, is_due: false };
        self.0.lock().expect("no panic while held").insert(project.to_owned(), paced);
    }
}

impl App {
    /// Writes a project's book where it is behind, now or soon. A book that cannot be written is told in the log and
    /// made up for later: the change itself is in the store.
    pub(super) async fn write_book(&self, project: &str) {
        if project.is_empty() {
            return;
        }
        match self.producing().pacing.when(project, Moment::now()) {
            When::Now => self.write_book_now(project).await,
            When::Somebody => {}
            When::After(pause) => {
                let (app, project) = (self.clone(), project.to_owned());
                // Whoever ends before it comes to that leaves the book behind; the next worker writes it.
                tokio::spawn(async move {
                    tokio::time::sleep(pause).await;
                    app.producing().pacing.comes_to(&project);
                    app.write_book_now(&project).await;
                });
            }
        }
    }

    async fn write_book_now(&self, project: &str) {
        if let Err(error) = self.try_to_write_book(project, false).await {
            // Not to be waited for by those who come later.
            self.producing().pacing.wrote(project, 0, Moment::now(), Moment::now());
            tracing::warn!(error = ?error, project, "the book of project {project} could not be written; it will be later");
        }
    }

    /// Writes every book that is behind, puts files where they belong that a crash left out, and removes what is left
    /// of purged projects. Gives how many books.
    pub async fn write_books(&self) -> Result<u64, AppError> {
        self.write_books_of(None).await
    }

    /// The same, with those loose pictures only that were made since then, or else shortly before the newest of them: what
    /// a maker has moved by hand is left where it is.
    async fn write_books_of(&self, since: Option<Instant>) -> Result<u64, AppError> {
        let mut written = 0;
        for project in self.store().projects_behind(10_000).await? {
            // One that cannot be written must not keep the others waiting.
            self.write_book_now(&project.id).await;
            written += 1;
        }
        let loose = TakeFilter { project: Some(String::new()), ..TakeFilter::default() };
        let loose = self.store().takes(&loose, LOOSE).await?;
        if let Some(since) = since.or_else(|| loose.first().map(|newest| lately(newest.at))) {
            for take in loose.iter().filter(|take| take.at >= since) {
                self.try_to_lay_out(take).await;
            }
        }
        self.remove_purged(self.store().purged_projects().await?).await?;
        Ok(written)
    }

    /// Makes up for what other workers leave out that are killed, now and then, until the task is dropped.
    pub(crate) fn spawn_making_up(&self) -> tokio::task::JoinHandle<()> {
        let app = self.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOK_EVERY).await;
                if let Err(error) = app.write_books_of(Some(lately(app.now()))).await {
                    tracing::warn!(error = ?error, "the books of projects could not be written; they will be later");
                }
            }
        })
    }

    /// Where a project's book lies.
    pub(super) fn book_path(&self, project: &str) -> Result<PathBuf, AppError> {
        let id: ProjectId = project.parse().map_err(|error| no_id("project_id", error))?;
        Ok(self.picture_folder().join(place::project_folder(&id)).join(place::METADATA))
    }

    /// Writes a project's book where it is behind, or in any case.
    pub(super) async fn try_to_write_book(&self, project: &str, anew: bool) -> Result<(), AppError> {
        let _turn = self.producing().writing.lock().await;
        let began = Moment::now();
        let Some(row) = self.store().project(project).await? else { return Ok(()) };
        if row.written >= row.revision && !anew {
            return Ok(());
        }
        let takes = self.all_takes(&row.id).await?;
        let count = takes.len();
        let path = self.book_path(&row.id)?;
        self.lay_out_new(row.written == 0, &takes, path.clone()).await?;
        let revision = row.revision;
        let book = self.project_book(row, takes).await?;
        let odd = anew.then(|| book.id.clone());
        let text = serde_json::to_string_pretty(&book).map_err(AppError::internal)?;
        off_the_loop(move || {
            // Another process may have been quicker with a newer one.
            let there = fs::read(&path).ok().and_then(|bytes| revision_of(&bytes, odd.as_ref()));
            if there.is_some_and(|there| there > revision) {
                return Ok(());
            }
            put_whole(&path, text.as_bytes())
        })
        .await?;
        self.leave_nothing(project).await?;
        self.store().project_written(project, revision).await?;
        self.producing().pacing.wrote(project, count, began, Moment::now());
        Ok(())
    }

    /// Lays out the takes that nobody has laid out yet. Those of the book before were there when it was written: where one
    /// is not any more, somebody has moved it or taken it away, and `fsck` finds it by its hash. With the first book of a
    /// store what lies beside pictures is made up for as well.
    async fn lay_out_new(&self, is_first: bool, takes: &[TakeRow], book: PathBuf) -> Result<(), AppError> {
        let folder = self.picture_folder();
        let (there, away): (Vec<&TakeRow>, Vec<&TakeRow>) =
            takes.iter().partition(|take| folder.join(&take.file).is_file());
        let mut due = if is_first { there } else { Vec::new() };
        if !away.is_empty() {
            let told = off_the_loop(move || Ok(fs::read(book).unwrap_or_default())).await?;
            let before = serde_json::from_slice::<Before>(&told).unwrap_or_default();
            let known: BTreeSet<&str> = before.takes.iter().map(|take| take.id.as_str()).collect();
            due.extend(away.into_iter().filter(|take| !known.contains(take.id.as_str())));
        }
        for take in due {
            self.try_to_lay_out(take).await;
        }
        Ok(())
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
        let mut rows = Vec::new();
        for binned in [false, true] {
            let filter =
                CharacterFilter { project: Some(row.id.clone()), binned, ..CharacterFilter::default() };
            rows.extend(self.store().project_characters(&filter, 10_000).await?);
        }
        let mut characters = Vec::new();
        for character in rows {
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
                binned_at: character.binned_at,
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
            binned_at: row.binned_at,
            project: stored("project", &row.body)?,
            characters,
            relationships,
            parts: parts.into_iter().map(part_entry).collect::<Result<_, _>>()?,
            files: takes.len() as u64,
            bytes,
            takes: takes.into_iter().map(take_entry).collect::<Result<_, _>>()?,
        })
    }
}

/// A while before.
fn lately(at: Instant) -> Instant {
    Instant::from_micros(at.as_micros().saturating_sub(LEFT_LATELY.as_micros() as i64))
}

/// Which revision a book tells of. One that was found odd is taken at its word only where it is whole, and that
/// project's.
fn revision_of(book: &[u8], odd: Option<&ProjectId>) -> Option<i64> {
    let Some(id) = odd else {
        return serde_json::from_slice::<Revision>(book).ok().map(|book| book.revision);
    };
    let book = serde_json::from_slice::<Metadata>(book).ok()?;
    (book.format == FORMAT && book.id == *id).then_some(book.revision)
}

#[derive(serde::Deserialize)]
struct Revision {
    revision: i64,
}

/// Which takes a book names.
#[derive(Default, serde::Deserialize)]
struct Before {
    #[serde(default)]
    takes: Vec<Named>,
}

#[derive(serde::Deserialize)]
struct Named {
    id: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_book_is_written_now_and_then() {
        let (pacing, began) = (Pacing::default(), Moment::now());
        let at = |millis| began + Duration::from_millis(millis);
        assert_eq!(pacing.when("p", began), When::Now, "nothing is known of it");
        pacing.wrote("p", SMALL, began, at(4));
        assert_eq!(pacing.when("p", at(5)), When::Now, "it is small");
        pacing.wrote("p", 5000, began, at(100));
        assert_eq!(pacing.when("p", at(200)), When::After(Duration::from_millis(1800)));
        assert_eq!(pacing.when("p", at(300)), When::Somebody);
        pacing.wrote("p", 5000, at(2000), at(2100));
        assert_eq!(pacing.when("p", at(9000)), When::After(Duration::ZERO));
        pacing.wrote("p", 5000, began, at(9000));
        assert_eq!(pacing.when("p", at(9000)), When::After(LONGEST));
    }
}
