//! What the server has seen: requests in their order, and how many were under way at once.

use std::sync::Arc;

use tokio::sync::watch;

use super::{Request, patience::patiently};

/// The log. Waiting for a count needs no sleep.
#[derive(Debug)]
pub(super) struct Log(watch::Sender<State>);

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) requests: Vec<Arc<Request>>,
    pub(super) unexpected: Vec<Arc<Request>>,
    pub(super) connections: usize,
    pub(super) in_flight: usize,
    pub(super) in_flight_max: usize,
    arrived: usize,
}

impl Log {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(State::default()))
    }

    pub(super) fn read<T>(&self, what: impl FnOnce(&State) -> T) -> T {
        what(&self.0.borrow())
    }

    pub(super) async fn until(&self, what: &str, reached: impl FnMut(&State) -> bool) {
        let mut states = self.0.subscribe();
        patiently(what, states.wait_for(reached)).await.expect("we hold the sender");
    }

    /// A new connection's number.
    pub(super) fn connect(&self) -> usize {
        self.0.send_modify(|state| state.connections += 1);
        self.0.borrow().connections
    }

    /// Keeps a request, which counts as under way until what comes back is dropped.
    pub(super) fn arrive(&self, mut request: Request) -> (Arc<Request>, Flight<'_>) {
        let mut kept = None;
        self.0.send_modify(|state| {
            state.arrived += 1;
            request.number = state.arrived;
            let request = Arc::new(request);
            state.requests.push(Arc::clone(&request));
            state.in_flight += 1;
            state.in_flight_max = state.in_flight_max.max(state.in_flight);
            kept = Some(request);
        });
        (kept.expect("the closure has run"), Flight(self))
    }

    pub(super) fn unexpected(&self, request: &Arc<Request>) {
        self.0.send_modify(|state| state.unexpected.push(Arc::clone(request)));
    }

    /// Forgets all requests, but goes on with their numbers.
    pub(super) fn forget(&self) {
        self.0.send_modify(|state| {
            state.requests.clear();
            state.unexpected.clear();
            state.in_flight_max = state.in_flight;
        });
    }
}

/// A request under way.
pub(super) struct Flight<'a>(&'a Log);

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        self.0.0.send_modify(|state| state.in_flight -= 1);
    }
}
