//! One request for a picture, and why it gave none.

use std::time::Duration;

use model::{Instant, SourceId};
use sources::http::{Bounds, FetchError, Guard, Lifetime, Network, Plain, Request, retry_after};
use url::Url;

use crate::{App, AppError, ErrorCode};

/// How long a server is left alone that says it is asked too much and not for how long.
const PAUSE: Duration = Duration::from_mins(10);

/// Why an address gave no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    /// The word under which it is kept.
    pub code: &'static str,
    /// In a sentence.
    pub reason: String,
    /// Whether it is not worth another try soon.
    pub lasts: bool,
    /// How long the whole server wants to be left alone.
    pub pause: Option<Duration>,
}

impl Trouble {
    pub fn new(code: &'static str, reason: impl Into<String>, lasts: bool) -> Self {
        Self { code, reason: reason.into(), lasts, pause: None }
    }
}

/// The network for pictures: every answer within the bounds of a picture.
pub(super) fn network(app: &App) -> Result<Plain, AppError> {
    let config = app.config();
    let bounds =
        Bounds { body: config.pictures.max_bytes, whole: Duration::from_mins(1), ..Bounds::default() };
    Plain::new(&crate::sources::agent(config), bounds, config.allow_private).map_err(|reason| {
        AppError::new(ErrorCode::NotConfigured, format!("no request can be made: {reason}"))
    })
}

/// Asks an address of somebody else's for a file.
pub(super) async fn ask(network: &Plain, url: &str) -> Result<Vec<u8>, Trouble> {
    let url: Url =
        url.parse().map_err(|error| Trouble::new("address", format!("it is no address: {error}"), true))?;
    let source = SourceId::parse("pictures").expect("a sound name");
    let request = Request::get(source, "picture", url, Lifetime::Fast)
        .header("accept", "image/webp,image/png,image/jpeg,image/gif");
    let answer = network.send(&request, &[], Guard::Public).await.map_err(|error| trouble(&error))?;
    match answer.status {
        200 => Ok(answer.body),
        status => {
            let reason = format!("the server answered with status {status}");
            let busy = matches!(status, 429 | 503);
            let asked = answer.headers.get("retry-after");
            // The system's time is no matter here: what is asked for in seconds is meant from now.
            let asked = asked.and_then(|value| retry_after(&value, Instant::EPOCH));
            let asked = asked.filter(|pause| *pause <= Duration::from_hours(24)).unwrap_or(PAUSE);
            let code = if busy { "busy" } else { "status" };
            let lasts = matches!(status, 400 | 401 | 403 | 404 | 410 | 451);
            Err(Trouble { pause: busy.then_some(asked), ..Trouble::new(code, reason, lasts) })
        }
    }
}

fn trouble(error: &FetchError) -> Trouble {
    match error {
        FetchError::Forbidden { reason, .. } => Trouble::new("forbidden", reason.clone(), true),
        FetchError::TooLarge { limit, .. } => {
            Trouble::new("too_large", format!("the file has more than {limit} bytes"), true)
        }
        FetchError::Unreachable { reason, .. } => Trouble::new("unreachable", reason.clone(), false),
        other => Trouble::new("unreachable", other.to_string(), false),
    }
}
