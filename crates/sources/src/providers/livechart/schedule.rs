//! The broadcasts of a week.

use model::{Airing, AiringKind, ExternalId, Medium, Record, RecordKind, Title, TitleKind};
use scraper::ElementRef;

use super::{FACTS, words};
use crate::{
    parts::{
        html::{self, Page},
        text,
    },
    providers::{ParseError, Parsed},
};

pub fn read(page: &Page) -> Result<Parsed, ParseError> {
    if page.first(".lc-timetable-day, .lc-timetable-timeslot").is_none() {
        return Err(ParseError::damaged("there is no timetable in it"));
    }
    let mut records: Vec<Record> = Vec::new();
    let mut places: std::collections::HashMap<ExternalId, usize> = std::collections::HashMap::new();
    for block in page.all(".lc-timetable-anime-block") {
        let Some((record, airing)) = broadcast(block) else { continue };
        let place = *places.entry(record.external_id.clone()).or_insert_with(|| {
            records.push(record);
            records.len() - 1
        });
        if let Some(record) = records.get_mut(place) {
            record.airings.extend(airing);
        }
    }
    Ok(Parsed::list(records))
}

fn broadcast(block: ElementRef<'_>) -> Option<(Record, Option<Airing>)> {
    let link = html::within(block, "a[href*='/anime/']").next();
    let stated = html::attr(block, "data-schedule-anime-id").as_deref().and_then(words::id);
    let id = stated.or_else(|| words::id_in(&html::attr(link?, "href")?))?;
    let mut record = Record::new(FACTS.id.clone(), RecordKind::Airings, id);
    record.url = record.external_id.url();
    record.medium = Some(Medium::Anime);
    let title = html::attr(block, "data-schedule-anime-title").and_then(|title| text::clean(&title));
    record.title = title.or_else(|| html::within(block, ".lc-tt-anime-title").find_map(html::words));
    record.titles.extend(record.title.clone().map(|title| Title::new(title, TitleKind::Main)));
    let whole = html::attr(block, "data-schedule-anime-total-episodes-value");
    record.episodes = whole.as_deref().and_then(words::episodes);
    if let Some(address) = html::within(block, "img").find_map(|img| html::attr(img, "src")) {
        words::add_poster(&mut record, &address);
    }
    let label =
        html::within(block, ".lc-tt-release-label .font-medium, .lc-tt-release-label").find_map(html::words);
    let slot = block
        .ancestors()
        .take(12)
        .filter_map(ElementRef::wrap)
        .find_map(|slot| html::attr(slot, "data-timestamp"));
    let moment = slot.or_else(|| html::attr(block, "data-schedule-anime-release-date-value"));
    let at = moment.and_then(|at| at.parse().ok()).and_then(|at| jiff::Timestamp::from_second(at).ok());
    let episode = label.as_deref().and_then(words::episode_label);
    let airing = at.zip(episode).map(|(at, episode)| Airing {
        episode,
        at: at.into(),
        zone: None,
        kind: AiringKind::Raw,
    });
    Some((record, airing))
}

#[cfg(test)]
mod tests {
    use crate::providers::{Context, livechart::LiveChart, read};

    #[test]
    fn one_record_for_each_anime() {
        let body = include_bytes!("../../../fixtures/livechart/schedule.html");
        let parsed = read(&LiveChart, None, body, &Context::at(jiff::Timestamp::UNIX_EPOCH)).expect("sound");
        insta::assert_json_snapshot!(
            parsed.records.iter().map(|r| (&r.title, r.episodes, &r.airings)).collect::<Vec<_>>()
        );
    }
}
