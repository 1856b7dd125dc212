//! What is directed at the desk: bibles opened from an older version, grids made again, who is next, and the bin.

use app::{CharacterChange, ErrorCode};
use serde_json::json;

use super::{code, studio};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bible_is_written_over_the_version_it_was_opened_from() {
    let studio = studio().await;
    let app = &studio.test.app;
    let id = &studio.mirei.id;
    let write = |expected, base, bible| {
        let change = CharacterChange {
            expected_version: expected,
            base_version: base,
            bible,
            ..CharacterChange::default()
        };
        async move { app.update_character(id, &change, "ben").await }
    };
    let second = write(None, None, json!({ "personality": "patient", "appearance": "bald" })).await;
    assert_eq!(second.expect("a sound change").version, 2);
    // Over the first one: of the second nothing is left but its place in the history.
    let third = write(Some(2), Some(1), json!({ "backstory": "grew up in a depot" })).await;
    let third = third.expect("a sound change");
    assert_eq!((third.version, third.bible.personality.as_str()), (3, ""));
    assert_eq!(third.bible.appearance.hair, "long silver hair");
    assert_eq!(third.bible.backstory, "grew up in a depot");
    let second = app.character_version(id, 2).await.expect("it is there").bible.expect("with its text");
    assert_eq!(second.personality, "patient");
    // Somebody was quicker: what the base is makes no difference to that.
    for base in [None, Some(1), Some(3)] {
        assert_eq!(code(write(Some(2), base, json!({ "name": "M" })).await), ErrorCode::Conflict, "{base:?}");
    }
    assert_eq!(code(write(Some(3), Some(9), json!({ "name": "M" })).await), ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_of_a_grid_that_is_made_again_stands_in_a_grid() {
    let studio = studio().await;
    let app = &studio.test.app;
    let matrix = json!({ "steps": [10, 20], "sampler": ["euler", "ddim"] });
    let wished = studio.ask(json!({ "prompt": "a lamp", "matrix": matrix })).await;
    let again = app.reproduce(wished.jobs[3].as_str(), "ben").await.expect("it is there");
    studio.work().await;
    let grid = app.picture_batch(&again.batch_id).await.expect("it is there");
    let axes: Vec<_> = grid.axes.iter().map(|axis| (axis.field.as_str(), axis.values.clone())).collect();
    assert_eq!(axes, [("sampler", vec![json!("ddim")]), ("steps", vec![json!(20)])]);
    assert_eq!((grid.cells.len(), grid.cells[0].jobs.len(), grid.cells[0].takes.len()), (1, 1, 1));
    // One that never was part of a grid has no axes.
    let plain = studio.ask(json!({ "prompt": "a lamp" })).await;
    let plain = app.reproduce(plain.job_id.as_str(), "ben").await.expect("it is there");
    let grid = app.picture_batch(&plain.batch_id).await.expect("it is there");
    assert!(grid.axes.is_empty() && grid.cells.len() == 1, "{grid:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_next_stands_first() {
    let studio = studio().await;
    let app = &studio.test.app;
    let first = studio.ask(json!({ "prompt": "a lamp", "count": 3 })).await;
    let urgent = studio.ask(json!({ "prompt": "a lamp", "priority": 9 })).await;
    let next = app.next_pictures(Some(&studio.project.id), 3).await.expect("a sound store");
    let ids: Vec<_> = next.iter().map(|job| &job.job_id).collect();
    assert_eq!(ids, [&urgent.job_id, &first.jobs[0], &first.jobs[1]]);
    let nobody = "00000000-0000-7000-8000-000000000000";
    assert_eq!(code(app.next_pictures(Some(nobody), 3).await), ErrorCode::NotFound);
    assert_eq!(code(app.next_pictures(Some("7"), 3).await), ErrorCode::InvalidParameter);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bin_leaves_nothing_alive_and_says_so() {
    let studio = studio().await;
    let app = &studio.test.app;
    let wished = studio.ask(json!({ "prompt": "a lamp", "count": 30 })).await;
    let before = app.project(&studio.project.id).await.expect("it is there").last_event;
    let binned = app.bin_project(&studio.project.id, "ben").await.expect("it is there");
    assert_eq!((binned.jobs_alive, binned.last_event), (0, before + 30), "each end has its number");
    let events = app.project_events(&studio.project.id, before).await.expect("a sound store");
    assert_eq!(events.len(), 30);
    assert!(events.iter().all(|event| event.status == "cancelled"), "{events:?}");
    let job = app.picture_job(wished.jobs[29].as_str()).await.expect("it is there");
    assert_eq!(job.status, "cancelled");
    let log = app.audit(20).await.expect("a sound store");
    let line = log.iter().find(|line| line.action == "production.project.delete").expect("a line");
    assert_eq!(line.details["cancelled"], 30);
}
