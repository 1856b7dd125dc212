//! Pages of characters, and the list of a work's. No such page was recorded; what is read here is what
//! public scrapers rely on, and more than one way to say the same thing is accepted.

use model::{
    Casting, CharacterRole, ExternalId, Image, ImageKind, Record, RecordKind, Title, TitleKind, VoiceActor,
};
use scraper::ElementRef;
use serde_json::Value;

use super::{ANIME, CHARACTER, FACTS, MANGA, PERSON, address, address::Address, around, entry, words};
use crate::{
    parts::{
        emails,
        html::{Page, attr, prose, within},
        json::Json,
        text,
    },
    providers::{Context, ParseError, Parsed},
};

/// The characters of a work: headings such as `Main Characters`, each with a table below it.
pub fn cast(page: &Page, address: Option<&Address>, context: &Context) -> Result<Parsed, ParseError> {
    let id = address.and_then(Address::subject).or_else(|| context.subject.clone());
    let id = id.ok_or_else(|| ParseError::damaged("it does not say whose characters they are"))?;
    let mut record = entry::new(id);
    let mut role = CharacterRole::Unknown;
    for element in page.all("h3.sub, tr") {
        if element.value().name() == "h3" {
            role = role_of(&emails::words(element).unwrap_or_default());
        } else if let Some(casting) = row(element, &role) {
            record.characters.push(casting);
        }
    }
    if record.characters.is_empty() {
        let linked = page.json_ld_of(&["TVSeries", "Movie"]).unwrap_or(Value::Null);
        around::people(page, Json::of(&linked), &mut record);
        record.staff.clear();
    }
    // A work without characters has a page that says so.
    if record.characters.is_empty() && page.first("h1").is_none() {
        return Err(ParseError::damaged("there are no characters in it"));
    }
    Ok(Parsed::one(record))
}

fn role_of(heading: &str) -> CharacterRole {
    match heading.split_whitespace().next().map(str::to_lowercase).as_deref() {
        Some("main") => CharacterRole::Main,
        Some("secondary" | "supporting") => CharacterRole::Supporting,
        Some("minor" | "background" | "other") => CharacterRole::Background,
        _ => CharacterRole::Unknown,
    }
}

fn row(row: ElementRef<'_>, role: &CharacterRole) -> Option<Casting> {
    let link = within(row, "a.name[href]").next()?;
    let id =
        attr(link, "href").and_then(|link| address::linked(&link)).filter(|id| *id.namespace() == CHARACTER);
    let image = within(row, "img").find_map(|image| attr(image, "data-src").or_else(|| attr(image, "src")));
    let mut voices = Vec::new();
    for flag in within(row, "[class*='flag']") {
        let language = flag.attr("class").and_then(words::language).map(str::to_owned);
        let links: Vec<_> = within(flag, "a[href]").collect();
        for link in links.iter().copied().chain(links.is_empty().then_some(flag)) {
            let Some(name) = emails::words(link).and_then(|name| text::known(&name)) else { continue };
            let person = attr(link, "href").and_then(|link| address::linked(&link));
            let external_id = person.filter(|id| *id.namespace() == PERSON);
            voices.push(VoiceActor { external_id, name, language: language.clone() });
        }
    }
    Some(Casting {
        external_id: id,
        name: emails::words(link)?,
        name_native: None,
        role: role.clone(),
        image: image.and_then(|url| around::picture(&url)),
        voice_actors: voices,
        ..Casting::default()
    })
}

/// The page of one character.
pub fn read(page: &Page, address: Option<&Address>, context: &Context) -> Result<Parsed, ParseError> {
    let id = address.and_then(Address::subject).or_else(|| context.subject.clone());
    let id = id.filter(|id| *id.namespace() == CHARACTER);
    let name = page.first("h1[itemprop=name], h1").and_then(emails::words);
    let (Some(id), Some(name)) = (id, name) else {
        return Err(ParseError::damaged("there is no character in it"));
    };
    let mut record = Record::new(FACTS.id.clone(), RecordKind::Character, id);
    record.url = record.external_id.url();
    record.titles.push(Title::new(&name, TitleKind::Main));
    record.title = Some(name);
    let others = page
        .all(".entryAltNames li")
        .filter_map(emails::words)
        .filter(|name| record.title.as_ref() != Some(name));
    let others: Vec<String> = others.collect();
    text::add_words(&mut record.synonyms, others);
    record.titles.extend(record.synonyms.iter().map(|name| Title::new(name, TitleKind::Synonym)));
    record.gender = metadata(page, "gender");
    record.synopsis = about(page);
    record.tags = page.texts(".tags a");
    record.favorites = page
        .first(".fa-heart + a, a .fa-heart + *, .heartOn + a")
        .and_then(emails::words)
        .and_then(|told| text::number(&told));
    let image = page.attr("img[itemprop=image]", "src").and_then(|url| around::picture(&url));
    record.images = image.into_iter().map(|url| Image { url, kind: ImageKind::Poster }).collect();
    appearances(page, &mut record);
    Ok(Parsed::one(record))
}

/// A value of the block of facts: `.EntryMetadata__title` beside `.EntryMetadata__value`.
fn metadata(page: &Page, title: &str) -> Option<String> {
    page.all(".EntryMetadata__item")
        .find_map(|item| {
            let label = within(item, ".EntryMetadata__title").next().and_then(emails::words)?;
            let found = label.trim_end_matches(':').eq_ignore_ascii_case(title);
            found.then(|| within(item, ".EntryMetadata__value").next().and_then(emails::words))?
        })
        .and_then(|value| text::known(&value))
}

/// Paragraphs of some length; short ones are hints to users.
fn about(page: &Page) -> Option<String> {
    let told: Vec<String> =
        page.all(".entrySynopsis p").filter_map(prose).filter(|told| told.chars().count() > 50).collect();
    text::lines(&told.join("\n\n"))
}

/// The tables `Anime Roles` and `Manga Roles`; the last cells tell the role in a word.
fn appearances(page: &Page, record: &mut Record) {
    for row in page.all("table tr") {
        let works = within(row, "a[href]")
            .filter_map(|link| attr(link, "href"))
            .filter_map(|link| address::linked(&link));
        let Some(work) = works.into_iter().find(|id: &ExternalId| [ANIME, MANGA].contains(id.namespace()))
        else {
            continue;
        };
        let cells = within(row, "td").filter_map(emails::words);
        let role = cells.map(|cell| role_of(&cell)).find(|role| *role != CharacterRole::Unknown);
        if !record.appearances.iter().any(|(known, _)| *known == work) {
            record.appearances.push((work, role.unwrap_or_default()));
        }
    }
}
