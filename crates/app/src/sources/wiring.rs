//! How the settings become a fetcher, and a fetcher sources.

use sources::{
    client::Sources,
    http::{Bounds, Browser, Clock, Community, Fetcher, Network, Plain, Secret},
};
use store::cache::Cache;

use crate::{AppError, Config, ErrorCode};

/// All sources behind the installation's cache.
pub fn open(config: &Config, salt: Secret, clock: Clock) -> Result<Sources, AppError> {
    let http = &config.http;
    let agent = agent(config);
    let network = Plain::new(&agent, Bounds::default(), config.allow_private).map_err(|reason| {
        AppError::new(ErrorCode::NotConfigured, format!("no request can be made: {reason}"))
    })?;
    let mut builder = Fetcher::over(network, clock).salt(salt).memory(http.memory_bytes);
    if http.cache {
        match Cache::lazy(&config.cache_url) {
            Ok(cache) => builder = builder.cache(cache, http.cache_bytes),
            Err(error) => {
                return Err(AppError::new(ErrorCode::InvalidInput, error.to_string())
                    .hint("set it with EMAKI_CACHE_URL: sqlite:<path>, postgres://… or redis://…"));
            }
        }
    } else {
        builder = builder.memory(0);
    }
    builder = builder.community(community(config)?).browser(browser(config, &agent));
    Ok(Sources::new(builder.build(), config.sources.clone()))
}

/// How we call ourselves.
pub fn agent(config: &Config) -> String {
    match config.http.contact.trim() {
        "" => format!("emaki/{}", env!("CARGO_PKG_VERSION")),
        contact => format!("emaki/{} (+{contact})", env!("CARGO_PKG_VERSION")),
    }
}

fn community(config: &Config) -> Result<Option<Community>, AppError> {
    let community = &config.http.community;
    if community.url.is_empty() {
        return Ok(None);
    }
    let signing = community.signing_key.as_ref().filter(|key| !key.is_empty());
    Community::open(&community.url, &community.trusted_keys, signing).map(Some).map_err(|error| {
        AppError::new(ErrorCode::InvalidInput, error.to_string()).hint("see [http.community] in the settings")
    })
}

fn browser(config: &Config, agent: &str) -> Option<Box<dyn Network>> {
    let wanted = config.sources.values().any(|source| source.browser == Some(true));
    wanted.then(|| Box::new(Browser::new(&config.http.browser, agent)) as Box<dyn Network>)
}
