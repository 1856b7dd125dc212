//! The logs of requests as sorted sets; a script decides, by the rules of [`PaceAsk`].

use std::{collections::HashMap, time::Duration};

use model::Instant;
use redis::cmd;
use sea_orm_migration::async_trait::async_trait;
use serde_json::json;

use super::{RedisEngine, number, scripts};
use crate::cache::{
    CacheError, Learned, Limit, PaceAsk, Reservation, Why,
    engine::Pace,
    pace::{GRACE, LOOK_AGAIN, SLACK, micros},
};

/// How often a limit is learned anew when another process was faster.
const TRIES: usize = 8;

#[async_trait]
impl Pace for RedisEngine {
    async fn reserve(&self, ask: &PaceAsk) -> Result<Reservation, CacheError> {
        let mut script = self.script(&scripts::RESERVE);
        script.arg(in_json(ask));
        let verdict: Vec<String> = self.run("reserving a request", &script).await?;
        let [until, why] = verdict.as_slice() else { return Ok(Reservation::Go) };
        let why = match why.as_str() {
            "Paused" => Why::Paused,
            "Limit" => Why::Limit,
            _ => Why::Claimed,
        };
        Ok(Reservation::Wait { until: Instant::from_micros(number(until)?), why })
    }

    async fn withdraw(&self, logs: &[String], wanted_by: &str) -> Result<(), CacheError> {
        for log in logs {
            let mut command = cmd("ZREM");
            command.arg(self.key(&format!("claims:{log}"))).arg(wanted_by);
            self.ask::<i64>("withdrawing a claim", &command).await?;
        }
        Ok(())
    }

    async fn pause(&self, name: &str, until: Instant) -> Result<(), CacheError> {
        let mut script = self.script(&scripts::PAUSE);
        script.arg(name).arg(until.as_micros());
        self.run("noting a pause", &script).await
    }

    async fn paused_until(&self, name: &str) -> Result<Option<Instant>, CacheError> {
        let mut command = cmd("GET");
        command.arg(self.key(&format!("pause:{name}")));
        let until: Option<i64> = self.ask("reading a pause", &command).await?;
        Ok(until.map(Instant::from_micros))
    }

    async fn learn(&self, name: &str, said: Limit, now: Instant) -> Result<Learned, CacheError> {
        let doing = "learning a limit";
        let span = micros(said.window);
        let mut look = cmd("HGET");
        look.arg(self.key(&format!("limits:{name}"))).arg(span);
        for _ in 0..TRIES {
            let read: Option<String> = self.ask(doing, &look).await?;
            let known = read.as_deref().map(|text| limit(said.window, text)).transpose()?;
            let holds = Learned::after(known, said, now);
            if known == Some(holds) {
                return Ok(holds);
            }
            let mut script = self.script(&scripts::LEARN);
            let write = format!("{} {}", holds.limit.count, holds.told_at.as_micros());
            script.arg(name).arg(span).arg(read.unwrap_or_default()).arg(write);
            if self.run(doing, &script).await? {
                return Ok(holds);
            }
        }
        Err(CacheError::Busy)
    }

    async fn learned(&self, name: &str) -> Result<Vec<Learned>, CacheError> {
        let mut command = cmd("HGETALL");
        command.arg(self.key(&format!("limits:{name}")));
        let lines: HashMap<u64, String> = self.ask("reading limits", &command).await?;
        let line = |(span, text): (u64, String)| limit(Duration::from_micros(span), &text);
        let mut limits = lines.into_iter().map(line).collect::<Result<Vec<_>, _>>()?;
        limits.sort_unstable_by_key(|learned| learned.limit.window);
        Ok(limits)
    }
}

/// The ask in the form that the script reads.
fn in_json(ask: &PaceAsk) -> String {
    let limits = |limits: &[Limit]| -> Vec<(u32, i64)> {
        limits.iter().map(|limit| (limit.count, micros(limit.window))).collect()
    };
    let logs: Vec<_> =
        ask.logs.iter().map(|log| json!({ "name": log.name, "limits": limits(&log.limits) })).collect();
    json!({
        "logs": logs,
        "now": ask.now.as_micros(),
        "background": ask.background,
        "owner": ask.wanted_by,
        "grace": micros(GRACE),
        "look_again": micros(LOOK_AGAIN),
        "slack": micros(SLACK),
    })
    .to_string()
}

/// A learned limit out of its text: the count and the instant.
fn limit(window: Duration, text: &str) -> Result<Learned, CacheError> {
    let parsed = text.split_once(' ').and_then(|(count, at)| Some((count.parse().ok()?, at.parse().ok()?)));
    let (count, at) = parsed.ok_or_else(|| CacheError::Damaged(format!("`{text}` is no limit")))?;
    Ok(Learned { limit: Limit { count, window }, told_at: Instant::from_micros(at) })
}
