//! Who is in a work and who made it.

use model::{Casting, CharacterRole, Credit, Figure, Record, VoiceActor};

use super::{
    super::{CHARACTER, PERSON},
    Answer, id, words,
};
use crate::parts::json::Json;

/// A work's characters.
pub fn characters(answer: &Answer<'_>, record: &mut Record) {
    record.characters = answer.data.list().filter_map(casting).collect();
}

/// A work's staff, but for voices.
pub fn staff(answer: &Answer<'_>, record: &mut Record) {
    let credits = answer.data.list().filter_map(|row| {
        let name = row.path("person.name").title()?;
        Some(Credit { external_id: id(&PERSON, row.at("person")), name, roles: row.at("positions").texts() })
    });
    record.staff = credits.collect();
}

/// A character with role and voices.
pub fn casting(row: Json<'_>) -> Option<Casting> {
    let character = row.at("character");
    let mut images = Vec::new();
    words::add_images(character.at("images"), &mut images);
    Some(Casting {
        external_id: id(&CHARACTER, character),
        name: character.at("name").title()?,
        name_native: None,
        role: role(row.at("role")),
        image: images.into_iter().next().map(|image| image.url),
        voice_actors: row.at("voice_actors").list().filter_map(voice).collect(),
        figure: Figure {
            favorites: row.at("favorites").unsigned(),
            url: character.at("url").url(),
            ..Figure::default()
        }
        .boxed(),
    })
}

/// A person who speaks a character, and in which language.
pub fn voice(row: Json<'_>) -> Option<VoiceActor> {
    let name = row.path("person.name").title()?;
    let language = row.at("language").text().map(|language| words::language(&language));
    Some(VoiceActor { external_id: id(&PERSON, row.at("person")), name, language })
}

/// A role's word.
pub fn role(place: Json<'_>) -> CharacterRole {
    CharacterRole::parse(place.raw().unwrap_or_default())
}
