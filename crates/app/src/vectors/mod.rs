//! Vectors beside the index: opened, kept up to the store, looked after and held against it.
//!
//! `follow` fills the engine and takes changes in, `health` tells how it is, `verify` holds engines against the store,
//! `status` says what lies where. The index itself asks the engine; see `search::VectorEngine`.

mod follow;
mod health;
mod status;
mod verify;

use std::{
    sync::{Arc, Mutex, atomic::AtomicBool},
    time::Duration,
};

use qdrant::{Qdrant, Settings};
use search::{SearchIndex, VectorError};

use crate::{App, AppError, Config, ErrorCode};

pub use follow::{VectorOutcome, VectorReport};
pub use status::{EngineStatus, IndexStatus, VectorCollection};
pub use verify::{DifferingWork, EngineVerdict, VerifyRequest};

/// What is kept between two looks.
#[derive(Default)]
pub(crate) struct Parts {
    engine: Option<Qdrant>,
    /// Held by whoever of this process fills.
    turn: tokio::sync::Mutex<()>,
    /// Whether this process has taken away what a killed one had left.
    is_swept: AtomicBool,
    /// What went wrong at the last look, so that it is logged once.
    trouble: Mutex<Option<String>>,
}

impl Parts {
    /// Opens the engine that the settings name and lets the index ask it; the server need not be up.
    pub(crate) fn open(config: &Config, store: &str, index: &SearchIndex) -> Result<Self, AppError> {
        if config.vector_url.is_empty() {
            return Ok(Self::default());
        }
        let settings = Settings {
            key: key(config)?,
            prefix: config.vectors.prefix.clone(),
            patience: Duration::from_millis(config.vectors.timeout_ms.max(1)),
            filling_patience: Duration::from_millis(config.vectors.filling_timeout_ms.max(1)),
            ..Settings::new(&config.vector_url, store)
        };
        let engine = Qdrant::open(&settings).map_err(|error| {
            AppError::new(ErrorCode::InvalidInput, error.to_string())
                .hint("EMAKI_VECTOR_URL is the address of Qdrant's gRPC port, such as http://localhost:6334")
        })?;
        index.attach(Arc::new(engine.clone()));
        Ok(Self { engine: Some(engine), ..Self::default() })
    }
}

/// The engine's key: the setting, or the first line of the file that is named.
fn key(config: &Config) -> Result<String, AppError> {
    let file = &config.vector_token_file;
    if !config.vector_token.is_empty() || file.as_os_str().is_empty() {
        return Ok(config.vector_token.expose().to_owned());
    }
    let text = std::fs::read_to_string(file).map_err(|error| {
        AppError::new(ErrorCode::NotConfigured, format!("the file `{}` cannot be read", file.display()))
            .caused_by(error)
            .hint("vector_token_file names the file that holds the key of the vector engine")
    })?;
    Ok(text.lines().next().unwrap_or_default().trim().to_owned())
}

impl App {
    /// The engine beside the index, where the settings name one.
    pub(crate) fn vectors(&self) -> Option<&Qdrant> {
        self.vector_parts().engine.as_ref()
    }

    /// Asks the index something. Where its vectors lie elsewhere the answer may be waited for, and whatever else this
    /// thread would do goes on on another one meanwhile.
    pub(crate) fn asking_index<T>(&self, ask: impl FnOnce(&SearchIndex) -> T) -> T {
        use tokio::runtime::{Handle, RuntimeFlavor};
        let many =
            Handle::try_current().is_ok_and(|runtime| runtime.runtime_flavor() == RuntimeFlavor::MultiThread);
        if many && self.vectors().is_some() {
            return tokio::task::block_in_place(|| ask(self.index()));
        }
        ask(self.index())
    }
}

impl From<VectorError> for AppError {
    fn from(error: VectorError) -> Self {
        let (code, hint) = match &error {
            VectorError::Unreachable(_) | VectorError::Resting(_) => (
                ErrorCode::SourceUnavailable,
                "is Qdrant up, and EMAKI_VECTOR_URL the address of its gRPC port (6334 by default)?",
            ),
            VectorError::Refused(_) => (
                ErrorCode::NotConfigured,
                "set Qdrant's key with EMAKI_VECTOR_TOKEN, or name a file that holds it in vector_token_file",
            ),
            VectorError::Empty => (
                ErrorCode::Busy,
                "`emaki serve` and `emaki worker` fill it in the background, `emaki index rebuild` at once",
            ),
            VectorError::OtherModel { .. } => (
                ErrorCode::Busy,
                "everything is embedded anew in the background; until then the other arms answer",
            ),
            VectorError::Answer(_) => {
                (ErrorCode::SourceUnavailable, "`emaki index verify` says what it holds")
            }
        };
        Self::new(code, error.to_string()).hint(hint)
    }
}
