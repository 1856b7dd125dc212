//! What holds for picks, whoever asks: nothing from the list, no sequel before its first part, reasons that
//! add up, the same answer each time.

use proptest::prelude::*;
use recommend::{
    Blend, Content, Entry, Franchises, Model, Options, Ratings, Source, Split, Status, Taste, judge, picks,
};

/// Three circles of users, each with ten items that they like; item 9 of each follows item 8.
fn circles() -> (Ratings, Content, Franchises) {
    let mut triples = Vec::new();
    for user in 0..60u32 {
        let circle = user % 3;
        for item in 0..10 {
            if (user + item * 7) % 4 != 0 {
                triples.push((user, circle * 10 + item, 6.0 + ((user + item) % 5) as f32));
            }
        }
        // One item that everybody knows.
        triples.push((user, 30, 7.0));
    }
    let features: Vec<Vec<u32>> = (0..31).map(|item| vec![item / 10, 100 + item % 2]).collect();
    let follows = (0..3).map(|circle| (circle * 10 + 9, circle * 10 + 8));
    (Ratings::of(triples), Content::of(&features), Franchises::of(follows))
}

fn list(items: &[(u32, Option<f32>, Status)]) -> Taste {
    Taste::of(items.iter().map(|(item, score, status)| Entry { item: *item, score: *score, status: *status }))
}

fn chosen(taste: &Taste, options: &Options) -> Vec<recommend::Pick> {
    let (ratings, content, franchises) = circles();
    let model = Model::learn(&ratings);
    picks(&model, &content, &franchises, taste, (&Blend::default(), options), &|_| true, ratings.items())
}

#[test]
fn picks_come_from_the_circle_of_the_list() {
    let seen: Vec<_> = (0..4).map(|item| (item, Some(8.0), Status::Finished)).collect();
    let picks = chosen(&list(&seen), &Options { limit: 4, ..Options::default() });
    assert_eq!(picks.len(), 4);
    assert!(picks.iter().all(|pick| pick.item < 10 || pick.item == 30), "{picks:?}");
    let said_by = picks[0].reasons.iter().any(|reason| matches!(reason.source, Source::SharedUsers(0..=3)));
    assert!(said_by, "{:?}", picks[0]);
}

#[test]
fn a_sequel_waits_for_its_first_part() {
    let options = Options { limit: 30, ..Options::default() };
    let items = |taste: &Taste| chosen(taste, &options).iter().map(|pick| pick.item).collect::<Vec<_>>();
    let unseen = items(&list(&[(0, Some(8.0), Status::Finished)]));
    assert!(unseen.contains(&8) && !unseen.contains(&9), "{unseen:?}");
    let given_up = items(&list(&[(0, Some(8.0), Status::Finished), (8, Some(3.0), Status::Dropped)]));
    assert!(!given_up.contains(&9), "{given_up:?}");
    let seen = items(&list(&[(0, Some(8.0), Status::Finished), (8, Some(8.0), Status::Finished)]));
    assert!(seen.contains(&9), "{seen:?}");
}

#[test]
fn what_is_refused_speaks_against_its_like_at_once() {
    let liked = (0, Some(9.0), Status::Finished);
    let plain = chosen(&list(&[liked]), &Options::default());
    let refused = list(&[liked, (1, None, Status::Refused)]);
    let after = chosen(&refused, &Options::default());
    assert!(after.iter().all(|pick| pick.item != 1));
    let of =
        |picks: &[recommend::Pick], item| picks.iter().find(|pick| pick.item == item).map(|pick| pick.score);
    assert!(of(&after, 2) < of(&plain, 2));
    let ignored = chosen(&refused, &Options { dislikes: false, ..Options::default() });
    assert_eq!(of(&ignored, 2), of(&plain, 2));
}

#[test]
fn popularity_has_a_floor_and_a_ceiling() {
    let taste = list(&[(0, Some(8.0), Status::Finished)]);
    let rare = chosen(&taste, &Options { popularity_max: 0.9, ..Options::default() });
    assert!(rare.iter().all(|pick| pick.item != 30));
    let known = chosen(&taste, &Options { popularity_min: 0.9, ..Options::default() });
    assert!(known.iter().all(|pick| pick.item == 30));
}

#[test]
fn hidden_items_are_found_better_than_by_popularity() {
    let (ratings, content, franchises) = circles();
    let split = Split::of(&ratings, 0);
    assert!(!split.judged.is_empty());
    let model = Model::learn(&split.learned);
    let options = Options { sequels: true, diversity: 0.0, ..Options::default() };
    let figures = |blend: Blend| {
        let mut pick = |taste: &Taste| {
            picks(&model, &content, &franchises, taste, (&blend, &options), &|_| true, 31)
                .into_iter()
                .map(|pick| pick.item)
                .collect()
        };
        judge(&split, 31, &mut pick).ndcg
    };
    let popular = figures(Blend { ease: 0.0, neighbors: 0.0, content: 0.0, popularity: 1.0 });
    assert!(figures(Blend::default()) > popular + 0.1);
}

/// What counting common tags finds: every tag alike, as a plain table of terms has it.
fn by_count(features: &[Vec<u32>], taste: &Taste) -> Vec<u32> {
    let common = |one: usize, other: usize| {
        let shared = features[one].iter().filter(|tag| features[other].contains(tag)).count() as f32;
        shared / (features[one].len() as f32 * features[other].len() as f32).sqrt()
    };
    let items = 0..features.len();
    let likes: Vec<usize> = items.clone().filter(|item| taste.has(*item as u32)).collect();
    let mut scored: Vec<(f32, u32)> = items
        .filter(|item| !taste.has(*item as u32))
        .map(|item| (likes.iter().map(|like| common(*like, item)).sum(), item as u32))
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.into_iter().map(|(_, item)| item).collect()
}

#[test]
fn what_works_are_about_finds_hidden_items_better_than_counting_tags() {
    let (ratings, _, franchises) = circles();
    // A telling tag for each circle, and three that say nothing: which, half of the items bear.
    let features: Vec<Vec<u32>> = (0..31u32)
        .map(|item| vec![item / 10, 100 + item % 2, 110 + (item / 2) % 2, 120 + (item / 4) % 2])
        .collect();
    let split = Split::of(&ratings, 0);
    let model = Model::of_popularity(vec![0.1; 31]);
    let content = Content::of(&features);
    let options = Options { sequels: true, diversity: 0.0, ..Options::default() };
    let blend = Blend { ease: 0.0, neighbors: 0.0, content: 1.0, popularity: 0.0 };
    let ours = judge(&split, 31, &mut |taste| {
        let picks = picks(&model, &content, &franchises, taste, (&blend, &options), &|_| true, 31);
        picks.into_iter().map(|pick| pick.item).collect()
    });
    let counted = judge(&split, 31, &mut |taste| by_count(&features, taste));
    eprintln!("nDCG@10: by what works are about {:.3}, by counting tags {:.3}", ours.ndcg, counted.ndcg);
    assert!(ours.ndcg > counted.ndcg + 0.02, "{ours:?} {counted:?}");
}

#[test]
fn a_model_comes_back_from_its_bytes_and_half_of_them_are_none() {
    let (ratings, ..) = circles();
    let model = Model::learn(&ratings);
    let bytes = model.to_bytes();
    assert_eq!(Model::from_bytes(&bytes), Some(model));
    for cut in [0, 3, 8, bytes.len() / 2, bytes.len() - 1] {
        assert_eq!(Model::from_bytes(&bytes[..cut]), None, "{cut}");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(Model::from_bytes(&longer), None);
    let mut wild = bytes;
    wild[0..4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(Model::from_bytes(&wild), None);
}

#[test]
fn what_two_items_share_adds_up_to_how_alike_they_are() {
    let (_, content, _) = circles();
    let shared = content.shared(0, 2);
    let sum: f32 = shared.iter().map(|(_, part)| part).sum();
    assert!(!shared.is_empty() && (sum - content.alike(0, 2)).abs() < 1e-6, "{shared:?}");
    assert!(shared.windows(2).all(|pair| pair[0].1 >= pair[1].1));
}

#[test]
fn without_ratings_content_and_fame_do() {
    let (_, content, franchises) = circles();
    let model = Model::of_popularity((0..31).map(|item| if item == 5 { 1.0 } else { 0.1 }).collect());
    assert!(!model.knows(0));
    let blend = Blend { ease: 0.0, neighbors: 0.0, content: 1.0, popularity: 0.1 };
    let taste = list(&[(0, None, Status::Finished)]);
    let options = Options { diversity: 0.0, limit: 3, ..Options::default() };
    let picks = picks(&model, &content, &franchises, &taste, (&blend, &options), &|_| true, 31);
    assert!(picks.iter().all(|pick| pick.item < 10), "{picks:?}");
}

proptest! {
    #[test]
    fn reasons_add_up_and_nothing_is_picked_twice(
        entries in proptest::collection::vec((0u32..31, proptest::option::of(1f32..10.0), 0u8..5), 0..12),
        diversity in 0f32..1.0,
    ) {
        let status = [Status::Finished, Status::Ongoing, Status::Dropped, Status::Planned, Status::Refused];
        let entries: Vec<_> =
            entries.into_iter().map(|(item, score, at)| (item, score, status[at as usize])).collect();
        let taste = list(&entries);
        let options = Options { limit: 12, diversity, ..Options::default() };
        let picks = chosen(&taste, &options);
        let mut items: Vec<u32> = picks.iter().map(|pick| pick.item).collect();
        for pick in &picks {
            prop_assert!(!taste.has(pick.item));
            let sum: f32 = pick.reasons.iter().map(|reason| reason.share).sum();
            prop_assert!((sum - pick.score).abs() < 1e-4, "{sum} {pick:?}");
        }
        items.sort_unstable();
        items.dedup();
        prop_assert_eq!(items.len(), picks.len());
        prop_assert_eq!(chosen(&taste, &options), picks);
    }
}
