//! Random asks on a fake clock, against the rules written down in the plainest way.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use model::Instant;
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};
use store::cache::{Cache, Limit, PaceAsk, PaceLog, Reservation, Why};
use tokio::{runtime::Handle, task};

use super::{
    pace::is_within,
    scene::{Checked, Room, limits, ms},
};

/// The logs of all asks; each is always asked for with the same limits.
const LOGS: [&str; 3] = ["2/700", "3/1000 5/3000", "1/400 4/2500"];
const CASES: u32 = 24;

#[derive(Debug, Clone)]
enum Step {
    Ask { logs: [bool; 3], back: i64, background: bool, who: u8 },
    Pause { log: usize, length: i64 },
    Withdraw { log: usize, who: u8 },
    Advance { by: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    let ask = (any::<[bool; 3]>(), 0i64..60, any::<bool>(), 0u8..4)
        .prop_map(|(logs, back, background, who)| Step::Ask { logs, back, background, who });
    prop_oneof![
        12 => ask,
        1 => (0usize..3, 0i64..900).prop_map(|(log, length)| Step::Pause { log, length }),
        1 => (0usize..3, 0u8..4).prop_map(|(log, who)| Step::Withdraw { log, who }),
        8 => prop_oneof![0i64..200, 0i64..2000].prop_map(|by| Step::Advance { by }),
    ]
}

/// Logs, pauses and claims in memory; times in microseconds.
#[derive(Default)]
struct Model {
    requests: BTreeMap<String, Vec<i64>>,
    pauses: BTreeMap<String, i64>,
    claims: BTreeMap<(String, String), i64>,
}

impl Model {
    fn reserve(&mut self, ask: &PaceAsk) -> Reservation {
        let verdict = self.verdict(ask);
        for log in &ask.logs {
            let claim = (log.name.clone(), ask.wanted_by.clone());
            match verdict {
                Reservation::Go => {
                    self.requests.entry(log.name.clone()).or_default().push(ask.now.as_micros());
                    self.claims.remove(&claim);
                }
                Reservation::Wait { until, .. } if !ask.background => {
                    self.claims.insert(claim, until.as_micros());
                }
                Reservation::Wait { .. } => {}
            }
        }
        verdict
    }

    fn verdict(&self, ask: &PaceAsk) -> Reservation {
        let now = ask.now.as_micros();
        let mut waits = Vec::new();
        for log in &ask.logs {
            waits.extend(self.pauses.get(&log.name).map(|until| (*until, Why::Paused)));
        }
        for (log, limit) in pairs(ask) {
            waits.push((self.opens(&log.name, *limit, now, 0), Why::Limit));
        }
        for (log, limit) in pairs(ask).filter(|_| ask.background) {
            let claims = self.claims_on(&log.name, &ask.wanted_by, now, limit.window);
            if claims.is_empty() {
                continue;
            }
            let until = if claims.len() >= limit.count as usize {
                let look = |due: i64| if due > now { due } else { (now + 100_000).min(due + 3_000_000) };
                claims.into_iter().map(look).min().unwrap_or(now)
            } else {
                self.opens(&log.name, *limit, now, claims.len())
            };
            waits.push((until, Why::Claimed));
        }
        waits.retain(|(until, _)| *until > now);
        let until = waits.iter().map(|(until, _)| *until).max();
        match (until, waits.first()) {
            (Some(until), Some((_, why))) => {
                Reservation::Wait { until: Instant::from_micros(until), why: *why }
            }
            _ => Reservation::Go,
        }
    }

    /// The first instant from now on at which fewer than `count` entries lie in the window, with some
    /// places taken: either now, or when some entry leaves.
    fn opens(&self, log: &str, limit: Limit, now: i64, taken: usize) -> i64 {
        let window = limit.window.as_micros() as i64;
        let requests = self.requests.get(log).map(Vec::as_slice).unwrap_or_default();
        let fits = |at: i64| {
            requests.iter().filter(|request| **request > at - window).count() + taken < limit.count as usize
        };
        let leaving = requests.iter().map(|request| request + window).filter(|at| *at > now);
        std::iter::once(now).chain(leaving).filter(|at| fits(*at)).min().expect("all leave in the end")
    }

    fn claims_on(&self, log: &str, who: &str, now: i64, window: Duration) -> Vec<i64> {
        let window = window.as_micros() as i64;
        let of_log = self.claims.iter().filter(|((of, owner), _)| of == log && owner != who);
        let dues = of_log.map(|(_, due)| *due);
        dues.filter(|due| due + 3_000_000 > now && *due < now + window).collect()
    }
}

fn pairs(ask: &PaceAsk) -> impl Iterator<Item = (&PaceLog, &Limit)> {
    ask.logs.iter().flat_map(|log| log.limits.iter().map(move |limit| (log, limit)))
}

async fn follows(cache: &Cache, sequence: usize, steps: &[Step]) -> Checked {
    let mut model = Model::default();
    let name = |log: usize| format!("{sequence}/{log}");
    let mut clock = 0;
    for (number, step) in steps.iter().enumerate() {
        match step {
            Step::Advance { by } => clock += by,
            Step::Pause { log, length } => {
                let until = ms(clock + length);
                cache.pause(&name(*log), until).await?;
                let known = model.pauses.entry(name(*log)).or_insert(i64::MIN);
                *known = (*known).max(until.as_micros());
            }
            Step::Withdraw { log, who } => {
                cache.withdraw(&[name(*log)], &who.to_string()).await?;
                model.claims.remove(&(name(*log), who.to_string()));
            }
            Step::Ask { logs, back, background, who } => {
                let chosen = (0..LOGS.len()).filter(|log| logs[*log]);
                let logs = chosen.map(|log| PaceLog { name: name(log), limits: limits(LOGS[log]) }).collect();
                // The clocks of processes lie a little apart.
                let now = ms((clock - back).max(0));
                let ask = PaceAsk { logs, now, background: *background, wanted_by: who.to_string() };
                let expected = model.reserve(&ask);
                assert_eq!(cache.reserve(&ask).await?, expected, "step {number} of {steps:#?}");
            }
        }
    }
    for (log, limits) in LOGS.iter().enumerate() {
        let mut requests: Vec<_> = model
            .requests
            .remove(&name(log))
            .unwrap_or_default()
            .into_iter()
            .map(Instant::from_micros)
            .collect();
        is_within(&mut requests, limits);
    }
    Ok(())
}

pub async fn the_engine_does_what_the_model_says(room: &Room) -> Checked {
    let cache = room.open().await?;
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    // Each sequence, also one that was made smaller after a failure, has logs of its own.
    let sequences = AtomicUsize::new(0);
    let check = |steps: Vec<Step>| {
        let sequence = sequences.fetch_add(1, Ordering::Relaxed);
        let followed = async { follows(&cache, sequence, &steps).await };
        let outcome = task::block_in_place(|| Handle::current().block_on(followed));
        outcome.expect("the cache works");
        Ok(())
    };
    TestRunner::new(config).run(&vec(step(), 1..90), check).expect("the engine and the model agree");
    Ok(())
}
