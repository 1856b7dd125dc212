//! Which answers are kept, for how long, and in which form.

use std::{sync::Arc, time::Duration};

use http_cache_semantics::{CacheOptions, CachePolicy};
use model::Instant;
use serde::{Deserialize, Serialize};
use store::cache;

use super::{
    Answer, Headers, Key, Lifetime, Request, clock::later, key::shown, network::Incoming, trace::Trace,
};

/// How long "there is no such thing" is believed.
const NEGATIVE: Duration = Duration::from_hours(1);
/// The longest time that an answer is kept past its freshness, for when the source fails.
const LONGEST_GRACE: Duration = Duration::from_hours(7 * 24);
const LEAST_GRACE: Duration = Duration::from_hours(1);

/// An answer's times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Until when it is given without asking.
    pub fresh_until: Instant,
    /// Until when it is given should the source fail.
    pub keep_until: Instant,
}

/// The times of an answer that comes in now. A negative one is believed for an hour at most, and not
/// given in place of a failure.
pub fn span(lifetime: Lifetime, negative: bool, now: Instant) -> Span {
    let class = lifetime.duration();
    let fresh_until = later(now, if negative { class.min(NEGATIVE) } else { class });
    let grace = if negative { Duration::ZERO } else { class.clamp(LEAST_GRACE, LONGEST_GRACE) };
    Span { fresh_until, keep_until: later(fresh_until, grace) }
}

/// Whether an answer may be kept at all.
///
/// The lifetime of its class overrides `max-age` and `no-cache`; `no-store`, `private` and `Vary: *` hold.
/// A provider may state that its `private` is only its framework's habit on what everybody may see, and
/// then it holds for users' own requests alone.
pub fn may_be_kept(request: &Request, status: u16, headers: &Headers) -> bool {
    let habit = request.private_is_habit && request.account.is_none();
    let varies = headers.get("vary").is_some_and(|names| names.split(',').any(|name| name.trim() == "*"));
    request.safe
        && !varies
        && policy(request, status, headers, !habit).is_some_and(|policy| policy.is_storable())
}

/// What to send along, so that the source may answer "not modified".
pub fn conditions(headers: &Headers) -> Vec<(&'static str, String)> {
    let etag = headers.get("etag").map(|etag| ("if-none-match", etag));
    let date = headers.get("last-modified").map(|date| ("if-modified-since", date));
    etag.into_iter().chain(date).collect()
}

/// RFC 9111's view of an answer. Requests that only ask are judged as GET, whatever method they need.
fn policy(request: &Request, status: u16, headers: &Headers, shared: bool) -> Option<CachePolicy> {
    let asked = http::Request::get(request.url.as_str()).body(()).ok()?;
    let mut answered = http::Response::builder().status(status);
    for (name, value) in headers.iter() {
        // Directives on age are ours to decide; left in, an odd one could make the answer unstorable.
        answered = answered.header(name, value);
    }
    let answered = answered.body(()).ok()?;
    let options = CacheOptions { shared, ..CacheOptions::default() };
    Some(CachePolicy::new_options(&asked, &answered, std::time::SystemTime::UNIX_EPOCH, options))
}

impl Answer {
    /// An answer that has just come in.
    pub fn incoming(key: Key, incoming: Incoming, span: Span, negative: bool, now: Instant) -> Self {
        Self {
            body: incoming.body.into(),
            status: incoming.status,
            headers: Arc::new(incoming.headers.kept()),
            url: shown(&incoming.url).into(),
            stored_at: now,
            fresh_until: span.fresh_until,
            keep_until: span.keep_until,
            negative,
            key,
            trace: Trace::default(),
        }
    }

    /// The same answer, which the source has just called still good.
    #[must_use]
    pub fn revalidated(&self, headers: &Headers, span: Span, now: Instant) -> Self {
        Self {
            headers: Arc::new(self.headers.updated_by(&headers.kept())),
            stored_at: now,
            fresh_until: span.fresh_until,
            keep_until: span.keep_until,
            trace: Trace::default(),
            ..self.clone()
        }
    }

    /// As the installation's cache keeps it.
    pub fn to_entry(&self, request: &Request) -> cache::Entry {
        let meta =
            Meta { status: self.status, headers: Headers::clone(&self.headers), negative: self.negative };
        cache::Entry {
            key: self.key.into(),
            source: request.source.to_string(),
            endpoint: request.endpoint.to_owned(),
            url: self.url.to_string(),
            meta: serde_json::to_vec(&meta).unwrap_or_default(),
            body: self.body.to_vec(),
            stored_at: self.stored_at,
            fresh_until: self.fresh_until,
            keep_until: self.keep_until,
            private: request.account.is_some(),
        }
    }

    /// As it was kept; `None` when it cannot be read any more, which is the same as not kept.
    pub fn from_entry(entry: cache::Entry) -> Option<Self> {
        let meta: Meta = serde_json::from_slice(&entry.meta).ok()?;
        Some(Self {
            body: entry.body.into(),
            status: meta.status,
            headers: Arc::new(meta.headers),
            url: entry.url.into(),
            stored_at: entry.stored_at,
            fresh_until: entry.fresh_until,
            keep_until: entry.keep_until,
            negative: meta.negative,
            key: entry.key.into(),
            trace: Trace::default(),
        })
    }
}

#[derive(Serialize, Deserialize)]
struct Meta {
    status: u16,
    headers: Headers,
    negative: bool,
}

#[cfg(test)]
mod tests {
    use model::SourceId;

    use super::*;

    fn kept(request: &Request, control: &str) -> bool {
        may_be_kept(request, 200, &Headers::of([("Cache-Control", control)]))
    }

    #[test]
    fn what_the_class_overrides_and_what_it_does_not() {
        let url = "http://h.example/".parse().expect("an address");
        let plain = Request::get(SourceId::MANUAL, "x", url, Lifetime::Slow);
        for control in ["max-age=0", "no-cache", "must-revalidate, max-age=1", "public"] {
            assert!(kept(&plain, control), "{control}");
        }
        for control in ["no-store", "private", "no-cache, private", "private, max-age=60"] {
            assert!(!kept(&plain, control), "{control}");
        }
        let habit = Request { private_is_habit: true, ..plain.clone() };
        assert!(kept(&habit, "no-cache, private"));
        assert!(!kept(&habit, "no-store, private"));
        let own = Request { account: Some(crate::http::Secret::new("t")), ..habit };
        assert!(!kept(&own, "no-cache, private"), "a user's own answer stays private");
        assert!(!may_be_kept(&plain, 200, &Headers::of([("vary", "Accept, *")])));
        assert!(!may_be_kept(&Request { safe: false, ..plain }, 200, &Headers::default()));
    }

    #[test]
    fn the_grace_is_bounded() {
        let hours = |instant: Instant| instant.as_micros() / 3_600_000_000;
        let of = |lifetime, negative| {
            let span = span(lifetime, negative, Instant::EPOCH);
            (hours(span.fresh_until), hours(span.keep_until))
        };
        assert_eq!(of(Lifetime::Slow, false), (24, 48));
        assert_eq!(of(Lifetime::Long, false), (168, 336));
        assert_eq!(of(Lifetime::Fast, false), (0, 1));
        assert_eq!(of(Lifetime::Slow, true), (1, 1));
    }
}
