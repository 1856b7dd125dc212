//! Whether each part works, degraded told apart from down.

use serde::Serialize;
use serde_json::{Value, json};

use crate::App;

/// How well a part works. Ordered from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should.
    Ok,
    /// It answers, but slower, older or less than it should.
    Degraded,
    /// It does not answer.
    Down,
}

/// The state of the whole and of each part.
#[derive(Debug, Clone, Serialize)]
pub struct Health {
    /// The worst state among the parts that the main job needs.
    pub status: State,
    /// The program's version.
    pub version: &'static str,
    /// Seconds since this process opened the store.
    pub uptime_s: u64,
    /// Each part, in a fixed order.
    pub parts: Vec<Part>,
}

/// One part.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// `store`, `index`, `model`, `cache`, `sources`, `jobs`, `people`, `production`.
    pub name: &'static str,
    /// How well it works; a part that is turned off is `ok`.
    pub state: State,
    /// Why it is not `ok`, or that it is off.
    pub reason: Option<String>,
    /// Figures for programs.
    pub details: Value,
}

impl App {
    /// Asks every part. Never fails: a part that does not answer is `down` with the reason.
    pub async fn health(&self) -> Health {
        let (store, last_change) = self.store_health().await;
        let mut parts = vec![
            store,
            self.index_health(last_change),
            self.model_health().await,
            self.cache_health().await,
            self.sources_health().await,
            self.jobs_health().await,
            switched("people", self.config().people.enabled, "`enabled` under [people]"),
            self.production_health(),
        ];
        parts.extend(self.vectors_health(last_change).await);
        let status = parts.iter().map(|part| part.state).max().unwrap_or(State::Ok);
        Health { status, version: env!("CARGO_PKG_VERSION"), uptime_s: self.uptime().as_secs(), parts }
    }

    async fn store_health(&self) -> (Part, Option<i64>) {
        let engine = self.store().engine().name();
        let answer = async {
            self.store().ping().await?;
            Ok::<_, store::StoreError>((self.store().counts().await?, self.store().last_change().await?))
        };
        match answer.await {
            Ok((counts, last)) => {
                let details = json!({ "engine": engine, "counts": counts });
                (Part { name: "store", state: State::Ok, reason: None, details }, Some(last))
            }
            Err(error) => {
                tracing::error!(%error, "the store does not answer");
                let reason = Some("the store does not answer; the log says more".to_owned());
                let details = json!({ "engine": engine });
                (Part { name: "store", state: State::Down, reason, details }, None)
            }
        }
    }

    /// Without its engine requests go on, only more of them.
    async fn cache_health(&self) -> Part {
        let Some(cache) = self.sources().fetcher().cache() else {
            return switched("cache", false, "`cache` under [http]");
        };
        let details =
            json!({ "engine": cache.engine_name(), "failures": self.fetch_report().cache_failures });
        let (state, reason) = match cache.ping().await {
            Ok(()) => (State::Ok, None),
            Err(error) => {
                tracing::warn!(%error, "the cache of answers does not answer");
                (State::Degraded, Some(format!("sources are asked without the cache: {error}")))
            }
        };
        Part { name: "cache", state, reason, details }
    }

    /// Sources that are left alone make answers older, and nothing else worse.
    async fn sources_health(&self) -> Part {
        let figures = match self.source_figures().await {
            Ok(figures) => figures,
            Err(error) => return unread("sources", &error),
        };
        let open: Vec<String> = figures
            .iter()
            .filter(|figure| figure.is_open)
            .map(|figure| figure.health.source.to_string())
            .collect();
        let (state, reason) = if open.is_empty() {
            (State::Ok, None)
        } else {
            (State::Degraded, Some(format!("left alone after failures: {}", open.join(", "))))
        };
        let each: serde_json::Map<String, Value> = figures
            .into_iter()
            .map(|figure| {
                let told = json!({
                    "breaker": figure.health.breaker,
                    "requests": figure.health.day.requests,
                    "success": figure.success,
                    "mean_ms": figure.mean_ms,
                    "error": figure.health.error,
                    "error_at": figure.health.error_at,
                });
                (figure.health.source.to_string(), told)
            })
            .collect();
        Part { name: "sources", state, reason, details: Value::Object(each) }
    }

    /// How many jobs there are, and what is paused.
    async fn jobs_health(&self) -> Part {
        let read = async {
            Ok::<_, store::StoreError>((self.store().job_counts().await?, self.store().job_pauses().await?))
        };
        let (counts, pauses) = match read.await {
            Ok(read) => read,
            Err(error) => return unread("jobs", &error.into()),
        };
        let mut states = serde_json::Map::new();
        for (_, state, count) in counts {
            let sum = states.entry(state.as_str()).or_insert_with(|| json!(0));
            *sum = json!(sum.as_u64().unwrap_or(0) + count);
        }
        let stopped: Vec<String> = pauses.into_iter().map(|one| one.what).collect();
        let reason = (!stopped.is_empty()).then(|| format!("paused: {}", stopped.join(", ")));
        Part { name: "jobs", state: State::Ok, reason, details: json!({ "jobs": states, "paused": stopped }) }
    }

    /// An engine that is away makes pictures wait.
    fn production_health(&self) -> Part {
        let mut part =
            switched("production", self.config().production.enabled, "`enabled` under [production]");
        let Some(engines) = self.known_engines() else { return part };
        let away = engines.iter().filter(|engine| engine.reason.is_some());
        let away: Vec<&str> = away.map(|engine| engine.name.as_str()).collect();
        if !away.is_empty() {
            part.state = State::Degraded;
            part.reason = Some(format!("engines that do not answer: {}", away.join(", ")));
        }
        let told = engines.iter().map(|engine| {
            json!({ "name": engine.name, "kind": engine.kind, "state": engine.state, "busy": engine.busy,
                "at_once": engine.at_once })
        });
        part.details["engines"] = told.collect();
        part
    }

    /// The index is behind when the store has changes it has not seen.
    fn index_health(&self, last_change: Option<i64>) -> Part {
        let seen = self.index().seq();
        let lag = last_change.map(|last| (last - seen).max(0));
        let building = self.is_building();
        let (state, reason) = match (building, lag) {
            (true, _) => {
                (State::Down, Some("the index is being built; search answers when it is done".to_owned()))
            }
            (false, Some(lag)) if lag > 0 => {
                (State::Degraded, Some(format!("the index is {lag} changes behind the store")))
            }
            _ => (State::Ok, None),
        };
        let details = json!({ "seq": seen, "lag": lag, "works": self.index().health().works });
        Part { name: "index", state, reason, details }
    }
}

/// A part whose books cannot be read.
fn unread(name: &'static str, error: &crate::AppError) -> Part {
    tracing::warn!(error = ?error, "the books of `{name}` cannot be read");
    Part { name, state: State::Degraded, reason: Some(error.to_string()), details: json!({}) }
}

fn switched(name: &'static str, enabled: bool, setting: &str) -> Part {
    let reason = (!enabled).then(|| format!("off; turn it on with {setting}"));
    Part { name, state: State::Ok, reason, details: json!({ "enabled": enabled }) }
}
