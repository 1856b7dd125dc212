//! Asking a provider: its request through the fetcher, its answer through its reader, page after page.

mod results;

use std::collections::BTreeMap;

use model::{ExternalId, Instant, Record, SourceId};

use crate::{
    http::{Answer, FetchError, Fetcher, How, Kept, Request, Trace},
    providers::{
        Ask, AskError, Context, Endpoint, Kind, Next, ParseError, Parsed, Provider, SourceSettings,
        provider_of,
        query::{Plan, Query, QueryError},
        read,
    },
};

/// No list is followed further than this many pages, in case a source leads in circles.
const MOST_PAGES: usize = 10_000;

/// All providers, with their settings, behind one fetcher. Cheap to clone.
#[derive(Clone)]
pub struct Sources {
    fetcher: Fetcher,
    settings: std::sync::Arc<BTreeMap<String, SourceSettings>>,
    results: results::Results,
}

/// An answer that was read.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What came out.
    pub parsed: Parsed,
    /// What happened on the way.
    pub trace: Trace,
    /// When the source was asked.
    pub stored_at: Instant,
    /// The answer itself.
    pub body: std::sync::Arc<[u8]>,
    /// The address that gave it.
    pub url: String,
}

/// Why a source gave nothing.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SourceError {
    /// There is no such source.
    #[error("there is no source `{0}`")]
    NoSuchSource(SourceId),
    /// It is turned off.
    #[error("{0} is turned off")]
    Disabled(SourceId),
    /// The wish cannot be put to it.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The query cannot be put to it.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// It cannot be searched.
    #[error("{0} cannot be searched")]
    NoSearch(SourceId),
    /// It gave no answer.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// Its answer cannot be read.
    #[error("the answer of {source_id} at `{url}` cannot be read")]
    Parse {
        /// The source.
        source_id: SourceId,
        /// Where the answer came from.
        url: String,
        /// Why.
        source: ParseError,
    },
}

impl SourceError {
    /// Whether the same wish may be granted later with nothing changed on our side.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Fetch(error) => error.is_transient(),
            Self::NoSuchSource(_)
            | Self::Disabled(_)
            | Self::Ask(_)
            | Self::Query(_)
            | Self::NoSearch(_)
            | Self::Parse { .. } => false,
        }
    }
}

impl Sources {
    /// All providers behind a fetcher; those without settings are turned off.
    pub fn new(fetcher: Fetcher, settings: BTreeMap<String, SourceSettings>) -> Self {
        Self { fetcher, settings: settings.into(), results: results::Results::default() }
    }

    /// The fetcher.
    pub fn fetcher(&self) -> &Fetcher {
        &self.fetcher
    }

    /// A source's settings.
    pub fn settings(&self, source: &SourceId) -> Option<&SourceSettings> {
        self.settings.get(source.as_str())
    }

    /// Asks a source one thing.
    ///
    /// # Errors
    /// That there is no such source or it is turned off, that the wish cannot be put to it, its refusal or
    /// failure, or that its answer cannot be read; then the answer is forgotten.
    pub async fn ask(&self, source: &SourceId, ask: &Ask, how: &How) -> Result<Asked, SourceError> {
        let (provider, settings) = self.provider(source, how)?;
        let request = provider.request(ask, settings)?;
        self.carry(provider, ask, &request, how).await
    }

    /// Asks a source one thing and gives the answer as it is, for those who read it in a way of their own.
    ///
    /// `base_url` is another place that is asked in the same manner and at the same pace, such as a second
    /// wiki; `None` is the source's own.
    ///
    /// # Errors
    /// As [`Sources::ask`], but for what the answer holds.
    pub async fn answer(
        &self,
        source: &SourceId,
        ask: &Ask,
        base_url: Option<&str>,
        how: &How,
    ) -> Result<Answer, SourceError> {
        let (provider, settings) = self.provider(source, how)?;
        let elsewhere =
            base_url.map(|url| SourceSettings { base_url: Some(url.to_owned()), ..settings.clone() });
        let request = provider.request(ask, elsewhere.as_ref().unwrap_or(settings))?;
        Ok(self.fetcher.fetch(provider, &request, how).await?)
    }

    /// Asks a source for all of a list, page after page; what came before a failure is kept by the fetcher,
    /// so that asking again goes on there.
    ///
    /// `each` sees every page as it comes and may end the walk early by saying `false`.
    pub async fn ask_all(
        &self,
        source: &SourceId,
        ask: &Ask,
        how: &How,
        mut each: impl FnMut(&Asked) -> bool,
    ) -> Result<Vec<Record>, SourceError> {
        let (provider, settings) = self.provider(source, how)?;
        let (mut ask, mut request) = (ask.clone(), provider.request(ask, settings)?);
        let mut records = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for _ in 0..MOST_PAGES {
            // A list that leads back to where it was ends there.
            if !seen.insert(self.fetcher.key(&request)) {
                break;
            }
            let mut page = self.carry(provider, &ask, &request, how).await?;
            let goes_on = each(&page);
            records.append(&mut page.parsed.records);
            match page.parsed.next.filter(|_| goes_on) {
                None => break,
                Some(Next::With(name, value)) => {
                    ask = ask.with(name, value);
                    request = provider.request(&ask, settings)?;
                }
                Some(Next::Url(url)) => request.url = next_address(&request, &url)?,
            }
        }
        Ok(records)
    }

    /// Puts the universal query to a source; tells what it cannot express.
    ///
    /// # Errors
    /// When the source cannot be searched, or a range stands on its head.
    pub fn plan(&self, source: &SourceId, query: &Query) -> Result<Plan, SourceError> {
        let provider = provider_of(source).ok_or_else(|| SourceError::NoSuchSource(source.clone()))?;
        let mapping = provider.search().ok_or_else(|| SourceError::NoSearch(source.clone()))?;
        Ok(mapping.plan(query)?)
    }

    fn provider(
        &self,
        source: &SourceId,
        how: &How,
    ) -> Result<(&'static dyn Provider, &SourceSettings), SourceError> {
        let provider = provider_of(source).ok_or_else(|| SourceError::NoSuchSource(source.clone()))?;
        let settings = self.settings(source).ok_or_else(|| SourceError::Disabled(source.clone()))?;
        if settings.enabled || how.kept == Kept::Only {
            Ok((provider, settings))
        } else {
            Err(SourceError::Disabled(source.clone()))
        }
    }

    async fn carry(
        &self,
        provider: &'static dyn Provider,
        ask: &Ask,
        request: &Request,
        how: &How,
    ) -> Result<Asked, SourceError> {
        let answer = self.fetcher.fetch(provider, request, how).await?;
        let facts = provider.facts();
        let endpoint = facts.endpoint(&ask.endpoint)?;
        let context = Context {
            as_of: self.fetcher.clock().now().into(),
            subject: provider.subject(endpoint, ask),
            page: ask.get("page").and_then(|page| page.parse().ok()),
        };
        let key = (facts.kind == Kind::Pages).then(|| results::key(provider, endpoint, &answer, &context));
        let kept = match &key {
            Some(key) => self.results.get(key, endpoint, &self.fetcher).await,
            None => None,
        };
        let parsed = match kept {
            Some(parsed) => parsed,
            None => match read_apart(provider, endpoint, &answer.body, &context).await {
                Ok(parsed) => {
                    if let Some(key) = &key {
                        self.results.put(key, provider, endpoint, &answer, &parsed, &self.fetcher).await;
                    }
                    parsed
                }
                Err(error) => {
                    // Kept, it would come out damaged again and again.
                    self.fetcher.forget(&answer.key).await;
                    let (source_id, url) = (facts.id.clone(), answer.url.to_string());
                    return Err(SourceError::Parse { source_id, url, source: error });
                }
            },
        };
        Ok(Asked {
            parsed,
            trace: answer.trace,
            stored_at: answer.stored_at,
            body: answer.body,
            url: answer.url.to_string(),
        })
    }
}

/// Large answers are read on a thread of their own, so that others are not kept waiting.
async fn read_apart(
    provider: &'static dyn Provider,
    endpoint: &'static Endpoint,
    body: &std::sync::Arc<[u8]>,
    context: &Context,
) -> Result<Parsed, ParseError> {
    const LARGE: usize = 64 << 10;
    if body.len() < LARGE {
        return read(provider, Some(endpoint.name), body, context);
    }
    let (body, context) = (std::sync::Arc::clone(body), context.clone());
    let reading = tokio::task::spawn_blocking(move || read(provider, Some(endpoint.name), &body, &context));
    reading.await.unwrap_or_else(|error| Err(ParseError::damaged(error)))
}

/// The next page's address, which must lie where the first one does: a token goes with it.
fn next_address(request: &Request, url: &str) -> Result<url::Url, SourceError> {
    let refused = |reason: &str| {
        let url = url::Url::parse(url).map_or_else(|_| String::new(), |url| crate::http::shown(&url));
        SourceError::Fetch(FetchError::Forbidden { url, reason: reason.to_owned() })
    };
    let next = request.url.join(url).map_err(|_| refused("the address of the next page is broken"))?;
    if next.origin() == request.url.origin() {
        return Ok(next);
    }
    // A source behind another address, such as a mirror, still writes its own; the path is what counts.
    let mut moved = request.url.clone();
    moved.set_path(next.path());
    moved.set_query(next.query());
    if moved.path() == request.url.path() {
        Ok(moved)
    } else {
        Err(refused("the next page lies at another site"))
    }
}

/// The thing that a wish is about, for answers that do not repeat it.
pub(crate) fn subject_of(source: &SourceId, endpoint: &Endpoint, ask: &Ask) -> Option<ExternalId> {
    let id = ask.get("id").or_else(|| ask.get("slug"))?;
    let own = match source.as_str() {
        "jikan" | "mal" | "mal_web" => "mal",
        "animecountdown" => "simkl",
        other => other,
    };
    let path = endpoint.path;
    let suffix = [
        ("/manga/", "_manga"),
        ("/characters/{", "_character"),
        ("/character/{", "_character"),
        ("/people/{", "_person"),
    ]
    .iter()
    .find(|(part, _)| path.starts_with(part))
    .map_or("", |(_, suffix)| suffix);
    // Sources that have only manga name their works without a suffix.
    let name = if own == "mangadex" { own.to_owned() } else { format!("{own}{suffix}") };
    ExternalId::new(model::Namespace::parse(&name)?, id).ok()
}
