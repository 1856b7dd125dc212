//! The table of a search, also of what was added last: its columns are what was asked for.

use model::{FuzzyDate, Medium, Record, RecordKind, Score, Season, Title, TitleKind};
use scraper::ElementRef;

use super::{MANGA, credits, ids, work};
use crate::{
    parts::{
        dates,
        html::{self, Page},
        text,
    },
    providers::{Context, Next, ParseError, Parsed},
};

/// Hits on a page.
const PAGE: u64 = 50;

pub fn read(page: &Page, kind: &RecordKind, context: &Context) -> Result<Parsed, ParseError> {
    let mut columns: Vec<String> = Vec::new();
    let mut records = Vec::new();
    for row in page.all(".js-block-list table tr, .js-categories-seasonal table tr").take(1000) {
        let cells: Vec<ElementRef<'_>> = cells(row);
        let names: Vec<String> = cells.iter().map(|cell| html::words(*cell).unwrap_or_default()).collect();
        if columns.is_empty() && names.iter().any(|name| name == "Title") {
            columns = names;
        } else {
            records.extend(hit(&cells, &columns, kind, context));
        }
    }
    let says_none =
        !columns.is_empty() || page.first("#advancedsearch, form[action*='.php'] input[name=q]").is_some();
    if records.is_empty() && !says_none {
        return Err(ParseError::damaged("there is no table of works in it"));
    }
    Ok(Parsed::list(records).then(next(page)))
}

fn cells(row: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    row.children().filter_map(ElementRef::wrap).filter(|cell| cell.value().name() == "td").take(20).collect()
}

fn hit(cells: &[ElementRef<'_>], columns: &[String], kind: &RecordKind, context: &Context) -> Option<Record> {
    let linked = |link: ElementRef<'_>| Some((ids::work(&html::attr(link, "href")?)?, html::words(link)?));
    let (id, title) = cells.iter().find_map(|cell| html::within(*cell, "a[href]").find_map(linked))?;
    let printed = *id.namespace() == MANGA;
    let mut record = ids::record(kind.clone(), id);
    record.title = Some(title.clone());
    record.titles.push(Title::new(title, TitleKind::Main));
    let poster = cells.iter().find_map(|cell| html::within(*cell, "img").find_map(credits::picture));
    if let Some(address) = poster {
        ids::add_poster(&mut record, &address);
    }
    let synopsis = cells.iter().find_map(|cell| html::within(*cell, ".pt4").next());
    // A text that is cut off says "read more"; half a text is none.
    let is_whole = synopsis.is_some_and(|told| html::within(told, "a").next().is_none());
    let told = synopsis.filter(|_| is_whole).and_then(html::prose);
    record.synopsis = told.as_deref().and_then(text::without_credit);
    for (column, cell) in columns.iter().zip(cells) {
        let Some(value) = html::words(*cell).as_deref().and_then(text::known) else { continue };
        let count = || text::number(&value).and_then(text::count);
        match column.as_str() {
            "Type" => {
                record.format = Some(work::format(&value));
                record.format_word = Some(value);
            }
            "Eps." => record.episodes = count(),
            "Vol." => record.volumes = count(),
            "Ch." => record.chapters = count(),
            "Score" => {
                record.score = text::decimal(&value)
                    .filter(|value| *value > 0.0)
                    .and_then(|value| Score::new(value, 10.0, None));
            }
            "Start Date" => record.start_date = short_date(&value, context),
            "End Date" => record.end_date = short_date(&value, context),
            "Members" => record.popularity = text::number(&value).filter(|members| *members > 0),
            "Rated" => record.rating = Some(value),
            _ => {}
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

/// `11-14-24`, `??-??-26`: month, day and the last two digits of the year. What would lie more than ten
/// years ahead is of the century before.
fn short_date(text: &str, context: &Context) -> Option<FuzzyDate> {
    let mut parts = text.split('-').map(|part| part.trim().parse::<i64>().ok());
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()??);
    let today = i64::from(context.today().year());
    let full = match year {
        0..=99 if 2000 + year <= today.max(2000) + 10 => 2000 + year,
        0..=99 => 1900 + year,
        other => other,
    };
    dates::from_parts(Some(full), month, day)
}

/// The first page behind the current one, whose number stands in brackets.
fn next(page: &Page) -> Option<Next> {
    let current =
        page.text(".bgColor1").filter(|text| text.starts_with('[')).as_deref().and_then(text::number)?;
    let begins = page
        .all(".normal_header a[href*='show='], .pagination a[href*='show=']")
        .take(100)
        .filter_map(|link| {
            let address = html::attr(link, "href")?;
            let (_, begin) = address.split_once("show=")?;
            begin.chars().take_while(char::is_ascii_digit).collect::<String>().parse::<u64>().ok()
        });
    let here = current.saturating_sub(1).saturating_mul(PAGE);
    begins.filter(|begin| *begin > here).min().map(|begin| Next::With("show", begin.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{mal_web::MalWeb, read as read_answer};

    #[test]
    fn hits_in_normal_form() {
        let context = Context::at("2020-01-01T00:00:00Z".parse().expect("a moment"));
        let parsed =
            read_answer(&MalWeb, None, include_bytes!("../../../fixtures/mal_web/search.html"), &context)
                .expect("sound");
        assert_eq!((parsed.single, parsed.next), (false, Some(Next::With("show", "50".into()))));
        insta::assert_json_snapshot!(parsed.records);
    }

    #[test]
    fn two_digits_of_a_year() {
        let context = Context::at("2020-01-01T00:00:00Z".parse().expect("a moment"));
        for (text, read) in [
            ("11-14-24", Some("2024-11-14")),
            ("??-??-26", Some("2026")),
            ("04-??-98", Some("1998-04")),
            ("04-03-1998", Some("1998-04-03")),
            ("-", None),
            ("??-??-??", None),
        ] {
            assert_eq!(short_date(text, &context).map(|date| date.to_string()).as_deref(), read, "{text}");
        }
    }
}
