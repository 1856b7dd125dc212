//! A way in for fuzzers to what only this folder sees; `crate::fuzzing` says how it is used.

use std::{hint::black_box, net::IpAddr};

use model::{Instant, SourceId};
use url::Url;

use super::{
    Body, Headers, Key, Lifetime, Request, Secret, graphql, is_private, keep, network, retry,
    robots::PRODUCT, robots_rules::Rules, shown,
};

/// Reads any bytes as whatever another machine may say besides an answer: the first line as an address or a
/// header's value, the rest as a robots.txt and as headers, the whole as a query.
pub fn any(data: &[u8]) -> usize {
    let told = String::from_utf8_lossy(data);
    let (first, rest) = told.split_once('\n').unwrap_or((&told, ""));
    let rules = Rules::parse(PRODUCT, data);
    black_box((rules.allow(first), rules.allow("/anime/1?page=2")));
    black_box((retry::retry_after(first, Instant::EPOCH), first.parse::<IpAddr>().is_ok_and(is_private)));
    let converted = network::in_utf8(data.to_vec(), Some(&format!("text/html; charset={first}")));
    let base = Url::parse("https://h.example/a/b").ok();
    if let Some(url) = base.and_then(|base| base.join(first).ok()) {
        black_box(shown(&url));
        let headers = Headers::of(rest.lines().filter_map(|line| line.split_once(':')).take(100));
        let request = Request::get(SourceId::MANUAL, "x", url, Lifetime::Slow);
        black_box((keep::may_be_kept(&request, 200, &headers), keep::conditions(&headers)));
        let variables = serde_json::from_slice(data).unwrap_or_default();
        let request = request.asking(Body::GraphQl { query: told.clone().into_owned(), variables });
        black_box(Key::of(&request, &Secret::new("salt")));
    }
    converted.len() + graphql::canonical(&told).len()
}
