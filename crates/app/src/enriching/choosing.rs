//! Which work is meant: by id, by its place in an import, or by its title.

use std::collections::HashSet;

use catalog::ImportOptions;
use model::{EntityKind, Work, WorkId};
use search::SearchRequest;
use serde_json::json;

use crate::{App, AppError, ErrorCode, WorkRef};

/// Which work is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnrichTarget {
    /// The one of this title, in any case; else the only one whose title holds it.
    Title(String),
    /// The one at this place of the file, or of what was imported, from 0.
    Index(usize),
    /// The one of this id.
    Work(WorkRef),
}

/// The works of a file, row by row; none where a row was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileWorks(Vec<Option<WorkId>>);

impl FileWorks {
    /// Each work once, where it stands first.
    pub fn unique(&self) -> Vec<WorkId> {
        let mut seen = HashSet::new();
        self.0.iter().flatten().copied().filter(|work| seen.insert(*work)).collect()
    }
}

/// The most candidates that are named where a title is ambiguous.
const CANDIDATES: usize = 10;
/// Hits of the index that are looked at first.
const NEAR: usize = 100;
/// Works that are looked through at a time.
const AT_ONCE: usize = 2_000;

impl App {
    /// The work that is meant; among those of a file, where one is given.
    ///
    /// # Errors
    /// `not_found` when there is none, `ambiguous_title` with the candidates when there are several.
    pub async fn enrich_target(
        &self,
        target: &EnrichTarget,
        among: Option<&FileWorks>,
    ) -> Result<WorkId, AppError> {
        match target {
            EnrichTarget::Work(work) => self.work_id(work).await,
            EnrichTarget::Index(index) => self.work_at(*index, among).await,
            EnrichTarget::Title(title) => self.work_titled(title, among).await,
        }
    }

    /// The works of a file in its order. It is imported first, unless it was the last of its format that was.
    ///
    /// # Errors
    /// As an import.
    pub async fn works_of_file(
        &self,
        file: &str,
        progress: &(dyn Fn(jobs::Progress) + Send + Sync),
    ) -> Result<FileWorks, AppError> {
        let options = ImportOptions {
            format: None,
            atomic: false,
            max_download_bytes: self.config().import.max_download_bytes,
            scratch: self.config().data_dir.clone(),
            at: self.now(),
        };
        let report = catalog::import_unless_last(self.store(), &file.parse()?, &options, progress).await?;
        let rows = self.store().rows_of_file(&EntityKind::Work, &report.file).await?;
        if rows.iter().all(Option::is_none) {
            return Err(AppError::new(ErrorCode::InvalidInput, format!("`{file}` lists no works"))
                .hint("--file takes a list of works, such as an anime-offline-database"));
        }
        Ok(FileWorks(rows.into_iter().map(|row| row.map(WorkId::from)).collect()))
    }

    async fn work_at(&self, index: usize, among: Option<&FileWorks>) -> Result<WorkId, AppError> {
        let (found, total) = if let Some(FileWorks(rows)) = among {
            let found = rows.get(index).copied();
            if found == Some(None) {
                return Err(AppError::not_found("work at place", &index.to_string()).hint(
                    "that row was not taken, or stands again further down; `emaki db rejects` says why",
                ));
            }
            (found.flatten(), rows.len())
        } else {
            // Numbers are given out in the order of imports.
            let works = self.store().work_ids_after(0, index.saturating_add(1)).await?;
            (works.get(index).copied(), works.len())
        };
        found.ok_or_else(|| {
            AppError::not_found("work at place", &index.to_string())
                .hint(format!("there are {total} works, counted from 0"))
        })
    }

    async fn work_titled(&self, title: &str, among: Option<&FileWorks>) -> Result<WorkId, AppError> {
        let wanted = folded(title);
        if wanted.is_empty() {
            return Err(AppError::invalid_parameter("title", "the title is empty"));
        }
        let among: Option<HashSet<WorkId>> = among.map(|works| works.unique().into_iter().collect());
        let allowed = |work: &Work| among.as_ref().is_none_or(|among| among.contains(&work.id));
        // The index knows where to look; what it finds is compared letter by letter.
        let mut near = SearchRequest { query: title.to_owned(), limit: NEAR, ..SearchRequest::default() };
        // A title that is for adults makes another of the same name no less ambiguous.
        near.set("adult", "include").map_err(|error| AppError::invalid_parameter("adult", error.message))?;
        if let Ok(near) = self.search(near).await {
            let ids: Vec<WorkId> = near.results.iter().map(|hit| hit.id).collect();
            let mut found = Candidates::default();
            for work in self.store().works(&ids).await?.iter().filter(|work| allowed(work)) {
                found.look(&wanted, work);
            }
            if let Some(exact) = found.exact() {
                return unique(title, exact);
            }
        }
        let (mut found, mut after) = (Candidates::default(), 0);
        loop {
            let ids = self.store().work_ids_after(after, AT_ONCE).await?;
            let Some(last) = ids.last() else { break };
            after = last.get();
            for work in self.store().works(&ids).await?.iter().filter(|work| allowed(work)) {
                found.look(&wanted, work);
            }
        }
        unique(title, found.best())
    }
}

/// Works by how their titles match, the closest first.
#[derive(Debug, Default)]
struct Candidates([Vec<Candidate>; 4]);

#[derive(Debug, Clone, PartialEq)]
struct Candidate {
    id: WorkId,
    title: String,
    year: Option<i16>,
    format: String,
}

impl Candidates {
    fn look(&mut self, wanted: &str, work: &Work) {
        let shown = folded(&work.title);
        let mut others = work.titles.iter().map(|title| folded(&title.text));
        let place = match () {
            () if shown == wanted => 0,
            () if others.any(|other| other == wanted) => 1,
            () if shown.contains(wanted) => 2,
            () if work.titles.iter().any(|title| folded(&title.text).contains(wanted)) => 3,
            () => return,
        };
        self.0[place].push(Candidate {
            id: work.id,
            title: work.title.clone(),
            year: work.year,
            format: work.format.as_str().to_owned(),
        });
    }

    /// Those that are named just so.
    fn exact(&self) -> Option<&[Candidate]> {
        self.0[..2].iter().find(|list| !list.is_empty()).map(Vec::as_slice)
    }

    fn best(&self) -> &[Candidate] {
        self.0.iter().find(|list| !list.is_empty()).map_or(&[], Vec::as_slice)
    }
}

fn folded(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn unique(title: &str, found: &[Candidate]) -> Result<WorkId, AppError> {
    match found {
        [] => Err(AppError::not_found("work titled", title)
            .hint("`emaki search` finds works by words and slips; `emaki import` brings new ones in")),
        [only] => Ok(only.id),
        several => {
            let listed: Vec<_> = several
                .iter()
                .take(CANDIDATES)
                .map(|c| json!({ "id": c.id, "title": c.title, "year": c.year, "format": c.format }))
                .collect();
            Err(AppError::new(
                ErrorCode::AmbiguousTitle,
                format!("{} works are titled `{title}` or hold it in their title", several.len()),
            )
            .detail("candidates", listed)
            .detail("total", several.len())
            .hint("name the one that is meant with --id"))
        }
    }
}

#[cfg(test)]
mod tests {
    use model::{Medium, Title, TitleKind};

    use super::*;

    fn work(id: i64, title: &str, other: &str) -> Work {
        let mut work = Work::new(WorkId::new(id).expect("a positive number"), Medium::Anime, title);
        work.titles.push(Title::new(other, TitleKind::Synonym));
        work
    }

    fn chosen(title: &str, works: &[Work]) -> Result<i64, (ErrorCode, usize)> {
        let mut found = Candidates::default();
        for work in works {
            found.look(&folded(title), work);
        }
        unique(title, found.best()).map(WorkId::get).map_err(|error| {
            let listed = error.details["candidates"].as_array().map_or(0, Vec::len);
            (error.code, listed)
        })
    }

    #[test]
    fn the_closest_kind_of_match_decides() {
        let works = [
            work(1, "Harbor of Paper Lanterns", "Minato"),
            work(2, "Harbor of Paper Lanterns Season 2", "Harbor"),
            work(3, "Night Ferry", "Harbor of Paper"),
        ];
        assert_eq!(chosen("harbor of  PAPER lanterns", &works), Ok(1));
        assert_eq!(chosen("harbor", &works), Ok(2), "a name of one beats a part of two");
        assert_eq!(chosen("season", &works), Ok(2));
        assert_eq!(chosen("paper lanterns", &works), Err((ErrorCode::AmbiguousTitle, 2)));
        assert_eq!(chosen("depot", &works), Err((ErrorCode::NotFound, 0)));
        let many: Vec<Work> = (1..30).map(|id| work(id, "One Name", "x")).collect();
        assert_eq!(chosen("one name", &many), Err((ErrorCode::AmbiguousTitle, 10)));
    }
}
