//! Enriching: one title in, one record out that all sources have filled, each value with the one who said it.

mod answer;
mod choosing;
mod folder;
mod many;
mod names;
mod report;

use futures::FutureExt as _;
use gather::{Agent, Gathered, Gatherer, Level, Service, Telling, Wanted};
use model::WorkId;
use sources::http::{How, Kept};

pub use answer::Enrichment;
pub use choosing::{EnrichTarget, FileWorks};
pub use many::{EnrichedMany, FailedSource};
pub use report::{PoorWork, QualityReport};

use crate::{App, AppError};

/// How a work is to be enriched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnrichRequest {
    /// How much is asked; what the settings say when not given.
    pub level: Option<Level>,
    /// Only these services, where any are named.
    pub only: Vec<String>,
    /// Not these services.
    pub skip: Vec<String>,
    /// Whether nobody is to be asked.
    pub offline: bool,
    /// Whether everything is asked anew.
    pub refresh: bool,
    /// Whether answers are written into a folder, for who looks at them one by one.
    pub folder: bool,
    /// The folder's name; a free one when not given.
    pub agent: Option<String>,
    /// The rules that the record told is made by, `default` or `seed`; what is stored follows the default.
    pub rules: Option<String>,
}

impl App {
    /// Enriches one work: asks all sources that are wanted and not asked lately, keeps what they say, and tells
    /// what is known now.
    ///
    /// # Errors
    /// `invalid_parameter` for an unknown service, `not_found` for an unknown work. A source that fails is in
    /// the answer.
    pub async fn enrich(&self, work: WorkId, request: &EnrichRequest) -> Result<Enrichment, AppError> {
        let wanted = self.wanted(request, true)?;
        catalog::follow_curation(self.store()).await?;
        let gathered = self.gathered(work, &wanted, &|_| ()).await?;
        let mut enrichment = self.enrichment(gathered, request).await?;
        if request.folder || request.agent.is_some() {
            let agent = self.agent(&enrichment.title, request)?;
            self.fill_folder(&agent, &enrichment).await?;
            enrichment.folder = Some(agent.folder);
        }
        Ok(enrichment)
    }

    /// Asks what is wanted; `tell` hears of each source as it comes.
    pub(crate) async fn gathered(
        &self,
        work: WorkId,
        wanted: &Wanted,
        tell: Telling<'_>,
    ) -> Result<Gathered, AppError> {
        let gatherer = Gatherer::new(self.store().clone(), self.sources().clone());
        // A future of many arms, which no caller should carry on its stack.
        Ok(gatherer.gather(work, wanted, self.now(), tell).boxed().await?)
    }

    /// What a request means to the gatherer.
    pub(crate) fn wanted(&self, request: &EnrichRequest, urgent: bool) -> Result<Wanted, AppError> {
        for name in request.only.iter().chain(&request.skip) {
            if Service::named(name).is_none() {
                let known: Vec<&str> = gather::SERVICES.iter().map(|service| service.name).collect();
                return Err(AppError::invalid_parameter("source", format!("there is no service `{name}`"))
                    .detail("known", known.clone())
                    .hint(format!("there are {}", known.join(", "))));
            }
        }
        answer::profile(request)?;
        if !request.only.is_empty() && !request.skip.is_empty() {
            return Err(AppError::invalid_parameter("skip", "`skip` and `only` exclude each other")
                .hint("name the services to ask, or those not to ask"));
        }
        let settings = &self.config().enrich;
        let kept = match (request.offline, request.refresh) {
            (true, _) => Kept::Only,
            (false, true) => Kept::Refresh,
            (false, false) => Kept::Fresh,
        };
        let how = if urgent { How::default() } else { How::background() };
        let patience = std::time::Duration::from_secs(settings.patience_s);
        let patience = if urgent { patience } else { how.patience.max(patience) };
        let level = request.level.unwrap_or(settings.level);
        // Who is named is wanted, whatever the level.
        let named = request.only.iter().filter_map(|name| Service::named(name)).map(Service::level).max();
        Ok(Wanted {
            level: if request.level.is_none() {
                named.map_or(level, |named| named.max(level))
            } else {
                level
            },
            only: request.only.clone(),
            skip: request.skip.clone(),
            offline: request.offline || level == Level::Basic && request.only.is_empty(),
            list_pages: settings.list_pages,
            agreement: settings.agreement,
            how: How { kept, patience, ..how },
        })
    }

    fn agent(&self, title: &str, request: &EnrichRequest) -> Result<Agent, AppError> {
        let root = self.config().data_dir.join("agents");
        let agent = match &request.agent {
            Some(name) => Agent::named(&root, name),
            None => std::fs::create_dir_all(&root)
                .map_err(|source| gather::FolderError::Write { path: root.clone(), source })
                .and_then(|()| Agent::next(&root, title)),
        };
        Ok(agent?)
    }
}

impl From<gather::FolderError> for AppError {
    fn from(error: gather::FolderError) -> Self {
        let message = error.to_string();
        match error {
            gather::FolderError::Name(_) => Self::invalid_parameter("agent", message),
            gather::FolderError::Write { .. } => Self::new(crate::ErrorCode::NotConfigured, message)
                .caused_by(error)
                .hint("look at the rights and the space of the data folder"),
        }
    }
}
