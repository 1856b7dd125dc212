//! What sources told of one work's broadcasts, gathered from its records.

use model::{Airing, AiringKind, Delay, FuzzyDate, Instant, Record, SourceId, Status, Work};

use super::late;

/// One source's word on when one episode is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claim {
    pub source: SourceId,
    /// The number as printed.
    pub episode: String,
    pub kind: AiringKind,
    pub at: Instant,
    /// The zone the source speaks in.
    pub zone: Option<String>,
}

/// A weekly slot: a day of the week and a time on the clock of a zone. A time from 24:00 on belongs to the night of
/// the day before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WeekSlot {
    pub source: SourceId,
    pub kind: AiringKind,
    /// The weekday on which the clock shows the time, late nights carried over.
    pub weekday: jiff::civil::Weekday,
    pub time: jiff::civil::Time,
    pub zone: String,
}

/// Everything that was told of a work.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told {
    pub claims: Vec<Claim>,
    /// Days without a time of day.
    pub days: Vec<(SourceId, String, FuzzyDate)>,
    pub delays: Vec<(SourceId, Delay)>,
    pub slots: Vec<WeekSlot>,
    /// When each form was first shown.
    pub premieres: Vec<(SourceId, AiringKind, Instant)>,
    pub start: Option<FuzzyDate>,
    pub end: Option<FuzzyDate>,
    /// How many episodes there are in all.
    pub episodes: Option<u32>,
    pub status: Status,
}

impl Told {
    /// Of a work and its records.
    pub fn of(work: &Work, records: &[Record]) -> Self {
        let mut told = Self {
            start: work.start_date,
            end: work.end_date,
            episodes: work.episodes,
            status: work.status.clone(),
            ..Self::default()
        };
        for record in records {
            told.add(record);
        }
        told
    }

    /// Whether anything was told that a broadcast could be made of.
    pub fn says_anything(&self) -> bool {
        !(self.claims.is_empty() && self.slots.is_empty() && self.premieres.is_empty())
    }

    /// Adds what one record says; of what its source said before, this counts.
    pub fn add(&mut self, record: &Record) {
        let source = || record.source.clone();
        for Airing { episode, at, zone, kind } in &record.airings {
            self.claim(Claim {
                source: source(),
                episode: number_as_printed(episode),
                kind: kind.clone(),
                at: *at,
                zone: zone.clone(),
            });
        }
        for entry in record.episodes_list.iter().filter(|entry| entry.season.unwrap_or(1) <= 1) {
            let episode = number_as_printed(&entry.number);
            match (entry.aired_at, entry.aired) {
                (Some(at), _) => self.claim(Claim {
                    source: source(),
                    episode,
                    kind: AiringKind::Raw,
                    at,
                    zone: entry.zone.clone(),
                }),
                (None, Some(day)) if day.day().is_some() => self.days.push((source(), episode, day)),
                _ => {}
            }
        }
        self.delays.extend(record.delays.iter().map(|delay| (source(), delay.clone())));
        self.premieres.extend(record.premieres.iter().map(|first| (source(), first.kind.clone(), first.at)));
        if let Some(slot) = &record.broadcast {
            let zone = slot.zone.as_deref();
            self.slot(source(), AiringKind::Raw, slot.day.as_deref(), slot.time.as_deref(), zone);
        }
        for slot in &record.slots {
            let zone = slot.zone.as_deref();
            self.slot(source(), slot.kind.clone(), slot.day.as_deref(), slot.time.as_deref(), zone);
        }
    }

    /// A source that says the same again is heard once; of what it says twice and otherwise, the last counts.
    fn claim(&mut self, claim: Claim) {
        if claim.episode.is_empty() {
            return;
        }
        let same = |known: &Claim| {
            (&known.source, &known.episode, &known.kind) == (&claim.source, &claim.episode, &claim.kind)
        };
        self.claims.retain(|known| !same(known));
        self.claims.push(claim);
    }

    fn slot(
        &mut self,
        source: SourceId,
        kind: AiringKind,
        day: Option<&str>,
        time: Option<&str>,
        zone: Option<&str>,
    ) {
        let (Some(day), Some(time), Some(zone)) = (day.and_then(late::weekday), time, zone) else { return };
        let Some((carried, time)) = late::clock(time) else { return };
        let weekday = if carried { day.next() } else { day };
        let slot = WeekSlot { source, kind, weekday, time, zone: zone.to_owned() };
        if !self.slots.contains(&slot) {
            self.slots.push(slot);
        }
    }
}

/// `01` and `1` are one episode; `12.5` and `SP1` stay as they are.
fn number_as_printed(text: &str) -> String {
    let text = text.trim();
    match text.parse::<u32>() {
        Ok(number) => number.to_string(),
        Err(_) => text.to_owned(),
    }
}
