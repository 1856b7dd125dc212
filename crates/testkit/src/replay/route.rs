//! A route: which requests it takes, what it answers in turn, and what is in its way.

use std::{
    collections::VecDeque,
    ops::ControlFlow,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde_json::Value;

use super::{Answer, Fault, Request, fault::Faults, pattern::Pattern};

/// Headers that are added to an answer.
pub type Headers = Vec<(String, String)>;

type Condition = Box<dyn Fn(&Request) -> bool + Send + Sync>;
type Maker = Arc<dyn Fn(&Request) -> Answer + Send + Sync>;
/// Lets a request through, with headers for its answer, or answers it itself.
pub(super) type Guard = Box<dyn Fn(&Request) -> ControlFlow<Answer, Headers> + Send + Sync>;

/// A handle on a route of the server; its clones mean the same route.
///
/// Of the routes that take a request the one with the most conditions answers, then the one whose path
/// leaves the least open, then the one that was put on last.
#[derive(Clone)]
pub struct Route(Arc<Inner>);

struct Inner {
    method: String,
    path: Pattern,
    conditions: Mutex<Vec<Condition>>,
    source: Mutex<Source>,
    guards: Mutex<Vec<Guard>>,
    faults: Faults,
    count: AtomicUsize,
}

enum Source {
    /// In turn; the last one stays.
    Given(VecDeque<Answer>),
    Made(Maker),
}

#[expect(clippy::return_self_not_must_use, reason = "the route is put on; what comes back is a handle on it")]
impl Route {
    /// A route for `method`, or for every one where that is `*`. A query in `path` becomes conditions.
    pub(super) fn new(method: &str, path: &str) -> Self {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let route = Self(Arc::new(Inner {
            method: method.to_owned(),
            path: Pattern::new(path),
            conditions: Mutex::default(),
            source: Mutex::new(Source::Given(VecDeque::new())),
            guards: Mutex::default(),
            faults: Faults::default(),
            count: AtomicUsize::new(0),
        }));
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            route.query(&name, &value);
        }
        route
    }

    /// Takes only requests with this pair in their query.
    pub fn query(&self, name: &str, value: &str) -> Self {
        let pair = (name.to_owned(), value.to_owned());
        self.when(move |request| request.query_pairs().contains(&pair))
    }

    /// Takes only requests whose body holds this text.
    pub fn body_contains(&self, text: &str) -> Self {
        let text = text.to_owned();
        self.when(move |request| request.text().contains(&text))
    }

    /// Takes only requests whose body is JSON that `condition` accepts.
    pub fn json(&self, condition: impl Fn(&Value) -> bool + Send + Sync + 'static) -> Self {
        self.when(move |request| condition(&request.json()))
    }

    /// Takes only requests that `condition` accepts.
    pub fn when(&self, condition: impl Fn(&Request) -> bool + Send + Sync + 'static) -> Self {
        locked(&self.0.conditions).push(Box::new(condition));
        self.clone()
    }

    /// The answer to the next request after those that have answers already; the last answer repeats.
    pub fn then(&self, answer: Answer) -> Self {
        match &mut *locked(&self.0.source) {
            Source::Given(answers) => answers.push_back(answer),
            made @ Source::Made(_) => *made = Source::Given(VecDeque::from([answer])),
        }
        self.clone()
    }

    /// This answer from now on, whatever was to come.
    pub fn now(&self, answer: Answer) -> Self {
        *locked(&self.0.source) = Source::Given(VecDeque::from([answer]));
        self.clone()
    }

    /// Answers made from the request, from now on.
    pub fn made(&self, maker: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        *locked(&self.0.source) = Source::Made(Arc::new(maker));
        self.clone()
    }

    /// Asks `guard` first: it lets the request through, with headers for the answer, or answers itself.
    pub fn guard(
        &self,
        guard: impl Fn(&Request) -> ControlFlow<Answer, Headers> + Send + Sync + 'static,
    ) -> Self {
        locked(&self.0.guards).push(Box::new(guard));
        self.clone()
    }

    /// Puts a fault on, until [`heal`](Self::heal).
    pub fn fault(&self, fault: impl Into<Fault>) -> Self {
        self.0.faults.put(fault.into(), None);
        self.clone()
    }

    /// Puts a fault on for the next `requests`.
    pub fn fault_next(&self, requests: usize, fault: impl Into<Fault>) -> Self {
        self.0.faults.put(fault.into(), Some(requests));
        self.clone()
    }

    /// Takes all faults of this route off. Who waits at a gate goes on waiting.
    pub fn heal(&self) {
        self.0.faults.clear();
    }

    /// How many requests it took.
    pub fn count(&self) -> usize {
        self.0.count.load(Ordering::SeqCst)
    }

    /// Whether it takes the request, and how closely it fits.
    pub(super) fn fit(&self, request: &Request) -> Option<(usize, usize)> {
        let method = &self.0.method;
        let takes =
            method == "*" || *method == request.method || (method == "GET" && request.method == "HEAD");
        if !takes || !self.0.path.matches(&request.path) {
            return None;
        }
        let conditions = locked(&self.0.conditions);
        conditions
            .iter()
            .all(|condition| condition(request))
            .then(|| (conditions.len(), self.0.path.closeness()))
    }

    /// The answer to a request that it takes, and what goes wrong with it.
    pub(super) fn answer(&self, request: &Request) -> (Answer, Vec<Fault>) {
        self.0.count.fetch_add(1, Ordering::SeqCst);
        let faults = self.0.faults.take();
        let answer = pass(&locked(&self.0.guards), request, || self.next(request));
        (answer, faults)
    }

    fn next(&self, request: &Request) -> Answer {
        let mut source = locked(&self.0.source);
        let maker = match &mut *source {
            Source::Given(answers) if answers.len() > 1 => return answers.pop_front().expect("two or more"),
            Source::Given(answers) => return answers.front().cloned().unwrap_or_else(|| Answer::status(200)),
            Source::Made(maker) => Arc::clone(maker),
        };
        drop(source); // a maker may turn to this very route
        maker(request)
    }
}

/// The answer behind `guards`, with the headers that they add.
pub(super) fn pass(guards: &[Guard], request: &Request, answer: impl FnOnce() -> Answer) -> Answer {
    let mut added = Headers::new();
    for guard in guards {
        match guard(request) {
            ControlFlow::Continue(headers) => added.extend(headers),
            ControlFlow::Break(answer) => return answer,
        }
    }
    added.into_iter().fold(answer(), |answer, (name, value)| answer.with_header(&name, value))
}

/// The value behind a lock. A test that failed while holding it must not fail the others a second time.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
