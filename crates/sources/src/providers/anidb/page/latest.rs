//! The page of works added last: a table with a row for each.

use model::{Medium, Record, RecordKind, Title, TitleKind};
use scraper::ElementRef;

use super::super::{FACTS, words, work_id};
use crate::{
    parts::{
        dates,
        html::{self, Page, within},
        text,
    },
    providers::{ParseError, Parsed},
};

/// Reads the table. Other lists of works on the site have the same columns.
pub fn latest(body: &[u8]) -> Result<Parsed, ParseError> {
    let page = Page::parse(body);
    let records: Vec<Record> = page.all("table.animelist tbody tr").filter_map(row).collect();
    if records.is_empty() && page.first("table.animelist").is_none() {
        return Err(ParseError::damaged("there is no list of works in it"));
    }
    Ok(Parsed::list(records))
}

fn row(row: ElementRef<'_>) -> Option<Record> {
    let link = within(row, "td.name a[href*='/anime/']").next()?;
    let id = super::linked(link, "/anime/").and_then(|number| work_id(&number))?;
    let cell = |css| within(row, css).find_map(html::words);
    let mut record = Record::new(FACTS.id.clone(), RecordKind::List, id);
    record.url = record.external_id.url();
    record.medium = Some(Medium::Anime);
    record.title = html::words(link).map(|name| words::apostrophes(&name));
    record.titles = record.title.iter().map(|title| Title::new(title.clone(), TitleKind::Main)).collect();
    record.format_word = cell("td.type").and_then(|word| text::known(&word));
    record.format =
        record.format_word.as_deref().map(words::format).filter(|format| *format != model::Format::Unknown);
    // `TBC` stands for a number to be confirmed.
    record.episodes = cell("td.eps").and_then(|count| text::number(&count)).and_then(text::count);
    (record.start_date, record.end_date) = years(&cell("td.year").unwrap_or_default());
    record.year = record.start_date.map(model::FuzzyDate::year);
    let picture = within(row, "td.thumb img").find_map(|image| html::attr(image, "src"));
    record.images = picture.map(|address| words::images(&address)).unwrap_or_default();
    Some(record)
}

/// `2024`, or `2015-2016`.
fn years(words: &str) -> (Option<model::FuzzyDate>, Option<model::FuzzyDate>) {
    let (first, last) = words.split_once('-').unwrap_or((words, ""));
    (dates::date(first), dates::date(last))
}
