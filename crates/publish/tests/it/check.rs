//! What is looked at before a publish, and what stops it.

use keeping::{
    CharacterFacts, EXCLUDED, KeepingError, Said, SeriesFacts,
    forms::{Couple, Form},
    numbers::{self, Merging},
    rules::Rules,
};
use model::UniqueId;
use publish::{
    check::{self, Acceptance, Report, Severity},
    files::{self, Stage},
};

use crate::scene::{Scene, at};

async fn report(scene: &Scene) -> Report {
    check::check(&scene.store, "main", &Rules::default(), at(5)).await.expect("it is looked at").report
}

/// Findings as `error code series|character number column`, those about stats left out.
fn told(report: &Report) -> Vec<String> {
    let findings = report.findings.iter().filter(|finding| finding.code != "no_stats");
    findings
        .map(|finding| {
            let severity = if finding.severity == Severity::Error { "error" } else { "warning" };
            let number = finding.unique_id.map_or("-".to_owned(), |number| number.to_string());
            format!("{severity} {} {} {number} {}", finding.code, finding.form, finding.column)
        })
        .collect()
}

#[tokio::test]
async fn sound_rows_are_counted_and_nothing_is_found() {
    let scene = Scene::new().await;
    let report = report(&scene).await;
    assert_eq!(told(&report), Vec::<String>::new());
    let counts: Vec<String> = report
        .counts
        .iter()
        .map(|count| format!("{} {} {:?} {}", count.form, count.medium, count.rarity, count.rows))
        .collect();
    assert_eq!(
        counts,
        [
            "series anime None 2",
            "character Anime Some(1) 1",
            "character Anime Some(2) 1",
            "character Anime Some(3) 1"
        ]
    );
    let about = report.missing.iter().find(|missing| missing.column == "about");
    assert_eq!(about.map(|missing| missing.rows), Some(1));
    assert_eq!(report.changes, None);
}

#[tokio::test]
async fn every_kind_of_fault_is_found() {
    let scene = Scene::new().await;
    scene.curate("series", "11", "name", Some("moonlit depot ")).await;
    scene.curate("series", "10", "creator", Some("Studio Lantern")).await;
    scene.curate("series", "11", "image_link", Some("img.example.org/1.jpg")).await;
    scene.curate("series", "11", "media_type", Some("film")).await;
    scene.curate("character", "100", "rarity", Some("5")).await;
    scene.curate("character", "101", "name", Some("Mira Sato")).await;
    scene.curate("character", "101", "image_url", Some("https://img.example.org/a b.jpg")).await;
    scene.curate("character", "102", "rarity", None).await;
    let report = report(&scene).await;
    assert_eq!(
        told(&report),
        [
            "error missing character 3 rarity",
            "error creator series 1 creator",
            "error medium series 2 media_type",
            "error rarity character 1 rarity",
            "warning picture_link series 2 image_link",
            "warning duplicate_name character 2 name",
            "warning picture_link character 2 image_url",
        ]
    );
    let page = check::page(&report);
    assert!(page.contains("img.example.org/a b.jpg") && !page.contains("http-equiv"), "{page}");
}

#[tokio::test]
async fn a_character_without_a_series_is_an_orphan() {
    let scene = Scene::new().await;
    scene.curate("series", "11", EXCLUDED, Some("not for this game")).await;
    assert_eq!(told(&report(&scene).await), ["error no_series character 3 series"]);
    scene.curate("character", "102", "series", Some("Moonlit Depot")).await;
    assert_eq!(told(&report(&scene).await), Vec::<String>::new(), "a kept series was named");
}

#[tokio::test]
async fn a_merged_series_is_no_row_of_its_own() {
    let scene = Scene::new().await;
    let facts = SeriesFacts {
        name: "Moonlit Depot, Second Night".into(),
        media_type: "anime".into(),
        ..SeriesFacts::default()
    };
    scene.collected("series", "12", "", 3, &Said::Series(Box::new(facts))).await;
    let facts = CharacterFacts {
        name: "Toma".into(),
        series: "Moonlit Depot, Second Night".into(),
        media_type: "anime".into(),
        ..CharacterFacts::default()
    };
    scene.collected("character", "103", "12", 3, &Said::Character(Box::new(facts))).await;
    let merging = Merging {
        registry: "main",
        form: Form::Series,
        couple: Couple::new("mal", "12"),
        number: UniqueId::new(1).expect("a number"),
        author: "ann",
        reason: "its second season",
        at: at(2),
    };
    numbers::merge(&scene.store, &merging).await.expect("it is merged");
    numbers::identify(&scene.store, "main", &Rules::default(), at(3)).await.expect("numbers are given");
    let checked =
        check::check(&scene.store, "main", &Rules::default(), at(5)).await.expect("it is looked at");
    assert_eq!(told(&checked.report), Vec::<String>::new());
    assert_eq!(checked.finished.series.len(), 2);
    let toma = checked.finished.characters.iter().find(|row| &*row.name == "Toma").expect("she has a row");
    assert_eq!((toma.series_id, &*toma.series), (1, "Moonlit Depot"));
}

#[tokio::test]
async fn stars_of_another_scale_want_a_decision() {
    let scene = Scene::new().await;
    let cells = [("name", "Saya"), ("series", "Moonlit Depot"), ("genre", "Visual Novel"), ("rarity", "3")];
    let cells = cells.map(|(column, text)| (column.to_owned(), text.to_owned())).into();
    let mut facts = CharacterFacts { media_type: "visual_novel".into(), ..Default::default() };
    (facts.name, facts.traits, facts.about) = ("Rin".into(), Some(3), Some("x".repeat(60)));
    facts.series = "Moonlit Depot".into();
    for (id, said) in
        [("c1", Said::Row { from: "legacy".into(), cells }), ("c2", Said::Character(Box::new(facts)))]
    {
        let row = store::Collected {
            source_type: "vndb".into(),
            kind: "character".into(),
            source_id: id.into(),
            parent: ("vndb".into(), "v1".into()),
            position: 0,
            body: serde_json::to_string(&said).expect("JSON"),
            run: 1,
            at: at(1),
        };
        let tx = scene.store.begin().await.expect("a transaction");
        tx.save_collected(&[row]).await.expect("the row is stored");
        tx.commit().await.expect("it is committed");
    }
    assert_eq!(told(&report(&scene).await).len(), 2, "they have no numbers yet");
    numbers::identify(&scene.store, "main", &Rules::default(), at(2)).await.expect("numbers");
    assert_eq!(
        told(&report(&scene).await),
        ["warning rarity_automatic character 4 rarity", "warning rarity_automatic character 5 rarity"]
    );
}

#[tokio::test]
async fn errors_stop_and_warnings_want_to_be_accepted() {
    let scene = Scene::new().await;
    let mut request = scene.request(&[Stage::Final]);
    request.acceptance = Acceptance::Clean;
    let stopped =
        files::publish(&scene.store, &request, &Rules::default()).await.expect_err("stats are missing");
    let KeepingError::Faulty { message, faults } = &stopped else { panic!("{stopped}") };
    assert!(message.contains("3 warnings") && message.contains("--accept-warnings"), "{message}");
    assert_eq!(
        faults[0].to_string(),
        "registry main, character mal:100 (Mira Sato), column stats: it has no stats; `emaki stats generate` makes them"
    );
    request.acceptance = Acceptance::Warnings;
    let report = files::publish(&scene.store, &request, &Rules::default()).await.expect("they are accepted");
    assert_eq!(report.warnings, 3);

    scene.curate("character", "100", "rarity", Some("9")).await;
    let stopped = files::publish(&scene.store, &request, &Rules::default()).await.expect_err("9 stars");
    let KeepingError::Faulty { message, faults } = &stopped else { panic!("{stopped}") };
    assert!(message.contains("1 error") && faults.len() == 1, "{message}");
}

#[tokio::test]
async fn changes_since_the_last_publish_are_told() {
    let scene = Scene::new().await;
    scene.publish(&[Stage::Final]).await;
    scene.curate("character", "101", "about", Some("Bakes.")).await;
    scene.curate("character", "102", EXCLUDED, Some("left")).await;
    let changes = report(&scene).await.changes.expect("there was a publish");
    assert_eq!((changes.publish, changes.characters.changed, changes.characters.gone), (1, vec![2], vec![3]));
    assert!(changes.series.changed.is_empty() && changes.characters.new.is_empty());
}
