//! A small server that speaks Qdrant's protocol over loopback: collections, aliases, points and filters in memory,
//! every search an exact one. It fails on demand: refuses keys, loses answers, hangs, goes and comes back.
//!
//! It stands in where there is no Qdrant. `shelf` keeps and compares, `conditions` evaluates filters, `calls`
//! reads requests and writes answers.

mod calls;
mod conditions;
mod shelf;

use std::{
    collections::VecDeque,
    convert::Infallible,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use http::{HeaderMap, HeaderValue, Request, Response};
use http_body_util::{BodyExt as _, Full, combinators::BoxBody};
use hyper::body::{Bytes, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::{net::TcpListener, runtime::Runtime, sync::watch};

use shelf::Shelf;

/// What goes wrong with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is answered with a status code, and nothing is done.
    Status(i32, &'static str),
    /// It is carried out, and the answer is lost: the caller hears that the server is not there.
    Lost,
    /// It is carried out in part: the first half of its points, and the answer says so.
    Half,
    /// It is never answered.
    Hangs,
}

/// A server of a test's own. It ends when it is dropped.
pub struct Server {
    shared: Arc<Shared>,
    address: SocketAddr,
    runtime: Option<Runtime>,
    stop: watch::Sender<bool>,
}

#[derive(Default)]
struct Shared {
    shelf: Mutex<Shelf>,
    key: Mutex<Option<String>>,
    /// The method whose next call fails, in the order of failing.
    faults: Mutex<VecDeque<(String, Fault)>>,
    calls: Mutex<Vec<String>>,
}

impl Default for Server {
    fn default() -> Self {
        Self::start()
    }
}

impl Server {
    /// A server without collections on a free port.
    ///
    /// # Panics
    /// When the machine gives no port or no thread.
    pub fn start() -> Self {
        Self::on("127.0.0.1:0".parse().expect("an address"), Arc::default())
    }

    fn on(address: SocketAddr, shared: Arc<Shared>) -> Self {
        let listener = std::net::TcpListener::bind(address).expect("a port");
        listener.set_nonblocking(true).expect("a socket that does not block");
        let address = listener.local_addr().expect("an address");
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let (stop, stopped) = watch::channel(false);
        runtime.spawn(serve(listener, Arc::clone(&shared), stopped));
        Self { shared, address, runtime: Some(runtime), stop }
    }

    /// Its address as a setting.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Asks for a key from now on.
    pub fn ask_for(&self, key: &str) {
        *lock(&self.shared.key) = Some(key.to_owned());
    }

    /// Lets the next call of a method, such as `Points/Upsert`, go wrong; several wait in line.
    pub fn fail(&self, method: &str, fault: Fault) {
        lock(&self.shared.faults).push_back((method.to_owned(), fault));
    }

    /// Ends, as in a crash, and keeps what it holds; [`Down::up`] starts it again on the same port.
    #[must_use]
    pub fn down(mut self) -> Down {
        let shared = Arc::clone(&self.shared);
        self.end();
        Down { address: self.address, shared }
    }

    /// Every call so far, in order, and forgets them.
    pub fn calls(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.shared.calls))
    }

    /// The collections, by name.
    pub fn collections(&self) -> Vec<String> {
        lock(&self.shared.shelf).collections.keys().cloned().collect()
    }

    /// The fields of a collection that are indexed, with the number of their kind.
    pub fn indexed(&self, collection: &str) -> Vec<(String, i32)> {
        let held = lock(&self.shared.shelf);
        let found = held.collections.get(collection);
        found.map(|found| found.indexes.clone().into_iter().collect()).unwrap_or_default()
    }

    /// Takes a point out of a collection behind everybody's back.
    pub fn lose(&self, collection: &str, point: u64) {
        if let Some(found) = lock(&self.shared.shelf).collections.get_mut(collection) {
            found.points.remove(&point);
        }
    }

    /// Turns a point's vector of a space into its opposite behind everybody's back, and its title into another.
    pub fn damage(&self, collection: &str, point: u64, space: &str) {
        let mut held = lock(&self.shared.shelf);
        let found = held.collections.get_mut(collection).and_then(|found| found.points.get_mut(&point));
        if let Some(found) = found {
            found.vectors.entry(space.to_owned()).or_default().iter_mut().for_each(|x| *x = -*x);
            found.payload.insert("title".to_owned(), "Somebody Else's".into());
        }
    }

    fn end(&mut self) {
        let _ = self.stop.send(true);
        if let Some(runtime) = self.runtime.take() {
            // Its port is free when this ends. It is waited for elsewhere, for here may be another runtime's thread.
            let ending = std::thread::spawn(move || {
                runtime.shutdown_timeout(std::time::Duration::from_secs(5));
            });
            let _ = ending.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// A server that is down.
pub struct Down {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Down {
    /// Starts it again, with what it held.
    ///
    /// # Panics
    /// When somebody took its port meanwhile.
    pub fn up(self) -> Server {
        Server::on(self.address, self.shared)
    }
}

async fn serve(listener: std::net::TcpListener, shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let listener = TcpListener::from_std(listener).expect("a listening socket");
    loop {
        let accepted = tokio::select! {
            _ = stopped.changed() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else { continue };
        let (shared, mut stopped) = (Arc::clone(&shared), stopped.clone());
        tokio::spawn(async move {
            let service = hyper::service::service_fn(move |request| answer(request, Arc::clone(&shared)));
            let connection = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
                .serve_connection(TokioIo::new(stream), service);
            tokio::select! {
                _ = stopped.changed() => {}
                _ = connection => {}
            }
        });
    }
}

type Answer = Response<BoxBody<Bytes, Infallible>>;

async fn answer(request: Request<Incoming>, shared: Arc<Shared>) -> Result<Answer, Infallible> {
    let method = request.uri().path().trim_start_matches("/qdrant.").to_owned();
    let given = request.headers().get("api-key").and_then(|key| key.to_str().ok()).map(str::to_owned);
    let wanted = lock(&shared.key).clone();
    let body =
        request.into_body().collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    lock(&shared.calls).push(method.clone());
    if wanted.is_some() && wanted != given {
        return Ok(refused(16, "Invalid API key or JWT"));
    }
    let fault = {
        let mut faults = lock(&shared.faults);
        let at = faults.iter().position(|(which, _)| *which == method);
        at.and_then(|at| faults.remove(at)).map(|(_, fault)| fault)
    };
    let message = body.get(5..).unwrap_or_default();
    let done = |half| calls::carry_out(&mut lock(&shared.shelf), &method, message, half);
    Ok(match fault {
        Some(Fault::Status(code, said)) => refused(code, said),
        Some(Fault::Lost) => {
            let _ = done(false);
            refused(14, "transport error")
        }
        Some(Fault::Half) => told(done(true)),
        Some(Fault::Hangs) => std::future::pending().await,
        None => told(done(false)),
    })
}

/// One message in its frame, then the status.
fn told(done: Result<Vec<u8>, (i32, String)>) -> Answer {
    let message = match done {
        Ok(message) => message,
        Err((code, said)) => return refused(code, &said),
    };
    let mut frame = vec![0];
    frame.extend_from_slice(&(message.len() as u32).to_be_bytes());
    frame.extend_from_slice(&message);
    let mut trailers = HeaderMap::new();
    trailers.insert("grpc-status", HeaderValue::from_static("0"));
    let body = Full::new(Bytes::from(frame)).with_trailers(async move { Some(Ok(trailers)) });
    let mut answer = Response::new(BoxBody::new(body));
    answer.headers_mut().insert("content-type", HeaderValue::from_static("application/grpc"));
    answer
}

fn refused(code: i32, said: &str) -> Answer {
    let mut answer = Response::new(BoxBody::new(Full::new(Bytes::new())));
    let headers = answer.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("application/grpc"));
    headers.insert("grpc-status", HeaderValue::from(code));
    headers.insert("grpc-message", HeaderValue::from_str(said).unwrap_or(HeaderValue::from_static("")));
    answer
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
