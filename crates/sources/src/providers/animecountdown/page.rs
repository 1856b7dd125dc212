//! The page of an anime.

use model::{Airing, FuzzyDate, Image, ImageKind, Medium, Record, RecordKind, Season, Title, TitleKind};
use scraper::ElementRef;
use serde_json::Value;

use super::{
    FACTS, NAMESPACE,
    read::{airing, episode, id_in, web_address},
};
use crate::{
    parts::{
        html::{self, Page},
        json::Json,
        status, text,
    },
    providers::{Context, ParseError, Parsed},
};

pub fn read(page: &Page, kind: RecordKind, context: &Context) -> Result<Parsed, ParseError> {
    let stated = page.address().as_deref().and_then(id_in);
    let id = stated.or_else(|| context.subject.clone().filter(|id| *id.namespace() == NAMESPACE));
    let id = id.ok_or_else(|| ParseError::damaged("there is no anime in it"))?;
    let structured =
        page.json_ld_of(&["TVSeries", "Movie", "TVSeason", "CreativeWork", "Event", "TVEpisode"]);
    let structured = structured.unwrap_or(Value::Null);
    let structured = Json::of(&structured);
    let mut record = Record::new(FACTS.id.clone(), kind, id);
    record.url = page.address().filter(|url| url.starts_with("http")).or_else(|| record.external_id.url());
    record.medium = Some(Medium::Anime);
    let headed = page.text("countdown-content-page-info-right-title h1").or_else(|| page.text("h1"));
    record.title = headed.or_else(|| structured.at("name").title()).or_else(|| page.meta("og:title"));
    record.title = record.title.as_deref().and_then(without_label);
    record.airings = airings(page);
    if record.title.is_none() {
        return Err(ParseError::damaged("nothing is said of the anime"));
    }
    record.titles.extend(record.title.clone().map(|title| Title::new(title, TitleKind::Main)));
    if record.kind == RecordKind::Airings {
        return Ok(Parsed::one(record));
    }
    for other in structured.at("alternateName").list().take(100).filter_map(Json::title) {
        if record.title.as_ref() != Some(&other) && !record.synonyms.contains(&other) {
            record.titles.push(Title::new(other.clone(), TitleKind::Synonym));
            record.synonyms.push(other);
        }
    }
    record.episodes = structured.at("numberOfEpisodes").count();
    record.start_date = structured.at("startDate").date().or_else(|| structured.at("datePublished").date());
    record.end_date = structured.at("endDate").date();
    record.season = record.start_date.and_then(Season::of);
    record.year = record.start_date.map(FuzzyDate::year);
    let single = structured.at("@type").raw() == Some("Movie");
    record.status = status::by_dates(record.start_date, record.end_date, single, context.today());
    record.synopsis = structured.at("description").prose().as_deref().and_then(text::without_credit);
    text::add_words(&mut record.genres, structured.at("genre").list().take(100).filter_map(Json::title));
    record.tags.clone_from(&record.genres);
    let poster = structured.at("image").raw().map(str::to_owned).or_else(|| page.meta("og:image"));
    let poster = poster.as_deref().and_then(web_address).filter(|url| url.contains("/posters/"));
    record.images.extend(poster.map(|url| Image { url, kind: ImageKind::Poster }));
    Ok(Parsed::one(record))
}

/// `Moonlit Depot Countdown - …`: the page's own word is no part of the title.
fn without_label(title: &str) -> Option<String> {
    text::clean(title.split(" Countdown").next().unwrap_or(title))
}

/// Moments stand in blocks that name the episode; what a block says in words is in the reader's zone.
fn airings(page: &Page) -> Vec<Airing> {
    let mut airings: Vec<Airing> = Vec::new();
    for clock in page.all("[data-ts], [data-timestamp], time[datetime]").take(500) {
        let stated = ["data-ts", "data-timestamp"].iter().find_map(|name| html::attr(clock, name));
        let exact = || html::attr(clock, "datetime").and_then(|at| at.parse::<jiff::Timestamp>().ok());
        let seconds =
            stated.and_then(|at| at.parse().ok()).or_else(|| exact().map(jiff::Timestamp::as_second));
        let around = clock
            .ancestors()
            .take(4)
            .filter_map(ElementRef::wrap)
            .filter(|around| around.value().name() != "body");
        let episode = around
            .filter_map(html::words)
            .filter(|words| words.len() < 2000)
            .find_map(|words| episode(&words));
        let Some(next) = seconds.zip(episode).and_then(|(seconds, episode)| airing(episode, seconds)) else {
            continue;
        };
        if !airings.contains(&next) {
            airings.push(next);
        }
    }
    airings.sort_by_key(|airing| airing.at);
    airings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{animecountdown::AnimeCountdown, read as read_answer};

    #[test]
    fn an_anime_in_normal_form() {
        let context = Context::at("1987-06-01T00:00:00Z".parse().expect("a moment"));
        let body = include_bytes!("../../../fixtures/animecountdown/anime.html");
        let parsed = read_answer(&AnimeCountdown, None, body, &context).expect("sound");
        assert!(parsed.single);
        insta::assert_json_snapshot!(parsed.records[0]);
        let countdown = read_answer(&AnimeCountdown, Some("countdown"), body, &context).expect("sound");
        assert_eq!(countdown.records[0].kind, RecordKind::Airings);
        assert_eq!(countdown.records[0].airings, parsed.records[0].airings);
    }
}
