//! Which hit of a search is the work that was meant: proven by ids of other sites, never by its place.

use model::{ExternalId, Record};

/// The hit whose own links say that it is the work of these ids; `None` when none does, or two do alike.
///
/// A hit counts when more of the ids are among its links than contradict them. An id contradicts when the
/// hit links to another entry of the same site.
pub fn confirmed<'a>(hits: &'a [Record], known: &[ExternalId]) -> Option<&'a Record> {
    let mut best: Option<(&Record, usize)> = None;
    let mut alone = false;
    for hit in hits {
        let (agree, differ) = evidence(hit, known);
        let Some(weight) = agree.checked_sub(differ).filter(|weight| *weight > 0) else { continue };
        match best {
            Some((_, least)) if weight < least => {}
            // The same entry may be listed twice.
            Some((other, least)) if weight == least => alone &= other.external_id == hit.external_id,
            _ => (best, alone) = (Some((hit, weight)), true),
        }
    }
    best.filter(|_| alone).map(|(hit, _)| hit)
}

/// How many of the ids a hit has, and how many it contradicts.
fn evidence(hit: &Record, known: &[ExternalId]) -> (usize, usize) {
    let own = || hit.external_ids.iter().chain([&hit.external_id]);
    let mut evidence = (0, 0);
    for id in known {
        if own().any(|other| other == id) {
            evidence.0 += 1;
        } else if own().any(|other| other.namespace() == id.namespace() && is_number(other) == is_number(id))
        {
            // Some sites know an entry by a number and by a name; these two do not contradict each other.
            evidence.1 += 1;
        }
    }
    evidence
}

fn is_number(id: &ExternalId) -> bool {
    id.id().bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use model::{RecordKind, SourceId};

    use super::*;

    fn hit(text: &str) -> Record {
        let mut ids = text.split(' ').map(|id| id.parse().expect("an id"));
        let mut record = Record::new(SourceId::MANUAL, RecordKind::Search, ids.next().expect("one"));
        record.external_ids = ids.collect();
        record
    }

    #[test]
    fn links_decide_and_not_the_place() {
        let found = |hits: &[&str], known: &str| {
            let hits: Vec<Record> = hits.iter().map(|text| hit(text)).collect();
            let known: Vec<ExternalId> = known.split(' ').map(|id| id.parse().expect("an id")).collect();
            confirmed(&hits, &known).map(|hit| hit.external_id.id().to_owned())
        };
        let seasons = [
            "animeschedule:depot mal:1 anidb:11 kitsu:depot",
            "animeschedule:depot-2 mal:2 anidb:12 kitsu:depot-2",
        ];
        for (known, id) in [
            ("mal:2", Some("depot-2")),
            ("mal:1 anilist:7", Some("depot")),
            ("mal:3", None),
            ("anilist:7", None),
            // One site says this, the other that: nothing is proven.
            ("mal:1 anidb:12", None),
            // A number and a name of one site can be the same entry.
            ("mal:2 kitsu:4711", Some("depot-2")),
            ("mal:2 anidb:12 kitsu:depot", Some("depot-2")),
            ("animeschedule:depot", Some("depot")),
        ] {
            assert_eq!(found(&seasons, known).as_deref(), id, "{known}");
        }
        assert_eq!(found(&["animeschedule:a mal:1", "animeschedule:b mal:1"], "mal:1"), None);
        assert_eq!(found(&["animeschedule:a mal:1", "animeschedule:a mal:1"], "mal:1").as_deref(), Some("a"));
        assert_eq!(found(&["animeschedule:a", "animeschedule:b"], "mal:1"), None);
        assert_eq!(confirmed(&[], &[]), None);
    }
}
