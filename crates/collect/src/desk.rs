//! Where processors ask: the sources, in the manner of a batch, and the logins at them.

use std::sync::Arc;

use futures::future::BoxFuture;
use model::{Instant, Record, SourceId};
use sources::{
    client::{Asked, SourceError, Sources},
    http::{Answer, FetchError, How, Kept, Secret},
    providers::{Ask, Refusal},
};

use crate::Failure;

/// Gives the token of whoever is logged in at a source, a new one when the second argument says that the
/// last one was not taken; none when nobody is logged in. An error is told to people.
pub type Logins =
    Arc<dyn Fn(SourceId, bool) -> BoxFuture<'static, Result<Option<Secret>, String>> + Send + Sync>;

/// Where processors ask.
#[derive(Clone)]
pub struct Desk {
    sources: Sources,
    how: How,
    logins: Logins,
}

impl Desk {
    /// A desk whose requests give way to people's.
    pub fn new(sources: Sources, kept: Kept, logins: Logins) -> Self {
        Self { sources, how: How { kept, ..How::background() }, logins }
    }

    /// The time, by the clock that sources are asked by.
    pub fn now(&self) -> Instant {
        self.sources.fetcher().clock().now()
    }

    /// Whether only kept answers count.
    pub fn is_offline(&self) -> bool {
        self.how.kept == Kept::Only
    }

    /// Asks a source one thing.
    pub async fn ask(&self, source: &SourceId, ask: &Ask) -> Result<Asked, Failure> {
        Ok(self.sources.ask(source, ask, &self.how).await?)
    }

    /// Asks a source for an answer that is read in another way than its own.
    pub async fn answer(
        &self,
        source: &SourceId,
        ask: &Ask,
        base_url: Option<&str>,
    ) -> Result<Answer, Failure> {
        Ok(self.sources.answer(source, ask, base_url, &self.how).await?)
    }

    /// Every page of a list; `each` sees them as they come, and ends the walk by saying `false`.
    pub async fn pages(
        &self,
        source: &SourceId,
        ask: &Ask,
        each: impl FnMut(&Asked) -> bool,
    ) -> Result<Vec<Record>, Failure> {
        Ok(self.sources.ask_all(source, ask, &self.how, each).await?)
    }

    /// Every page of a list of whoever is logged in; a token that is not taken is renewed once.
    pub async fn own_list(&self, source: &SourceId, ask: &Ask) -> Result<Vec<Record>, Failure> {
        let token = |renew| (self.logins)(source.clone(), renew && !self.is_offline());
        let unknown =
            |reason: String| Failure::source(reason, format!("`emaki source login {source}` logs in again"));
        let Some(first) = token(false).await.map_err(unknown)? else {
            return Err(Failure::source(
                "nobody is logged in",
                format!("`emaki source login {source}` logs in"),
            ));
        };
        let asked = ask.clone().on_behalf_of(first);
        let outcome = self.sources.ask_all(source, &asked, &self.how, |_| true).await;
        let refused = matches!(
            &outcome,
            Err(SourceError::Fetch(FetchError::Refused { refusal: Refusal::Unauthorized(_), .. }))
        );
        if !refused {
            return Ok(outcome?);
        }
        match token(true).await.map_err(unknown)? {
            Some(newer) => {
                let asked = ask.clone().on_behalf_of(newer);
                Ok(self.sources.ask_all(source, &asked, &self.how, |_| true).await?)
            }
            None => Ok(outcome?),
        }
    }
}
