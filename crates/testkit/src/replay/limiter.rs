//! What a source allows, told as exactly as its own gate does: for simulated months, and behind the server.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use super::{Request, clock::micros};

const DAY_US: i64 = 86_400_000_000;

/// What a source says to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is answered.
    Ok,
    /// It comes too early; this long from now it would not.
    TooMany {
        /// The time to wait.
        retry_after: Duration,
    },
    /// The client is shut out, and every request prolongs it.
    Banned,
}

/// What came to a source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests that were answered.
    pub ok: u64,
    /// Requests that came too early.
    pub too_many: u64,
    /// Requests of a client that was banned, or that had it banned.
    pub banned: u64,
    /// Bans, whatever was asked while they lasted.
    pub bans: u64,
}

/// A source's gate: sliding windows kept exactly, and a ban where the source punishes.
///
/// A window of length *w* counts what was answered in `(now − w, now]`. Requests that are refused do not count.
/// The clock is the caller's, in microseconds; it must not run backwards.
#[derive(Debug, Clone)]
pub struct Limiter {
    pub(super) manners: Manners,
    windows: Vec<Window>,
    /// How long a violation shuts the client out; `None` only refuses the request.
    ban_us: Option<i64>,
    banned_until: i64,
    /// When each thing was last asked for, where that may be only once a day.
    asked: Option<HashMap<String, i64>>,
    tally: Tally,
}

/// How a source words its refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manners {
    Plain,
    AniList,
    Jikan,
    AniDb,
}

#[derive(Debug, Clone)]
struct Window {
    count: usize,
    length_us: i64,
    answered: VecDeque<i64>,
}

impl Limiter {
    /// A source that allows so many requests in each window, and answers 429 beyond.
    pub fn new(limits: &[(u32, Duration)]) -> Self {
        let window = |&(count, length): &(u32, Duration)| Window {
            count: count as usize,
            length_us: micros(length),
            answered: VecDeque::new(),
        };
        Self {
            manners: Manners::Plain,
            windows: limits.iter().map(window).collect(),
            ban_us: None,
            banned_until: i64::MIN,
            asked: None,
            tally: Tally::default(),
        }
    }

    /// AniList at present: 30 a minute.
    pub fn anilist() -> Self {
        Self { manners: Manners::AniList, ..Self::new(&[(30, Duration::from_mins(1))]) }
    }

    /// Jikan: 3 a second and 60 a minute.
    pub fn jikan() -> Self {
        let limits = [(3, Duration::from_secs(1)), (60, Duration::from_mins(1))];
        Self { manners: Manners::Jikan, ..Self::new(&limits) }
    }

    /// `AniDB`: one in two seconds, 150 a day, nothing twice within a day; else half an hour of ban.
    pub fn anidb() -> Self {
        let limits = [(1, Duration::from_secs(2)), (150, Duration::from_hours(24))];
        let limiter = Self { manners: Manners::AniDb, ..Self::new(&limits) };
        limiter.banning(Duration::from_mins(30)).once_a_day()
    }

    /// The same source, punishing each violation with a ban that every further request begins anew.
    #[must_use]
    pub fn banning(mut self, time: Duration) -> Self {
        self.ban_us = Some(micros(time));
        self
    }

    /// The same source, taking it as a violation if the same thing is asked for twice in 24 hours.
    #[must_use]
    pub fn once_a_day(mut self) -> Self {
        self.asked = Some(HashMap::new());
        self
    }

    /// Asks for `key`; an empty one may be asked for at any time.
    pub fn ask(&mut self, now_us: i64, key: &str) -> Verdict {
        if now_us < self.banned_until {
            return self.ban(now_us);
        }
        let wait_us = self.wait_us(now_us, key);
        if wait_us > 0 {
            if self.ban_us.is_some() {
                self.tally.bans += 1;
                return self.ban(now_us);
            }
            self.tally.too_many += 1;
            return Verdict::TooMany { retry_after: Duration::from_micros(wait_us.unsigned_abs()) };
        }
        for window in &mut self.windows {
            window.answered.push_back(now_us);
        }
        if let Some(asked) = self.asked.as_mut().filter(|_| !key.is_empty()) {
            asked.insert(key.to_owned(), now_us);
        }
        self.tally.ok += 1;
        Verdict::Ok
    }

    /// What came so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// The first window's count and what is left of it, as headers tell them.
    pub fn remaining(&mut self, now_us: i64) -> (usize, usize) {
        self.windows.first_mut().map_or((0, 0), |window| {
            window.forget(now_us);
            (window.count, window.count - window.answered.len())
        })
    }

    /// What `AniDB` forbids twice is the entry; elsewhere it is the whole target.
    pub(super) fn key(&self, request: &Request) -> String {
        match self.manners {
            Manners::AniDb => request.query_value("aid").unwrap_or_default(),
            Manners::Plain | Manners::AniList | Manners::Jikan => request.target(),
        }
    }

    /// How long one would have to wait to be answered; 0 for not at all.
    fn wait_us(&mut self, now_us: i64, key: &str) -> i64 {
        let windows = self.windows.iter_mut().map(|window| window.wait_us(now_us)).max().unwrap_or(0);
        let asked = self.asked.as_ref().and_then(|asked| asked.get(key));
        windows.max(asked.map_or(0, |at| at + DAY_US - now_us))
    }

    fn ban(&mut self, now_us: i64) -> Verdict {
        self.banned_until = now_us.saturating_add(self.ban_us.unwrap_or(0));
        self.tally.banned += 1;
        Verdict::Banned
    }
}

impl Window {
    fn forget(&mut self, now_us: i64) {
        while self.answered.front().is_some_and(|at| at + self.length_us <= now_us) {
            self.answered.pop_front();
        }
    }

    fn wait_us(&mut self, now_us: i64) -> i64 {
        self.forget(now_us);
        if self.answered.len() < self.count {
            return 0;
        }
        // With a count of 0 nothing is ever answered.
        self.answered.front().map_or(self.length_us, |at| at + self.length_us - now_us)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    fn wait(us: u64) -> Verdict {
        Verdict::TooMany { retry_after: Duration::from_micros(us) }
    }

    #[test]
    fn windows_slide_exactly() {
        let mut jikan = Limiter::jikan();
        assert_eq!([0, 1, 400_000].map(|at| jikan.ask(at, "")), [Verdict::Ok; 3]);
        assert_eq!(jikan.ask(999_999, ""), wait(1));
        assert_eq!(jikan.ask(SECOND, ""), Verdict::Ok);
        assert_eq!(jikan.ask(SECOND, ""), wait(1));
        assert_eq!(jikan.tally(), Tally { ok: 4, too_many: 2, banned: 0, bans: 0 });

        let mut anilist = Limiter::anilist();
        assert!((0..30).all(|at| anilist.ask(at, "") == Verdict::Ok));
        assert_eq!(anilist.ask(30, ""), wait(59_999_970));
        assert_eq!(anilist.remaining(30), (30, 0));
        assert_eq!(anilist.remaining(60 * SECOND + 9), (30, 10));
    }

    #[test]
    fn the_longer_window_counts_as_well() {
        let mut jikan = Limiter::jikan();
        let answered = (0..90).filter(|at| jikan.ask(at * SECOND / 3 + at % 3, "") == Verdict::Ok).count();
        assert_eq!(answered, 60);
    }

    #[test]
    fn anidb_bans_and_goes_on_banning_who_goes_on() {
        let mut anidb = Limiter::anidb();
        let minute = 60 * SECOND;
        assert_eq!(anidb.ask(0, "1"), Verdict::Ok);
        assert_eq!(anidb.ask(2 * SECOND - 1, "2"), Verdict::Banned);
        assert_eq!(anidb.ask(31 * minute - 2 * SECOND, "2"), Verdict::Ok);
        assert_eq!(anidb.ask(32 * minute, "1"), Verdict::Banned, "twice in a day");
        assert_eq!(anidb.ask(61 * minute, "3"), Verdict::Banned, "prolongs it");
        assert_eq!(anidb.ask(90 * minute, "3"), Verdict::Banned);
        assert_eq!(anidb.ask(120 * minute, "3"), Verdict::Ok);
        assert_eq!(anidb.ask(24 * 60 * minute, "1"), Verdict::Ok, "a day later");
        assert_eq!(anidb.tally(), Tally { ok: 4, too_many: 0, banned: 4, bans: 2 });
    }

    #[test]
    fn anidb_answers_150_a_day() {
        let mut anidb = Limiter::anidb();
        let verdicts: Vec<_> = (0..151).map(|n| anidb.ask(n * 2 * SECOND, &n.to_string())).collect();
        assert_eq!(verdicts.iter().filter(|verdict| **verdict == Verdict::Ok).count(), 150);
        assert_eq!(verdicts[150], Verdict::Banned);
    }
}
