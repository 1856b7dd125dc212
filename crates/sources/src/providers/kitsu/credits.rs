//! How Kitsu's characters, voices, staff, people and producers are read.

use model::{
    Casting, CharacterRole, Credit, ExternalId, Figure, Image, ImageKind, Namespace, Record, RecordKind,
    RelationEntry, RelationType, Title, TitleKind, VoiceActor,
};

use super::{
    CHARACTER, FACTS, PERSON, PRODUCER, USER,
    document::{Document, id_in, work_id},
    work,
};
use crate::parts::{json::Json, languages, text};

/// Adds a character of a work with the voices that hang on it.
pub fn add_character<'a>(part: Json<'a>, document: &Document<'a>, list: &mut Vec<Casting>) {
    let Some(character) = document.one(part, "character") else { return };
    let role = match part.path("attributes.role").raw() {
        Some(word @ ("main" | "supporting" | "background" | "recurring" | "cameo")) => role(word),
        _ => CharacterRole::Unknown,
    };
    let Some(casting) = entry(list, character, role) else { return };
    let voices = ["castings", "voices"].iter().flat_map(|name| document.related(part, name, ""));
    for voice in voices.filter_map(|casting| voice(casting, document)) {
        if !casting.voice_actors.contains(&voice) {
            casting.voice_actors.push(voice);
        }
    }
}

/// Adds a casting of the older kind: a voice for a character, or else a person's part in the making.
pub fn add_casting<'a>(part: Json<'a>, document: &Document<'a>, record: &mut Record) {
    match document.one(part, "character").filter(|character| character.at("attributes").is_some()) {
        Some(character) => {
            let Some(casting) = entry(&mut record.characters, character, CharacterRole::Unknown) else {
                return;
            };
            if let Some(voice) = voice(part, document).filter(|voice| !casting.voice_actors.contains(voice)) {
                casting.voice_actors.push(voice);
            }
        }
        None => add_staff(part, document, &mut record.staff),
    }
}

/// Adds a person's part in the making of a work; several roles are separated by commas.
pub fn add_staff<'a>(part: Json<'a>, document: &Document<'a>, list: &mut Vec<Credit>) {
    let Some(person) = document.one(part, "person") else { return };
    let Some(name) = name(person.at("attributes")) else { return };
    let external_id = id_in(&PERSON, person);
    let roles = part.path("attributes.role").text().unwrap_or_default();
    let roles: Vec<String> = roles.split(',').filter_map(text::known).collect();
    match list.iter_mut().find(|credit| credit.external_id == external_id && credit.name == name) {
        Some(credit) => text::add_words(&mut credit.roles, roles),
        None => list.push(Credit { external_id, name, roles }),
    }
}

pub fn character<'a>(thing: Json<'a>, document: &Document<'a>) -> Option<Record> {
    let mut record = being(thing, RecordKind::Character, &CHARACTER, &Namespace::known("mal_character"))?;
    for name in ["mediaCharacters", "castings", "animeCharacters", "mangaCharacters"] {
        for part in document.related(thing, name, name) {
            let role = part.path("attributes.role").raw().map_or(CharacterRole::Unknown, role);
            let works = ["media", "anime", "manga"].into_iter().filter_map(|name| document.one(part, name));
            add_appearances(&mut record, works, &role);
        }
    }
    add_appearances(&mut record, document.one(thing, "primaryMedia"), &CharacterRole::Unknown);
    Some(record)
}

pub fn person<'a>(thing: Json<'a>, document: &Document<'a>) -> Option<Record> {
    let mut record = being(thing, RecordKind::Person, &PERSON, &Namespace::known("mal_person"))?;
    for name in ["castings", "animeStaff", "mangaStaff", "staff"] {
        for part in document.related(thing, name, name) {
            let works = ["media", "anime", "manga"].into_iter().filter_map(|name| document.one(part, name));
            add_appearances(&mut record, works, &CharacterRole::Unknown);
        }
    }
    Some(record)
}

/// A studio, producer or licensor; its works are what it is related to.
pub fn producer<'a>(thing: Json<'a>, document: &Document<'a>) -> Option<Record> {
    let mut record = Record::new(FACTS.id.clone(), RecordKind::Studio, id_in(&PRODUCER, thing)?);
    record.title = Some(thing.path("attributes.name").title()?);
    for production in document.related(thing, "animeProductions", "animeProductions") {
        let Some(anime) = document.one(production, "anime") else { continue };
        let Some(external_id) = work_id(anime) else { continue };
        if record.relations.iter().all(|known| known.external_id != external_id) {
            let title = work::main_title(anime.at("attributes"));
            record.relations.push(RelationEntry { kind: RelationType::Related, external_id, title });
        }
    }
    Some(record)
}

/// A user, found by name.
pub fn user(thing: Json<'_>) -> Option<Record> {
    let mut record = Record::new(FACTS.id.clone(), RecordKind::Person, id_in(&USER, thing)?);
    let about = thing.at("attributes");
    record.title = Some(about.at("name").title()?);
    record.synopsis = about.at("about").prose();
    record.images.extend(image(about.at("avatar")).map(|url| Image { url, kind: ImageKind::Poster }));
    Some(record)
}

/// The entry of a character in a list, made when it is not there yet.
fn entry<'l>(
    list: &'l mut Vec<Casting>,
    character: Json<'_>,
    role: CharacterRole,
) -> Option<&'l mut Casting> {
    let about = character.at("attributes");
    let name = name(about)?;
    let external_id = id_in(&CHARACTER, character);
    let place = list.iter().position(|known| known.external_id == external_id && known.name == name);
    let place = place.unwrap_or_else(|| {
        let native = about.path("names.ja_jp").title().filter(|native| *native != name);
        let image = image(about.at("image"));
        list.push(Casting {
            external_id,
            name,
            name_native: native,
            role: CharacterRole::Unknown,
            image,
            voice_actors: Vec::new(),
            figure: Figure {
                about: about_text(about),
                variations: about.at("otherNames").texts(),
                ..Figure::default()
            }
            .boxed(),
        });
        list.len() - 1
    });
    let entry = list.get_mut(place)?;
    if entry.role == CharacterRole::Unknown {
        entry.role = role;
    }
    Some(entry)
}

fn role(word: &str) -> CharacterRole {
    match word {
        "recurring" => CharacterRole::Supporting,
        "cameo" => CharacterRole::Background,
        "main" | "supporting" | "background" => CharacterRole::parse(word),
        // A casting's role is the person's part, not the character's.
        _ => CharacterRole::Unknown,
    }
}

fn voice<'a>(casting: Json<'a>, document: &Document<'a>) -> Option<VoiceActor> {
    let about = casting.at("attributes");
    let person = document.one(casting, "person")?;
    let language = ["language", "locale"].iter().find_map(|key| about.at(key).text());
    Some(VoiceActor {
        external_id: id_in(&PERSON, person),
        name: name(person.at("attributes"))?,
        language: language.and_then(|language| match languages::tag(&language) {
            Some(tag) => Some(tag.to_owned()),
            None => model::Language::parse(&work::language(&language)).map(|tag| tag.as_str().to_owned()),
        }),
    })
}

fn being(thing: Json<'_>, kind: RecordKind, namespace: &Namespace, mal: &Namespace) -> Option<Record> {
    let about = thing.at("attributes");
    let mut record = Record::new(FACTS.id.clone(), kind, id_in(namespace, thing)?);
    let main = name(about)?;
    record.titles.push(Title::new(main.clone(), TitleKind::Main));
    for (key, other) in about.at("names").entries() {
        let Some(other) = other.title().filter(|other| *other != main) else { continue };
        if record.titles.iter().all(|known| known.text != other) {
            record.titles.push(Title::new(other, TitleKind::Official).in_language(&work::language(key)));
        }
    }
    let others = record.titles.iter().map(|title| title.text.clone()).chain(about.at("otherNames").texts());
    for other in others.filter(|other| *other != main) {
        if !record.synonyms.contains(&other) {
            record.synonyms.push(other);
        }
    }
    record.title = Some(main);
    record.synopsis = about_text(about);
    record.gender = about.at("gender").text();
    record.images.extend(image(about.at("image")).map(|url| Image { url, kind: ImageKind::Poster }));
    record.external_ids.extend(about.at("malId").id().and_then(|id| ExternalId::new(mal.clone(), &id).ok()));
    Some(record)
}

/// What is told of a character or person, without markup and credit.
fn about_text(about: Json<'_>) -> Option<String> {
    let description = about.at("description").raw().map(shown).and_then(|html| text::from_html(&html));
    description.and_then(|text| text::without_credit(&text))
}

/// A description without what its page hides until it is asked for.
fn shown(html: &str) -> String {
    const HIDDEN: &str = "<span class=\"spoiler\">";
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, hidden)) = rest.split_once(HIDDEN) {
        out += before;
        rest = hidden.split_once("</span>").map_or("", |(_, after)| after);
    }
    out + rest
}

/// The name of a character or person.
fn name(about: Json<'_>) -> Option<String> {
    ["canonicalName", "name"].iter().find_map(|key| about.at(key).title())
}

/// A picture, given as an address or by sizes.
fn image(image: Json<'_>) -> Option<String> {
    image.url().or_else(|| ["original", "large", "medium"].iter().find_map(|size| image.at(size).url()))
}

fn add_appearances<'a>(record: &mut Record, works: impl IntoIterator<Item = Json<'a>>, role: &CharacterRole) {
    for id in works.into_iter().filter_map(work_id) {
        match record.appearances.iter_mut().find(|(known, _)| *known == id) {
            Some((_, known)) if *known == CharacterRole::Unknown => *known = role.clone(),
            Some(_) => {}
            None => record.appearances.push((id, role.clone())),
        }
    }
}
