//! The use case: a question, answered.

use std::time::Instant as Watch;

use asking::{Asker, Intent, Plan, Slot};
use search::{AskAnswer, AskRequest, Hit, MatchForm};
use serde_json::{Map, Value};

use super::{
    ModelUse, QueryAnswer, QueryMetadata, QueryRequest, QueryTimes, Suggestion,
    chips::chips,
    conversation::{Before, Remembered},
    drawing::{with_seed, without_seed},
    picture::lay_on,
    suggest,
    taste::Taste,
    unheeded::unheeded,
};
use crate::{App, AppError};

impl App {
    /// Reads ahead, in the background, what the first question would have to wait for.
    pub fn warm_up(&self) {
        tokio::task::spawn_blocking(asking::prepare);
    }

    /// Answers a question: words, an object of slots, or both, on its own or going on from the one before.
    ///
    /// Reading and finding need neither network nor database; conversations and preferences do need the database.
    ///
    /// # Errors
    /// `invalid_parameter` for a slot, filter, option or cursor that is no good, `not_found` for a conversation that
    /// is unknown or has expired, those of [`App::search_by_picture`] for a picture, `busy` while the first index is being built.
    pub async fn query(&self, request: &QueryRequest) -> Result<QueryAnswer, AppError> {
        request.check()?;
        self.ready()?;
        self.settle_model().await?;
        let picture = self.pictured(request).await?;
        let (began, mut times) = (Watch::now(), QueryTimes::default());
        let asker = self.asker(request);

        let watch = Watch::now();
        let before = self.before(request).await?;
        let taste = match &before {
            Some(Before { again: Some(taste), .. }) => taste.clone(),
            _ => self.taste_for(request).await?,
        };
        times.remember = millis(watch);

        let watch = Watch::now();
        let (mut plan, is_follow_up) = self.understood(request, before.as_ref(), asker)?;
        self.bound_by_seed(&mut plan).await;
        self.draw(&mut plan, request, before.as_ref());
        let drawn = self.drawn_before(&plan, request, before.as_ref()).await?;
        times.read = millis(watch);

        let watch = Watch::now();
        let mut wish = wished(request, &plan, &taste, asker, &drawn);
        let mut answer = self.found(&wish).await?;
        if answer.total == 0 && !drawn.is_empty() {
            // All have been shown; better one of them again than nothing.
            wish = wished(request, &plan, &taste, asker, &[]);
            answer = self.found(&wish).await?;
        }
        times.search = millis(watch);

        let watch = Watch::now();
        let model = self.refined(request, &mut plan, &answer, &asker).await;
        times.model = millis(watch);
        if model == ModelUse::Added {
            let watch = Watch::now();
            wish = wished(request, &plan, &taste, asker, &drawn);
            answer = self.found(&wish).await?;
            times.search += millis(watch);
        }

        if let Some(picture) = &picture {
            lay_on(&mut answer, request, picture);
        }

        let watch = Watch::now();
        let mut suggestions = Vec::new();
        if request.options.suggestions && request.options.cursor.is_none() {
            (answer, suggestions) = self.ways_on(wish, answer).await?;
        }
        times.suggest = millis(watch);

        let watch = Watch::now();
        let remembered = self.remember(request, before.as_ref(), &answer, &taste).await;
        let sources =
            if request.options.sources { self.sources_behind(&answer.results).await? } else { Vec::new() };
        times.remember += millis(watch);
        let jobs = self.ask_deeper(request, &answer).await;
        let is_first = request.options.cursor.is_none();
        let (answers, comparison) =
            if is_first { self.told_beside(&answer).await? } else { (Vec::new(), None) };

        let mut notes = unheeded(&answer);
        notes.extend(self.meaning_note());
        let is_degraded = !answer.degraded.is_empty();
        if is_degraded {
            let note = "meaning was not searched: the engine that holds the vectors gave no answer";
            notes.push(note.to_owned());
        }
        notes.extend(model_note(model));
        if let Remembered::Failed(why) = &remembered {
            notes.push(format!("the conversation could not be kept: {why}"));
        }
        notes.extend(jobs.trouble);
        times.whole = millis(began);
        let facets = if request.options.facets { answer.facets } else { search::Facets::default() };
        Ok(QueryAnswer {
            chips: chips(&answer.plan, &answer.unmet, &answer.unknown),
            results: answer.results,
            answers,
            comparison,
            total: answer.total,
            facets,
            next_cursor: with_seed(&answer.plan, answer.next_cursor),
            plan: answer.plan,
            metadata: QueryMetadata {
                took_ms: times,
                sources,
                degradation_level: match (&remembered, model.is_missed() || is_degraded) {
                    (Remembered::Failed(_), _) => 3,
                    (_, true) => 2,
                    _ => 1,
                },
                notes,
                unmet: answer.unmet,
                model,
                is_follow_up,
                preferences: taste.in_force(),
            },
            suggestions,
            conversation_id: remembered.id(),
            jobs: jobs.jobs,
            picture,
        })
    }

    /// Asks the index, on a thread on which nobody waits.
    async fn found(&self, wish: &AskRequest) -> Result<AskAnswer, AppError> {
        let (index, wish) = (self.index().clone(), wish.clone());
        let finding = tokio::task::spawn_blocking(move || index.ask(&wish));
        Ok(finding.await.map_err(AppError::internal)??)
    }

    /// The ways to go on from an answer, each of which the index is asked about; gives the answer back.
    async fn ways_on(
        &self,
        wish: AskRequest,
        answer: AskAnswer,
    ) -> Result<(AskAnswer, Vec<Suggestion>), AppError> {
        let index = self.index().clone();
        let looking = tokio::task::spawn_blocking(move || {
            let ways = suggest::suggestions(&wish, &answer, |other| index.ask(other).map(|a| a.total));
            ways.map(|ways| (answer, ways))
        });
        Ok(looking.await.map_err(AppError::internal)??)
    }

    /// Who asks, and when.
    pub(super) fn asker(&self, request: &QueryRequest) -> Asker {
        let now = jiff::Timestamp::from(self.now()).to_zoned(jiff::tz::TimeZone::UTC);
        let birth_year = request.options.birth_year.or(request.context.birth_year);
        Asker { birth_year, ..Asker::on(now.date()) }
    }

    /// The plan: the words, what is given, what the caller corrects, in this order; and whether it goes on from the
    /// one before.
    fn understood(
        &self,
        request: &QueryRequest,
        before: Option<&Before>,
        asker: Asker,
    ) -> Result<(Plan, bool), AppError> {
        let (index, words) = (self.index(), request.query.words.as_str());
        let mut plan = match before {
            Some(Before { again: Some(_), plan, .. }) => plan.clone(),
            Some(Before { plan, shown, .. }) => {
                let shown: Vec<asking::Shown> =
                    shown.iter().map(super::conversation::ShownWork::view).collect();
                index.follow(plan, &shown, words, &asker)
            }
            None => index.read(words, &asker),
        };
        let goes_on =
            before.is_some_and(|before| before.again.is_none()) && plan != index.read(words, &asker);
        if !request.query.slots.is_empty() {
            plan.give(&request.query.slots).map_err(|error| given(&error))?;
        }
        let language = request.options.language.as_ref().or(request.context.language.as_ref());
        if let Some(language) = language.filter(|_| plan.of(Slot::TextLanguage).next().is_none()) {
            let spoken =
                language.len() <= 35 && language.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            if !spoken || language.is_empty() {
                let message = format!("`{language}` is no language tag such as de or pt-BR");
                return Err(AppError::invalid_parameter("language", message));
            }
            let slots = Map::from_iter([("text_language".to_owned(), Value::from(language.as_str()))]);
            plan.give(&slots).map_err(|error| given(&error))?;
        }
        if let Some(weights) = request.options.weights {
            plan.weights = weights;
        }
        plan.correct(&request.options.corrections).map_err(|error| given(&error))?;
        Ok((plan, goes_on))
    }

    /// The sources that said anything about these works.
    async fn sources_behind(&self, hits: &[Hit]) -> Result<Vec<String>, AppError> {
        let ids: Vec<model::EntityId> = hits.iter().map(|hit| hit.id.into()).collect();
        let sources = self.store().sources_of(&model::EntityKind::Work, &ids).await?;
        Ok(sources.iter().map(|source| source.as_str().to_owned()).collect())
    }
}

/// What the index is asked.
fn wished(
    request: &QueryRequest,
    plan: &Plan,
    taste: &Taste,
    asker: Asker,
    drawn: &[model::WorkId],
) -> AskRequest {
    let said = plan.value(Slot::Limit).and_then(asking::Value::number).map(|limit| limit as usize);
    let limit =
        request.options.limit.or(said).unwrap_or(request.options.usual_limit).clamp(1, search::MAX_LIMIT);
    let mut wish = AskRequest {
        filters: request.filters.clone(),
        today: Some(asker.today),
        limit,
        cursor: without_seed(request.options.cursor.as_deref()),
        facets: request.options.facets || request.options.suggestions,
        ..AskRequest::new(plan.clone())
    };
    taste.lay_on(&mut wish, moves_by_taste(plan));
    wish.refused.extend(drawn);
    wish
}

/// Whether the asker's taste may move the answer: who looks for a title, a plot or a fact gets what there is.
pub(super) fn moves_by_taste(plan: &Plan) -> bool {
    match plan.intent {
        Intent::Discovery | Intent::Similar | Intent::Seasonal | Intent::Trending | Intent::Random => true,
        Intent::Search
        | Intent::Schedule
        | Intent::Streaming
        | Intent::Comparison
        | Intent::Details
        | Intent::Franchise
        | Intent::Character
        | Intent::Count => false,
    }
}

/// Whether the first hit bears the very name that was asked for.
pub(super) fn is_named(answer: &AskAnswer) -> bool {
    let matched = answer.results.first().and_then(|hit| hit.why.matched.as_ref());
    matched.is_some_and(|matched| matches!(matched.form, MatchForm::Exact | MatchForm::Romanized))
}

pub(super) fn millis(watch: Watch) -> f64 {
    watch.elapsed().as_secs_f64() * 1000.0
}

fn given(error: &asking::GivenError) -> AppError {
    AppError::invalid_parameter(&error.name, error.to_string())
        .hint("docs/asking.md lists every slot and its values")
}

fn model_note(model: ModelUse) -> Vec<String> {
    let note = match model {
        ModelUse::OverBudget => "the budget of the language model is used up",
        ModelUse::TooLate => "the language model did not answer in time",
        ModelUse::Failed => "the language model failed",
        ModelUse::Off | ModelUse::NotNeeded | ModelUse::Added | ModelUse::NothingToAdd => return Vec::new(),
    };
    vec![format!("{note}; the words were read without it")]
}
