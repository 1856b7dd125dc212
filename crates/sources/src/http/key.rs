//! When two requests are the same: the key under which an answer is kept.
//!
//! Method, address, body and the headers that anybody may see, each in one form whatever its dress; and for
//! a user's own requests a keyed hash of the account. No secret is part of a key.

use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;

use super::{Body, Request, Secret, graphql};

/// The key of a request: 32 bytes that equal requests share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub [u8; 32]);

impl Key {
    /// The key of a request. `salt` keeps accounts apart without telling which they are; it is the
    /// installation's own.
    pub fn of(request: &Request, salt: &Secret) -> Self {
        let mut hash = Hash::new("request");
        hash.part(request.method.as_str());
        hash.part(&normal(&request.url));
        match &request.body {
            None => hash.part(""),
            Some(Body::Json(value)) => hash.part(&canonical(value)),
            Some(Body::GraphQl { query, variables }) => {
                hash.part(&graphql::canonical(query));
                hash.part(&canonical(variables));
            }
            Some(Body::Form(pairs)) => {
                hash.part(&sorted(pairs.iter().map(|(k, v)| (k.as_str(), v.as_str()))));
            }
        }
        let mut headers: Vec<String> = request
            .headers
            .iter()
            .map(|(name, value)| format!("{}:{}", name.to_lowercase(), value.trim()))
            .collect();
        headers.sort();
        for header in &headers {
            hash.part(header);
        }
        if let Some(token) = &request.account {
            hash.part(&account(token, salt));
        }
        hash.done()
    }

    /// The key of what was read out of an answer: by source, version of the reader, and arguments.
    pub fn of_result(source: &str, version: u32, endpoint: &str, answer: &Self, arguments: &[&str]) -> Self {
        let mut hash = Hash::new("result");
        hash.part(source);
        hash.part(&version.to_string());
        hash.part(endpoint);
        hash.part(&answer.to_string());
        for argument in arguments {
            hash.part(argument);
        }
        hash.done()
    }
}

impl From<Key> for store::cache::Key {
    fn from(key: Key) -> Self {
        Self(key.0)
    }
}

impl From<store::cache::Key> for Key {
    fn from(key: store::cache::Key) -> Self {
        Self(key.0)
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// An address as it may be shown and kept: without account, query values that look like keys, and fragment.
pub fn shown(url: &Url) -> String {
    const SECRETS: [&str; 8] = ["token", "key", "secret", "password", "code", "auth", "client", "session"];
    let mut shown = url.clone();
    // Neither fails for http addresses, which have a host.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_fragment(None);
    let pairs: Vec<(String, String)> = url
        .query_pairs()
        .map(|(name, value)| {
            let lower = name.to_lowercase();
            let hidden = SECRETS.iter().any(|secret| lower.contains(secret));
            (name.into_owned(), if hidden { "…".to_owned() } else { value.into_owned() })
        })
        .collect();
    shown.set_query(None);
    if !pairs.is_empty() {
        shown.query_pairs_mut().extend_pairs(pairs);
    }
    shown.into()
}

/// An address in one form: query parameters by name, those of one name in their own order, no fragment.
fn normal(url: &Url) -> String {
    let mut normal = url.clone();
    normal.set_fragment(None);
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    normal.set_query(None);
    format!("{normal}?{}", sorted(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
}

fn sorted<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_by_key(|(name, _)| *name);
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// JSON with the keys of objects in order, whatever order they came in.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<_> = object.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), canonical(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

/// HMAC-SHA-256 of a token under the installation's salt, in hex.
fn account(token: &Secret, salt: &Secret) -> String {
    let mut block = [0_u8; 64];
    let digest = Sha256::digest(salt.expose().as_bytes());
    block[..32].copy_from_slice(&digest);
    let padded = |pad: u8| block.map(|byte| byte ^ pad);
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(token.expose().as_bytes()).finalize();
    Key(Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().into()).to_string()
}

/// A hash over parts, each with its length, so that no two lists of parts run together.
struct Hash(Sha256);

impl Hash {
    fn new(purpose: &str) -> Self {
        let mut hash = Self(Sha256::new());
        hash.part(purpose);
        hash
    }

    fn part(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text.as_bytes());
    }

    fn done(self) -> Key {
        Key(self.0.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use model::SourceId;
    use serde_json::json;

    use super::*;
    use crate::http::Lifetime;

    fn request(url: &str) -> Request {
        Request::get(SourceId::MANUAL, "x", Url::parse(url).expect("an address"), Lifetime::Slow)
    }

    fn key(request: &Request) -> Key {
        Key::of(request, &Secret::new("salt"))
    }

    #[test]
    fn dress_makes_no_difference() {
        let plain = request("http://h.example/a?b=1&c=2&c=1");
        assert_eq!(key(&plain), key(&request("http://H.example:80/x/../a?c=2&b=1&c=1#top")));
        assert_ne!(
            key(&plain),
            key(&request("http://h.example/a?b=1&c=1&c=2")),
            "the order of one name counts"
        );
        let post = |query: &str, variables| {
            request("http://h.example/").asking(Body::GraphQl { query: query.into(), variables })
        };
        let one = post("query ($id: Int) { Media(id: $id) { id } }", json!({"id": 1, "n": {"a": 1, "b": 2}}));
        let same =
            post("query($id:Int){\n  Media(id:$id) {id,} # note\n}", json!({"n": {"b": 2, "a": 1}, "id": 1}));
        assert_eq!(key(&one), key(&same));
        assert_ne!(key(&one), key(&post("query ($id: Int) { Media(id: $id) { id } }", json!({"id": 2}))));
    }

    #[test]
    fn what_matters_makes_a_difference() {
        let plain = request("http://h.example/a");
        let german = plain.clone().header("Accept-Language", "de");
        let mine = Request { account: Some(Secret::new("t1")), ..plain.clone() };
        let yours = Request { account: Some(Secret::new("t2")), ..plain.clone() };
        let post = plain.clone().asking(Body::Json(json!({})));
        let keys: std::collections::BTreeSet<Key> = [&plain, &german, &mine, &yours, &post].map(key).into();
        assert_eq!(keys.len(), 5);
        assert_ne!(key(&mine), Key::of(&mine, &Secret::new("other salt")));
        let with_secret = plain.clone().secret("X-Key", Secret::new("k"));
        assert_eq!(key(&plain), key(&with_secret), "a key of the installation is no part of it");
    }

    /// A new version of a reader reads anew; nothing else of the program is part of a result's key.
    #[test]
    fn results_go_by_their_reader() {
        let page = key(&request("http://h.example/a"));
        let of = |version, argument| Key::of_result("livechart", version, "anime", &page, &[argument]);
        assert_eq!(of(1, "x"), of(1, "x"));
        assert_ne!(of(1, "x"), of(2, "x"));
        assert_ne!(of(1, "x"), of(1, "y"));
        assert_ne!(Key::of_result("a", 1, "bc", &page, &[]), Key::of_result("ab", 1, "c", &page, &[]));
    }

    #[test]
    fn secrets_are_not_shown() {
        let url = Url::parse("https://me:pw@h.example/a?q=1&access_token=t#f").expect("an address");
        assert_eq!(shown(&url), "https://h.example/a?q=1&access_token=%E2%80%A6");
    }
}
