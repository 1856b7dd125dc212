//! Works by rank.

use model::{FuzzyDate, Medium, Record, RecordKind, Score, Season, Title, TitleKind};
use scraper::ElementRef;

use super::{MANGA, credits, ids, work};
use crate::{
    parts::{
        dates,
        html::{self, Page},
        text,
    },
    providers::{Next, ParseError, Parsed},
};

pub fn read(page: &Page) -> Result<Parsed, ParseError> {
    let records: Vec<Record> = page.all("tr.ranking-list").take(1000).filter_map(row).collect();
    if records.is_empty() && page.first("table.top-ranking-table").is_none() {
        return Err(ParseError::damaged("there is no ranking in it"));
    }
    Ok(Parsed::list(records).then(next(page)))
}

fn row(row: ElementRef<'_>) -> Option<Record> {
    let linked = |link: ElementRef<'_>| Some((ids::work(&html::attr(link, "href")?)?, html::words(link)?));
    let (id, title) = html::within(row, "h3 a[href], .title a[href]").find_map(linked)?;
    let printed = *id.namespace() == MANGA;
    let mut record = ids::record(RecordKind::List, id);
    record.title = Some(title.clone());
    record.titles.push(Title::new(title, TitleKind::Main));
    let rank = html::within(row, ".top-anime-rank-text, .rank").find_map(html::words);
    record.rank = rank.as_deref().and_then(text::number).and_then(text::count);
    let score = html::within(row, "td.score .score-label, td.score").find_map(html::words);
    let score = score.as_deref().and_then(text::decimal).filter(|value| *value > 0.0);
    record.score = score.and_then(|value| Score::new(value, 10.0, None));
    if let Some(address) = html::within(row, "img").find_map(credits::picture) {
        ids::add_poster(&mut record, &address);
    }
    // `TV (64 eps)`, `Apr 2009 - Jul 2010`, `3,338,291 members`, a line each.
    let told = html::within(row, ".information").find_map(html::prose).unwrap_or_default();
    for (at, line) in told.lines().enumerate() {
        if let Some(members) = line.strip_suffix("members") {
            record.popularity = text::number(members).filter(|members| *members > 0);
        } else if at == 0 {
            let (word, counted) =
                line.split_once('(').map_or((line, None), |(word, counted)| (word, Some(counted)));
            record.format_word = text::known(word);
            record.format = record.format_word.as_deref().map(work::format);
            let count = counted.and_then(text::number).and_then(text::count);
            if printed {
                record.volumes = count;
            } else {
                record.episodes = count;
            }
        } else {
            (record.start_date, record.end_date) = dates::period(line);
        }
    }
    record.medium = Some(match &record.format {
        Some(model::Format::LightNovel | model::Format::Novel) => Medium::Novel,
        _ if printed => Medium::Manga,
        _ => Medium::Anime,
    });
    record.season = record.start_date.and_then(Season::of).filter(|_| !printed);
    record.year = record.start_date.map(FuzzyDate::year);
    Some(record)
}

fn next(page: &Page) -> Option<Next> {
    let address = page.attr("a.next[href*='limit=']", "href")?;
    let (_, begin) = address.split_once("limit=")?;
    let begin: String = begin.chars().take_while(char::is_ascii_digit).collect();
    (!begin.is_empty()).then_some(Next::With("limit", begin))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{Context, mal_web::MalWeb, read as read_answer};

    #[test]
    fn works_by_rank() {
        let body = include_bytes!("../../../fixtures/mal_web/top.html");
        let parsed =
            read_answer(&MalWeb, None, body, &Context::at(jiff::Timestamp::UNIX_EPOCH)).expect("sound");
        assert_eq!(parsed.next, Some(Next::With("limit", "50".into())));
        insta::assert_json_snapshot!(parsed.records);
    }
}
