//! Anime, alone and as hits of a search.

use jiff::tz;
use model::{
    AiringKind, Broadcast, Delay, ExternalId, FuzzyDate, Premiere, Record, RecordKind, RelationEntry,
    RelationType, Score, Season, Slot, WebLink,
};

use super::{NAMESPACE, shared};
use crate::{
    parts::{dates, json::Json, status, text},
    providers::Context,
};

/// The lists of related anime, each of addresses' names.
const RELATIONS: [(&str, RelationType); 7] = [
    ("sequels", RelationType::Sequel),
    ("prequels", RelationType::Prequel),
    ("parents", RelationType::Parent),
    ("alternatives", RelationType::Alternative),
    ("sideStories", RelationType::SideStory),
    ("spinoffs", RelationType::SpinOff),
    ("other", RelationType::Miscellaneous),
];

/// Links that lead to the work itself at another site, or to its own; the rest are places to watch it.
const SITES: [&str; 7] = ["official", "mal", "aniList", "kitsu", "animePlanet", "anidb", "streams"];

/// An anime.
pub fn work(entry: Json<'_>, kind: RecordKind, context: &Context) -> Option<Record> {
    let mut record = shared::record_of(entry, kind)?;
    shared::titles(entry, entry.at("names"), &mut record);
    record.title.as_ref()?;
    dates(entry, &mut record);
    if record.status.is_none() {
        record.status = status::by_dates(record.start_date, None, false, context.today());
    }
    record.synopsis = entry.at("description").prose().and_then(|text| text::without_credit(&text));
    record.genres = entry.at("genres").names("name");
    record.tags = record.genres.clone();
    record.studios = entry.at("studios").names("name");
    record.origin = entry.at("sources").list().find_map(|source| source.at("name").text());
    let stats = entry.at("stats");
    let votes = stats.at("ratingCount").unsigned();
    let mean = stats.at("averageScore").decimal().filter(|mean| *mean > 0.0 && votes != Some(0));
    record.score = mean.and_then(|mean| Score::new(mean, 100.0, votes));
    record.popularity = stats.at("trackedCount").unsigned();
    record.rank = stats.at("trackedRating").count();
    record.relations =
        RELATIONS.iter().flat_map(|(key, kind)| related(entry.path("relations").at(key), kind)).collect();
    websites(entry.at("websites"), &mut record);
    record.broadcast = broadcast(entry);
    record.slots = slots(entry);
    record.premieres = premieres(entry);
    record.delays = delays(entry);
    Some(record)
}

fn dates(entry: Json<'_>, record: &mut Record) {
    // The day counts as it is in Japan, where late nights belong to the next one.
    let premiere = shared::time(entry.at("premier"))
        .map(|time| time.to_zoned(tz::TimeZone::fixed(tz::offset(9))).date());
    let year = entry.at("year").number().filter(|year| *year > 0);
    let month =
        entry.at("month").raw().zip(year).and_then(|(month, year)| dates::date(&format!("{month} {year}")));
    let premiere = premiere.and_then(|day| {
        dates::from_parts(Some(day.year().into()), Some(day.month().into()), Some(day.day().into()))
    });
    record.start_date = premiere.or(month).or_else(|| dates::from_parts(year, None, None));
    let season = entry.at("season");
    record.season =
        season.at("season").raw().and_then(Season::parse).or_else(|| record.start_date.and_then(Season::of));
    let named = season.at("year").number().and_then(|year| dates::year(&year.to_string()));
    record.year = named.or(record.start_date.map(FuzzyDate::year));
}

fn related<'a>(names: Json<'a>, kind: &'a RelationType) -> impl Iterator<Item = RelationEntry> + 'a {
    names.list().filter_map(move |name| {
        let external_id = ExternalId::new(NAMESPACE, name.raw()?.trim()).ok()?;
        Some(RelationEntry { kind: kind.clone(), external_id, title: None })
    })
}

/// Links to other sites: they prove which work it is.
fn websites(sites: Json<'_>, record: &mut Record) {
    for (site, link) in sites.entries().take(200) {
        let Some(url) = shared::address(link) else { continue };
        if site == "official" {
            record.links.push(WebLink { name: "Official Site".to_owned(), url: url.clone() });
        }
        match ExternalId::from_provider_url(&url) {
            Some(id) if !record.external_ids.contains(&id) => record.external_ids.push(id),
            None if !SITES.contains(&site) => {
                let name = site.to_owned();
                record.streams.push(model::Stream { name, url: Some(url), ..model::Stream::default() });
            }
            _ => {}
        }
    }
    let mut streams = shared::streams(sites.at("streams"));
    streams.append(&mut record.streams);
    record.streams = streams;
}

/// The weekly slot. The days are told only where there are several, and then there is no one slot.
fn broadcast(entry: Json<'_>) -> Option<Broadcast> {
    let time = shared::clock(entry.at("jpnTime"))?;
    Some(Broadcast { day: None, time: Some(time), zone: Some("Asia/Tokyo".to_owned()) })
}

/// The times of day of each form. The date of a time is often a stand-in, and says nothing.
fn slots(entry: Json<'_>) -> Vec<Slot> {
    let slot = |kind, time: Option<String>, zone: &str| {
        Some(Slot { kind, day: None, time: Some(time?), zone: Some(zone.to_owned()) })
    };
    let utc = |key: &str| {
        let time = shared::time(entry.at(key))?.to_zoned(tz::TimeZone::UTC);
        Some(format!("{:02}:{:02}", time.hour(), time.minute()))
    };
    let slots = [
        slot(AiringKind::Raw, shared::clock(entry.at("jpnTime")), "Asia/Tokyo"),
        slot(AiringKind::Sub, utc("subTime"), "UTC"),
        slot(AiringKind::Dub, utc("dubTime"), "UTC"),
    ];
    slots.into_iter().flatten().collect()
}

/// The first showing of each form.
fn premieres(entry: Json<'_>) -> Vec<Premiere> {
    let forms =
        [(AiringKind::Raw, "premier"), (AiringKind::Sub, "subPremier"), (AiringKind::Dub, "dubPremier")];
    let premiere =
        |(kind, key): (AiringKind, &str)| Some(Premiere { kind, at: shared::time(entry.at(key))?.into() });
    forms.into_iter().filter_map(premiere).collect()
}

/// Breaks of the broadcast, of subtitles and of dubs, and why. Without any date there is none.
fn delays(entry: Json<'_>) -> Vec<Delay> {
    let forms = [
        (AiringKind::Raw, ["delayedTimetable", "delayedFrom", "delayedUntil"]),
        (AiringKind::Sub, ["subDelayedTimetable", "subDelayedFrom", "subDelayedUntil"]),
        (AiringKind::Dub, ["dubDelayedTimetable", "dubDelayedFrom", "dubDelayedUntil"]),
    ];
    let delay = |(kind, [word, from, until]): (AiringKind, [&str; 3])| {
        let (from, until) = (shared::time(entry.at(from)), shared::time(entry.at(until)));
        from.or(until)?;
        // The text is told once, and is about the broadcast.
        let reason = if kind == AiringKind::Raw { entry.at("delayedDesc").prose() } else { None };
        let word = entry.at(word).text();
        Some(Delay { kind, word, from: from.map(Into::into), until: until.map(Into::into), reason })
    };
    forms.into_iter().filter_map(delay).collect()
}
