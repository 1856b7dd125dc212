//! Pages through a browser that is installed here, for sites that block the plain way.
//!
//! Off unless a source's settings say `browser = true`. The browser runs without a window and with a
//! profile of its own that is thrown away, waits until the page's scripts have come to rest, and prints
//! the document as it then is.

use std::{path::PathBuf, process::Stdio, time::Duration};

use tokio::{io::AsyncReadExt as _, process::Command};

use super::{FetchError, Guard, Headers, Incoming, Method, Network, Request, key::shown, network::Boxed};

/// The largest document that is read, in bytes.
const MOST_BYTES: u64 = 32 << 20;
/// How long a page may take, start of the browser included.
const PATIENCE: Duration = Duration::from_mins(1);
/// How much of its own time a page's scripts get, in milliseconds.
const SCRIPT_TIME_MS: u32 = 15_000;
/// Where the browser is looked for when no setting names it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// A local Chromium.
pub struct Browser {
    binary: Option<PathBuf>,
    agent: String,
}

impl Browser {
    /// The browser at a path, or the first that the system finds when it is empty.
    pub fn new(binary: &str, agent: &str) -> Self {
        let binary = if binary.is_empty() { on_path() } else { Some(binary.into()) };
        Self { binary, agent: agent.to_owned() }
    }

    async fn dump(&self, request: &Request, guard: Guard) -> Result<Incoming, FetchError> {
        let url = shown(&request.url);
        let refused = |reason: &str| FetchError::Forbidden { url: url.clone(), reason: reason.to_owned() };
        // The browser resolves names by itself, so that an address of somebody else's cannot be guarded.
        if request.method != Method::Get || guard == Guard::Public || request.account.is_some() {
            return Err(refused("the browser only reads the pages of configured sources"));
        }
        let binary = self.binary.as_ref().ok_or_else(|| refused("no browser is installed here"))?;
        let failed = |reason: String| FetchError::Unreachable {
            source_id: request.source.clone(),
            url: url.clone(),
            reason,
        };
        let profile =
            Profile::make().map_err(|error| failed(format!("no folder for the browser: {error}")))?;
        let mut child = Command::new(binary)
            .args(["--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync"])
            .args([
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-quic",
                "--mute-audio",
            ])
            // A browser that runs as the superuser has no sandbox to begin with.
            .args(is_superuser().then_some("--no-sandbox"))
            .arg(format!("--user-data-dir={}", profile.0.display()))
            .arg(format!("--user-agent={}", self.agent))
            .arg(format!("--virtual-time-budget={SCRIPT_TIME_MS}"))
            .arg("--dump-dom")
            .arg(request.url.as_str())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| failed(format!("the browser does not start: {error}")))?;
        let mut body = Vec::new();
        let reading = async {
            if let Some(stdout) = child.stdout.take() {
                stdout.take(MOST_BYTES + 1).read_to_end(&mut body).await?;
            }
            child.wait().await
        };
        let ended = tokio::time::timeout(PATIENCE, reading).await;
        let status = ended.map_err(|_| failed("the browser took too long".to_owned()))?;
        let status = status.map_err(|error| failed(format!("the browser broke off: {error}")))?;
        if body.len() as u64 > MOST_BYTES {
            return Err(FetchError::TooLarge {
                source_id: request.source.clone(),
                limit: MOST_BYTES as usize,
            });
        }
        if !status.success() || body.is_empty() {
            return Err(failed("the browser gave no page".to_owned()));
        }
        let headers = Headers::of([("content-type", "text/html; charset=utf-8")]);
        Ok(Incoming { status: 200, headers, body, url: request.url.clone() })
    }
}

impl Network for Browser {
    fn send<'a>(
        &'a self,
        request: &'a Request,
        _extra: &'a [(&'static str, String)],
        guard: Guard,
    ) -> Boxed<'a, Result<Incoming, FetchError>> {
        Box::pin(self.dump(request, guard))
    }
}

fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}

/// Whether this process is the superuser's: then what it owns is, its own entry among the processes included.
fn is_superuser() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
    }
    #[cfg(not(unix))]
    false
}

/// A folder that goes with its owner.
struct Profile(PathBuf);

impl Profile {
    fn make() -> std::io::Result<Self> {
        let folder = std::env::temp_dir().join(format!("emaki-browser-{:016x}", rand::random::<u64>()));
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        // What is left of a profile is only litter in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
