//! Sources: what there is, what an answer says, and asking them.

mod info;
mod wiring;

use model::{Instant, Record, SourceId};
use serde::Serialize;
use sources::{
    client::{Asked, SourceError},
    http::{FetchError, How, Kept, RobotsRead, Trace},
    providers::{
        Ask, AskError, Context, Facts, PROVIDERS, Parsed, Provider, Refusal, SourceSettings, provider_named,
        query::Query, read,
    },
};

pub use info::{EndpointInfo, LimitInfo, Missing, RobotsInfo, SourceInfo};
pub(crate) use wiring::{agent, open};

use crate::{App, AppError, ErrorCode};

/// What came of one cheap question to a source.
#[derive(Debug, Clone, Serialize)]
pub struct SourceCheck {
    /// The source.
    pub source: &'static str,
    /// Whether it answered as it should; `None` when it was not asked.
    pub ok: Option<bool>,
    /// What happened, in a sentence.
    pub message: String,
    /// The published code of a failure.
    pub error_code: Option<&'static str>,
    /// How long it took, in milliseconds.
    pub took_ms: Option<u64>,
}

/// What came of a wish to a source.
#[derive(Debug, Clone, Serialize)]
pub struct SourceAnswer {
    /// The records.
    pub records: Vec<Record>,
    /// Whether the answer is about one thing.
    #[serde(skip)]
    pub single: bool,
    /// What happened on the way, page by page.
    pub traces: Vec<Trace>,
    /// The fields of the query that the source cannot express.
    pub unsupported: Vec<String>,
}

/// Reads a recorded answer of a source, without any network.
///
/// # Errors
/// `not_found` for an unknown source; the refusal that the answer is (`not_found`, `removed`, `blocked`,
/// `rate_limited`, `banned`) or `damaged`.
pub fn parse_answer(
    source: &str,
    endpoint: Option<&str>,
    body: &[u8],
    as_of: Instant,
    subject: Option<&str>,
) -> Result<Parsed, AppError> {
    let provider = named(source)?;
    let subject = subject
        .map(str::parse)
        .transpose()
        .map_err(|error: model::ExternalIdError| AppError::invalid_parameter("id", error.to_string()))?;
    let context = Context { subject, ..Context::at(as_of.into()) };
    read(provider, endpoint, body, &context).map_err(|error| crate::failures::of_answer(source, error))
}

/// Refuses the name of a source that there is not.
///
/// # Errors
/// `not_found`, with the names that there are.
pub fn known_source(source: &str) -> Result<(), AppError> {
    named(source).map(drop)
}

/// Reads a moment: a time as RFC 3339, or a day, which begins at midnight UTC; `now` is the time itself.
pub fn read_moment(text: &str) -> Option<Instant> {
    if text == "now" {
        return Some(jiff::Timestamp::now().into());
    }
    let day = || format!("{text}T00:00:00Z").parse::<jiff::Timestamp>();
    text.parse().or_else(|_| day()).ok().map(Instant::from)
}

/// The facts of every source, as docs are made from them.
pub fn source_facts() -> impl Iterator<Item = &'static Facts> {
    PROVIDERS.iter().map(|provider| provider.facts())
}

/// The fields of the universal query that a source can express; none when it cannot be searched.
pub fn source_search_fields(source: &str) -> Vec<&'static str> {
    let search = provider_named(source).and_then(Provider::search);
    search.map(|search| search.rules.iter().map(|rule| rule.field.as_str()).collect()).unwrap_or_default()
}

impl App {
    /// How asking sources fares since this process began, for metrics.
    pub fn fetch_report(&self) -> sources::http::Report {
        self.sources().fetcher().report()
    }

    /// Every source: what it can be asked, whether it is turned on, and what it lacks.
    pub async fn source_list(&self) -> Vec<SourceInfo> {
        let mut list = Vec::with_capacity(PROVIDERS.len());
        for provider in PROVIDERS {
            let settings = self.sources().settings(&provider.facts().id);
            let robots = match settings {
                Some(settings) => self.robots(*provider, settings).await,
                None => None,
            };
            list.push(info::describe(*provider, settings.unwrap_or(&SourceSettings::default()), robots));
        }
        list
    }

    /// Asks sources one cheap question each: those named, else all that are turned on and configured.
    ///
    /// # Errors
    /// `not_found` when there is no source of a name.
    pub async fn source_check(&self, only: &[String]) -> Result<Vec<SourceCheck>, AppError> {
        for name in only {
            named(name)?;
        }
        let wanted = PROVIDERS.iter().copied().filter(|provider| {
            only.is_empty() || only.iter().any(|name| name == provider.facts().id.as_str())
        });
        let checks = wanted.map(|provider| self.check_source(provider));
        Ok(futures::future::join_all(checks).await)
    }

    /// Asks a source one thing, or for all pages of a list.
    ///
    /// # Errors
    /// What the source refuses, or why it gave nothing.
    pub async fn source_ask(
        &self,
        source: &str,
        ask: Ask,
        all: bool,
        how: &How,
    ) -> Result<SourceAnswer, AppError> {
        let id = named(source)?.facts().id.clone();
        let login = match how.kept {
            // Nobody is to be asked, so nothing is renewed either.
            Kept::Only => self.tokens_of(&id).await?,
            Kept::Fresh | Kept::Refresh => self.account(&id).await?,
        };
        let Some(login) = login else {
            return self.gather(&id, &ask, all, how).await.map_err(|error| or_login(&id, error));
        };
        match self.gather(&id, &ask.clone().on_behalf_of(login.access()), all, how).await {
            // A token may end before its time. Renewed once, it holds, or the login is over.
            Err(error) if is_unauthorized(&error) => {
                let renewed = self.renew(&id, &login).await?;
                Ok(self.gather(&id, &ask.on_behalf_of(renewed.access()), all, how).await?)
            }
            outcome => Ok(outcome?),
        }
    }

    /// Puts the universal query to a source.
    ///
    /// # Errors
    /// `invalid_parameter` for a field or value that cannot be, and as [`App::source_ask`].
    pub async fn source_search(
        &self,
        source: &str,
        query: &Query,
        how: &How,
    ) -> Result<SourceAnswer, AppError> {
        let id = named(source)?.facts().id.clone();
        let plan = self.sources().plan(&id, query)?;
        let mut answer = self.source_ask(source, plan.ask, false, how).await?;
        let left = plan.unsupported.iter().map(|left| format!("{}: {}", left.field.as_str(), left.reason));
        answer.unsupported = left.collect();
        Ok(answer)
    }

    async fn check_source(&self, provider: &'static dyn Provider) -> SourceCheck {
        let facts = provider.facts();
        let settings = self.sources().settings(&facts.id).cloned().unwrap_or_default();
        let source = facts.id.as_str();
        let skipped =
            |message: String| SourceCheck { source, ok: None, message, error_code: None, took_ms: None };
        if facts.kind == sources::providers::Kind::Files {
            return skipped("reads files; there is nobody to ask".to_owned());
        }
        if !settings.enabled {
            return skipped(format!("off; `enabled = true` under [sources.{source}] turns it on"));
        }
        let ask = provider.probe();
        if let Some(need) = missing(facts, &settings).iter().find(|need| need.only.is_empty()) {
            return skipped(format!("needs `{}`: {}", need.setting, need.why));
        }
        let begun = std::time::Instant::now();
        let how = How { patience: std::time::Duration::from_secs(20), kept: Kept::Fresh, ..How::default() };
        let asked = self.sources().ask(&facts.id, &ask, &how).await;
        let took_ms = Some(u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX));
        match asked {
            Ok(asked) => {
                let kept = if asked.trace.is_hit() { ", from what is kept" } else { "" };
                let message = format!("answered `{}`{kept}", ask.endpoint);
                SourceCheck { source, ok: Some(true), message, error_code: None, took_ms }
            }
            Err(error) => {
                let error = AppError::from(error);
                let error_code = Some(error.code.as_str());
                SourceCheck { source, ok: Some(false), message: error.message, error_code, took_ms }
            }
        }
    }

    async fn robots(&self, provider: &'static dyn Provider, settings: &SourceSettings) -> Option<RobotsInfo> {
        let facts = provider.facts();
        let base = settings.address(&facts.id, sources::providers::Base::Web).ok()?;
        let read: RobotsRead = self.sources().fetcher().robots(&base).await?;
        let (allowed, forbidden) = facts.endpoints.iter().partition::<Vec<_>, _>(|endpoint| {
            let mut url = base.clone();
            let path: String = endpoint
                .path
                .split(['{', '}'])
                .enumerate()
                .map(|(at, part)| if at % 2 == 0 { part } else { "1" })
                .collect();
            url.set_path(&path);
            read.allows(&url)
        });
        let names =
            |endpoints: Vec<&sources::providers::Endpoint>| endpoints.iter().map(|e| e.name).collect();
        Some(RobotsInfo { read_at: read.at, allowed: names(allowed), forbidden: names(forbidden) })
    }
}

fn named(source: &str) -> Result<&'static dyn Provider, AppError> {
    provider_named(source).ok_or_else(|| {
        let known: Vec<&str> = PROVIDERS.iter().map(|provider| provider.facts().id.as_str()).collect();
        AppError::not_found("source", source)
            .detail("known", known.clone())
            .hint(format!("there are {}", known.join(", ")))
    })
}

fn missing(facts: &'static Facts, settings: &SourceSettings) -> Vec<&'static sources::providers::Need> {
    facts.needs.iter().filter(|need| !settings.has(need.setting)).collect()
}

impl App {
    /// One answer, or all pages of a list.
    async fn gather(
        &self,
        id: &SourceId,
        ask: &Ask,
        all: bool,
        how: &How,
    ) -> Result<SourceAnswer, SourceError> {
        let mut answer =
            SourceAnswer { records: Vec::new(), single: false, traces: Vec::new(), unsupported: Vec::new() };
        if all {
            let traces = std::sync::Mutex::new(Vec::new());
            let walk = self.sources().ask_all(id, ask, how, |page| {
                traces.lock().expect("no panic while held").push(page.trace.clone());
                true
            });
            answer.records = walk.await?;
            answer.traces = traces.into_inner().unwrap_or_default();
            return Ok(answer);
        }
        let Asked { parsed, trace, .. } = self.sources().ask(id, ask, how).await?;
        answer.single = parsed.single;
        answer.records = parsed.records;
        answer.traces.push(trace);
        Ok(answer)
    }
}

fn is_unauthorized(error: &SourceError) -> bool {
    matches!(error, SourceError::Fetch(FetchError::Refused { refusal: Refusal::Unauthorized(_), .. }))
}

/// What is missing when a wish lacks the user it is for is a login.
fn or_login(source: &SourceId, error: SourceError) -> AppError {
    match error {
        SourceError::Ask(AskError::Missing { endpoint, parameter: "account" }) => AppError::new(
            ErrorCode::Unauthorized,
            format!("`{endpoint}` of {source} is for users who are logged in"),
        )
        .detail("source", source.as_str())
        .hint(format!("`emaki source login {source}` logs in")),
        other => other.into(),
    }
}

impl From<SourceError> for AppError {
    fn from(error: SourceError) -> Self {
        crate::failures::of_source(error)
    }
}
