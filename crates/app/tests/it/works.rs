//! One work and what hangs on it.

use app::{CharacterRef, ErrorCode, SearchRequest, WorkRef, testing::TestApp};
use model::{RelationEntry, RelationType};

fn by(id: &str) -> WorkRef {
    id.parse().expect("a reference")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_work_is_found_by_its_title_and_by_each_of_its_ids() {
    let test = TestApp::new().await;
    let also = "anilist:420".parse().expect("an id");
    test.work("Moonlit Depot", "mal:42").with(|r| r.external_ids.push(also)).year(2014).save().await;

    let answer = test.app.search(SearchRequest::new("moonlit depo")).await.expect("an answer");
    let titles: Vec<&str> = answer.results.iter().map(|hit| hit.card.title.as_str()).collect();
    assert_eq!(titles, ["Moonlit Depot"]);
    for id in ["1", "mal:42", "anilist:420"] {
        let page = test.app.work(&by(id)).await.expect("the work");
        assert_eq!((page.work.id.get(), page.redirected_from), (1, None), "{id}");
    }
    let error = test.app.work(&by("mal:42000")).await.expect_err("no such work");
    assert_eq!(error.code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn relations_are_seen_from_both_ends_and_resolved_when_the_other_work_arrives() {
    let test = TestApp::new().await;
    let tie = |kind, to: &str| RelationEntry { kind, external_id: to.parse().expect("an id"), title: None };
    let sequel = tie(RelationType::Sequel, "mal:43");
    test.work("Moonlit Depot", "mal:42").year(2014).with(|r| r.relations.push(sequel)).save().await;
    let before = test.app.relations(&by("mal:42")).await.expect("a graph");
    assert_eq!((before.nodes.len(), before.unresolved.len()), (1, 1));

    let prequel = tie(RelationType::Prequel, "mal:42");
    let side = tie(RelationType::SideStory, "mal:44");
    test.work("Moonlit Depot: Night Line", "mal:43")
        .year(2016)
        .with(|r| r.relations.extend([prequel, side]))
        .save()
        .await;
    test.work("Moonlit Depot: Lost Luggage", "mal:44").year(2015).save().await;

    let graph = test.app.relations(&by("mal:42")).await.expect("a graph");
    let nodes: Vec<i64> = graph.nodes.iter().map(|node| node.id.get()).collect();
    let edges: Vec<(i64, i64, &str)> =
        graph.edges.iter().map(|e| (e.from.get(), e.to.get(), e.kind.as_str())).collect();
    assert_eq!(nodes, [1, 3, 2], "the center first, then by year");
    assert_eq!(edges, [(1, 2, "SEQUEL"), (2, 3, "SIDE_STORY")]);
    assert!(graph.unresolved.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn characters_lead_to_works_and_back_and_make_works_findable() {
    let test = TestApp::new().await;
    test.work("Moonlit Depot", "mal:42").save().await;
    test.work("Sunlit Quay", "mal:50").save().await;
    test.character("Sayo Hoshimiya", "mal_character:7").appears_in("mal:42").save().await;

    let cast = test.app.characters(&by("mal:42")).await.expect("a cast");
    assert_eq!(cast.iter().map(|m| m.character.name.as_str()).collect::<Vec<_>>(), ["Sayo Hoshimiya"]);
    let reference: CharacterRef = "mal_character:7".parse().expect("a reference");
    let page = test.app.character(&reference).await.expect("the character");
    assert_eq!(page.works.iter().map(|(work, _)| work.title.as_str()).collect::<Vec<_>>(), ["Moonlit Depot"]);

    let answer = test.app.search(SearchRequest::new("Sayo Hoshimiya")).await.expect("an answer");
    let first = answer.results.first().map(|hit| hit.card.title.clone());
    assert_eq!(first.as_deref(), Some("Moonlit Depot"), "a work is found by its characters' names");
}

#[tokio::test(flavor = "multi_thread")]
async fn provenance_names_who_said_what() {
    let test = TestApp::new().await;
    test.work("Moonlit Depot", "mal:42").with(|r| r.episodes = Some(12)).save().await;
    let provenance = test.app.provenance(&by("1"), None).await.expect("provenance");
    let episodes = provenance.claims.iter().find(|claim| claim.field == model::Field::Episodes);
    let said = episodes.map(|claim| (claim.value.clone(), claim.chosen, claim.source.as_str()));
    assert_eq!(said, Some((12.into(), true, "manual")));
    assert_eq!(provenance.records.len(), 1);
    assert_eq!(provenance.records[0].line, Some(1));
}
