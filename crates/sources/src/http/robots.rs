//! robots.txt: read once a day for each site whose pages are fetched, and heeded.

use std::{collections::HashMap, sync::Arc, time::Duration};

use model::Instant;
use store::cache::Entry;
use tokio::sync::Mutex;
use url::Url;

use super::{
    FetchError, Key, Lifetime, Request,
    clock::{Clock, between, later},
    key::shown,
    network::{Guard, Network},
    robots_rules::Rules,
    shared::Shared,
};

/// The name under which sites may speak of us.
pub const PRODUCT: &str = "emaki";
/// How long what was read holds (RFC 9309, 2.4, allows a day).
const HOLDS: Duration = Duration::from_hours(24);
/// No more than this much of a file is read; RFC 9309 asks for 500 KiB at least.
const MOST_BYTES: usize = 512 * 1024;
/// How long a site that could not say is left alone before it is asked again.
const ASK_AGAIN: Duration = Duration::from_mins(10);

/// What each site allows, as far as it was asked.
#[derive(Default)]
pub struct Robots(Mutex<HashMap<String, Arc<Read>>>);

/// What a site allows, and when it said so.
#[derive(Debug, Clone)]
pub struct Read {
    /// When it was read.
    pub at: Instant,
    /// What it says; `None` when it could not say, and so nothing may be fetched.
    rules: Option<Rules>,
}

impl Read {
    /// Whether an address may be fetched.
    pub fn allows(&self, url: &Url) -> bool {
        let path =
            url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        self.rules.as_ref().is_some_and(|rules| rules.allow(&path))
    }

    fn holds(&self, now: Instant) -> bool {
        between(self.at, now) < if self.rules.is_some() { HOLDS } else { ASK_AGAIN }
    }
}

impl Robots {
    /// Refuses a request that the site's robots.txt forbids; reads the file first where that is due.
    pub async fn check(
        &self,
        request: &Request,
        network: &dyn Network,
        shared: Option<&Shared>,
        clock: &Clock,
    ) -> Result<(), FetchError> {
        let read = self.read(request, network, shared, clock).await;
        if read.allows(&request.url) {
            return Ok(());
        }
        let reason = match &read.rules {
            Some(_) => "the site's robots.txt forbids it",
            None => "the site's robots.txt cannot be read, so nothing is fetched for now",
        };
        Err(FetchError::Forbidden { url: shown(&request.url), reason: reason.to_owned() })
    }

    async fn read(
        &self,
        request: &Request,
        network: &dyn Network,
        shared: Option<&Shared>,
        clock: &Clock,
    ) -> Arc<Read> {
        let origin = request.url.origin().ascii_serialization();
        // Held while the file is fetched, so that many requests at once read it once.
        let mut known = self.0.lock().await;
        let now = clock.now();
        if let Some(read) = known.get(&origin).filter(|read| read.holds(now)) {
            return Arc::clone(read);
        }
        let kept = match shared {
            Some(shared) => kept(&request.url, shared, now).await,
            None => None,
        };
        let read = match kept.filter(|read| read.holds(now)) {
            Some(read) => read,
            None => fetch(request, network, shared, now).await,
        };
        let read = Arc::new(read);
        known.insert(origin, Arc::clone(&read));
        read
    }
}

/// What the installation remembers of a site's robots.txt, for listings too.
pub async fn kept(url: &Url, shared: &Shared, now: Instant) -> Option<Read> {
    let key = key(url);
    let entry = shared.call(|cache| async move { cache.get(&key.into(), now).await }).await??;
    Some(Read { at: entry.stored_at, rules: Some(Rules::parse(PRODUCT, &entry.body)) })
}

async fn fetch(request: &Request, network: &dyn Network, shared: Option<&Shared>, now: Instant) -> Read {
    let mut address = request.url.clone();
    address.set_path("/robots.txt");
    address.set_query(None);
    let asked = Request::get(request.source.clone(), "robots.txt", address, Lifetime::Slow);
    let body = match network.send(&asked, &[], Guard::Trusted).await {
        Ok(answer) if answer.status < 300 => answer.body,
        // "Unavailable" means that there are no rules; "unreachable", that nothing may be fetched (2.3.1).
        Ok(answer) if (400..500).contains(&answer.status) && answer.status != 429 => Vec::new(),
        Ok(_) | Err(_) => return Read { at: now, rules: None },
    };
    let body = body.get(..MOST_BYTES).map_or(body.clone(), <[u8]>::to_vec);
    let rules = Rules::parse(PRODUCT, &body);
    if let Some(shared) = shared {
        let entry = Entry {
            key: key(&request.url).into(),
            source: request.source.to_string(),
            endpoint: "robots.txt".to_owned(),
            url: shown(&asked.url),
            meta: Vec::new(),
            body,
            stored_at: now,
            fresh_until: later(now, HOLDS),
            keep_until: later(now, HOLDS),
            private: false,
        };
        shared.call(|cache| async move { cache.put(&entry, now).await }).await;
    }
    Read { at: now, rules: Some(rules) }
}

fn key(url: &Url) -> Key {
    Key::of_result("robots", 1, &url.origin().ascii_serialization(), &Key([0; 32]), &[])
}
