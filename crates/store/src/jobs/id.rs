//! The id of a job: a UUID of version 7, so that ids of one process sort by time and then by turn.

use std::{
    fmt,
    str::FromStr,
    sync::atomic::{AtomicU64, Ordering},
};

use model::Instant;

/// A job's id: a UUID in its canonical form, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct JobId(String);

/// A text that is no job's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a job's id is a UUID such as 0190163d-8694-739b-aea5-966c26f8ad91")]
pub struct JobIdError;

/// How many ids this process has made; in each id, so that those of one microsecond keep their order.
static TURN: AtomicU64 = AtomicU64::new(0);

impl JobId {
    /// A new id. The layout is RFC 9562's version 7: 48 bits of milliseconds, 12 bits for the fraction of
    /// one, then 16 bits that count up in this process and 46 random ones.
    pub fn new(now: Instant) -> Self {
        let micros = u64::try_from(now.as_micros()).unwrap_or(0);
        let (ms, fraction) = (micros / 1000, (micros % 1000) * 4096 / 1000);
        let turn = TURN.fetch_add(1, Ordering::Relaxed) & 0xffff;
        let random = rand::random::<u64>() >> 18;
        let high = (ms << 16) | 0x7000 | fraction;
        let low = (0b10 << 62) | (turn << 46) | random;
        Self(format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff
        ))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for JobId {
    type Err = JobIdError;

    fn from_str(text: &str) -> Result<Self, JobIdError> {
        let is_dash = |at| matches!(at, 8 | 13 | 18 | 23);
        let sound = text.len() == 36
            && text
                .bytes()
                .enumerate()
                .all(|(at, byte)| if is_dash(at) { byte == b'-' } else { byte.is_ascii_hexdigit() });
        if sound { Ok(Self(text.to_ascii_lowercase())) } else { Err(JobIdError) }
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_moment_keep_their_order() {
        let now = Instant::from_micros(1_750_000_000_123_456);
        let ids: Vec<JobId> = (0..100).map(|_| JobId::new(now)).collect();
        assert!(ids.is_sorted(), "{ids:?}");
        for id in &ids {
            assert_eq!(id.to_string().parse(), Ok(id.clone()));
            assert_eq!((&id.as_str()[14..15], id.as_str().len()), ("7", 36));
            assert!(matches!(&id.as_str()[19..20], "8" | "9" | "a" | "b"), "{id}");
        }
        assert!(JobId::new(Instant::from_micros(now.as_micros() + 1000)) > ids[99]);
    }

    #[test]
    fn only_uuids_are_ids() {
        for bad in [
            "",
            "1",
            "../etc/passwd",
            "0190163d8694739baea5966c26f8ad91",
            "g190163d-8694-739b-aea5-966c26f8ad91",
        ] {
            assert_eq!(bad.parse::<JobId>(), Err(JobIdError), "{bad}");
        }
        let upper = "0190163D-8694-739B-AEA5-966C26F8AD91".parse::<JobId>();
        assert_eq!(upper.map(|id| id.to_string()).as_deref(), Ok("0190163d-8694-739b-aea5-966c26f8ad91"));
    }
}
