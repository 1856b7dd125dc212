//! The page of a character.

use model::{Image, ImageKind, RecordKind, Title, TitleKind};

use super::{CHARACTER, credits, ids};
use crate::{
    parts::{
        html::{self, Page},
        text,
    },
    providers::{Context, ParseError, Parsed},
};

pub fn read(page: &Page, context: &Context) -> Result<Parsed, ParseError> {
    let id = ids::subject(page).or_else(|| context.subject.clone()).filter(|id| *id.namespace() == CHARACTER);
    let id = id.ok_or_else(|| ParseError::damaged("there is no character in it"))?;
    let mut record = ids::record(RecordKind::Character, id);
    // `Edward "Ed, Radical Ed" Wong`: what stands in quotes are nicknames.
    let headed = page
        .text("h1.title-name strong")
        .or_else(|| page.text("h1.title-name"))
        .or_else(|| page.text("h1 strong"));
    let (name, nicknames) = headed.as_deref().map(parted).unwrap_or_default();
    let heading = page.all("h2.normal_header").find(|heading| html::own_words(*heading).is_some());
    record.title = heading.and_then(html::own_words).or(name);
    let native = heading.and_then(|heading| html::within(heading, "small").find_map(html::words));
    let native = native.and_then(|native| text::clean(native.trim_matches(['(', ')'])));
    if record.title.is_none() {
        return Err(ParseError::damaged("the character has no name"));
    }
    record.titles.extend(record.title.clone().map(|name| Title::new(name, TitleKind::Main)));
    if let Some(native) = native.filter(|native| Some(native) != record.title.as_ref()) {
        record.titles.push(Title::new(native.clone(), TitleKind::Official).in_language("ja"));
        record.synonyms.push(native);
    }
    for nickname in nicknames {
        record.titles.push(Title::new(nickname.clone(), TitleKind::Synonym));
        text::add_words(&mut record.synonyms, [nickname]);
    }
    let about = heading.and_then(html::prose_after);
    record.synopsis = about.filter(|about| !about.starts_with("No biography written"));
    let portrait = page.all("a[href*='/pics'] img, img[class*=portrait]").find_map(credits::picture);
    let portrait = portrait.or_else(|| page.meta("og:image").as_deref().and_then(ids::full_size));
    record.images.extend(portrait.map(|url| Image { url, kind: ImageKind::Poster }));
    let counted = page
        .all("td.borderClass")
        .filter_map(html::own_words)
        .find_map(|told| told.split_once("Member Favorites:").and_then(|(_, number)| text::number(number)));
    record.favorites = counted;
    for small in page.all("small").take(5000) {
        let Some(role) = html::words(small).as_deref().and_then(credits::role) else { continue };
        let Some(cell) = credits::ancestor(small, "td") else { continue };
        let work = html::within(cell, "a[href]").find_map(|link| ids::work(&html::attr(link, "href")?));
        record.appearances.extend(work.map(|work| (work, role)));
    }
    Ok(Parsed::one(record))
}

/// The name without what stands in quotes, and that, parted by commas.
fn parted(headed: &str) -> (Option<String>, Vec<String>) {
    match headed
        .split_once('"')
        .and_then(|(before, rest)| rest.rsplit_once('"').map(|(quoted, after)| (before, quoted, after)))
    {
        Some((before, quoted, after)) => {
            (text::clean(&format!("{before} {after}")), quoted.split(',').filter_map(text::clean).collect())
        }
        None => (text::clean(headed), Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use crate::providers::{Context, mal_web::MalWeb, read};

    #[test]
    fn a_character_in_normal_form() {
        let body = include_bytes!("../../../fixtures/mal_web/character.html");
        let parsed = read(&MalWeb, None, body, &Context::at(jiff::Timestamp::UNIX_EPOCH)).expect("sound");
        assert!(parsed.single);
        insta::assert_json_snapshot!(parsed.records[0]);
    }
}
