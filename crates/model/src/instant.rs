//! Points in time, as integers of microseconds in UTC.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An instant in UTC with microsecond resolution, the way both databases store it.
///
/// Printed as RFC 3339 (`2026-07-02T10:00:00Z`). The range is jiff's, years -9999 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "jiff::Timestamp", into = "jiff::Timestamp")]
pub struct Instant(i64);

impl Instant {
    /// 1 January 1970, the value of a time that was left out on purpose.
    pub const EPOCH: Self = Self(0);

    /// Wraps microseconds since 1970 as stored; values outside jiff's range are clamped to it.
    pub fn from_micros(micros: i64) -> Self {
        let (min, max) = (jiff::Timestamp::MIN.as_microsecond(), jiff::Timestamp::MAX.as_microsecond());
        Self(micros.clamp(min, max))
    }

    /// Microseconds since 1970.
    pub fn as_micros(self) -> i64 {
        self.0
    }
}

impl From<jiff::Timestamp> for Instant {
    fn from(time: jiff::Timestamp) -> Self {
        Self(time.as_microsecond())
    }
}

impl From<Instant> for jiff::Timestamp {
    fn from(instant: Instant) -> Self {
        Self::from_microsecond(instant.0).expect("clamped to jiff's range on the way in")
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        jiff::Timestamp::from(*self).fmt(f)
    }
}
