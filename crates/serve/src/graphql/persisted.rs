//! Documents that a client sends once and then names by their SHA-256.
//!
//! A document is found by nothing but its own hash, so clients cannot put anything under each other's names. What is
//! kept is bounded, and lost with the process: a client that hears `PersistedQueryNotFound` sends the document again.

use std::{
    collections::{HashMap, VecDeque},
    fmt::Write as _,
    sync::{Arc, Mutex},
};

use app::{AppError, ErrorCode};
use sha2::{Digest, Sha256};

use super::asked::Asked;

/// The most that is kept of all documents, in bytes.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Documents by their hash.
#[derive(Debug, Default)]
pub struct Persisted(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    texts: HashMap<String, Arc<str>>,
    /// The oldest first.
    order: VecDeque<String>,
    bytes: usize,
}

impl Persisted {
    /// The document of a request, looked up or checked against its hash. One that came with its hash is kept.
    ///
    /// # Errors
    /// `not_found` for a hash that is not known, `invalid_input` for one that is not the document's.
    pub fn document(&self, asked: &Asked) -> Result<Arc<str>, AppError> {
        let Some(id) = &asked.document_id else {
            return Ok(Arc::from(asked.query.as_deref().unwrap_or_default()));
        };
        let hash = id.strip_prefix("sha256:").unwrap_or(id).to_ascii_lowercase();
        let Some(query) = &asked.query else {
            let kept = self.0.lock().expect("no panic while held");
            return kept.texts.get(&hash).cloned().ok_or_else(|| {
                // Clients look for this very word.
                AppError::new(ErrorCode::NotFound, "PersistedQueryNotFound")
                    .detail("document_id", id.as_str())
                    .hint("send the document together with its hash once; it is known from then on")
            });
        };
        if hash_of(query) != hash {
            let error = AppError::new(ErrorCode::InvalidInput, "the hash is not that of the document");
            return Err(error.hint("it is the SHA-256 of the document's bytes, in hex digits"));
        }
        let text: Arc<str> = Arc::from(query.as_str());
        self.keep(hash, Arc::clone(&text));
        Ok(text)
    }

    fn keep(&self, hash: String, text: Arc<str>) {
        let mut kept = self.0.lock().expect("no panic while held");
        if text.len() > MOST_BYTES || kept.texts.contains_key(&hash) {
            return;
        }
        kept.bytes += text.len();
        kept.order.push_back(hash.clone());
        kept.texts.insert(hash, text);
        while kept.bytes > MOST_BYTES {
            let Some(oldest) = kept.order.pop_front() else { break };
            kept.bytes -= kept.texts.remove(&oldest).map_or(0, |text| text.len());
        }
    }
}

fn hash_of(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}"); // writing to a `String` cannot fail
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: Option<&str>, hash: &str) -> Asked {
        let document_id = Some(format!("sha256:{hash}"));
        Asked { query: query.map(str::to_owned), document_id, ..Asked::default() }
    }

    #[test]
    fn a_document_is_known_once_it_came_with_its_hash() {
        let (persisted, hash) = (Persisted::default(), hash_of("{ __typename }"));
        let lost = persisted.document(&asked(None, &hash)).expect_err("nobody sent it");
        assert_eq!((lost.code, lost.to_string().as_str()), (ErrorCode::NotFound, "PersistedQueryNotFound"));
        let wrong = persisted.document(&asked(Some("{ other }"), &hash)).expect_err("another document");
        assert_eq!(wrong.code, ErrorCode::InvalidInput);
        persisted.document(&asked(Some("{ __typename }"), &hash)).expect("it is its hash");
        let known = persisted.document(&asked(None, &hash)).expect("it was sent");
        assert_eq!(&*known, "{ __typename }");
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let persisted = Persisted::default();
        let text = |number: usize| format!("{{ a{number} {} }}", "b ".repeat(30_000));
        for number in 0..100 {
            let text = text(number);
            persisted.document(&asked(Some(&text), &hash_of(&text))).expect("it is its hash");
        }
        let kept = persisted.0.lock().expect("no panic while held");
        assert!(kept.bytes <= MOST_BYTES && kept.order.len() == kept.texts.len(), "{}", kept.bytes);
        assert!(kept.texts.contains_key(&hash_of(&text(99))) && !kept.texts.contains_key(&hash_of(&text(0))));
    }
}
