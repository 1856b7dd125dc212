//! Tables made of a catalog's own texts.

use app::{DistillRequest, ErrorCode, ModelJudgementRequest, SearchRequest, testing::TestApp};

use super::{eight, fixture};

fn small(name: &str) -> DistillRequest {
    DistillRequest {
        teacher: Some(fixture("tiny-bert").display().to_string()),
        name: name.to_owned(),
        dimensions: 8,
        pieces: 300,
        phrases: 40,
        epochs: 3,
        ..DistillRequest::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_the_same_every_time_and_leaves_out_what_is_judged() {
    let test = TestApp::with(|config| config.model.text = "own".to_owned()).await;
    eight(&test).await;
    let judged = test.app.config().data_dir.join("judged.jsonl");
    let lines = "{\"id\":\"1\",\"query\":\"moon\",\"kind\":\"plot\",\"relevant\":{\"1\":3}}\n\
                 {\"id\":\"2\",\"query\":\"girl\",\"kind\":\"plot\",\"relevant\":[\"mal:2\"]}\n";
    std::fs::write(&judged, lines).expect("a file");
    let request = DistillRequest { held_out: vec![judged.clone()], ..small("own") };
    let made = test.app.distill_model(&request, &|_| ()).await.expect("a table");
    assert_eq!((made.works, made.held_out, made.dimensions), (6, 2, 8), "{made:?}");
    assert!(made.teacher.starts_with("tiny-bert@") && made.teacher_loss.is_some());
    let again = test.app.distill_model(&DistillRequest { force: true, ..request.clone() }, &|_| ()).await;
    assert_eq!(again.expect("the same table").sha256, made.sha256, "byte for byte");
    let taken = test.app.distill_model(&request, &|_| ()).await.expect_err("there is one of this name");
    assert_eq!(taken.code, ErrorCode::Conflict);
    let other = DistillRequest { seed: 8, ..DistillRequest { name: "other".to_owned(), ..request } };
    let other = test.app.distill_model(&other, &|_| ()).await.expect("another table");
    assert_ne!(other.sha256, made.sha256, "another seed is another table");

    let card = std::fs::read_to_string(made.folder.join("README.md")).expect("a card");
    for part in ["license: other", "tiny-bert@", &made.corpus, "2 works stayed out", "their sources'"] {
        assert!(card.contains(part), "{part} in {card}");
    }
    test.app.embed_works(&|_| ()).await.expect("it embeds");
    assert!(test.app.model_state().await.answers.starts_with("own@"));
    test.app.search(SearchRequest::new("moon")).await.expect("it answers");
    let models = test.app.models().await.expect("a list");
    let told: Vec<_> = models.iter().map(|model| (model.name.as_str(), model.kind, model.role)).collect();
    assert_eq!(
        told,
        [
            ("builtin", Some("table"), None),
            ("other", Some("table"), None),
            ("own", Some("table"), Some("texts"))
        ]
    );
    assert!(models[0].figures.iter().any(|(name, _)| name == "SHA-256 of the corpus"));

    let request = ModelJudgementRequest { file: judged, model: None };
    let verdict = test.app.judge_model(&request).await.expect("a verdict");
    assert_eq!((verdict.kinds.len(), verdict.kinds[1].kind.as_str()), (2, "all"));
    assert!(verdict.model.starts_with("own@") && verdict.kinds[1].questions == 2, "{verdict:?}");
    let request = ModelJudgementRequest { model: Some("builtin".to_owned()), ..request };
    let verdict = test.app.judge_model(&request).await.expect("a verdict");
    assert!(verdict.model.starts_with("emaki-table@"));
    assert!(test.app.model_state().await.answers.starts_with("own@"), "who answered goes on");
    let request = ModelJudgementRequest { model: Some("other".to_owned()), ..request };
    let error = test.app.judge_model(&request).await.expect_err("it has no vectors");
    assert!(error.hint.is_some_and(|hint| hint.contains("EMAKI_MODEL__TEXT=other emaki model embed")));
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_that_make_no_table_are_told() {
    let test = TestApp::new().await;
    let asked = |request: DistillRequest| {
        let app = test.app.clone();
        async move { app.distill_model(&request, &|_| ()).await.expect_err("no table").code }
    };
    assert_eq!(asked(small("own")).await, ErrorCode::NotFound, "there are no works");
    eight(&test).await;
    for request in [
        DistillRequest { dimensions: 4, ..small("own") },
        DistillRequest { name: "../own".to_owned(), ..small("own") },
        DistillRequest { epochs: 0, ..small("own") },
        DistillRequest { teacher: Some(fixture("tiny-clip").display().to_string()), ..small("own") },
    ] {
        assert_eq!(asked(request).await, ErrorCode::InvalidParameter);
    }
    let missing = DistillRequest { teacher: Some("nobody".to_owned()), ..small("own") };
    assert_eq!(asked(missing).await, ErrorCode::NotConfigured);
}
