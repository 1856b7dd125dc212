//! Characters with their voices, and staff: on a work's own page the first few, on a page of their own all.

use model::{Casting, CharacterRole, Credit, RecordKind, VoiceActor};
use scraper::ElementRef;

use super::{CHARACTER, PERSON, ids};
use crate::{
    parts::{
        html::{self, Page},
        languages, text,
    },
    providers::{Context, ParseError, Parsed},
};

/// More than this are on no page.
const MOST: usize = 5000;

/// The page of an anime's or manga's characters and staff.
pub fn read(page: &Page, context: &Context) -> Result<Parsed, ParseError> {
    let id = ids::subject(page).or_else(|| context.subject.clone());
    let id = id
        .filter(|id| id.kind() == model::EntityKind::Work)
        .ok_or_else(|| ParseError::damaged("there is no work in it"))?;
    let mut record = ids::record(RecordKind::Work, id);
    record.characters = characters(page);
    record.staff = staff(page);
    let says_none =
        page.first(".anime-character-container, .js-manga-character-container, #horiznav_nav").is_some();
    if record.characters.is_empty() && record.staff.is_empty() && !says_none {
        return Err(ParseError::damaged("there are no characters in it"));
    }
    Ok(Parsed::one(record))
}

/// The characters on a page.
pub fn characters(page: &Page) -> Vec<Casting> {
    let of_phones = page.all(".slider.anime-detail-actors").take(MOST).filter_map(on_a_phone);
    let of_desktops =
        page.all("h3.h3_character_name, h3.h3_characters_voice_actors").take(MOST).filter_map(on_a_desktop);
    let mut found: Vec<Casting> = of_phones.chain(of_desktops).collect();
    let mut seen = std::collections::HashSet::new();
    found.retain(|casting| casting.external_id.as_ref().is_none_or(|id| seen.insert(id.clone())));
    found
}

/// A card for the character and one for the voice, which is the Japanese one; the role is not told.
fn on_a_phone(tile: ElementRef<'_>) -> Option<Casting> {
    let mut casting: Option<Casting> = None;
    for card in html::within(tile, ".slider-btn").take(4) {
        let linked = html::within(card, "a[href]").find_map(|link| {
            let id = ids::entity(&html::attr(link, "href")?)?;
            Some((id, link))
        });
        let (Some((id, link)), Some(name)) = (linked, html::within(card, ".name").find_map(html::words))
        else {
            continue;
        };
        if *id.namespace() == CHARACTER {
            let image = html::attr(link, "data-bg").as_deref().and_then(ids::full_size);
            let role = CharacterRole::Unknown;
            casting = Some(Casting {
                external_id: Some(id),
                name,
                name_native: None,
                role,
                image,
                voice_actors: Vec::new(),
                ..Casting::default()
            });
        } else if let Some(casting) = casting.as_mut().filter(|_| *id.namespace() == PERSON) {
            casting.voice_actors.push(VoiceActor {
                external_id: Some(id),
                name,
                language: Some("ja".to_owned()),
            });
        }
    }
    casting
}

/// A row: picture, name with role, and a table of voices.
fn on_a_desktop(heading: ElementRef<'_>) -> Option<Casting> {
    let name = html::words(heading)?;
    let row = ancestor(heading, "tr")?;
    let id_of = |link: ElementRef<'_>| html::attr(link, "href").as_deref().and_then(ids::entity);
    let id = html::within(row, "a[href]").filter_map(id_of).find(|id| *id.namespace() == CHARACTER);
    let cell = ancestor(heading, "td").unwrap_or(row);
    let role = html::within(cell, "small, .spaceit_pad").filter_map(html::words).find_map(|word| role(&word));
    let mut casting = Casting {
        external_id: id,
        name,
        name_native: None,
        role: role.unwrap_or_default(),
        image: html::within(row, "img").next().and_then(picture),
        voice_actors: Vec::new(),
        ..Casting::default()
    };
    for link in html::within(row, "a[href]").take(500) {
        let (Some(id), Some(name)) = (id_of(link), html::words(link)) else { continue };
        if *id.namespace() != PERSON {
            continue;
        }
        let told = ancestor(link, "td")
            .and_then(|cell| html::within(cell, "small, .js-anime-character-language").find_map(html::words));
        // `Spanish (Latin)`, `Portuguese (BR)`
        let language = told.as_deref().and_then(|told| match told {
            "Portuguese (BR)" => Some("pt-BR"),
            "Spanish (Latin)" => Some("es-419"),
            told => languages::tag(told.split('(').next().unwrap_or_default()),
        });
        casting.voice_actors.push(VoiceActor {
            external_id: Some(id),
            name,
            language: language.map(str::to_owned),
        });
    }
    Some(casting)
}

/// The staff on a page.
pub fn staff(page: &Page) -> Vec<Credit> {
    let mut credits = Vec::new();
    for tile in page.all(".slider.anime-detail-staff").take(MOST) {
        let link = html::within(tile, "a.title[href]").next();
        credits.extend(link.and_then(|link| credit(link, html::within(tile, ".role").find_map(html::words))));
    }
    for link in page.all("a[href*='/people/']").take(MOST) {
        let Some(cell) = ancestor(link, "td") else { continue };
        // The table of a voice lies within the row of its character, that of staff does not.
        let table = ancestor(cell, "table");
        let outer = table.and_then(|table| table.parent()).and_then(ElementRef::wrap);
        let is_voice = outer.is_some_and(|outer| outer.value().name() == "td")
            || table.is_some_and(|table| {
                table.value().classes().any(|class| class.starts_with("js-anime-character"))
            });
        let roles = html::within(cell, "small").find_map(html::words);
        if !is_voice && roles.is_some() {
            credits.extend(credit(link, roles));
        }
    }
    credits
}

fn credit(link: ElementRef<'_>, roles: Option<String>) -> Option<Credit> {
    let id =
        html::attr(link, "href").as_deref().and_then(ids::entity).filter(|id| *id.namespace() == PERSON)?;
    let roles = roles.unwrap_or_default();
    Some(Credit { external_id: Some(id), name: html::words(link)?, roles: parted(&roles) })
}

/// Roles are parted by commas, and have some in brackets: `Storyboard (eps 1, 3), Director`.
fn parted(roles: &str) -> Vec<String> {
    let mut depth = 0_i32;
    let by_comma = |c: char| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == ',' && depth <= 0
    };
    roles.split(by_comma).filter_map(text::clean).collect()
}

/// The role of one of the site's words; `None` for what is no role.
pub fn role(word: &str) -> Option<CharacterRole> {
    match word {
        "Main" => Some(CharacterRole::Main),
        "Supporting" => Some(CharacterRole::Supporting),
        "Background" => Some(CharacterRole::Background),
        _ => None,
    }
}

/// A picture in full; it is fetched when it comes into view, and until then another attribute has it.
pub fn picture(img: ElementRef<'_>) -> Option<String> {
    ["data-src", "src"].iter().find_map(|name| html::attr(img, name)).as_deref().and_then(ids::full_size)
}

/// The closest element of a name around another.
pub fn ancestor<'a>(element: ElementRef<'a>, name: &str) -> Option<ElementRef<'a>> {
    element.ancestors().take(12).filter_map(ElementRef::wrap).find(|around| around.value().name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{mal_web::MalWeb, read as read_answer};

    #[test]
    fn characters_voices_and_staff() {
        let body = include_bytes!("../../../fixtures/mal_web/characters.html");
        let parsed =
            read_answer(&MalWeb, None, body, &Context::at(jiff::Timestamp::UNIX_EPOCH)).expect("sound");
        let record = &parsed.records[0];
        assert_eq!(
            (record.external_id.to_string().as_str(), parsed.single, record.kind.clone()),
            ("mal:7", true, RecordKind::Work)
        );
        insta::assert_json_snapshot!((&record.characters, &record.staff));
    }

    #[test]
    fn commas_in_brackets_part_nothing() {
        assert_eq!(parted("Storyboard (eps 1, 3), Director, "), ["Storyboard (eps 1, 3)", "Director"]);
    }
}
