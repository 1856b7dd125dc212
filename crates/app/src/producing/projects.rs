//! Projects.

use model::Instant;
use production::{Project, ProjectId, place};
use serde::Serialize;
use serde_json::{Value, json};
use store::{CharacterFilter, ProjectFilter, ProjectRow};

use super::{
    Listing, ProjectView, expected_version,
    failures::{binned, no_id, unknown_project},
    laid_over, line, pages, read, stored, text_of, unchanged,
};
use crate::{App, AppError, ErrorCode};

/// Which projects are listed, those changed last first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectQuestion {
    /// Only whose name holds this.
    pub text: Option<String>,
    /// Only archived ones, or only those that are not.
    pub archived: Option<bool>,
    /// Those in the bin in place of the others.
    pub bin: bool,
    /// How many at once, 50 when not said and 500 at most.
    pub limit: Option<usize>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// What was purged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Purge {
    /// Projects, by their ids.
    pub projects: Vec<String>,
    /// Characters of other projects, by their ids.
    pub characters: Vec<String>,
    /// How many files went.
    pub files: usize,
}

impl App {
    /// Makes a project.
    ///
    /// # Errors
    /// `invalid_input` and `invalid_parameter` for values that cannot be kept.
    pub async fn create_project(&self, body: Value, author: &str) -> Result<ProjectView, AppError> {
        self.produces()?;
        let project: Project = read(body)?;
        project.check()?;
        let now = self.now();
        let row =
            ProjectRow::new(ProjectId::new(now).to_string(), project.name.clone(), text_of(&project)?, now);
        let tx = self.store().begin().await?;
        tx.insert_project(&row).await?;
        tx.audit(&line(author, "project.create", json!({ "project": row.id, "name": row.name }), now))
            .await?;
        tx.commit().await?;
        self.write_book(&row.id).await;
        self.project(&row.id).await
    }

    /// Projects, those changed last first.
    pub async fn projects(&self, question: &ProjectQuestion) -> Result<Listing<ProjectView>, AppError> {
        self.produces()?;
        let limit = pages::limit(question.limit)?;
        let filter = ProjectFilter {
            text: question.text.clone().filter(|text| !text.trim().is_empty()),
            archived: question.archived,
            binned: question.bin,
            after: pages::after(question.cursor.as_deref())?,
        };
        let mut rows = self.store().projects(&filter, limit + 1).await?;
        let next_cursor = pages::cut(&mut rows, limit, |row| (row.updated_at, row.id.as_str()));
        let all = self.store().take_bytes().await?;
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            items.push(self.project_view(row, all).await?);
        }
        Ok(Listing { items, next_cursor })
    }

    /// One project, in the bin or not.
    ///
    /// # Errors
    /// `not_found`, `invalid_parameter` for a text that is no UUID.
    pub async fn project(&self, id: &str) -> Result<ProjectView, AppError> {
        let row = self.project_row(id).await?;
        let filter = CharacterFilter { project: Some(row.id.clone()), ..CharacterFilter::default() };
        let characters = self.store().project_characters(&filter, 1000).await?;
        let all = self.store().take_bytes().await?;
        let view = self.project_view(row, all).await?;
        Ok(ProjectView { characters: Some(characters.into_iter().map(|c| c.id).collect()), ..view })
    }

    /// Changes the fields that are given; those that are not stay.
    ///
    /// # Errors
    /// As [`App::create_project`]; `not_found`; `conflict` for a project in the bin, and where `expected_version` is not
    /// the project's any more.
    pub async fn update_project(
        &self,
        id: &str,
        change: &Value,
        author: &str,
    ) -> Result<ProjectView, AppError> {
        let mut change = change.clone();
        let expected = expected_version(&mut change)?;
        let archived = match change.as_object_mut().and_then(|fields| fields.remove("archived")) {
            None => None,
            Some(Value::Bool(archived)) => Some(archived),
            Some(_) => return Err(AppError::invalid_parameter("archived", "`archived` is true or false")),
        };
        // Laid over what is there within the transaction, so that of two changes at once neither is lost.
        self.change_project(id, author, "project.update", |row| {
            if row.binned_at.is_some() {
                return Err(binned("project", &row.id));
            }
            unchanged("project", expected, row.version)?;
            let project: Project = laid_over(&stored::<Project>("project", &row.body)?, &change)?;
            project.check()?;
            let is_archived = archived.unwrap_or(row.is_archived);
            Ok(ProjectRow { name: project.name.clone(), body: text_of(&project)?, is_archived, ..row })
        })
        .await
    }

    /// Puts a project into the bin and cancels what is alive of it; its files stay until the bin is emptied.
    pub async fn bin_project(&self, id: &str, author: &str) -> Result<ProjectView, AppError> {
        let id = self.project_row(id).await?.id;
        let now = self.now();
        let tx = self.store().begin().await?;
        let row = tx.project(&id).await?.ok_or_else(|| unknown_project(&id))?;
        // The jobs first: see there.
        let cancelled = tx.cancel_pictures_of(&id, now).await?;
        let row = ProjectRow { binned_at: Some(row.binned_at.unwrap_or(now)), ..row };
        tx.update_project(&row, now).await?;
        let details = json!({ "project": id, "name": row.name, "cancelled": cancelled });
        tx.audit(&line(author, "project.delete", details, now)).await?;
        tx.commit().await?;
        // What was asked for while the project's row was still open; from here on nobody can ask.
        loop {
            let tx = self.store().begin().await?;
            if tx.project(&id).await?.is_none_or(|row| row.binned_at.is_none()) {
                // Somebody took it out again, and what is alive now was asked for since.
                tx.rollback().await?;
                break;
            }
            let more = tx.cancel_pictures_of(&id, now).await?;
            tx.commit().await?;
            if more == 0 {
                break;
            }
        }
        self.hear_again();
        self.write_book(&id).await;
        self.project(&id).await
    }

    /// Takes a project out of the bin.
    pub async fn restore_project(&self, id: &str, author: &str) -> Result<ProjectView, AppError> {
        self.change_project(id, author, "project.restore", |row| Ok(ProjectRow { binned_at: None, ..row }))
            .await
    }

    /// Empties the bin of what lies there since before a moment, files included.
    pub async fn purge_bin(&self, before: Instant, author: &str) -> Result<Purge, AppError> {
        self.produces()?;
        let tx = self.store().begin().await?;
        let purged = tx.purge_bin(before, self.now()).await?;
        let details = json!({ "projects": purged.projects, "characters": purged.characters });
        tx.audit(&line(author, "purge", details, self.now())).await?;
        tx.commit().await?;
        let files = purged.files.len();
        self.remove_files(&purged).await;
        self.write_books().await?;
        Ok(Purge { projects: purged.projects, characters: purged.characters, files })
    }

    async fn change_project(
        &self,
        id: &str,
        author: &str,
        action: &str,
        change: impl FnOnce(ProjectRow) -> Result<ProjectRow, AppError>,
    ) -> Result<ProjectView, AppError> {
        let id = self.project_row(id).await?.id;
        let now = self.now();
        let tx = self.store().begin().await?;
        let row = tx.project(&id).await?.ok_or_else(|| unknown_project(&id))?;
        let row = change(row)?;
        tx.update_project(&row, now).await?;
        tx.audit(&line(author, action, json!({ "project": id, "name": row.name }), now)).await?;
        tx.commit().await?;
        self.write_book(&id).await;
        self.project(&id).await
    }

    pub(super) async fn project_row(&self, id: &str) -> Result<ProjectRow, AppError> {
        self.produces()?;
        let id: ProjectId = id.parse().map_err(|error| no_id("project_id", error))?;
        self.store().project(id.as_str()).await?.ok_or_else(|| unknown_project(id.as_str()))
    }

    /// A project that something new may be made for.
    pub(super) async fn open_project(&self, id: &str) -> Result<ProjectRow, AppError> {
        let row = self.project_row(id).await?;
        if row.binned_at.is_some() {
            return Err(binned("project", &row.id));
        }
        if row.is_archived {
            return Err(AppError::new(ErrorCode::Conflict, format!("the project {} is archived", row.id))
                .detail("id", row.id.as_str())
                .hint("open it again first: `archived` set to false"));
        }
        Ok(row)
    }

    async fn project_view(&self, row: ProjectRow, all: u64) -> Result<ProjectView, AppError> {
        let counts = self.store().project_counts(&row.id).await?;
        let share = if all == 0 { 0.0 } else { counts.bytes as f64 / all as f64 };
        let folder: ProjectId = row.id.parse().map_err(|error| no_id("project_id", error))?;
        Ok(ProjectView {
            project: stored("project", &row.body)?,
            id: row.id,
            created_at: row.created_at,
            updated_at: row.updated_at,
            archived: row.is_archived,
            binned_at: row.binned_at,
            version: row.version,
            revision: row.revision,
            last_event: row.last_event,
            file_count: counts.takes,
            approved_count: counts.approved,
            character_count: counts.characters,
            characters: None,
            jobs_alive: counts.jobs_alive,
            bytes: counts.bytes,
            storage_share: (share * 10_000.0).round() / 10_000.0,
            folder: place::project_folder(&folder),
        })
    }
}
