//! What may happen to a job, as plain functions.
//!
//! The store decides the same by conditions in its statements, so that a decision and its writing are one.
//! A test takes both through random steps and finds them in the same state after each.

use model::Instant;
use store::{JobEnd, JobRow, JobState};

/// What the rules look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// Where it is.
    pub state: JobState,
    /// The moment from which it may run.
    pub run_at: Instant,
    /// How often it was begun, without the times when it was given back.
    pub attempts: u32,
    /// How often it may be begun.
    pub max_attempts: u32,
    /// How often its worker was lost.
    pub crashes: u32,
    /// After how many of these it is taken for the cause.
    pub max_crashes: u32,
    /// How often it was taken.
    pub token: i64,
    /// Until when its worker holds it; none while nobody does.
    pub lease_until: Option<Instant>,
    /// Whether somebody asked to cancel it.
    pub cancelling: bool,
}

impl From<&JobRow> for Life {
    fn from(job: &JobRow) -> Self {
        Self {
            state: job.state,
            run_at: job.run_at,
            attempts: job.attempts,
            max_attempts: job.max_attempts,
            crashes: job.crashes,
            max_crashes: job.max_crashes,
            token: job.token,
            lease_until: job.lease_until,
            cancelling: job.cancel_at.is_some(),
        }
    }
}

/// Something that is tried with a job at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A worker takes it under a lease until this moment.
    Take(Instant),
    /// A worker renews its lease, with its token.
    Renew(i64, Instant),
    /// A worker ends its run, with its token.
    End(i64, JobEnd),
    /// Somebody looks whether its lease is over.
    Expire,
    /// Somebody asks to cancel it.
    Cancel,
    /// Somebody asks to run it again.
    Retry,
}

impl Life {
    /// A job that was just asked for.
    pub fn new(run_at: Instant, max_attempts: u32, max_crashes: u32) -> Self {
        Self {
            state: JobState::Queued,
            run_at,
            attempts: 0,
            max_attempts,
            crashes: 0,
            max_crashes,
            token: 0,
            lease_until: None,
            cancelling: false,
        }
    }

    /// The job after a step; `None` when the step may not happen, and then nothing changes.
    pub fn after(&self, step: &Step, now: Instant) -> Option<Self> {
        let mut next = self.clone();
        match step {
            Step::Take(until) => {
                (self.state == JobState::Queued && self.run_at <= now).then_some(())?;
                next.state = JobState::Running;
                next.attempts += 1;
                next.token += 1;
                next.lease_until = Some(*until);
            }
            Step::Renew(token, until) => {
                self.is_held_with(*token).then_some(())?;
                next.lease_until = Some(*until);
            }
            Step::End(token, end) => {
                self.is_held_with(*token).then_some(())?;
                next.end(end, now);
            }
            Step::Expire => {
                let over = self.lease_until.is_some_and(|until| until <= now);
                (self.state == JobState::Running && over).then_some(())?;
                next.crashes += 1;
                next.leave(now);
                next.state = if self.cancelling {
                    JobState::Cancelled
                } else if next.crashes >= self.max_crashes || self.attempts >= self.max_attempts {
                    JobState::Dead
                } else {
                    JobState::Queued
                };
            }
            Step::Cancel => {
                (!self.state.is_final()).then_some(())?;
                (!self.cancelling).then_some(())?;
                next.cancelling = true;
                if self.state == JobState::Queued {
                    next.state = JobState::Cancelled;
                }
            }
            Step::Retry => {
                let may = matches!(self.state, JobState::Failed | JobState::Cancelled | JobState::Dead);
                may.then_some(())?;
                next = Self { token: self.token, ..Self::new(now, self.max_attempts, self.max_crashes) };
            }
        }
        Some(next)
    }

    fn is_held_with(&self, token: i64) -> bool {
        self.state == JobState::Running && self.token == token
    }

    fn leave(&mut self, run_at: Instant) {
        self.lease_until = None;
        self.run_at = run_at;
    }

    fn end(&mut self, end: &JobEnd, now: Instant) {
        self.leave(if let JobEnd::Retry { at, .. } | JobEnd::PutOff { at, .. } = end { *at } else { now });
        self.state = match end {
            JobEnd::Done(_) => JobState::Done,
            JobEnd::Failed(_) => JobState::Failed,
            JobEnd::Dead(_) => JobState::Dead,
            JobEnd::Cancelled => JobState::Cancelled,
            // Whoever queues it again has not heard yet that it was to be cancelled.
            JobEnd::Retry { .. } | JobEnd::PutOff { .. } | JobEnd::Released if self.cancelling => {
                JobState::Cancelled
            }
            JobEnd::Retry { .. } if self.attempts >= self.max_attempts => JobState::Dead,
            JobEnd::Retry { .. } | JobEnd::PutOff { .. } | JobEnd::Released => JobState::Queued,
        };
        if matches!(end, JobEnd::Released | JobEnd::PutOff { .. }) {
            self.attempts -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> Instant {
        Instant::from_micros(second * 1_000_000)
    }

    fn ends() -> impl Strategy<Value = JobEnd> {
        prop_oneof![
            Just(JobEnd::Done("1".to_owned())),
            Just(JobEnd::Failed("no".to_owned())),
            Just(JobEnd::Dead("no".to_owned())),
            (0..300i64).prop_map(|second| JobEnd::Retry { error: "no".to_owned(), at: at(second) }),
            (0..300i64).prop_map(|second| JobEnd::PutOff { error: "no".to_owned(), at: at(second) }),
            Just(JobEnd::Cancelled),
            Just(JobEnd::Released),
        ]
    }

    fn steps() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (1..400i64).prop_map(|second| Step::Take(at(second))),
            2 => (0..6i64, 1..400i64).prop_map(|(token, second)| Step::Renew(token, at(second))),
            2 => (0..6i64, ends()).prop_map(|(token, end)| Step::End(token, end)),
            3 => Just(Step::Expire),
            1 => Just(Step::Cancel),
            1 => Just(Step::Retry),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_happens_the_promises_hold(
            script in prop::collection::vec((steps(), 0..20i64), 1..60),
            attempts in 1..4u32,
            crashes in 1..4u32,
        ) {
            let mut life = Life::new(at(0), attempts, crashes);
            let mut now = 0;
            for (step, wait) in script {
                now += wait;
                let Some(next) = life.after(&step, at(now)) else { continue };
                prop_assert!(next.token >= life.token, "tokens never go back");
                prop_assert_eq!(next.token > life.token, matches!(step, Step::Take(_)));
                prop_assert_eq!(next.lease_until.is_some(), next.state == JobState::Running);
                prop_assert!(next.attempts <= attempts && next.crashes <= crashes);
                if life.state.is_final() {
                    prop_assert_eq!(&step, &Step::Retry, "only a person wakes the dead");
                    prop_assert!(life.state != JobState::Done, "what is done stays done");
                }
                if life.cancelling && next.state != JobState::Running {
                    prop_assert!(next.state.is_final() || step == Step::Retry, "a wish to cancel holds");
                }
                life = next;
            }
        }
    }

    #[test]
    fn a_zombie_changes_nothing() {
        let life = Life::new(at(0), 3, 3);
        let first = life.after(&Step::Take(at(10)), at(0)).expect("it is ready");
        let lost = first.after(&Step::Expire, at(10)).expect("its lease is over");
        let second = lost.after(&Step::Take(at(20)), at(11)).expect("it is queued again");
        let done = || JobEnd::Done("1".to_owned());
        for step in [Step::End(first.token, done()), Step::Renew(first.token, at(99))] {
            assert_eq!(lost.after(&step, at(11)), None);
            assert_eq!(second.after(&step, at(12)), None);
        }
        assert_eq!(
            second.after(&Step::End(second.token, done()), at(12)).map(|l| l.state),
            Some(JobState::Done)
        );
    }
}
