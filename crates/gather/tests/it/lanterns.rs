//! One work as nine sources tell it.

use catalog::{answers::ANSWERS, rebuild};
use gather::{Level, State};
use model::{EntityKind, WorkId};
use testkit::{
    lanterns::nine,
    replay::{Answer, Gate},
};

use crate::bed::{Bed, WORK, wanted};

const DETAILED: [&str; 6] = ["jikan", "mal", "anilist", "kitsu", "anidb", "animeschedule"];

fn work() -> WorkId {
    WorkId::new(WORK).expect("a positive number")
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_are_found_on_the_way_and_answers_are_kept() {
    let replay = nine();
    let bed = Bed::new(&replay).await;
    let gathered = bed.gather(&wanted(Level::Detailed, &[])).await;
    let states: Vec<_> = gathered
        .sources
        .iter()
        .map(|s| (s.source.as_str(), s.state, s.external_id.as_ref().map(ToString::to_string)))
        .collect();
    let ids = [
        "mal:70501",
        "mal:70501",
        "anilist:170501",
        "kitsu:48501",
        "anidb:18501",
        "animeschedule:kami-tourou-no-minato",
    ];
    let fresh = DETAILED.iter().zip(ids).map(|(source, id)| (*source, State::Fresh, Some(id.to_owned())));
    assert_eq!(states, fresh.collect::<Vec<_>>(), "{:#?}", gathered.sources);
    assert!(replay.unexpected().is_empty(), "{:?}", replay.unexpected());
    assert_eq!((gathered.degradation_level, gathered.changed), (1, true));

    // Made again from what is stored, the record is the same.
    let before = bed.store.work(work()).await.expect("the store is sound").expect("it is there").value;
    let rebuilt = rebuild(&bed.store).await.expect("the records can be read");
    assert_eq!(rebuilt.works, 0, "nothing differs");
    let stored = bed.store.records_of(&EntityKind::Work, work().into()).await.expect("the store is sound");
    let kept: Vec<&str> =
        stored.iter().filter(|r| r.format == ANSWERS).map(|record| record.source.as_str()).collect();
    assert_eq!(kept, ["anidb", "anilist", "animeschedule", "jikan", "kitsu", "mal"]);
    assert_eq!(before.episodes, Some(12));

    // What is journaled is not asked for again, even by who has lost the cache.
    replay.forget();
    let again = bed.gather(&wanted(Level::Detailed, &[])).await;
    assert_eq!((again.degradation_level, again.changed, replay.total()), (1, false, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_fails_leaves_the_rest_and_is_asked_again() {
    let replay = nine();
    let down = replay.on("GET", "/jikan/anime/70501/full", Answer::failing(500)).when(|_| true);
    let bed = Bed::new(&replay).await;
    let gathered = bed.gather(&wanted(Level::Detailed, &["jikan", "kitsu"])).await;
    let states: Vec<_> = gathered.sources.iter().map(|s| (s.source.as_str(), s.state)).collect();
    assert_eq!(states, [("jikan", State::Missing), ("kitsu", State::Fresh)]);
    let missing = gathered.sources[0].missing.as_ref().expect("why");
    assert_eq!((missing.error_code, missing.endpoint.as_deref()), ("source_unavailable", Some("anime_full")));
    assert_eq!(missing.context.trace, ["asked jikan for anime_full of mal:70501"]);
    assert_eq!(gathered.degradation_level, 3);
    down.now(Answer::json(include_str!("../../../testkit/fixtures/lanterns/jikan-anime-full.json")));
    replay.forget();
    let gathered = bed.gather(&wanted(Level::Detailed, &["jikan", "kitsu"])).await;
    assert_eq!(gathered.degradation_level, 1);
    assert!(
        replay.requests().iter().all(|request| request.path.starts_with("/jikan/")),
        "{:?}",
        replay.requests()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_of_another_work_is_not_attached() {
    let replay = nine();
    let bed = Bed::new(&replay).await;
    let mut wrong: serde_json::Value =
        serde_json::from_str(testkit::lanterns::ANIMESCHEDULE_HITS).expect("it is JSON");
    wrong["anime"].as_array_mut().expect("hits").truncate(1);
    replay.on("GET", "/animeschedule/anime", Answer::value(&wrong)).when(|_| true);
    let gathered = bed.gather(&wanted(Level::Detailed, &["animeschedule"])).await;
    let missing = gathered.sources[0].missing.as_ref().expect("why");
    assert_eq!(missing.error_code, "not_found");
    assert!(missing.context.debug_info.contains("2nd-season"), "{missing:?}");
    let links = bed.store.links_of(&EntityKind::Work, work().into()).await.expect("the store is sound");
    assert!(links.iter().all(|link| link.subject.namespace().as_str() != "animeschedule"));
    replay.forget();
    bed.gather(&wanted(Level::Detailed, &["animeschedule"])).await;
    assert_eq!(replay.total(), 0, "that it is not there is remembered");
    assert!(bed.path().is_dir());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_has_a_budget() {
    let replay = nine();
    let page = |n: usize| {
        let mut list: serde_json::Value =
            serde_json::from_str(include_str!("../../../testkit/fixtures/lanterns/jikan-episodes.json"))
                .expect("it is JSON");
        for (at, episode) in list["data"].as_array_mut().expect("episodes").iter_mut().enumerate() {
            episode["mal_id"] = (n * 100 + at).into();
        }
        list["pagination"]["has_next_page"] = true.into();
        Answer::value(&list)
    };
    for n in 1..=5 {
        let route = replay.on("GET", "/jikan/anime/70501/episodes", page(n)).when(|_| true);
        if n > 1 {
            route.query("page", &n.to_string());
        }
    }
    let bed = Bed::new(&replay).await;
    let gathered = bed.gather(&gather::Wanted { list_pages: 2, ..wanted(Level::Detailed, &["jikan"]) }).await;
    assert_eq!(gathered.degradation_level, 1);
    assert_eq!(replay.count("/jikan/anime/70501/episodes"), 2);
    let journal = bed.store.gathered(&[work().into()]).await.expect("the store is sound");
    let lines = journal.values().flatten().find(|line| line.endpoint == "anime_episodes");
    assert_eq!(lines.map(|line| (line.pages, line.whole)), Some((2, false)));
}

/// Whoever is stopped in the middle has kept what came until then.
#[tokio::test(flavor = "multi_thread")]
async fn what_came_is_kept_while_others_are_waited_for() {
    let replay = nine();
    let gate = Gate::shut();
    replay
        .on("GET", "/kitsu/anime/48501", Answer::failing(500))
        .when(|_| true)
        .fault(testkit::replay::Fault::Hold(gate.clone()));
    let bed = Bed::new(&replay).await;
    let (wanted, gatherer) = (wanted(Level::Detailed, &["jikan", "kitsu"]), bed.gatherer.clone());
    let now = crate::bed::at(0);
    let running = tokio::spawn(async move { gatherer.gather(work(), &wanted, now, &|_| ()).await });
    gate.until_waiting(1).await;
    // The journal tells when the other one is done.
    loop {
        let journal = bed.store.gathered(&[work().into()]).await.expect("the store is sound");
        if journal.values().flatten().any(|line| line.endpoint == "anime_episodes") {
            break;
        }
        tokio::task::yield_now().await;
    }
    running.abort();
    let golden = bed.store.work(work()).await.expect("the store is sound").expect("it is there").value;
    assert!(golden.sources.iter().any(|source| source.as_str() == "jikan"), "{:?}", golden.sources);
}
