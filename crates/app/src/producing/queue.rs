//! The queue of pictures: listed, and changed.

use std::collections::BTreeMap;

use production::{BatchId, Recipe, Wish, request::Axis};
use serde_json::{Value, json};
use store::{AuditEntry, GENERATE, JobId, JobRow, JobState, PictureFilter, PictureJob, TakeFilter, TakeRow};

use super::{BatchCell, BatchView, Listing, PictureJobView, failures::no_id, line, pages, stored};
use crate::{App, AppError, PauseInfo, working::told};

/// A word of a picture's life, and what it means in the table: states, whether crashes ended it, whether the engine
/// has told of progress.
type Status = (&'static str, &'static [JobState], Option<bool>, Option<bool>);

/// The words of a picture's life.
const STATUSES: [Status; 7] = [
    ("queued", &[JobState::Queued], None, None),
    ("claimed", &[JobState::Running], None, Some(false)),
    ("running", &[JobState::Running], None, Some(true)),
    ("completed", &[JobState::Done], None, None),
    ("failed", &[JobState::Failed, JobState::Dead], Some(false), None),
    ("cancelled", &[JobState::Cancelled], None, None),
    ("quarantined", &[JobState::Dead], Some(true), None),
];

/// Which jobs are listed, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PictureQuestion {
    /// Only of this project.
    pub project: Option<String>,
    /// Only of this character.
    pub character: Option<String>,
    /// Only of this batch.
    pub batch: Option<String>,
    /// Only in this state.
    pub status: Option<String>,
    /// How many at once, 50 when not said and 500 at most.
    pub limit: Option<usize>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

impl App {
    /// Jobs of pictures, newest first.
    pub async fn picture_jobs(
        &self,
        question: &PictureQuestion,
    ) -> Result<Listing<PictureJobView>, AppError> {
        self.produces()?;
        let limit = pages::limit(question.limit)?;
        self.named(question.project.as_deref(), question.character.as_deref(), question.batch.as_deref())
            .await?;
        let mut filter = PictureFilter {
            project: question.project.clone(),
            character: question.character.clone(),
            batch: question.batch.clone(),
            after: pages::after(question.cursor.as_deref())?,
            ..PictureFilter::default()
        };
        if let Some(word) = &question.status {
            let known = STATUSES.iter().find(|(status, ..)| status == word);
            let (_, states, quarantined, begun) = known.ok_or_else(|| {
                let words = STATUSES.map(|(status, ..)| status).join(", ");
                AppError::invalid_parameter("status", format!("there is no status `{word}`"))
                    .hint(format!("statuses are {words}"))
            })?;
            filter =
                PictureFilter { states: states.to_vec(), quarantined: *quarantined, begun: *begun, ..filter };
        }
        let mut rows = self.store().picture_jobs(&filter, limit + 1).await?;
        let next_cursor = pages::cut(&mut rows, limit, |row| (row.job.created_at, row.job.id.as_str()));
        let mut items = rows.into_iter().map(view).collect::<Result<Vec<_>, _>>()?;
        self.name_takes(&mut items).await?;
        Ok(Listing { items, next_cursor })
    }

    /// Says of jobs that are completed which pictures came of them.
    async fn name_takes(&self, jobs: &mut [PictureJobView]) -> Result<(), AppError> {
        let done = jobs.iter().filter(|job| job.status == "completed").map(|job| &job.job_id);
        let mut takes = self.store().takes_of_jobs(&done.collect::<Vec<_>>()).await?;
        for job in jobs {
            let (take, file) = takes.remove(job.job_id.as_str()).unzip();
            (job.take_id, job.output_path) = (take, file);
        }
        Ok(())
    }

    /// Jobs that wait, the one that is made next first, at most so many; of one project, or of all.
    pub async fn next_pictures(
        &self,
        project: Option<&str>,
        limit: usize,
    ) -> Result<Vec<PictureJobView>, AppError> {
        self.produces()?;
        self.named(project, None, None).await?;
        let rows = self.store().next_pictures(project, limit).await?;
        rows.into_iter().map(view).collect()
    }

    /// How many jobs there are in each state.
    pub async fn picture_job_counts(
        &self,
        project: Option<&str>,
    ) -> Result<BTreeMap<&'static str, u64>, AppError> {
        self.produces()?;
        self.named(project, None, None).await?;
        let mut counts: BTreeMap<&'static str, u64> = STATUSES.map(|(status, ..)| (status, 0)).into();
        for (state, quarantined, count) in self.store().picture_job_counts(project).await? {
            let word = word(state, quarantined, true);
            *counts.entry(word).or_default() += count;
        }
        counts.remove("claimed");
        Ok(counts)
    }

    /// One job with its recipe, its place in the queue and when it will be done.
    ///
    /// # Errors
    /// `not_found`, `invalid_parameter` for a text that is no UUID.
    pub async fn picture_job(&self, id: &str) -> Result<PictureJobView, AppError> {
        let row = self.picture_row(id).await?;
        let position = match row.job.state {
            JobState::Queued => Some(self.store().job_position(&row.job, self.now()).await?),
            _ => None,
        };
        let take = match row.job.state {
            JobState::Done => self.take_of_job(&row.job.id).await?,
            _ => None,
        };
        let eta = match row.job.state {
            JobState::Queued => Some(self.estimate(&row.job.id).await?),
            JobState::Running => self.remaining(&row).await?,
            _ => None,
        };
        let recipe: Recipe = stored("recipe", take.as_ref().map_or(&row.recipe, |take| &take.recipe))?;
        Ok(PictureJobView {
            queue_position: position,
            eta_s: eta,
            take_id: take.as_ref().map(|take| take.id.clone()),
            output_path: take.map(|take| take.file),
            recipe: Some(Box::new(recipe)),
            ..view(row)?
        })
    }

    /// Asks to cancel a picture; this one and no other.
    ///
    /// # Errors
    /// `not_found`, `conflict` when it has ended already.
    pub async fn cancel_picture(&self, id: &str, author: &str) -> Result<PictureJobView, AppError> {
        let row = self.picture_row(id).await?;
        self.cancel_job_noted(id, Some(&self.told_of(&row, "cancel", json!({}), author))).await?;
        self.picture_job(id).await
    }

    /// Queues a picture that failed, was cancelled or was put into quarantine anew.
    pub async fn retry_picture(&self, id: &str, author: &str) -> Result<PictureJobView, AppError> {
        let row = self.picture_row(id).await?;
        if let Some(project) = &row.project {
            self.open_project(project).await?;
        }
        self.retry_job_noted(id, Some(&self.told_of(&row, "retry", json!({}), author))).await?;
        self.picture_job(id).await
    }

    /// Gives a picture another priority, 0 to 9.
    pub async fn reprioritize_picture(
        &self,
        id: &str,
        priority: u8,
        author: &str,
    ) -> Result<PictureJobView, AppError> {
        let row = self.picture_row(id).await?;
        let line = self.told_of(&row, "reprioritize", json!({ "priority": priority }), author);
        self.reprioritize_job_noted(id, priority, Some(&line)).await?;
        self.picture_job(id).await
    }

    /// Holds the queue of pictures, for all workers and until it is resumed. What runs goes on.
    pub async fn pause_pictures(&self, pause: bool, author: &str) -> Result<PauseInfo, AppError> {
        self.produces()?;
        let action = if pause { "pause" } else { "resume" };
        let line = line(author, action, json!({ "what": GENERATE }), self.now());
        if pause {
            self.pause_jobs_noted(GENERATE, author, Some(&line)).await
        } else {
            self.resume_jobs_noted(GENERATE, Some(&line)).await
        }
    }

    /// Pictures that were asked for together, as a grid: every combination with its jobs and its takes.
    ///
    /// # Errors
    /// `not_found`, `invalid_parameter` for a text that is no UUID.
    pub async fn picture_batch(&self, id: &str) -> Result<BatchView, AppError> {
        self.produces()?;
        let id: BatchId = id.parse().map_err(|error| no_id("batch_id", error))?;
        let batch = Some(id.to_string());
        let takes =
            self.store().takes(&TakeFilter { batch: batch.clone(), ..TakeFilter::default() }, 2000).await?;
        let (project, wish) = match (self.store().picture_batch(id.as_str()).await?, takes.first()) {
            (Some(found), _) => found,
            // It came back from its files, which tell of its pictures and of nothing else.
            (None, Some(take)) => (take.project.clone().unwrap_or_default(), "{}".to_owned()),
            (None, None) => return Err(unknown_batch(id.as_str())),
        };
        // A wish is of at most 256 pictures, and a retry makes no job of its own.
        let filter = PictureFilter { batch, ..PictureFilter::default() };
        let mut rows = self.store().picture_jobs(&filter, 500).await?;
        rows.sort_by_key(|row| row.position);
        let mut cells: Vec<BatchCell> = Vec::new();
        let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
        for row in rows {
            let mut job = view(row)?;
            if let Some(take) = takes.iter().find(|take| take.job == job.job_id.as_str()) {
                (job.take_id, job.output_path) = (Some(take.id.clone()), Some(take.file.clone()));
            }
            *counts.entry(job.status).or_default() += 1;
            let of_job = takes.iter().filter(|take| take.job == job.job_id.as_str()).cloned();
            let of_job = of_job.map(super::takes::view).collect::<Result<Vec<_>, _>>()?;
            let at = cells.iter().position(|cell| cell.values == job.cell).unwrap_or_else(|| {
                let values = job.cell.clone();
                cells.push(BatchCell { values, jobs: Vec::new(), takes: Vec::new() });
                cells.len() - 1
            });
            cells[at].jobs.push(job);
            cells[at].takes.extend(of_job);
        }
        if cells.is_empty() && !takes.is_empty() {
            let takes = takes.into_iter().rev().map(super::takes::view).collect::<Result<Vec<_>, _>>()?;
            counts.insert("completed", takes.len() as u64);
            cells.push(BatchCell { values: BTreeMap::new(), jobs: Vec::new(), takes });
        }
        let wish: Value = stored("wish", &wish)?;
        let axes = match stored::<Wish>("wish", &wish.to_string()) {
            Ok(wish) if !wish.matrix.0.is_empty() => wish.matrix.0,
            // Made again by its recipe: what it stood for in its own grid is all that is known.
            _ => axes_of(&cells),
        };
        let project_id = Some(project).filter(|project| !project.is_empty());
        Ok(BatchView { batch_id: id.to_string(), project_id, wish, axes, counts, cells })
    }

    /// Whether what a list is asked by is there; an empty project stands for none.
    pub(super) async fn named(
        &self,
        project: Option<&str>,
        character: Option<&str>,
        batch: Option<&str>,
    ) -> Result<(), AppError> {
        if let Some(project) = project.filter(|project| !project.is_empty()) {
            self.project_row(project).await?;
        }
        if let Some(character) = character {
            self.character_row(character).await?;
        }
        if let Some(batch) = batch {
            let id: BatchId = batch.parse().map_err(|error| no_id("batch_id", error))?;
            // Takes that came back from their files have no batch beside them any more.
            let takes = TakeFilter { batch: Some(id.to_string()), ..TakeFilter::default() };
            if self.store().picture_batch(id.as_str()).await?.is_none()
                && self.store().takes(&takes, 1).await?.is_empty()
            {
                return Err(unknown_batch(id.as_str()));
            }
        }
        Ok(())
    }

    /// The line of the audit log about a job.
    fn told_of(&self, row: &PictureJob, action: &str, mut details: Value, author: &str) -> AuditEntry {
        details["job"] = row.job.id.as_str().into();
        details["project"] = row.project.as_deref().into();
        line(author, &format!("job.{action}"), details, self.now())
    }

    pub(super) async fn picture_row(&self, id: &str) -> Result<PictureJob, AppError> {
        self.produces()?;
        let id: JobId = id.parse().map_err(|_| no_id("job_id", production::IdError("job")))?;
        self.store().picture_job(&id).await?.ok_or_else(|| {
            AppError::not_found("job", id.as_str())
                .hint("`emaki production jobs list` lists those of pictures")
        })
    }

    pub(super) async fn take_of_job(&self, id: &JobId) -> Result<Option<TakeRow>, AppError> {
        let filter = TakeFilter { job: Some(id.to_string()), ..TakeFilter::default() };
        Ok(self.store().takes(&filter, 1).await?.pop())
    }

    /// How long a picture takes still: by its own pace once it has one, and by that of others before.
    async fn remaining(&self, row: &PictureJob) -> Result<Option<f64>, AppError> {
        let Some(started) = row.job.started_at else { return Ok(None) };
        let spent = (self.now().as_micros() - started.as_micros()).max(0) as f64 / 1e6;
        let part = progress(&row.job) / 100.0;
        // The first few percent tell little: they hold the loading of models.
        let left =
            if part >= 0.1 { spent * (1.0 - part) / part } else { self.estimate(&row.job.id).await? - spent };
        Ok(Some((left.max(0.0) * 10.0).round() / 10.0))
    }
}

/// The word for where a picture's job is.
pub(super) fn status(job: &JobRow) -> &'static str {
    word(job.state, job.crashes >= job.max_crashes, job.total.is_some())
}

pub(super) fn word(state: JobState, quarantined: bool, begun: bool) -> &'static str {
    match state {
        JobState::Queued => "queued",
        JobState::Running if begun => "running",
        JobState::Running => "claimed",
        JobState::Done => "completed",
        JobState::Cancelled => "cancelled",
        JobState::Dead if quarantined => "quarantined",
        JobState::Failed | JobState::Dead => "failed",
    }
}

/// 0 to 100.
pub(super) fn progress(job: &JobRow) -> f64 {
    match job.state {
        JobState::Done => 100.0,
        JobState::Queued => 0.0,
        _ => job
            .total
            .filter(|total| *total > 0)
            .map_or(0.0, |total| (job.done as f64 / total as f64 * 1000.0).round().min(1000.0) / 10.0),
    }
}

/// The fields in which combinations differ, each with its values in the order in which they come.
fn axes_of(cells: &[BatchCell]) -> Vec<Axis> {
    let mut axes: Vec<Axis> = Vec::new();
    for (field, value) in cells.iter().flat_map(|cell| &cell.values) {
        match axes.iter_mut().find(|known| known.field == *field) {
            Some(known) if known.values.contains(value) => {}
            Some(known) => known.values.push(value.clone()),
            None => axes.push(Axis { field: field.clone(), values: vec![value.clone()] }),
        }
    }
    axes
}

fn unknown_batch(id: &str) -> AppError {
    AppError::not_found("batch", id).hint("`emaki production jobs list --json` tells the batch of each job")
}

fn view(row: PictureJob) -> Result<PictureJobView, AppError> {
    let recipe: Recipe = stored("recipe", &row.recipe)?;
    let cell: BTreeMap<String, Value> = stored("cell", &row.cell)?;
    let job = row.job;
    let took =
        job.started_at.zip(job.finished_at).map(|(began, ended)| ended.as_micros() - began.as_micros());
    let status = status(&job);
    Ok(PictureJobView {
        status,
        cancelling: job.state == JobState::Running && job.cancel_at.is_some(),
        progress: progress(&job),
        message: told(job.state, status, job.message),
        queue_position: None,
        eta_s: None,
        batch_id: row.batch,
        position: row.position,
        project_id: row.project,
        character_id: row.character,
        cut_id: row.cut,
        engine: row.engine,
        cell,
        reproduces: row.again,
        priority: job.priority,
        attempts: job.attempts,
        max_attempts: job.max_attempts,
        crashes: job.crashes,
        created_at: job.created_at,
        not_before: job.run_at,
        started_at: job.started_at,
        completed_at: job.finished_at,
        total_time: took.map(|micros| (micros.max(0) as f64 / 1e5).round() / 10.0),
        take_id: None,
        output_path: None,
        error: job.error,
        last_event: job.last_event,
        prompt: recipe.prompt,
        negative_prompt: recipe.negative_prompt,
        width: recipe.width,
        height: recipe.height,
        seed: recipe.seed,
        style_preset: recipe.presets.into_iter().map(|preset| preset.name).collect(),
        recipe: None,
        job_id: job.id,
    })
}
