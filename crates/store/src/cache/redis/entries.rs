//! Entries as hashes, and what is asked of them.

use std::mem::take;

use model::Instant;
use redis::{ScriptInvocation, cmd};
use sea_orm_migration::async_trait::async_trait;

use super::{RedisEngine, failed, number, scripts, time_to_live};
use crate::cache::{
    CacheError, ClearFilter, Entry, Evicted, Key, ListFilter, Listed, SourceStats, body::Stored,
    engine::Entries,
};

/// An entry's fields, in the order in which they are asked for.
const FIELDS: [&str; 13] = [
    "source",
    "endpoint",
    "url",
    "stored_at",
    "fresh_until",
    "keep_until",
    "private",
    "packed",
    "body_plain",
    "used_at",
    "hash",
    "meta",
    "body",
];
/// Those that a list tells of, and what it counts.
const LISTED: [&str; 8] =
    ["source", "endpoint", "url", "stored_at", "fresh_until", "keep_until", "private", "bytes"];
/// Entries dropped by one run of a script: a few milliseconds, in which the server does nothing else.
const AT_ONCE: u64 = 250;
/// Entries looked at in one round trip of a list.
const PAGE: usize = 200;

#[async_trait]
impl Entries for RedisEngine {
    async fn get(&self, key: &Key) -> Result<Option<Stored>, CacheError> {
        let mut command = cmd("HMGET");
        command.arg(self.entry(key)).arg(&FIELDS);
        let mut cells: Vec<Option<Vec<u8>>> = self.ask("reading an entry", &command).await?;
        if cells.iter().all(Option::is_none) {
            return Ok(None);
        }
        stored(key, &mut cells).map(Some)
    }

    async fn put(&self, stored: Stored, now: Instant) -> Result<(), CacheError> {
        let (bytes, entry) = (stored.bytes(), &stored.entry);
        let mut script = self.script(&scripts::PUT);
        script
            .arg(entry.key.hex())
            .arg(bytes)
            .arg(stored.bytes_plain())
            .arg(stamp(entry.stored_at))
            .arg(&entry.source)
            .arg(stored.used_at.as_micros())
            .arg(entry.keep_until.as_micros())
            .arg(time_to_live(now, entry.keep_until));
        script.arg("source").arg(&entry.source).arg("endpoint").arg(&entry.endpoint);
        script.arg("url").arg(&entry.url).arg("stored_at").arg(entry.stored_at.as_micros());
        script.arg("fresh_until").arg(entry.fresh_until.as_micros());
        script.arg("keep_until").arg(entry.keep_until.as_micros());
        script.arg("private").arg(u8::from(entry.private)).arg("packed").arg(u8::from(stored.packed));
        script.arg("body_plain").arg(stored.plain_bytes).arg("bytes").arg(bytes);
        script.arg("used_at").arg(stored.used_at.as_micros()).arg("hash").arg(stored.hash.as_slice());
        script.arg("meta").arg(entry.meta.as_slice()).arg("body").arg(entry.body.as_slice());
        self.run("storing an entry", &script).await
    }

    async fn touch(&self, key: &Key, now: Instant) -> Result<(), CacheError> {
        let mut script = self.script(&scripts::TOUCH);
        script.arg(key.hex()).arg(now.as_micros());
        self.run("noting a use", &script).await
    }

    async fn stats(&self) -> Result<Vec<SourceStats>, CacheError> {
        type Line = (String, u64, u64, u64, String, String);
        let lines: Vec<Line> = self.run("counting entries", &self.script(&scripts::STATS)).await?;
        let mut sums = lines
            .into_iter()
            .map(|(source, entries, bytes_stored, bytes_plain, first, last)| {
                let (oldest, newest) = (age(&first)?.0, age(&last)?.0);
                Ok(SourceStats { source, entries, bytes_stored, bytes_plain, oldest, newest })
            })
            .collect::<Result<Vec<_>, CacheError>>()?;
        sums.sort_unstable_by(|a, b| a.source.cmp(&b.source));
        Ok(sums)
    }

    async fn list(&self, filter: &ListFilter) -> Result<Vec<Listed>, CacheError> {
        let (mut listed, limit) = (Vec::new(), filter.limit as usize);
        let ages = filter.source.as_ref().map_or("age".to_owned(), |source| format!("age:{source}"));
        let mut from =
            filter.after.map_or("+".to_owned(), |place| format!("({}{}", stamp(place.stored_at), place.key));
        while listed.len() < limit {
            let mut page = cmd("ZREVRANGEBYLEX");
            page.arg(self.key(&ages)).arg(&from).arg("-").arg("LIMIT").arg(0).arg(PAGE);
            let page: Vec<String> = self.ask("listing entries", &page).await?;
            let Some(last) = page.last() else { break };
            from = format!("({last}");
            let is_wanted = |entry: &Listed| {
                filter.url_prefix.as_ref().is_none_or(|prefix| entry.url.starts_with(prefix.as_str()))
            };
            listed.extend(self.lines(&page).await?.into_iter().filter(is_wanted));
        }
        listed.truncate(limit);
        Ok(listed)
    }

    async fn clear(&self, filter: &ClearFilter) -> Result<u64, CacheError> {
        let mut script = self.script(&scripts::CLEAR);
        script
            .arg(filter.source.as_ref().map_or(String::new(), |source| format!("={source}")))
            .arg(filter.older_than.map_or(String::new(), stamp))
            .arg(filter.key.map_or(String::new(), |key| key.hex()))
            .arg(AT_ONCE);
        let mut dropped = 0;
        loop {
            let part: u64 = self.run("dropping entries", &script).await?;
            dropped += part;
            if part < AT_ONCE {
                return Ok(dropped);
            }
        }
    }

    async fn evict(&self, max_bytes: u64, now: Instant) -> Result<Evicted, CacheError> {
        let mut script = self.script(&scripts::EVICT);
        script.arg(now.as_micros()).arg(max_bytes).arg(AT_ONCE);
        let mut dropped = Evicted::default();
        loop {
            let (entries, bytes): (u64, u64) = self.run("making room", &script).await?;
            dropped.entries += entries;
            dropped.bytes += bytes;
            if entries < AT_ONCE {
                return Ok(dropped);
            }
        }
    }
}

impl RedisEngine {
    fn entry(&self, key: &Key) -> String {
        format!("{}e:{key}", self.prefix)
    }

    /// A script with the prefix as its first argument.
    pub(super) fn script(&self, script: &'static redis::Script) -> ScriptInvocation<'static> {
        let mut invocation = script.prepare_invoke();
        invocation.arg(self.prefix.as_str());
        invocation
    }

    /// The lines of some ages, in one round trip; without those that went in the meantime.
    async fn lines(&self, ages: &[String]) -> Result<Vec<Listed>, CacheError> {
        let keys = ages.iter().map(|text| Ok(age(text)?.1)).collect::<Result<Vec<Key>, CacheError>>()?;
        let mut pipe = redis::pipe();
        for key in &keys {
            pipe.cmd("HMGET").arg(self.entry(key)).arg(&LISTED);
        }
        let answer = pipe.query_async(&mut self.connection.clone()).await;
        let answer: Vec<Vec<Option<Vec<u8>>>> = answer.map_err(|error| failed("listing entries", error))?;
        let there = |(key, mut cells): (Key, Vec<Option<Vec<u8>>>)| {
            (!cells.iter().all(Option::is_none)).then(|| line(key, &mut cells))
        };
        keys.into_iter().zip(answer).filter_map(there).collect()
    }
}

/// An instant as 16 letters of hex that sort like it, those before 1970 included.
fn stamp(at: Instant) -> String {
    format!("{:016x}", at.as_micros() as u64 ^ (1 << 63))
}

/// The instant and the key out of a text of `age`.
fn age(text: &str) -> Result<(Instant, Key), CacheError> {
    let parsed = || {
        let (stamp, key) = text.split_at_checked(16)?;
        let micros = u64::from_str_radix(stamp, 16).ok()? ^ (1 << 63);
        Some((Instant::from_micros(micros as i64), Key::parse(key)?))
    };
    parsed().ok_or_else(|| CacheError::Damaged(format!("`{text}` is no time and key")))
}

fn bytes(cells: &mut [Option<Vec<u8>>], at: usize) -> Result<Vec<u8>, CacheError> {
    let cell = cells.get_mut(at).and_then(take);
    cell.ok_or_else(|| CacheError::Damaged("a field of an entry is missing".to_owned()))
}

fn text(cells: &mut [Option<Vec<u8>>], at: usize) -> Result<String, CacheError> {
    String::from_utf8(bytes(cells, at)?).map_err(|_| CacheError::Damaged("a field is no text".to_owned()))
}

fn int(cells: &mut [Option<Vec<u8>>], at: usize) -> Result<i64, CacheError> {
    number(&text(cells, at)?)
}

fn time(cells: &mut [Option<Vec<u8>>], at: usize) -> Result<Instant, CacheError> {
    int(cells, at).map(Instant::from_micros)
}

fn stored(key: &Key, cells: &mut [Option<Vec<u8>>]) -> Result<Stored, CacheError> {
    let entry = Entry {
        key: *key,
        source: text(cells, 0)?,
        endpoint: text(cells, 1)?,
        url: text(cells, 2)?,
        stored_at: time(cells, 3)?,
        fresh_until: time(cells, 4)?,
        keep_until: time(cells, 5)?,
        private: int(cells, 6)? != 0,
        meta: bytes(cells, 11)?,
        body: bytes(cells, 12)?,
    };
    let hash = bytes(cells, 10)?.try_into();
    Ok(Stored {
        entry,
        packed: int(cells, 7)? != 0,
        plain_bytes: u64::try_from(int(cells, 8)?).unwrap_or(u64::MAX),
        used_at: time(cells, 9)?,
        hash: hash.map_err(|_| CacheError::Damaged("a hash is not 32 bytes".to_owned()))?,
    })
}

fn line(key: Key, cells: &mut [Option<Vec<u8>>]) -> Result<Listed, CacheError> {
    Ok(Listed {
        key,
        source: text(cells, 0)?,
        endpoint: text(cells, 1)?,
        url: text(cells, 2)?,
        stored_at: time(cells, 3)?,
        fresh_until: time(cells, 4)?,
        keep_until: time(cells, 5)?,
        private: int(cells, 6)? != 0,
        bytes: u64::try_from(int(cells, 7)?).unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_sort_like_their_instants() {
        let instants = [-5_000_000, -1, 0, 1, 1_750_000_000_000_000].map(Instant::from_micros);
        let stamps = instants.map(stamp);
        assert!(stamps.is_sorted(), "{stamps:?}");
        let key = Key([0xa5; 32]);
        for (at, stamp) in instants.into_iter().zip(stamps) {
            let (back, of) = age(&format!("{stamp}{key}")).expect("it was written so");
            assert_eq!((back, of), (at, key));
        }
        assert!(age("é").is_err() && age("").is_err());
    }
}
