//! Listening, and stopping in good order.

use std::{future::Future, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use app::App;
use axum::extract::{ConnectInfo, Request};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, sync::Semaphore};
use tower::{Service, ServiceExt};

use crate::{routes::router_of, site::Site};

/// How long requests under way may take once we were told to stop.
const GRACE: Duration = Duration::from_secs(20);
/// How long a client may take to send its request's head; a trickle must not hold a connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// Connections held at once; more of them wait in the system's queue.
const MAX_CONNECTIONS: usize = 4096;
/// A pause after a failed accept, which otherwise would spin when file handles run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Answers on a listener until `shutdown` is done; then takes no more, and gives what is under way 20
/// seconds to finish. Prints nothing.
///
/// # Errors
/// When the listener has no address.
pub async fn run(app: App, listener: TcpListener, shutdown: impl Future<Output = ()>) -> io::Result<()> {
    let shared = Arc::new(Site::new(app, listener.local_addr()?));
    let site = router_of(&shared);
    let mut http = auto::Builder::new(TokioExecutor::new());
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    let (open, places) = (GracefulShutdown::new(), Arc::new(Semaphore::new(MAX_CONNECTIONS)));
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = async {
            // The semaphore is never closed, so the error cannot be; without a place nothing is accepted.
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = &mut shutdown => break,
            accepted = accepted => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        // Answers are small and complete; waiting to fill a packet would only delay them.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(named(site.clone(), peer));
        let connection = http.serve_connection_with_upgrades(TokioIo::new(stream), service);
        let connection = open.watch(connection.into_owned());
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke off");
            }
            drop(place);
        });
    }
    drop(listener);
    shared.mcp.stop();
    if tokio::time::timeout(GRACE, open.shutdown()).await.is_err() {
        tracing::warn!("requests under way did not finish within {} s", GRACE.as_secs());
    }
    Ok(())
}

/// Tells each request which address it came from.
fn named(
    site: axum::Router,
    peer: SocketAddr,
) -> impl Service<
    Request<hyper::body::Incoming>,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future = impl Future<Output = Result<axum::response::Response, std::convert::Infallible>> + Send,
> + Clone {
    tower::service_fn(move |mut request: Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        site.clone().oneshot(request)
    })
}

/// Done when the process is asked to stop, by Ctrl-C or SIGTERM. Signals are caught from the call on, and
/// not only from the first look at the future: whoever was told the address may send one at once.
pub fn terminated() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let signals = {
        use tokio::signal::unix::{SignalKind, signal};
        [signal(SignalKind::interrupt()), signal(SignalKind::terminate())]
    };
    async move {
        #[cfg(unix)]
        {
            let [interrupt, terminate] = signals.map(|signal| async move {
                match signal {
                    Ok(mut signal) => drop(signal.recv().await),
                    // Without a handler, only the other one is left.
                    Err(_) => std::future::pending().await,
                }
            });
            tokio::select! {
                () = interrupt => {}
                () = terminate => {}
            }
        }
        #[cfg(not(unix))]
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
