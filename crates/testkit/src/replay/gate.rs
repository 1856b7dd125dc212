//! A gate at which answers wait until the test lets them pass. It takes the place of every sleep.

use std::sync::Arc;

use tokio::sync::watch;

use super::patience::patiently;

/// A gate that all its clones share. It begins shut.
#[derive(Debug, Clone)]
pub struct Gate(Arc<watch::Sender<State>>);

#[derive(Debug)]
struct State {
    open: bool,
    /// How many may pass although it is shut.
    passes: usize,
    waiting: usize,
}

impl Gate {
    /// A gate that is shut.
    pub fn shut() -> Self {
        Self(Arc::new(watch::Sender::new(State { open: false, passes: 0, waiting: 0 })))
    }

    /// Shuts it again; passes that nobody used are void.
    pub fn hold(&self) {
        self.0.send_modify(|state| (state.open, state.passes) = (false, 0));
    }

    /// Opens it: all who wait pass, and all who come.
    pub fn release(&self) {
        self.0.send_modify(|state| state.open = true);
    }

    /// Lets `count` pass, now or when they come.
    pub fn release_some(&self, count: usize) {
        self.0.send_modify(|state| state.passes += count);
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.0.borrow().waiting
    }

    /// Comes back as soon as at least `count` wait.
    ///
    /// # Panics
    /// After a minute.
    pub async fn until_waiting(&self, count: usize) {
        let mut states = self.0.subscribe();
        let reached = states.wait_for(|state| state.waiting >= count);
        patiently(&format!("{count} requests at a gate"), reached).await.expect("we hold the sender");
    }

    /// Waits until it lets us pass.
    pub(super) async fn pass(&self) {
        if self.passed() {
            return;
        }
        let mut states = self.0.subscribe();
        self.0.send_modify(|state| state.waiting += 1);
        let _leaving = Leaving(&self.0); // also when the client gives up and this future is dropped
        while !self.passed() {
            states.changed().await.expect("we hold the sender");
        }
    }

    fn passed(&self) -> bool {
        let mut passed = false;
        self.0.send_if_modified(|state| {
            passed = state.open || state.passes > 0;
            let used = passed && !state.open;
            state.passes -= usize::from(used);
            used
        });
        passed
    }
}

struct Leaving<'a>(&'a watch::Sender<State>);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|state| state.waiting -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_gate_lets_pass_one_some_and_all() {
        let gate = Gate::shut();
        let walkers: Vec<_> = (0..5)
            .map(|_| {
                tokio::spawn({
                    let gate = gate.clone();
                    async move { gate.pass().await }
                })
            })
            .collect();
        gate.until_waiting(5).await;
        gate.release_some(2);
        while gate.waiting() > 3 {
            tokio::task::yield_now().await;
        }
        assert_eq!(walkers.iter().filter(|walker| walker.is_finished()).count(), 2);
        gate.release();
        for walker in walkers {
            walker.await.expect("no panic");
        }
        assert_eq!(gate.waiting(), 0);
        gate.hold();
        assert!(!gate.passed());
    }
}
