//! Productions: from a project to reviewed pictures, and back again from the files.

mod binning;
mod clearing;
mod directing;
mod kept;
mod moving;
mod named;
mod reproducing;
mod telling;

use std::path::PathBuf;

use app::{
    CharacterChange, CharacterView, ErrorCode, NewCharacter, NewPart, NewRelationship, PictureQuestion,
    ProjectQuestion, ProjectView, TakeQuestion, TakeView, Wished, WorkRequest, testing::TestApp,
};
use futures::StreamExt;
use model::Instant;
use serde_json::{Value, json};

/// A studio with a project and a character in it.
struct Studio {
    test: TestApp,
    project: ProjectView,
    mirei: CharacterView,
}

async fn studio() -> Studio {
    studio_on(TestApp::new().await).await
}

async fn studio_on(test: TestApp) -> Studio {
    let project = json!({
        "name": "Lanterns", "metadata": {"season": 1}, "wildcards": {"weather": ["snow", "rain", "fog"]},
    });
    let project = test.app.create_project(project, "ben").await.expect("a sound project");
    let mirei =
        character(&test, &project.id, "Mirei", json!({"hair": "long silver hair", "outfit": "red coat"}))
            .await;
    Studio { test, project, mirei }
}

async fn character(test: &TestApp, project: &str, name: &str, appearance: Value) -> CharacterView {
    let bible = json!({ "name": name, "appearance": appearance });
    let new = NewCharacter { project_id: project.to_owned(), from_catalog: None, bible };
    test.app.create_character(&new, "ben").await.expect("a sound character")
}

impl Studio {
    async fn ask(&self, mut wish: Value) -> Wished {
        wish["project_id"] = self.project.id.as_str().into();
        for (field, value) in [("width", 64), ("height", 64)] {
            if wish[field].is_null() {
                wish[field] = value.into();
            }
        }
        self.test.app.generate(wish, "ben").await.expect("a sound wish")
    }

    /// Makes all that waits.
    async fn work(&self) {
        let request =
            WorkRequest { kinds: vec!["generate".to_owned()], drain: true, ..WorkRequest::default() };
        self.test.app.work_jobs(&request, std::future::pending()).await.expect("a sound store");
    }

    async fn takes(&self) -> Vec<TakeView> {
        self.test.app.takes(&TakeQuestion::default()).await.expect("a sound store").items
    }

    fn folder(&self) -> PathBuf {
        self.test.app.config().data_dir.join("productions")
    }
}

fn code<T: std::fmt::Debug>(outcome: Result<T, app::AppError>) -> ErrorCode {
    outcome.expect_err("it cannot be").code
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wish_becomes_pictures_with_their_recipes() {
    let studio = studio().await;
    let app = &studio.test.app;
    let wish = json!({
        "prompt": "walking in __weather__", "character_id": studio.mirei.id, "style_preset": "manga",
        "matrix": {"steps": [10, 20]}, "count": 2, "seed": 7,
    });
    let wished = studio.ask(wish).await;
    assert_eq!(
        (wished.jobs.len(), wished.status, wished.is_new, wished.queue_position),
        (4, "queued", true, 0)
    );
    studio.work().await;
    let job = app.picture_job(wished.job_id.as_str()).await.expect("it is there");
    assert_eq!((job.status, job.progress, job.error.as_deref()), ("completed", 100.0, None));
    let recipe = job.recipe.expect("one job comes with its recipe");
    assert!(recipe.prompt.starts_with("long silver hair, red coat, walking in "), "{}", recipe.prompt);
    assert!(recipe.prompt.contains("manga style") && recipe.prompt.ends_with(", anime"), "{}", recipe.prompt);
    assert_eq!(recipe.choices.len(), 1);
    assert!(recipe.made_by.is_some_and(|made| made.is_draft));
    let takes = studio.takes().await;
    assert_eq!(takes.len(), 4);
    let listed = app.picture_jobs(&PictureQuestion::default()).await.expect("a sound store").items;
    for listed in &listed {
        let take = takes.iter().find(|take| take.job_id == listed.job_id.as_str()).expect("each made one");
        assert_eq!(
            (listed.take_id.as_ref(), listed.output_path.as_ref()),
            (Some(&take.id), Some(&take.file))
        );
    }
    assert_eq!(listed.len(), 4);
    for take in &takes {
        let file = studio.folder().join(&take.file);
        let folder = format!("projects/{}/characters/{}/", studio.project.id, studio.mirei.id);
        assert!(take.file.starts_with(&folder), "{}", take.file);
        assert_eq!(std::fs::read(&file).expect("the file is there").len() as u64, take.bytes);
        assert!(file.with_extension("json").is_file(), "with its sidecar");
    }
    let project = app.project(&studio.project.id).await.expect("it is there");
    assert_eq!((project.file_count, project.jobs_alive, project.storage_share), (4, 0, 1.0));
    let bible = app.character_bible(&studio.mirei.id, None).await.expect("it is there");
    assert_eq!((bible.bible.generation_count, bible.generation_history.len()), (4, 4));
    let book = studio.folder().join("projects").join(&studio.project.id).join("metadata.json");
    let book: Value = serde_json::from_slice(&std::fs::read(book).expect("it is written")).expect("JSON");
    assert_eq!((book["files"].as_u64(), book["revision"].as_i64()), (Some(4), Some(project.revision)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recipe_makes_the_same_bytes_again() {
    let studio = studio().await;
    let first =
        studio.ask(json!({"prompt": "{a|b|c} lamp in __weather__", "character_id": studio.mirei.id})).await;
    studio.work().await;
    // What the bible says later changes nothing in what was made before.
    let change = CharacterChange { bible: json!({"appearance": "bald"}), ..CharacterChange::default() };
    studio.test.app.update_character(&studio.mirei.id, &change, "ben").await.expect("a sound change");
    let again = studio.test.app.reproduce(first.job_id.as_str(), "ben").await.expect("it is there");
    assert_ne!(again.job_id, first.job_id);
    studio.work().await;
    let takes = studio.takes().await;
    assert_eq!(takes.len(), 2);
    assert_eq!(takes[0].hash, takes[1].hash, "the same bytes");
    assert_ne!(takes[0].file, takes[1].file, "in two files");
    let job = studio.test.app.picture_job(again.job_id.as_str()).await.expect("it is there");
    assert_eq!(job.reproduces.as_deref(), Some(first.job_id.as_str()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wish_is_looked_at_before_it_runs() {
    let studio = studio().await;
    let wish = json!({"prompt": "a lamp", "project_id": studio.project.id, "seed": 3, "count": 3});
    let compiled = studio.test.app.compile_wish(wish).await.expect("a sound wish");
    assert_eq!((compiled.prompt.as_str(), compiled.pictures), ("a lamp, anime", 3));
    let none = studio.test.app.picture_jobs(&PictureQuestion::default()).await.expect("a sound store");
    assert!(none.items.is_empty(), "nothing is queued");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_is_refused_and_leaves_nothing() {
    let studio = studio().await;
    let app = &studio.test.app;
    let nobody = "00000000-0000-7000-8000-000000000000";
    for (wish, expected) in [
        (json!({"prompt": ""}), ErrorCode::InvalidParameter),
        (json!({"prompt": "a", "width": 65}), ErrorCode::InvalidParameter),
        (json!({"prompt": "a", "style_preset": "mango"}), ErrorCode::InvalidParameter),
        (json!({"prompt": "{a|b"}), ErrorCode::InvalidParameter),
        (json!({"prompt": "__nothing__"}), ErrorCode::InvalidParameter),
        (json!({"prompt": "a", "project_id": nobody}), ErrorCode::NotFound),
        (json!({"prompt": "a", "character_id": nobody}), ErrorCode::NotFound),
        (json!({"prompt": "a", "engine": "studio"}), ErrorCode::NotFound),
        (json!({"prompt": "a", "references": [{"hash": "ab".repeat(32)}]}), ErrorCode::NotFound),
        (json!({"prompt": "a", "project_id": "1; DROP TABLE projects"}), ErrorCode::InvalidParameter),
        (json!(["a"]), ErrorCode::InvalidInput),
        (json!({"prompt": 7}), ErrorCode::InvalidInput),
        (json!({"prompt": "a", "steps": [1], "x": 1}), ErrorCode::InvalidInput),
    ] {
        assert_eq!(code(app.generate(wish.clone(), "ben").await), expected, "{wish}");
    }
    let jobs = app.picture_jobs(&PictureQuestion::default()).await.expect("a sound store");
    assert!(jobs.items.is_empty());
    let orphan = NewCharacter {
        project_id: nobody.to_owned(),
        from_catalog: None,
        bible: json!({"name": "Nobody", "appearance": "none"}),
    };
    assert_eq!(code(app.create_character(&orphan, "ben").await), ErrorCode::NotFound);
    assert_eq!(code(app.create_project(json!({"name": ""}), "ben").await), ErrorCode::InvalidParameter);
    assert_eq!(code(app.project("../../etc/passwd").await), ErrorCode::InvalidParameter);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_is_one_wish() {
    let studio = studio().await;
    let wish = json!({"prompt": "a lamp", "idempotency_key": "wish 1", "count": 2});
    let first = studio.ask(wish.clone()).await;
    let again = studio.ask(wish).await;
    assert_eq!((again.is_new, &again.jobs), (false, &first.jobs));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_queue_is_directed() {
    let studio = studio().await;
    let app = &studio.test.app;
    let wished = studio.ask(json!({"prompt": "a lamp", "count": 3})).await;
    let [first, second, third] = [0, 1, 2].map(|at| wished.jobs[at].to_string());
    app.pause_pictures(true, "ben").await.expect("a sound store");
    assert_eq!(app.cancel_picture(&first, "ben").await.expect("it waits").status, "cancelled");
    assert_eq!(code(app.cancel_picture(&first, "ben").await), ErrorCode::Conflict, "only once");
    let moved = app.reprioritize_picture(&third, 9, "ben").await.expect("it waits");
    assert_eq!((moved.priority, moved.queue_position), (9, Some(0)));
    assert_eq!(app.picture_job(&second).await.expect("it waits").queue_position, Some(1));
    app.pause_pictures(false, "ben").await.expect("a sound store");
    studio.work().await;
    assert_eq!(code(app.retry_picture(&second, "ben").await), ErrorCode::Conflict, "it is completed");
    assert_eq!(app.retry_picture(&first, "ben").await.expect("it was cancelled").status, "queued");
    studio.work().await;
    let counts = app.picture_job_counts(Some(&studio.project.id)).await.expect("a sound store");
    assert_eq!((counts["completed"], counts["queued"], counts["cancelled"]), (3, 0, 0));
    let question = PictureQuestion {
        status: Some("completed".to_owned()),
        limit: Some(2),
        ..PictureQuestion::default()
    };
    let page = app.picture_jobs(&question).await.expect("a sound store");
    let rest = PictureQuestion { cursor: page.next_cursor, ..question.clone() };
    assert_eq!((page.items.len(), app.picture_jobs(&rest).await.expect("a page").items.len()), (2, 1));
    let odd = PictureQuestion { status: Some("done".to_owned()), ..question };
    assert_eq!(code(app.picture_jobs(&odd).await), ErrorCode::InvalidParameter);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_misses_nothing() {
    let studio = studio().await;
    let app = &studio.test.app;
    let mut events = Box::pin(app.project_stream(&studio.project.id, 0).await.expect("it is there"));
    let wished = studio.ask(json!({"prompt": "a lamp"})).await;
    studio.work().await;
    let mut heard = Vec::new();
    while heard.last().is_none_or(|event: &app::ProjectEventView| event.status != "completed") {
        heard.extend(events.next().await.expect("a project never ends").expect("a sound store"));
    }
    assert!(heard.iter().zip(1..).all(|(event, seq)| event.seq == seq && event.job_id == wished.job_id));
    let told: Vec<(&str, f64)> = heard.iter().map(|event| (event.status, event.progress)).collect();
    assert_eq!((told.first(), told.last()), (Some(&("queued", 0.0)), Some(&("completed", 100.0))));
    assert!(told.is_sorted_by(|a, b| a.1 <= b.1), "progress never goes back: {told:?}");
    // Who comes back with its last number hears the rest and nothing twice.
    let rest = app.project_events(&studio.project.id, 2).await.expect("a sound store");
    assert_eq!(rest, heard[2..]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_take_is_reviewed_and_becomes_a_reference() {
    let studio = studio().await;
    let app = &studio.test.app;
    studio.ask(json!({"prompt": "a lamp", "character_id": studio.mirei.id, "count": 2})).await;
    studio.work().await;
    let [one, two] = studio.takes().await.try_into().expect("two takes");
    assert_eq!(
        code(app.review_take(&one.id, &json!({"verdict": "rejected"}), "ben").await),
        ErrorCode::InvalidParameter
    );
    let rejected = json!({"verdict": "rejected", "reason": "six fingers"});
    app.review_take(&one.id, &rejected, "ben").await.expect("with a reason");
    let role = app::ReferenceRole::Likeness;
    let weight = app::Hundredths(80);
    assert_eq!(code(app.take_as_reference(&one.id, role, weight, "ben").await), ErrorCode::Conflict);
    app.review_take(&two.id, &json!({"verdict": "approved", "starred": true, "best": true}), "ben")
        .await
        .expect("fine");
    let references = app.take_as_reference(&two.id, role, weight, "ben").await.expect("it is approved");
    assert_eq!((references.len(), &references[0].hash), (1, &two.hash));
    let compared = app.compare_takes(&[one.id.clone(), two.id.clone()]).await.expect("both are there");
    assert!(compared.differences.contains_key("seed") && !compared.differences.contains_key("prompt"));
    let approved =
        TakeQuestion { verdict: Some("approved".to_owned()), starred: true, ..TakeQuestion::default() };
    assert_eq!(app.takes(&approved).await.expect("a sound store").items.len(), 1);
    // The next picture of the character is made with the reference.
    let next = studio.ask(json!({"prompt": "a lamp", "character_id": studio.mirei.id})).await;
    studio.work().await;
    let next = app.picture_job(next.job_id.as_str()).await.expect("it is there");
    assert_eq!((next.status, next.error), ("completed", None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bible_has_a_history_and_ties() {
    let studio = studio().await;
    let app = &studio.test.app;
    let toma = character(&studio.test, &studio.project.id, "Toma", json!("a boy with a lantern")).await;
    let tie = NewRelationship {
        kind: app::RelationshipKind::Mentor,
        other: toma.id.clone(),
        note: "at the depot".to_owned(),
    };
    app.relate_characters(&studio.mirei.id, &tie, "ben").await.expect("two characters");
    let seen = app.relationships(&toma.id).await.expect("it is there");
    assert_eq!((seen.len(), seen[0].kind.as_str(), seen[0].name.as_str()), (1, "student", "Mirei"));
    let itself = NewRelationship { other: studio.mirei.id.clone(), ..tie };
    assert_eq!(
        code(app.relate_characters(&studio.mirei.id, &itself, "ben").await),
        ErrorCode::InvalidParameter
    );
    let change = CharacterChange {
        expected_version: Some(1),
        note: "she grew".to_owned(),
        bible: json!({"personality": "patient"}),
        ..CharacterChange::default()
    };
    let second = app.update_character(&studio.mirei.id, &change, "ben").await.expect("a sound change");
    assert_eq!((second.version, second.bible.appearance.hair.as_str()), (2, "long silver hair"));
    assert_eq!(code(app.update_character(&studio.mirei.id, &change, "ann").await), ErrorCode::Conflict);
    let first = app.choose_character_version(&studio.mirei.id, 1, "ben").await.expect("it is there");
    assert_eq!((first.version, first.latest_version, first.bible.personality.as_str()), (1, 2, ""));
    let bible = app.character_bible(&studio.mirei.id, Some(2)).await.expect("it is there");
    assert_eq!((bible.history.len(), bible.relationships.len(), bible.canonical_version), (2, 1, 1));
    let file = app.export_character(&studio.mirei.id).await.expect("it is there");
    let copy = app.import_character(&studio.project.id, file, "ann").await.expect("a sound file");
    assert_eq!((copy.bible.name.as_str(), copy.version), ("Mirei", 1));
    assert!(app.character_page(&copy.id, None).await.expect("it is there").contains("# Mirei"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bin_gives_back_and_is_emptied() {
    let studio = studio().await;
    let app = &studio.test.app;
    studio.ask(json!({"prompt": "a lamp"})).await;
    studio.work().await;
    studio.ask(json!({"prompt": "a lamp"})).await;
    let binned = app.bin_project(&studio.project.id, "ben").await.expect("it is there");
    assert!(binned.binned_at.is_some());
    assert_eq!(app.picture_job_counts(None).await.expect("a sound store")["cancelled"], 1);
    let wish = json!({"prompt": "a lamp", "project_id": studio.project.id});
    assert_eq!(code(app.generate(wish, "ben").await), ErrorCode::Conflict);
    assert!(app.projects(&ProjectQuestion::default()).await.expect("a sound store").items.is_empty());
    app.restore_project(&studio.project.id, "ben").await.expect("it is there");
    assert_eq!(app.projects(&ProjectQuestion::default()).await.expect("a sound store").items.len(), 1);
    app.bin_project(&studio.project.id, "ben").await.expect("it is there");
    let folder = studio.folder().join("projects").join(&studio.project.id);
    assert!(folder.is_dir());
    let later = Instant::from_micros(app.now().as_micros() + 10);
    let purged = app.purge_bin(later, "ben").await.expect("a sound store");
    assert_eq!((purged.projects.len(), purged.files), (1, 1));
    assert!(!folder.exists());
    assert_eq!(code(app.project(&studio.project.id).await), ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_database_comes_back_from_the_files() {
    let studio = studio().await;
    let app = &studio.test.app;
    let scene = NewPart {
        kind: serde_json::from_value(json!("scene")).expect("a kind"),
        parent_id: None,
        position: None,
        sheet: json!({"title": "The depot"}),
    };
    app.create_part(&studio.project.id, &scene, "ben").await.expect("a sound part");
    let toma = character(&studio.test, &studio.project.id, "Toma", json!("a boy")).await;
    let tie = NewRelationship { kind: app::RelationshipKind::Rival, other: toma.id, note: String::new() };
    app.relate_characters(&studio.mirei.id, &tie, "ben").await.expect("two characters");
    studio.ask(json!({"prompt": "a lamp", "character_id": studio.mirei.id, "count": 2})).await;
    studio.work().await;
    let takes = studio.takes().await;
    app.review_take(&takes[0].id, &json!({"verdict": "approved", "starred": true}), "ben")
        .await
        .expect("fine");
    let before = (app.project(&studio.project.id).await, app.take(&takes[0].id).await);

    let folder = studio.folder();
    let fresh = TestApp::with(move |config| config.production.folder = Some(folder)).await;
    assert_eq!(code(fresh.app.project(&studio.project.id).await), ErrorCode::NotFound);
    let report = fresh.app.rebuild_productions("ben").await.expect("sound books");
    assert_eq!((report.projects, report.characters, report.parts, report.takes), (1, 2, 1, 2));
    let (project, take) = (before.0.expect("it is there"), before.1.expect("it is there"));
    let back = fresh.app.project(&studio.project.id).await.expect("it is back");
    assert_eq!((back.project, back.file_count, back.bytes), (project.project, 2, project.bytes));
    let again = fresh.app.take(&take.id).await.expect("it is back");
    assert_eq!((again.review, again.recipe, again.hash), (take.review, take.recipe, take.hash));
    assert_eq!(fresh.app.relationships(&studio.mirei.id).await.expect("it is back").len(), 1);
    let twice = fresh.app.rebuild_productions("ben").await.expect("sound books");
    assert_eq!((twice.projects, twice.takes), (0, 0), "what is there stays");
    assert!(fresh.app.fsck(false).await.expect("a sound folder").is_sound());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_found_again_by_their_hash() {
    let studio = studio().await;
    let app = &studio.test.app;
    studio.ask(json!({"prompt": "a lamp", "count": 3})).await;
    studio.work().await;
    assert!(app.fsck(false).await.expect("a sound folder").is_sound());
    let [one, two, three] = studio.takes().await.try_into().expect("three takes");
    let at = |file: &str| studio.folder().join(file);
    std::fs::create_dir_all(at("favorites")).expect("a folder");
    std::fs::rename(at(&one.file), at("favorites/lamp.png")).expect("it is there");
    std::fs::remove_file(at(&two.file)).expect("it is there");
    // Written over in place, as an editor does: what is kept under its hash stays as it was.
    std::fs::write(at(&three.file), b"not a picture").expect("room on the disk");
    std::fs::write(at("general-stray.png"), b"stray").expect("room on the disk");
    let looked = app.fsck(false).await.expect("a folder");
    assert_eq!(looked.moved, [(one.file.clone(), "favorites/lamp.png".to_owned())]);
    assert_eq!((looked.restored.len(), looked.lost.len(), looked.strays.len()), (2, 0, 1));
    assert!(!looked.is_sound());
    let mended = app.fsck(true).await.expect("a folder");
    let [aside] = mended.set_aside.try_into().expect("one was changed");
    assert_eq!(std::fs::read(at(&aside)).expect("what was drawn is not thrown away"), b"not a picture");
    for stray in ["general-stray.png", &aside] {
        std::fs::remove_file(at(stray)).expect("it is there");
    }
    let after = app.fsck(false).await.expect("a folder");
    assert!(after.is_sound(), "{after:#?}");
    assert_eq!(app.take(&one.id).await.expect("it is there").file, "favorites/lamp.png");
    assert_eq!(std::fs::read(at(&two.file)).expect("it is back").len() as u64, two.bytes);
}
