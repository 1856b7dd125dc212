//! The golden record of a person.

use model::{ExternalId, Person, PersonId, Record, RecordKind, Script};

use crate::rules;

/// Merges what records say about a person; `None` when none of them is about one.
pub fn merge_person(id: PersonId, external_ids: &[ExternalId], records: &[Record]) -> Option<Person> {
    let ordered = rules::in_general_order(records);
    let all: Vec<&Record> = ordered.into_iter().filter(|r| r.kind == RecordKind::Person).collect();
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
        external_ids,
        about: None,
        image: None,
        favorites: None,
        facts: None,
    })
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
