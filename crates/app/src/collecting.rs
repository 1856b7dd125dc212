//! Collecting: the keepers' series and characters from all sources at once, and the tables that people fill
//! in by hand.

use std::{
    fs::{File, TryLockError},
    path::Path,
    sync::Arc,
};

use collect::{Choice, Desk, Logins, Options, Processor, Report, Surroundings, choices};
use keeping::{
    KeepingError,
    forms::Form,
    numbers::Identified,
    rules::{Genders, Profile, Rules},
};
use model::SourceId;
use serde::Serialize;
use sources::http::Kept;

use crate::{App, AppError, ErrorCode, IdsWhen};

/// The source whose users log in.
const MAL: SourceId = SourceId::known("mal");
/// Held while one process collects.
const LOCK: &str = "collect.lock";

/// What to collect, and how.
#[expect(clippy::struct_excessive_bools, reason = "they are flags of a command, each on its own")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CollectRequest {
    /// Sources by name or by source type; all that are configured when there are none.
    pub sources: Vec<String>,
    /// The registry whose numbers new rows get.
    pub registry: String,
    /// Take only what is kept, and ask nobody.
    pub from_cache: bool,
    /// Write nothing.
    pub dry_run: bool,
    /// Ask for everything anew.
    pub recrawl: bool,
    /// Try also what has failed too often.
    pub retry_failed: bool,
    /// The most series of each source that are begun.
    pub limit: Option<usize>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Collection {
    /// What each source gave.
    #[serde(flatten)]
    pub report: Report,
    /// Numbers given to new rows; none when that waits for a publish, or failed.
    pub numbers: Option<Identified>,
    /// Why no numbers were given; what was collected is kept all the same.
    pub numbers_failed: Option<collect::Stopped>,
    /// Sources that were not asked, because something is missing.
    pub not_configured: Vec<String>,
}

/// A source that can be collected from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CollectSource {
    /// Its name.
    pub source: String,
    /// The id space of its rows.
    pub source_type: String,
    /// What it collects.
    pub about: String,
    /// What its users should know.
    pub note: &'static str,
    /// Whether nothing is missing.
    pub configured: bool,
    /// What is missing, and what to do about it.
    pub missing: Vec<collect::Missing>,
}

/// What a table is wanted for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TemplateRequest {
    /// What the series are made in; the game's own medium when a game is named.
    pub medium: Option<String>,
    /// The game, by its short name.
    pub game: Option<String>,
    /// The series that all characters belong to.
    pub series: Option<String>,
}

impl App {
    /// Every source that can be collected from, and what keeps it from that.
    pub async fn collect_sources(&self) -> Result<Vec<CollectSource>, AppError> {
        let source = |choice: Choice| CollectSource {
            source: choice.about.name,
            source_type: choice.about.source_type,
            about: choice.about.title,
            note: choice.about.note,
            configured: choice.missing.is_empty(),
            missing: choice.missing,
        };
        Ok(self.choices(false).await?.into_iter().map(source).collect())
    }

    /// Collects from many sources at once, and gives numbers to what is new.
    ///
    /// # Errors
    /// `not_found` for an unknown source, `not_configured` when there is none to ask, `busy` while another
    /// process collects. A source that fails is in the report.
    pub async fn collect(
        &self,
        request: &CollectRequest,
        watch: &collect::Watch<'_>,
    ) -> Result<Collection, AppError> {
        self.known_registry(&request.registry).await?;
        let chosen = self.chosen(request).await?;
        let not_configured = chosen.left;
        let rules = self.rules_for_newcomers()?;
        let kept = if request.from_cache { Kept::Only } else { Kept::Fresh };
        let kept = if request.recrawl && !request.from_cache { Kept::Refresh } else { kept };
        let desk = Desk::new(self.sources().clone(), kept, self.logins(request.from_cache));
        let options = Options {
            dry_run: request.dry_run,
            recrawl: request.recrawl,
            retry_failed: request.retry_failed,
            limit: request.limit,
            attempts: self.config().collect.attempts,
        };
        let _alone = if request.dry_run { None } else { Some(alone(&self.config().data_dir)?) };
        let mut report =
            collect::collect(self.store(), &desk, &chosen.processors, &rules, options, watch).await?;
        self.forget_left_out(&request.registry, &mut report).await?;
        let waits = request.dry_run || self.config().keepers.ids == IdsWhen::Publish || report.is_nothing();
        let (mut numbers, mut numbers_failed) = (None, None);
        if !waits {
            match self.identify(&request.registry, &rules).await {
                Ok(given) => numbers = Some(given),
                // The report must not be lost over it.
                Err(error) => {
                    let hint = error.hint.unwrap_or_else(|| "`emaki publish` gives them as well".to_owned());
                    numbers_failed =
                        Some(collect::Stopped { reason: error.message, hint, faults: Vec::new() });
                }
            }
        }
        Ok(Collection { report, numbers, numbers_failed, not_configured })
    }

    /// A table to fill in by hand.
    ///
    /// # Errors
    /// `not_found` for an unknown game, `invalid_parameter` for an unknown medium or when neither is named.
    pub fn collect_template(&self, form: Form, request: &TemplateRequest) -> Result<String, AppError> {
        let games = &self.config().collect.games;
        let known = || games.keys().cloned().collect::<Vec<_>>().join(", ");
        let (subject, title) = match (&request.game, &request.medium) {
            (Some(short), medium) => {
                let game = games.get(short).or_else(|| {
                    games.values().find(|game| game.source_type == *short || game.name == *short)
                });
                let game = game.ok_or_else(|| {
                    AppError::not_found("game", short)
                        .hint(format!("there are {}; a new one is a table [collect.games.{short}]", known()))
                })?;
                let medium = medium.clone().unwrap_or_else(|| game.medium.clone());
                let source_type = game.source_type.clone();
                (collect::manual::Subject { source_type, medium }, game.name.clone())
            }
            (None, Some(medium)) => {
                // Which id space it is for, the settings say.
                let source_type = String::new();
                (collect::manual::Subject { source_type, medium: medium.clone() }, String::new())
            }
            (None, None) => {
                return Err(AppError::invalid_parameter(
                    "medium",
                    "what the series are made in is not said".to_owned(),
                )
                .hint(format!("--medium anime, or --game with one of {}", known())));
            }
        };
        if let Some(fault) = subject.fault_of_medium() {
            return Err(AppError::invalid_parameter("medium", fault));
        }
        let wanted = collect::manual::Template { form, subject, title, series: request.series.clone() };
        Ok(collect::manual::template(&wanted))
    }

    /// Whoever is left out by hand needs no word about its missing line.
    async fn forget_left_out(&self, registry: &str, report: &mut Report) -> Result<(), AppError> {
        if report.sources.iter().all(|source| source.gone.is_empty()) {
            return Ok(());
        }
        let values = self.store().hand_values(registry).await?;
        let left_out: std::collections::HashSet<(&str, &str, &str)> = values
            .iter()
            .filter(|value| value.field == keeping::EXCLUDED)
            .map(|value| (value.kind.as_str(), value.source_type.as_str(), value.source_id.as_str()))
            .collect();
        for source in &mut report.sources {
            let source_type = source.source_type.as_str();
            source.gone.retain(|gone| !left_out.contains(&(gone.kind, source_type, gone.id.as_str())));
        }
        Ok(())
    }

    async fn choices(&self, offline: bool) -> Result<Vec<Choice>, AppError> {
        let config = self.config();
        // A login that cannot be opened is none; asking tells why.
        let logged_in = matches!(self.tokens_of(&MAL).await, Ok(Some(_)));
        let around =
            Surroundings { sources: &config.sources, data_dir: &config.data_dir, logged_in, offline };
        Ok(choices(&config.collect, around))
    }

    /// The processors of a request.
    async fn chosen(&self, request: &CollectRequest) -> Result<Chosen, AppError> {
        let all = self.choices(request.from_cache).await?;
        let names: Vec<String> = all.iter().map(|choice| choice.about.name.clone()).collect();
        let is =
            |choice: &Choice, name: &String| choice.about.name == *name || choice.about.source_type == *name;
        if let Some(unknown) = request.sources.iter().find(|name| !all.iter().any(|choice| is(choice, name)))
        {
            return Err(AppError::invalid_parameter(
                "sources",
                format!("nothing is collected from `{unknown}`"),
            )
            .detail("known", names.clone())
            .hint(format!("there are {}; `emaki collect --list` tells more", names.join(", "))));
        }
        let mut chosen = Chosen { processors: Vec::new(), left: Vec::new() };
        for choice in all {
            let wanted = request.sources.iter().any(|name| is(&choice, name));
            if !request.sources.is_empty() && !wanted {
                continue;
            }
            match choice.missing.first() {
                None => chosen.processors.push(choice.processor),
                Some(missing) if wanted => {
                    return Err(AppError::new(
                        ErrorCode::NotConfigured,
                        format!("{}: {}", choice.about.name, missing.what),
                    )
                    .detail("missing", serde_json::to_value(&choice.missing).unwrap_or_default())
                    .hint(missing.fix.clone()));
                }
                Some(_) => chosen.left.push(choice.about.name),
            }
        }
        if chosen.processors.is_empty() {
            return Err(AppError::new(ErrorCode::NotConfigured, "no source is configured to collect from")
                .hint("`emaki collect --list` says what each of them needs"));
        }
        Ok(chosen)
    }

    /// The rules with the table of names that newcomers are held against.
    fn rules_for_newcomers(&self) -> Result<Rules, AppError> {
        let rules = self.rules(Profile::Default);
        let table = self.config().collect.gender_table.trim();
        if table.is_empty() {
            return Ok(rules);
        }
        let bytes = std::fs::read(table).map_err(KeepingError::file("read", table))?;
        Ok(Rules { genders: Arc::new(Genders::read(&bytes, table)?), ..rules })
    }

    /// The tokens of logins, renewed when they are not taken any more.
    fn logins(&self, offline: bool) -> Logins {
        let app = self.clone();
        Arc::new(move |source, renew| {
            let app = app.clone();
            Box::pin(async move {
                let told = |error: AppError| error.message;
                if offline {
                    return Ok(app.tokens_of(&source).await.map_err(told)?.map(|tokens| tokens.access()));
                }
                let tokens = app.account(&source).await.map_err(told)?;
                match tokens {
                    Some(old) if renew => Ok(Some(app.renew(&source, &old).await.map_err(told)?.access())),
                    tokens => Ok(tokens.map(|tokens| tokens.access())),
                }
            })
        })
    }
}

struct Chosen {
    processors: Vec<Box<dyn Processor>>,
    /// Those that were not named and lack something.
    left: Vec<String>,
}

/// Holds the lock of collecting for as long as the file lives.
fn alone(data_dir: &Path) -> Result<File, AppError> {
    let path = data_dir.join(LOCK);
    let file = File::create(&path).map_err(KeepingError::file("lock", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(AppError::new(ErrorCode::Busy, "another process is collecting into this data folder")
                .hint("wait for its end; it goes on by itself"))
        }
        Err(TryLockError::Error(error)) => Err(KeepingError::file("lock", path)(error).into()),
    }
}
