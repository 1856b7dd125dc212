//! Correlation: which chain of requests a request to a source belongs to.
//!
//! Whoever begins something (a request over HTTP, a call of an assistant's, a command, a job) puts its work
//! [`Correlation::around`]; every request to a source that is made in it then names what caused it, however deep in the
//! program it is made.

use std::future::Future;

tokio::task_local! {
    static CURRENT: Correlation;
}

/// The chain of requests that work belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correlation {
    /// The id of what caused it.
    pub id: Option<String>,
    /// How many requests lie before it.
    pub depth: u32,
}

impl Correlation {
    /// What the work at hand belongs to; nothing where nobody said.
    pub fn current() -> Self {
        CURRENT.try_with(Clone::clone).unwrap_or_default()
    }

    /// Does some work that belongs to this chain. Tasks of their own that it begins do not, unless they are put around
    /// again.
    pub async fn around<F: Future>(self, work: F) -> F::Output {
        CURRENT.scope(self, work).await
    }

    /// The headers that go out with a request of this chain that is called `id`.
    pub(super) fn headers(&self, id: &str) -> Vec<(&'static str, String)> {
        let parent = self.id.as_ref().map(|parent| ("x-parent-correlation-id", parent.clone()));
        let own = [
            ("x-correlation-id", id.to_owned()),
            ("x-request-chain-depth", self.depth.saturating_add(1).to_string()),
            // What the whole chain is found by.
            ("x-trace-id", self.id.clone().unwrap_or_else(|| id.to_owned())),
        ];
        own.into_iter().chain(parent).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::How;

    #[tokio::test]
    async fn work_knows_what_it_belongs_to() {
        let chain = Correlation { id: Some("req-1".to_owned()), depth: 2 };
        let inside =
            chain.clone().around(async { (Correlation::current(), How::default().correlation) }).await;
        assert_eq!(inside, (chain.clone(), chain.clone()));
        assert_eq!(Correlation::current(), Correlation::default());
        assert_eq!(
            chain.headers("req-2"),
            [
                ("x-correlation-id", "req-2".to_owned()),
                ("x-request-chain-depth", "3".to_owned()),
                ("x-trace-id", "req-1".to_owned()),
                ("x-parent-correlation-id", "req-1".to_owned()),
            ]
        );
    }
}
