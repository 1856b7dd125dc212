//! Downloads for imports: one file at a trusted address, bounded in size, redirects and silence.

use std::{io::Write, path::Path, sync::Once, time::Duration};

use futures::StreamExt;
use reqwest::redirect::Policy;
use tempfile::NamedTempFile;
use url::Url;

use super::{shown, temporary};
use crate::ImportError;

/// How long a connection may take, and how long a server may stay silent in mid-answer.
const CONNECT: Duration = Duration::from_secs(15);
const SILENCE: Duration = Duration::from_mins(1);
const REDIRECTS: usize = 5;

/// Downloads an address to a temporary file of at most `limit` bytes.
pub(super) async fn download(url: &Url, scratch: &Path, limit: u64) -> Result<NamedTempFile, ImportError> {
    let failed =
        |source: reqwest::Error| ImportError::Network { url: shown(url), source: source.without_url() };
    let answer = client().map_err(failed)?.get(url.clone()).send().await.map_err(failed)?;
    if !answer.status().is_success() {
        return Err(ImportError::Status { url: shown(url), status: answer.status().as_u16() });
    }
    let too_large = || ImportError::TooLarge { url: shown(url), limit };
    if answer.content_length().is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let mut file = temporary(scratch)?;
    let mut written = 0;
    let mut body = answer.bytes_stream();
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(failed)?;
        written += chunk.len() as u64;
        if written > limit {
            return Err(too_large());
        }
        let write = file.write_all(&chunk);
        write.map_err(|source| ImportError::Scratch { folder: scratch.display().to_string(), source })?;
    }
    Ok(file)
}

pub(crate) fn client() -> reqwest::Result<reqwest::Client> {
    static PROVIDER: Once = Once::new();
    // Fails only when another part of the program has chosen one already, which will do.
    PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    reqwest::Client::builder()
        .user_agent(concat!("emaki/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .read_timeout(SILENCE)
        .redirect(Policy::limited(REDIRECTS))
        // The file is wanted as it lies there, so that its hash is the one that others know.
        .no_gzip()
        .build()
}
