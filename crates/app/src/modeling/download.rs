//! One file of a model, fetched piece by piece, so that a broken download goes on where it stopped.
//!
//! The address comes from the settings and is trusted; where it redirects to is its word. The first answer names the
//! file's hash in its headers, as Hugging Face does: `X-Linked-Etag` is the SHA-256 of a large file, `ETag` the Git
//! hash of a small one. What does not have that hash is thrown away.

use std::{
    fs,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    sync::Once,
    time::Duration,
};

use futures::StreamExt as _;
use reqwest::{Client, Response, header, redirect::Policy};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::{AppError, ErrorCode};

/// How long a connection may take, and how long a server may stay silent in mid-answer.
const CONNECT: Duration = Duration::from_secs(15);
const SILENCE: Duration = Duration::from_mins(1);
const REDIRECTS: usize = 5;
/// How often a broken download is taken up again.
const TRIES: usize = 5;

/// What a file must be by its server's own word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sum {
    /// The SHA-256 of its bytes.
    Sha256(String),
    /// Git's hash of it: the SHA-1 of `blob`, its length and its bytes.
    Git(String),
    /// The server says nothing of it.
    Unknown,
}

/// A file that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fetched {
    pub bytes: u64,
    pub sha256: String,
    /// Whether it has the hash that the server named.
    pub is_checked: bool,
    /// Whether it was there already.
    pub is_kept: bool,
    /// The revision that the server named.
    pub commit: Option<String>,
}

/// Fetches files.
pub(super) struct Downloader {
    client: Client,
    limit: u64,
}

/// What the first answer says of a file.
struct Head {
    url: Url,
    sum: Sum,
    size: Option<u64>,
    commit: Option<String>,
    tag: Option<String>,
}

impl Downloader {
    pub fn new(agent: &str, limit: u64) -> Result<Self, AppError> {
        static PROVIDER: Once = Once::new();
        // Fails only when another part of the program has chosen one already, which will do.
        PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
        let client = Client::builder()
            .user_agent(agent)
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .redirect(Policy::none())
            // The file is wanted as it lies there, so that its hash is the one that others know.
            .no_gzip()
            .build()
            .map_err(AppError::internal)?;
        Ok(Self { client, limit })
    }

    /// Fetches an address into a file; `None` where the server has no such file. `told` hears the bytes so far and,
    /// where it is known, the length.
    pub async fn fetch(
        &self,
        url: &Url,
        file: &Path,
        told: &(dyn Fn(u64, Option<u64>) + Send + Sync),
    ) -> Result<Option<Fetched>, AppError> {
        let Some(head) = self.head(url).await? else { return Ok(None) };
        if head.size.is_some_and(|size| size > self.limit) {
            return Err(self.too_large(url));
        }
        if let Some(kept) = checked(file, &head)? {
            return Ok(Some(Fetched { is_kept: true, ..kept }));
        }
        let part = part_of(file);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(|error| unwritable(folder, error))?;
        }
        let mut tries = 0;
        while let Err(error) = self.go_on(&head, &part, told).await {
            tries += 1;
            if tries >= TRIES || error.code != ErrorCode::SourceUnavailable {
                return Err(error);
            }
            tracing::info!(%url, "the download broke off and is taken up again: {error}");
        }
        let Some(fetched) = checked(&part, &head)? else {
            fs::remove_file(&part).ok();
            return Err(AppError::new(
                ErrorCode::SourceUnavailable,
                format!("`{}` did not arrive as its server has it: its hash differs", file_name(file)),
            )
            .detail("url", url.as_str())
            .hint("what arrived was thrown away; pull it again"));
        };
        fs::rename(&part, file).map_err(|error| unwritable(file, error))?;
        Ok(Some(fetched))
    }

    /// Where the file lies in the end, and what its server says of it.
    async fn head(&self, url: &Url) -> Result<Option<Head>, AppError> {
        let mut head = Head { url: url.clone(), sum: Sum::Unknown, size: None, commit: None, tag: None };
        for _ in 0..=REDIRECTS {
            let answer =
                self.client.head(head.url.clone()).send().await.map_err(|error| broken(url, error))?;
            let text = |name: &str| {
                answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
            };
            let linked = text("x-linked-etag");
            if head.sum == Sum::Unknown {
                head.sum = sum_of(linked.as_deref().or(text("etag").as_deref()));
            }
            head.commit = head.commit.or_else(|| text("x-repo-commit"));
            head.size = head.size.or_else(|| text("x-linked-size")?.parse().ok());
            let status = answer.status().as_u16();
            match (status, text("location")) {
                (301 | 302 | 303 | 307 | 308, Some(target)) => {
                    let next = head.url.join(&target).map_err(|_| refused(url, status))?;
                    if head.url.scheme() == "https" && next.scheme() != "https" {
                        return Err(refused(url, status).hint("a redirect must not leave https"));
                    }
                    head.url = next;
                }
                (200..=299, _) => {
                    // Some answer such a question with the length of the answer itself, which is none.
                    let length = || text("content-length")?.parse().ok().filter(|length| *length > 0);
                    head.size = head.size.or_else(length);
                    head.tag = text("etag");
                    return Ok(Some(head));
                }
                (404, _) => return Ok(None),
                _ => return Err(refused(url, status)),
            }
        }
        Err(refused(url, 310).hint("it redirects in circles"))
    }

    /// Fetches what is missing of a file.
    async fn go_on(
        &self,
        head: &Head,
        part: &Path,
        told: &(dyn Fn(u64, Option<u64>) + Send + Sync),
    ) -> Result<(), AppError> {
        let mut have = fs::metadata(part).map_or(0, |meta| meta.len());
        if head.size.is_some_and(|size| have > size) {
            have = 0;
        }
        if head.size == Some(have) && have > 0 {
            return Ok(());
        }
        let mut call = self.client.get(head.url.clone());
        if have > 0 {
            call = call.header(header::RANGE, format!("bytes={have}-"));
            // A file that has changed since is sent whole.
            if let Some(tag) = head.tag.as_ref().filter(|tag| !tag.starts_with("W/")) {
                call = call.header(header::IF_RANGE, tag);
            }
        }
        let answer = call.send().await.map_err(|error| broken(&head.url, error))?;
        match answer.status().as_u16() {
            206 => {}
            200 => have = 0,
            // There is nothing after what has arrived: it is whole where the server says that it is as long, and of
            // another file where not.
            416 if have > 0 => {
                if ends_at(&answer) == Some(have) {
                    return Ok(());
                }
                fs::remove_file(part).map_err(|error| unwritable(part, error))?;
                return Err(AppError::new(
                    ErrorCode::SourceUnavailable,
                    "what had arrived is longer than the file; it is fetched from its beginning",
                ));
            }
            status => return Err(refused(&head.url, status)),
        }
        self.write(answer, head, part, have, told).await
    }

    async fn write(
        &self,
        answer: Response,
        head: &Head,
        part: &Path,
        mut have: u64,
        told: &(dyn Fn(u64, Option<u64>) + Send + Sync),
    ) -> Result<(), AppError> {
        let failed = |error: std::io::Error| unwritable(part, error);
        let mut file =
            fs::OpenOptions::new().create(true).write(true).truncate(false).open(part).map_err(failed)?;
        file.set_len(have).map_err(failed)?;
        std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0)).map_err(failed)?;
        let mut body = answer.bytes_stream();
        while let Some(chunk) = body.next().await {
            let chunk = chunk.map_err(|error| broken(&head.url, error))?;
            have += chunk.len() as u64;
            if have > self.limit {
                drop(file);
                fs::remove_file(part).ok();
                return Err(self.too_large(&head.url));
            }
            file.write_all(&chunk).map_err(failed)?;
            told(have, head.size);
        }
        file.sync_all().map_err(failed)?;
        match head.size {
            Some(size) if have < size => Err(AppError::new(
                ErrorCode::SourceUnavailable,
                format!("the download ended at {have} of {size} bytes"),
            )),
            _ => Ok(()),
        }
    }

    fn too_large(&self, url: &Url) -> AppError {
        AppError::new(ErrorCode::PayloadTooLarge, format!("`{url}` has more than {} bytes", self.limit))
            .hint("`max_download_bytes` under [model] sets the limit")
    }
}

/// The length that a server names where it has nothing at the place that was asked for: `bytes */1234`.
fn ends_at(answer: &Response) -> Option<u64> {
    let range = answer.headers().get(header::CONTENT_RANGE)?.to_str().ok()?;
    range.strip_prefix("bytes */")?.parse().ok()
}

/// Where an unfinished file lies.
fn part_of(file: &Path) -> PathBuf {
    file.with_file_name(format!("{}.part", file_name(file)))
}

fn file_name(file: &Path) -> String {
    file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// A file that is what its server says; `None` where it is not there or something else.
fn checked(file: &Path, head: &Head) -> Result<Option<Fetched>, AppError> {
    let Ok(meta) = fs::metadata(file) else { return Ok(None) };
    let bytes = meta.len();
    if head.size.is_some_and(|size| size != bytes) {
        return Ok(None);
    }
    let (sha256, git) = hashes(file, bytes).map_err(|error| unwritable(file, error))?;
    let is_checked = match &head.sum {
        Sum::Sha256(sum) => *sum == sha256,
        Sum::Git(sum) => *sum == git,
        Sum::Unknown => false,
    };
    // Where the server names no hash, its length has to do.
    let is_right = is_checked || head.sum == Sum::Unknown && head.size.is_some();
    Ok(is_right.then_some(Fetched { bytes, sha256, is_checked, is_kept: false, commit: head.commit.clone() }))
}

/// A file's SHA-256, and Git's hash of it.
fn hashes(file: &Path, bytes: u64) -> std::io::Result<(String, String)> {
    let mut sha256 = Sha256::new();
    let mut git = ring::digest::Context::new(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY);
    git.update(format!("blob {bytes}\0").as_bytes());
    let mut file = fs::File::open(file)?;
    let mut chunk = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        sha256.update(&chunk[..read]);
        git.update(&chunk[..read]);
    }
    Ok((hex(&sha256.finalize()), hex(git.finish().as_ref())))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("text takes all");
        text
    })
}

/// The hash that an `ETag` is.
fn sum_of(tag: Option<&str>) -> Sum {
    let tag = tag.map(|tag| tag.trim_start_matches("W/").trim_matches('"').to_ascii_lowercase());
    match tag.filter(|tag| tag.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        Some(tag) if tag.len() == 64 => Sum::Sha256(tag),
        Some(tag) if tag.len() == 40 => Sum::Git(tag),
        _ => Sum::Unknown,
    }
}

fn refused(url: &Url, status: u16) -> AppError {
    let code = match status {
        401 | 403 => ErrorCode::Blocked,
        429 => ErrorCode::RateLimited,
        _ => ErrorCode::SourceUnavailable,
    };
    AppError::new(code, format!("`{url}` answers with status {status}")).detail("status", status)
}

fn broken(url: &Url, error: reqwest::Error) -> AppError {
    AppError::new(ErrorCode::SourceUnavailable, format!("`{url}` cannot be fetched"))
        .caused_by(error.without_url())
        .hint("pull it again later: what has arrived is kept; `base_url` under [model] names a mirror")
}

/// A file or folder that cannot be written, with its reason.
pub(super) fn unwritable(path: &Path, error: std::io::Error) -> AppError {
    let code = if store::has_no_room(&error) { ErrorCode::DiskFull } else { ErrorCode::NotConfigured };
    AppError::new(code, format!("`{}` cannot be written", path.display())).caused_by(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_hashes_or_nothing() {
        let sha256 = "A".repeat(64);
        assert_eq!(sum_of(Some(&format!("\"{sha256}\""))), Sum::Sha256("a".repeat(64)));
        assert_eq!(
            sum_of(Some("W/\"ce013625030ba8dba906f756967f9e9ca394464a\"")),
            Sum::Git("ce013625030ba8dba906f756967f9e9ca394464a".to_owned())
        );
        assert_eq!(sum_of(Some("\"5d8c72a5edda8d6a-4\"")), Sum::Unknown);
        assert_eq!(sum_of(None), Sum::Unknown);
    }

    #[test]
    fn hashes_are_those_that_others_compute() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        fs::write(file.path(), b"hello\n").expect("a file");
        let (sha256, git) = hashes(file.path(), 6).expect("a file");
        assert_eq!(sha256, "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");
        assert_eq!(git, "ce013625030ba8dba906f756967f9e9ca394464a");
    }
}
