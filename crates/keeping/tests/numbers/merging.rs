//! Merges by hand, and what is the same without one.

use keeping::{
    KeepingError,
    forms::{Couple, Form},
    numbers::{self, Merging, NumberRef},
    rules::Rules,
};

use crate::scene::{Checked, at, collected, exclude, sqlite, unique};

fn merging<'a>(couple: &str, number: i64, reason: &'a str) -> Merging<'a> {
    let (source_type, source_id) = couple.split_once(':').expect("a couple");
    Merging {
        registry: "main",
        form: Form::Series,
        couple: Couple::new(source_type, source_id),
        number: unique(number),
        author: "ann",
        reason,
        at: at(5),
    }
}

#[tokio::test]
async fn a_couple_stands_for_one_number_until_that_is_taken_back() -> Checked {
    let (_folder, store) = sqlite().await;
    let rows = ["series mal:1 Moonlit Depot", "series mal:2 Paper Comet", "character mal:70 Ruri of 1"];
    collected(&store, &rows).await?;
    numbers::identify(&store, "main", &Rules::default(), at(1)).await?;

    let done = numbers::merge(&store, &merging("mal:99", 1, "second season")).await?;
    assert!(done.changed && done.name == "Moonlit Depot");
    assert!(!numbers::merge(&store, &merging("mal:99", 1, "second season")).await?.changed);
    for (refused, told) in [
        (merging("mal:99", 2, "no"), "stands for series 1 already: second season (ann)"),
        (merging("mal:2", 1, "no"), "mal:2 has number 2 of its own"),
        (merging("mal:98", 7, "no"), "there is no number `main:series:7`"),
        (merging("mal:98", 1, "  "), "needs a reason"),
    ] {
        let error = numbers::merge(&store, &refused).await.expect_err("it contradicts");
        assert!(error.to_string().contains(told), "{error}");
    }
    // Left out, the series keeps its number, and its couple may stand for another.
    exclude(&store, Form::Series, "mal", "2").await?;
    assert!(numbers::merge(&store, &merging("mal:2", 1, "one story")).await?.changed);

    let asked: NumberRef = "main:series:mal:99".parse().expect("a couple");
    let view = numbers::lookup(&store, &asked).await?;
    let merged: Vec<_> =
        view.merged.iter().map(|line| (line.couple.as_str(), line.reason.as_str())).collect();
    assert_eq!((view.unique_id, view.couple.as_str()), (unique(1), "mal:1"));
    assert_eq!(merged, [("mal:2", "one story"), ("mal:99", "second season")]);

    let error = numbers::unmerge(&store, &merging("mal:99", 2, "")).await.expect_err("it is number 1");
    assert!(error.to_string().contains("stands for series 1, not 2"), "{error}");
    assert!(numbers::unmerge(&store, &merging("mal:99", 1, "")).await?.changed);
    let gone = numbers::unmerge(&store, &merging("mal:99", 1, "")).await;
    assert!(matches!(gone, Err(KeepingError::Missing { .. })));
    let actions: Vec<String> = store.audit_log(9).await?.into_iter().map(|line| line.action).collect();
    assert_eq!(actions, ["number.unmerge", "number.merge", "number.merge"]);
    Ok(())
}

#[tokio::test]
async fn one_character_under_two_couples_is_told_and_stays_two() -> Checked {
    let (_folder, store) = sqlite().await;
    let rows = [
        "series mal:1 Moonlit Depot",
        "series mal_manga:1 Moonlit Depot",
        "character mal:70 Ruri of 1",
        "character mal_manga:70 Ruri of 1",
        "character mal_manga:71 Sora of 1",
        "character vndb:70 Ruri of 1",
    ];
    collected(&store, &rows).await?;
    numbers::identify(&store, "main", &Rules::default(), at(1)).await?;
    let keeping = keeping::load(&store, "main", &Rules::default()).await?;
    let report = numbers::check(&store, "main", &keeping).await?;
    assert_eq!(report.same_characters.len(), 1);
    let couples: Vec<_> = report.same_characters[0]
        .couples
        .iter()
        .map(|(couple, number, _)| (couple.as_str(), *number))
        .collect();
    assert_eq!(couples, [("mal:70", Some(unique(1))), ("mal_manga:70", Some(unique(2)))]);
    let asked: NumberRef = "main:character:1".parse().expect("a number");
    assert_eq!(numbers::lookup(&store, &asked).await?.same, ["mal_manga:70"]);
    Ok(())
}
