//! The golden record of a person.

use model::{ExternalId, Person, PersonFacts, PersonId, Record, RecordKind, Script};

use crate::{pick, rules::MEASURED, text, voices::Voices};

/// Merges what records say about a person; `None` when none of them is about one.
pub fn merge_person(id: PersonId, external_ids: &[ExternalId], records: &[Record]) -> Option<Person> {
    let all = Voices::new(&MEASURED, records.iter().filter(|r| r.kind == RecordKind::Person)).all;
    all.first()?;
    let named = all.iter().find_map(|record| record.title.clone().filter(|name| !name.trim().is_empty()));
    let native = all.iter().flat_map(|record| &record.titles).map(|title| &title.text);
    let native =
        native.into_iter().find(|text| !matches!(Script::of(text), Script::Latin | Script::None)).cloned();
    let mut external_ids = external_ids.to_vec();
    external_ids.sort_unstable();
    external_ids.dedup();
    let name = named.or_else(|| external_ids.first().map(ToString::to_string))?;
    Some(Person {
        id,
        name,
        name_native: native,
        about: all.iter().find_map(|record| {
            let text = record.synopsis.as_deref().map(text::clean).filter(|text| !text.is_empty())?;
            Some(text.into_owned())
        }),
        image: all.iter().find_map(|record| record.images.first()).map(|image| image.url.clone()),
        favorites: all.iter().filter_map(|record| record.favorites).max(),
        facts: facts(&all),
        external_ids,
    })
}

/// Each fact of the first source that knows it, occupations of all.
fn facts(all: &[&Record]) -> Option<Box<PersonFacts>> {
    let told: Vec<&PersonFacts> = all.iter().filter_map(|record| record.person.as_deref()).collect();
    let gender = || all.iter().find_map(|record| record.gender.clone());
    let facts = PersonFacts {
        born: told.iter().find_map(|facts| facts.born),
        died: told.iter().find_map(|facts| facts.died),
        hometown: told.iter().find_map(|facts| facts.hometown.clone()),
        occupations: pick::union(told.iter().flat_map(|facts| &facts.occupations)),
        years_active: told
            .iter()
            .map(|f| &f.years_active)
            .find(|y| !y.is_empty())
            .cloned()
            .unwrap_or_default(),
        gender: told.iter().find_map(|facts| facts.gender.clone()).or_else(gender),
        blood_type: told.iter().find_map(|facts| facts.blood_type.clone()),
    };
    facts.boxed()
}

#[cfg(test)]
mod tests {
    use model::SourceId;

    use super::*;

    #[test]
    fn a_person_needs_a_record_about_one() {
        let id = PersonId::new(1).expect("a positive number");
        let subject: ExternalId = "mal_person:1".parse().expect("an id");
        let mut record = Record::new(SourceId::known("mal"), RecordKind::Person, subject.clone());
        record.title = Some("Saeki Toru".into());
        let person = merge_person(id, std::slice::from_ref(&subject), std::slice::from_ref(&record));
        assert_eq!(person.map(|p| p.name).as_deref(), Some("Saeki Toru"));
        record.kind = RecordKind::Work;
        assert_eq!(merge_person(id, &[subject], &[record]), None);
    }
}
