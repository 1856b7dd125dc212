//! Lists of works: the index, searches and rankings, as rows of a table or as covers.

use model::{Image, ImageKind};
use model::{Record, RecordKind, Score, Title, TitleKind};
use scraper::ElementRef;

use super::{ANIME, MANGA, address, entry, information};
use crate::{
    parts::{
        html::{Page, attr, own_words, within, words},
        text,
    },
    providers::{Gives, Next, ParseError, Parsed},
};

pub fn read(page: &Page, gives: Gives) -> Result<Parsed, ParseError> {
    let kind = if gives == Gives::Search { RecordKind::Search } else { RecordKind::List };
    let rows = page.all("table.responsive-table tbody tr").filter_map(row);
    let covers =
        page.all("#content-inner ul.covers:not(.merchandise) li").filter_map(|item| cover(page, item));
    let mut records: Vec<Record> = Vec::new();
    for mut record in rows.chain(covers) {
        if !records.iter().any(|known| known.external_id == record.external_id) {
            record.kind = kind.clone();
            records.push(record);
        }
    }
    // A search without a hit leaves the page's frame with the filters.
    let framed = page.first("#search-container, #search-button, table.responsive-table, .pagenav").is_some();
    if records.is_empty() && !framed {
        return Err(ParseError::damaged("there is no list in it"));
    }
    Ok(Parsed::list(records).then(next(page)))
}

/// The arrow to the next page: `anime/index/page-2?char=all`.
fn next(page: &Page) -> Option<Next> {
    let link = page.attr(".pagenav a.pagenav-next[href]", "href")?;
    let (_, rest) = link.split_once("/page-")?;
    let number = text::number(rest.split(['?', '&', '/']).next()?)?;
    (number > 1).then(|| Next::With("page", number.to_string()))
}

fn row(row: ElementRef<'_>) -> Option<Record> {
    let head = within(row, "th").next()?;
    let link = within(head, "a[href]").next()?;
    let mut record = begin(link)?;
    named(words(link)?, attr(link, "lang"), &mut record);
    for cell in within(row, "td[data-title], td[title], td.rating") {
        // Labels are in the page's language, so cells are told by what stands in them.
        let told = own_words(cell).or_else(|| words(cell)).unwrap_or_default();
        if within(cell, ".addEpisode").next().is_some() || is_type(&told) {
            let (kind, year) = told.rsplit_once('(').unwrap_or((told.as_str(), ""));
            information::type_line(kind, &mut record);
            entry::begun(year.trim_end_matches(')'), &mut record);
        } else if let Some(rating) =
            within(cell, ".star0[title]").next().and_then(|stars| attr(stars, "title"))
        {
            record.score = record.score.or_else(|| stars(&rating));
        } else if within(cell, ".grey")
            .next()
            .is_some_and(|grey| words(grey).is_some_and(|t| t.contains('%')))
        {
            record.score = stars(&told).or(record.score);
        } else if let Some(rank) = told.strip_prefix('#') {
            record.rank = text::number(rank).and_then(text::count);
        } else if cell.attr("class").is_some_and(|class| class.contains("left")) {
            text::add_words(&mut record.genres, told.split(", ").filter_map(text::known));
        }
    }
    record.tags.clone_from(&record.genres);
    let tooltip = attr(head, "data-tooltip").map(|html| Page::parse(html.as_bytes()));
    let picture =
        tooltip.and_then(|tooltip| tooltip.attr("img[src]", "src")).filter(|url| !address::is_stand_in(url));
    record.images = picture.into_iter().map(|url| Image { url, kind: ImageKind::Poster }).collect();
    Some(record)
}

/// `OVA, 2 (2006)`, where no element marks the cell.
fn is_type(told: &str) -> bool {
    told.ends_with(')')
        && told.contains(',')
        && told.rsplit_once('(').is_some_and(|(_, year)| year.len() == 5 || year == "?)")
}

/// `2.14 Weak`; an entry without votes has 0.00.
fn stars(told: &str) -> Option<Score> {
    text::decimal(told).filter(|value| *value > 0.0).and_then(|value| Score::new(value, 5.0, None))
}

/// A cover, as the index shows works unless a table is asked for.
fn cover(page: &Page, item: ElementRef<'_>) -> Option<Record> {
    let link = within(item, "a[href]").next()?;
    let mut record = begin(link)?;
    let title = within(item, ".title").next().and_then(words);
    named(title.or_else(|| attr(link, "data-title"))?, None, &mut record);
    let details = within(item, ".date, .company, .details").filter_map(own_words).find(|told| is_type(told));
    if let Some((kind, year)) = details.as_deref().and_then(|told| told.rsplit_once('(')) {
        information::type_line(kind, &mut record);
        entry::begun(year.trim_end_matches(')'), &mut record);
    }
    let image =
        attr(link, "data-bg").or_else(|| within(item, "img").next().and_then(|image| attr(image, "src")));
    let url = image.and_then(|place| address::picture(page, &place));
    record.images = url.into_iter().map(|url| Image { url, kind: ImageKind::Poster }).collect();
    Some(record)
}

fn begin(link: ElementRef<'_>) -> Option<Record> {
    let id = attr(link, "href").and_then(|link| address::linked(&link))?;
    [ANIME, MANGA].contains(id.namespace()).then(|| entry::new(id))
}

fn named(name: String, language: Option<String>, record: &mut Record) {
    let latin = model::Script::of(&name) == model::Script::Latin;
    let tag = language
        .map(|tag| if latin && ["ja", "zh", "ko"].contains(&&*tag) { format!("{tag}-Latn") } else { tag });
    record.titles.push(Title::new(&name, TitleKind::Main).in_language(&tag.unwrap_or_default()));
    record.title = Some(name);
}
