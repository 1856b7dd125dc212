//! Addresses that are told when pictures end: registered, listed, tested, told.
//!
//! The store makes a delivery in the transaction of the event; a worker makes the request. What is sent is signed with
//! HMAC-SHA256 over the time and the body, in the way that Stripe made known:
//! `Emaki-Signature: t=<seconds>,v1=<hex of HMAC(secret, "<seconds>.<body>")>`.

use std::{fmt::Write as _, time::Duration};

use jobs::{Failure, Run};
use model::{Instant, SourceId};
use ring::hmac;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sources::http::{
    Body, Bounds, FetchError, Guard, Headers, Lifetime, Plain, Request, Secret, is_private, retry_after,
    shown,
};
use store::{JobId, JobRow, JobState, WEBHOOK, WebhookRow};
use url::{Host, Url};

use super::{failures::no_id, line, pages};
use crate::{App, AppError, ErrorCode};

/// What an address may be told of.
const EVENTS: [&str; 4] = ["completed", "failed", "cancelled", "quarantined"];
/// The word of a test.
const TEST: &str = "test";
/// The pauses between attempts.
const PAUSES: [Duration; 7] = [
    Duration::from_secs(10),
    Duration::from_mins(1),
    Duration::from_mins(5),
    Duration::from_mins(15),
    Duration::from_hours(1),
    Duration::from_hours(3),
    Duration::from_hours(6),
];
/// The most addresses that there may be.
const MOST: usize = 100;
/// How long an address may be, in bytes.
const LONGEST: usize = 2000;
/// How much of an answer's body is taken off the line, in bytes; it is not looked at.
const HEARD: usize = 64 << 10;

/// An address to be registered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// Where to, over http or https.
    pub url: String,
    /// Only of this project; of all pictures when not said.
    #[serde(default)]
    pub project_id: Option<String>,
    /// What to tell: `completed`, `failed`, `cancelled`, `quarantined`; all of them when not said.
    #[serde(default)]
    pub events: Vec<String>,
}

/// An address that is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WebhookView {
    /// Its id.
    pub id: String,
    /// Of which project; of all pictures otherwise.
    pub project_id: Option<String>,
    /// Where it is.
    pub url: String,
    /// What it is told of.
    pub events: Vec<String>,
    /// When it was registered.
    pub created_at: Instant,
    /// By whom.
    pub author: String,
    /// What signs that which is sent; told when the address is registered, and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// Something that an address was told, or is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WebhookDelivery {
    /// Its id, which is sent along.
    pub delivery_id: JobId,
    /// The address.
    pub webhook_id: String,
    /// What happened.
    pub event: String,
    /// To which job; none for a test.
    pub job_id: Option<String>,
    /// `waiting`, `delivering`, `delivered`, `given_up` or `cancelled`.
    pub status: &'static str,
    /// How often it was tried.
    pub attempts: u32,
    /// How often it is tried at most.
    pub max_attempts: u32,
    /// Since when it is to be told.
    pub created_at: Instant,
    /// When it is tried next.
    pub next_try_at: Option<Instant>,
    /// When it was delivered or given up.
    pub ended_at: Option<Instant>,
    /// The status that the address answered with.
    pub answered: Option<u64>,
    /// Why it could not be told, the last time it could not.
    pub error: Option<String>,
}

/// What is to be told.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Telling {
    webhook: String,
    job: String,
    event: String,
    seq: i64,
}

impl App {
    /// Registers an address; its secret is told this once.
    ///
    /// # Errors
    /// `not_found` for an unknown project; `invalid_parameter` for an address that leads to a private network or is
    /// none, and for unknown events; `conflict` where there are too many.
    pub async fn register_webhook(&self, new: &NewWebhook, author: &str) -> Result<WebhookView, AppError> {
        self.produces()?;
        let url = self.webhook_url(&new.url)?;
        let project = match &new.project_id {
            Some(id) => Some(self.open_project(id).await?.id),
            None => None,
        };
        let mut events = new.events.clone();
        if let Some(odd) = events.iter().find(|word| !EVENTS.contains(&word.as_str())) {
            return Err(AppError::invalid_parameter("events", format!("there is no event `{odd}`"))
                .hint(format!("events are {}", EVENTS.join(", "))));
        }
        if events.is_empty() {
            events = EVENTS.map(str::to_owned).into();
        }
        events.sort_unstable();
        events.dedup();
        if self.store().webhooks(None).await?.len() >= MOST {
            return Err(AppError::new(ErrorCode::Conflict, format!("there are {MOST} webhooks already"))
                .hint("remove one first: `emaki production webhook delete ID`"));
        }
        let now = self.now();
        let row = WebhookRow {
            id: JobId::new(now).to_string(),
            project,
            url: url.to_string(),
            events,
            created_at: now,
            author: author.to_owned(),
        };
        let secret = format!("whsec_{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>());
        let name = sealed_name(&row.id);
        // The secret first: an address without one could not be told of what happens the moment after.
        self.store().set_sealed(&name, &self.secret_key().seal(&name, &secret)).await?;
        let tx = self.store().begin().await?;
        tx.insert_webhook(&row).await?;
        let details = json!({ "webhook": row.id, "project": row.project, "host": url.host_str() });
        tx.audit(&line(author, "webhook.register", details, now)).await?;
        tx.commit().await?;
        Ok(WebhookView { secret: Some(secret), ..view(row) })
    }

    /// Every address, the oldest first; only those of a project where one is named.
    pub async fn webhooks(&self, project: Option<&str>) -> Result<Vec<WebhookView>, AppError> {
        self.produces()?;
        let project = match project {
            Some(id) => Some(self.project_row(id).await?.id),
            None => None,
        };
        Ok(self.store().webhooks(project.as_deref()).await?.into_iter().map(view).collect())
    }

    /// One address.
    pub async fn webhook(&self, id: &str) -> Result<WebhookView, AppError> {
        Ok(view(self.webhook_row(id).await?))
    }

    /// Forgets an address with its secret; gives it as it was.
    pub async fn remove_webhook(&self, id: &str, author: &str) -> Result<WebhookView, AppError> {
        let row = self.webhook_row(id).await?;
        let tx = self.store().begin().await?;
        tx.remove_webhook(&row.id).await?;
        let details = json!({ "webhook": row.id, "project": row.project });
        tx.audit(&line(author, "webhook.remove", details, self.now())).await?;
        tx.commit().await?;
        self.store().remove_sealed(&sealed_name(&row.id)).await?;
        Ok(view(row))
    }

    /// What an address was told or is to be, newest first; as far back as ended jobs are remembered.
    pub async fn webhook_deliveries(
        &self,
        id: &str,
        limit: Option<usize>,
    ) -> Result<Vec<WebhookDelivery>, AppError> {
        let row = self.webhook_row(id).await?;
        let limit = pages::limit(limit)?;
        Ok(self.store().webhook_deliveries(&row.id, limit).await?.into_iter().map(delivery).collect())
    }

    /// Has a worker send an address a test.
    pub async fn test_webhook(&self, id: &str) -> Result<WebhookDelivery, AppError> {
        let row = self.webhook_row(id).await?;
        self.deliver(&row.id, ("", TEST, self.now().as_micros())).await
    }

    /// Has a worker tell an address once more.
    ///
    /// # Errors
    /// `not_found` where the delivery or its address is gone; `conflict` where it is still to come.
    pub async fn redeliver_webhook(&self, id: &str, author: &str) -> Result<WebhookDelivery, AppError> {
        self.produces()?;
        let id: JobId = id.parse().map_err(|_| no_id("delivery_id", production::IdError("delivery")))?;
        let row = self.store().job(&id).await?.filter(|row| row.kind == WEBHOOK);
        let row = row.ok_or_else(|| AppError::not_found("delivery", id.as_str()))?;
        if !row.state.is_final() {
            return Err(AppError::new(ErrorCode::Conflict, "the delivery is still to come")
                .detail("delivery_id", id.as_str()));
        }
        let told: Telling = serde_json::from_str(&row.payload)
            .map_err(|_| AppError::not_found("delivery", id.as_str()).hint("old ones are pruned"))?;
        let webhook = self.webhook_row(&told.webhook).await?;
        let details = json!({ "webhook": webhook.id, "delivery": id.as_str() });
        self.store().audit(&line(author, "webhook.redeliver", details, self.now())).await?;
        self.deliver(&webhook.id, (&told.job, &told.event, told.seq)).await
    }

    async fn deliver(&self, webhook: &str, what: (&str, &str, i64)) -> Result<WebhookDelivery, AppError> {
        let id = self.store().deliver_webhook(webhook, what, self.now()).await?;
        self.nudge().notify_one();
        let row = self.store().job(&id).await?;
        row.map(delivery).ok_or_else(|| AppError::not_found("delivery", id.as_str()))
    }

    async fn webhook_row(&self, id: &str) -> Result<WebhookRow, AppError> {
        self.produces()?;
        let id: JobId = id.parse().map_err(|_| no_id("webhook_id", production::IdError("webhook")))?;
        self.store().webhook(id.as_str()).await?.ok_or_else(|| {
            AppError::not_found("webhook", id.as_str()).hint("`emaki production webhook list` lists them")
        })
    }

    /// An address that may be told. Where its name leads is looked at when it is told.
    fn webhook_url(&self, text: &str) -> Result<Url, AppError> {
        let wrong = |told: &str| AppError::invalid_parameter("url", told.to_owned());
        if text.len() > LONGEST {
            return Err(wrong("the address is too long"));
        }
        let url: Url = text.trim().parse().map_err(|_| wrong("`url` is no address"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong("only http and https are spoken"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("an address has no name and password in it")
                .hint("what is sent is signed; check the signature instead"));
        }
        let private = match url.host() {
            Some(Host::Ipv4(v4)) => is_private(v4.into()),
            Some(Host::Ipv6(v6)) => is_private(v6.into()),
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.').to_lowercase();
                name == "localhost" || name.ends_with(".localhost") || name.ends_with(".internal")
            }
            None => true,
        };
        if private && !self.config().allow_private {
            return Err(wrong("the address leads to a private network"));
        }
        Ok(url)
    }

    /// Tells an address. A worker that is lost in between may tell it twice, under the same id of the delivery.
    pub(crate) async fn tell_webhook(&self, telling: &Telling, run: &Run) -> Result<Value, Failure> {
        let Some(row) = self.store().webhook(&telling.webhook).await? else {
            return Err(Failure::Permanent("the webhook was removed meanwhile".to_owned()));
        };
        let name = sealed_name(&row.id);
        let sealed = self.store().sealed(&name).await?;
        let secret = sealed.and_then(|sealed| self.secret_key().open(&name, &sealed)).ok_or_else(|| {
            Failure::Permanent("its secret is gone or sealed with another key; register it anew".to_owned())
        })?;
        let body = self.webhook_body(telling, &row, run).await?;
        let url: Url = row.url.parse().map_err(|_| Failure::Permanent("its address is none".to_owned()))?;
        let signed = signature(&secret, &body, self.now())?;
        let told = tokio::select! {
            told = self.send_webhook((telling, &url), body, signed, run) => told,
            stop = run.stopped() => return Err(stop.into()),
        };
        let pause = PAUSES[(run.job.attempts.max(1) as usize - 1).min(PAUSES.len() - 1)];
        match told {
            Ok((status, _)) if (200..300).contains(&status) => Ok(json!({ "answered": status })),
            Ok((status, headers)) => Err(not_received(status, &headers, pause)),
            Err(error) => Err(not_sent(error, &url, pause)),
        }
    }

    /// Sends what is to be told; gives the status and the headers of the answer. What else is answered does not matter,
    /// however long it is and however it breaks off.
    async fn send_webhook(
        &self,
        (telling, url): (&Telling, &Url),
        body: Value,
        signature: String,
        run: &Run,
    ) -> Result<(u16, Headers), FetchError> {
        let config = self.config();
        let bounds = Bounds {
            body: HEARD,
            redirects: 0,
            connect: Duration::from_secs(5),
            silence: Duration::from_secs(10),
            whole: Duration::from_secs(15),
        };
        let source = SourceId::parse("webhook").expect("a sound name");
        let network = Plain::new(&crate::sources::agent(config), bounds, config.allow_private);
        let network = network.map_err(|reason| FetchError::Unreachable {
            source_id: source.clone(),
            url: shown(url),
            reason,
        })?;
        let mut request = Request::get(source, "webhook", url.clone(), Lifetime::Fast)
            .asking(Body::Json(body))
            .header("emaki-event", telling.event.as_str())
            .header("emaki-delivery", run.job.id.to_string())
            .header("emaki-signature", signature);
        // It is no question: it may change something there.
        request.safe = false;
        let opened = network.open(&request, &[], Guard::Public).await?;
        let (status, headers) = (opened.status, opened.headers.clone());
        // Only so that the other side has not spoken to nobody.
        drop(opened.rest(HEARD).await);
        Ok((status, headers))
    }

    async fn webhook_body(&self, telling: &Telling, row: &WebhookRow, run: &Run) -> Result<Value, Failure> {
        let job = if telling.job.is_empty() {
            Value::Null
        } else {
            let job = self.picture_job(&telling.job).await;
            let job = job.map_err(|error| match error.code {
                ErrorCode::NotFound => Failure::Permanent("its job is gone".to_owned()),
                _ => Failure::transient(error.message),
            })?;
            let mut job = serde_json::to_value(job).map_err(|error| Failure::Permanent(error.to_string()))?;
            // Long, and to be had under the job's address.
            job.as_object_mut().map(|fields| fields.remove("recipe"));
            job
        };
        Ok(json!({
            "delivery_id": run.job.id,
            "webhook_id": row.id,
            "event": telling.event,
            "seq": telling.seq,
            "at": run.job.created_at,
            "job": job,
        }))
    }
}

/// What an answer means that is no receipt.
fn not_received(status: u16, headers: &Headers, pause: Duration) -> Failure {
    match status {
        410 => Failure::Permanent("it answered with status 410: it is gone for good".to_owned()),
        300..=399 => redirected(&format!("status {status}")),
        _ => {
            let asked = headers.get("retry-after");
            // What is asked for in seconds is meant from now, whatever the time.
            let asked = asked.and_then(|value| retry_after(&value, Instant::EPOCH));
            let asked = asked.filter(|pause| *pause <= Duration::from_hours(24));
            Failure::Transient {
                message: format!("it answered with status {status}"),
                after: Some(asked.unwrap_or_default().max(pause)),
            }
        }
    }
}

/// Why nothing was answered.
fn not_sent(error: FetchError, url: &Url, pause: Duration) -> Failure {
    let message = match error {
        // What is not asked at another address than its own is where it wanted to lead.
        FetchError::Forbidden { url: other, .. } if other != shown(url) => {
            return redirected(&format!("a redirect to {other}"));
        }
        FetchError::Forbidden { reason, .. } => {
            return Failure::Permanent(format!("it is not asked: {reason}"));
        }
        FetchError::Unreachable { reason, .. } => format!("it cannot be reached: {reason}"),
        error => error.to_string(),
    };
    Failure::Transient { message, after: Some(pause) }
}

/// A redirect is the word of whoever holds the address now, and what is signed for one is not sent to another.
fn redirected(what: &str) -> Failure {
    Failure::Permanent(format!(
        "it answered with {what}, and redirects are not followed: register the address that it leads to"
    ))
}

/// The value of the header that proves who sends.
fn signature(secret: &Secret, body: &Value, now: Instant) -> Result<String, Failure> {
    let body = serde_json::to_vec(body).map_err(|error| Failure::Permanent(error.to_string()))?;
    let seconds = now.as_micros() / 1_000_000;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    let mut signing = hmac::Context::with_key(&key);
    signing.update(format!("{seconds}.").as_bytes());
    signing.update(&body);
    let mut text = format!("t={seconds},v1=");
    for byte in signing.sign().as_ref() {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

fn sealed_name(id: &str) -> String {
    format!("webhook.{id}")
}

fn view(row: WebhookRow) -> WebhookView {
    WebhookView {
        id: row.id,
        project_id: row.project,
        url: row.url,
        events: row.events,
        created_at: row.created_at,
        author: row.author,
        secret: None,
    }
}

fn delivery(row: JobRow) -> WebhookDelivery {
    let told: Telling = serde_json::from_str(&row.payload).unwrap_or_default();
    let result: Value =
        row.result.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    WebhookDelivery {
        webhook_id: told.webhook,
        event: told.event,
        job_id: Some(told.job).filter(|job| !job.is_empty()),
        status: match row.state {
            JobState::Queued => "waiting",
            JobState::Running => "delivering",
            JobState::Done => "delivered",
            JobState::Cancelled => "cancelled",
            JobState::Failed | JobState::Dead => "given_up",
        },
        attempts: row.attempts,
        max_attempts: row.max_attempts,
        created_at: row.created_at,
        next_try_at: (row.state == JobState::Queued).then_some(row.run_at),
        ended_at: row.finished_at,
        answered: result["answered"].as_u64(),
        error: row.error,
        delivery_id: row.id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_of_the_time_and_the_body() {
        let secret = Secret::new("whsec_test".to_owned());
        let now = Instant::from_micros(1_700_000_000_000_000);
        let told = signature(&secret, &json!({ "event": "test" }), now).expect("a body is JSON");
        // printf '1700000000.{"event":"test"}' | openssl dgst -sha256 -hmac whsec_test
        assert_eq!(told, "t=1700000000,v1=21d2d3606ebbdbf9307ee15e83085df2b83c83dd87cc2e6d2ea6b1cb61afdc3c");
    }
}
