//! Where a work may be watched or read, by country.

use model::{EntityKind, SourceId, Stream, WorkId};
use serde::Serialize;

use crate::{App, AppError, WorkRef};

/// Where a work may be watched or read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorkStreams {
    /// The work.
    pub id: WorkId,
    /// The country that was asked for.
    pub region: Option<String>,
    /// Places that are open there, or all.
    pub streams: Vec<Place>,
    /// Places of which no source says where they are open; only where a country was asked for.
    pub unknown: Vec<Place>,
}

/// One place, with all who name it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    /// The place.
    #[serde(flatten)]
    pub stream: Stream,
    /// Who says so.
    pub sources: Vec<SourceId>,
}

impl App {
    /// The places where a work may be watched or read, by name.
    ///
    /// # Errors
    /// `invalid_parameter` when the region is no country's code of two letters.
    pub async fn work_streams(&self, work: &WorkRef, region: Option<&str>) -> Result<WorkStreams, AppError> {
        let region = region.map(country).transpose()?;
        let work = self.work(work).await?.work;
        let mut places: Vec<Place> = Vec::new();
        for record in self.records_of(EntityKind::Work, work.id.into()).await? {
            for stream in record.streams {
                add(&mut places, stream, &record.source);
            }
        }
        places.sort_by(|a, b| (&a.stream.name, &a.stream.url).cmp(&(&b.stream.name, &b.stream.url)));
        let Some(region) = region else {
            return Ok(WorkStreams { id: work.id, region: None, streams: places, unknown: Vec::new() });
        };
        let (unknown, known): (Vec<Place>, Vec<Place>) =
            places.into_iter().partition(|place| place.stream.regions.is_empty());
        let here = |place: &Place| place.stream.regions.iter().any(|code| code.eq_ignore_ascii_case(&region));
        let streams = known.into_iter().filter(here).collect();
        Ok(WorkStreams { id: work.id, region: Some(region), streams, unknown })
    }
}

/// Adds a place, or what a further source says of one that is there.
fn add(places: &mut Vec<Place>, stream: Stream, source: &SourceId) {
    let same = |place: &&mut Place| {
        place.stream.name.eq_ignore_ascii_case(&stream.name) && place.stream.url == stream.url
    };
    let Some(place) = places.iter_mut().find(same) else {
        places.push(Place { stream, sources: vec![source.clone()] });
        return;
    };
    for (known, more) in [
        (&mut place.stream.regions, stream.regions),
        (&mut place.stream.dubs, stream.dubs),
        (&mut place.stream.subs, stream.subs),
    ] {
        known.extend(more);
        known.sort_unstable();
        known.dedup();
    }
    place.stream.free = place.stream.free.or(stream.free);
    place.stream.premium = place.stream.premium.or(stream.premium);
    if !place.sources.contains(source) {
        place.sources.push(source.clone());
    }
}

/// A country's code in capitals.
fn country(region: &str) -> Result<String, AppError> {
    let code = region.trim();
    if code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_alphabetic()) {
        return Ok(code.to_ascii_uppercase());
    }
    let message = format!("`{region}` is not a country's code of two letters");
    Err(AppError::invalid_parameter("region", message).hint("such as JP, US or DE (ISO 3166-1)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_sources_say_of_one_place_comes_together() {
        let stream = |region: &str| Stream {
            name: "Lantern".into(),
            regions: vec![region.to_owned()],
            ..Stream::default()
        };
        let mut places = Vec::new();
        for (region, source) in [("US", "anilist"), ("DE", "livechart"), ("US", "livechart")] {
            add(&mut places, stream(region), &SourceId::known(source));
        }
        assert_eq!((places.len(), places[0].sources.len()), (1, 2));
        assert_eq!(places[0].stream.regions, ["DE", "US"]);
    }

    #[test]
    fn a_country_has_two_letters() {
        assert_eq!(country("de").ok().as_deref(), Some("DE"));
        assert!(country("Germany").is_err() && country("d1").is_err());
    }
}
