//! Figures and people of all sources, each once. Who is one is found by `casting`.

use std::collections::BTreeMap;

use casting::{Cast, Matched, Part, match_casts};
use model::{
    CastMember, Casting, CharacterRole, Credit, ExternalId, Field, Record, RecordKind, SourceId, StaffMember,
};

use crate::voices::Voices;

/// Pages about single figures or people, by their ids.
pub(crate) type Pages<'a> = BTreeMap<&'a ExternalId, &'a Record>;

/// The pages among records; of two pages about one figure the more trusted.
pub(crate) fn pages<'a>(records: &[&'a Record], kind: &RecordKind) -> Pages<'a> {
    let about = records.iter().rev().filter(|record| record.kind == *kind);
    about.map(|record| (&record.external_id, *record)).collect()
}

/// All figures, the largest parts first, within a part in the order of the most trusted list.
pub(crate) fn characters(voices: &Voices<'_>, pages: &Pages<'_>) -> Vec<CastMember> {
    let mut found = all::<Casting>(voices, pages);
    let role = |member: &CastMember| -> CharacterRole { member.casting.role.clone() };
    found.sort_by_key(|found| (role(&found.1), found.0));
    found.into_iter().map(|(_, member)| member).collect()
}

/// All people, in the order of the most trusted list.
pub(crate) fn staff(voices: &Voices<'_>, pages: &Pages<'_>) -> Vec<StaffMember> {
    let mut found = all::<Credit>(voices, pages);
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, member)| member).collect()
}

/// A row of a list of figures or of people.
trait Row: Sized {
    /// What all rows about one make.
    type Member;
    /// The field that tells whose list counts first.
    const FIELD: Field;

    fn listed(record: &Record) -> &[Self];
    fn id(&self) -> Option<&ExternalId>;
    fn cast(source: &SourceId, rows: &[Self]) -> Cast;
    fn merge(parts: &[Part<'_, Self>]) -> Option<Self::Member>;
}

impl Row for Casting {
    type Member = CastMember;
    const FIELD: Field = Field::Characters;

    fn listed(record: &Record) -> &[Self] {
        &record.characters
    }

    fn id(&self) -> Option<&ExternalId> {
        self.external_id.as_ref()
    }

    fn cast(source: &SourceId, rows: &[Self]) -> Cast {
        Cast::of(source, rows)
    }

    fn merge(parts: &[Part<'_, Self>]) -> Option<CastMember> {
        casting::merge(parts)
    }
}

impl Row for Credit {
    type Member = StaffMember;
    const FIELD: Field = Field::Staff;

    fn listed(record: &Record) -> &[Self] {
        &record.staff
    }

    fn id(&self) -> Option<&ExternalId> {
        self.external_id.as_ref()
    }

    fn cast(source: &SourceId, rows: &[Self]) -> Cast {
        Cast::of_staff(source, rows)
    }

    fn merge(parts: &[Part<'_, Self>]) -> Option<StaffMember> {
        casting::merge_staff(parts)
    }
}

/// Everybody in the lists, each once, with the place of their first row over all lists.
fn all<R: Row>(voices: &Voices<'_>, pages: &Pages<'_>) -> Vec<(usize, R::Member)> {
    let order = voices.of(&R::FIELD);
    let lists: Vec<(&SourceId, &[R])> = order
        .iter()
        .map(|record| (&record.source, R::listed(record)))
        .filter(|(_, rows)| !rows.is_empty())
        .collect();
    if lists.is_empty() {
        return Vec::new();
    }
    let page = |row: &R| row.id().and_then(|id| pages.get(id)).copied();
    let casts: Vec<Cast> = lists
        .iter()
        .map(|(source, rows)| R::cast(source, rows).with_records(rows.iter().filter_map(page)))
        .collect();
    let groups = parts(&lists, &match_casts(&casts), pages);
    groups.into_iter().filter_map(|(place, parts)| Some((place, R::merge(&parts)?))).collect()
}

/// The rows of each, the most trusted first, with the place of the first of them over all lists. Who is one
/// is told by places in the lists laid end to end for each source.
fn parts<'p, R: Row>(
    lists: &[(&'p SourceId, &'p [R])],
    matched: &[Matched],
    pages: &Pages<'p>,
) -> Vec<(usize, Vec<Part<'p, R>>)> {
    let mut rows: BTreeMap<&SourceId, Vec<(usize, &'p R)>> = BTreeMap::new();
    let mut place = 0;
    for (source, list) in lists {
        for row in *list {
            rows.entry(source).or_default().push((place, row));
            place += 1;
        }
    }
    let groups = matched.iter().map(|group| {
        let mut members: Vec<(usize, &'p SourceId, &'p R)> = group
            .members
            .iter()
            .filter_map(|(source, at)| {
                let (source, rows) = rows.get_key_value(source)?;
                let (place, row) = rows.get(*at)?;
                Some((*place, *source, *row))
            })
            .collect();
        members.sort_by_key(|(place, ..)| *place);
        let first = members.first().map_or(usize::MAX, |(place, ..)| *place);
        let part = |(_, source, row): (usize, &'p SourceId, &'p R)| Part {
            source,
            row,
            record: row.id().and_then(|id| pages.get(id)).copied(),
        };
        (first, members.into_iter().map(part).collect())
    });
    groups.collect()
}
