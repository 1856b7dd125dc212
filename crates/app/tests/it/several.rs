//! What is told of many at once is what is told of each alone.

use std::collections::BTreeSet;

use app::{WorkRef, testing::TestApp};
use model::{CharacterId, RelationEntry, RelationType, Score, WorkId};
use serde_json::json;

fn id(number: i64) -> WorkId {
    WorkId::new(number).expect("a positive number")
}

/// Four works with ties stated from one end, the other, both and to nowhere; characters, scores and episodes.
async fn scene() -> TestApp {
    let test = TestApp::new().await;
    let tie = |kind, to: &str| RelationEntry { kind, external_id: to.parse().expect("an id"), title: None };
    let ties = |ties: Vec<RelationEntry>| move |record: &mut model::Record| record.relations = ties;
    let own = vec![
        tie(RelationType::Sequel, "mal:43"),
        tie(RelationType::Related, "mal:45"),
        tie(RelationType::SideStory, "mal:99"),
    ];
    test.work("Moonlit Depot", "mal:42")
        .year(2014)
        .with(ties(own))
        .with(|record| {
            record.score = Score::new(8.1, 10.0, Some(1200));
            record.episodes_list = vec![model::EpisodeEntry { number: "1".to_owned(), ..Default::default() }];
        })
        .save()
        .await;
    let back = vec![tie(RelationType::Prequel, "mal:42"), tie(RelationType::Sequel, "mal:44")];
    test.work("Moonlit Depot II", "mal:43").year(2016).with(ties(back)).save().await;
    test.work("Moonlit Depot III", "mal:44").year(2018).save().await;
    let named = vec![tie(RelationType::SpinOff, "mal:42")];
    test.work("Night Porter", "mal:45").year(2015).with(ties(named)).save().await;
    test.character("Porter Ishida", "mal_character:5").appears_in("mal:42").appears_in("mal:44").save().await;
    test.character("The Stationmaster", "mal_character:6").appears_in("mal:42").save().await;
    test
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_told_as_each_alone() {
    let test = scene().await;
    let ids: Vec<WorkId> = [1, 2, 3, 4].map(id).to_vec();
    let (works, casts) = (test.app.works_of(&ids).await, test.app.casts_of(&ids).await);
    let (works, mut casts) = (works.expect("works"), casts.expect("casts"));
    let mut ratings = test.app.ratings_of(&ids).await.expect("ratings");
    let mut episodes = test.app.episodes_of(&ids).await.expect("episodes");
    let mut ties = test.app.ties_of(&ids).await.expect("ties");
    let app = &test.app;
    for id in ids {
        let work = WorkRef::from(id);
        assert_eq!(*works[&id], app.work(&work).await.expect("a work").work);
        let alone = app.characters(&work).await.expect("a cast");
        assert_eq!(json!(casts.remove(&id).unwrap_or_default()), json!(alone), "{id}");
        let alone = app.ratings(&work).await.expect("ratings");
        assert_eq!(json!(ratings.remove(&id).expect("ratings")), json!(alone), "{id}");
        let alone = app.episodes(&work).await.expect("episodes");
        assert_eq!(json!(episodes.remove(&id).expect("a list")), json!(alone), "{id}");
        let graph = app.relations(&work).await.expect("a graph");
        let alone: BTreeSet<(WorkId, String)> = graph
            .edges
            .iter()
            .filter_map(|edge| match (edge.from == id, edge.to == id) {
                (true, _) => Some((edge.to, edge.kind.to_string())),
                (_, true) => Some((edge.from, edge.kind.reversed().to_string())),
                _ => None,
            })
            .collect();
        let own = ties.remove(&id).expect("ties");
        let many: BTreeSet<(WorkId, String)> =
            own.works.iter().map(|tie| (tie.work.id, tie.kind.to_string())).collect();
        assert_eq!(many, alone, "{id}");
        assert_eq!(own.unresolved, graph.unresolved, "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn characters_lead_to_their_works_and_merged_ids_to_survivors() {
    let test = scene().await;
    let both = [1, 2].map(|number| CharacterId::new(number).expect("a positive number"));
    let works = test.app.appearances_of(&both).await.expect("works");
    let titles = |of: usize| works[&both[of]].iter().map(|(work, _)| work.title.as_str()).collect::<Vec<_>>();
    assert_eq!(titles(0), ["Moonlit Depot", "Moonlit Depot III"]);
    assert_eq!(titles(1), ["Moonlit Depot"]);

    let edited = test.app.registry_merge(id(2), id(4), "keeper", "one film").await;
    edited.expect("two works that may be one");
    let found = test.app.works_of(&[id(4), id(9)]).await.expect("works");
    assert_eq!(found.len(), 1, "an id that never was is left out");
    assert_eq!(found[&id(4)].id, id(2));
}
