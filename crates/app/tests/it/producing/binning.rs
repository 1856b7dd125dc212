//! A project that goes into the bin while its pictures are asked for and made: nothing of it is alive afterwards, nothing
//! lies in its folder that is no take, and taken out again it is a project like any other.

use std::{collections::BTreeSet, fs, path::PathBuf};

use app::{ErrorCode, PictureQuestion, testing::TestApp};
use production::EngineConfig;
use serde_json::json;
use testkit::comfyui::ComfyUi;

use super::{Studio, kept::ancient, studio, studio_on};

/// Pictures that are kept under their hash, set aside or not.
fn kept(studio: &Studio) -> Vec<PathBuf> {
    let folders = ["objects", "leaving"].map(|name| studio.folder().join(name));
    let inside = |folder: &PathBuf| {
        let entries = fs::read_dir(folder).into_iter().flatten();
        entries.map(|entry| entry.expect("a folder").path()).collect::<Vec<_>>()
    };
    folders.iter().flat_map(inside).flat_map(|folder| inside(&folder)).collect()
}

/// Every picture is completed with its file or cancelled without one, and no other file is left when two days are over.
async fn holds(studio: &Studio, moment: &str) {
    let app = &studio.test.app;
    let question = PictureQuestion { limit: Some(500), ..PictureQuestion::default() };
    let jobs = app.picture_jobs(&question).await.expect("a sound store").items;
    let mut completed = 0;
    for job in jobs {
        let job = app.picture_job(job.job_id.as_str()).await.expect("it is there");
        match job.status {
            "completed" => {
                completed += 1;
                let file = job.output_path.expect("a file");
                assert!(studio.folder().join(&file).is_file(), "{moment}: {file} is gone");
            }
            "cancelled" => assert_eq!(job.take_id, None, "{moment}: cancelled, and there"),
            other => panic!("{moment}: {other}: {:?}", job.error),
        }
    }
    let project = app.project(&studio.project.id).await.expect("it is there");
    assert_eq!((project.jobs_alive, project.file_count), (0, completed), "{moment}");
    let events = app.project_events(&studio.project.id, 0).await.expect("a sound store");
    assert!(events.iter().zip(1..).all(|(event, seq)| event.seq == seq), "{moment}: {events:?}");
    for _ in 0..2 {
        for path in kept(studio) {
            ancient(&path);
        }
        let report = app.fsck(true).await.expect("a folder");
        assert!(report.is_sound() && report.takes == completed, "{moment}: {report:?}");
    }
    let name = |path: &PathBuf| Some(path.file_stem()?.to_string_lossy().into_owned());
    let names: BTreeSet<_> = kept(studio).iter().filter_map(name).collect();
    let hashes: BTreeSet<_> = studio.takes().await.into_iter().map(|take| take.hash).collect();
    assert_eq!(names, hashes, "{moment}: what nobody speaks of is gone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_in_the_making_is_cancelled_and_leaves_nothing() {
    let engine = ComfyUi::start();
    let one = EngineConfig {
        kind: "comfyui".to_owned(),
        url: Some(engine.url()),
        token: None,
        model: Some("quiet-harbor.safetensors".to_owned()),
        weight: 1,
        at_once: 1,
    };
    let test = TestApp::with(|config| {
        config.production.engines.insert("one".to_owned(), one);
        config.production.preload = false;
        config.jobs.lease_ms = 150;
    });
    let studio = studio_on(test.await).await;
    let app = &studio.test.app;
    engine.hold_before_step(2);
    let wished = studio.ask(json!({ "prompt": "a lamp", "steps": 4, "count": 2 })).await;
    let binning = async {
        engine.until_orders(1).await;
        app.bin_project(&studio.project.id, "ben").await.expect("it is there")
    };
    let ((), binned) = tokio::join!(studio.work(), binning);
    assert!(binned.binned_at.is_some());
    // The engine was told as well: it goes no further, though nobody lets it go on.
    engine.until_idle().await;
    for id in &wished.jobs {
        assert_eq!(app.picture_job(id.as_str()).await.expect("it is there").status, "cancelled");
    }
    holds(&studio, "in the bin").await;
    engine.release();
    app.restore_project(&studio.project.id, "ben").await.expect("it is there");
    app.retry_picture(wished.jobs[0].as_str(), "ben").await.expect("it is open again");
    studio.ask(json!({ "prompt": "a lamp", "steps": 4 })).await;
    studio.work().await;
    assert_eq!(studio.takes().await.len(), 2);
    holds(&studio, "out of the bin").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_worker_is_at_the_bin_leaves_nothing_half_done() {
    let studio = studio().await;
    let app = &studio.test.app;
    for round in 0..4 {
        let wished = studio.ask(json!({ "prompt": "a lamp", "count": 8 })).await;
        let first = wished.jobs[2 * round].as_str();
        let binning = async {
            // Later from round to round.
            while app.picture_job(first).await.expect("it is there").status == "queued" {
                tokio::task::yield_now().await;
            }
            app.bin_project(&studio.project.id, "ben").await.expect("it is there")
        };
        let ((), binned) = tokio::join!(studio.work(), binning);
        assert!(binned.binned_at.is_some());
        holds(&studio, &format!("round {round}")).await;
        app.restore_project(&studio.project.id, "ben").await.expect("it is there");
    }
    studio.ask(json!({ "prompt": "a lamp" })).await;
    let before = studio.takes().await.len();
    studio.work().await;
    assert_eq!(studio.takes().await.len(), before + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_while_the_bin_shuts_is_heard_or_refused() {
    let studio = studio().await;
    let app = &studio.test.app;
    for round in 0..8 {
        let wish = json!({
            "prompt": "a lamp", "project_id": studio.project.id, "width": 64, "height": 64, "count": 2,
        });
        let (asking, binning) = (app.generate(wish, "ann"), app.bin_project(&studio.project.id, "ben"));
        let (asked, binned) = if round % 2 == 0 {
            tokio::join!(asking, binning)
        } else {
            let (binned, asked) = tokio::join!(binning, asking);
            (asked, binned)
        };
        assert!(binned.expect("it is there").binned_at.is_some());
        match asked {
            Ok(wished) => assert_eq!(wished.jobs.len(), 2),
            Err(error) => assert_eq!(error.code, ErrorCode::Conflict, "{error:?}"),
        }
        holds(&studio, &format!("round {round}")).await;
        app.restore_project(&studio.project.id, "ben").await.expect("it is there");
    }
}
