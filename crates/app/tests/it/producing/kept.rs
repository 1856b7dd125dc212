//! Productions that hold: versions, the audit log, files that come back, references, takes that are found.

use std::path::PathBuf;

use app::{
    CharacterChange, ErrorCode, NewPart, PictureQuestion, TakeQuestion, WorkRequest, testing::TestApp,
};
use model::Instant;
use serde_json::{Value, json};

use super::{Studio, character, code, studio};

pub(super) fn ancient(path: &std::path::Path) {
    let file = std::fs::File::options().append(true).open(path).expect("it is there");
    let day = std::time::Duration::from_hours(30);
    file.set_modified(std::time::SystemTime::now() - day).expect("a time may be set");
}

/// Where a picture is kept.
pub(super) fn object(studio: &Studio, hash: &str) -> PathBuf {
    studio.folder().join("objects").join(&hash[..2]).join(format!("{hash}.png"))
}

pub(super) fn png() -> Vec<u8> {
    // Slopes of color are as good a picture as any.
    let mut rows = Vec::new();
    for y in 0..96u32 {
        for x in 0..96u32 {
            rows.extend([(x * 2) as u8, (y * 2) as u8, ((x ^ y) * 3) as u8]);
        }
    }
    pictures_as_png(96, 96, &rows)
}

/// A PNG file of rows of RGB, stored and not pressed.
pub(super) fn pictures_as_png(width: u32, height: u32, rgb: &[u8]) -> Vec<u8> {
    let crc = |bytes: &[u8]| {
        !bytes.iter().fold(!0u32, |crc, byte| {
            (0..8).fold(
                crc ^ u32::from(*byte),
                |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 },
            )
        })
    };
    let raw: Vec<u8> = rgb.chunks(width as usize * 3).flat_map(|row| [&[0], row].concat()).collect();
    let mut pressed = vec![0x78, 1];
    let blocks = raw.chunks(65_535).count();
    for (at, block) in raw.chunks(65_535).enumerate() {
        let length = block.len() as u16;
        pressed.push(u8::from(at + 1 == blocks));
        pressed.extend([length.to_le_bytes(), (!length).to_le_bytes()].concat());
        pressed.extend(block);
    }
    let (a, b) = raw.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    pressed.extend((b << 16 | a).to_be_bytes());
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    for (name, body) in [(b"IHDR", head), (b"IDAT", pressed), (b"IEND", Vec::new())] {
        file.extend((body.len() as u32).to_be_bytes());
        let named = [&name[..], &body].concat();
        file.extend(&named);
        file.extend(crc(&named).to_be_bytes());
    }
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_change_at_once_notice() {
    let studio = studio().await;
    let app = &studio.test.app;
    let id = &studio.project.id;
    // Different fields: both hold, however their turns fall.
    let [one, two] = [json!({"description": "a depot"}), json!({"metadata": {"season": 2}})];
    let (one, two) = tokio::join!(app.update_project(id, &one, "ben"), app.update_project(id, &two, "ann"));
    one.and(two).expect("both are sound");
    let both = app.project(id).await.expect("it is there");
    assert_eq!(
        (both.project.description.as_str(), &both.project.metadata),
        ("a depot", &json!({"season": 2}))
    );
    assert_eq!(both.version, 3);
    let late = json!({"name": "Lamps", "expected_version": 1});
    assert_eq!(code(app.update_project(id, &late, "ben").await), ErrorCode::Conflict);
    studio.ask(json!({"prompt": "a lamp", "count": 2})).await;
    studio.work().await;
    let [first, second] = studio.takes().await.try_into().expect("two takes");
    let star = json!({"starred": true, "expected_version": 1});
    let starred = app.review_take(&first.id, &star, "ben").await.expect("nobody was quicker");
    assert_eq!(starred.version, 2);
    assert_eq!(code(app.review_take(&first.id, &star, "ann").await), ErrorCode::Conflict);
    // Only one of a batch is its best, in the list as in its own review.
    for take in [&first, &second] {
        app.review_take(&take.id, &json!({"best": true}), "ben").await.expect("fine");
    }
    let best = studio.takes().await.into_iter().filter(|take| take.review.best).map(|take| take.id);
    assert_eq!(best.collect::<Vec<_>>(), [second.id]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_directed_stands_in_the_audit_log() {
    let studio = studio().await;
    let app = &studio.test.app;
    let wish = json!({"prompt": "a lamp", "idempotency_key": "wish 9", "count": 2});
    let wished = studio.ask(wish.clone()).await;
    studio.ask(wish).await;
    let [first, second] = [0, 1].map(|at| wished.jobs[at].to_string());
    app.pause_pictures(true, "ann").await.expect("fine");
    app.reprioritize_picture(&first, 9, "ann").await.expect("it waits");
    app.cancel_picture(&second, "ann").await.expect("it waits");
    app.retry_picture(&second, "ann").await.expect("it was cancelled");
    app.pause_pictures(false, "ann").await.expect("fine");
    let log = app.audit(20).await.expect("a sound store");
    let mut told: Vec<_> = log
        .iter()
        .map(|line| format!("{} {}", line.author, line.action))
        .filter(|t| t.contains("production."))
        .collect();
    told.reverse();
    let expected = [
        "ben production.project.create",
        "ben production.character.create",
        "ben production.generate",
        "ann production.pause",
        "ann production.job.reprioritize",
        "ann production.job.cancel",
        "ann production.job.retry",
        "ann production.resume",
    ];
    assert_eq!(told, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_holds_when_the_queue_is_full() {
    let test = TestApp::with(|config| config.production.most_waiting = 2).await;
    let wish = json!({"prompt": "a lamp", "width": 64, "height": 64, "count": 2, "idempotency_key": "k"});
    let first = test.app.generate(wish.clone(), "ben").await.expect("there is room");
    let again = test.app.generate(wish, "ben").await.expect("it is the same wish");
    assert_eq!((again.is_new, again.jobs), (false, first.jobs));
    let other = json!({"prompt": "another lamp"});
    assert_eq!(code(test.app.generate(other, "ben").await), ErrorCode::RateLimited);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_are_asked_by_what_is_there() {
    let studio = studio().await;
    let app = &studio.test.app;
    let nobody = || Some("00000000-0000-7000-8000-000000000000".to_owned());
    let by =
        |project, character, batch| TakeQuestion { project, character, batch, ..TakeQuestion::default() };
    for question in [by(nobody(), None, None), by(None, nobody(), None), by(None, None, nobody())] {
        assert_eq!(code(app.takes(&question).await), ErrorCode::NotFound, "{question:?}");
        let TakeQuestion { project, character, batch, .. } = question;
        let question = PictureQuestion { project, character, batch, ..PictureQuestion::default() };
        assert_eq!(code(app.picture_jobs(&question).await), ErrorCode::NotFound, "{question:?}");
    }
    let odd = by(Some("1' OR '1'='1\0".to_owned()), None, None);
    assert_eq!(code(app.takes(&odd).await), ErrorCode::InvalidParameter);
    let scene = NewPart {
        kind: serde_json::from_value(json!("scene")).expect("a kind"),
        parent_id: None,
        position: None,
        sheet: json!({"title": "The depot", "prompt": "at a night depot"}),
    };
    let scene = app.create_part(&studio.project.id, &scene, "ben").await.expect("a sound part");
    let wish = json!({"prompt": "a lamp", "cut_id": scene.id, "project_id": studio.project.id});
    assert_eq!(code(app.generate(wish, "ben").await), ErrorCode::InvalidParameter, "a scene is no cut");
    let cut = NewPart {
        kind: serde_json::from_value(json!("cut")).expect("a kind"),
        parent_id: Some(scene.id.clone()),
        position: None,
        sheet: json!({"title": "The lamp", "prompt": "close up"}),
    };
    let cut = app.create_part(&studio.project.id, &cut, "ben").await.expect("a sound part");
    let wish = json!({"prompt": "a lamp", "cut_id": cut.id, "project_id": studio.project.id});
    let compiled = app.compile_wish(wish).await.expect("a sound wish");
    assert_eq!(compiled.prompt, "a lamp, close up, at a night depot, anime");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_picture_that_is_gone_is_noticed_and_young_ones_stay() {
    let studio = studio().await;
    let app = &studio.test.app;
    studio.ask(json!({"prompt": "a lamp", "count": 2})).await;
    studio.work().await;
    let [one, two] = studio.takes().await.try_into().expect("two takes");
    std::fs::remove_file(object(&studio, &one.hash)).expect("it is there");
    let looked = app.fsck(false).await.expect("a folder");
    assert_eq!((looked.sound, &looked.kept_anew, looked.is_sound()), (1, &vec![one.file.clone()], false));
    app.fsck(true).await.expect("a folder");
    assert!(object(&studio, &one.hash).is_file() && app.fsck(false).await.expect("a folder").is_sound());
    // What nobody speaks of goes, but not before its time: a take of it may be about to be written.
    let kept = app.keep_reference(app::PictureInput::File(png()), "ben").await.expect("a picture");
    assert_eq!((kept.width, kept.media_type), (96, "image/png"));
    assert_eq!(app.fsck(true).await.expect("a folder").orphans, 0);
    assert!(object(&studio, &kept.hash).is_file());
    ancient(&object(&studio, &kept.hash));
    ancient(&object(&studio, &two.hash));
    assert_eq!(app.fsck(true).await.expect("a folder").orphans, 1);
    assert!(!object(&studio, &kept.hash).is_file() && object(&studio, &two.hash).is_file());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_purged_stays_away_and_frees_its_room() {
    let studio = studio().await;
    let app = &studio.test.app;
    studio.ask(json!({"prompt": "a lamp"})).await;
    studio.work().await;
    let [take] = studio.takes().await.try_into().expect("one take");
    let folder = studio.folder().join("projects").join(&studio.project.id);
    let book = std::fs::read(folder.join("metadata.json")).expect("it is written");
    app.bin_project(&studio.project.id, "ben").await.expect("it is there");
    let binned: Value =
        serde_json::from_slice(&std::fs::read(folder.join("metadata.json")).expect("it is written"))
            .expect("JSON");
    assert!(binned["binned_at"].is_string(), "the book says that it lies in the bin");
    ancient(&object(&studio, &take.hash));
    app.purge_bin(Instant::from_micros(app.now().as_micros() + 10), "ben").await.expect("a sound store");
    assert!(!object(&studio, &take.hash).exists() && !folder.exists());
    // As if a crash had come between the store and the folder.
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("metadata.json"), book).expect("room on the disk");
    let report = app.rebuild_productions("ben").await.expect("a folder");
    assert_eq!((report.projects, report.takes), (0, 0));
    assert_eq!(code(app.project(&studio.project.id).await), ErrorCode::NotFound);
    assert!(!folder.exists(), "what was left of it is removed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_comes_back_from_the_files() {
    let studio = studio().await;
    let app = &studio.test.app;
    let style = json!({"positive": "lamp light", "steps": 12});
    app.save_style_preset("lamps", style, "ben").await.expect("a sound preset");
    app.save_style_preset("lamps", json!({"positive": "lamp light, dusk"}), "ben")
        .await
        .expect("a sound preset");
    let toma = character(&studio.test, &studio.project.id, "Toma", json!("a boy")).await;
    app.bin_character(&toma.id, true, "ben").await.expect("it is there");
    studio.ask(json!({"prompt": "a lamp", "count": 2})).await;
    let loose = json!({"prompt": "a lamp of nobody", "width": 64, "height": 64});
    app.generate(loose, "ben").await.expect("a sound wish");
    studio.work().await;
    let takes = studio.takes().await;
    let of_project: Vec<_> = takes.iter().filter(|take| take.project_id.is_some()).collect();
    app.review_take(&of_project[0].id, &json!({"best": true}), "ben").await.expect("fine");
    // The book is older than the last take, as it is after a crash.
    let book = studio.folder().join("projects").join(&studio.project.id).join("metadata.json");
    let mut older: Value = serde_json::from_slice(&std::fs::read(&book).expect("it is there")).expect("JSON");
    older["takes"].as_array_mut().expect("takes").retain(|take| take["id"] != json!(of_project[0].id));
    std::fs::write(&book, older.to_string()).expect("room on the disk");

    let folder = studio.folder();
    let fresh = TestApp::with(move |config| config.production.folder = Some(folder)).await;
    let report = fresh.app.rebuild_productions("ben").await.expect("sound files");
    assert_eq!((report.takes, report.presets, report.characters), (3, 2, 2), "{report:?}");
    for take in &takes {
        let back = fresh.app.take(&take.id).await.expect("it is back");
        let review = app.take(&take.id).await.expect("it is there").review;
        assert_eq!((&back.batch_id, back.review, back.at), (&take.batch_id, review, take.at));
    }
    assert!(fresh.app.production_character(&toma.id).await.expect("it is back").binned_at.is_some());
    assert_eq!(fresh.app.style_preset("lamps").await.expect("it is back").version, 2);
    // Only one is the best still.
    fresh.app.review_take(&of_project[1].id, &json!({"best": true}), "ben").await.expect("fine");
    assert!(!fresh.app.take(&of_project[0].id).await.expect("it is back").review.best);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reference_goes_with_its_character() {
    let studio = studio().await;
    let app = &studio.test.app;
    let new = app::NewReference {
        role: app::ReferenceRole::Likeness,
        weight: app::Hundredths(80),
        note: "by the lamp".to_owned(),
    };
    let file = || app::PictureInput::File(png());
    let added = app.add_reference(&studio.mirei.id, file(), &new, "ben").await.expect("a picture");
    assert_eq!((added.len(), added[0].note.as_str()), (1, "by the lamp"));
    let (bytes, kind) = app.kept_reference(&added[0].hash, false).await.expect("it is kept");
    assert_eq!((bytes, kind), (png(), "image/png"));
    assert_eq!(app.kept_reference(&added[0].hash, true).await.expect("it is kept").1, "image/jpeg");
    for (odd, expected) in [
        (b"GIF89a".to_vec(), ErrorCode::InvalidInput),
        (b"<svg/>".to_vec(), ErrorCode::UnsupportedMediaType),
        (Vec::new(), ErrorCode::InvalidInput),
    ] {
        let odd = app::PictureInput::File(odd);
        let told = app.add_reference(&studio.mirei.id, odd, &new, "ben").await.expect_err("no picture");
        assert!(told.code == expected || told.code == ErrorCode::UnsupportedMediaType, "{told:?}");
    }
    let unknown = json!({"references": [{"hash": "ab".repeat(32), "role": "likeness"}]});
    let change = CharacterChange { bible: unknown, ..CharacterChange::default() };
    assert_eq!(
        code(app.update_character(&studio.mirei.id, &change, "ben").await),
        ErrorCode::InvalidParameter
    );
    // Into another house, picture and all; without the picture it is refused, and not made to fail for ever.
    let exported = app.export_character(&studio.mirei.id).await.expect("it is there");
    let fresh = TestApp::new().await;
    let project = fresh.app.create_project(json!({"name": "Lamps"}), "ann").await.expect("fine");
    let mut bare = exported.clone();
    bare["pictures"] = json!({});
    assert_eq!(code(fresh.app.import_character(&project.id, bare, "ann").await), ErrorCode::InvalidParameter);
    let copy = fresh.app.import_character(&project.id, exported, "ann").await.expect("a sound file");
    let wish = json!({
        "prompt": "a lamp", "project_id": project.id, "character_id": copy.id, "width": 64, "height": 64,
    });
    let wished = fresh.app.generate(wish, "ann").await.expect("a sound wish");
    let request = WorkRequest { kinds: vec!["generate".to_owned()], drain: true, ..WorkRequest::default() };
    fresh.app.work_jobs(&request, std::future::pending()).await.expect("a sound store");
    let job = fresh.app.picture_job(wished.job_id.as_str()).await.expect("it is there");
    assert_eq!((job.status, job.error), ("completed", None));
    assert_eq!(job.recipe.expect("with its recipe").references.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn takes_are_found_by_words_and_by_a_picture() {
    let studio = studio().await;
    let app = &studio.test.app;
    let wish = json!({
        "prompt": "a {lamp|candle} on a pier", "seed": 1, "width": 256, "height": 256, "count": 2,
        "character_id": studio.mirei.id,
    });
    let wished = studio.ask(wish).await;
    studio.ask(json!({"prompt": "an empty railway station", "seed": 9, "width": 256, "height": 256})).await;
    studio.work().await;
    let found = app.search_takes("silver PIER", 10).await.expect("a sound store");
    assert_eq!(found.len(), 2, "both words stand in two of them");
    assert_eq!(
        (found[0].source, found[0].words.as_slice()),
        ("take", &["pier".to_owned(), "silver".to_owned()][..])
    );
    assert_eq!(app.search_takes("mirei", 10).await.expect("a sound store").len(), 2, "by the figure");
    assert_eq!(app.search_takes("lanterns", 1).await.expect("a sound store").len(), 1, "by the project");
    assert!(app.search_takes("pier volcano", 10).await.expect("a sound store").is_empty());
    let job = app.picture_job(wished.job_id.as_str()).await.expect("it is there");
    let take = job.take_id.expect("it is made");
    let small = app.take_thumbnail(&take).await.expect("it is kept");
    assert_eq!(&small[..3], b"\xff\xd8\xff");
    // The small copy is a picture of the take, and no picture of the catalog is kept here.
    let answer = app
        .search_by_picture(app::PictureInput::File(small), &app::PictureRequest::default())
        .await
        .expect("there are takes");
    assert!(answer.is_match && answer.results.is_empty(), "{answer:?}");
    assert_eq!(answer.takes[0].take.id, take);
    // What was purged is not found any more.
    app.bin_project(&studio.project.id, "ben").await.expect("it is there");
    app.purge_bin(Instant::from_micros(app.now().as_micros() + 10), "ben").await.expect("a sound store");
    assert!(app.search_takes("pier", 10).await.expect("a sound store").is_empty());
    let grid = app.picture_batch(&wished.batch_id).await;
    assert_eq!(code(grid), ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_grid_is_shown_as_one() {
    let studio = studio().await;
    let wish =
        json!({"prompt": "a lamp", "matrix": {"steps": [10, 20], "sampler": ["euler", "ddim"]}, "count": 2});
    let wished = studio.ask(wish).await;
    studio.work().await;
    let grid = studio.test.app.picture_batch(&wished.batch_id).await.expect("it is there");
    assert_eq!((grid.axes.len(), grid.cells.len(), grid.counts["completed"]), (2, 4, 8));
    // The axes go by their names, the last one fastest.
    assert_eq!(
        (&grid.cells[1].values["steps"], &grid.cells[2].values["sampler"]),
        (&json!(20), &json!("ddim"))
    );
    assert!(grid.cells.iter().all(|cell| cell.jobs.len() == 2 && cell.takes.len() == 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn engines_are_ready_when_they_are_warm() {
    let studio = studio().await;
    studio.ask(json!({"prompt": "a lamp"})).await;
    studio.work().await;
    let engines = studio.test.app.picture_engines().await.expect("a sound pool");
    assert_eq!((engines[0].state, engines[0].ready), ("ready", true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pictures_are_kept_in_a_bucket() {
    let bucket = testkit::bucket::Bucket::start("studio");
    let endpoint = bucket.server().url();
    let test = TestApp::with(move |config| {
        config.production.objects = Some("s3://studio/emaki".to_owned());
        config.production.object_options = [
            ("AWS_ENDPOINT", endpoint.as_str()),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "testing"),
            ("AWS_SECRET_ACCESS_KEY", "testing"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    })
    .await;
    let app = &test.app;
    let wish = json!({"prompt": "a lamp", "width": 64, "height": 64});
    app.generate(wish, "ben").await.expect("a sound wish");
    let request = WorkRequest { kinds: vec!["generate".to_owned()], drain: true, ..WorkRequest::default() };
    app.work_jobs(&request, std::future::pending()).await.expect("a sound store");
    let [take] = app.takes(&TakeQuestion::default()).await.expect("fine").items.try_into().expect("one take");
    let key = format!("emaki/objects/{}/{}.png", &take.hash[..2], take.hash);
    assert_eq!(bucket.keys(), std::slice::from_ref(&key));
    assert_eq!(
        app.take_file(&take.id).await.expect("it is kept"),
        bucket.object(&key).expect("it is kept").body
    );
    let folder = app.config().data_dir.join("productions");
    assert!(folder.join(&take.file).is_file(), "it lies where its maker looks for it");
    assert!(!folder.join("objects").exists(), "and is kept in one place");
    std::fs::remove_file(folder.join(&take.file)).expect("it is there");
    let mended = app.fsck(true).await.expect("a folder");
    assert_eq!((mended.restored, mended.orphans), (vec![take.file.clone()], 0));
    assert_eq!(app.take_thumbnail(&take.id).await.map(|small| small[0]).ok(), Some(0xff));
}
