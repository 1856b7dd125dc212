//! What holds for any casts.

use std::collections::BTreeSet;

use casting::{Appearance, Cast, compare, match_casts};
use model::{CharacterRole, SourceId};
use proptest::prelude::*;

const GIVEN: [&str; 8] = ["Rin", "Nao", "Naoko", "Kyouko", "Kyōko", "Tsubasa", "Edward", "Eduard"];
const FAMILY: [&str; 6] = ["Hale", "Mizuki", "Shinomori", "Ōno", "Oono", ""];
const NATIVE: [&str; 5] = ["", "直", "奈緒", "リン", "水木 直"];
const SOURCES: [SourceId; 4] =
    [SourceId::known("anidb"), SourceId::known("anilist"), SourceId::known("kitsu"), SourceId::known("mal")];

/// A figure with an id of its own, so that it is known again wherever it stands.
fn figure(
    source: usize,
    number: usize,
    (given, family, native, role): (usize, usize, usize, usize),
) -> Appearance {
    let name = format!("{} {}", GIVEN[given], FAMILY[family]);
    let native = Some(NATIVE[native]).filter(|native| !native.is_empty());
    let mut figure = Appearance::named(&SOURCES[source], &name, native);
    figure.subject = format!("{}_character:{number}", SOURCES[source]).parse().ok();
    figure.role = CharacterRole::ALL[role].clone();
    figure
}

fn casts() -> impl Strategy<Value = Vec<Cast>> {
    let row = (0..GIVEN.len(), 0..FAMILY.len(), 0..NATIVE.len(), 0..4_usize);
    prop::collection::vec(prop::collection::vec(row, 0..7), 1..5).prop_map(|sources| {
        let cast = |(source, rows): (usize, Vec<_>)| Cast {
            source: SOURCES[source].clone(),
            appearances: rows.into_iter().enumerate().map(|(n, row)| figure(source, n, row)).collect(),
        };
        sources.into_iter().enumerate().map(cast).collect()
    })
}

/// The clusters by the ids of their members, and how sure each is.
fn by_id(casts: &[Cast]) -> BTreeSet<(Vec<String>, String)> {
    let id = |source: &SourceId, place: usize| {
        let cast = casts.iter().find(|cast| cast.source == *source).expect("the cast is there");
        cast.appearances[place].subject.as_ref().expect("every figure has an id").to_string()
    };
    let cluster = |matched: &casting::Matched| {
        let mut ids: Vec<String> = matched.members.iter().map(|(source, place)| id(source, *place)).collect();
        ids.sort_unstable();
        (ids, format!("{:.9}", matched.probability))
    };
    match_casts(casts).iter().map(cluster).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_order_of_casts_and_rows_changes_nothing(casts in casts(), turn in 0..7_usize) {
        let expected = by_id(&casts);
        let mut turned = casts;
        turned.reverse();
        for cast in &mut turned {
            let rows = cast.appearances.len().max(1);
            cast.appearances.rotate_left(turn % rows);
            cast.appearances.reverse();
        }
        prop_assert_eq!(expected, by_id(&turned));
    }

    #[test]
    fn everybody_is_in_one_cluster_and_no_source_twice(casts in casts()) {
        let matched = match_casts(&casts);
        let mut seen: Vec<_> = matched.iter().flat_map(|cluster| cluster.members.clone()).collect();
        seen.sort_unstable();
        let everybody = casts.iter().flat_map(|cast| {
            (0..cast.appearances.len()).map(|place| (cast.source.clone(), place))
        });
        let mut everybody: Vec<_> = everybody.collect();
        everybody.sort_unstable();
        prop_assert_eq!(seen, everybody);
        for cluster in &matched {
            prop_assert_eq!(cluster.members.len(), cluster.found_in.len(), "no source twice");
            prop_assert!((0.0..=1.0).contains(&cluster.probability));
        }
    }

    #[test]
    fn a_comparison_is_the_same_from_both_sides(
        a in (0..GIVEN.len(), 0..FAMILY.len(), 0..NATIVE.len(), 0..4_usize),
        b in (0..GIVEN.len(), 0..FAMILY.len(), 0..NATIVE.len(), 0..4_usize),
    ) {
        let (a, b) = (figure(0, 1, a), figure(1, 1, b));
        let (there, back) = (compare(&a, &b), compare(&b, &a));
        prop_assert!((there.probability - back.probability).abs() < 1e-12);
        prop_assert_eq!(there.weights.len(), back.weights.len());
    }

    #[test]
    fn any_text_is_a_name(one in ".{0,40}", other in ".{0,40}") {
        let source = SourceId::known("mal");
        let of = |name: &str| Appearance::named(&source, name, Some(&other));
        let (a, b) = (of(&one), of(&other));
        let (there, back) = (compare(&a, &b), compare(&b, &a));
        prop_assert!((there.probability - back.probability).abs() < 1e-9);
    }
}
