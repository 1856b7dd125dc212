//! The order of a story, gathered from what sources state.

use app::{WatchOrder, testing::TestApp};
use model::{RelationEntry, RelationType};

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
    for id in ["mal:2", "mal:5"] {
        assert_eq!(lines(&order(&test, id).await.story), story, "{id}");
    }
    assert_eq!(order(&test, "mal:6").await.story.len(), 1);
}
