//! One address to one file: streamed, hashed while it is written, gone on with where it broke off.
//!
//! Until it is whole a file is hidden and has no name of its own; then it is sniffed, gets the right ending and its
//! name at once. A page is taken for a file only where the server calls it one by name.

mod disposition;
mod name;
mod partial;
mod write;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use assets::objects::Content;
use model::SourceId;
use people::FailureCategory;
use serde::Serialize;
use sources::http::{Guard, Opened, clock::later};
use url::Url;

pub use name::{extension, safe};
use partial::{Mark, Partial};

use crate::{Net, Trouble, sniff};

/// How often a stream that breaks off is gone on with before the file is left for another time.
const TRIES: u32 = 4;
/// The pause before the first of them; each further one is twice as long.
const PAUSE: Duration = Duration::from_secs(2);

/// What to download and where to.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    /// Under which host's pace it goes.
    pub source: SourceId,
    /// The address.
    pub url: Url,
    /// Whose word the address is.
    pub guard: Guard,
    /// The folder that the file comes to lie in.
    pub folder: &'a Path,
    /// Its name without an ending; unique, so that nobody else writes there.
    pub stem: &'a str,
    /// The largest file that is taken, in bytes.
    pub most_bytes: u64,
    /// How much room must stay free on the disk, in bytes.
    pub keep_free: u64,
}

/// A file that was downloaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Got {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is made of.
    pub content: Content,
    /// The name by which the server calls it, made fit for a disk.
    pub name: Option<String>,
    /// How many of its bytes came this time; less than all where an earlier try had some already.
    pub received: u64,
}

/// What an address gave.
pub(crate) enum Came {
    /// A file, kept.
    File(Got),
    /// A page that is not called a file: its text, and the address that gave it.
    Page(String, Url),
}

/// Is told how many bytes are there, and how many there will be where that is known.
pub type Tell<'a> = dyn Fn(u64, Option<u64>) + Send + Sync + 'a;

/// Downloads an address. What is there of an earlier try, and still is the same file by its server's word, is gone on
/// with.
///
/// # Errors
/// Why there is no file. What came so far stays for the next try, unless it can be of no use.
pub async fn download(net: &Net, ask: &Ask<'_>, tell: &Tell<'_>) -> Result<Got, Trouble> {
    match ask_for(net, ask, tell).await? {
        Came::File(got) => Ok(got),
        Came::Page(text, _) => Err(a_page(&text)),
    }
}

/// That there is a page in a file's place.
pub(crate) fn a_page(text: &str) -> Trouble {
    let title = text.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
    let title = title.map(|(title, _)| title.trim()).filter(|title| !title.is_empty());
    let said = title.map(|title| format!(", titled \"{}\"", title.chars().take(80).collect::<String>()));
    let message = format!("a page came in place of the file{}", said.unwrap_or_default());
    Trouble::new(FailureCategory::Validation, message)
}

pub(crate) async fn ask_for(net: &Net, ask: &Ask<'_>, tell: &Tell<'_>) -> Result<Came, Trouble> {
    let partial = Partial::open(ask.folder, ask.stem).map_err(|error| match error.kind() {
        std::io::ErrorKind::WouldBlock => {
            Trouble::new(FailureCategory::System, "another process downloads this file now")
        }
        _ => Trouble::of_io("cannot write to the folder of downloads", &error),
    })?;
    let (mut tries, mut received, mut pause) = (0, 0, PAUSE);
    loop {
        let before = partial.found().map_or(0, |found| found.0);
        let trouble = match once(net, ask, &partial, tell, &mut received).await {
            Ok(Step::Whole(mark, hash, start)) => {
                return finish(ask, partial, &mark, hash, &start, received).map(Came::File);
            }
            Ok(Step::Page(text, url)) => {
                partial.discard();
                return Ok(Came::Page(text, url));
            }
            Err(trouble) => trouble,
        };
        if trouble.category.is_permanent() {
            partial.discard();
            return Err(trouble);
        }
        // Whoever got on may try again as often as it takes.
        tries = if partial.found().map_or(0, |found| found.0) > before { 1 } else { tries + 1 };
        if trouble.category != FailureCategory::Network || tries >= TRIES {
            // An empty file is no beginning.
            if partial.found().is_none() {
                partial.discard();
            }
            return Err(trouble);
        }
        let clock = net.paces().clock();
        clock.wait_until(later(clock.now(), pause)).await;
        pause = (pause * 2).min(Duration::from_mins(1));
    }
}

enum Step {
    Whole(Mark, [u8; 32], Vec<u8>),
    Page(String, Url),
}

/// One request, and what follows of its answer.
async fn once(
    net: &Net,
    ask: &Ask<'_>,
    partial: &Partial,
    tell: &Tell<'_>,
    received: &mut u64,
) -> Result<Step, Trouble> {
    let found = partial.found();
    let mut extra = Vec::new();
    if let Some((bytes, mark)) = &found {
        extra.push(("range", format!("bytes={bytes}-")));
        extra.push(("if-range", mark.condition().unwrap_or_default().to_owned()));
    }
    let answer = net.open(&ask.source, &ask.url, ask.guard, &extra).await?;
    let (from, mark) = match (answer.status, found) {
        (206, Some((bytes, mark))) if goes_on(&answer, bytes, &mark) => (bytes, mark),
        // All of it was there, and only its name was not.
        (416, Some((bytes, mark))) if mark.total == Some(bytes) => {
            let (hash, start) = reread(partial, bytes)?;
            return Ok(Step::Whole(mark, write::digest(hash), start));
        }
        (206 | 416, Some(_)) => {
            partial.begin(&Mark::default()).map_err(|error| Trouble::of_io("cannot begin anew", &error))?;
            let message = "the server went on with another file than the one begun; it is fetched anew";
            return Err(Trouble::new(FailureCategory::Network, message));
        }
        (200, _) => {
            let mark = mark_of(&answer);
            if is_page(&answer, &mark) {
                let url = answer.url.clone();
                let body = answer.rest(crate::net::PAGE).await.map_err(|error| Trouble::of_fetch(&error))?;
                return Ok(Step::Page(String::from_utf8_lossy(&body).into_owned(), url));
            }
            partial.begin(&mark).map_err(|error| Trouble::of_io("cannot begin the file", &error))?;
            (0, mark)
        }
        // Refusals come with pages that say more than their status.
        (status @ (400..=404 | 410), _) if is_html(&answer) => {
            let (headers, url) = (answer.headers.clone(), answer.url.clone());
            let body = answer.rest(crate::net::PAGE).await.unwrap_or_default();
            let text = String::from_utf8_lossy(&body).into_owned();
            return match crate::drive::page::read(&text, &url) {
                Some(_) => Ok(Step::Page(text, url)),
                None => Err(Trouble::of_status(status, &headers)),
            };
        }
        (status, _) => return Err(Trouble::of_status(status, &answer.headers)),
    };
    if mark.total.is_some_and(|total| total > ask.most_bytes) {
        return Err(too_large(ask));
    }
    let (hash, start) = reread(partial, from)?;
    let (hash, start) =
        write::body(answer, ask, partial, (from, &mark), (hash, start), tell, received).await?;
    Ok(Step::Whole(mark, hash, start))
}

fn reread(partial: &Partial, bytes: u64) -> Result<(sha2::Sha256, Vec<u8>), Trouble> {
    partial
        .hashed(bytes, sniff::ENOUGH)
        .map_err(|error| Trouble::of_io("cannot read what came so far", &error))
}

fn too_large(ask: &Ask<'_>) -> Trouble {
    let message = format!("the file is larger than the {} bytes that are allowed", ask.most_bytes);
    Trouble::new(FailureCategory::Validation, message)
}

/// Sniffs a whole file and gives it its name.
fn finish(
    ask: &Ask<'_>,
    partial: Partial,
    mark: &Mark,
    hash: [u8; 32],
    start: &[u8],
    received: u64,
) -> Result<Got, Trouble> {
    let name = mark.name.as_deref().map(safe).filter(|name| !name.is_empty());
    let named = name.as_deref().and_then(extension);
    let kind = sniff::sniff(start);
    if kind == sniff::HTML && !(mark.attachment && matches!(named.as_deref(), Some("html" | "htm"))) {
        partial.discard();
        return Err(a_page(&String::from_utf8_lossy(start)));
    }
    // What sniffing cannot tell apart goes by its name: plain text, and packed or unknown bytes.
    let is_vague = matches!(kind.extension, "txt" | "bin" | "zip" | "xml" | "json" | "doc");
    let extension = named.filter(|_| is_vague).unwrap_or_else(|| kind.extension.to_owned());
    let path = ask.folder.join(format!("{}.{extension}", ask.stem));
    let bytes = partial.handle().and_then(|file| file.metadata()).map(|meta| meta.len());
    let failed = |error: std::io::Error| Trouble::of_io("cannot finish the file", &error);
    let bytes = bytes.map_err(failed)?;
    if bytes == 0 {
        partial.discard();
        return Err(Trouble::new(FailureCategory::Validation, "the file is empty"));
    }
    partial.finish(&path).map_err(failed)?;
    let content =
        Content { sha256: assets::hex(&hash), bytes, extension, content_type: kind.content_type.to_owned() };
    Ok(Got { path, content, name, received })
}

/// What the server says of the file.
fn mark_of(answer: &Opened) -> Mark {
    let disposition = answer.headers.get("content-disposition");
    let disposition = disposition.as_deref().unwrap_or_default();
    let in_path = || {
        let last = answer.url.path_segments()?.next_back()?;
        Some(last.to_owned()).filter(|last| name::extension(last).is_some())
    };
    Mark {
        etag: answer.headers.get("etag"),
        modified: answer.headers.get("last-modified"),
        total: answer.length,
        name: disposition::name(disposition).or_else(in_path),
        attachment: disposition::is_attachment(disposition),
    }
}

/// Whether it is a page that nobody calls a file.
fn is_page(answer: &Opened, mark: &Mark) -> bool {
    is_html(answer) && !mark.attachment
}

fn is_html(answer: &Opened) -> bool {
    let kind = answer.headers.get("content-type").unwrap_or_default().to_ascii_lowercase();
    kind.starts_with("text/html") || kind.starts_with("application/xhtml")
}

/// Whether an answer goes on where the file ends, with the same file.
fn goes_on(answer: &Opened, bytes: u64, mark: &Mark) -> bool {
    let Some(range) = answer.headers.get("content-range") else { return false };
    let Some((places, total)) = range.strip_prefix("bytes ").and_then(|range| range.split_once('/')) else {
        return false;
    };
    let from = places.split_once('-').and_then(|(from, _)| from.parse::<u64>().ok());
    let same = |name: &str, known: &Option<String>| {
        answer.headers.get(name).is_none_or(|value| known.as_ref().is_none_or(|known| *known == value))
    };
    from == Some(bytes)
        && (total == "*" || mark.total.is_none() || total.parse() == Ok(mark.total.unwrap_or_default()))
        && same("etag", &mark.etag)
        && same("last-modified", &mark.modified)
}
