//! yt-dlp run: for what is known of a video, its film, its transcript, and the videos of a playlist.
//!
//! Everything it writes lies in a hidden folder of the asset until it is whole, so that a killed process leaves nothing
//! that looks like a film, and the next run goes on with what is there.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use assets::objects::Content;
use people::FailureCategory;
use sha2::{Digest as _, Sha256};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _},
    process::Command,
};

use super::{Info, Tool, transcript::best, trouble::understood};
use crate::{Net, Trouble, file::Got, net::youtube_source, sniff};

/// The most of its answers that is kept, in bytes; what is known of a long playlist has a few megabytes.
const MOST_OUT: usize = 64 << 20;
/// How much of what it says last is kept, in bytes.
const MOST_SAID: usize = 64 << 10;

/// How long and how large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest film, in bytes.
    pub most_bytes: u64,
    /// The highest picture, in lines.
    pub height: u32,
    /// How long one run may take.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { most_bytes: 20 << 30, height: 720, patience: Duration::from_hours(3) }
    }
}

/// Where a video's files come to lie.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Its address.
    pub url: &'a str,
    /// The folder.
    pub folder: &'a Path,
    /// The name of the file without an ending.
    pub stem: &'a str,
}

/// What a playlist holds.
///
/// # Errors
/// Why it cannot be listed.
pub async fn playlist(net: &Net, tool: &Tool, url: &str, limits: &Limits) -> Result<Info, Trouble> {
    let out = run(net, tool, &["--flat-playlist", "--dump-single-json", "--", url], None, limits).await?;
    read(&out)
}

/// Downloads a film: the best picture of at most so many lines with the best sound.
///
/// # Errors
/// Why there is none. What came so far stays for the next try.
pub async fn video(
    net: &Net,
    tool: &Tool,
    wanted: &Wanted<'_>,
    limits: &Limits,
) -> Result<(Got, Info), Trouble> {
    let work = Work::open(wanted)?;
    let (work, info) = known(net, tool, wanted.url, work, limits).await?;
    let height = limits.height;
    let format = if tool.ffmpeg.is_some() {
        format!("bv*[height<=?{height}]+ba/b[height<=?{height}]")
    } else {
        format!("b[height<=?{height}]")
    };
    let most = limits.most_bytes.to_string();
    let arguments = [
        "--load-info-json",
        "info.json",
        "--format",
        &format,
        "--merge-output-format",
        "mp4",
        "--max-filesize",
        &most,
        "--output",
        "film.%(ext)s",
    ];
    run(net, tool, &arguments, Some(&work), limits).await?;
    let got = work.take("film.", wanted).await?;
    let kind = got.content.content_type.as_str();
    if !kind.starts_with("video/") && !kind.starts_with("audio/") {
        let _ = fs::remove_file(&got.path);
        return Err(Trouble::new(FailureCategory::Validation, format!("what came is no film but {kind}")));
    }
    work.discard();
    Ok((got, info))
}

/// Downloads the transcript: the best track in the form of `WebVTT` where there is one. `None` when there is no track.
///
/// # Errors
/// Why it cannot be had.
pub async fn transcript(
    net: &Net,
    tool: &Tool,
    wanted: &Wanted<'_>,
    limits: &Limits,
) -> Result<Option<(Got, Info)>, Trouble> {
    let work = Work::open(wanted)?;
    let (work, info) = known(net, tool, wanted.url, work, limits).await?;
    let Some(choice) = best(&info) else {
        work.discard();
        return Ok(None);
    };
    let which = if choice.automatic { "--write-auto-subs" } else { "--write-subs" };
    // The language is a pattern, in which a dot or a plus would mean more than itself.
    let language: String =
        choice.language.chars().map(|c| if c.is_alphanumeric() { c } else { '.' }).collect();
    let language = format!("^{language}$");
    let arguments = [
        "--load-info-json",
        "info.json",
        "--skip-download",
        which,
        "--sub-langs",
        &language,
        "--sub-format",
        "vtt/srt/ttml/best",
        "--output",
        "film.%(ext)s",
    ];
    run(net, tool, &arguments, Some(&work), limits).await?;
    let mut got = work.take("film.", wanted).await?;
    got.name = Some(format!("{}.{}", choice.language, got.content.extension));
    work.discard();
    Ok(Some((got, info)))
}

/// Asks what is known of a video, and keeps it for the run that follows. A folder in which nothing lies yet goes where
/// the answer is a failure.
async fn known(
    net: &Net,
    tool: &Tool,
    url: &str,
    work: Work,
    limits: &Limits,
) -> Result<(Work, Info), Trouble> {
    let asked = ["--no-playlist", "--dump-single-json", "--", url];
    match run(net, tool, &asked, Some(&work), limits).await.and_then(|out| Ok((read(&out)?, out))) {
        Ok((info, out)) => {
            let kept = fs::write(work.folder.join("info.json"), &out);
            kept.map_err(|error| Trouble::of_io("cannot write what is known of the video", &error))?;
            Ok((work, info))
        }
        Err(trouble) => {
            work.discard_if_bare();
            Err(trouble)
        }
    }
}

fn read(out: &[u8]) -> Result<Info, Trouble> {
    Info::read(&String::from_utf8_lossy(out))
        .map_err(|message| Trouble::new(FailureCategory::System, message))
}

/// One run, which gives what it wrote to stdout.
async fn run(
    net: &Net,
    tool: &Tool,
    arguments: &[&str],
    work: Option<&Work>,
    limits: &Limits,
) -> Result<Vec<u8>, Trouble> {
    net.paces().wait(&youtube_source()).await?;
    let mut command = Command::new(&tool.yt_dlp);
    command
        .args(["--ignore-config", "--no-progress", "--no-warnings", "--no-mtime", "--no-cache-dir"])
        .args(["--socket-timeout", "20", "--retries", "3", "--fragment-retries", "3", "--continue"])
        .args(&tool.arguments);
    if let Some(ffmpeg) = &tool.ffmpeg {
        command.arg("--ffmpeg-location").arg(ffmpeg);
    }
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    if let Some(work) = work {
        // It holds the lock as well: where this process is killed and it lives on, nobody writes beside it.
        let lock = work.lock.try_clone();
        let lock = lock.map_err(|error| Trouble::of_io("cannot use the folder of downloads", &error))?;
        command.current_dir(&work.folder).stdin(lock);
    }
    let failed = |error: std::io::Error| {
        let message =
            format!("cannot run `{}`: {error}; `emaki doctor --fix` installs yt-dlp", tool.yt_dlp.display());
        Trouble::new(FailureCategory::System, message)
    };
    let mut child = command.spawn().map_err(failed)?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let going = async { tokio::join!(most_of(stdout, MOST_OUT), last_of(stderr), child.wait()) };
    let Ok((out, said, status)) = tokio::time::timeout(limits.patience, going).await else {
        // Waited for, so that it holds the folder no longer.
        if let Err(error) = child.kill().await {
            tracing::warn!(%error, "yt-dlp could not be stopped");
        }
        let message = format!("yt-dlp took longer than {} s and was stopped", limits.patience.as_secs());
        return Err(Trouble::new(FailureCategory::Network, message));
    };
    let status = status.map_err(failed)?;
    if status.success() {
        return Ok(out);
    }
    let trouble = understood(&String::from_utf8_lossy(&said), &status.to_string());
    if let Some(pause) = trouble.pause.filter(|_| trouble.is_of_the_host()) {
        net.paces().pause(&youtube_source(), pause).await;
    }
    Err(trouble)
}

/// What a pipe gives, up to so much; the rest is read and let go, so that nobody waits.
async fn most_of(pipe: Option<impl AsyncRead + Unpin>, most: usize) -> Vec<u8> {
    let (mut kept, mut buffer) = (Vec::new(), vec![0; 16 << 10]);
    let Some(mut pipe) = pipe else { return kept };
    while let Ok(read @ 1..) = pipe.read(&mut buffer).await {
        let room = most.saturating_sub(kept.len()).min(read);
        kept.extend_from_slice(&buffer[..room]);
    }
    kept
}

/// The last of what a pipe gives.
async fn last_of(pipe: Option<impl AsyncRead + Unpin>) -> Vec<u8> {
    let (mut kept, mut buffer) = (Vec::new(), vec![0; 16 << 10]);
    let Some(mut pipe) = pipe else { return kept };
    while let Ok(read @ 1..) = pipe.read(&mut buffer).await {
        kept.extend_from_slice(&buffer[..read]);
        let over = kept.len().saturating_sub(MOST_SAID);
        kept.drain(..over);
    }
    kept
}

/// The hidden folder of one asset. Whoever holds it is the only one who works there.
struct Work {
    folder: PathBuf,
    lock: fs::File,
}

impl Work {
    fn open(wanted: &Wanted<'_>) -> Result<Self, Trouble> {
        let folder = wanted.folder.join(format!(".{}.yt", wanted.stem));
        let failed = |error: std::io::Error| Trouble::of_io("cannot use the folder of downloads", &error);
        fs::create_dir_all(&folder).map_err(failed)?;
        let lock = fs::File::create(folder.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { folder, lock }),
            Err(fs::TryLockError::WouldBlock) => {
                Err(Trouble::new(FailureCategory::System, "another process downloads this video now"))
            }
            Err(fs::TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// Hashes the finished file whose name begins so, and gives it its place and its ending.
    async fn take(&self, begin: &str, wanted: &Wanted<'_>) -> Result<Got, Trouble> {
        let (folder, begin) = (self.folder.clone(), begin.to_owned());
        let (into, stem) = (wanted.folder.to_owned(), wanted.stem.to_owned());
        let taken = tokio::task::spawn_blocking(move || {
            let Some(path) = finished(&folder, &begin)? else { return Ok(None) };
            take(&path, &into, &stem).map(Some)
        });
        let taken = taken.await.map_err(|error| Trouble::new(FailureCategory::System, error.to_string()))?;
        let taken = taken.map_err(|error| Trouble::of_io("cannot take the video", &error))?;
        taken.ok_or_else(|| {
            let message =
                "yt-dlp ended well and left no file; it is larger than allowed, or in no form we take";
            Trouble::new(FailureCategory::Validation, message)
        })
    }

    /// Goes, unless something came of which the next try can make use.
    fn discard_if_bare(self) {
        let is_bare = |name: &std::ffi::OsStr| name == "lock" || name == "info.json";
        let entries = fs::read_dir(&self.folder);
        if entries.is_ok_and(|entries| entries.flatten().all(|entry| is_bare(&entry.file_name()))) {
            self.discard();
        }
    }

    fn discard(self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The one finished file; parts, fragments and single streams do not count.
fn finished(folder: &Path, begin: &str) -> std::io::Result<Option<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_part = [".part", ".ytdl", ".temp"].iter().any(|end| name.contains(end));
        // Single streams are called `film.f137.mp4` until they are joined.
        let is_stream = name.strip_prefix(begin).is_some_and(|rest| {
            rest.strip_prefix('f').is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()))
        });
        if name.starts_with(begin) && !is_part && !is_stream {
            found.push((entry.metadata()?.len(), entry.path()));
        }
    }
    Ok(found.into_iter().max().map(|(_, path)| path))
}

fn take(path: &Path, into: &Path, stem: &str) -> std::io::Result<Got> {
    use std::io::Read as _;
    let mut file = fs::File::open(path)?;
    let (mut hash, mut start, mut bytes) = (Sha256::new(), Vec::new(), 0);
    let mut buffer = vec![0; 1 << 18];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        let room = sniff::ENOUGH.saturating_sub(start.len()).min(read);
        start.extend_from_slice(&buffer[..room]);
        bytes += read as u64;
    }
    file.sync_all()?;
    let kind = sniff::sniff(&start);
    let to = into.join(format!("{stem}.{}", kind.extension));
    fs::rename(path, &to)?;
    fs::File::open(into)?.sync_all()?;
    let name = to.file_name().map(|name| name.to_string_lossy().into_owned());
    let content = Content {
        sha256: assets::hex(&hash.finalize()),
        bytes,
        extension: kind.extension.to_owned(),
        content_type: kind.content_type.to_owned(),
    };
    Ok(Got { path: to, content, name, received: bytes })
}
