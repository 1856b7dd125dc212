//! Episodes: a table of up to a hundred on a page of their own, and the first few on a work's page.

use model::{EpisodeEntry, Medium, RecordKind};
use scraper::ElementRef;

use super::ids;
use crate::{
    parts::{
        dates,
        html::{self, Page},
        text,
    },
    providers::{Context, Next, ParseError, Parsed},
};

/// The page of an anime's episodes.
pub fn read(page: &Page, context: &Context) -> Result<Parsed, ParseError> {
    let id = ids::subject(page).or_else(|| context.subject.clone());
    let id = id
        .filter(|id| id.kind() == model::EntityKind::Work)
        .ok_or_else(|| ParseError::damaged("there is no work in it"))?;
    let mut record = ids::record(RecordKind::Episodes, id);
    record.medium = Some(Medium::Anime);
    record.episodes_list = list(page);
    let says_none = page.first(".episode_list, #horiznav_nav").is_some();
    if record.episodes_list.is_empty() && !says_none {
        return Err(ParseError::damaged("there are no episodes in it"));
    }
    Ok(Parsed::one(record).then(next(page)))
}

/// The episodes on a page.
pub fn list(page: &Page) -> Vec<EpisodeEntry> {
    let rows = page.all("tr.episode-list-data").take(2000).filter_map(row);
    let boxes = page.all("#episodes .box-unit3").take(2000).filter_map(boxed);
    rows.chain(boxes).collect()
}

fn row(row: ElementRef<'_>) -> Option<EpisodeEntry> {
    let first = |css: &'static str| html::within(row, css).find_map(html::words);
    let stated = html::within(row, ".episode-number").find_map(|cell| html::attr(cell, "data-raw"));
    let (romaji, native) = first(".episode-title .di-ib").map(|names| parted(&names)).unwrap_or_default();
    let marks: Vec<String> = html::within(row, ".icon-episode-type-bg").filter_map(html::words).collect();
    Some(EpisodeEntry {
        number: first(".episode-number").or(stated)?,
        title: first(".episode-title a"),
        title_native: native,
        title_romaji: romaji,
        aired: first(".episode-aired").as_deref().and_then(dates::date),
        duration_s: None,
        filler: marks.iter().any(|mark| mark.eq_ignore_ascii_case("filler")),
        recap: marks.iter().any(|mark| mark.eq_ignore_ascii_case("recap")),
        ..EpisodeEntry::default()
    })
}

/// `Yakan Ressha (夜間列車)`; either may stand alone.
fn parted(names: &str) -> (Option<String>, Option<String>) {
    match names.trim_end().strip_suffix(')').and_then(|names| names.split_once('(')) {
        Some((romaji, native)) => (text::clean(romaji), text::clean(native)),
        None => (text::clean(names), None),
    }
}

/// For phones: `#1 - Night Train` and `Aired: Apr 5, 1987 (JST)`.
fn boxed(unit: ElementRef<'_>) -> Option<EpisodeEntry> {
    let line = html::within(unit, ".title").find_map(html::words)?;
    let (number, title) = line
        .trim_start_matches('#')
        .split_once('-')
        .map_or((line.as_str(), None), |(number, title)| (number, text::known(title)));
    let number = text::clean(number.trim_start_matches('#'))?;
    number.starts_with(|c: char| c.is_ascii_digit()).then_some(())?;
    let told = html::within(unit, "li")
        .filter_map(html::words)
        .find_map(|line| line.strip_prefix("Aired:").map(str::to_owned));
    Some(EpisodeEntry {
        number,
        title,
        title_native: None,
        title_romaji: None,
        aired: told.as_deref().and_then(dates::date),
        duration_s: None,
        filler: false,
        recap: false,
        ..EpisodeEntry::default()
    })
}

/// The link behind the current one.
fn next(page: &Page) -> Option<Next> {
    let mut links = page
        .all(".pagination a[href]")
        .skip_while(|link| !link.value().classes().any(|class| class == "current"));
    links.next()?;
    let address = html::attr(links.next()?, "href")?;
    let (_, offset) = address.split_once("offset=")?;
    let offset: String = offset.chars().take_while(char::is_ascii_digit).collect();
    (!offset.is_empty() && offset != "0").then_some(Next::With("offset", offset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{mal_web::MalWeb, read as read_answer};

    #[test]
    fn a_page_of_episodes() {
        let body = include_bytes!("../../../fixtures/mal_web/episodes.html");
        let parsed =
            read_answer(&MalWeb, None, body, &Context::at(jiff::Timestamp::UNIX_EPOCH)).expect("sound");
        assert_eq!(parsed.next, Some(Next::With("offset", "100".into())));
        assert_eq!(parsed.records[0].kind, RecordKind::Episodes);
        insta::assert_json_snapshot!(parsed.records[0].episodes_list);
    }
}
