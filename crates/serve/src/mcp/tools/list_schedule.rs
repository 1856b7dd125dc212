//! `list_schedule`: what is shown when.

use app::{ScheduleEntry, ScheduleRequest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Tool, Words};
use crate::mcp::{
    call::{Call, Refused},
    cursor,
};

/// The tool.
pub struct ListSchedule;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// YYYY-MM-DD; today when left out
    from: Option<String>,
    /// 1 to 62; one when left out
    days: Option<u32>,
    /// current, next, last: whole weeks from Monday
    week: Option<String>,
    /// IANA, such as Europe/Berlin; else UTC
    zone: Option<String>,
    /// raw, sub, dub
    #[serde(default)]
    kind: Words,
    /// Only these works
    #[serde(default)]
    works: Words,
    /// Also predictions (true)
    predicted: Option<bool>,
    cursor: Option<String>,
    budget: Option<usize>,
}

/// Broadcasts by time.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    zone: String,
    #[schemars(with = "Vec<Airing>")]
    airings: Vec<Map<String, Value>>,
    total: usize,
    next_cursor: Option<String>,
    /// What to do where the list is empty.
    note: Option<String>,
}

/// A broadcast.
#[derive(Debug, JsonSchema)]
#[expect(dead_code, reason = "the shape of what is sent; tests hold answers against it")]
struct Airing {
    id: i64,
    title: String,
    /// As printed.
    episode: Option<String>,
    /// In the zone that was asked for.
    at: String,
    kind: String,
    /// stated, delayed or predicted.
    state: String,
    /// Who says otherwise.
    conflicts: Option<Vec<String>>,
}

impl Tool for ListSchedule {
    const NAME: &'static str = "list_schedule";
    const TITLE: &'static str = "Schedule";
    const ABOUT: &'static str = "What airs on a day or in a week, in any time zone, with delays, predictions and \
        sources that disagree.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        let budget = call.budget(asked.budget)?;
        let mut request = ScheduleRequest::default();
        let given = [
            ("zone", asked.zone),
            ("from", asked.from),
            ("days", asked.days.map(|days| days.to_string())),
            ("week", asked.week),
            ("kind", (!asked.kind.is_empty()).then(|| asked.kind.0.join(","))),
            ("predicted", asked.predicted.map(|predicted| predicted.to_string())),
        ];
        let question = (Self::NAME, given.clone(), asked.works.0.clone());
        let place = cursor::read(asked.cursor.as_deref(), &question)?;
        for (name, value) in given {
            if let Some(value) = value {
                request.set(name, &value)?;
            }
        }
        for name in &asked.works.0 {
            request.works.push(call.work(name).await?.id.into());
        }
        let schedule = call.app.schedule(&request).await?;
        let all = schedule.days.iter().flat_map(|day| &day.airings);
        let rest: Vec<_> = all.skip(place).map(told).collect();
        let airings = if rest.is_empty() { rest } else { budget.fit(rest) };
        let next = place + airings.len();
        let next_cursor = (next < schedule.total).then(|| cursor::write(next, &question));
        let note = (schedule.total == 0).then(|| {
            "no broadcast of these days is known here; refresh_work on what airs brings its times".to_owned()
        });
        Ok(Told { zone: schedule.zone, airings, total: schedule.total, next_cursor, note })
    }
}

fn told(entry: &ScheduleEntry) -> Map<String, Value> {
    let conflicts: Vec<String> = entry.conflicts.iter().map(|one| one.source.to_string()).collect();
    let told = json!({
        "id": entry.work.id,
        "title": entry.work.title,
        "episode": entry.episode,
        "at": entry.local,
        "kind": entry.kind,
        "state": entry.state,
        "confidence": entry.confidence,
        "sources": entry.sources,
        "conflicts": conflicts,
    });
    super::card::known(&told)
}
