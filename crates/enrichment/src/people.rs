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
    let order = voices.of(&Field::Characters);
    let lists: Vec<(&SourceId, &[Casting])> = order
        .iter()
        .filter(|record| !record.characters.is_empty())
        .map(|record| (&record.source, record.characters.as_slice()))
        .collect();
    if lists.is_empty() {
        return Vec::new();
    }
    let casts: Vec<Cast> = lists
        .iter()
        .map(|(source, rows)| {
            let of_row = |row: &Casting| row.external_id.as_ref().and_then(|id| pages.get(id)).copied();
            Cast::of(source, rows).with_records(rows.iter().filter_map(of_row))
        })
        .collect();
    let mut found: Vec<(CharacterRole, usize, CastMember)> = Vec::new();
    for (rank, parts) in parts(&lists, &matched(&casts), |row: &Casting| row.external_id.as_ref(), pages) {
        if let Some(member) = casting::merge(&parts) {
            found.push((member.casting.role.clone(), rank, member));
        }
    }
    found.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    found.into_iter().map(|(.., member)| member).collect()
}

/// All people, in the order of the most trusted list.
pub(crate) fn staff(voices: &Voices<'_>, pages: &Pages<'_>) -> Vec<StaffMember> {
    let order = voices.of(&Field::Staff);
    let lists: Vec<(&SourceId, &[Credit])> = order
        .iter()
        .filter(|record| !record.staff.is_empty())
        .map(|record| (&record.source, record.staff.as_slice()))
        .collect();
    if lists.is_empty() {
        return Vec::new();
    }
    let casts: Vec<Cast> = lists
        .iter()
        .map(|(source, rows)| {
            let of_row = |row: &Credit| row.external_id.as_ref().and_then(|id| pages.get(id)).copied();
            Cast::of_staff(source, rows).with_records(rows.iter().filter_map(of_row))
        })
        .collect();
    let mut found: Vec<(usize, StaffMember)> = Vec::new();
    for (rank, parts) in parts(&lists, &matched(&casts), |row: &Credit| row.external_id.as_ref(), pages) {
        found.extend(casting::merge_staff(&parts).map(|member| (rank, member)));
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, member)| member).collect()
}

/// Who is one, as places in the lists laid end to end for each source.
fn matched(casts: &[Cast]) -> Vec<Matched> {
    match_casts(casts)
}

/// The rows of each figure, the most trusted first, with the place of the first of them over all lists.
fn parts<'p, Row>(
    lists: &[(&'p SourceId, &'p [Row])],
    matched: &[Matched],
    id: impl Fn(&Row) -> Option<&ExternalId>,
    pages: &Pages<'p>,
) -> Vec<(usize, Vec<Part<'p, Row>>)> {
    let mut rows: BTreeMap<&SourceId, Vec<(usize, &'p Row)>> = BTreeMap::new();
    let mut place = 0;
    for (source, list) in lists {
        for row in *list {
            rows.entry(source).or_default().push((place, row));
            place += 1;
        }
    }
    let groups = matched.iter().map(|group| {
        let mut members: Vec<(usize, &'p SourceId, &'p Row)> = group
            .members
            .iter()
            .filter_map(|(source, at)| {
                let (source, rows) = rows.get_key_value(source)?;
                let (place, row) = rows.get(*at)?;
                Some((*place, *source, *row))
            })
            .collect();
        members.sort_by_key(|(place, ..)| *place);
        let rank = members.first().map_or(usize::MAX, |(place, ..)| *place);
        let part = |(_, source, row): (usize, &'p SourceId, &'p Row)| Part {
            source,
            row,
            record: id(row).and_then(|id| pages.get(id)).copied(),
        };
        (rank, members.into_iter().map(part).collect())
    });
    groups.collect()
}
