//! The order of a story, gathered from what sources state.

use app::{WatchOrder, testing::TestApp};
use model::{Format, RelationEntry, RelationType};

async fn order(test: &TestApp, id: &str) -> WatchOrder {
    test.app.watch_order(&id.parse().expect("an id")).await.expect("an order")
}

fn lines(entries: &[app::WatchEntry]) -> Vec<String> {
    let line = |entry: &app::WatchEntry| {
        let optional = if entry.optional { " (optional)" } else { "" };
        format!("{}{optional}: {}", entry.work.title, entry.why)
    };
    entries.iter().map(line).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_franchise_in_both_orders_from_wherever_it_is_asked() {
    let test = TestApp::new().await;
    let tie = |kind, to: &str| RelationEntry { kind, external_id: to.parse().expect("an id"), title: None };
    let works: [(&str, &str, i16, Vec<RelationEntry>); 6] = [
        (
            "Depot",
            "mal:1",
            2006,
            vec![
                tie(RelationType::Sequel, "mal:2"),
                tie(RelationType::Prequel, "mal:3"),
                tie(RelationType::Summary, "mal:4"),
                tie(RelationType::SideStory, "mal:5"),
                tie(RelationType::Character, "mal:6"),
                tie(RelationType::Source, "mal_manga:9"),
            ],
        ),
        ("Depot II", "mal:2", 2014, vec![tie(RelationType::Sequel, "mal:1")]),
        ("Depot Zero", "mal:3", 2011, vec![]),
        ("Depot in Short", "mal:4", 2007, vec![]),
        ("Depot Nights", "mal:5", 2008, vec![]),
        ("Stranger", "mal:6", 2009, vec![]),
    ];
    for (title, id, year, relations) in works {
        test.work(title, id).year(year).with(|record| record.relations = relations).save().await;
    }
    let first = order(&test, "mal:1").await;
    let story = [
        "Depot Zero: begins the story",
        "Depot: continues Depot Zero",
        "Depot in Short (optional): tells in short Depot",
        "Depot Nights (optional): stands beside Depot",
        "Depot II: continues Depot",
    ];
    assert_eq!(lines(&first.story), story);
    let release: Vec<&str> = first.release.iter().map(|entry| entry.work.title.as_str()).collect();
    assert_eq!(release, ["Depot", "Depot in Short", "Depot Nights", "Depot Zero", "Depot II"]);
    // The second says that it comes before the first, and is not believed.
    assert_eq!(first.contradictions.len(), 1);
    assert_eq!((first.contradictions[0].work.get(), first.contradictions[0].before.get()), (1, 2));
    assert_eq!(lines(&order(&test, "mal:2").await.story), story);
    // The work that is asked about is never optional, whatever it is to the story.
    let asked_beside = story.map(|line| line.replace("Depot Nights (optional)", "Depot Nights"));
    assert_eq!(lines(&order(&test, "mal:5").await.story), asked_beside);
    assert_eq!(order(&test, "mal:6").await.story.len(), 1);
    let evidence = |title: &str| {
        let entry = first.story.iter().find(|entry| entry.work.title == title).expect("it is listed");
        entry.evidence.as_str()
    };
    assert_eq!(evidence("Depot Nights"), "a source ties “Depot” to “Depot Nights” as its side story");
    assert_eq!(evidence("Depot"), "it is the work that was asked for");
    assert!(evidence("Depot II").contains("what comes before or after"), "{}", evidence("Depot II"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_source_calls_optional_is_not() {
    let test = TestApp::new().await;
    let tie = |to: &str| RelationEntry {
        kind: RelationType::Related,
        external_id: to.parse().expect("an id"),
        title: None,
    };
    test.work("Depot", "mal:1")
        .year(2006)
        .with(|record| record.relations = vec![tie("mal:2"), tie("mal:3")])
        .save()
        .await;
    test.work("Depot Beyond", "mal:2").year(2010).save().await;
    test.work("Depot Picnic", "mal:3")
        .year(2011)
        .with(|record| record.format = Some(Format::Special))
        .save()
        .await;
    let order = order(&test, "mal:1").await;
    let optional: Vec<(&str, bool)> =
        order.release.iter().map(|entry| (entry.work.title.as_str(), entry.optional)).collect();
    assert_eq!(optional, [("Depot", false), ("Depot Beyond", false), ("Depot Picnic", true)]);
    assert!(order.release[1].evidence.contains("no source says"), "{order:?}");
}
