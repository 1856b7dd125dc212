//! A work's page.

use model::{ExternalId, Medium, Record, RecordKind, Title, TitleKind};

use super::{FACTS, NAMESPACE, around, facts};
use crate::{
    parts::{html::Page, refused, text},
    providers::{Context, ParseError, Parsed},
};

/// Reads a work's page.
pub fn parse(body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let page = Page::parse(body);
    let named = page.text("h1[itemprop=name]").or_else(|| page.text("h1.headDetail"));
    let id = page.address().and_then(|address| address.split_once("/anime/").and_then(|(_, rest)| id(rest)));
    let id = id.or_else(|| context.subject.clone().filter(|subject| subject.namespace() == &NAMESPACE));
    let (Some(name), Some(id)) = (named, id) else {
        return Err(ParseError::damaged("the page is of no work"));
    };
    let mut record = Record::new(FACTS.id.clone(), RecordKind::Work, id);
    record.url = record.external_id.url();
    record.medium = Some(Medium::Anime);
    titles(&page, &name, &mut record);
    facts::tell(&page, &mut record, context);
    around::tell(&page, &mut record);
    Ok(Parsed::one(record))
}

/// Whether these bytes are a page of the site.
pub fn is_page(body: &[u8]) -> bool {
    let has = |words: &str| body.windows(words.len()).any(|part| part == words.as_bytes());
    has("SimklTVAbout") || (has("simkl.com/anime/") && has("itemprop"))
}

/// Whether it is the page that the site shows, with status 200, where there is no such work.
pub fn is_general(body: &[u8]) -> bool {
    refused::title(body).is_some_and(|title| title.starts_with("Simkl - Watch and Track"))
        || Page::parse(body.get(..HEAD).unwrap_or(body))
            .meta("og:title")
            .is_some_and(|title| title.starts_with("Simkl - Watch and Track"))
}

/// How far into a page its head goes, in bytes.
const HEAD: usize = 32 << 10;

/// The id at the begin of what follows `/anime/`.
pub fn id(rest: &str) -> Option<ExternalId> {
    number(rest).and_then(|number| ExternalId::new(NAMESPACE, number).ok())
}

/// The digits at the begin of a text.
pub fn number(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).filter(|digits| !digits.is_empty())
}

/// Text as people write it: much of it comes from AniDB, which has a backtick where an apostrophe belongs.
pub fn apostrophes(text: &str) -> String {
    text.replace('`', "'")
}

/// The name in the site's language of the day, the one in the other, and a list of others in a row.
fn titles(page: &Page, name: &str, record: &mut Record) {
    let name = apostrophes(name);
    let second = page.text("h2[itemprop=alternateName]");
    let others = facts::row(page, "other titles").unwrap_or_default();
    // The list divides titles as it divides their own parts, and only this much can be told apart.
    let others = second.into_iter().chain(others.split(", ").map(str::to_owned));
    record.titles.push(Title::new(name.clone(), TitleKind::Main));
    for other in others.filter_map(|other| text::known(&apostrophes(&other))) {
        let title = Title::new(other.clone(), TitleKind::Synonym);
        if other != name && !record.titles.contains(&title) {
            record.titles.push(title);
            text::add_words(&mut record.synonyms, [other]);
        }
    }
    record.title = Some(name);
}
