//! What holds for every engine, whoever holds the vectors. Each engine's test runs all of it.

use std::collections::BTreeMap;

use model::Work;
use qdrant::testing::Server;
use search::{Adult, Document, Filters};

use crate::scene::{Place, Random, Scene, catalog, work};

/// How many checks the suite has, for those who run it nowhere.
const CHECKS: usize = 9;
/// What works are asked to be near to.
const QUESTIONS: [&str; 3] = [
    "a machine out of the ocean attacks",
    "someone prepares meals for a shy guest",
    "a comet over the harbor in winter",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_built_in_engine() {
    everything(&Place::Within).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn qdrants_protocol_on_the_small_server() {
    let server = Server::start();
    everything(&Place::Server { url: server.url() }).await;
    assert_eq!(server.collections(), [""; 0], "what a test made is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_qdrant() {
    match std::env::var("EMAKI_TEST_QDRANT_URL").ok().filter(|url| !url.is_empty()) {
        Some(url) => everything(&Place::Server { url }).await,
        None => eprintln!("skipped: {CHECKS} checks of a real Qdrant; EMAKI_TEST_QDRANT_URL names none"),
    }
}

async fn everything(place: &Place) {
    let scene = Scene::new(place);
    scene.write(catalog(150), &[], 1).await;
    filters_hold_exactly(&scene);
    exclusions_exclude(&scene);
    what_is_not_known_lies_in_no_range(&scene);
    a_page_is_full_however_few_pass(&scene);
    nearness_is_that_of_the_best_text(&scene);
    what_is_kept_is_what_was_given(&scene);
    works_are_listed_in_order(&scene);
    counts_are_right(&scene);
    changes_show(&scene).await;
}

/// The same question, told from the works themselves.
fn passes(work: &Work, filters: &Filters) -> bool {
    let has = |words: &[String], wanted: &String| words.iter().any(|own| own.eq_ignore_ascii_case(wanted));
    let within = |value: Option<f64>, low: Option<f64>, high: Option<f64>| {
        (low.is_none() && high.is_none())
            || value.is_some_and(|value| {
                low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high)
            })
    };
    let one_of = |is_empty: bool, holds: bool| is_empty || holds;
    one_of(filters.medium.is_empty(), filters.medium.contains(&work.medium))
        && one_of(filters.format.is_empty(), filters.format.contains(&work.format))
        && one_of(filters.status.is_empty(), filters.status.contains(&work.status))
        && one_of(filters.season.is_empty(), work.season.is_some_and(|own| filters.season.contains(&own)))
        && within(work.year.map(f64::from), filters.year_min.map(f64::from), filters.year_max.map(f64::from))
        && within(
            work.episodes.map(f64::from),
            filters.episodes_min.map(f64::from),
            filters.episodes_max.map(f64::from),
        )
        && within(
            work.duration_s.map(f64::from),
            filters.duration_min.map(f64::from),
            filters.duration_max.map(f64::from),
        )
        && within(
            work.score.map(|score| (score.normalized * 1000.0).round() / 1000.0),
            filters.score_min,
            filters.score_max,
        )
        && one_of(filters.tags_any.is_empty(), filters.tags_any.iter().any(|tag| has(&work.tags, tag)))
        && filters.tags_all.iter().all(|tag| has(&work.tags, tag))
        && !filters.tags_none.iter().any(|tag| has(&work.tags, tag))
        && one_of(filters.studios_any.is_empty(), filters.studios_any.iter().any(|by| has(&work.studios, by)))
        && !filters.studios_none.iter().any(|by| has(&work.studios, by))
        && match filters.adult {
            Adult::Exclude => !work.adult,
            Adult::Include => true,
            Adult::Only => work.adult,
        }
}

fn filters_hold_exactly(scene: &Scene) {
    let (works, mut random) = (catalog(150), Random(41));
    let mut narrow = 0;
    for round in 0..120 {
        let filters = random.filters();
        let found = scene.near(QUESTIONS[round % 3], &filters);
        let mut ids: Vec<i64> = found.iter().map(|(id, _)| *id).collect();
        ids.sort_unstable();
        // A wish for what no work has is refused as a whole, whatever stands beside it.
        let is_refused = filters.tags_any.iter().any(|tag| {
            !works.iter().any(|one| one.work.tags.iter().any(|own| own.eq_ignore_ascii_case(tag)))
        });
        let wanted = works.iter().filter(|document| !is_refused && passes(&document.work, &filters));
        let wanted: Vec<i64> = wanted.map(|document| document.work.id.get()).collect();
        assert_eq!(ids, wanted, "{}: {:?}", scene.engine().name(), filters.pairs());
        narrow += usize::from((1..20).contains(&wanted.len()));
    }
    assert!(narrow > 20, "many of the filters let few works pass");
}

fn exclusions_exclude(scene: &Scene) {
    let filters = |name: &str, value: &str| {
        let mut filters = Filters { adult: Adult::Include, ..Filters::default() };
        filters.set(name, value).expect("a good value");
        filters
    };
    let all = scene.near(QUESTIONS[0], &filters("adult", "include")).len();
    let with = scene.near(QUESTIONS[0], &filters("tags_any", "drama")).len();
    let without = scene.near(QUESTIONS[0], &filters("tags_none", "drama")).len();
    assert!(with > 0 && with + without == all, "{with} + {without} = {all}");
    let bare = catalog(150).iter().filter(|document| document.work.tags.is_empty()).count();
    assert!(bare > 0 && without >= bare, "who has no tags is not excluded");
    assert_eq!(scene.near(QUESTIONS[0], &filters("tags_none", "no such tag")).len(), all);
    assert!(scene.near(QUESTIONS[0], &filters("tags_all", "no such tag")).is_empty());
}

fn what_is_not_known_lies_in_no_range(scene: &Scene) {
    let mut filters = Filters { adult: Adult::Include, ..Filters::default() };
    filters.set("episodes_min", "0").expect("a good value");
    let known = catalog(150).iter().filter(|document| document.work.episodes.is_some()).count();
    assert_eq!(scene.near(QUESTIONS[1], &filters).len(), known);
}

fn a_page_is_full_however_few_pass(scene: &Scene) {
    let mut filters = Filters::default();
    for (name, value) in [("tags_all", "mecha"), ("score_min", "7"), ("year_max", "2005")] {
        filters.set(name, value).expect("a good value");
    }
    let wanted = catalog(150).iter().filter(|document| passes(&document.work, &filters)).count();
    assert!((1..8).contains(&wanted), "few pass: {wanted}");
    assert_eq!(scene.near(QUESTIONS[2], &filters).len(), wanted);
}

/// A work is as near as its nearest text, and the nearer come first, equal ones in the order of their numbers.
fn nearness_is_that_of_the_best_text(scene: &Scene) {
    let weights = [("synopsis", 1.0f32), ("tags", 0.8), ("title", 0.7)];
    let (_, points) = scene.index.points_of(&catalog(150));
    let everything = Filters { adult: Adult::Include, ..Filters::default() };
    for question in QUESTIONS {
        let (asked, _) = embedding::StaticTable::builtin().embed_text(question).expect("words");
        let nearness: BTreeMap<i64, f32> = points
            .iter()
            .map(|point| {
                let of = |(space, weight): &(&str, f32)| {
                    let own = point.vectors.get(*space)?;
                    Some(weight * own.iter().zip(&asked).map(|(a, b)| a * b).sum::<f32>())
                };
                let best = weights.iter().filter_map(of).fold(f32::NEG_INFINITY, f32::max);
                (i64::from(point.work), best.clamp(0.0, 1.0))
            })
            .collect();
        let found = scene.near(question, &everything);
        assert_eq!(found.len(), 150);
        for (id, cosine) in &found {
            assert!((cosine - nearness[id]).abs() < 1e-3, "{id}: {cosine} for {}", nearness[id]);
        }
        assert!(found.is_sorted_by(|a, b| a.1 >= b.1));
    }
}

fn what_is_kept_is_what_was_given(scene: &Scene) {
    let (model, given) = scene.index.points_of(&catalog(150));
    assert_eq!(scene.engine().model(), Some(model));
    let ids: Vec<u32> = [150, 3, 77, 9_999].to_vec();
    let kept = scene.engine().points(&ids).expect("the engine answers");
    assert_eq!(kept.iter().map(|point| point.work).collect::<Vec<_>>(), [150, 3, 77], "in the order asked");
    for point in kept {
        let same = &given[point.work as usize - 1];
        assert_eq!(point.payload, same.payload);
        assert!(point.vectors.keys().eq(same.vectors.keys()), "no vector where there is no text");
        for (space, vector) in &point.vectors {
            let cosine: f32 = vector.iter().zip(&same.vectors[space]).map(|(a, b)| a * b).sum();
            assert!((cosine - 1.0).abs() < 1e-3, "{space} of {}: {cosine}", point.work);
        }
    }
}

fn works_are_listed_in_order(scene: &Scene) {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let page = scene.engine().works(after, 40).expect("the engine answers");
        let Some(last) = page.last().copied() else { break };
        all.extend(page);
        after = last;
    }
    assert_eq!(all, (1..=150).collect::<Vec<u32>>());
}

fn counts_are_right(scene: &Scene) {
    let standing = scene.engine().standing().expect("the engine answers");
    let count = |has: fn(&Document) -> bool| catalog(150).iter().filter(|document| has(document)).count();
    let wanted = BTreeMap::from([
        ("synopsis".to_owned(), count(|document| !document.work.synopses.is_empty())),
        ("tags".to_owned(), count(|document| !document.work.tags.is_empty())),
        ("title".to_owned(), 150),
    ]);
    assert_eq!((standing.works, standing.seq, standing.vectors), (150, 1, wanted));
}

async fn changes_show(scene: &Scene) {
    let mut changed = work(5, "The Astronomer's Bakery");
    changed.work.tags = vec!["astronomy".to_owned()];
    scene.write(vec![changed, work(151, "A Telescope for Sale")], &[6, 7, 9_999], 2).await;
    let mut filters = Filters::default();
    filters.set("tags_all", "Astronomy").expect("a good value");
    let found = scene.near("looking at the stars", &filters);
    assert_eq!(found.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [5]);
    let standing = scene.engine().standing().expect("the engine answers");
    assert_eq!((standing.works, standing.seq), (149, 2));
    assert!(scene.engine().points(&[6, 7]).expect("the engine answers").is_empty());
    let everything = Filters { adult: Adult::Include, ..Filters::default() };
    assert_eq!(scene.near("a telescope", &everything).len(), 149);
}
