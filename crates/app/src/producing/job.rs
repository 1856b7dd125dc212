//! A picture's job, from its recipe to its take.

mod step;
#[cfg(test)]
mod tests;
mod withdraw;

use std::{collections::BTreeMap, time::Duration};

use jobs::{Failure, Run, Stop};
use model::Instant;
use production::{
    Recipe, Review, TakeId,
    engines::{Begin, EngineError, Event, Finished, Held, Lost, Made, Order, Outcome, PromptId, finish},
    place::{self, Shelf},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
pub(super) use step::Whereabouts;
use store::{JobEvent, JobProgress, Pace, PictureJob, RUN_BEGUN, RUN_LOST, TakeRow};
use tokio::sync::mpsc;
pub(crate) use withdraw::Withdrawal;

use super::{stored, text_of, wishes};
use crate::{App, AppError, ErrorCode};

/// Events that are read at once.
const EVENTS: usize = 500;
/// How much a new measure weighs against those before it.
const NEW: f64 = 0.3;
/// After how long a job asks again for an engine that is not there.
const AGAIN: Duration = Duration::from_secs(5);
/// The word under which the store notes that a job was put off.
const PUT_OFF: &str = "put_off";
/// For how long a job is put off whose engine has had no room for it for as long as it waits for that.
const FULL: Duration = Duration::from_mins(1);
/// How often it is, until a full engine counts as an attempt like any other failure, so that it ends some day.
const MOST_PUT_OFF: usize = 12;

/// A run in an engine, noted before it begins, so that another worker can follow it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Begun {
    engine: String,
    prompt_id: PromptId,
    /// What the engine calls it, where it does not go by our id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

impl App {
    /// Makes the picture of a job.
    pub(crate) async fn make_picture(&self, run: &Run) -> Result<Value, Failure> {
        let start = self.now();
        let job = self.picture_row(run.job.id.as_str()).await.map_err(failure)?;
        if let Some(take) = self.take_of_job(&run.job.id).await.map_err(failure)? {
            // Somebody rebuilt the store from books, or a retry was asked for of what is there.
            return Ok(json!({ "take_id": take.id, "file": take.file }));
        }
        let before = self.run_before(run).await?;
        if let Some(project) = &job.project
            && self.store().project(project).await?.is_some_and(|row| row.binned_at.is_some())
        {
            // It waited when the project went into the bin, and whoever put it there was cut off before they came to it.
            return Err(self.stopped_early(&run.job.id, before.as_ref(), Stop::Cancelled).await);
        }
        let recipe: Recipe = stored("recipe", &job.recipe).map_err(failure)?;
        let order = self.order(&recipe).await.map_err(failure)?;
        let wanted = before.as_ref().map(|begun| begun.engine.clone()).or_else(|| job.engine.clone());
        let seat = tokio::select! {
            seat = self.seat_for(&recipe, wanted.as_deref()) => seat.map_err(failure)?,
            stop = run.stopped() => return Err(self.stopped_early(&run.job.id, before.as_ref(), stop).await),
        };
        let (mut begun, how) = match before {
            Some(begun) => {
                if let Some(name) = &begun.name {
                    seat.engine().recall(&begun.prompt_id, name);
                }
                (begun, Begin::Attach)
            }
            None => (self.begin_run(run, &seat).await?, Begin::Submit),
        };
        let mut outcome = self.follow(run, &seat, &order, &begun, how).await?;
        if matches!(outcome, Outcome::Lost(_)) && how == Begin::Attach {
            // What an earlier worker began is gone; that is no failure of this attempt.
            begun = self.begin_run(run, &seat).await?;
            outcome = self.follow(run, &seat, &order, &begun, Begin::Submit).await?;
        }
        let made = match outcome {
            Outcome::Done(made) => made,
            Outcome::Failed(fault) => {
                tracing::warn!(job.id = %run.job.id, engine = begun.engine, detail = fault.detail, "the engine failed");
                self.forget_run(run).await?;
                let node = fault.node.map(|node| format!(" in {node}")).unwrap_or_default();
                let told = format!("the engine `{}` failed{node}: {}", begun.engine, fault.message);
                return Err(if fault.may_pass { Failure::transient(told) } else { Failure::Permanent(told) });
            }
            Outcome::Cancelled => {
                return match run.heed() {
                    Err(stop) => Err(stop),
                    Ok(()) => {
                        Err(Failure::Permanent(format!("it was cancelled in the engine `{}`", begun.engine)))
                    }
                };
            }
            Outcome::Lost(lost) => {
                self.forget_run(run).await?;
                let told = match lost {
                    Lost::Restarted => "was started anew and knows nothing of it any more",
                    Lost::Removed => "has dropped it",
                };
                return Err(Failure::transient(format!("the engine `{}` {told}", begun.engine)));
            }
        };
        seat.made();
        drop(seat);
        self.keep_take(run, &job, &recipe, made, start).await
    }

    /// The recipe with the files of its references.
    async fn order(&self, recipe: &Recipe) -> Result<Order, AppError> {
        let mut files = BTreeMap::new();
        for reference in &recipe.references {
            let file = self.kept_picture(&reference.hash).await?.ok_or_else(|| {
                AppError::not_found("kept picture", &reference.hash)
                    .hint("the reference is gone; hand the picture in again, or take it out of the bible")
            })?;
            files.insert(reference.hash.clone(), file);
        }
        Ok(Order { recipe: recipe.clone(), files })
    }

    /// The run that an earlier attempt began, unless the engine lost it, or the job was queued anew since: what was
    /// cancelled or failed once is not to be followed again.
    async fn run_before(&self, run: &Run) -> Result<Option<Begun>, Failure> {
        let mut begun = None;
        let look = |event: &JobEvent| match event.kind.as_str() {
            RUN_BEGUN => {
                let noted = event.data.as_deref();
                begun = noted.and_then(|noted| serde_json::from_str::<Begun>(noted).ok());
            }
            RUN_LOST | "queued" => begun = None,
            _ => {}
        };
        self.look_back(run, look).await?;
        Ok(match begun {
            Some(begun) if self.knows_engine(&begun.engine).await => Some(begun),
            _ => None,
        })
    }

    /// How often the job was put off since it was queued last.
    async fn times_put_off(&self, run: &Run) -> Result<usize, Failure> {
        let mut times = 0;
        let look = |event: &JobEvent| match event.kind.as_str() {
            PUT_OFF => times += 1,
            "queued" => times = 0,
            _ => {}
        };
        self.look_back(run, look).await?;
        Ok(times)
    }

    /// Looks at all that has happened to the job, in its order.
    async fn look_back(&self, run: &Run, mut look: impl FnMut(&JobEvent) + Send) -> Result<(), Failure> {
        let mut after = 0;
        loop {
            let events = self.store().job_events(&run.job.id, after, EVENTS).await?;
            let Some(last) = events.last() else { return Ok(()) };
            after = last.seq;
            events.iter().for_each(&mut look);
        }
    }

    /// Notes a run before it begins, so that it can be followed by whoever takes the job over.
    async fn begin_run(&self, run: &Run, seat: &Held) -> Result<Begun, Failure> {
        let engine = seat.engine().name().to_owned();
        let begun = Begun { engine, prompt_id: PromptId::new(self.now()), name: None };
        run.event(RUN_BEGUN, &begun).await?;
        Ok(begun)
    }

    /// Notes that the last run leads nowhere, so that the next attempt begins another one.
    async fn forget_run(&self, run: &Run) -> Result<(), Failure> {
        match run.noted(RUN_BEGUN).await? {
            Some(begun) => run.event(RUN_LOST, &begun).await,
            None => Ok(()),
        }
    }

    /// Follows a run to its end and tells how far it is.
    async fn follow(
        &self,
        run: &Run,
        seat: &Held,
        order: &Order,
        begun: &Begun,
        how: Begin,
    ) -> Result<Outcome, Failure> {
        let (hearing, mut heard) = mpsc::unbounded_channel();
        // Who no longer listens is on the way out, and needs no word.
        let hear = move |event: Event| drop(hearing.send(event));
        let engine = &**seat.engine();
        let running = engine.run(order, &begun.prompt_id, how, &hear);
        tokio::pin!(running);
        let mut told = JobProgress { total: Some(100), unit: "percent".to_owned(), ..JobProgress::default() };
        match run.progress(&told).await {
            // What an earlier worker began there is not to go on for nobody.
            Err(Failure::Stopped(Stop::Cancelled)) if how == Begin::Attach => {
                return Err(self.cancel_run(&run.job.id, engine, begun).await);
            }
            other => other?,
        }
        let mut shown = None;
        loop {
            tokio::select! {
                ended = &mut running => {
                    return match ended {
                        Ok(outcome) => Ok(outcome),
                        Err(error) => Err(self.no_outcome(run, seat, &error).await),
                    };
                }
                event = heard.recv() => {
                    let Some(event) = event else { continue };
                    let noted = match event {
                        Event::Preview { mime, bytes } => self.keep_preview(run, (mime, bytes), &mut shown).await,
                        // Noted at once: whoever takes the job over has no other way to find the run there.
                        Event::Named { name } => {
                            let named = Begun { name: Some(name), ..begun.clone() };
                            run.event(RUN_BEGUN, &named).await
                        }
                        event => {
                            let step = Whereabouts::of(&event);
                            match progress(&told, event) {
                                Some(next) => {
                                    told = next;
                                    step::tell(run, &told, step.as_ref()).await
                                }
                                None => Ok(()),
                            }
                        }
                    };
                    match noted {
                        // Here a wish to stop is heard as well.
                        Err(Failure::Stopped(Stop::Cancelled)) => {
                            return Err(self.cancel_run(&run.job.id, engine, begun).await);
                        }
                        other => other?,
                    }
                }
                stop = run.stopped() => {
                    if stop == Stop::Cancelled {
                        return Err(self.cancel_run(&run.job.id, engine, begun).await);
                    }
                    // The engine goes on; whoever takes the job over follows it.
                    return Err(stop.into());
                }
            }
        }
    }

    /// What comes of a job whose engine gave no outcome.
    async fn no_outcome(&self, run: &Run, seat: &Held, error: &EngineError) -> Failure {
        seat.report(error);
        if !matches!(error, EngineError::Full { .. }) {
            return refused(error);
        }
        let noting = async {
            // Nothing was taken: the next attempt may go to any engine.
            self.forget_run(run).await?;
            self.times_put_off(run).await
        };
        match noting.await {
            Ok(times) if times < MOST_PUT_OFF => Failure::PutOff { message: error.to_string(), after: FULL },
            Ok(_) => refused(error),
            Err(failure) => failure,
        }
    }

    /// Keeps what was made: the picture under its hash, then its row together with the end of the job, then the file
    /// where its maker looks for it.
    async fn keep_take(
        &self,
        run: &Run,
        job: &PictureJob,
        recipe: &Recipe,
        made: Made,
        start: Instant,
    ) -> Result<Value, Failure> {
        let wanted = recipe.clone();
        // Packing a large picture takes a while.
        let finished = tokio::task::spawn_blocking(move || finish(&wanted, made)).await;
        let finished = finished.map_err(|error| Failure::transient(error.to_string()))?;
        let Finished { recipe, mut files } =
            finished.map_err(|error| Failure::Permanent(error.to_string()))?;
        if files.is_empty() {
            return Err(Failure::Permanent("the engine made no picture".to_owned()));
        }
        let file = files.swap_remove(0);
        let take = take_row(job, &recipe, &file, self.now()).map_err(failure)?;
        self.keep_picture(&take.hash, "png", file.bytes).await.map_err(failure)?;
        run.heed()?;
        let result = json!({ "take_id": take.id, "file": take.file, "hash": take.hash, "seed": recipe.seed });
        let tx = self.store().begin().await?;
        tx.insert_take(&take, self.now()).await?;
        run.end_with(tx, &result).await?;
        let project = take.project.as_deref().unwrap_or_default();
        let laid_out = async {
            self.lay_out(&take).await?;
            // The job has ended, so that its project may have been purged since.
            self.leave_nothing(project).await
        };
        if let Err(error) = laid_out.await {
            tracing::warn!(error = ?error, file = take.file, "a picture could not be put into its folder; it will be later");
        }
        self.write_book(project).await;
        self.look_at_take(&take.hash);
        self.measure(&recipe, start).await;
        Ok(result)
    }

    /// Learns from how long a picture took.
    async fn measure(&self, recipe: &Recipe, start: Instant) {
        let Some(made) = &recipe.made_by else { return };
        let took = (self.now().as_micros() - start.as_micros()).max(0) as f64;
        let unit = took / wishes::work(recipe).max(1e-6);
        let outcome = async {
            let model = recipe.model.as_ref().map_or("", |model| model.name.as_str());
            let known = self.store().engine_paces().await?;
            let known = known.into_iter().find(|pace| pace.engine == made.engine && pace.model == model);
            let (unit_us, samples) = match &known {
                Some(pace) => (pace.unit_us + NEW * (unit - pace.unit_us), pace.samples + 1),
                None => (unit, 1),
            };
            let (engine, model) = (made.engine.clone(), model.to_owned());
            self.store()
                .save_engine_pace(&Pace { engine, model, fixed_us: 0.0, unit_us, samples, at: self.now() })
                .await
        };
        if let Err(error) = outcome.await {
            tracing::warn!(%error, "how long a picture took could not be kept");
        }
    }
}

fn take_row(
    job: &PictureJob,
    recipe: &Recipe,
    file: &production::engines::FinishedFile,
    now: Instant,
) -> Result<TakeRow, AppError> {
    let id = TakeId::new(now);
    let character = recipe.figure.as_ref().map(|figure| &figure.id);
    let shelf = match (character, &job.cut) {
        (Some(character), _) => Shelf::Character(character),
        (None, Some(_)) => Shelf::Scene,
        (None, None) => Shelf::General,
    };
    Ok(TakeRow {
        file: place::file(recipe.project.as_ref(), shelf, now, &id),
        id: id.to_string(),
        job: job.job.id.to_string(),
        batch: job.batch.clone(),
        project: job.project.clone(),
        character: job.character.clone(),
        cut: job.cut.clone(),
        at: now,
        hash: assets::hex(&file.hash),
        bytes: file.bytes.len() as u64,
        width: file.size.0,
        height: file.size.1,
        is_draft: recipe.made_by.as_ref().is_some_and(|made| made.is_draft),
        verdict: production::Verdict::Draft.as_str().to_owned(),
        starred: false,
        best: false,
        review: text_of(&Review::default())?,
        recipe: text_of(recipe)?,
        version: 1,
        updated_at: now,
    })
}

/// What is told after an event; nothing where it says nothing new.
fn progress(told: &JobProgress, event: Event) -> Option<JobProgress> {
    let next = match event {
        Event::Accepted => JobProgress { message: "the engine has it".to_owned(), ..told.clone() },
        Event::Waiting { ahead } => {
            JobProgress { message: format!("{ahead} before it in the engine"), ..told.clone() }
        }
        Event::Started => JobProgress { message: "begun".to_owned(), ..told.clone() },
        Event::Progress { percent, node, step, steps } => {
            let node = node.unwrap_or_default();
            let message = if steps > 0 { format!("{node} {step} of {steps}") } else { node };
            // What was told never goes back, whatever an engine says.
            JobProgress { done: told.done.max(percent.into()), message, ..told.clone() }
        }
        Event::Disconnected => {
            JobProgress { message: "the connection is gone; looking for it".to_owned(), ..told.clone() }
        }
        Event::Reconnected => JobProgress { message: "the connection is back".to_owned(), ..told.clone() },
        Event::Preview { .. } | Event::Named { .. } => return None,
    };
    (next != *told).then_some(next)
}

/// What another attempt may mend, told apart from what it cannot.
fn refused(error: &production::engines::EngineError) -> Failure {
    let message = error.to_string();
    if error.may_pass() {
        Failure::Transient { message, after: Some(AGAIN) }
    } else {
        Failure::Permanent(message)
    }
}

fn failure(error: AppError) -> Failure {
    match error.code {
        // A disk or a database that stumbles says the last two. Attempts are bounded, so that one too many costs
        // little; a picture that was made costs minutes.
        ErrorCode::Busy
        | ErrorCode::RateLimited
        | ErrorCode::SourceUnavailable
        | ErrorCode::DiskFull
        | ErrorCode::Internal
        | ErrorCode::NotConfigured => Failure::Transient { message: error.message, after: Some(AGAIN) },
        _ => Failure::Permanent(error.message),
    }
}
