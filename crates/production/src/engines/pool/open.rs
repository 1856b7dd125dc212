//! A pool out of settings.

use std::sync::Arc;

use url::Url;

use crate::{EngineConfig, ProductionConfig};

use super::{
    super::{ComfyUi, Draft, Engine, EngineError, SdCpp, ServerSettings, Templates},
    Pool,
};

/// The name of the engine that is there when none is named.
pub const DRAFT: &str = "draft";

/// Why settings make no pool.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such kind.
    #[error("`production.engines.{name}.kind` is `{kind}`; it is `draft`, `comfyui` or `sdcpp`")]
    Kind {
        /// The engine's name.
        name: String,
        /// What stands there.
        kind: String,
    },
    /// An address is missing or is none.
    #[error("`production.engines.{name}.url` is no address; it looks like `http://127.0.0.1:8188`")]
    Address {
        /// The engine's name.
        name: String,
    },
    /// An engine cannot be made.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl Pool {
    /// The engines of the settings; where none is named, one that draws drafts.
    ///
    /// # Errors
    /// [`OpenError`] names the setting that is wrong.
    pub fn open(config: &ProductionConfig, templates: &Templates) -> Result<Self, OpenError> {
        if config.engines.is_empty() {
            let at_once = std::thread::available_parallelism().map_or(1, usize::from);
            let draft: Arc<dyn Engine> = Arc::new(Draft::new(DRAFT));
            return Ok(Self::new([(draft, 1, at_once)]));
        }
        let mut seats = Vec::new();
        for (name, settings) in &config.engines {
            seats.push((engine(name, settings, templates)?, settings.weight, settings.at_once));
        }
        Ok(Self::new(seats))
    }
}

fn engine(name: &str, settings: &EngineConfig, templates: &Templates) -> Result<Arc<dyn Engine>, OpenError> {
    match settings.kind.as_str() {
        "draft" => Ok(Arc::new(Draft::new(name))),
        "comfyui" => Ok(Arc::new(ComfyUi::new(server(name, settings)?, templates.clone())?)),
        "sdcpp" => Ok(Arc::new(SdCpp::new(server(name, settings)?)?)),
        kind => Err(OpenError::Kind { name: name.to_owned(), kind: kind.to_owned() }),
    }
}

/// A server with usual patience.
fn server<P: Default>(name: &str, settings: &EngineConfig) -> Result<ServerSettings<P>, OpenError> {
    let (token, model) = (settings.token.clone(), settings.model.clone());
    Ok(ServerSettings { token, model, ..ServerSettings::new(name, address(name, settings)?) })
}

/// Where a server is.
fn address(name: &str, settings: &EngineConfig) -> Result<Url, OpenError> {
    let wrong = || OpenError::Address { name: name.to_owned() };
    let url: Url = settings.url.as_deref().ok_or_else(wrong)?.parse().map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(wrong());
    }
    Ok(url)
}
