//! Plans carried out: what holds exactly, what only helps the order, what cannot be told.

use std::collections::BTreeSet;

use model::{Credit, RelationEntry, RelationType, SourceId, Synopsis, WorkId};
use search::{
    Arm, AskAnswer, AskRequest, Filters, SearchRequest,
    asking::{Asker, Correction, Plan, Slot},
};

use crate::scene::{Scene, catalog, strings, work};

fn asker() -> Asker {
    Asker { birth_year: Some(1980), ..Asker::on(jiff::civil::date(2026, 5, 15)) }
}

fn ask(scene: &Scene, question: &str) -> AskAnswer {
    let plan = scene.index.read(question, &asker());
    scene.index.ask(&AskRequest::new(plan)).expect("a sound request")
}

fn ids(answer: &AskAnswer) -> Vec<i64> {
    answer.results.iter().map(|hit| hit.id.get()).collect()
}

/// The small catalog with people, origins and days.
fn told() -> Scene {
    let mut documents = catalog();
    let credit = |name: &str, role: &str| Credit {
        external_id: None,
        name: name.to_owned(),
        roles: vec![role.to_owned()],
    };
    documents[0].work.staff = vec![credit("Ada Heron", "Director"), credit("Bo Crane", "Music")];
    documents[2].work.staff = vec![credit("Heron, Ada", "Script")];
    documents[0].work.origin = Some("MANGA".to_owned());
    documents[2].work.origin = Some("Light novel".to_owned());
    Scene::with(documents)
}

#[test]
fn plans_are_carried_out() {
    let scene = told();
    let cases: &[(&str, &[i64])] = &[
        ("mystery anime without comedy", &[1, 2]),
        ("anime directed by Ada Heron", &[1]),
        ("anime by Ada Heron", &[1, 3]),
        ("music by Bo Crane", &[1]),
        ("anime based on a manga", &[1]),
        ("anime based on a light novel, not manga", &[3]),
        ("something like Moonlit Depot", &[3, 2]), // whoever knows the first season knows the second
        ("mystery anime, but no Moonlit Depot", &[3]),
        ("anime by Studio Owl after 2013", &[2]),
        ("mystery movies from before 2000", &[]),
    ];
    for (question, expected) in cases {
        assert_eq!(ids(&ask(&scene, question)), *expected, "{question}");
    }
}

#[test]
fn what_the_index_cannot_tell_is_said_and_holds_nobody() {
    let answer = ask(&Scene::new(), "mystery anime on Netflix");
    assert_eq!(answer.unmet, [Slot::Streaming]);
    assert_eq!(ids(&answer), [1, 2, 3]);
}

#[test]
fn a_contradiction_filters_nothing() {
    let answer = ask(&Scene::new(), "mystery anime before 1990 and after 2005");
    assert!(answer.plan.contradictions.iter().any(|one| one.about == "years"));
    assert_eq!(ids(&answer), [1, 2, 3]);
}

#[test]
fn the_callers_filters_hold_whatever_is_said() {
    let scene = Scene::new();
    let mut request = AskRequest::new(scene.index.read("mystery anime", &asker()));
    request.filters = Filters { tags_none: strings(&["comedy"]), ..Filters::default() };
    request.refused = vec![WorkId::new(1).expect("one")];
    let answer = scene.index.ask(&request).expect("a sound request");
    assert_eq!(ids(&answer), [2]);
    // Words do not open what the caller closed: work 4 is for adults only.
    let answer = ask(&scene, "night signals, adult content is fine");
    assert!(!ids(&answer).contains(&4));
    // Nor does a title asked for by its whole name.
    request.plan = scene.index.read("Moonlit Depot", &asker());
    assert!(!ids(&scene.index.ask(&request).expect("a sound request")).contains(&1));
}

#[test]
fn likes_only_move_works() {
    let scene = Scene::new();
    let plan = scene.index.read("trains anime", &asker());
    let unmoved = scene.index.ask(&AskRequest::new(plan.clone())).expect("a sound request");
    let mut request = AskRequest::new(plan);
    request.liked_tags = strings(&["comedy"]);
    request.disliked_tags = strings(&["mystery"]);
    let moved = scene.index.ask(&request).expect("a sound request");
    let set = |answer: &AskAnswer| ids(answer).into_iter().collect::<BTreeSet<_>>();
    assert_eq!(set(&unmoved), set(&moved));
    let comedy = |answer: &AskAnswer| {
        answer.results.iter().find(|hit| hit.id.get() == 3).map(|hit| hit.relevance).expect("the comedy")
    };
    let others = |answer: &AskAnswer| answer.results[0].relevance - comedy(answer);
    assert!(others(&moved) <= others(&unmoved), "{moved:?}");
}

#[test]
fn a_liked_studio_moves_the_best_as_well() {
    let mut documents = catalog();
    documents[1].work.score = model::Score::new(7.6, 10.0, None);
    documents[2].work.score = model::Score::new(7.9, 10.0, None);
    let scene = Scene::with(documents);
    let mut request = AskRequest::new(scene.index.read("best mystery anime", &asker()));
    assert_eq!(ids(&scene.index.ask(&request).expect("a sound request")), [1, 3, 2]);
    request.liked_studios = strings(&["P.A. Heron"]);
    assert_eq!(ids(&scene.index.ask(&request).expect("a sound request")), [3, 1, 2]);
    // An order that is given is kept.
    request.plan.correct(&[Correction::Set { slot: Slot::Sort, value: "score".into() }]).expect("a slot");
    assert_eq!(ids(&scene.index.ask(&request).expect("a sound request")), [1, 3, 2]);
}

#[test]
fn a_work_that_is_asked_about_comes_before_its_namesakes() {
    let mut documents = catalog();
    documents[0].work.status = model::Status::Ongoing;
    documents[2].work.titles.push(model::Title::new("Moonlit Depot", model::TitleKind::Synonym));
    documents[2].work.popularity = Some(80_000);
    let scene = Scene::with(documents);
    for question in
        ["where can I watch Moonlit Depot?", "is Moonlit Depot finished?", "who made Moonlit Depot"]
    {
        assert_eq!(ids(&ask(&scene, question)).first(), Some(&1), "{question}");
    }
}

#[test]
fn the_noun_says_the_medium_and_a_title_may_hold_it() {
    let mut documents = catalog();
    let mut manga = work(7, "Anime Gataris");
    manga.work.medium = model::Medium::Manga;
    manga.work.format = model::Format::Manga;
    manga.work.tags = strings(&["trains"]);
    documents.push(manga);
    let scene = Scene::with(documents);
    assert!(!ids(&ask(&scene, "anime about trains")).contains(&7));
    assert_eq!(ids(&ask(&scene, "manga about trains")), [7]);
    assert_eq!(ids(&ask(&scene, "Anime Gataris")).first(), Some(&7));
}

#[test]
fn a_name_in_a_filter_that_nothing_bears_is_told_with_those_near_it() {
    let scene = Scene::new();
    let mut request = SearchRequest::new("");
    for (name, value, near) in [
        ("tags_any", "mystry", "mystery"),
        ("tags_all", "trian", "trains"),
        ("studios_any", "Studio Owls", "Studio Owl"),
    ] {
        request.filters = Filters::default();
        request.filters.set(name, value).expect("a good form");
        let error = scene.index.search(&request).expect_err(value).to_string();
        assert!(error.contains(name) && error.contains(near), "{error}");
    }
    request.filters = Filters { tags_none: strings(&["vampires"]), ..Filters::default() };
    assert!(scene.index.search(&request).is_ok(), "nothing to leave out");
}

#[test]
fn a_liked_studio_moves_its_works_up_and_keeps_nobody_out() {
    let scene = Scene::new();
    let mut request = AskRequest::new(scene.index.read("mystery anime", &asker()));
    let plain = scene.index.ask(&request).expect("a sound request");
    request.liked_studios = strings(&["P.A. Heron"]);
    let moved = scene.index.ask(&request).expect("a sound request");
    let heron = |answer: &AskAnswer| {
        answer.results.iter().find(|hit| hit.id.get() == 3).map(|hit| hit.relevance).expect("it answers")
    };
    assert!(heron(&moved) > heron(&plain), "{moved:?}");
    assert_eq!(ids(&moved).len(), ids(&plain).len());
}

#[test]
fn names_that_nothing_bears_are_told() {
    let scene = told();
    let answer = ask(&scene, "anime directed by Cy Stork");
    assert_eq!(answer.unknown, [(Slot::Director, "Cy Stork".to_owned())]);
    assert!(answer.results.is_empty() && answer.unmet.is_empty());
    let answer = ask(&scene, "something like Copper Weather");
    assert_eq!(answer.unknown, [(Slot::Like, "Copper Weather".to_owned())]);
}

#[test]
fn whoever_says_anime_gets_anime() {
    let mut documents = catalog();
    let mut manga = work(90, "Signal Box");
    manga.work.tags = strings(&["mystery"]);
    manga.work.medium = model::Medium::Manga;
    manga.work.popularity = Some(9_000_000);
    documents.push(manga);
    let scene = Scene::with(documents);
    assert_eq!(ids(&ask(&scene, "something with mystery"))[0], 90);
    let answer = ask(&scene, "mystery anime");
    assert!(!ids(&answer).contains(&90), "a question leaves other media out");
    let found = scene.ask("mystery anime");
    assert_eq!(found.results.last().map(|hit| hit.id.get()), Some(90), "a search puts them last");
    let part = answer.plan.parts.iter().find(|part| part.slot == Slot::Medium).expect("the noun");
    assert!(part.confidence < 0.5);
    assert_eq!(ids(&ask(&scene, "mystery manga")), [90]);
}

#[test]
fn a_story_shows_the_parts_of_its_score() {
    let answer = ask(&Scene::new(), "a mystery where a night watchman finds a forgotten locomotive at work");
    let hit = &answer.results[0];
    assert_eq!(hit.id.get(), 1);
    let shares = hit.why.shares.expect("a story has parts");
    let weights = [shares.themes.1, shares.genre.1, shares.synopsis.1, shares.ratings.1];
    assert!((weights.iter().sum::<f32>() - 100.0).abs() < 0.01, "{weights:?}");
    assert!((shares.genre.0 - 1.0).abs() < f32::EPSILON && shares.synopsis.0 > 0.5, "{shares:?}");
}

#[test]
fn darker_and_lighter_move_what_is_like() {
    let mut documents = catalog();
    for (at, tag) in [(2, "gore"), (4, "iyashikei")] {
        documents[at].work.tags = strings(&["trains", "mystery", tag]);
        documents[at].work.popularity = Some(1_000);
    }
    let scene = Scene::with(documents);
    let first = |question: &str| {
        let found = ids(&ask(&scene, question));
        found.into_iter().find(|id| [3, 5].contains(id))
    };
    assert_eq!(first("like Moonlit Depot but darker"), Some(3));
    assert_eq!(first("like Moonlit Depot but less violent"), Some(5));
}

#[test]
fn pages_of_an_answer_follow_each_other_and_no_other() {
    let scene = Scene::new();
    let mut request = AskRequest::new(scene.index.read("mystery anime", &asker()));
    let whole = ids(&scene.index.ask(&request).expect("a page"));
    request.limit = 1;
    let mut paged = Vec::new();
    loop {
        let page = scene.index.ask(&request).expect("a page");
        paged.extend(ids(&page));
        request.cursor = page.next_cursor;
        if request.cursor.is_none() {
            break;
        }
    }
    assert_eq!(paged, whole);
    request.cursor = scene.index.ask(&request).expect("a page").next_cursor;
    request.plan = Plan::default();
    assert!(scene.index.ask(&request).is_err(), "a cursor of another question");
}

#[test]
fn a_franchise_is_refused_with_all_its_works() {
    let mut documents = catalog();
    let tie = |kind, id: i64| RelationEntry {
        kind,
        external_id: format!("mal:{}", 1000 + id).parse().expect("an external id"),
        title: None,
    };
    documents[2].work.relations = vec![tie(RelationType::Parent, 1)];
    let scene = Scene::with(documents);
    let answer = ask(&scene, "trains anime, but no Moonlit Depot");
    assert!(ids(&answer).iter().all(|id| ![1, 2].contains(id)), "{:?}", ids(&answer));
}

#[test]
fn words_that_are_another_name_of_an_obscure_work_mean_the_franchise_that_is_well_known() {
    let named = |id: i64, title: &str, other: &str, followers: u64| {
        let mut document = work(id, title);
        document.work.titles.push(model::Title::new(other.to_owned(), model::TitleKind::Synonym));
        document.work.popularity = Some(followers);
        document
    };
    let scene = Scene::with(vec![
        named(1, "Kasumi", "Lamp", 10),
        named(2, "Lamp Keeper", "Lamp Keeper", 1_000_000),
        named(3, "Lamp Keeper Second Light", "Lamp Keeper 2", 900_000),
        // Its own title holds the words, however few follow it.
        named(4, "Harbor Bell", "Bell", 10),
        named(5, "Bell Tower", "Bell Tower", 1_000_000),
    ]);
    let found = ids(&ask(&scene, "Lamp watch order"));
    assert!(found.contains(&2) && found.contains(&3) && !found.contains(&1), "{found:?}");
    assert_eq!(ids(&ask(&scene, "Bell watch order")).first(), Some(&4));
}

#[test]
fn filters_hold_in_the_meaning_arm_however_few_works_meet_them() {
    let stories =
        ["a girl learns magic from a witch", "a team of boys plays football", "robots fight a war in space"];
    let documents = (1..=500i64).map(|id| {
        let mut document = work(id, &format!("Lantern {id}"));
        document.work.year = Some(1990 + (id % 50) as i16);
        document.work.tags = strings(if id % 7 == 0 { &["gore"] } else { &["drama"] });
        document.work.synopses = vec![Synopsis {
            text: format!("In town number {id}, {}.", stories[(id % 3) as usize]),
            source: SourceId::MANUAL,
        }];
        document
    });
    let scene = Scene::with(documents.collect());
    let plan =
        Plan { words: "young sorceress studies spells".to_owned(), narrative: true, ..Plan::default() };
    for (year, gore) in [(1990, false), (2003, true), (2039, false)] {
        let mut request = AskRequest::new(plan.clone());
        request.limit = 100;
        request.filters.year_min = Some(year);
        request.filters.year_max = Some(year);
        request.filters.tags_none = strings(if gore { &[] } else { &["gore"] });
        let answer = scene.index.ask(&request).expect("a sound request");
        assert!(!answer.results.is_empty(), "{year}");
        for hit in &answer.results {
            assert_eq!(hit.card.year, Some(year));
            assert!(gore || !hit.card.tags.contains(&"gore".to_owned()));
        }
        let vector = |hit: &search::Hit| hit.why.arms.iter().any(|arm| arm.arm == Arm::Vector);
        assert!(answer.results.iter().any(vector), "the words alone find nothing here");
        assert!(
            answer.results[0].card.synopsis.as_deref().is_some_and(|text| text.contains("witch")),
            "{year}"
        );
    }
}
