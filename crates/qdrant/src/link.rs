//! The line to the server: a thread of its own that speaks the protocol, each call within its time, and what
//! the server's refusals mean.

use std::{future::Future, sync::Arc, time::Duration};

use qdrant_client::{Qdrant as Client, QdrantError};
use search::VectorError;
use tokio::runtime::{Builder, Handle, Runtime};

use crate::Settings;

/// The status codes that we tell apart, as <https://grpc.io/docs/guides/status-codes/> numbers them.
const DEADLINE_EXCEEDED: i32 = 4;
const NOT_FOUND: i32 = 5;
const ALREADY_EXISTS: i32 = 6;
const PERMISSION_DENIED: i32 = 7;
const RESOURCE_EXHAUSTED: i32 = 8;
const UNAVAILABLE: i32 = 14;
const UNAUTHENTICATED: i32 = 16;

/// Why a call failed.
#[derive(Debug, Clone)]
pub(crate) enum Trouble {
    /// There is no such collection.
    Missing,
    /// There is one of that name already.
    There,
    /// It may go well the next time.
    Passing(VectorError),
    /// It will not.
    Lasting(VectorError),
}

impl From<Trouble> for VectorError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Missing => Self::Empty,
            Trouble::There => Self::Answer("a collection of that name is there already".to_owned()),
            Trouble::Passing(error) | Trouble::Lasting(error) => error,
        }
    }
}

/// The line.
pub(crate) struct Link {
    client: Arc<Client>,
    /// Questions come from anywhere, inside a runtime and outside; what they wait for runs here.
    runtime: Option<Runtime>,
    handle: Handle,
    patience: Duration,
    filling_patience: Duration,
    pause: Duration,
}

/// How often a step of filling is tried.
const TRIES: u32 = 4;

impl Link {
    /// Makes ready to speak with a server; whether it is there shows at the first call.
    pub(crate) fn open(settings: &Settings) -> Result<Self, VectorError> {
        if !is_address(&settings.url) {
            return Err(VectorError::Answer("the address is none of http:// or https://".to_owned()));
        }
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("qdrant")
            .enable_all()
            .build()
            .map_err(|error| VectorError::Unreachable(error.to_string()))?;
        let longest = settings.filling_patience.max(settings.patience);
        let mut config = Client::from_url(&settings.url)
            .timeout(longest)
            .connect_timeout(settings.patience)
            .keep_alive_while_idle();
        if !settings.key.is_empty() {
            config = config.api_key(settings.key.as_str());
        }
        let config = config.skip_compatibility_check();
        let client = {
            let _within = runtime.enter();
            config.build().map_err(|error| VectorError::Answer(format!("the address is no good: {error}")))?
        };
        Ok(Self {
            client: Arc::new(client),
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
            patience: settings.patience,
            filling_patience: settings.filling_patience,
            pause: settings.pause,
        })
    }

    /// Asks and waits, whatever thread this is, as long as a question may take.
    pub(crate) fn wait<T, F, Fut>(&self, call: F) -> Result<T, Trouble>
    where
        T: Send + 'static,
        F: FnOnce(Arc<Client>) -> Fut,
        Fut: Future<Output = Result<T, QdrantError>> + Send + 'static,
    {
        let (tell, told) = std::sync::mpsc::sync_channel(1);
        let call = call(Arc::clone(&self.client));
        let patience = self.patience;
        self.handle.spawn(async move {
            let _ = tell.send(within(patience, call).await);
        });
        // The thread may be busy; a question is never late by more than this.
        let late = patience + Duration::from_millis(50);
        told.recv_timeout(late).unwrap_or_else(|_| Err(too_late(patience)))
    }

    /// Asks once, as long as a question may take.
    pub(crate) async fn ask<T, F, Fut>(&self, call: F) -> Result<T, Trouble>
    where
        T: Send + 'static,
        F: FnOnce(Arc<Client>) -> Fut,
        Fut: Future<Output = Result<T, QdrantError>> + Send + 'static,
    {
        self.run(self.patience, call(Arc::clone(&self.client))).await
    }

    /// Takes a step of filling, and again where it failed for a reason that may pass.
    pub(crate) async fn step<T, F, Fut>(&self, call: F) -> Result<T, Trouble>
    where
        T: Send + 'static,
        F: Fn(Arc<Client>) -> Fut,
        Fut: Future<Output = Result<T, QdrantError>> + Send + 'static,
    {
        let mut pause = self.pause;
        for _ in 1..TRIES {
            match self.run(self.filling_patience, call(Arc::clone(&self.client))).await {
                Err(Trouble::Passing(error)) => {
                    tracing::debug!(%error, "a step of filling is tried again");
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                done => return done,
            }
        }
        self.run(self.filling_patience, call(Arc::clone(&self.client))).await
    }

    /// Lets something run beside whoever asks.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.handle.spawn(work);
    }

    /// How long a question may take.
    pub(crate) fn patience(&self) -> Duration {
        self.patience
    }

    async fn run<T, Fut>(&self, patience: Duration, call: Fut) -> Result<T, Trouble>
    where
        T: Send + 'static,
        Fut: Future<Output = Result<T, QdrantError>> + Send + 'static,
    {
        let task = self.handle.spawn(within(patience, call));
        task.await.unwrap_or_else(|error| {
            Err(Trouble::Passing(VectorError::Unreachable(format!("the call ended early: {error}"))))
        })
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        // A runtime that ends waits for what runs on it, which it may not do inside another one.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Whether something looks like an address; whether anybody is there shows later.
fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

async fn within<T>(
    patience: Duration,
    call: impl Future<Output = Result<T, QdrantError>>,
) -> Result<T, Trouble> {
    match tokio::time::timeout(patience, call).await {
        Ok(done) => done.map_err(|error| trouble(&error)),
        Err(_) => Err(too_late(patience)),
    }
}

fn too_late(patience: Duration) -> Trouble {
    Trouble::Passing(VectorError::Unreachable(format!("no answer within {} ms", patience.as_millis())))
}

/// What a failure means for us.
fn trouble(error: &QdrantError) -> Trouble {
    let status = match error {
        QdrantError::ResponseError { status } | QdrantError::ResourceExhaustedError { status, .. } => status,
        other => return Trouble::Lasting(VectorError::Answer(other.to_string())),
    };
    let said = status.message().to_owned();
    if let Some(why) = unconnected(&said) {
        return Trouble::Passing(VectorError::Unreachable(why));
    }
    match i32::from(status.code()) {
        NOT_FOUND => Trouble::Missing,
        ALREADY_EXISTS => Trouble::There,
        UNAVAILABLE | DEADLINE_EXCEEDED | RESOURCE_EXHAUSTED => {
            Trouble::Passing(VectorError::Unreachable(said))
        }
        UNAUTHENTICATED | PERMISSION_DENIED => Trouble::Lasting(VectorError::Refused(said)),
        _ => Trouble::Lasting(VectorError::Answer(hinted(said))),
    }
}

/// Why there is no connection. The client tells it as a failure of the server's, with an address that may hold a
/// password and a cause in a programmer's words.
fn unconnected(said: &str) -> Option<String> {
    let (_, cause) = said.strip_prefix("Failed to connect to ")?.split_once(": ")?;
    let words = cause.split_once("message: \"").and_then(|(_, rest)| rest.split_once('"'));
    let cause = words.map_or(cause, |(words, _)| words);
    Some(hinted(format!("no connection: {cause}")))
}

/// The usual mistake is the address of the other port.
fn hinted(said: String) -> String {
    let is_garbled = ["protocol", "frame", "h2", "transport", "compression flag", "http2"];
    if is_garbled.iter().any(|word| said.to_lowercase().contains(word)) {
        return format!("{said}; is it the gRPC port, 6334 by default, and not 6333?");
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_connection_is_told_in_words_and_without_the_address() {
        let said = "Failed to connect to http://ann:hunter2@localhost:6334/: tonic::transport::Error(Transport, \
                    ConnectError(ConnectError(\"tcp connect error\", 127.0.0.1:6334, Os { code: 111, kind: \
                    ConnectionRefused, message: \"Connection refused\" })))";
        assert_eq!(unconnected(said).as_deref(), Some("no connection: Connection refused"));
        assert_eq!(unconnected("Not found"), None);
        assert!(hinted("h2 protocol error: http2 error".to_owned()).contains("6334"));
        assert!(
            is_address("https://qdrant.example:6334")
                && !is_address("localhost:6334")
                && !is_address("http://a b")
        );
    }
}
