//! Which entries of its logs a request waits for, and who goes first. No I/O.
//!
//! A log holds the instants of requests. A limit of *n* per window lets a request through at *t* when
//! fewer than *n* entries lie after *t* − window, which is to say when the *n*-th newest entry has left
//! the window. So one entry per limit decides, and the instant at which it leaves is known exactly.
//! Entries after *t* count as well: a process whose clock is behind spoils no window.
//!
//! `redis/scripts/reserve.lua` does the same inside of Redis; the contract suite holds both against one model.

use std::time::Duration;

use model::Instant;

use super::{Limit, PaceAsk, PaceLog, Reservation, Why, earlier, later};

/// How long after the instant it waits for a claim still holds; a dead claimer is forgotten then.
pub(crate) const GRACE: Duration = Duration::from_secs(3);
/// When a request that gives way to a claimer who is due looks again.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// How far the clocks of processes may lie apart: entries are kept so much longer than their window.
pub(crate) const SLACK: Duration = Duration::from_mins(1);

/// An interactive request that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claim {
    pub log: String,
    pub owner: String,
    /// When it will ask again.
    pub due: Instant,
}

/// What is known of the ask's logs beside their entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Known {
    pub pauses: Vec<Instant>,
    pub claims: Vec<Claim>,
    pub learned: Vec<(String, Limit)>,
}

/// Which entry has to have left its window: "the `nth` newest of `log`, counted from 1".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Question<'a> {
    pub log: &'a str,
    /// 0 where no entry can make room.
    pub nth: u32,
    window: Duration,
    /// Whether claims, and not the limit alone, make it matter.
    for_claims: bool,
}

impl PaceAsk {
    /// Every question of the ask, in a fixed order.
    pub(crate) fn questions(&self, known: &Known) -> Vec<Question<'_>> {
        let mut questions = Vec::new();
        for log in &self.logs {
            for limit in log.limits.iter().copied().chain(learned(known, &log.name)) {
                let question =
                    Question { log: &log.name, nth: limit.count, window: limit.window, for_claims: false };
                questions.push(question);
                let claims = self.claims_on(known, &log.name, limit.window).count() as u32;
                if claims > 0 {
                    let nth = limit.count.saturating_sub(claims);
                    questions.push(Question { nth, for_claims: true, ..question });
                }
            }
        }
        questions
    }

    /// The verdict, from the instant of each question's entry; `None` where the log has not so many.
    pub(crate) fn decide(&self, known: &Known, found: &[(Question<'_>, Option<Instant>)]) -> Reservation {
        let mut wait: Option<(Instant, Why)> = None;
        let mut hold = |until: Instant, why: Why| {
            let (latest, first) = wait.unwrap_or((until, why));
            wait = Some((latest.max(until), first));
        };
        for until in known.pauses.iter().filter(|until| **until > self.now) {
            hold(*until, Why::Paused);
        }
        for (question, entry) in found.iter().filter(|(question, _)| !question.for_claims) {
            let opens = if question.nth == 0 { Some(self.now) } else { *entry };
            if let Some(opens) = opens.map(|at| later(at, question.window)).filter(|at| *at > self.now) {
                hold(opens, Why::Limit);
            }
        }
        for (question, entry) in found.iter().filter(|(question, _)| question.for_claims) {
            let opens = match question.nth {
                0 => {
                    self.claims_on(known, question.log, question.window).map(|due| self.look_again(due)).min()
                }
                _ => entry.map(|at| later(at, question.window)),
            };
            if let Some(opens) = opens.filter(|at| *at > self.now) {
                hold(opens, Why::Claimed);
            }
        }
        wait.map_or(Reservation::Go, |(until, why)| Reservation::Wait { until, why })
    }

    /// Entries of a log from before this instant matter no more.
    pub(crate) fn horizon(&self, known: &Known, log: &PaceLog) -> Instant {
        let windows = log.limits.iter().copied().chain(learned(known, &log.name)).map(|limit| limit.window);
        earlier(self.now, windows.max().unwrap_or_default().saturating_add(SLACK))
    }

    /// When the claims that a request in this window has to leave room for are due.
    ///
    /// None for an interactive request. A claim that is due only after our entry has left the window
    /// loses nothing to us; so one that waits for tomorrow's allowance does not hold up today's.
    fn claims_on<'a>(
        &'a self,
        known: &'a Known,
        log: &'a str,
        window: Duration,
    ) -> impl Iterator<Item = Instant> + 'a {
        let others =
            known.claims.iter().filter(move |claim| claim.log == log && claim.owner != self.wanted_by);
        let open = move |due: &Instant| later(*due, GRACE) > self.now && *due < later(self.now, window);
        others.map(|claim| claim.due).filter(open).filter(|_| self.background)
    }

    /// When the way may be free that one claim blocks: once its owner has come, or is given up.
    fn look_again(&self, due: Instant) -> Instant {
        if due > self.now { due } else { later(self.now, LOOK_AGAIN).min(later(due, GRACE)) }
    }
}

fn learned(known: &Known, log: &str) -> impl Iterator<Item = Limit> {
    known.learned.iter().filter(move |(name, _)| name == log).map(|(_, limit)| *limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(at: i64) -> Instant {
        Instant::from_micros(at * 1_000_000)
    }

    /// What an ask at a second gets from a log with these entries; limits as `count/seconds`.
    fn asked(now: i64, background: bool, limits: &str, entries: &[i64], known: &Known) -> String {
        let limit = |text: &str| {
            let (count, window) = text.split_once('/').expect("count/seconds");
            let window = Duration::from_secs(window.parse().expect("seconds"));
            Limit { count: count.parse().expect("a count"), window }
        };
        let limits = limits.split_whitespace().map(limit).collect();
        let logs = vec![PaceLog { name: "lantern".to_owned(), limits }];
        let ask = PaceAsk { logs, now: second(now), background, wanted_by: "me".to_owned() };
        let nth = |nth: u32| entries.iter().rev().nth((nth as usize).wrapping_sub(1)).map(|at| second(*at));
        let found: Vec<_> = ask.questions(known).into_iter().map(|q| (q, nth(q.nth))).collect();
        match ask.decide(known, &found) {
            Reservation::Go => "go".to_owned(),
            Reservation::Wait { until, why } => format!("{why:?} {}", until.as_micros() as f64 / 1e6),
        }
    }

    fn claimed(dues: &[i64]) -> Known {
        let claim = |(at, due): (usize, &i64)| Claim {
            log: "lantern".to_owned(),
            owner: format!("other {at}"),
            due: second(*due),
        };
        Known { claims: dues.iter().enumerate().map(claim).collect(), ..Known::default() }
    }

    #[test]
    fn the_nth_newest_entry_decides() {
        let none = Known::default();
        assert_eq!(asked(5, false, "2/10", &[], &none), "go");
        assert_eq!(asked(5, false, "2/10", &[3], &none), "go");
        assert_eq!(asked(5, false, "2/10", &[3, 4], &none), "Limit 13");
        assert_eq!(asked(13, false, "2/10", &[3, 4], &none), "go");
        assert_eq!(asked(5, false, "2/10 1/2", &[1, 4], &none), "Limit 11");
        assert_eq!(asked(5, false, "0/10", &[], &none), "Limit 15");
    }

    #[test]
    fn an_entry_from_a_faster_clock_counts() {
        assert_eq!(asked(5, false, "1/10", &[7], &Known::default()), "Limit 17");
    }

    #[test]
    fn a_pause_holds_everybody_and_is_named_first() {
        let known = Known { pauses: vec![second(8)], ..Known::default() };
        assert_eq!(asked(5, false, "2/10", &[], &known), "Paused 8");
        assert_eq!(asked(5, false, "1/10", &[4], &known), "Paused 14");
        assert_eq!(asked(8, false, "2/10", &[], &known), "go");
    }

    #[test]
    fn the_background_leaves_room_for_claims() {
        let known = claimed(&[6]);
        assert_eq!(asked(5, true, "3/10", &[1], &known), "go");
        assert_eq!(asked(5, true, "3/10", &[1, 2], &known), "Claimed 11");
        assert_eq!(asked(5, false, "3/10", &[1, 2], &known), "go");
        // No room even for the claims: look again when the first of them is due, then ever so often.
        assert_eq!(asked(5, true, "1/10", &[], &claimed(&[7, 6])), "Claimed 6");
        assert_eq!(asked(6, true, "1/10", &[], &known), "Claimed 6.1");
    }

    #[test]
    fn a_dead_claimer_is_forgotten() {
        assert_eq!(asked(8, true, "1/2", &[4], &claimed(&[6])), "Claimed 8.1");
        assert_eq!(asked(9, true, "1/2", &[4], &claimed(&[6])), "go");
    }

    #[test]
    fn a_claim_for_tomorrow_does_not_hold_up_today() {
        assert_eq!(asked(5, true, "1/2", &[1], &claimed(&[86_400])), "go");
    }
}
