//! How long an answer stays good, by the class of its endpoint.

use std::time::Duration;

/// How long an answer is kept, whatever its `max-age` says. Counted from the fetch, not from the last read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lifetime {
    /// 1 second: what changes with every look, such as a random work.
    Instant,
    /// 1 minute: what people watch live.
    Fast,
    /// 30 minutes: where a work may be watched.
    Streaming,
    /// 1 hour: schedules, searches, rankings.
    Medium,
    /// 2 hours: pages.
    Page,
    /// 24 hours: works, characters, people.
    Slow,
    /// 7 days: what its source asks not to be asked for often, such as AniDB's works.
    Long,
}

impl Lifetime {
    /// Every class, from short to long.
    pub const ALL: [Self; 7] =
        [Self::Instant, Self::Fast, Self::Streaming, Self::Medium, Self::Page, Self::Slow, Self::Long];

    /// Its length.
    pub fn duration(self) -> Duration {
        match self {
            Self::Instant => Duration::from_secs(1),
            Self::Fast => Duration::from_mins(1),
            Self::Streaming => Duration::from_mins(30),
            Self::Medium => Duration::from_hours(1),
            Self::Page => Duration::from_hours(2),
            Self::Slow => Duration::from_hours(24),
            Self::Long => Duration::from_hours(7 * 24),
        }
    }

    /// Its name in settings and listings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Instant => "instant",
            Self::Fast => "fast",
            Self::Streaming => "streaming",
            Self::Medium => "medium",
            Self::Page => "page",
            Self::Slow => "slow",
            Self::Long => "long",
        }
    }
}
