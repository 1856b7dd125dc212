//! What the cache holds, and how it is told of: entries, lists, sums and filters.

use std::fmt;

use model::Instant;

/// What an entry is found by: a hash that the caller makes of all that matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub [u8; 32]);

impl Key {
    /// The key as 64 letters of hex, the way it is shown to people.
    pub fn hex(&self) -> String {
        self.to_string()
    }

    /// The key that [`Key::hex`] wrote.
    pub fn parse(hex: &str) -> Option<Self> {
        if hex.len() != 64 || !hex.bytes().all(|letter| letter.is_ascii_hexdigit()) {
            return None;
        }
        let mut key = [0; 32];
        for (at, byte) in key.iter_mut().enumerate() {
            *byte = u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok()?;
        }
        Some(Self(key))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({self})")
    }
}

/// One kept answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is found by.
    pub key: Key,
    /// The source that gave it.
    pub source: String,
    /// Which of the source's endpoints.
    pub endpoint: String,
    /// The address with every secret taken out; for lists only.
    pub url: String,
    /// The caller's own notes (status, headers); small, and kept as they are.
    pub meta: Vec<u8>,
    /// The answer's bytes; compressed where that helps.
    pub body: Vec<u8>,
    /// When it was kept.
    pub stored_at: Instant,
    /// Until when it may be served without asking again.
    pub fresh_until: Instant,
    /// From when on it is gone; until then a stale answer may be better than none.
    pub keep_until: Instant,
    /// Whether it was made with a person's own token, so that no other person may see it.
    pub private: bool,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What it is found by.
    pub key: Key,
    /// The source that gave it.
    pub source: String,
    /// Which of the source's endpoints.
    pub endpoint: String,
    /// The address, without secrets.
    pub url: String,
    /// When it was kept.
    pub stored_at: Instant,
    /// Until when it may be served without asking again.
    pub fresh_until: Instant,
    /// From when on it is gone.
    pub keep_until: Instant,
    /// What it takes in the store: body as stored, and notes.
    pub bytes: u64,
    /// Whether it belongs to one person.
    pub private: bool,
}

impl Listed {
    /// Where a list that ended with this line goes on.
    pub fn place(&self) -> Place {
        Place { stored_at: self.stored_at, key: self.key }
    }
}

/// A place in a list, which is ordered by time kept, newest first, and then by key, largest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// When the last line's entry was kept.
    pub stored_at: Instant,
    /// Its key.
    pub key: Key,
}

/// Which entries to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// Only this source's.
    pub source: Option<String>,
    /// Only those whose address begins so; compared byte by byte.
    pub url_prefix: Option<String>,
    /// At most so many; 0 gives none.
    pub limit: u32,
    /// Only what comes after this place.
    pub after: Option<Place>,
}

/// Which entries to drop: those for which all of it holds; empty means all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClearFilter {
    /// Only this source's.
    pub source: Option<String>,
    /// Only those kept before this instant.
    pub older_than: Option<Instant>,
    /// Only this one.
    pub key: Option<Key>,
}

/// What the cache holds of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceStats {
    /// The source.
    pub source: String,
    /// How many entries.
    pub entries: u64,
    /// What they take in the store: bodies as stored, and notes.
    pub bytes_stored: u64,
    /// What they would take uncompressed.
    pub bytes_plain: u64,
    /// When the oldest was kept.
    pub oldest: Instant,
    /// When the newest was kept.
    pub newest: Instant,
}

/// What an eviction took away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evicted {
    /// How many entries.
    pub entries: u64,
    /// What they took in the store.
    pub bytes: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_what_it_wrote() {
        let key = Key(std::array::from_fn(|at| (at * 7) as u8));
        assert_eq!(Key::parse(&key.hex()), Some(key));
        assert_eq!(Key::parse("00"), None);
        assert_eq!(Key::parse(&"+1".repeat(32)), None);
        assert_eq!(Key::parse(&"é".repeat(32)), None);
    }
}
