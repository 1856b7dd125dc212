//! Wishes for pictures: compiled to be looked at, and queued.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use production::{
    BatchId, Bible, CharacterId, MAX_SEED, PartKind, PartSheet, Project, Recipe, Wish,
    prompt::{Choice, Piece},
    request::{Context, Planned, plan},
};
use serde::Serialize;
use serde_json::Value;
use store::{Batched, GENERATE, JobId, NewBatch, NewPicture, Pace, PartRow};

use super::{failures::binned, line, parts::part_kind, queue, read, stored, text_of};
use crate::{App, AppError, ErrorCode};

/// How often a picture is begun.
pub(super) const ATTEMPTS: u32 = 3;
/// Of plain priority.
pub(super) const PRIORITY: u8 = 4;
/// When to ask again where too many wait.
const RETRY_AFTER_S: u64 = 15;
/// How long a picture takes where nothing was measured yet.
const GUESS: Duration = Duration::from_secs(4);
/// Recipes ahead that an estimate adds up; what lies beyond counts like these.
const ADDED_UP: usize = 500;

/// A wish as it would be made, to be looked at before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compiled {
    /// The compiled prompt of the first picture.
    pub prompt: String,
    /// Its compiled negative prompt.
    pub negative_prompt: String,
    /// What both are made of.
    pub pieces: Vec<Piece>,
    /// What was chosen.
    pub choices: Vec<Choice>,
    /// How many pictures it would become.
    pub pictures: usize,
    /// How long they take, in seconds, once they begin.
    pub estimated_seconds: f64,
    /// The recipe of the first picture.
    pub recipe: Recipe,
}

/// What came of asking for pictures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Wished {
    /// The job of the first picture.
    pub job_id: JobId,
    /// Its state.
    pub status: &'static str,
    /// How many queued jobs go before it.
    pub queue_position: u64,
    /// When the last of the pictures will be there, in words.
    pub estimated_time: String,
    /// The same in seconds.
    pub estimated_seconds: f64,
    /// Whether it was made now, and is not one that was asked for before under the same key.
    pub is_new: bool,
    /// All that was asked for together.
    pub batch_id: String,
    /// The job of each picture, in their order.
    pub jobs: Vec<JobId>,
}

impl App {
    /// Shows what a wish would become, without asking for it. A wish without a seed shows one of many.
    ///
    /// # Errors
    /// As [`App::generate`].
    pub async fn compile_wish(&self, wish: Value) -> Result<Compiled, AppError> {
        let (wish, planned) = self.planned(wish).await?;
        let pictures = planned.len();
        let paces = self.store().engine_paces().await?;
        let whole: f64 = planned.iter().map(|one| seconds(&paces, wish.engine.as_deref(), &one.recipe)).sum();
        let first =
            planned.into_iter().next().ok_or_else(|| AppError::internal("a wish became nothing"))?.recipe;
        Ok(Compiled {
            prompt: first.prompt.clone(),
            negative_prompt: first.negative_prompt.clone(),
            pieces: first.pieces.clone(),
            choices: first.choices.clone(),
            pictures,
            estimated_seconds: rounded(whole / self.seats().await as f64),
            recipe: first,
        })
    }

    /// Asks for pictures.
    ///
    /// # Errors
    /// `invalid_parameter` and `invalid_input` for what cannot be made, `not_found` for an unknown project, character
    /// or cut, `conflict` for those in the bin, `rate_limited` when too many wait.
    pub async fn generate(&self, wish: Value, author: &str) -> Result<Wished, AppError> {
        self.produces()?;
        // Before all else: who asks again gets the same answer, whatever has changed and however many wait now.
        if let Some(key) = wish["idempotency_key"].as_str().filter(|key| !key.contains('\0'))
            && let Some(known) = self.store().batch_of_key(key).await?
        {
            return self.wished(known).await;
        }
        let (wish, planned) = self.planned(wish).await?;
        let pictures = planned.into_iter().map(|one| {
            Ok::<_, AppError>(NewPicture {
                character: one.recipe.figure.as_ref().map(|figure| figure.id.to_string()).unwrap_or_default(),
                cut: wish.cut()?.map(|cut| cut.to_string()).unwrap_or_default(),
                engine: wish.engine.clone().unwrap_or_default(),
                cell: text_of(&one.cell)?,
                recipe: text_of(&one.recipe)?,
                again: String::new(),
            })
        });
        let now = self.now();
        let batch = NewBatch {
            id: BatchId::new(now).to_string(),
            project: wish.project()?.map(|project| project.to_string()).unwrap_or_default(),
            key: wish.idempotency_key.clone(),
            priority: wish.priority.unwrap_or(PRIORITY),
            run_at: wish.not_before.unwrap_or(now).max(now),
            max_attempts: ATTEMPTS,
            pictures: pictures.collect::<Result<_, AppError>>()?,
            wish: text_of(&wish)?,
            line: None,
        };
        self.ask_for(batch, "generate", author).await
    }

    /// Queues a batch, unless too many wait already.
    pub(super) async fn ask_for(
        &self,
        batch: NewBatch,
        action: &str,
        author: &str,
    ) -> Result<Wished, AppError> {
        let most = self.config().production.most_waiting;
        let alive = self.store().jobs_alive(&[GENERATE]).await?;
        if alive + batch.pictures.len() as u64 > most {
            return Err(AppError::new(
                ErrorCode::RateLimited,
                format!("{alive} pictures wait already, of at most {most}"),
            )
            .detail("retry_after_s", RETRY_AFTER_S)
            .hint("ask again when some are done, or start more workers: `emaki worker`"));
        }
        let details = serde_json::json!({
            "batch": batch.id, "project": batch.project, "pictures": batch.pictures.len(),
        });
        let batch = NewBatch { line: Some(line(author, action, details, self.now())), ..batch };
        let batched = self.store().enqueue_pictures(batch, self.now()).await?;
        if batched.is_new {
            self.nudge().notify_one();
        }
        self.wished(batched).await
    }

    async fn wished(&self, batched: Batched) -> Result<Wished, AppError> {
        let Batched { id, jobs, is_new } = batched;
        let (first, last) = (jobs.first(), jobs.last());
        let (Some(first), Some(last)) = (first.cloned(), last.cloned()) else {
            return Err(AppError::internal("a batch has no jobs"));
        };
        let row = self.picture_row(first.as_str()).await?;
        let estimated = self.estimate(&last).await?;
        Ok(Wished {
            status: queue::status(&row.job),
            queue_position: self.store().job_position(&row.job, self.now()).await?,
            estimated_time: format!("{} seconds", estimated.ceil()),
            estimated_seconds: estimated,
            is_new,
            batch_id: id,
            job_id: first,
            jobs,
        })
    }

    /// How many seconds until a job that waits or runs will be done.
    pub(super) async fn estimate(&self, id: &JobId) -> Result<f64, AppError> {
        let paces = self.store().engine_paces().await?;
        let job = self.picture_row(id.as_str()).await?;
        let own: Recipe = stored("recipe", &job.recipe)?;
        let own = seconds(&paces, job.engine.as_deref(), &own);
        let ahead = self.store().pictures_ahead(id, ADDED_UP, self.now()).await?;
        let mut before = 0.0;
        for recipe in &ahead {
            before += seconds(&paces, None, &stored("recipe", recipe)?);
        }
        if ahead.len() == ADDED_UP {
            let all = self.store().job_position(&job.job, self.now()).await?.max(ADDED_UP as u64);
            before *= all as f64 / ADDED_UP as f64;
        }
        let seats = self.seats().await as f64;
        let now = self.now().as_micros();
        let waits = (job.job.run_at.as_micros() - now).max(0) as f64 / 1e6;
        Ok(rounded(waits + before / seats + own))
    }

    /// A wish read and checked, with its recipes.
    async fn planned(&self, wish: Value) -> Result<(Wish, Vec<Planned>), AppError> {
        self.produces()?;
        let wish: Wish = read(wish)?;
        wish.check()?;
        let mut wish = wish;
        let row = match wish.project()? {
            Some(id) => Some(self.open_project(id.as_str()).await?),
            None => None,
        };
        let mut characters = BTreeMap::new();
        let mut named: BTreeSet<CharacterId> = wish.character()?.into_iter().collect();
        for axis in wish.matrix.0.iter().filter(|axis| axis.field == "character_id") {
            named.extend(axis.values.iter().filter_map(|value| value.as_str()?.parse().ok()));
        }
        for id in named {
            let character = self.character_row(id.as_str()).await?;
            if character.binned_at.is_some() {
                return Err(binned("character", &character.id));
            }
            match &row {
                Some(project) if project.id != character.project => {
                    let told = "the character is of another project";
                    return Err(AppError::invalid_parameter("character_id", told));
                }
                Some(_) => {}
                // Whoever names a character means its project.
                None => {
                    self.open_project(&character.project).await?;
                    wish.project_id = Some(character.project.clone());
                }
            }
            let bible: Bible = stored("bible", &character.body)?;
            characters.insert(id, (character.canonical, bible));
        }
        let row = match (row, wish.project()?) {
            (None, Some(id)) => Some(self.open_project(id.as_str()).await?),
            (row, _) => row,
        };
        let mut places = Vec::new();
        if let Some(cut) = wish.cut()? {
            let cut = self.part_row(cut.as_str()).await?;
            if part_kind(&cut)? != PartKind::Cut {
                let told = format!("the part is a {}, and pictures are made for cuts", cut.kind);
                return Err(AppError::invalid_parameter("cut_id", told));
            }
            places = self.places_of(&cut).await?;
            if row.as_ref().is_none_or(|project| project.id != cut.project) {
                return Err(AppError::invalid_parameter("cut_id", "the cut is of another project"));
            }
        }
        for reference in &wish.references {
            if !self.holds_picture(&reference.hash).await? {
                return Err(
                    AppError::not_found("kept picture", &reference.hash).detail("parameter", "references")
                );
            }
        }
        if let Some(engine) = &wish.engine
            && !self.knows_engine(engine).await
        {
            return Err(AppError::not_found("engine", engine)
                .detail("parameter", "engine")
                .hint("`emaki production engine list` lists them"));
        }
        let project: Option<Project> = row.map(|row| stored("project", &row.body)).transpose()?;
        let (presets, roles) = (self.presets().await?, self.usable_roles(wish.engine.as_deref()).await);
        let context = Context {
            project: project.as_ref(),
            characters: &characters,
            presets: &presets,
            roles: &roles,
            places: &places,
            seed: rand::random::<u64>() % (MAX_SEED + 1),
        };
        let planned = plan(&wish, &context)?;
        Ok((wish, planned))
    }

    /// What a cut, its scene and its episode say for prompts, the nearest first.
    async fn places_of(&self, cut: &PartRow) -> Result<Vec<(&'static str, String)>, AppError> {
        let (mut places, mut next) = (Vec::new(), Some(cut.clone()));
        while let Some(part) = next {
            let sheet: PartSheet = stored("part", &part.body)?;
            if !sheet.prompt.trim().is_empty() {
                places.push((part_kind(&part)?.as_str(), sheet.prompt));
            }
            next = match &part.parent {
                Some(parent) => self.store().project_part(parent).await?,
                None => None,
            };
        }
        Ok(places)
    }
}

/// How much work a picture is: millions of pixels times steps.
pub(super) fn work(recipe: &Recipe) -> f64 {
    f64::from(recipe.width) * f64::from(recipe.height) * f64::from(recipe.steps) / 1e6
}

/// How long a picture takes: by the pace of its engine and model, of its engine, of any.
fn seconds(paces: &[Pace], engine: Option<&str>, recipe: &Recipe) -> f64 {
    let model = recipe.model.as_ref().map_or("", |model| model.name.as_str());
    let fits = |pace: &&Pace| engine.is_none_or(|engine| pace.engine == engine);
    let found = paces.iter().filter(fits).find(|pace| pace.model == model);
    let found = found.or_else(|| paces.iter().find(fits)).or(paces.first());
    found.map_or(GUESS.as_secs_f64(), |pace| (pace.fixed_us + pace.unit_us * work(recipe)) / 1e6)
}

fn rounded(seconds: f64) -> f64 {
    (seconds * 100.0).round() / 100.0
}
