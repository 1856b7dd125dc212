//! The golden record of a character.

use std::collections::BTreeMap;

use model::{Character, CharacterId, CharacterRole, ExternalId, Figure, Gender, Record, RecordKind, Script};

use crate::{pick, rules::MEASURED, text, voices::Voices};

/// Merges what records say about a character; `None` when none of them is about one.
pub fn merge_character(
    id: CharacterId,
    external_ids: &[ExternalId],
    records: &[Record],
) -> Option<Character> {
    let all = Voices::new(&MEASURED, records.iter().filter(|r| r.kind == RecordKind::Character)).all;
    all.first()?;
    let named = all.iter().find_map(|record| record.title.clone().filter(|name| !name.trim().is_empty()));
    let name = named.or_else(|| external_ids.iter().min().map(ToString::to_string))?;
    let name_native = native_name(&all);
    let others = all.iter().flat_map(|record| {
        record.title.iter().chain(record.titles.iter().map(|title| &title.text)).chain(&record.synonyms)
    });
    let shown = [Some(name.as_str()), name_native.as_deref()];
    let nicknames = pick::union(others).into_iter().filter(|other| !shown.contains(&Some(other))).collect();
    let mut external_ids = external_ids.to_vec();
    external_ids.sort_unstable();
    external_ids.dedup();
    Some(Character {
        id,
        gender: all
            .iter()
            .find_map(|r| r.gender.as_deref())
            .map(Gender::parse)
            .filter(|g| *g != Gender::Unknown),
        about: all.iter().find_map(|record| {
            let text = record.synopsis.as_deref().map(text::clean).filter(|text| !text.is_empty())?;
            Some(text.into_owned())
        }),
        image: all.iter().find_map(|record| record.images.first()).map(|image| image.url.clone()),
        favorites: all.iter().filter_map(|record| record.favorites).max(),
        appearances: appearances(&all),
        name,
        name_native,
        nicknames,
        external_ids,
        figure: figure(&all),
    })
}

/// What else is told: each fact of the first source that knows it, traits of all.
fn figure(all: &[&Record]) -> Option<Box<Figure>> {
    let told: Vec<&Figure> = all.iter().filter_map(|record| record.figure.as_deref()).collect();
    let first = |of: fn(&Figure) -> &Option<String>| told.iter().find_map(|figure| of(figure).clone());
    let union = |of: fn(&Figure) -> &Vec<String>| pick::union(told.iter().flat_map(|figure| of(figure)));
    let figure = Figure {
        variations: union(|figure| &figure.variations),
        nicknames: union(|figure| &figure.nicknames),
        age: first(|figure| &figure.age),
        hair: first(|figure| &figure.hair),
        eyes: first(|figure| &figure.eyes),
        traits: union(|figure| &figure.traits),
        // These are fields of the character itself.
        ..Figure::default()
    };
    figure.boxed()
}

/// The first name in a script of East Asia.
fn native_name(all: &[&Record]) -> Option<String> {
    let names = all.iter().flat_map(|record| record.titles.iter().map(|title| &title.text));
    let native = |text: &&String| matches!(Script::of(text), Script::Kana | Script::Han | Script::Hangul);
    names.into_iter().find(native).cloned()
}

/// Each work once, with the largest part that anybody states.
fn appearances(all: &[&Record]) -> Vec<(ExternalId, CharacterRole)> {
    let mut roles: BTreeMap<ExternalId, CharacterRole> = BTreeMap::new();
    for (work, role) in all.iter().flat_map(|record| &record.appearances) {
        let known = roles.entry(work.clone()).or_insert_with(|| role.clone());
        if role < known {
            *known = role.clone();
        }
    }
    roles.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use model::{SourceId, Title, TitleKind};

    use super::*;

    #[test]
    fn names_of_several_sources_become_one_character() {
        let record = |source: &'static str, name: &str, native: &str, role| {
            let id = "mal_character:1".parse().expect("an id");
            let mut record = Record::new(SourceId::known(source), RecordKind::Character, id);
            record.title = Some(name.into());
            record.titles = vec![Title::new(native, TitleKind::Official)];
            record.appearances = vec![("mal:1".parse().expect("an id"), role)];
            record
        };
        let records = [
            record("starter", "Nao", "直", CharacterRole::Supporting),
            record("mal", "Nao Mizuki", "水木 直", CharacterRole::Main),
        ];
        let id = CharacterId::new(1).expect("a positive number");
        let character = merge_character(id, &[], &records).expect("records about a character");
        assert_eq!(character.name, "Nao Mizuki");
        assert_eq!(character.name_native.as_deref(), Some("水木 直"));
        assert_eq!(character.nicknames, ["Nao", "直"]);
        assert_eq!(character.appearances.first().map(|(_, role)| role), Some(&CharacterRole::Main));
    }
}
