//! Pages of characters, and the list of a work's. No such page was recorded; what is read here is what
//! public scrapers rely on, and the makings that the site's pages share.

use model::{CharacterRole, Image, ImageKind, Record, RecordKind, Script, Title, TitleKind};
use scraper::ElementRef;

use super::{ANIME, CHARACTER, FACTS, MANGA, address, around, entry, words};
use crate::{
    parts::{
        html::{Page, attr, own_words, within, words as read_words},
        text,
    },
    providers::{Context, ParseError, Parsed},
};

/// The characters of a work, in sections by role: `#chara1` has the main ones.
pub fn cast(page: &Page, context: &Context) -> Result<Parsed, ParseError> {
    let id = entry::work_of(page, context)
        .ok_or_else(|| ParseError::damaged("it does not say whose characters they are"))?;
    let mut record = entry::new(id);
    for section in page.all("section[id^='chara']") {
        let heading = within(section, "h2").next().and_then(read_words).unwrap_or_default();
        let role = words::role(&heading).unwrap_or_else(|| numbered(section));
        for link in within(section, "li a[href*='character/']") {
            if let Some(casting) = around::casting(page, link, role.clone())
                && !record.characters.iter().any(|known| known.external_id == casting.external_id)
            {
                record.characters.push(casting);
            }
        }
    }
    Ok(Parsed::one(record))
}

/// The role by the section's number, where its heading tells none.
fn numbered(section: ElementRef<'_>) -> CharacterRole {
    match section.attr("id").and_then(|id| id.strip_prefix("chara")) {
        Some("1") => CharacterRole::Main,
        Some("2") => CharacterRole::Supporting,
        Some("3" | "4" | "5" | "6" | "7") => CharacterRole::Background,
        _ => CharacterRole::Unknown,
    }
}

/// The page of one character.
pub fn read(page: &Page, context: &Context) -> Result<Parsed, ParseError> {
    let id = address::subject(page).or_else(|| context.subject.clone());
    let id = id.filter(|id| *id.namespace() == CHARACTER);
    let (Some(id), Some(name)) = (id, entry::title(page)) else {
        return Err(ParseError::damaged("there is no character in it"));
    };
    let mut record = Record::new(FACTS.id.clone(), RecordKind::Character, id);
    record.url = record.external_id.url();
    record.titles.push(Title::new(&name, TitleKind::Main));
    record.title = Some(name);
    names(page, &mut record);
    record.gender = fact(page, &["gender", "sex"]);
    record.synopsis = page
        .all("#description .details-text, .details-text")
        .filter(|block| within(*block, ".helptext").next().is_none())
        .find_map(crate::parts::html::prose)
        .and_then(|told| text::without_credit(&told));
    record.favorites = page.text("a[href*='/favorites'] b, .favorites").and_then(|told| text::number(&told));
    let image = page.attr("#details-cover", "src").or_else(|| page.meta("og:image"));
    let image = image.filter(|url| !address::is_stand_in(url));
    record.images = image.into_iter().map(|url| Image { url, kind: ImageKind::Poster }).collect();
    for link in page.all("#content-inner a[href]") {
        let work = attr(link, "href").and_then(|link| address::linked(&link));
        let Some(work) = work.filter(|id| [ANIME, MANGA].contains(id.namespace())) else { continue };
        if !record.appearances.iter().any(|(known, _)| *known == work) {
            record.appearances.push((work, CharacterRole::Unknown));
        }
    }
    Ok(Parsed::one(record))
}

fn names(page: &Page, record: &mut Record) {
    for block in page.all("#information .title") {
        let language = attr(block, "lang").unwrap_or_default();
        for name in within(block, "strong, .grey").filter_map(read_words) {
            let latin = Script::of(&name) == Script::Latin && language == "ja";
            let tag = if latin { "ja-Latn" } else { language.as_str() };
            if record.title.as_ref() != Some(&name) {
                record.titles.push(Title::new(&name, TitleKind::Official).in_language(tag));
                text::add_words(&mut record.synonyms, [name]);
            }
        }
    }
}

/// A line of the block of facts, told by its class.
fn fact(page: &Page, classes: &[&str]) -> Option<String> {
    let line = page
        .all("#information .infoblock div")
        .find(|line| line.value().classes().any(|class| classes.contains(&class)));
    line.and_then(own_words).and_then(|told| text::known(&told))
}
