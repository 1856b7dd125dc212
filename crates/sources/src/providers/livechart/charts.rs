//! The list of seasons that there are charts of.

use model::{ExternalId, Record, RecordKind};

use super::{FACTS, SEASONS};
use crate::{
    parts::{
        dates,
        html::{self, Page},
        text,
    },
    providers::{ParseError, Parsed},
};

pub fn read(page: &Page) -> Result<Parsed, ParseError> {
    let mut records = Vec::new();
    for link in page.all(".chart-item-chart a[href]") {
        let address = html::attr(link, "href").unwrap_or_default();
        // `/winter-2026/tv`, and `/tba/tv` for what has no season yet.
        let path = address
            .rsplit_once("://")
            .map_or(address.as_str(), |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
        let name = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        let Ok(id) = ExternalId::new(SEASONS, name) else { continue };
        let mut record = Record::new(FACTS.id.clone(), RecordKind::List, id);
        (record.season, record.year) = dates::season(name);
        let word = html::words(link);
        record.title = match (&word, record.year) {
            (Some(word), Some(year)) => text::clean(&format!("{word} {year}")),
            _ => word,
        };
        records.push(record);
    }
    if records.is_empty() {
        return Err(ParseError::damaged("there is no season in it"));
    }
    Ok(Parsed::list(records))
}

#[cfg(test)]
mod tests {
    use crate::providers::{Context, livechart::LiveChart, read};

    #[test]
    fn seasons_by_their_address() {
        let body = include_bytes!("../../../fixtures/livechart/charts.html");
        let parsed = read(&LiveChart, None, body, &Context::at(jiff::Timestamp::UNIX_EPOCH)).expect("sound");
        let read = parsed.records.iter().map(|record| {
            let season = record.season.map_or("-", model::Season::as_str);
            format!("{} {season} {:?} {:?}", record.external_id, record.year, record.title)
        });
        insta::assert_snapshot!(read.collect::<Vec<_>>().join("\n"), @r#"
        livechart_season:tba - None Some("TBA")
        livechart_season:winter-1988 WINTER Some(1988) Some("Winter 1988")
        livechart_season:fall-1987 FALL Some(1987) Some("Fall 1987")
        "#);
    }
}
