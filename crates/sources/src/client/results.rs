//! What was read out of pages, kept so that a page is read once for each version of its reader.

use std::sync::Arc;

use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use store::cache::Entry;

use crate::{
    http::{Answer, Fetcher, Key},
    providers::{Context, Endpoint, Next, Parsed, Provider},
};

/// Results kept in this process.
const MOST: u64 = 2_000;

/// What was read, by key.
#[derive(Clone)]
pub struct Results(Cache<Key, Arc<Parsed>>);

impl Default for Results {
    fn default() -> Self {
        Self(Cache::new(MOST))
    }
}

/// The key of a result: the source, the version of its reader, and all that the reader was told.
pub fn key(provider: &dyn Provider, endpoint: &Endpoint, answer: &Answer, context: &Context) -> Key {
    let facts = provider.facts();
    let subject = context.subject.as_ref().map(ToString::to_string).unwrap_or_default();
    let page = context.page.unwrap_or_default().to_string();
    let arguments = [answer.stored_at.to_string(), context.today().to_string(), subject, page];
    let arguments = [0, 1, 2, 3].map(|at| arguments[at].as_str());
    Key::of_result(facts.id.as_str(), facts.version, endpoint.name, &answer.key, &arguments)
}

impl Results {
    /// A result that was kept here or in the installation's cache.
    pub async fn get(&self, key: &Key, endpoint: &Endpoint, fetcher: &Fetcher) -> Option<Parsed> {
        if let Some(parsed) = self.0.get(key) {
            return Some(Parsed::clone(&parsed));
        }
        let now = fetcher.clock().now();
        let entry =
            fetcher.shared()?.call(|cache| async move { cache.get(&(*key).into(), now).await }).await??;
        let kept: Kept = serde_json::from_slice(&entry.body).ok()?;
        let parsed = kept.parsed(endpoint);
        self.0.insert(*key, Arc::new(parsed.clone()));
        Some(parsed)
    }

    /// Keeps a result as long as its answer.
    pub async fn put(
        &self,
        key: &Key,
        provider: &dyn Provider,
        endpoint: &Endpoint,
        answer: &Answer,
        parsed: &Parsed,
        fetcher: &Fetcher,
    ) {
        self.0.insert(*key, Arc::new(parsed.clone()));
        let Some(shared) = fetcher.shared() else { return };
        let Ok(body) = serde_json::to_vec(&Kept::of(parsed)) else { return };
        let entry = Entry {
            key: (*key).into(),
            source: provider.facts().id.to_string(),
            endpoint: format!("{} (read, version {})", endpoint.name, provider.facts().version),
            url: answer.url.to_string(),
            meta: Vec::new(),
            body,
            stored_at: answer.stored_at,
            fresh_until: answer.fresh_until,
            keep_until: answer.keep_until,
            private: false,
        };
        let now = fetcher.clock().now();
        shared.call(|cache| async move { cache.put(&entry, now).await }).await;
    }
}

/// A result in the form in which it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    records: Vec<model::Record>,
    single: bool,
    next_parameter: Option<(String, String)>,
    next_url: Option<String>,
    total: Option<u64>,
}

impl Kept {
    fn of(parsed: &Parsed) -> Self {
        let (next_parameter, next_url) = match &parsed.next {
            Some(Next::With(name, value)) => (Some(((*name).to_owned(), value.clone())), None),
            Some(Next::Url(url)) => (None, Some(url.clone())),
            None => (None, None),
        };
        Self {
            records: parsed.records.clone(),
            single: parsed.single,
            next_parameter,
            next_url,
            total: parsed.total,
        }
    }

    fn parsed(self, endpoint: &Endpoint) -> Parsed {
        let with = self.next_parameter.and_then(|(name, value)| {
            let known =
                endpoint.parameters.iter().map(|parameter| parameter.name).chain(endpoint.path_parts());
            known.into_iter().find(|known| *known == name).map(|name| Next::With(name, value))
        });
        let next = with.or(self.next_url.map(Next::Url));
        Parsed { records: self.records, single: self.single, next, total: self.total }
    }
}
