//! Lists of works: all anime, searches, rankings, seasons. Works stand on cards or in rows of a table.

use model::{FuzzyDate, Medium, Record, RecordKind, Score, Title, TitleKind};
use scraper::ElementRef;

use super::{ANIME, MANGA, address, address::Address, entry};
use crate::{
    parts::{
        dates, emails,
        html::{Page, attr, within, words},
        text,
    },
    providers::{Gives, Next, ParseError, Parsed},
};

pub fn read(page: &Page, address: Option<&Address>, gives: Gives) -> Result<Parsed, ParseError> {
    let kind = if gives == Gives::Search { RecordKind::Search } else { RecordKind::List };
    let cards = page.all("li.card[data-type]").filter_map(card);
    let rows = page.all("table tr").filter_map(row);
    let mut records: Vec<Record> = Vec::new();
    for mut record in cards.chain(rows) {
        if !records.iter().any(|known| known.external_id == record.external_id) {
            record.kind = kind.clone();
            records.push(record);
        }
    }
    let is_list =
        address.is_some_and(|address| address.endpoint().is_some()) || page.first(".pagination").is_some();
    if records.is_empty() && !is_list {
        return Err(ParseError::damaged("there is no list in it"));
    }
    Ok(Parsed::list(records).then(next(page)))
}

/// The page behind the arrow below the list; on the last page it leads nowhere.
fn next(page: &Page) -> Option<Next> {
    let link = page.first(".pagination .next a[href]").and_then(|link| attr(link, "href"))?;
    let (_, query) = link.split_once('?')?;
    let number = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "page")?.1;
    number
        .parse::<u32>()
        .ok()
        .filter(|number| *number > 1)
        .map(|number| Next::With("page", number.to_string()))
}

/// A card. What else is known of the work stands in a tooltip, as HTML within an attribute.
fn card(card: ElementRef<'_>) -> Option<Record> {
    let link = within(card, "a[href]").next()?;
    let mut record = begin(link)?;
    let name = within(card, ".cardName").next().and_then(emails::words);
    let tooltip = attr(link, "title").map(|html| Page::parse(html.as_bytes()));
    if let Some(tooltip) = &tooltip {
        from_tooltip(tooltip, &mut record);
    }
    named(name.or_else(|| record.title.clone()), &mut record);
    let total =
        card.attr("data-total-episodes").and_then(|count| count.trim().parse().ok()).and_then(text::count);
    record.episodes = record.episodes.or(total);
    let image = within(card, "img").next();
    let cover = image.and_then(|image| attr(image, "data-src").or_else(|| attr(image, "src")));
    record.images = cover.map(|cover| entry::sized(&cover, None)).unwrap_or_default();
    record.title.is_some().then_some(record)
}

/// A row of a table, as rankings and the list's other view have them. No such page was recorded.
fn row(row: ElementRef<'_>) -> Option<Record> {
    let link = within(row, ".tableTitle a[href], td a.tooltip[href], th a[href]").next()?;
    let mut record = begin(link)?;
    if let Some(tooltip) = attr(link, "title").map(|html| Page::parse(html.as_bytes())) {
        from_tooltip(&tooltip, &mut record);
    }
    named(emails::words(link).or_else(|| record.title.clone()), &mut record);
    let cell = |css: &'static str| within(row, css).next().and_then(words);
    record.rank = cell(".tableRank").and_then(|rank| text::number(&rank)).and_then(text::count);
    if let Some(kind) = cell(".tableType").filter(|_| record.format_word.is_none()) {
        entry::type_line(&kind, &mut record);
    }
    if let Some(year) = cell(".tableYear").filter(|_| record.year.is_none()) {
        years(&year, &mut record);
    }
    let episodes = cell(".tableEps").and_then(|count| text::number(&count)).and_then(text::count);
    record.episodes = record.episodes.or(episodes);
    let average = cell(".tableAverage, .tableRating").and_then(|rating| text::decimal(&rating));
    record.score =
        record.score.or_else(|| average.filter(|value| *value > 0.0).and_then(|v| Score::new(v, 5.0, None)));
    record.title.is_some().then_some(record)
}

fn begin(link: ElementRef<'_>) -> Option<Record> {
    let id = attr(link, "href").and_then(|link| address::linked(&link))?;
    [ANIME, MANGA].contains(id.namespace()).then(|| entry::new(id))
}

fn named(name: Option<String>, record: &mut Record) {
    record.title = name;
    record.synonyms.retain(|synonym| record.title.as_ref() != Some(synonym));
    let main = record.title.iter().map(|name| Title::new(name, TitleKind::Main));
    record.titles =
        main.chain(record.synonyms.iter().map(|name| Title::new(name, TitleKind::Synonym))).collect();
}

fn from_tooltip(tooltip: &Page, record: &mut Record) {
    record.title = tooltip.first("h5").and_then(emails::words);
    record.synonyms = tooltip
        .first(".tooltip-alt")
        .and_then(emails::words)
        .map(|line| entry::also_known_as(&line))
        .unwrap_or_default();
    for item in tooltip.all("ul.entryBar li") {
        let Some(told) = emails::words(item) else { continue };
        let classes: Vec<&str> = item.value().classes().collect();
        if classes.contains(&"type") {
            entry::type_line(&told, record);
        } else if classes.contains(&"iconVol") {
            entry::printed(&told, record);
        } else if classes.contains(&"iconYear") {
            years(&told, record);
        } else if within(item, ".ttRating").next().is_some() {
            let value = text::decimal(&told).filter(|value| *value > 0.0);
            record.score = value.and_then(|value| Score::new(value, 5.0, None));
        } else if record.medium == Some(Medium::Manga) {
            text::add_words(&mut record.producers, [told]);
        } else {
            text::add_words(&mut record.studios, told.split(", ").filter_map(text::known));
        }
    }
    record.tags = tooltip.texts(".tags li");
    entry::origin_and_form(record);
    let told = tooltip.all("body > p").filter_map(crate::parts::html::prose).collect::<Vec<_>>().join("\n\n");
    record.synopsis = text::without_credit(&told).filter(|told| !told.starts_with("No synopsis yet"));
}

fn years(told: &str, record: &mut Record) {
    let (first, last) = dates::period(told);
    record.start_date = first;
    record.end_date = last;
    record.year = first.map(FuzzyDate::year);
}
