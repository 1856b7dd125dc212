//! Checks of the installation, each with what to do when it is not in order.

use std::path::Path;

use serde::Serialize;

use crate::{App, AppError, Config, Part, State, unused_environment};

/// Free space below which an import may fail, in bytes.
const LITTLE_SPACE: u64 = 1 << 30;

/// One check and what it found.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// What was checked.
    pub check: &'static str,
    /// What was found.
    pub state: FindingState,
    /// The finding in a sentence.
    pub message: String,
    /// What to do about it.
    pub todo: Option<String>,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingState {
    /// In order.
    Ok,
    /// It works, but look at it.
    Warning,
    /// It does not work.
    Problem,
}

impl Finding {
    fn ok(check: &'static str, message: impl Into<String>) -> Self {
        Self { check, state: FindingState::Ok, message: message.into(), todo: None }
    }

    fn warning(check: &'static str, message: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { check, state: FindingState::Warning, message: message.into(), todo: Some(todo.into()) }
    }

    fn problem(check: &'static str, message: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { check, state: FindingState::Problem, message: message.into(), todo: Some(todo.into()) }
    }
}

impl App {
    /// Checks folders, disk, settings, clock, store and index. Never fails: what fails is a finding.
    pub async fn doctor(config: &Config) -> Vec<Finding> {
        let mut findings = vec![folder(&config.data_dir), disk(&config.data_dir), environment()];
        match Self::open(config.clone()).await {
            Ok(app) => {
                findings.push(app.clock().await);
                findings.extend(app.videos());
                findings.extend(app.engines().await);
            }
            Err(error) => findings.push(cannot_open(&error)),
        }
        findings
    }

    /// Installs what is missing and may be installed; gives what was done, in sentences. Does nothing twice.
    ///
    /// # Errors
    /// `not_configured` when an installation fails, with its own words.
    pub async fn doctor_fix(config: &Config) -> Result<Vec<String>, AppError> {
        let app = Self::open(config.clone()).await?;
        if !config.people.enabled {
            return Ok(vec!["nothing to install: people and their files are turned off".to_owned()]);
        }
        if app.video_tool().is_ok() {
            return Ok(vec!["nothing to install: yt-dlp is here".to_owned()]);
        }
        let installed = downloads::youtube::install(&config.data_dir).await;
        let path = installed.map_err(|trouble| {
            AppError::new(crate::ErrorCode::NotConfigured, trouble.message).hint(
                "install yt-dlp yourself and put it on the PATH, or name it in `people.downloads.yt_dlp`",
            )
        })?;
        Ok(vec![format!("yt-dlp is installed at `{}`", path.display())])
    }

    /// What videos need, where people's files are turned on.
    fn videos(&self) -> Option<Finding> {
        if !self.config().people.enabled {
            return None;
        }
        Some(match self.video_tool() {
            Ok(tool) if tool.ffmpeg.is_some() => {
                Finding::ok("videos", format!("`{}` downloads them", tool.yt_dlp.display()))
            }
            Ok(tool) => Finding::warning(
                "videos",
                format!("`{}` downloads them, without ffmpeg", tool.yt_dlp.display()),
                "install ffmpeg, which joins picture and sound; until then only forms that hold both are taken",
            ),
            Err(trouble) => {
                Finding::warning("videos", trouble.message, "`emaki doctor --fix` installs yt-dlp")
            }
        })
    }

    /// A clock that is behind what is stored would give new records the wrong order.
    async fn clock(&self) -> Finding {
        let now = self.now();
        match self.store().imports().await.map(|imports| imports.iter().map(|i| i.started_at).max()) {
            Ok(Some(latest)) if latest > now => Finding::problem(
                "clock",
                format!("the clock says {now}, but the latest import was at {latest}"),
                "set the machine's clock",
            ),
            Ok(_) => Finding::ok("clock", format!("it is {now}")),
            Err(error) => {
                Finding::problem("clock", format!("the imports cannot be read: {error}"), "see `store`")
            }
        }
    }

    async fn engines(&self) -> Vec<Finding> {
        let parts = self.health().await.parts;
        let findings = parts.into_iter().map(|part| {
            let message = part.reason.clone().unwrap_or_else(|| figures(&part));
            match part.state {
                State::Ok => Finding::ok(part.name, message),
                State::Degraded if part.name == "cache" => Finding::warning(
                    part.name,
                    message,
                    "see that the engine is up and EMAKI_CACHE_URL is right; until then everything is asked anew",
                ),
                State::Degraded if part.name == "model" => Finding::warning(
                    part.name,
                    message,
                    "`emaki model list` shows the models; `emaki model embed`, `emaki serve` or `emaki worker` make \
                     missing vectors",
                ),
                State::Degraded if part.name == "vectors" => Finding::warning(
                    part.name,
                    message,
                    "see that Qdrant is up and EMAKI_VECTOR_URL and EMAKI_VECTOR_TOKEN are right; `emaki index status` \
                     shows what it holds, and `emaki serve` or `emaki worker` fill it",
                ),
                State::Degraded => Finding::warning(
                    part.name,
                    message,
                    "`emaki serve` brings the index up to date, as does any `emaki import`",
                ),
                State::Down => {
                    Finding::problem(part.name, message, "look at the log, then at `emaki db verify`")
                }
            }
        });
        findings.collect()
    }
}

/// What a part that is in order holds, in a few words.
fn figures(part: &Part) -> String {
    let count =
        |pointer: &str| part.details.pointer(pointer).and_then(serde_json::Value::as_u64).unwrap_or(0);
    match part.name {
        "store" => {
            let engine = part.details["engine"].as_str().unwrap_or("the store");
            let (works, characters) = (count("/counts/works"), count("/counts/characters"));
            format!("{engine} holds {works} works and {characters} characters")
        }
        "index" => format!("{} works are searchable", count("/works")),
        "model" => {
            format!("{} answers what words mean", part.details["answers"].as_str().unwrap_or("no model"))
        }
        "vectors" => format!("{} answers", part.details["collection"].as_str().unwrap_or("the engine")),
        "cache" => format!("{} answers", part.details["engine"].as_str().unwrap_or("the engine")),
        _ => "in order".to_owned(),
    }
}

fn folder(dir: &Path) -> Finding {
    let probe = dir.join(".doctor");
    let written = std::fs::create_dir_all(dir)
        .and_then(|()| std::fs::write(&probe, b""))
        .and_then(|()| std::fs::remove_file(&probe));
    match written {
        Ok(()) => Finding::ok("folder", format!("`{}` can be written", dir.display())),
        Err(error) => Finding::problem(
            "folder",
            format!("`{}` cannot be written: {error}", dir.display()),
            "choose another with --data-dir or EMAKI_DATA_DIR, or mend its rights",
        ),
    }
}

fn disk(dir: &Path) -> Finding {
    match fs4::available_space(dir) {
        Ok(free) if free < LITTLE_SPACE => Finding::warning(
            "disk",
            format!("only {} MB are free", free >> 20),
            "make room: a full import with its index needs about 1 GB",
        ),
        Ok(free) => Finding::ok("disk", format!("{} GB are free", free >> 30)),
        Err(error) => Finding::warning("disk", format!("free space is not known: {error}"), "see `folder`"),
    }
}

fn environment() -> Finding {
    let unused = unused_environment();
    if unused.is_empty() {
        return Finding::ok("settings", "every EMAKI_ variable names a setting");
    }
    let todo = "`emaki config show` prints every setting; nested ones are written with two underscores";
    Finding::warning("settings", format!("{} names no setting of this version", unused.join(", ")), todo)
}

fn cannot_open(error: &AppError) -> Finding {
    let todo =
        error.hint.clone().unwrap_or_else(|| "look at the address with `emaki config show`".to_owned());
    Finding::problem("store", error.to_string(), todo)
}
