//! A bucket that speaks S3's protocol and Google Cloud Storage's, as far as object clients use them.
//!
//! It keeps everything in memory, checks what it is told of parts and bodies, lists in pages, and hides what was not
//! finished. Signatures are asked for and not calculated: the official emulators do the same.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::replay::{Answer, Replay, Request};

/// How many keys a page of a listing has; few, so that small tests see several.
const PAGE: usize = 3;
/// Headers that are kept with an object, beside those of metadata.
const KEPT: [&str; 3] = ["content-type", "x-amz-storage-class", "x-goog-storage-class"];

/// A server with one bucket. It stops when this value is dropped.
pub struct Bucket {
    server: Replay,
    inside: Arc<Mutex<Inside>>,
}

/// One object as it lies there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// Its bytes.
    pub body: Vec<u8>,
    /// Its metadata and the headers that go with it, by name.
    pub headers: Vec<(String, String)>,
}

#[derive(Default)]
struct Inside {
    objects: BTreeMap<String, Kept>,
    uploads: BTreeMap<String, Upload>,
    number: usize,
}

#[derive(Default)]
struct Upload {
    key: String,
    parts: BTreeMap<usize, Vec<u8>>,
    headers: Vec<(String, String)>,
}

impl Bucket {
    /// Starts a server whose one bucket is called `name`.
    pub fn start(name: &str) -> Self {
        let server = Replay::start_blocking();
        let inside: Arc<Mutex<Inside>> = Arc::default();
        let (shared, root) = (Arc::clone(&inside), format!("/{name}"));
        server.serve("*", "/**", move |request| answer(&mut locked(&shared), &root, request));
        Self { server, inside }
    }

    /// The server under it, for its address, its count of requests and its faults.
    pub fn server(&self) -> &Replay {
        &self.server
    }

    /// The keys of all objects, in order.
    pub fn keys(&self) -> Vec<String> {
        locked(&self.inside).objects.keys().cloned().collect()
    }

    /// An object.
    pub fn object(&self, key: &str) -> Option<Kept> {
        locked(&self.inside).objects.get(key).cloned()
    }

    /// Puts an object there past the protocol, or damages one.
    pub fn put(&self, key: &str, body: &[u8]) {
        let mut inside = locked(&self.inside);
        inside.objects.entry(key.to_owned()).or_default().body = body.to_vec();
    }

    /// How many uploads were begun and neither finished nor given up.
    pub fn open_uploads(&self) -> usize {
        locked(&self.inside).uploads.len()
    }
}

fn locked(inside: &Mutex<Inside>) -> MutexGuard<'_, Inside> {
    inside.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(inside: &mut Inside, root: &str, request: &Request) -> Answer {
    if request.header("authorization").is_none() && request.query_value("X-Amz-Signature").is_none() {
        return refusal(403, "AccessDenied");
    }
    let path = decoded(&request.path);
    let Some(key) = path.strip_prefix(root) else { return refusal(404, "NoSuchBucket") };
    let key = key.trim_start_matches('/').to_owned();
    let (upload, has) = (request.query_value("uploadId"), |name| request.query_value(name).is_some());
    match (request.method.as_str(), upload) {
        ("GET", _) if key.is_empty() => listing(inside, request),
        ("POST", _) if key.is_empty() && has("delete") => delete_many(inside, request),
        ("POST", None) if has("uploads") => begin(inside, key, request),
        ("PUT", Some(id)) => part(inside, &id, request),
        ("POST", Some(id)) => finish(inside, &id, request),
        ("DELETE", Some(id)) => {
            inside.uploads.remove(&id);
            Answer::status(204)
        }
        ("PUT", None) => whole(inside, key, request),
        ("GET" | "HEAD", _) => read(inside, &key, request),
        ("DELETE", None) => {
            inside.objects.remove(&key);
            Answer::status(204)
        }
        _ => refusal(405, "MethodNotAllowed"),
    }
}

fn whole(inside: &mut Inside, key: String, request: &Request) -> Answer {
    if !is_as_told(request) {
        return refusal(400, "BadDigest");
    }
    inside.objects.insert(key, Kept { body: request.body.clone(), headers: kept_headers(request) });
    tagged(Answer::status(200), &request.body)
}

fn begin(inside: &mut Inside, key: String, request: &Request) -> Answer {
    inside.number += 1;
    let id = format!("upload-{}", inside.number);
    let upload = Upload { key, headers: kept_headers(request), ..Upload::default() };
    inside.uploads.insert(id.clone(), upload);
    Answer::xml(format!(
        "<?xml version=\"1.0\"?><InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
    ))
}

fn part(inside: &mut Inside, id: &str, request: &Request) -> Answer {
    if !is_as_told(request) {
        return refusal(400, "BadDigest");
    }
    let Some(upload) = inside.uploads.get_mut(id) else { return refusal(404, "NoSuchUpload") };
    let number = request.query_value("partNumber").and_then(|number| number.parse().ok());
    let Some(number) = number else { return refusal(400, "InvalidArgument") };
    upload.parts.insert(number, request.body.clone());
    tagged(Answer::status(200), &request.body)
}

fn finish(inside: &mut Inside, id: &str, request: &Request) -> Answer {
    let Some(upload) = inside.uploads.get(id) else { return refusal(404, "NoSuchUpload") };
    let told = request.text();
    let numbers: Vec<usize> = within(&told, "PartNumber").filter_map(|number| number.parse().ok()).collect();
    let mut body = Vec::new();
    for (place, number) in numbers.iter().enumerate() {
        let Some(part) = upload.parts.get(number) else { return refusal(400, "InvalidPart") };
        // All but the last must have 5 MiB.
        if place + 1 < numbers.len() && part.len() < 5 << 20 {
            return refusal(400, "EntityTooSmall");
        }
        body.extend_from_slice(part);
    }
    let upload = inside.uploads.remove(id).unwrap_or_default();
    let tag = tag_of(&body);
    inside.objects.insert(upload.key, Kept { body, headers: upload.headers });
    Answer::xml(format!(
        "<?xml version=\"1.0\"?><CompleteMultipartUploadResult><ETag>&quot;{tag}&quot;</ETag></CompleteMultipartUploadResult>"
    ))
}

fn read(inside: &Inside, key: &str, request: &Request) -> Answer {
    let Some(object) = inside.objects.get(key) else { return refusal(404, "NoSuchKey") };
    let mut answer = match request.header("range").and_then(|range| first_of(range, object.body.len())) {
        None => Answer::bytes("application/octet-stream", object.body.clone()),
        Some((from, to)) => Answer::bytes("application/octet-stream", &object.body[from..=to])
            .with_status(206)
            .with_header("content-range", format!("bytes {from}-{to}/{}", object.body.len())),
    };
    for (name, value) in &object.headers {
        answer = answer.with_header(name, value.clone());
    }
    tagged(
        answer.last_modified(Timestamp::from_second(1_767_323_045).unwrap_or(Timestamp::UNIX_EPOCH)),
        &object.body,
    )
}

fn listing(inside: &Inside, request: &Request) -> Answer {
    let prefix = request.query_value("prefix").unwrap_or_default();
    let after = request.query_value("continuation-token").unwrap_or_default();
    let found: Vec<_> = inside
        .objects
        .iter()
        .filter(|(key, _)| key.starts_with(&prefix) && **key > after)
        .take(PAGE + 1)
        .collect();
    let mut page = String::from("<?xml version=\"1.0\"?><ListBucketResult>");
    for (key, object) in found.iter().take(PAGE) {
        let _ = write!(
            page,
            "<Contents><Key>{key}</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified>\
             <ETag>&quot;{}&quot;</ETag><Size>{}</Size></Contents>",
            tag_of(&object.body),
            object.body.len()
        );
    }
    if found.len() > PAGE {
        let last = found[PAGE - 1].0;
        let _ = write!(
            page,
            "<IsTruncated>true</IsTruncated><NextContinuationToken>{last}</NextContinuationToken>"
        );
    }
    page.push_str("</ListBucketResult>");
    Answer::xml(page)
}

fn delete_many(inside: &mut Inside, request: &Request) -> Answer {
    let mut page = String::from("<?xml version=\"1.0\"?><DeleteResult>");
    for key in within(&request.text(), "Key") {
        inside.objects.remove(key);
        let _ = write!(page, "<Deleted><Key>{key}</Key></Deleted>");
    }
    page.push_str("</DeleteResult>");
    Answer::xml(page)
}

fn refusal(status: u16, code: &str) -> Answer {
    let text = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{code}</Message></Error>");
    Answer::xml(text).with_status(status)
}

/// Whether the body is the one whose hash is told, where one is.
fn is_as_told(request: &Request) -> bool {
    let told = request.header("x-amz-content-sha256").filter(|told| told.len() == 64);
    told.is_none_or(|told| hex(&Sha256::digest(&request.body)) == told)
}

fn kept_headers(request: &Request) -> Vec<(String, String)> {
    let is_kept = |name: &str| {
        KEPT.contains(&name) || name.starts_with("x-amz-meta-") || name.starts_with("x-goog-meta-")
    };
    request.headers.iter().filter(|(name, _)| is_kept(name)).cloned().collect()
}

fn tagged(answer: Answer, body: &[u8]) -> Answer {
    answer.etag(&tag_of(body))
}

fn tag_of(body: &[u8]) -> String {
    hex(&Sha256::digest(body)[..16])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The texts of all elements of a name.
fn within<'a>(text: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let parts: Vec<&str> =
        text.split(&open as &str).skip(1).filter_map(|rest| rest.split(&close as &str).next()).collect();
    parts.into_iter()
}

/// The first and the last place of a range such as `bytes=5-`, `bytes=0-9` or `bytes=-4`.
fn first_of(range: &str, length: usize) -> Option<(usize, usize)> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    let last = length.checked_sub(1)?;
    match (from.parse::<usize>(), to.parse::<usize>()) {
        (Ok(from), Ok(to)) if from <= last => Some((from, to.min(last))),
        (Ok(from), Err(_)) if from <= last => Some((from, last)),
        (Err(_), Ok(many)) => Some((length.saturating_sub(many), last)),
        _ => None,
    }
}

fn decoded(path: &str) -> String {
    let (mut out, mut bytes) = (Vec::new(), path.bytes());
    while let Some(byte) = bytes.next() {
        let escaped = (byte == b'%').then(|| {
            let digits = [bytes.next()?, bytes.next()?];
            u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()
        });
        out.push(escaped.flatten().unwrap_or(byte));
    }
    String::from_utf8_lossy(&out).into_owned()
}
