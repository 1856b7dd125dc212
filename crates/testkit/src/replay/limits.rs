//! A limiter behind the server: refusals and headers as the source words them.

use std::{
    ops::ControlFlow,
    sync::{Arc, Mutex},
    time::Duration,
};

use super::{
    Answer, Clock, Headers, Limiter, Replay, Request, Route, Tally, Verdict, limiter::Manners, route::locked,
};

/// A limiter that routes and the test share, with the clock by which it judges.
#[derive(Debug, Clone)]
pub struct SharedLimiter {
    limiter: Arc<Mutex<Limiter>>,
    clock: Clock,
}

impl SharedLimiter {
    /// A limiter on a clock; [`Clock::running`] for real time.
    pub fn new(limiter: Limiter, clock: &Clock) -> Self {
        Self { limiter: Arc::new(Mutex::new(limiter)), clock: clock.clone() }
    }

    /// What came so far.
    pub fn tally(&self) -> Tally {
        locked(&self.limiter).tally()
    }

    fn judge(&self, request: &Request) -> ControlFlow<Answer, Headers> {
        let mut limiter = locked(&self.limiter);
        let now_us = self.clock.now_us();
        let key = limiter.key(request);
        let verdict = limiter.ask(now_us, &key);
        let (limit, remaining) = limiter.remaining(now_us);
        let mut headers = Headers::new();
        if limiter.manners == Manners::AniList {
            headers.push(("X-RateLimit-Limit".to_owned(), limit.to_string()));
            headers.push(("X-RateLimit-Remaining".to_owned(), remaining.to_string()));
        }
        let refusal = match verdict {
            Verdict::Ok => return ControlFlow::Continue(headers),
            Verdict::TooMany { retry_after } => refusal(limiter.manners, retry_after),
            Verdict::Banned => banned(limiter.manners),
        };
        ControlFlow::Break(
            headers.into_iter().fold(refusal, |answer, (name, value)| answer.with_header(&name, value)),
        )
    }
}

impl Route {
    /// Puts this route behind a limiter.
    #[expect(clippy::return_self_not_must_use, reason = "a handle; the limiter is on in any case")]
    pub fn limited(&self, limiter: &SharedLimiter) -> Self {
        let limiter = limiter.clone();
        self.guard(move |request| limiter.judge(request))
    }
}

impl Replay {
    /// Puts every request behind a limiter, those that no route takes as well.
    pub fn limited(&self, limiter: &SharedLimiter) {
        let limiter = limiter.clone();
        self.guard(move |request| limiter.judge(request));
    }
}

fn refusal(manners: Manners, wait: Duration) -> Answer {
    let seconds = wait.as_micros().div_ceil(1_000_000) as u64;
    match manners {
        Manners::Plain | Manners::AniDb => Answer::too_many().retry_after(seconds),
        Manners::AniList => Answer::graphql_error(429, "Too Many Requests.").retry_after(seconds),
        // It promises no `Retry-After`, and sends none.
        Manners::Jikan => Answer::value(&serde_json::json!({
            "status": 429,
            "type": "RateLimitException",
            "message": "You are being rate-limited. Please follow Rate Limiting guidelines.",
            "error": null,
        }))
        .with_status(429),
    }
}

fn banned(manners: Manners) -> Answer {
    match manners {
        Manners::AniDb => Answer::anidb_banned(),
        Manners::Plain | Manners::AniList | Manners::Jikan => Answer::nginx_forbidden(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::raw::{ask, get};

    #[test]
    fn anilist_tells_its_limit_and_when_to_come_back() {
        let replay = Replay::start_blocking();
        let clock = Clock::standing(0);
        let limiter = SharedLimiter::new(Limiter::anilist(), &clock);
        replay.on("POST", "/", Answer::json("{}")).limited(&limiter);
        for left in (0..30).rev() {
            let seen = ask(&replay, "POST", "/", "", "{}");
            assert_eq!(seen.header("X-RateLimit-Limit"), Some("30"));
            assert_eq!(seen.header("X-RateLimit-Remaining"), Some(left.to_string().as_str()));
        }
        clock.advance(Duration::from_millis(30_500));
        let seen = ask(&replay, "POST", "/", "", "{}");
        assert_eq!((seen.status(), seen.header("retry-after")), (429, Some("30")));
        assert!(seen.text().contains("Too Many Requests."));
        clock.advance(Duration::from_millis(29_500));
        assert_eq!(ask(&replay, "POST", "/", "", "{}").status(), 200);
        assert_eq!(limiter.tally(), Tally { ok: 31, too_many: 1, ..Tally::default() });
    }

    #[test]
    fn anidb_and_jikan_have_words_of_their_own() {
        let replay = Replay::start_blocking();
        let clock = Clock::standing(0);
        let anidb = SharedLimiter::new(Limiter::anidb(), &clock);
        let jikan = SharedLimiter::new(Limiter::jikan(), &clock);
        replay.on("GET", "/httpapi", Answer::xml("<anime/>")).limited(&anidb);
        replay.on("GET", "/v4/{kind}", Answer::json("{}")).limited(&jikan);
        assert_eq!(get(&replay, "/httpapi?client=a&aid=7").text(), "<anime/>");
        clock.advance(Duration::from_hours(23));
        let seen = get(&replay, "/httpapi?client=b&aid=7");
        assert_eq!((seen.status(), seen.text().as_str()), (200, "<error>Banned</error>"));
        assert_eq!([(); 3].map(|()| get(&replay, "/v4/anime").status()), [200; 3]);
        let seen = get(&replay, "/v4/anime");
        assert_eq!((seen.status(), seen.header("retry-after")), (429, None));
        assert!(seen.text().contains("RateLimitException"));
    }
}
