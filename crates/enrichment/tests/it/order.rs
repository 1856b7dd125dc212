//! A golden record is a function of the set of records: their order changes nothing.

use enrichment::{Profile, claims, disagreements};
use model::Record;
use proptest::prelude::*;
use serde_json::json;

use crate::{cases, notation, seed_cases};

/// All cases' records as if they spoke of one work: many sources, several records of each.
fn crowd() -> Vec<Record> {
    let cases = cases::all().into_iter().chain(seed_cases::all());
    cases.flat_map(|case| notation::records(&case.said)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn the_order_of_records_does_not_matter(seed in any::<u64>(), size in 2usize..60) {
        let crowd = crowd();
        let mut some: Vec<Record> = picked(&crowd, seed, size);
        for profile in Profile::ALL {
            let first = notation::merge(profile, &some);
            let (told, disputed) = (claims(&some), disagreements(profile, &some));
            some.reverse();
            prop_assert_eq!(&notation::merge(profile, &some), &first);
            some.sort_by_key(|record| serde_json::to_string(record).map_or(0, |text| text.len()));
            prop_assert_eq!(&notation::merge(profile, &some), &first);
            prop_assert_eq!(claims(&some), told);
            prop_assert_eq!(disagreements(profile, &some), disputed);
        }
    }

    #[test]
    fn saying_a_thing_twice_changes_nothing(seed in any::<u64>(), size in 1usize..20) {
        let some = picked(&crowd(), seed, size);
        // What is counted by voices (spellings, roles) may change; what is chosen by rank may not.
        let once = notation::merge(Profile::ALL[0], &some);
        let twice: Vec<Record> = some.iter().chain(&some).cloned().collect();
        let twice = notation::merge(Profile::ALL[0], &twice);
        for field in ["/title", "/titles", "/episodes", "/score", "/synopses", "/tags", "/details/statistics",
            "/details/genres", "/details/episodes", "/relations", "/images", "/details/songs"] {
            prop_assert_eq!(notation::at(&once, field), notation::at(&twice, field), "{}", field);
        }
    }
}

/// A part of the crowd that a seed decides.
fn picked(crowd: &[Record], seed: u64, size: usize) -> Vec<Record> {
    let mut state = seed | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % crowd.len() as u64).expect("below a length")
    };
    (0..size).map(|_| crowd[next()].clone()).collect()
}

#[test]
fn disagreements_are_kept_with_their_voices() {
    let said = [
        ("mal", json!({"episodes": 12, "duration_s": 1440, "start_date": "2014-04", "genres": ["Mystery"]})),
        (
            "anilist",
            json!({"episodes": 13, "duration_s": 1400, "start_date": "2014-04-05", "themes": ["Mystery"]}),
        ),
        ("kitsu", json!({"episodes": 13, "relations": [{"kind": "SEQUEL", "external_id": "mal:7"}]})),
        ("anidb", json!({"relations": [{"kind": "PREQUEL", "external_id": "mal:7"}]})),
    ];
    let found = disagreements(Profile::ALL[0], &notation::records(&said));
    let told = serde_json::to_value(&found).expect("plain JSON");
    assert_eq!(
        told,
        json!([
            {"field": "EPISODES", "positions": [
                {"value": 12, "sources": ["mal"], "chosen": true},
                {"value": 13, "sources": ["anilist", "kitsu"], "chosen": false}
            ]},
            {"field": "RELATIONS", "about": "mal:7", "positions": [
                {"value": "PREQUEL", "sources": ["anidb"], "chosen": true},
                {"value": "SEQUEL", "sources": ["kitsu"], "chosen": false}
            ]},
            {"field": "GENRES", "about": "mystery", "positions": [
                {"value": "GENRES", "sources": ["mal"], "chosen": true},
                {"value": "THEMES", "sources": ["anilist"], "chosen": false}
            ]}
        ])
    );
}

#[test]
fn a_golden_record_of_every_field_survives_being_stored() {
    let work = notation::merge(Profile::ALL[0], &crowd());
    let text = serde_json::to_string(&work).expect("plain JSON");
    let back: model::Work = serde_json::from_str(&text).expect("its own JSON");
    assert_eq!(back, work);
}

#[test]
fn a_plain_work_has_no_details() {
    let said = [(
        "offline_database",
        json!({"title": "Moonlit Depot", "tags": ["trains"], "studios": ["depot works"]}),
    )];
    let work = notation::merged(Profile::ALL[0], &said);
    assert_eq!((work.details, work.studios.as_slice()), (None, &["depot works".to_owned()][..]));
}
