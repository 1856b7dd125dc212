//! Broadcasts that nobody states: they follow from the rhythm so far, or from the weekly slot. Pure.
//!
//! A rhythm is counted in days on the clock of whoever shows it, so a show at half past five stays there when clocks
//! are changed. What is predicted says by what, and how sure it is: the share of steps so far that kept the rhythm,
//! less with each step from the last one that is known.

use jiff::{Span, Timestamp, Zoned, tz::TimeZone};
use model::{AiringKind, Instant, Status};

use super::{
    merge::{AiringState, Shown, falls_into, trust, zone_of},
    told::{Told, WeekSlot},
};

/// The latest broadcasts that a rhythm is read from.
const READ: usize = 8;
/// A step may be off by so much and still keep the rhythm.
const OFF_S: i64 = 3 * 3600;
/// Rhythms from a day to five weeks; what comes at once or twice a year has none.
const STEPS: std::ops::RangeInclusive<i32> = 1..=35;
/// Nothing is predicted further than this many steps from what is known.
const FURTHEST: i32 = 26;
/// How much of its sureness a prediction keeps with each step.
const KEEPS: f64 = 0.97;
/// How sure the first step is when nothing but a slot, or one single step, speaks for it.
const BY_SLOT: f64 = 0.6;
/// A series that has run longer has skipped weeks, and its episodes cannot be counted.
const COUNTED_WEEKS: i32 = 60;

/// What is likely to be shown until a moment, besides what is stated.
pub(crate) fn predicted(told: &Told, shown: &[Shown], until: Instant) -> Vec<Shown> {
    if matches!(told.status, Status::Finished | Status::Cancelled | Status::Hiatus) {
        return Vec::new();
    }
    let mut kinds: Vec<AiringKind> = AiringKind::ALL.to_vec();
    kinds.retain(|kind| {
        shown.iter().any(|airing| airing.kind == *kind)
            || told.slots.iter().any(|slot| slot.kind == *kind)
            || told.premieres.iter().any(|(_, known, _)| known == kind)
    });
    kinds.into_iter().flat_map(|kind| of_kind(told, shown, &kind, until)).collect()
}

/// From where a prediction goes on, and by what.
struct Rhythm {
    /// The last known broadcast, or the one before the first.
    from: Zoned,
    /// The number of the episode there; none where episodes cannot be counted.
    number: Option<u32>,
    /// Days between two.
    days: i32,
    basis: &'static str,
    confidence: f64,
}

fn of_kind(told: &Told, shown: &[Shown], kind: &AiringKind, until: Instant) -> Vec<Shown> {
    let known: Vec<&Shown> = shown.iter().filter(|airing| airing.kind == *kind).collect();
    let zone_name = zone_name(told, &known, kind);
    let Ok(zone) = TimeZone::get(&zone_name) else { return Vec::new() };
    let rhythm = by_cadence(told, &known, &zone).or_else(|| by_slot(told, &known, kind, &zone, until));
    let Some(rhythm) = rhythm else { return Vec::new() };
    let mut airings = Vec::new();
    let mut from = rhythm.from.clone();
    let mut step = 0;
    for _ in 0..FURTHEST {
        step += 1;
        let Ok(next) = from.checked_add(Span::new().days(rhythm.days * step)) else { break };
        let number = rhythm.number.map(|number| number + airings.len() as u32 + 1);
        if number.zip(told.episodes).is_some_and(|(number, last)| number > last) {
            break;
        }
        let mut at = Instant::from(next.timestamp());
        let delay = told.delays.iter().find_map(|(source, delay)| falls_into(source, delay, kind, at));
        if let Some(delay) = delay {
            // It goes on when it goes on, and keeps its rhythm from there.
            let Some(resumes) = delay.until else { break };
            at = resumes;
            from = Timestamp::from(resumes).to_zoned(zone.clone());
            step = 0;
        }
        if at > until || ends_before(told, at, &zone) {
            break;
        }
        airings.push(Shown {
            episode: number.map(|number| number.to_string()).unwrap_or_default(),
            kind: kind.clone(),
            at,
            zone: zone_name.clone(),
            state: AiringState::Predicted,
            sources: Vec::new(),
            conflicts: Vec::new(),
            delay: None,
            basis: Some(rhythm.basis),
            confidence: Some(rhythm.confidence * KEEPS.powi(airings.len() as i32)),
        });
    }
    airings
}

fn zone_name(told: &Told, known: &[&Shown], kind: &AiringKind) -> String {
    let slots = told.slots.iter().filter(|slot| slot.kind == *kind).map(|slot| slot.zone.as_str());
    zone_of(kind, known.iter().rev().map(|airing| airing.zone.as_str()).chain(slots))
}

/// From the last of the numbered broadcasts, by the steps between them, or by a slot where there is but one.
fn by_cadence(told: &Told, known: &[&Shown], zone: &TimeZone) -> Option<Rhythm> {
    let mut numbered: Vec<(u32, Instant)> =
        known.iter().filter_map(|airing| Some((airing.number()?, airing.at))).collect();
    numbered.sort_unstable();
    let (number, last) = *numbered.iter().max_by_key(|(number, at)| (*at, *number))?;
    let mut times: Vec<Instant> = numbered.iter().map(|(_, at)| *at).collect();
    times.sort_unstable();
    times.dedup();
    let times = &times[times.len().saturating_sub(READ)..];
    let from = Timestamp::from(last).to_zoned(zone.clone());
    let gaps: Vec<i32> = times.windows(2).filter_map(|pair| days_between(pair[0], pair[1])).collect();
    let rhythm = |days, basis, confidence| {
        Some(Rhythm { from: from.clone(), number: Some(number), days, basis, confidence })
    };
    if times.len() < 2 {
        // A slot of any form makes it a weekly show.
        return if told.slots.is_empty() { None } else { rhythm(7, "slot", BY_SLOT) };
    }
    let days = commonest(&gaps)?;
    let steps = times.len() - 1;
    let kept = gaps.iter().filter(|gap| **gap == days).count() as f64 / steps as f64;
    // One step is no rhythm yet.
    let confidence = if steps == 1 { BY_SLOT } else { kept };
    (kept > 0.5 || steps == 1).then_some(())?;
    rhythm(days, "cadence", confidence)
}

/// Whole days between two broadcasts, when that is about what lies between them.
fn days_between(a: Instant, b: Instant) -> Option<i32> {
    let seconds = (b.as_micros() - a.as_micros()) / 1_000_000;
    let days = (seconds + 43_200).div_euclid(86_400);
    let off = (seconds - days * 86_400).abs();
    let days = i32::try_from(days).ok()?;
    (off <= OFF_S && STEPS.contains(&days)).then_some(days)
}

/// The value that occurs most, the smaller of equals.
fn commonest(gaps: &[i32]) -> Option<i32> {
    let count = |value: i32| gaps.iter().filter(|gap| **gap == value).count();
    gaps.iter().copied().max_by_key(|gap| (count(*gap), std::cmp::Reverse(*gap)))
}

/// From the first showing of a form, weekly; or from the first day of the work, in the weekly slot.
fn by_slot(
    told: &Told,
    known: &[&Shown],
    kind: &AiringKind,
    zone: &TimeZone,
    until: Instant,
) -> Option<Rhythm> {
    if !known.is_empty() {
        return None; // what is stated speaks, and keeps no rhythm
    }
    let premieres = told.premieres.iter().filter(|(_, form, _)| form == kind);
    let premiere = premieres.min_by_key(|(source, ..)| trust(source)).map(|(_, _, at)| *at);
    let slots = told.slots.iter().filter(|slot| slot.kind == *kind);
    let slot = slots.min_by_key(|slot| trust(&slot.source));
    let (first, basis) = match (premiere, slot) {
        (Some(at), _) => (Timestamp::from(at).to_zoned(zone.clone()), "premiere"),
        (None, Some(slot)) => (first_in(slot, told)?, "slot"),
        (None, None) => return None,
    };
    let last = Timestamp::from(until).to_zoned(zone.clone());
    let weeks = first.date().until(last.date()).ok()?.get_days() / 7;
    if weeks > FURTHEST && told.status != Status::Ongoing {
        return None;
    }
    // The weeks that nobody asks for are stepped over at once.
    let over = (weeks - FURTHEST + 1).max(0);
    let from = first.checked_add(Span::new().days(7 * (over - 1))).ok()?;
    let number = (weeks <= COUNTED_WEEKS).then(|| u32::try_from(over).unwrap_or_default());
    let confidence = if number.is_some() { BY_SLOT } else { BY_SLOT / 2.0 };
    Some(Rhythm { from, number, days: 7, basis, confidence })
}

/// The first time that a slot comes round from the first day of a work on.
fn first_in(slot: &WeekSlot, told: &Told) -> Option<Zoned> {
    let start = told.start?;
    let day = jiff::civil::Date::new(start.year(), start.month()?, start.day()?).ok()?;
    // Sites date a night by its evening or by its morning.
    let ahead = slot.weekday.since(day.weekday());
    let first = day.checked_add(Span::new().days(ahead)).ok()?;
    first.to_datetime(slot.time).to_zoned(TimeZone::get(&slot.zone).ok()?).ok()
}

/// Whether a moment lies after the last day of the work.
fn ends_before(told: &Told, at: Instant, zone: &TimeZone) -> bool {
    let end = told.end.and_then(|end| jiff::civil::Date::new(end.year(), end.month()?, end.day()?).ok());
    let day = Timestamp::from(at).to_zoned(zone.clone()).date();
    // A night may be dated by its evening.
    end.and_then(|end| end.checked_add(Span::new().days(1)).ok()).is_some_and(|end| day > end)
}
