//! Asking: one question on its way, again where the server is busy.

use std::{fmt, sync::Arc, time::Duration};

use url::Url;

use model::SourceId;

use super::{Chat, LlmError, LlmSettings, Reply, quirks::Quirks, reply::begin};
use crate::http::{
    Body, Bounds, Clock, FetchError, Guard, Lifetime, Method, Network, Plain, Request, Retry, Secret,
    clock::later, is_transient, retry_after, shown,
};

/// By which name a model's requests are known.
const SOURCE: SourceId = SourceId::known("llm");
/// The largest answer, in bytes.
const LARGEST: usize = 8 << 20;
/// A server that wants to be left alone for longer is not waited for.
const PATIENCE: Duration = Duration::from_mins(5);

/// A language model. Cheap to clone.
#[derive(Clone)]
pub struct Llm(Arc<Parts>);

struct Parts {
    settings: LlmSettings,
    key: Secret,
    url: Url,
    network: Box<dyn Network>,
    clock: Clock,
    retry: Retry,
    quirks: Quirks,
}

impl fmt::Debug for Llm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Llm({} at {})", self.0.settings.model, shown(&self.0.url))
    }
}

impl Llm {
    /// A model by its settings. `agent` is how we call ourselves. Asks nobody yet.
    ///
    /// # Errors
    /// `NotConfigured` when a setting is missing or wrong, or the key's file cannot be read.
    pub fn open(settings: LlmSettings, agent: &str, clock: Clock) -> Result<Self, LlmError> {
        let missing = |setting, why: &str| LlmError::NotConfigured { setting, why: why.to_owned() };
        if settings.base_url.trim().is_empty() {
            return Err(missing("llm.base_url", "there is no address of a model"));
        }
        if settings.model.trim().is_empty() {
            return Err(missing("llm.model", "no model is named"));
        }
        let mut url: Url = settings
            .base_url
            .trim()
            .parse()
            .map_err(|error| missing("llm.base_url", &format!("it is no address: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(missing("llm.base_url", "it is no http or https address"));
        }
        let path = format!("{}/chat/completions", url.path().trim_end_matches('/'));
        url.set_path(&path);
        let patience = Duration::from_secs(settings.timeout_s.max(1));
        let bounds =
            Bounds { body: LARGEST, redirects: 2, silence: patience, whole: patience, ..Bounds::default() };
        let network = Plain::new(agent, bounds, false).map_err(|error| missing("llm.base_url", &error))?;
        let retry = Retry { attempts: settings.attempts.max(1), ..Retry::default() };
        let (key, quirks) = (key(&settings)?, Quirks::new(settings.json));
        Ok(Self(Arc::new(Parts { settings, key, url, network: Box::new(network), clock, retry, quirks })))
    }

    /// Its settings.
    pub fn settings(&self) -> &LlmSettings {
        &self.0.settings
    }

    /// The clock by which it waits.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Puts a question. A busy or failing server is asked again, as often as the settings say.
    pub async fn chat(&self, chat: &Chat) -> Result<Reply, LlmError> {
        let mut attempt = 1;
        loop {
            let failed = match self.once(chat).await {
                Ok(reply) => return Ok(reply),
                Err(failed) => failed,
            };
            let wait = failed.wait.unwrap_or_else(|| self.0.retry.pause(attempt, rand::random()));
            if !failed.again || attempt >= self.0.retry.attempts {
                return Err(failed.error);
            }
            if wait > PATIENCE {
                return Err(LlmError::Busy { wait });
            }
            tracing::info!(
                attempt,
                wait_s = wait.as_secs(),
                "asking the language model again: {}",
                failed.error
            );
            self.0.clock.wait_until(later(self.0.clock.now(), wait)).await;
            attempt += 1;
        }
    }

    async fn once(&self, chat: &Chat) -> Result<Reply, Failed> {
        let parts = &*self.0;
        loop {
            let speech = parts.quirks.speech();
            let mut request = Request {
                method: Method::Post,
                body: Some(Body::Json(chat.body(&parts.settings.model, speech))),
                safe: false,
                ..Request::get(SOURCE, "chat", parts.url.clone(), Lifetime::Instant)
            };
            request = request.header("accept", "application/json");
            if !parts.key.is_empty() {
                request =
                    request.secret("authorization", Secret::new(format!("Bearer {}", parts.key.expose())));
            }
            let answer = match parts.network.send(&request, &[], Guard::Trusted).await {
                Ok(answer) => answer,
                Err(error) => return Err(self.unsent(error)),
            };
            if (200..300).contains(&answer.status) {
                let read = Reply::read(&answer.body, chat, &parts.settings);
                // It is paid for; whoever asks decides whether to ask again.
                return read.map_err(|error| Failed { error, again: false, wait: None });
            }
            let told = self.told(&answer.body);
            if parts.quirks.learn(answer.status, &told, speech) {
                continue;
            }
            let wait = answer.headers.get("retry-after");
            let wait = wait.and_then(|text| retry_after(&text, parts.clock.now()));
            // An account without credit is told as 429 by some; waiting does not fill it.
            let spent = told.contains("insufficient_quota");
            return Err(Failed {
                again: is_transient(answer.status) && !spent,
                error: LlmError::Status { status: answer.status, told },
                wait,
            });
        }
    }

    /// What a server said with a refusal: the message in its envelope, or the begin of the body; never
    /// the key, which some servers repeat.
    fn told(&self, body: &[u8]) -> String {
        let value: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
        let message = value.pointer("/error/message").or(value.get("message")).or(value.get("error"));
        let message = message.or(value.get("detail")).and_then(serde_json::Value::as_str);
        let code = value.pointer("/error/code").and_then(serde_json::Value::as_str);
        let mut told = message.map_or_else(|| String::from_utf8_lossy(body).into_owned(), str::to_owned);
        if let Some(code) = code.filter(|code| !told.contains(code)) {
            told = format!("{told} ({code})");
        }
        if !self.0.key.is_empty() {
            told = told.replace(self.0.key.expose(), "[redacted]");
        }
        begin(&told)
    }

    fn unsent(&self, error: FetchError) -> Failed {
        let url = shown(&self.0.url);
        let (error, again) = match error {
            FetchError::TooLarge { limit, .. } => (LlmError::TooLarge { limit }, false),
            FetchError::Unreachable { reason, .. } => (LlmError::Unreachable { url, reason }, true),
            FetchError::Forbidden { reason, .. } => (LlmError::Unreachable { url, reason }, false),
            other => (LlmError::Unreachable { url, reason: other.to_string() }, false),
        };
        Failed { error, again, wait: None }
    }
}

/// One attempt that gave nothing.
struct Failed {
    error: LlmError,
    /// Whether another attempt is worth it.
    again: bool,
    /// How long the server wants to be left alone.
    wait: Option<Duration>,
}

/// The key from the environment, else the first line of its file; a local model needs none.
fn key(settings: &LlmSettings) -> Result<Secret, LlmError> {
    let file = &settings.api_key_file;
    if !settings.api_key.is_empty() || file.as_os_str().is_empty() {
        return Ok(settings.api_key.clone());
    }
    let text = std::fs::read_to_string(file).map_err(|error| LlmError::NotConfigured {
        setting: "llm.api_key_file",
        why: format!("`{}` cannot be read: {error}", file.display()),
    })?;
    Ok(Secret::new(text.lines().next().unwrap_or_default().trim()))
}
