//! What a search finds.

use model::{Medium, Record, RecordKind, Score, Season};
use scraper::ElementRef;

use super::{
    FACTS,
    words::{self, Names},
};
use crate::{
    parts::{
        dates,
        html::{self, Page},
        text,
    },
    providers::{ParseError, Parsed},
};

pub fn read(page: &Page) -> Result<Parsed, ParseError> {
    let records: Vec<Record> = page.all(".anime-item[data-anime-id]").filter_map(hit).collect();
    let shown = ".anime-list, form[action='/search'] input[name=q], .placeholder-box";
    if records.is_empty() && page.first(shown).is_none() {
        return Err(ParseError::damaged("there is no list of anime in it"));
    }
    Ok(Parsed::list(records))
}

fn hit(item: ElementRef<'_>) -> Option<Record> {
    let id = words::id(&html::attr(item, "data-anime-id")?)?;
    let first = |css: &'static str| html::within(item, css).find_map(html::words);
    let mut record = Record::new(FACTS.id.clone(), RecordKind::Search, id);
    record.url = record.external_id.url();
    record.medium = Some(Medium::Anime);
    let listed = first("[data-anime-item-target=mainTitle], .anime-item__body__title a");
    let stated = html::attr(item, "data-title").and_then(|title| text::clean(&title));
    let main = listed.or_else(|| stated.clone());
    Names { main, others: stated.into_iter().collect(), ..Names::default() }.put_into(&mut record);
    // `(TV, 13 eps)`
    let extra = first(".title-extra").unwrap_or_default();
    for word in extra.trim_matches(['(', ')']).split(',').filter_map(text::known) {
        if word.contains("ep") && word.contains(|c: char| c.is_ascii_digit()) {
            record.episodes = words::episodes(&word);
        } else if record.format_word.is_none() && !word.contains('?') {
            record.format = words::format(&word);
            record.format_word = Some(word);
        }
    }
    let shown = html::within(item, ".info span").filter_map(html::words).find_map(|word| dates::date(&word));
    let moment = html::attr(item, "data-premiere").and_then(|at| at.parse().ok()).filter(|at| *at != 0);
    // The moment says nothing of how much of it is known, the day shown does.
    let exact = moment.filter(|_| shown.is_some_and(|shown| shown.day().is_some()));
    record.start_date = exact.and_then(words::day_in_japan).or(shown);
    record.season = record.start_date.and_then(Season::of);
    record.year = record.start_date.map(model::FuzzyDate::year);
    let verdict = first(".info .fake-link").as_deref().and_then(text::decimal).filter(|value| *value > 0.0);
    record.score = verdict.and_then(|value| Score::new(value, 10.0, None));
    if let Some(address) =
        html::within(item, ".anime-item__poster-wrap img, img").find_map(|img| html::attr(img, "src"))
    {
        words::add_poster(&mut record, &address);
    }
    Some(record)
}

#[cfg(test)]
mod tests {
    use crate::providers::{Context, livechart::LiveChart, read};

    #[test]
    fn hits_in_normal_form() {
        let body = include_bytes!("../../../fixtures/livechart/search.html");
        let parsed = read(&LiveChart, None, body, &Context::at(jiff::Timestamp::UNIX_EPOCH)).expect("sound");
        assert!(!parsed.single);
        insta::assert_json_snapshot!(parsed.records);
    }

    #[test]
    fn nothing_found_is_an_empty_list() {
        let body =
            br#"<meta property="og:url" content="https://h.example/search"><ul class="anime-list"></ul>"#;
        let parsed = read(&LiveChart, None, body, &Context::at(jiff::Timestamp::UNIX_EPOCH)).expect("sound");
        assert!(parsed.records.is_empty());
    }
}
