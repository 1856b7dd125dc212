//! Pictures made again by their stored recipes.

use production::{BatchId, Recipe};
use store::{JobId, NewBatch, NewPicture};

use super::{
    stored, text_of,
    wishes::{ATTEMPTS, PRIORITY, Wished},
};
use crate::{App, AppError, ErrorCode};

/// How a picture was made.
struct Made {
    project: String,
    priority: u8,
    recipe: Recipe,
    /// The one picture of the new batch, its recipe still empty.
    picture: NewPicture,
}

impl App {
    /// Asks for the picture of a job again, by its stored recipe.
    ///
    /// # Errors
    /// `not_found`, `conflict` for a project in the bin, `rate_limited` when too many wait.
    pub async fn reproduce(&self, job: &str, author: &str) -> Result<Wished, AppError> {
        let Made { project, priority, recipe, picture } = self.made_by_job(job).await?;
        if !project.is_empty() {
            self.open_project(&project).await?;
        }
        // How it was made once belongs to that picture; the engine that it names is asked for again.
        let named = recipe.made_by.as_ref().map(|made| made.engine.clone());
        let engine = match named.unwrap_or(picture.engine) {
            engine if self.knows_engine(&engine).await => engine,
            _ => String::new(),
        };
        let now = self.now();
        let recipe = text_of(&Recipe { made_by: None, ..recipe })?;
        let batch = NewBatch {
            id: BatchId::new(now).to_string(),
            project,
            key: None,
            wish: "{}".to_owned(),
            line: None,
            priority,
            run_at: now,
            max_attempts: ATTEMPTS,
            pictures: vec![NewPicture { engine, recipe, ..picture }],
        };
        self.ask_for(batch, "reproduce", author).await
    }

    /// How the picture of a job was made. Where the store was rebuilt from files, it has takes whose jobs it does not know:
    /// their recipes are there.
    async fn made_by_job(&self, job: &str) -> Result<Made, AppError> {
        let row = match self.picture_row(job).await {
            Err(error) if error.code == ErrorCode::NotFound => {
                return self.made_by_lost_job(job).await?.ok_or(error);
            }
            row => row?,
        };
        let take = self.take_of_job(&row.job.id).await?;
        Ok(Made {
            priority: row.job.priority,
            recipe: stored("recipe", take.as_ref().map_or(&row.recipe, |take| &take.recipe))?,
            picture: NewPicture {
                character: row.character.unwrap_or_default(),
                cut: row.cut.unwrap_or_default(),
                engine: row.engine.unwrap_or_default(),
                cell: row.cell,
                recipe: String::new(),
                again: row.job.id.to_string(),
            },
            project: row.project.unwrap_or_default(),
        })
    }

    /// The same of a job that only its take tells of.
    async fn made_by_lost_job(&self, job: &str) -> Result<Option<Made>, AppError> {
        let Ok(id) = job.parse::<JobId>() else { return Ok(None) };
        let Some(take) = self.take_of_job(&id).await? else { return Ok(None) };
        Ok(Some(Made {
            priority: PRIORITY,
            recipe: stored("recipe", &take.recipe)?,
            picture: NewPicture {
                character: take.character.unwrap_or_default(),
                cut: take.cut.unwrap_or_default(),
                engine: String::new(),
                cell: "{}".to_owned(),
                recipe: String::new(),
                again: take.job,
            },
            project: take.project.unwrap_or_default(),
        }))
    }
}
