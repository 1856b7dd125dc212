//! `emaki serve`: the web page and the APIs, until told to stop.

use std::net::SocketAddr;

use anyhow::Context;
use app::{App, AppError, ErrorCode, WorkRequest};
use tokio::net::TcpListener;

use crate::{exit::Exit, session::Session};

/// Jobs that run at once beside serving, where nobody says so.
const DEFAULT_WORKERS: u32 = 2;

/// What to do where nothing is stored yet; the page says the same.
const EMPTY: &str = "the catalog is empty: `emaki import --starter` brings a small one, \
    `emaki import anime-offline-database.jsonl.zst` (or its URL) a whole one; it appears without a restart";

/// What holds on any address but a loopback one.
const GUARDED: &str = "each request needs a token: `emaki token create NAME --scope read` makes one; \
    a browser takes it as the password";

/// Serve the web page and the APIs
///
/// Listens on loopback only unless told otherwise; on any other address each request needs a token.
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// Address to listen on; port 0 takes a free one [default: 127.0.0.1:8000]
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    listen: Option<SocketAddr>,
    /// Jobs to run at once beside serving; 0 leaves them to `emaki worker`
    #[arg(long, value_name = "N", default_value_t = DEFAULT_WORKERS, value_parser = clap::value_parser!(u32).range(0..=256))]
    workers: u32,
    /// Whether an empty embedded store gets the starter catalog first. Only bare `emaki` does so.
    #[arg(skip)]
    starter: bool,
}

/// An address as `--listen` takes it.
fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "not an address with a port, such as 127.0.0.1:8000".to_owned())
}

impl Serve {
    /// Bare `emaki`.
    pub fn with_starter() -> Self {
        Self { listen: None, workers: DEFAULT_WORKERS, starter: true }
    }

    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let address = self.listen.unwrap_or(session.config().serve.listen);
        // Before the store is opened, so that a taken port is known at once.
        let listener = listen(address).await?;
        let chosen = listener.local_addr().context("cannot tell the port that was chosen")?;
        let app = session.app().await?;
        if self.starter {
            prepare(session, &app).await?;
        }
        if app.is_empty().await? {
            session.out.note(EMPTY);
        }
        // From here on changes reach the index by themselves, whichever process makes them.
        let indexing = app.spawn_indexing();
        let asked_to_stop = serve::terminated();
        let books = app.spawn_books();
        app.warm_up();
        let working = (self.workers > 0).then(|| {
            let (app, told_to_stop) = (app.clone(), serve::terminated());
            let request = WorkRequest { at_once: Some(self.workers as usize), ..WorkRequest::default() };
            tokio::spawn(async move {
                if let Err(error) = app.work_jobs(&request, told_to_stop).await {
                    tracing::error!(error = ?error, "no jobs are run any more: {error}");
                }
            })
        });
        let url = format!("http://{chosen}");
        if session.out.is_json() {
            session.out.json(&serde_json::json!({ "url": url }))?;
        } else {
            session.out.line(format_args!("Emaki is at {url}"))?;
        }
        if !chosen.ip().is_loopback() {
            session.out.note(GUARDED);
        }
        let served = serve::run(app.clone(), listener, asked_to_stop).await;
        if let Some(working) = working {
            if served.is_err() {
                working.abort();
            }
            working.await.context("the worker broke off")?;
        }
        books.abort();
        app.save_books().await;
        indexing.abort();
        served.context("the server stopped early")?;
        session.out.note("stopped");
        Ok(Exit::Done)
    }
}

/// Imports the starter catalog where nothing is stored yet.
async fn prepare(session: &Session, app: &App) -> anyhow::Result<()> {
    let Some(reports) = app.prepare_starter().await? else { return Ok(()) };
    for report in reports {
        session.out.note(report);
    }
    // So that the very first page is alive; on later starts the index is there.
    session.sync_index(app).await
}

async fn listen(address: SocketAddr) -> Result<TcpListener, AppError> {
    TcpListener::bind(address).await.map_err(|error| {
        let hint = match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                "another program listens there, maybe another Emaki; choose a port with --listen 127.0.0.1:8001"
            }
            std::io::ErrorKind::PermissionDenied => "ports below 1024 need more rights; choose a higher one with --listen",
            _ => "choose an address of this machine with --listen",
        };
        let code = if error.kind() == std::io::ErrorKind::AddrInUse { ErrorCode::Busy } else { ErrorCode::NotConfigured };
        AppError::new(code, format!("cannot listen on {address}"))
            .detail("address", address.to_string())
            .caused_by(error)
            .hint(hint)
    })
}
