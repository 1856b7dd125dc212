//! AniDB's pages: of a work, and of the works added last.

mod cast;
mod info;
mod latest;
mod ties;

use model::{Medium, Record, RecordKind};

use super::{FACTS, names, prose, work_id};
use crate::{
    parts::html::{self, Page},
    providers::{Context, ParseError, Parsed},
};

pub use latest::latest;

/// Reads a work's page.
pub fn work(body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let page = Page::parse(body);
    let id = number(&page).or_else(|| {
        let subject = context.subject.clone().filter(|subject| subject.namespace() == &super::NAMESPACE);
        subject.filter(|_| page.first("tr.romaji").is_some())
    });
    let id = id.ok_or_else(|| ParseError::damaged("the page is of no work"))?;
    let mut record = Record::new(FACTS.id.clone(), RecordKind::Work, id);
    record.url = record.external_id.url();
    record.medium = Some(Medium::Anime);
    info::titles(&page, &mut record);
    if record.titles.is_empty() {
        return Err(ParseError::damaged("the page names no work"));
    }
    names::settle(&mut record);
    info::facts(&page, &mut record, context);
    info::tags(&page, &mut record);
    info::resources(&page, &mut record);
    info::statistics(&page, &mut record);
    // A description may be missing, and then its place is.
    let description =
        page.first("div.desc[itemprop=description]").or_else(|| page.first("div.g_section.desc"));
    (record.synopsis, record.background) =
        prose::parts(&description.and_then(html::prose).unwrap_or_default());
    ties::tell(&page, &mut record);
    record.characters = cast::characters(&page);
    cast::staff(&page, &mut record);
    record.songs = cast::songs(&page);
    record.episodes_list = cast::episodes(&page);
    record.duration_s = super::anime::usual_length(&record);
    Ok(Parsed::one(record))
}

/// The work's number, from the page's own address or from its short link.
fn number(page: &Page) -> Option<model::ExternalId> {
    let address = page.attr("link[rel=canonical][href*='/anime/']", "href");
    let short =
        || page.text("tr.romaji a.shortlink").and_then(|text| text.strip_prefix('a').map(str::to_owned));
    let named = || page.attr("meta[itemprop=url][content*='/anime/']", "content");
    let of = |address: String| address.split_once("/anime/").and_then(|(_, rest)| work_id(digits(rest)));
    address
        .and_then(of)
        .or_else(|| short().and_then(|number| work_id(&number)))
        .or_else(|| named().and_then(of))
}

/// The number behind `/anime/123` or `/creator/123?x`, from what follows the last slash before it.
fn digits(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The number in a link of a kind: `/creator/254` is 254.
fn linked(link: scraper::ElementRef<'_>, kind: &str) -> Option<String> {
    let address = link.attr("href")?;
    let (_, rest) = address.split_once(kind)?;
    Some(digits(rest).to_owned()).filter(|number| !number.is_empty())
}
