//! The chart of a season: one card an anime.

use model::{Airing, AiringKind, ExternalId, Medium, Record, RecordKind, Score, Season};
use scraper::ElementRef;
use serde_json::Value;

use super::{
    FACTS,
    words::{self, Names},
};
use crate::{
    parts::{
        dates,
        html::{self, Page},
        json::Json,
        text,
    },
    providers::{ParseError, Parsed},
};

pub fn read(page: &Page) -> Result<Parsed, ParseError> {
    if page.first("main.chart, article.anime[data-anime-id]").is_none() {
        return Err(ParseError::damaged("there is no chart in it"));
    }
    let heading = page.text(".page-header-box h1, h1");
    let season = heading.as_deref().map(dates::season).unwrap_or_default();
    let records = page.all("article.anime[data-anime-id]").filter_map(|card| row(card, season)).collect();
    Ok(Parsed::list(records))
}

fn row(card: ElementRef<'_>, season: (Option<Season>, Option<i16>)) -> Option<Record> {
    let id = words::id(&html::attr(card, "data-anime-id")?)?;
    let first = |css: &'static str| html::within(card, css).find_map(html::words);
    let mut record = Record::new(FACTS.id.clone(), RecordKind::List, id);
    record.url = record.external_id.url();
    record.medium = Some(Medium::Anime);
    let stated = |name: &str| html::attr(card, name).and_then(|title| text::clean(&title));
    let others: Value = html::attr(card, "data-alternate")
        .and_then(|list| serde_json::from_str(&list).ok())
        .unwrap_or_default();
    let names = Names {
        main: first("[data-anime-card-target=mainTitle], .main-title"),
        romaji: stated("data-romaji"),
        english: stated("data-english"),
        native: stated("data-native"),
        others: Json::of(&others).list().take(100).filter_map(Json::title).collect(),
    };
    names.put_into(&mut record);
    text::add_words(&mut record.tags, html::within(card, ".anime-tags li").take(100).filter_map(html::words));
    record.genres.clone_from(&record.tags);
    text::add_words(
        &mut record.studios,
        html::within(card, ".anime-studios li").take(100).filter_map(html::words),
    );
    dates_of(card, &mut record, season);
    if let Some(counts) = first(".anime-episodes") {
        (record.episodes, record.duration_s) = words::episodes_and_length(&counts);
    }
    record.origin = first(".anime-source").and_then(|word| text::known(&word));
    let synopsis = html::within(card, ".anime-synopsis").find_map(html::prose);
    record.synopsis =
        synopsis.as_deref().and_then(text::without_credit).filter(|told| !told.starts_with("No synopsis"));
    record.score = html::within(card, ".anime-avg-user-rating").find_map(score);
    let poster = html::within(card, ".poster-container img, img[data-anime-card-target=poster]").next();
    // Pictures are fetched when they come into view, and until then another attribute has the address.
    let address =
        poster.and_then(|poster| ["data-src", "src"].iter().find_map(|name| html::attr(poster, name)));
    if let Some(address) = address {
        words::add_poster(&mut record, &address);
    }
    let linked = html::within(card, ".related-links a[href]").take(100);
    for id in linked.filter_map(|link| ExternalId::from_provider_url(&html::attr(link, "href")?)) {
        if !record.external_ids.contains(&id) {
            record.external_ids.push(id);
        }
    }
    airing(card, &mut record);
    Some(record)
}

/// The shown day is one of the reader's zone, which is Japan where nobody has chosen another; the stated
/// moment is exact. How much of it is meant stands beside it: from 3 on it is a day.
fn dates_of(card: ElementRef<'_>, record: &mut Record, season: (Option<Season>, Option<i16>)) {
    let shown = html::within(card, ".anime-date").find_map(html::words).and_then(|day| dates::date(&day));
    let precise =
        html::attr(card, "data-premiere-precision").is_none_or(|to| matches!(to.as_str(), "3" | "4"));
    let moment = html::attr(card, "data-premiere").and_then(|at| at.parse().ok()).filter(|at| *at != 0);
    let exact = moment.filter(|_| precise && shown.is_none_or(|shown| shown.day().is_some()));
    record.start_date = exact.and_then(words::day_in_japan).or(shown);
    let began = record.start_date.and_then(Season::of);
    let year = record.start_date.map(model::FuzzyDate::year);
    // A chart also shows what began seasons ago and goes on.
    let of_this_chart = match (season, year) {
        ((Some(season), Some(chart)), Some(year)) => {
            chart == year && began.is_none_or(|began| began == season)
        }
        ((_, chart), None) => chart.is_some(),
        _ => false,
    };
    record.season = began.or(season.0.filter(|_| of_this_chart));
    record.year = year.or(season.1.filter(|_| of_this_chart));
}

/// `8.08 out of 10 based on 558 user ratings`, or the number alone.
fn score(shown: ElementRef<'_>) -> Option<Score> {
    let told = html::attr(shown, "title");
    let votes = told
        .as_deref()
        .and_then(|told| told.split_once("based on"))
        .and_then(|(_, votes)| text::number(votes));
    let value = html::words(shown).as_deref().and_then(text::decimal).or_else(|| text::decimal(&told?))?;
    (value > 0.0 && votes != Some(0)).then(|| Score::new(value, 10.0, votes)).flatten()
}

fn airing(card: ElementRef<'_>, record: &mut Record) {
    let Some(clock) = html::within(card, "time[data-timestamp]").next() else { return };
    let label = html::within(card, ".release-schedule-info").find_map(html::words);
    let label = label.or_else(|| html::attr(clock, "data-label"));
    let moment = html::attr(clock, "data-timestamp").and_then(|at| at.parse().ok());
    let at = moment.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    if let (Some(at), Some(episode)) = (at, label.as_deref().and_then(words::episode_label)) {
        record.airings.push(Airing { episode, at: at.into(), zone: None, kind: AiringKind::Raw });
    }
}

#[cfg(test)]
mod tests {
    use crate::providers::{Context, livechart::LiveChart, read};

    #[test]
    fn a_season_in_normal_form() {
        let body = include_bytes!("../../../fixtures/livechart/season.html");
        let parsed = read(&LiveChart, None, body, &Context::at(jiff::Timestamp::UNIX_EPOCH)).expect("sound");
        assert!(!parsed.single);
        insta::assert_json_snapshot!(parsed.records);
    }

    #[test]
    fn an_empty_season_is_an_empty_list() {
        let body = br#"<title>Spring 1987 Anime</title><main class="chart"><section>We don't have any anime to display here."#;
        let parsed = read(&LiveChart, None, body, &Context::at(jiff::Timestamp::UNIX_EPOCH)).expect("sound");
        assert!(parsed.records.is_empty() && !parsed.single);
    }
}
