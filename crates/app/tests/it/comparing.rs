//! Two works side by side, a whole franchise, and the tags near a tag.

use app::{ErrorCode, testing::TestApp};
use model::{Credit, Format, Medium, Record, RecordKind, RelationEntry, RelationType, Score, SourceId};

fn tie(kind: RelationType, id: &str) -> RelationEntry {
    RelationEntry { kind, external_id: id.parse().expect("an id"), title: None }
}

fn credit(name: &str, role: &str) -> Credit {
    Credit { external_id: None, name: name.to_owned(), roles: vec![role.to_owned()] }
}

/// A book, its anime, a sequel and a side story of that, a crossover that only shares a figure, and a stranger.
async fn scene() -> TestApp {
    let test = TestApp::new().await;
    let depot = test.work("Moonlit Depot", "mal:1").year(2014).tags(&["drama", "trains"]).with(|record| {
        record.format = Some(Format::Tv);
        record.studios = vec!["Lamplight".to_owned()];
        record.staff = vec![credit("Ada Heron", "Director"), credit("Bo Crane", "Music")];
        record.score = Score::new(8.0, 10.0, Some(500));
        record.relations = vec![
            tie(RelationType::Sequel, "mal:2"),
            tie(RelationType::Source, "mal_manga:1"),
            tie(RelationType::Character, "mal:9"),
        ];
    });
    depot.save().await;
    let second = test.work("Moonlit Depot II", "mal:2").year(2016).tags(&["drama", "night"]).with(|record| {
        record.format = Some(Format::Tv);
        record.studios = vec!["lamplight".to_owned(), "North Works".to_owned()];
        record.staff = vec![credit("Heron, Ada", "Script")];
        record.score = Score::new(60.0, 100.0, Some(90));
        record.relations = vec![tie(RelationType::Prequel, "mal:1"), tie(RelationType::SideStory, "mal:3")];
    });
    second.save().await;
    let porter = test.work("The Last Porter", "mal:3").year(2017).tags(&["drama"]);
    porter.with(|record| record.relations = vec![tie(RelationType::Parent, "mal:2")]).save().await;
    let book = test.work("Moonlit Depot (book)", "mal_manga:1").year(2011).with(|record| {
        record.medium = Some(Medium::Manga);
        record.format = Some(Format::Manga);
        record.relations = vec![tie(RelationType::Adaptation, "mal:1")];
    });
    book.save().await;
    let crossing = test.work("All Depots", "mal:9").year(2020).with(|record| {
        record.relations = vec![tie(RelationType::Sequel, "mal:10")];
    });
    crossing.save().await;
    test.work("All Depots Again", "mal:10").year(2021).save().await;
    test.work("Paper Lanterns", "mal:11").year(1999).tags(&["comedy"]).save().await;
    test
}

#[tokio::test(flavor = "multi_thread")]
async fn two_works_are_told_side_by_side() {
    let test = scene().await;
    let of = |id: &str| id.parse().expect("an id");
    let told = test.app.compare(&of("mal:1"), &of("mal:2")).await.expect("both are there");
    assert_eq!(
        (told.a.work.title.as_str(), told.b.work.title.as_str()),
        ("Moonlit Depot", "Moonlit Depot II")
    );
    assert_eq!(
        (told.tags.both, told.tags.only_a, told.tags.only_b),
        (vec!["drama".to_owned()], vec!["trains".to_owned()], vec!["night".to_owned()])
    );
    assert_eq!((told.studios.both.len(), told.studios.only_b), (1, vec!["North Works".to_owned()]));
    assert_eq!((told.staff.both.len(), told.staff.only_a, told.staff.only_b), (1, 1, 0));
    assert_eq!(
        (told.staff.both[0].roles_a.as_slice(), told.staff.both[0].roles_b.as_slice()),
        (&["Director".to_owned()][..], &["Script".to_owned()][..])
    );
    assert_eq!(told.ties.iter().map(|tie| tie.kind.clone()).collect::<Vec<_>>(), [RelationType::Sequel]);
    assert_eq!(told.path.len(), 1);
    assert!(told.a.place_of_other.is_some_and(|place| place <= 2), "hardly anything is more like it");
    // Tags 1 of 3, studios 1 of 2, the same kind, scores two points apart.
    let score = told.likeness.score.expect("something is known of both");
    assert!((score - (0.4 / 3.0 + 0.3 / 2.0 + 0.2 + 0.1 * 0.8)).abs() < 1e-9, "{score}");
    let sum: f64 = told.likeness.parts.iter().map(|part| part.share).sum();
    assert!((sum - score).abs() < 1e-12);

    let far = test.app.compare(&of("mal:1"), &of("mal:3")).await.expect("both are there");
    assert!(far.ties.is_empty());
    let path: Vec<_> = far.path.iter().map(|step| (step.kind.clone(), step.work.title.as_str())).collect();
    assert_eq!(
        path,
        [(RelationType::Sequel, "Moonlit Depot II"), (RelationType::SideStory, "The Last Porter")]
    );
    let strangers = test.app.compare(&of("mal:1"), &of("mal:11")).await.expect("both are there");
    assert!(strangers.ties.is_empty() && strangers.path.is_empty() && strangers.tags.both.is_empty());
    let same = test.app.compare(&of("mal:1"), &of("mal:1")).await.expect_err("one work is no two");
    assert_eq!(same.code, ErrorCode::InvalidParameter);
    let none = test.app.compare(&of("mal:1"), &of("mal:99")).await.expect_err("there is none such");
    assert_eq!(none.code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_franchise_is_whole_from_wherever_it_is_asked() {
    let test = scene().await;
    let titles = async |id: &str| {
        let found = test.app.franchise(&id.parse().expect("an id")).await.expect("it is there");
        assert!(!found.cut);
        assert_eq!(found.ways().len() + 1, found.nodes.len(), "every work is reached");
        let mut titles: Vec<String> = found.nodes.into_iter().map(|node| node.title).collect();
        titles.sort();
        titles
    };
    let all = ["Moonlit Depot", "Moonlit Depot (book)", "Moonlit Depot II", "The Last Porter"];
    for id in ["mal:1", "mal:2", "mal:3", "mal_manga:1"] {
        assert_eq!(titles(id).await, all, "from {id}");
    }
    assert_eq!(titles("mal:11").await, ["Paper Lanterns"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_franchise_without_end_is_cut() {
    let test = TestApp::new().await;
    let record = |number: u32| {
        let id = format!("mal:{number}").parse().expect("an id");
        let mut record = Record::new(SourceId::MANUAL, RecordKind::Work, id);
        record.title = Some(format!("Endless {number}"));
        record.medium = Some(Medium::Anime);
        record.relations = vec![tie(RelationType::Sequel, &format!("mal:{}", number + 1))];
        record
    };
    test.import(&(1..=70).map(record).collect::<Vec<_>>()).await.expect("sound records");
    let found = test.app.franchise(&"mal:1".parse().expect("an id")).await.expect("it is there");
    assert_eq!((found.nodes.len(), found.cut), (60, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_near_a_tag_are_told() {
    let test = scene().await;
    let near = test.app.tag_neighbors("Trains", 5).await.expect("it is borne");
    assert_eq!((near.tag.as_str(), near.works), ("trains", 1));
    assert_eq!(
        near.neighbors.iter().map(|one| (one.tag.as_str(), one.both)).collect::<Vec<_>>(),
        [("drama", 1)]
    );
    assert_eq!(
        test.app.tag_neighbors("opera", 5).await.expect_err("nobody bears it").code,
        ErrorCode::NotFound
    );
    assert_eq!(test.app.tag_neighbors("drama", 0).await.expect_err("none").code, ErrorCode::InvalidParameter);
}
