//! Imports: joined to the right character, stored with raw values and noise, and the same when repeated.

use keeping::{forms::Couple, rules::Profile};
use model::Instant;
use serde_json::{Value, json};
use stats::{
    ImportOptions, ImportReport, Noise,
    answers::Answers,
    export::{FileFormat, write_stored},
    import,
    vocabulary::{Stat, Vocabulary},
};
use store::Couple as Named;

use crate::scene::{REGISTRY, Scene, batched, character};

async fn run(scene: &Scene, answers: &Answers, profile: Profile) -> ImportReport {
    let options = ImportOptions {
        registry: REGISTRY,
        vocabulary: Vocabulary::own(),
        rules: &scene.rules,
        profile,
        origin: "import",
        author: "ann",
        at: Instant::EPOCH,
    };
    import(&scene.store, answers, &options).await.expect("an import")
}

fn list(answers: &[Value]) -> Answers {
    Answers::parse(json!(answers).to_string().as_bytes(), "batch.json").expect("a list")
}

fn counts(report: &ImportReport) -> [u64; 4] {
    [report.new, report.changed, report.unchanged, report.refused]
}

#[tokio::test]
async fn a_second_import_changes_nothing() {
    let scene = Scene::with(3).await;
    let answers = list(&[1, 2, 3].map(|id| batched("mal", json!(id))));
    assert_eq!(counts(&run(&scene, &answers, Profile::Default).await), [3, 0, 0, 0]);
    let first = scene.stored().await;
    assert_eq!(counts(&run(&scene, &answers, Profile::Default).await), [0, 0, 3, 0]);
    assert_eq!(scene.stored().await, first);
    let stats = &first[&Couple::new("mal", "1")];
    assert_eq!(stats.raw.as_ref().map(|raw| raw.get(Stat::Hp)), Some(100));
    assert_eq!(stats.noise, Noise::of_couple(&Couple::new("mal", "1")));
}

#[tokio::test]
async fn inserting_a_row_moves_nobody_but_under_the_old_rule() {
    let moved = async |profile| {
        let scene = Scene::with(5).await;
        let rows = [2, 3, 4].map(|id| batched("mal", json!(id)));
        run(&scene, &list(&rows), profile).await;
        let before = scene.stored().await;
        let longer: Vec<Value> = [batched("mal", json!(1))].into_iter().chain(rows).collect();
        let report = run(&scene, &list(&longer), profile).await;
        let after = scene.stored().await;
        let moved = before.iter().filter(|(couple, stats)| after[*couple] != **stats).count();
        (moved, counts(&report))
    };
    assert_eq!(moved(Profile::Default).await, (0, [1, 0, 3, 0]));
    assert_eq!(moved(Profile::Legacy).await, (3, [1, 3, 0, 0]));
}

#[tokio::test]
async fn answers_that_cannot_be_stored_are_set_aside_and_odd_ones_kept_as_they_are() {
    let scene = Scene::with(4).await;
    let mut odd = batched("mal", json!(1));
    odd["elemental_type"] = json!(["ice"]);
    let mut bad = batched("mal", json!(2));
    bad["stats"]["hp"] = json!("many");
    let rows = [odd, bad, batched("mal", json!(99)), batched("mal", json!(4)), json!(5)];
    let report = run(&scene, &list(&rows), Profile::Default).await;
    assert_eq!(counts(&report), [2, 0, 0, 3]);
    assert_eq!(scene.answered().await, ["mal:1", "mal:4"]);
    assert_eq!(scene.stored().await[&Couple::new("mal", "1")].elemental_type_text(), r#"["ice"]"#);
}

#[tokio::test]
async fn an_id_that_two_sources_share_goes_by_type_or_series() {
    let scene = Scene::with(1).await;
    scene.save(&[character("mal_manga", "1", 7)]).await;
    let mut by_name = batched("", json!(1));
    by_name.as_object_mut().expect("an object").remove("source_name");
    let report = run(&scene, &list(&[by_name.clone()]), Profile::Default).await;
    assert_eq!(counts(&report), [0, 0, 0, 1]);
    assert_eq!(report.check.findings[0].code.word(), "ambiguous_couple");
    by_name["name"] = json!("Nana 7");
    run(&scene, &list(&[by_name]), Profile::Default).await;
    assert_eq!(scene.answered().await, ["mal_manga:1"]);
}

#[tokio::test]
async fn a_number_given_out_is_enough_to_be_known() {
    let scene = Scene::new().await;
    let couple = Named { source_type: "mal".into(), source_id: "007".into(), name: "Nana".into() };
    scene.store.assign(REGISTRY, "character", &[couple], Instant::EPOCH).await.expect("a number");
    let rows = [batched("mal", json!("007")), batched("mal", json!(7))];
    let report = run(&scene, &list(&rows), Profile::Default).await;
    assert_eq!(counts(&report), [1, 0, 0, 1]);
    assert_eq!(report.check.count(stats::check::Code::MissingAnswer), 0);
}

#[tokio::test]
async fn what_is_exported_comes_back_and_a_table_takes_nothing_away() {
    let scene = Scene::with(3).await;
    let answers = list(&[1, 2, 3].map(|id| batched("mal", json!(id))));
    run(&scene, &answers, Profile::Legacy).await;
    let before = scene.stored().await;
    let rows = stats::stored_rows(&scene.store, REGISTRY).await.expect("stored stats");
    let keeping = keeping::load(&scene.store, REGISTRY, &scene.rules).await.expect("the registry");
    let other = Scene::with(3).await;
    for format in [FileFormat::Json, FileFormat::Csv] {
        let bytes = write_stored(&rows, &keeping, format);
        let answers = Answers::parse(&bytes, "export").expect("our own file");
        assert_eq!(counts(&run(&scene, &answers, Profile::Default).await), [0, 0, 3, 0], "{format:?}");
        let there = run(&other, &answers, Profile::Default).await;
        assert_eq!(there.refused, 0);
    }
    assert_eq!(scene.stored().await, before);
    assert_eq!(other.stored().await, before);
}

#[tokio::test]
async fn both_engines_keep_the_same() {
    let Some(database) = testkit::PrivateDatabase::create(1).await else { return };
    let mut scene = Scene::with(0).await;
    let answers = list(&[1, 2].map(|id| batched("mal", json!(id))));
    run(&scene, &answers, Profile::Default).await;
    let on_sqlite = scene.stored().await;
    scene.store = store::Store::open(&database.url()).await.expect("a new store opens");
    run(&scene, &answers, Profile::Default).await;
    assert_eq!(scene.stored().await, on_sqlite);
}
