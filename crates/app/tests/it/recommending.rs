//! Picks from works and lists: nothing twice, no sequel too early, reasons that add up, nothing lost.

use std::fmt::Write as _;

use app::{ErrorCode, ImportRequest, RecommendBy, RecommendRequest, Recommendations, testing::TestApp};
use model::{Format, Record, RecordKind, RelationEntry, RelationType, SourceId, Status};

/// Five circles of ten works each; the last of each continues the one before it.
async fn circles() -> TestApp {
    let test = TestApp::new().await;
    let mut records = Vec::new();
    for number in 0..50u32 {
        let (circle, place) = (number / 10, number % 10);
        let id = format!("mal:{}", 100 + number);
        let mut record = Record::new(SourceId::MANUAL, RecordKind::Work, id.parse().expect("an id"));
        let name = ["Depot", "Kitchen", "Island", "Office", "Stage"][circle as usize];
        record.title = Some(format!("{name} {}", place + 1));
        record.medium = Some(model::Medium::Anime);
        record.format = Some(Format::Tv);
        record.status = Some(Status::Finished);
        record.year = Some(2000 + place as i16);
        record.popularity = Some(u64::from(1000 - number * 10));
        record.tags =
            vec![format!("{name} life"), format!("{name} {}", ["quiet", "loud"][place as usize % 2])];
        record.studios = vec![format!("Studio {}", place % 3)];
        if place == 8 {
            let next = format!("mal:{}", 100 + number + 1).parse().expect("an id");
            record.relations =
                vec![RelationEntry { kind: RelationType::Sequel, external_id: next, title: None }];
        }
        records.push(record);
    }
    test.import(&records).await.expect("sound records");
    test
}

/// Sixty users, each of one circle.
async fn rate(test: &TestApp) {
    let mut table = "user_id,mal_anime_id,score,part\n".to_owned();
    for user in 0..60u32 {
        let circle = user % 2;
        for place in (0..10).filter(|place| (user + place * 7) % 4 != 0) {
            let (work, score) = (100 + circle * 10 + place, 6 + (user + place) % 5);
            writeln!(table, "{user},{work},{score},made-up").expect("a string takes everything");
        }
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("ratings.csv");
    std::fs::write(&path, table).expect("room");
    let inputs = vec![path.display().to_string()];
    test.app.import(&ImportRequest { inputs, ..ImportRequest::default() }, &|_| ()).await.expect("ratings");
    test.app.sync_index(&|_| ()).await.expect("an index");
}

async fn asked(test: &TestApp, pairs: &[(&str, &str)]) -> Recommendations {
    let mut request = RecommendRequest::default();
    for (name, value) in pairs {
        request.set(name, value).expect("good");
    }
    test.app.recommend(&request).await.expect("picks")
}

fn titles(answer: &Recommendations) -> Vec<&str> {
    answer.picks.iter().map(|pick| pick.work.title.as_str()).collect()
}

fn assert_reasons_add_up(answer: &Recommendations) {
    assert!(!answer.picks.is_empty());
    for pick in &answer.picks {
        let sum: f64 = pick.reasons.iter().map(|reason| reason.share).sum();
        assert!((sum - pick.score).abs() < 1e-4, "{pick:?}");
        for reason in pick.reasons.iter().filter(|reason| !reason.factors.is_empty()) {
            let sum: f64 = reason.factors.iter().map(|factor| factor.share).sum();
            assert!((sum - reason.share).abs() < 1e-6, "{reason:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_ratings_picks_are_by_content_and_say_so() {
    let test = circles().await;
    let answer = asked(&test, &[("works", "mal:100"), ("limit", "5")]).await;
    assert_eq!(answer.by, RecommendBy::Content);
    assert_eq!(answer.note.as_deref(), Some("no ratings are imported: picks are by content alone"));
    assert!(titles(&answer).iter().all(|title| title.starts_with("Depot")), "{:?}", titles(&answer));
    let first = &answer.picks[0].reasons[0];
    assert_eq!(
        (first.kind, first.work.as_ref().map(|work| work.title.as_str())),
        ("content", Some("Depot 1"))
    );
    assert!(
        first.factors.iter().any(|factor| factor.kind == "tag" && factor.name == "depot quiet"),
        "{first:?}"
    );
    assert_reasons_add_up(&answer);
}

#[tokio::test(flavor = "multi_thread")]
async fn ratings_are_learned_once_and_again_when_they_change() {
    let test = circles().await;
    rate(&test).await;
    assert!(test.app.recommender_is_behind().await.expect("a state"));
    let report = test.app.learn_recommender(false).await.expect("learned");
    assert_eq!((report.learned, report.users, report.works), (true, 60, 20));
    assert!(!test.app.learn_recommender(false).await.expect("kept").learned);

    let answer = asked(&test, &[("works", "mal:100,mal:101"), ("limit", "4")]).await;
    assert_eq!(
        (answer.by, answer.ratings, answer.note.as_deref()),
        (RecommendBy::Ratings, report.ratings, None)
    );
    assert!(titles(&answer).iter().all(|title| title.starts_with("Depot")), "{:?}", titles(&answer));
    assert_eq!(answer.picks[0].reasons[0].kind, "shared_users");
    assert_reasons_add_up(&answer);
    let by_content = asked(&test, &[("works", "mal:100"), ("by", "content")]).await;
    assert_eq!((by_content.by, by_content.note), (RecommendBy::Content, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_read_and_what_is_not_found_is_named() {
    let test = circles().await;
    let list = "id,score,status,title\nmal:100,9,completed,Depot 1\nmal:108,3,dropped,Depot 9\nmal:101,,planned,\n\
                mal:999,8,completed,Nowhere\nnobody,1,,\n2,8,completed,\n";
    let answer = asked(&test, &[("list", list), ("limit", "50"), ("diversity", "0")]).await;
    assert_eq!((answer.list_form.as_deref(), answer.matched), (Some("table"), 3));
    let unmatched: Vec<_> = answer
        .unmatched
        .iter()
        .map(|line| (line.place, line.named.as_str(), line.title.as_deref(), line.reason.as_str()))
        .collect();
    let expected = [
        (5, "mal:999", Some("Nowhere"), "no work is kept here under this id"),
        (6, "nobody,1,,", None, "`nobody` is no id such as mal:16498"),
    ];
    assert_eq!(unmatched, expected);
    let titles = titles(&answer);
    for listed in ["Depot 1", "Depot 2", "Depot 9"] {
        assert!(!titles.contains(&listed), "{listed} is on the list: {titles:?}");
    }
    assert!(!titles.contains(&"Depot 10"), "it continues what was given up: {titles:?}");
    let all = asked(&test, &[("list", list), ("limit", "50"), ("sequels", "true")]).await;
    assert!(self::titles(&all).contains(&"Depot 10"), "{all:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_genre_is_led_into_by_what_one_likes() {
    let test = circles().await;
    // The first work is a quiet one.
    let loud = [("works", "mal:100"), ("tags", "Depot loud"), ("by", "content"), ("limit", "5")];
    let answer = asked(&test, &loud).await;
    let mut found = titles(&answer);
    found.sort_unstable();
    assert_eq!(found, ["Depot 2", "Depot 4", "Depot 6", "Depot 8"]);
    assert_reasons_add_up(&answer);
    let both = [("works", "mal:100"), ("tags", "depot life, depot loud"), ("limit", "3")];
    assert_eq!(titles(&asked(&test, &both).await).len(), 3);
    assert!(titles(&asked(&test, &[("works", "mal:100"), ("tags", "opera")]).await).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sequel_comes_once_its_first_part_was_seen() {
    let test = circles().await;
    let unseen = asked(&test, &[("works", "mal:100"), ("limit", "50")]).await;
    assert!(titles(&unseen).contains(&"Depot 9") && !titles(&unseen).contains(&"Depot 10"));
    let seen = asked(&test, &[("works", "mal:100 mal:108"), ("limit", "50")]).await;
    assert!(titles(&seen).contains(&"Depot 10"), "{:?}", titles(&seen));
}

#[tokio::test(flavor = "multi_thread")]
async fn fame_has_a_floor_and_a_ceiling_and_dislikes_may_be_ignored() {
    let test = circles().await;
    let known = asked(&test, &[("works", "mal:110"), ("limit", "50"), ("popularity_min", "0.7")]).await;
    assert!(!known.picks.is_empty() && known.picks.iter().all(|pick| pick.popularity >= 0.7), "{known:?}");
    let rare = asked(&test, &[("works", "mal:110"), ("limit", "50"), ("popularity_max", "0.7")]).await;
    assert!(!rare.picks.is_empty() && rare.picks.iter().all(|pick| pick.popularity <= 0.7), "{rare:?}");

    let of = |answer: &Recommendations, title: &str| {
        answer.picks.iter().find(|pick| pick.work.title == title).map_or(0.0, |pick| pick.score)
    };
    let plain = asked(&test, &[("works", "mal:100"), ("limit", "50")]).await;
    let refused = asked(&test, &[("works", "mal:100"), ("not", "mal:103"), ("limit", "50")]).await;
    assert!(of(&refused, "Depot 2") < of(&plain, "Depot 2"));
    assert!(!titles(&refused).contains(&"Depot 4"));
    let ignored =
        asked(&test, &[("works", "mal:100"), ("not", "mal:103"), ("dislikes", "false"), ("limit", "50")])
            .await;
    assert!(of(&ignored, "Depot 2") > of(&refused, "Depot 2"));
    assert!(!titles(&ignored).contains(&"Depot 4"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_answered_says_why() {
    let test = circles().await;
    let failed = |pairs: Vec<(&'static str, &'static str)>| {
        let app = test.app.clone();
        async move {
            let mut request = RecommendRequest::default();
            for (name, value) in pairs {
                request.set(name, value)?;
            }
            app.recommend(&request).await
        }
    };
    let code =
        |answer: Result<Recommendations, app::AppError>| answer.expect_err("it cannot be answered").code;
    assert_eq!(code(failed(vec![]).await), ErrorCode::InvalidParameter);
    assert_eq!(code(failed(vec![("works", "mal:7")]).await), ErrorCode::NotFound);
    assert_eq!(code(failed(vec![("list", "once upon a time")]).await), ErrorCode::InvalidInput);
    assert_eq!(code(failed(vec![("list", "id\nmal:7\n")]).await), ErrorCode::InvalidInput);
    let swapped = vec![("works", "mal:100"), ("popularity_min", "0.9"), ("popularity_max", "0.1")];
    assert_eq!(code(failed(swapped).await), ErrorCode::InvalidParameter);
    assert_eq!(test.app.learn_recommender(false).await.expect_err("no ratings").code, ErrorCode::NotFound);
}
