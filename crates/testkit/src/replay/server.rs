//! The server itself: started, set up and asked what it has seen.

use std::{
    net::SocketAddr,
    ops::ControlFlow,
    sync::{Arc, Mutex},
};

use tokio::net::TcpListener;

use crate::loopback::Loopback;

use super::{
    Answer, Fault, Headers, Request, Route, connection,
    fault::Faults,
    log::Log,
    route::{Guard, locked, pass},
};

/// A server on a free port of 127.0.0.1. It stops when this value is dropped.
///
/// What no route takes is answered with 404 and kept in [`unexpected`](Self::unexpected).
pub struct Replay {
    loopback: Loopback,
    hall: Arc<Hall>,
}

/// What the server and its connections share.
pub(super) struct Hall {
    pub(super) log: Log,
    routes: Mutex<Vec<Route>>,
    guards: Mutex<Vec<Guard>>,
    faults: Faults,
}

impl Replay {
    /// Starts a server that takes connections.
    #[expect(clippy::unused_async, reason = "tests read alike, and a start that waits may come")]
    pub async fn start() -> Self {
        Self::start_blocking()
    }

    /// Starts a server from code that is not async.
    pub fn start_blocking() -> Self {
        let hall = Arc::new(Hall {
            log: Log::new(),
            routes: Mutex::default(),
            guards: Mutex::default(),
            faults: Faults::default(),
        });
        let shared = Arc::clone(&hall);
        Self { loopback: Loopback::start(|listener| accept(listener, shared)), hall }
    }

    /// Where it is, without a slash at the end: `http://127.0.0.1:40321`.
    pub fn url(&self) -> String {
        self.loopback.url()
    }

    /// Its host and port.
    pub fn address(&self) -> SocketAddr {
        self.loopback.address()
    }

    /// Puts a route on. `method` may be `*`; in `path` a part may be `*` or `{name}`, the last one `**`, and a
    /// query behind it is what the request's query must have at least.
    pub fn on(&self, method: &str, path: &str, answer: Answer) -> Route {
        self.route(Route::new(method, path).then(answer))
    }

    /// Puts a route on whose answers are made from the requests.
    pub fn serve(
        &self,
        method: &str,
        path: &str,
        maker: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    ) -> Route {
        self.route(Route::new(method, path).made(maker))
    }

    /// Puts a `robots.txt` on.
    pub fn robots(&self, rules: &str) -> Route {
        self.on("GET", "/robots.txt", Answer::bytes("text/plain", rules))
    }

    /// Lets the paths redirect to each other in a circle.
    pub fn circle(&self, paths: &[&str]) {
        for (path, next) in paths.iter().zip(paths.iter().cycle().skip(1)) {
            self.on("*", path, Answer::redirect(next));
        }
    }

    fn route(&self, route: Route) -> Route {
        locked(&self.hall.routes).push(route.clone());
        route
    }

    /// Asks `guard` before any route: it lets the request through, or answers itself.
    pub fn guard(&self, guard: impl Fn(&Request) -> ControlFlow<Answer, Headers> + Send + Sync + 'static) {
        locked(&self.hall.guards).push(Box::new(guard));
    }

    /// Puts a fault on for every request, until [`heal`](Self::heal).
    pub fn fault(&self, fault: impl Into<Fault>) {
        self.hall.faults.put(fault.into(), None);
    }

    /// Puts a fault on for the next `requests`, whatever their path.
    pub fn fault_next(&self, requests: usize, fault: impl Into<Fault>) {
        self.hall.faults.put(fault.into(), Some(requests));
    }

    /// Takes the server's faults off; those of routes stay.
    pub fn heal(&self) {
        self.hall.faults.clear();
    }

    /// How many requests there were for a path, whatever their method and query.
    pub fn count(&self, path: &str) -> usize {
        self.hall.log.read(|state| state.requests.iter().filter(|request| request.path == path).count())
    }

    /// How many requests there were.
    pub fn total(&self) -> usize {
        self.hall.log.read(|state| state.requests.len())
    }

    /// All requests in their order.
    pub fn requests(&self) -> Vec<Arc<Request>> {
        self.hall.log.read(|state| state.requests.clone())
    }

    /// The requests that no route took.
    pub fn unexpected(&self) -> Vec<Arc<Request>> {
        self.hall.log.read(|state| state.unexpected.clone())
    }

    /// How many connections clients have opened.
    pub fn connections(&self) -> usize {
        self.hall.log.read(|state| state.connections)
    }

    /// How many requests wait for their answer, or for its end.
    pub fn in_flight(&self) -> usize {
        self.hall.log.read(|state| state.in_flight)
    }

    /// The most that were in flight at once.
    pub fn in_flight_max(&self) -> usize {
        self.hall.log.read(|state| state.in_flight_max)
    }

    /// Forgets all requests and counts. Routes, their own counts and faults stay.
    pub fn forget(&self) {
        self.hall.log.forget();
    }

    /// Comes back as soon as there were `total` requests.
    ///
    /// # Panics
    /// After a minute.
    pub async fn until_total(&self, total: usize) {
        self.hall.log.until(&format!("{total} requests"), |state| state.requests.len() >= total).await;
    }

    /// Comes back as soon as no request is in flight: the clients have their answers, or are gone.
    ///
    /// # Panics
    /// After a minute.
    pub async fn until_idle(&self) {
        self.hall.log.until("the end of all requests", |state| state.in_flight == 0).await;
    }
}

impl Hall {
    /// The answer to a request, and what goes wrong with it: first the server's faults, then the route's.
    pub(super) fn answer(&self, request: &Arc<Request>) -> (Answer, Vec<Fault>) {
        let mut faults = self.faults.take();
        let routes = locked(&self.routes).clone();
        let fits = routes.iter().filter_map(|route| Some((route.fit(request)?, route)));
        let route = fits.max_by_key(|(fit, _)| *fit).map(|(_, route)| route); // the last of equals
        let answer = pass(&locked(&self.guards), request, || {
            let Some(route) = route else {
                self.log.unexpected(request);
                return Answer::text("nothing is recorded for this").with_status(404);
            };
            let (answer, own) = route.answer(request);
            faults.extend(own);
            answer
        });
        (answer, faults)
    }
}

async fn accept(listener: TcpListener, hall: Arc<Hall>) {
    // An accept fails when a client is gone already or files have run out; the next one may not.
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(connection::serve(stream, Arc::clone(&hall)));
        }
    }
}
