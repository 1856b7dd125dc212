//! Asking an address whether it has something new, and fetching what it has.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use futures::StreamExt as _;
use reqwest::{Response, StatusCode, header};
use url::Url;

use crate::{
    ImportError, ImportOptions, Input,
    input::{download::client, shown, temporary},
};

/// What is known of the last answer of an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Its `ETag`.
    pub etag: String,
    /// Its `Last-Modified`.
    pub modified: String,
    /// SHA-256 of the file it gave, in hex.
    pub file_hash: String,
}

/// What an address says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// What it said the last time.
    Unchanged,
    /// A file that is another than the last one.
    New(Release),
}

/// A release that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Where its file lies now.
    pub path: PathBuf,
    /// SHA-256 of the file in hex.
    pub hash: String,
    /// How large it is, in bytes.
    pub bytes: u64,
    /// The answer's `ETag`; empty where there was none.
    pub etag: String,
    /// The answer's `Last-Modified`; empty where there was none.
    pub modified: String,
}

/// Asks an address, a URL or a path, and fetches what is another file than the last one into `folder`. The file's name
/// begins with `name` and tells its hash, so that the same one is there once.
///
/// # Errors
/// When it cannot be reached, refuses, or is larger than `options` allow.
pub async fn look(
    address: &str,
    known: &Known,
    folder: &Path,
    name: &str,
    options: &ImportOptions,
) -> Result<Looked, ImportError> {
    let (temporary, etag, modified) = if let Some(url) = address_of(address) {
        let answer = ask(&url, known).await?;
        if answer.status() == StatusCode::NOT_MODIFIED {
            return Ok(Looked::Unchanged);
        }
        let (etag, modified) = (told(&answer, &header::ETAG), told(&answer, &header::LAST_MODIFIED));
        (spool(answer, &url, folder, options.max_download_bytes).await?, etag, modified)
    } else {
        let mut file = temporary(folder)?;
        let unreadable = |source| ImportError::Unreadable { name: address.to_owned(), source };
        let mut from = fs::File::open(address).map_err(unreadable)?;
        std::io::copy(&mut from, &mut file).map_err(unreadable)?;
        (file, String::new(), String::new())
    };
    // Weighed as imports weigh their files, so that the hashes are the same.
    let spooled = Input::File(temporary.path().to_owned()).fetch(options).await?;
    let (hash, bytes) = (spooled.hash.clone(), spooled.len);
    drop(spooled);
    if hash == known.file_hash {
        return Ok(Looked::Unchanged);
    }
    let path = folder.join(format!("{name}-{}", &hash[..16]));
    let unsynced = |source| ImportError::Scratch { folder: folder.display().to_string(), source };
    temporary.as_file().sync_all().map_err(unsynced)?;
    temporary.persist(&path).map_err(|error| ImportError::Scratch {
        folder: folder.display().to_string(),
        source: error.error,
    })?;
    Ok(Looked::New(Release { path, hash, bytes, etag, modified }))
}

/// Asks an address whether it has another answer than the last one, without fetching it: `None` where it does not tell.
/// The second and third parts are its `ETag` and `Last-Modified`.
///
/// # Errors
/// When it cannot be reached or refuses.
pub async fn peek(address: &str, known: &Known) -> Result<(Option<bool>, String, String), ImportError> {
    let Some(url) = address_of(address) else {
        let unreadable = |source| ImportError::Unreadable { name: address.to_owned(), source };
        fs::metadata(address).map_err(unreadable)?;
        return Ok((None, String::new(), String::new()));
    };
    let answer = ask(&url, known).await?;
    let (etag, modified) = (told(&answer, &header::ETAG), told(&answer, &header::LAST_MODIFIED));
    let changed = match () {
        () if answer.status() == StatusCode::NOT_MODIFIED => Some(false),
        () if !etag.is_empty() && !known.etag.is_empty() => Some(etag != known.etag),
        () if !modified.is_empty() && !known.modified.is_empty() => Some(modified != known.modified),
        () if known.file_hash.is_empty() => Some(true),
        () => None,
    };
    Ok((changed, etag, modified))
}

fn address_of(address: &str) -> Option<Url> {
    match address.parse() {
        Ok(Input::Url(url)) => Some(url),
        _ => None,
    }
}

async fn ask(url: &Url, known: &Known) -> Result<Response, ImportError> {
    let failed =
        |source: reqwest::Error| ImportError::Network { url: shown(url), source: source.without_url() };
    let mut request = client().map_err(failed)?.get(url.clone());
    if !known.etag.is_empty() {
        request = request.header(header::IF_NONE_MATCH, &known.etag);
    } else if !known.modified.is_empty() {
        request = request.header(header::IF_MODIFIED_SINCE, &known.modified);
    }
    let answer = request.send().await.map_err(failed)?;
    let status = answer.status();
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        Ok(answer)
    } else {
        Err(ImportError::Status { url: shown(url), status: status.as_u16() })
    }
}

fn told(answer: &Response, name: &header::HeaderName) -> String {
    let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
    value.filter(|value| value.len() <= 200).unwrap_or_default().to_owned()
}

async fn spool(
    answer: Response,
    url: &Url,
    folder: &Path,
    limit: u64,
) -> Result<tempfile::NamedTempFile, ImportError> {
    let too_large = || ImportError::TooLarge { url: shown(url), limit };
    if answer.content_length().is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let mut file = temporary(folder)?;
    let mut written = 0;
    let mut body = answer.bytes_stream();
    while let Some(chunk) = body.next().await {
        let chunk =
            chunk.map_err(|source| ImportError::Network { url: shown(url), source: source.without_url() })?;
        written += chunk.len() as u64;
        if written > limit {
            return Err(too_large());
        }
        file.write_all(&chunk)
            .map_err(|source| ImportError::Scratch { folder: folder.display().to_string(), source })?;
    }
    Ok(file)
}
