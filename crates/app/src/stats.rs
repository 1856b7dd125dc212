//! Stats of characters: out to a model, made, in, and checked.

use std::path::{Path, PathBuf};

use jobs::{Progress, Unit};
use keeping::{Keeping, forms::Couple, rules::Profile};
use model::Instant;
use serde::Serialize;
use serde_json::Value;
use sources::llm::{Llm, LlmError, LlmSettings};
use stats::{
    ImportOptions, ImportReport, Stored,
    answers::Answers,
    check::{Known, Report, check_answers, check_stored},
    export::{FileFormat, input, write_input, write_stored},
    generate::{
        Budget, GenerateOptions, GenerateReport, OFFLINE, Plan, Redo, Subject, generate_by_model,
        generate_offline, plan, subjects, upstream,
    },
    vocabulary::{Vocabulary, archetypes_schema, schema},
};
use store::Spending;

use crate::{App, AppError, ErrorCode};

/// What stats are to be made.
#[derive(Debug, Clone)]
pub struct StatsRequest {
    /// The registry whose characters they are.
    pub registry: String,
    /// A team's own archetypes in place of those of the settings.
    pub archetypes: Option<PathBuf>,
    /// Without any model.
    pub offline: bool,
    /// A model in place of that of the settings.
    pub model: Option<String>,
    /// Whether the model is told who a character is.
    pub about: bool,
    /// At most so many characters.
    pub limit: Option<usize>,
    /// Who has stats already and gets new ones.
    pub redo: Redo,
    /// How many characters one question is about.
    pub batch: usize,
    /// How often the model is asked about one character.
    pub attempts: u32,
    /// What the run may spend.
    pub budget: Budget,
    /// Who asks.
    pub author: String,
}

/// What making stats did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum StatsOutcome {
    /// Made without any model.
    Offline {
        /// Characters that were to get stats.
        asked: u64,
        /// Those whose stats are new or differ from before.
        changed: u64,
    },
    /// Asked of a model.
    Model {
        /// Its name.
        model: String,
        /// The currency of its prices.
        currency: String,
        /// What came of it.
        #[serde(flatten)]
        report: GenerateReport,
    },
}

/// What making stats would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum StatsPlan {
    /// Without any model.
    Offline {
        /// Characters that would get stats.
        characters: u64,
    },
    /// By a model.
    Model {
        /// Its name; empty when none is set.
        model: String,
        /// The currency of its prices.
        currency: String,
        /// How much of everything.
        #[serde(flatten)]
        plan: Plan,
    },
}

/// The stats of one character, for showing.
#[derive(Debug, Clone, Serialize)]
pub struct StatsView {
    /// Whose, such as `mal:161471`.
    pub couple: String,
    /// How they came to be: `import`, `offline`, a model's name, …
    pub origin: String,
    /// Who asked for them.
    pub author: String,
    /// When.
    pub at: Instant,
    /// The stats.
    #[serde(flatten)]
    pub stats: stats::Stats,
}

/// Calls of the language model.
#[derive(Debug, Clone, Serialize)]
pub struct SpendingView {
    /// The currency of the prices.
    pub currency: String,
    /// What the settings allow for 30 days; 0 is no bound.
    pub budget: f64,
    /// Since when calls are listed.
    pub since: Instant,
    /// What they cost together.
    pub cost: f64,
    /// Tokens sent.
    pub tokens_in: i64,
    /// Tokens received.
    pub tokens_out: i64,
    /// Each call, oldest first.
    pub calls: Vec<SpendingCall>,
}

/// One call of the language model.
#[derive(Debug, Clone, Serialize)]
pub struct SpendingCall {
    /// When.
    pub at: Instant,
    /// What for.
    pub purpose: String,
    /// Which model.
    pub model: String,
    /// Tokens sent.
    pub tokens_in: i64,
    /// Tokens received.
    pub tokens_out: i64,
    /// What it cost.
    pub cost: f64,
    /// `done`, or what went wrong.
    pub outcome: String,
}

impl From<Spending> for SpendingCall {
    fn from(call: Spending) -> Self {
        let Spending { purpose, model, tokens_in, tokens_out, cost, outcome, at } = call;
        Self { at, purpose, model, tokens_in, tokens_out, cost, outcome }
    }
}

impl App {
    /// A file for a model: the characters that are kept, or those without stats; and how many they are.
    pub async fn stats_input(
        &self,
        registry: &str,
        only_missing: bool,
        about: bool,
        format: FileFormat,
    ) -> Result<(Vec<u8>, u64), AppError> {
        let (keeping, stored) = self.kept(registry).await?;
        let entries = input(&keeping, &stored, only_missing);
        Ok((write_input(&entries, about, format), entries.len() as u64))
    }

    /// A file of the stored stats, and how many they are.
    pub async fn stats_stored(&self, registry: &str, format: FileFormat) -> Result<(Vec<u8>, u64), AppError> {
        let (keeping, stored) = self.kept(registry).await?;
        Ok((write_stored(&stored, &keeping, format), stored.len() as u64))
    }

    /// Imports a file of answers.
    pub async fn stats_import(
        &self,
        registry: &str,
        file: &Path,
        profile: Profile,
        author: &str,
        archetypes: Option<&Path>,
    ) -> Result<ImportReport, AppError> {
        let answers = Answers::read(file)?;
        let options = ImportOptions {
            registry,
            vocabulary: &self.archetypes(archetypes)?,
            rules: &self.rules(Profile::Default),
            profile,
            origin: "import",
            author,
            at: self.now(),
        };
        Ok(stats::import(self.store(), &answers, &options).await?)
    }

    /// Checks a file of answers, or what is stored.
    pub async fn stats_check(
        &self,
        registry: &str,
        file: Option<&Path>,
        archetypes: Option<&Path>,
    ) -> Result<Report, AppError> {
        let vocabulary = self.archetypes(archetypes)?;
        self.known_registry(registry).await?;
        let known = Known::load(self.store(), registry, &self.rules(Profile::Default)).await?;
        Ok(match file {
            Some(file) => check_answers(
                &Answers::read(file)?,
                &vocabulary,
                Some(&known).filter(|known| !known.is_empty()),
            ),
            None => check_stored(&stats::stored_rows(self.store(), registry).await?, &vocabulary, &known),
        })
    }

    /// What making stats would do, without asking anybody.
    pub async fn stats_plan(&self, request: &StatsRequest) -> Result<StatsPlan, AppError> {
        let subjects = self.subjects(request).await?;
        if request.offline {
            return Ok(StatsPlan::Offline { characters: subjects.len() as u64 });
        }
        let vocabulary = self.archetypes(request.archetypes.as_deref())?;
        let settings = self.llm_settings(request);
        let plan = plan(&settings, &subjects, &options(request, &vocabulary));
        Ok(StatsPlan::Model { model: settings.model, currency: settings.currency, plan })
    }

    /// Makes stats for characters that have none.
    ///
    /// # Errors
    /// When the model failed before it answered anything; whatever was answered before is kept, and told.
    pub async fn stats_generate(
        &self,
        request: &StatsRequest,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<StatsOutcome, AppError> {
        let subjects = self.subjects(request).await?;
        let vocabulary = self.archetypes(request.archetypes.as_deref())?;
        let (store, registry, author) = (self.store(), request.registry.as_str(), request.author.as_str());
        if request.offline {
            let changed =
                generate_offline(store, registry, &subjects, &vocabulary, author, self.now()).await?;
            return Ok(StatsOutcome::Offline { asked: subjects.len() as u64, changed });
        }
        let settings = self.llm_settings(request);
        let (model, currency) = (settings.model.clone(), settings.currency.clone());
        let llm = self.llm(settings)?;
        let progress = |done, total| progress(Progress { done, total: Some(total), unit: Unit::Rows });
        let options = options(request, &vocabulary);
        let report = generate_by_model(store, &llm, &subjects, &options, &progress).await?;
        match &report.stopped {
            Some(stop) if !stop.is_budget && report.accepted == 0 => {
                Err(AppError::new(ErrorCode::SourceUnavailable, &stop.why).hint(&stop.hint))
            }
            _ => Ok(StatsOutcome::Model { model, currency, report }),
        }
    }

    /// The stats of one character, named by its couple such as `mal:161471`.
    pub async fn stats_show(&self, registry: &str, couple: &str) -> Result<StatsView, AppError> {
        let parts = couple.split_once(':').filter(|(of, id)| !of.is_empty() && !id.is_empty());
        let (source_type, source_id) = parts.ok_or_else(|| {
            AppError::invalid_parameter("couple", format!("`{couple}` is not a couple such as mal:16498"))
        })?;
        let wanted = Couple::new(source_type, source_id);
        let (keeping, rows) = self.kept(registry).await?;
        let row = rows.into_iter().find(|row| row.couple == wanted).ok_or_else(|| {
            if !keeping.characters.iter().any(|entry| entry.row.couple == wanted) {
                return AppError::not_found("character", couple)
                    .hint(format!("`emaki stats export` lists the characters of registry {registry}"));
            }
            AppError::new(ErrorCode::NotFound, format!("`{couple}` has no stats"))
                .hint("`emaki stats generate` makes them for whoever has none")
        })?;
        let Stored { couple, stats, origin, author, at } = row;
        Ok(StatsView { couple: couple.to_string(), origin, author, at, stats })
    }

    /// The form of one character's answer, or of a file of archetypes, as JSON Schema.
    pub fn stats_schema(&self, of_archetypes: bool, archetypes: Option<&Path>) -> Result<Value, AppError> {
        Ok(if of_archetypes { archetypes_schema() } else { schema(&self.archetypes(archetypes)?) })
    }

    /// What calls of the language model cost in the last days.
    pub async fn llm_spending(&self, purpose: Option<&str>, days: u32) -> Result<SpendingView, AppError> {
        const DAY: i64 = 24 * 60 * 60 * 1_000_000;
        let since = Instant::from_micros(self.now().as_micros().saturating_sub(i64::from(days) * DAY));
        let calls = self.store().spending(purpose, since).await?;
        let llm = &self.config().llm;
        Ok(SpendingView {
            currency: llm.currency.clone(),
            budget: llm.budget,
            since,
            // Not `sum`, which makes -0.0 of nothing.
            cost: calls.iter().fold(0.0, |sum, call| sum + call.cost),
            tokens_in: calls.iter().map(|call| call.tokens_in).sum(),
            tokens_out: calls.iter().map(|call| call.tokens_out).sum(),
            calls: calls.into_iter().map(SpendingCall::from).collect(),
        })
    }

    /// The archetypes of a file, else of the file that the settings name, else our own.
    fn archetypes(&self, file: Option<&Path>) -> Result<Vocabulary, AppError> {
        let set = &self.config().stats.archetypes;
        match file.or_else(|| Some(set.as_path()).filter(|path| !path.as_os_str().is_empty())) {
            Some(file) => Ok(Vocabulary::read(file)?),
            None => Ok(Vocabulary::own().clone()),
        }
    }

    /// The language model of the settings.
    fn llm(&self, settings: LlmSettings) -> Result<Llm, AppError> {
        let agent = crate::sources::agent(self.config());
        Llm::open(settings, &agent, self.waiting_clock()).map_err(|error| {
            let told = AppError::from(upstream(&error));
            let is_unset =
                matches!(&error, LlmError::NotConfigured { setting, .. } if *setting != "llm.api_key_file");
            if is_unset {
                told.hint(format!("{}; or make stats without a model: --{OFFLINE}", error.hint()))
            } else {
                told
            }
        })
    }

    fn llm_settings(&self, request: &StatsRequest) -> LlmSettings {
        let mut settings = self.config().llm.clone();
        if let Some(model) = &request.model {
            settings.model.clone_from(model);
        }
        settings
    }

    async fn subjects(&self, request: &StatsRequest) -> Result<Vec<Subject>, AppError> {
        let (keeping, stored) = self.kept(&request.registry).await?;
        let mut subjects = subjects(&keeping, &stored, &request.redo);
        subjects.truncate(request.limit.unwrap_or(usize::MAX));
        Ok(subjects)
    }

    /// A registry's rows and stats.
    async fn kept(&self, registry: &str) -> Result<(Keeping, Vec<Stored>), AppError> {
        self.known_registry(registry).await?;
        let keeping = keeping::load(self.store(), registry, &self.rules(Profile::Default)).await?;
        Ok((keeping, stats::stored_rows(self.store(), registry).await?))
    }
}

fn options<'a>(request: &'a StatsRequest, vocabulary: &'a Vocabulary) -> GenerateOptions<'a> {
    GenerateOptions {
        registry: &request.registry,
        vocabulary,
        about: request.about,
        batch: request.batch,
        attempts: request.attempts,
        budget: request.budget,
        profile: Profile::Default,
        author: &request.author,
    }
}
