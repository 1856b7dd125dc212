//! A source without sockets: requests are on their way for a while, and are counted as they arrive.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    sync::{Arc, Mutex},
    time::Duration,
};

use model::Instant;
use sources::http::{Boxed, Clock, FetchError, Guard, Headers, Incoming, Network, Request, clock::later};
use testkit::replay::{Limiter, Tally};

use crate::names::Random;

/// The shortest way to a source.
const WAY: Duration = Duration::from_millis(50);
/// By how much longer ways differ, in microseconds.
const JITTER_US: usize = 250_000;
const SEED: u64 = 11;

/// A source that counts exactly. Cheap to clone.
///
/// A request arrives 50 to 300 ms after it was sent, so that later ones overtake earlier ones. All are
/// answered at once and well, whatever the source would say: no pause after a refusal hides the next one.
#[derive(Clone)]
pub struct Gate {
    clock: Clock,
    source: Arc<Mutex<Source>>,
}

struct Source {
    limiter: Limiter,
    random: Random,
    on_the_way: BinaryHeap<Reverse<(Instant, String)>>,
}

impl Gate {
    /// In front of a source that nobody has asked yet.
    pub fn new(clock: &Clock, limiter: Limiter) -> Self {
        let source = Source { limiter, random: Random::new(SEED), on_the_way: BinaryHeap::new() };
        Self { clock: clock.clone(), source: Arc::new(Mutex::new(source)) }
    }

    /// What came, once all have arrived.
    pub fn finish(&self) -> Tally {
        let mut source = self.source.lock().expect("no panic while held");
        source.count_until(Instant::from_micros(i64::MAX));
        source.limiter.tally()
    }
}

impl Source {
    /// Counts what has arrived by then, in the order of arrival.
    fn count_until(&mut self, moment: Instant) {
        while self.on_the_way.peek().is_some_and(|Reverse((at, _))| *at <= moment) {
            let Some(Reverse((at, entry))) = self.on_the_way.pop() else { break };
            self.limiter.ask(at.as_micros(), &entry);
        }
    }
}

impl Network for Gate {
    fn send<'a>(
        &'a self,
        request: &'a Request,
        _: &'a [(&'static str, String)],
        _: Guard,
    ) -> Boxed<'a, Result<Incoming, FetchError>> {
        let now = self.clock.now();
        let mut source = self.source.lock().expect("no panic while held");
        let way = WAY + Duration::from_micros(source.random.below(JITTER_US + 1) as u64);
        // Only where the source forbids it does it matter which entry it is.
        let entry = if request.once_a_day { request.url.query().unwrap_or_default() } else { "" };
        source.on_the_way.push(Reverse((later(now, way), entry.to_owned())));
        // Nothing that is sent from now on can arrive before this.
        source.count_until(later(now, WAY));
        let (url, body) = (request.url.clone(), b"{\"data\":{}}".to_vec());
        let answer = Incoming { status: 200, headers: Headers::default(), body, url };
        Box::pin(std::future::ready(Ok(answer)))
    }
}
