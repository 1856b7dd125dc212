//! What several sources say of one episode's broadcast, made one: pure, over [`Told`].
//!
//! Times that lie within some minutes of each other are one opinion. The opinion that most sources share is shown;
//! of equals, the one of the source that knows broadcasts best. Who says otherwise stands beside it with their time.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};
use model::{AiringKind, Delay, Instant, SourceId};
use serde::Serialize;

use super::told::{Claim, Told, WeekSlot};

/// Times this near are one opinion: sites round, and leave out opening spots.
const NEAR_S: i64 = 10 * 60;
/// A slot so far from a broadcast is not the slot of that broadcast.
const SLOT_APART_S: i64 = 84 * 3600;
/// Where first broadcasts are at home, when no source says another zone than UTC.
pub(crate) const HOME: &str = "Asia/Tokyo";

/// Who knows broadcasts best; the others follow by name.
const TRUST: [&str; 5] = ["animeschedule", "anilist", "livechart", "animecountdown", "jikan"];

/// How sure a broadcast is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AiringState {
    /// A source states it.
    Stated,
    /// It was stated, and falls into a break.
    Delayed,
    /// Nobody states it: it follows from the rhythm so far.
    Predicted,
}

/// What a source says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AiringConflict {
    /// The source.
    pub source: SourceId,
    /// `airing` for a stated time, `day` for a day without a time, `slot` for the weekly slot.
    pub said: &'static str,
    /// When it says so.
    pub at: Instant,
    /// How many minutes later than shown; below 0, earlier.
    pub minutes_later: i64,
}

/// A break that a broadcast falls into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AiringDelay {
    /// Who says so.
    pub source: SourceId,
    /// What the timetable calls it.
    pub word: Option<String>,
    /// The first time without it.
    pub from: Option<Instant>,
    /// When it goes on.
    pub until: Option<Instant>,
    /// Why.
    pub reason: Option<String>,
}

/// One broadcast of a work, as all sources together have it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown {
    pub episode: String,
    pub kind: AiringKind,
    pub at: Instant,
    /// The zone of who shows it.
    pub zone: String,
    pub state: AiringState,
    /// Who says so, the most trusted first.
    pub sources: Vec<SourceId>,
    pub conflicts: Vec<AiringConflict>,
    pub delay: Option<AiringDelay>,
    /// How a predicted one was found.
    pub basis: Option<&'static str>,
    /// How sure a predicted one is, 0 to 1.
    pub confidence: Option<f64>,
}

impl Shown {
    /// The episode as a whole number, where it is one.
    pub fn number(&self) -> Option<u32> {
        self.episode.parse().ok()
    }
}

/// Every stated broadcast once, by time.
pub(crate) fn merged(told: &Told) -> Vec<Shown> {
    let mut groups: BTreeMap<(&str, &AiringKind), Vec<&Claim>> = BTreeMap::new();
    for claim in &told.claims {
        groups.entry((claim.episode.as_str(), &claim.kind)).or_default().push(claim);
    }
    let mut shown: Vec<Shown> = groups.into_values().map(|claims| one(told, claims)).collect();
    shown.sort_by(|a, b| (a.at, &a.kind, &a.episode).cmp(&(b.at, &b.kind, &b.episode)));
    shown
}

/// The place of a source in the order of trust.
pub(crate) fn trust(source: &SourceId) -> (usize, String) {
    let place = TRUST.iter().position(|known| *known == source.as_str()).unwrap_or(TRUST.len());
    (place, source.as_str().to_owned())
}

fn seconds(from: Instant, to: Instant) -> i64 {
    (to.as_micros() - from.as_micros()).div_euclid(1_000_000)
}

/// One episode in one form, of at least one claim.
fn one(told: &Told, mut claims: Vec<&Claim>) -> Shown {
    claims.sort_by_key(|claim| (trust(&claim.source), claim.at));
    let agree =
        |claim: &Claim| claims.iter().filter(|other| seconds(claim.at, other.at).abs() <= NEAR_S).count();
    // The first of the largest is the most trusted one.
    let best =
        claims.iter().copied().max_by_key(|claim| (agree(claim), std::cmp::Reverse(trust(&claim.source))));
    let best = best.expect("a group has a claim");
    let mut sources: Vec<SourceId> = Vec::new();
    let mut conflicts = Vec::new();
    for claim in &claims {
        if seconds(best.at, claim.at).abs() <= NEAR_S {
            sources.push(claim.source.clone());
        } else {
            conflicts.push(conflict(&claim.source, "airing", best.at, claim.at));
        }
    }
    let zone = zone_of(&best.kind, claims.iter().filter_map(|claim| claim.zone.as_deref()));
    if best.kind == AiringKind::Raw {
        hear_days(told, best, &zone, &mut sources, &mut conflicts);
    }
    hear_slots(told, best, &mut sources, &mut conflicts);
    let delay = told.delays.iter().find_map(|(source, delay)| falls_into(source, delay, &best.kind, best.at));
    Shown {
        episode: best.episode.clone(),
        kind: best.kind.clone(),
        at: best.at,
        zone,
        state: if delay.is_some() { AiringState::Delayed } else { AiringState::Stated },
        sources,
        conflicts,
        delay,
        basis: None,
        confidence: None,
    }
}

fn conflict(source: &SourceId, said: &'static str, shown: Instant, at: Instant) -> AiringConflict {
    AiringConflict { source: source.clone(), said, at, minutes_later: seconds(shown, at) / 60 }
}

/// A zone that a source names beside UTC, else the home of first broadcasts; other forms are told in UTC.
pub(crate) fn zone_of<'a>(kind: &AiringKind, named: impl Iterator<Item = &'a str>) -> String {
    let known = |zone: &&str| *zone != "UTC" && TimeZone::get(zone).is_ok();
    let home = if *kind == AiringKind::Raw { HOME } else { "UTC" };
    named.into_iter().find(known).unwrap_or(home).to_owned()
}

/// Days without a time agree when the broadcast is on that day or the next one: sites differ in what they call a
/// night.
fn hear_days(
    told: &Told,
    best: &Claim,
    zone: &str,
    sources: &mut Vec<SourceId>,
    conflicts: &mut Vec<AiringConflict>,
) {
    let Ok(zone) = TimeZone::get(zone) else { return };
    let own = Timestamp::from(best.at).to_zoned(zone.clone()).date();
    for (source, _, day) in told.days.iter().filter(|(_, episode, _)| *episode == best.episode) {
        if sources.contains(source) || conflicts.iter().any(|conflict| conflict.source == *source) {
            continue;
        }
        let (Some(month), Some(date)) = (day.month(), day.day()) else { continue };
        let Ok(day) = jiff::civil::Date::new(day.year(), month, date) else { continue };
        let apart = own.since(day).map_or(0, |span| span.get_days());
        if (-1..=1).contains(&apart) {
            sources.push(source.clone());
        } else if let Ok(midnight) = day.to_zoned(zone.clone()) {
            conflicts.push(conflict(source, "day", best.at, midnight.timestamp().into()));
        }
    }
}

/// Weekly slots agree when the broadcast is in them.
fn hear_slots(told: &Told, best: &Claim, sources: &mut Vec<SourceId>, conflicts: &mut Vec<AiringConflict>) {
    for slot in told.slots.iter().filter(|slot| slot.kind == best.kind) {
        let heard = conflicts.iter().any(|conflict| conflict.source == slot.source);
        if sources.contains(&slot.source) || heard {
            continue;
        }
        let Some(at) = nearest(slot, best.at) else { continue };
        let apart = seconds(best.at, at).abs();
        if apart <= NEAR_S {
            sources.push(slot.source.clone());
        } else if apart <= SLOT_APART_S {
            conflicts.push(conflict(&slot.source, "slot", best.at, at));
        }
    }
}

/// The occurrence of a slot that is nearest to a moment.
pub(crate) fn nearest(slot: &WeekSlot, to: Instant) -> Option<Instant> {
    let zone = TimeZone::get(&slot.zone).ok()?;
    let day = Timestamp::from(to).to_zoned(zone.clone()).date();
    let ahead = slot.weekday.since(day.weekday());
    let next = day.checked_add(jiff::Span::new().days(ahead)).ok()?;
    let candidates = [next, next.checked_sub(jiff::Span::new().days(7)).ok()?];
    let times = candidates.iter().filter_map(|day| {
        let moment = day.to_datetime(slot.time).to_zoned(zone.clone()).ok()?;
        Some(Instant::from(moment.timestamp()))
    });
    times.min_by_key(|at| seconds(to, *at).abs())
}

/// The break that a moment falls into, if it is one of this form.
pub(crate) fn falls_into(
    source: &SourceId,
    delay: &Delay,
    kind: &AiringKind,
    at: Instant,
) -> Option<AiringDelay> {
    let within = delay.kind == *kind
        && delay.from.is_some_and(|from| from <= at)
        && delay.until.is_none_or(|until| at < until);
    within.then(|| AiringDelay {
        source: source.clone(),
        word: delay.word.clone(),
        from: delay.from,
        until: delay.until,
        reason: delay.reason.clone(),
    })
}
