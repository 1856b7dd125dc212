//! Generated franchises are linked well enough, and the same in any order and any batches. Small copies
//! of the measures of `cargo xtask bench linking`; the records are synthetic.

use linking::{
    Decisions, Joined, Model, link,
    testing::{Random, Truth, as_texts, sequels, tally, trilogy},
};

fn linked(truth: &Truth) -> Vec<Vec<usize>> {
    link(&truth.subjects, &Decisions::default(), &Model::default()).clusters
}

#[test]
fn franchises_of_three_sources_are_told_apart() {
    let truth = trilogy::generate(400, 5);
    let tally = tally(&truth, &linked(&truth), &|_| true);
    assert!(tally.precision() > 0.975, "{tally:?}");
    assert!(tally.f1() > 0.955, "{tally:?}");
}

#[test]
fn sequels_in_four_languages_are_told_apart() {
    let truth = sequels::generate(300, 5);
    let tally = tally(&truth, &linked(&truth), &|_| true);
    assert!(tally.precision() > 0.98, "{tally:?}");
    assert!(tally.f1() > 0.95, "{tally:?}");
}

#[test]
fn order_does_not_matter() {
    let truth = sequels::generate(60, 9);
    let expected = as_texts(&truth, &linked(&truth));
    let random = &mut Random::new(1);
    for _ in 0..10 {
        let mixed = truth.shuffled(random);
        assert_eq!(as_texts(&mixed, &linked(&mixed)), expected);
    }
}

#[test]
fn batches_do_not_matter_and_numbers_stay() {
    let truth = sequels::generate(60, 9);
    let expected = as_texts(&truth, &linked(&truth));
    let random = &mut Random::new(2);
    for batches in 2..6 {
        let mixed = truth.shuffled(random);
        let mut joined = Joined::new();
        let mut clusters = Vec::new();
        for batch in mixed.subjects.chunks(mixed.subjects.len().div_ceil(batches)) {
            let before: Vec<_> = joined
                .subjects()
                .iter()
                .map(|subject| (subject.external_id.clone(), joined.number(&subject.external_id)))
                .collect();
            let (linked, moved) = joined.join(batch, &Decisions::default(), &Model::default());
            for (id, number) in before {
                let told = moved.iter().any(|change| change.id == id);
                assert_eq!(joined.number(&id) != number, told, "{id}");
            }
            clusters = linked.clusters;
        }
        assert_eq!(as_texts(&mixed, &clusters), expected);
        // Joining nothing changes nothing.
        let (_, moved) = joined.join(&[], &Decisions::default(), &Model::default());
        assert_eq!(moved, []);
    }
}

#[test]
fn probabilities_mean_what_they_say() {
    let truth = sequels::generate(300, 6);
    let bins = linking::testing::learn::calibration(&truth);
    let right = |from: f64, to: f64| {
        let bins = bins.iter().filter(|(nats, ..)| (from..=to).contains(nats));
        let (all, right) = bins.fold((0, 0), |(all, sum), (_, more, right)| (all + more, sum + right));
        right as f64 / all.max(1) as f64
    };
    assert!(right(5.0, 16.0) > 0.97, "{}", right(5.0, 16.0));
    assert!(right(-16.0, -5.0) < 0.03, "{}", right(-16.0, -5.0));
}
