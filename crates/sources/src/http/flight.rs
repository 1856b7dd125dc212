//! One request at a time for one thing: whoever asks while another is asking waits for the same answer.

use std::{
    collections::HashMap,
    future::Future,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use futures::{FutureExt as _, future::Shared};

use super::{Answer, FetchError, Key, network::Boxed};

type Outcome = Result<Answer, FetchError>;

/// What is being asked right now, by key.
#[derive(Default)]
pub struct Flights(Arc<Mutex<HashMap<Key, Flight>>>);

#[derive(Clone)]
struct Flight {
    outcome: Shared<Boxed<'static, Outcome>>,
    urgent: Arc<Urgent>,
}

/// Whether somebody who waits for a flight is a person, and not a batch.
#[derive(Debug, Default)]
pub struct Urgent(AtomicBool);

impl Urgent {
    /// Whether it is.
    pub fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Flights {
    /// Joins the flight of a key, or starts it. The second part says whether it was joined.
    ///
    /// A flight is a task of its own: it lands, and its answer is kept, even when all who waited for it
    /// have gone.
    pub async fn join<F, Fut>(&self, key: Key, urgent: bool, start: F) -> (Outcome, bool)
    where
        F: FnOnce(Arc<Urgent>) -> Fut,
        Fut: Future<Output = Outcome> + Send + 'static,
    {
        let (flight, joined) = {
            let mut flights = self.0.lock().expect("no panic while held");
            if let Some(flight) = flights.get(&key) {
                (flight.clone(), true)
            } else {
                let mark = Arc::new(Urgent::default());
                let flight = self.begin(key, Arc::clone(&mark), start(mark.clone()));
                flights.insert(key, flight.clone());
                (flight, false)
            }
        };
        if urgent {
            flight.urgent.0.store(true, Ordering::Relaxed);
        }
        (flight.outcome.await, joined)
    }

    fn begin(
        &self,
        key: Key,
        urgent: Arc<Urgent>,
        work: impl Future<Output = Outcome> + Send + 'static,
    ) -> Flight {
        let flights = Arc::clone(&self.0);
        let task = tokio::spawn(async move {
            // The flight ends however the work does, a panic included.
            let _landing = Landing { flights, key };
            work.await
        });
        let outcome: Boxed<'static, Outcome> = Box::pin(async move {
            task.await.unwrap_or_else(|error| {
                Err(FetchError::Forbidden {
                    url: String::new(),
                    reason: format!("the request broke off: {error}"),
                })
            })
        });
        Flight { outcome: outcome.shared(), urgent }
    }
}

struct Landing {
    flights: Arc<Mutex<HashMap<Key, Flight>>>,
    key: Key,
}

impl Drop for Landing {
    fn drop(&mut self) {
        // A poisoned lock cannot be: nothing panics while it is held.
        if let Ok(mut flights) = self.flights.lock() {
            flights.remove(&self.key);
        }
    }
}
