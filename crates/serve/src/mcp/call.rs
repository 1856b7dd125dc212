//! One call of a tool: what it may use, and what it may answer with.

use std::{collections::BTreeMap, time::Duration};

use app::{App, AppError, ErrorCode};
use model::{Work, WorkId};
use rmcp::{
    RoleServer,
    model::{ProgressNotificationParam, ProgressToken},
    service::Peer,
};

use super::budget::Budget;

/// One call of a tool, and what it may use.
pub struct Call {
    /// The use cases.
    pub app: App,
    /// Whom to tell how far it is, when the caller asked for that.
    pub listener: Option<(Peer<RoleServer>, ProgressToken)>,
    /// Which works the user meant, by the names that were asked about.
    pub chosen: Choices,
}

/// How long a call waits at most until what it tells on the way is written. Once stdin is closed nothing told on the way
/// is written any more, and whoever waited for it would lose the answer as well.
const TELLING: Duration = Duration::from_millis(250);

/// Waits for what is told on the way, and no longer than the answer can do without it. A listener that went away, or
/// that does not listen, misses nothing.
pub async fn on_the_way<E>(telling: impl Future<Output = Result<(), E>>) {
    let _ = tokio::time::timeout(TELLING, telling).await;
}

/// Which works the user meant, by the names that were asked about.
pub type Choices = BTreeMap<String, WorkId>;

/// Why a call has no answer yet.
#[derive(Debug)]
pub enum Refused {
    /// It failed.
    Failed(AppError),
    /// A name means several works; the user may say which.
    Asks(Box<Question>),
}

/// Which work is meant by a name.
#[derive(Debug)]
pub struct Question {
    /// The name.
    pub name: String,
    /// The works it may mean, with a line on each.
    pub candidates: Vec<(WorkId, String)>,
    /// What is answered where nobody can be asked.
    pub error: AppError,
}

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl Call {
    /// A call on which nobody waits to hear how far it is.
    pub fn quiet(app: App) -> Self {
        Self { app, listener: None, chosen: Choices::new() }
    }

    /// What the answer may hold; what the settings say when the caller does not.
    ///
    /// # Errors
    /// `invalid_parameter` out of bounds.
    pub fn budget(&self, tokens: Option<usize>) -> Result<Budget, AppError> {
        Budget::new(tokens.unwrap_or(self.app.config().mcp.answer_tokens))
    }

    /// The work that a caller means: an id, an address of a resource, or a title.
    pub async fn work(&self, name: &str) -> Result<Work, Refused> {
        let name = name.trim();
        let name = name.strip_prefix("emaki://work/").unwrap_or(name);
        if let Some(chosen) = self.chosen.get(name) {
            return Ok(self.app.work(&(*chosen).into()).await?.work);
        }
        self.app.work_named(name).await.map_err(|error| match error.code {
            ErrorCode::AmbiguousTitle => Refused::Asks(Box::new(Question::new(name, error))),
            _ => Refused::Failed(error),
        })
    }

    /// Tells how many of how many steps are done.
    pub async fn progress(&self, done: usize, of: usize, doing: &str) {
        let Some((peer, token)) = &self.listener else { return };
        let told = ProgressNotificationParam::new(token.clone(), done as f64);
        on_the_way(peer.notify_progress(told.with_total(of as f64).with_message(doing))).await;
    }
}

impl Question {
    fn new(name: &str, error: AppError) -> Self {
        let listed = error.details["candidates"].as_array().into_iter().flatten();
        let candidates = listed.filter_map(|work| {
            let id = work["id"].as_i64().and_then(WorkId::new)?;
            let title = work["title"].as_str()?;
            let known = [&work["medium"], &work["format"], &work["year"]];
            let known = known.iter().filter(|value| !value.is_null()).map(|value| match value.as_str() {
                Some(word) => word.to_lowercase(),
                None => value.to_string(),
            });
            let line = format!("{title} ({})", known.collect::<Vec<_>>().join(", "));
            Some((id, line))
        });
        let candidates = candidates.collect();
        let error =
            error.hint("ask again with the id of the one that is meant; `details.candidates` lists them");
        Self { name: name.to_owned(), candidates, error }
    }
}
