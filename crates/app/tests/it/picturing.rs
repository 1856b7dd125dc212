//! Pictures fetched from a server of the test's own, kept once, and found again by what is left of them.

#[path = "../../../pictures/examples/measure/scenes.rs"]
mod scenes;

use std::sync::Mutex;

use app::{
    App, ErrorCode, PictureAnswer, PictureFetch, PictureInput, PictureReport, PictureRequest, WorkRef,
    testing::TestApp,
};
use model::{Image, ImageKind};
use pictures::{Picture, thumbnail};
use scenes::scene;
use testkit::replay::{Answer, Replay};

/// A picture as a JPEG file.
fn file(picture: &Picture) -> Vec<u8> {
    thumbnail(picture, 4096)
}

/// A picture built from another one's pixels.
fn built(picture: &Picture, size: (u32, u32), from: impl Fn(u32, u32) -> (u32, u32)) -> Picture {
    let mut rgb = Vec::new();
    for y in 0..size.1 {
        for x in 0..size.0 {
            let (x, y) = from(x, y);
            let at = (y * picture.width() + x) as usize * 3;
            rgb.extend_from_slice(&picture.rgb()[at..at + 3]);
        }
    }
    Picture::new(size.0, size.1, rgb).expect("as many")
}

fn mirrored(picture: &Picture) -> Picture {
    built(picture, (picture.width(), picture.height()), |x, y| (picture.width() - 1 - x, y))
}

/// The middle of it, 7 tenths of each side.
fn cropped(picture: &Picture) -> Picture {
    let part = |side: u32| side * 7 / 10;
    let size = (part(picture.width()), part(picture.height()));
    let (left, top) = (picture.width() * 3 / 20, picture.height() * 3 / 20);
    built(picture, size, |x, y| (x + left, y + top))
}

/// A server with posters of works 1 to 12, and the works themselves; the app may ask it.
async fn furnished() -> (Replay, TestApp) {
    let replay = Replay::start().await;
    let test = TestApp::with(|config| config.allow_private = true).await;
    for number in 1..=12u64 {
        let path = format!("/poster/{number}.jpg");
        replay.on("GET", &path, Answer::bytes("image/jpeg", file(&scene(number))));
        let url = format!("{}{path}", replay.url());
        test.work(&format!("Depot {number}"), &format!("mal:{number}"))
            .with(|record| record.images.push(Image { url, kind: ImageKind::Poster }))
            .save()
            .await;
    }
    (replay, test)
}

async fn fetch(app: &App, request: &PictureFetch) -> PictureReport {
    app.fetch_pictures(request, &|_| ()).await.expect("a run")
}

async fn find(app: &App, picture: &Picture) -> PictureAnswer {
    let input = PictureInput::File(file(picture));
    app.search_by_picture(input, &PictureRequest::default()).await.expect("a picture")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pictures_are_fetched_once_and_found_by_what_is_left_of_them() {
    let (replay, test) = furnished().await;
    let app = &test.app;
    let empty = app.search_by_picture(PictureInput::File(file(&scene(1))), &PictureRequest::default()).await;
    let empty = empty.expect_err("nothing is kept");
    assert_eq!(empty.code, ErrorCode::NotConfigured);
    assert!(empty.hint.expect("what to do").contains("emaki pictures fetch"));

    let told = Mutex::new(Vec::new());
    let hear = |progress: app::Progress| told.lock().expect("no panic").push((progress.done, progress.total));
    let report = app.fetch_pictures(&PictureFetch::default(), &hear).await.expect("a run");
    assert_eq!((report.due, report.new, report.is_partial()), (12, 12, false), "{report:?}");
    assert_eq!(told.lock().expect("no panic").last(), Some(&(12, Some(12))));
    let again = fetch(app, &PictureFetch::default()).await;
    assert_eq!((again, replay.total()), (PictureReport::default(), 12), "nothing is fetched twice");

    for (what, picture) in [
        ("the picture itself", scene(5)),
        ("half of it", scene(5).reduced(scene(5).width() / 2)),
        ("mirrored", mirrored(&scene(5))),
        ("cropped", cropped(&scene(5))),
    ] {
        let found = find(app, &picture).await;
        assert!(found.is_match && found.nearest.is_empty(), "{what}: {found:?}");
        let first = &found.results[0];
        assert_eq!(
            (first.card.title.as_str(), first.picture.mirrored),
            ("Depot 5", what == "mirrored"),
            "{what}"
        );
        assert!(first.relevance > 0.5 && first.relevance <= 1.0, "{what}: {}", first.relevance);
        let area = first.picture.window.width * first.picture.window.height;
        assert_eq!(area < 0.7, what == "cropped", "{what}: {:?}", first.picture.window);
    }
    let other = find(app, &scene(70_001)).await;
    assert!(!other.is_match && other.results.is_empty(), "{other:?}");
    assert_eq!(other.message, "no match among 12 kept pictures");

    let small = find(app, &scene(5)).await.results[0].picture.thumbnail.clone();
    let small = app.thumbnail(small.trim_start_matches("/pictures/")).await.expect("it is kept");
    assert_eq!(&small[..2], [0xff, 0xd8], "a JPEG file");
    for odd in ["", "x.jpg", "../catalog.sqlite", &format!("{}.jpg", "0".repeat(64))] {
        assert_eq!(app.thumbnail(odd).await.expect_err("no picture").code, ErrorCode::NotFound, "{odd}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_file_at_two_addresses_is_one_picture_of_two_works() {
    let (replay, test) = furnished().await;
    replay.on("GET", "/copy.jpg", Answer::bytes("image/jpeg", file(&scene(3))));
    let shared = format!("{}/poster/7.jpg", replay.url());
    let copy = format!("{}/copy.jpg", replay.url());
    for (title, id, url) in [("Copy", "mal:50", copy), ("Sharer", "mal:51", shared)] {
        let image = Image { url, kind: ImageKind::Poster };
        test.work(title, id).with(|record| record.images.push(image)).save().await;
    }
    let report = fetch(&test.app, &PictureFetch::default()).await;
    assert_eq!((report.new, report.same), (12, 2), "{report:?}");
    assert_eq!(replay.count("/poster/7.jpg"), 1, "one address is asked once, whoever names it");
    let status = test.app.picture_status().await.expect("counts");
    assert_eq!((status.pictures, status.works, status.kept, status.failed), (12, 14, 14, 0));
    let titles = |answer: &PictureAnswer| {
        let mut titles: Vec<String> = answer.results.iter().map(|hit| hit.card.title.clone()).collect();
        titles.sort();
        titles
    };
    assert_eq!(titles(&find(&test.app, &scene(3)).await), ["Copy", "Depot 3"]);
    assert_eq!(titles(&find(&test.app, &scene(7)).await), ["Depot 7", "Sharer"]);

    let work = |id: &str| id.parse::<WorkRef>().expect("an id");
    let alike =
        test.app.similar_by_picture(&work("mal:50"), &PictureRequest::default()).await.expect("alike");
    assert!(alike.is_match && alike.results[0].card.title == "Depot 3", "{alike:?}");
    test.work("Blank", "mal:60").save().await;
    let blank = test.app.similar_by_picture(&work("mal:60"), &PictureRequest::default()).await;
    let blank = blank.expect_err("it has no picture");
    assert_eq!(blank.code, ErrorCode::NotFound);
    assert!(blank.hint.expect("what to do").starts_with("`emaki pictures fetch"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failures_are_kept_with_their_reason_and_rest() {
    let replay = Replay::start().await;
    let test = TestApp::with(|config| {
        config.allow_private = true;
        config.pictures.max_bytes = 200_000;
        config.pictures.max_pixels = 1_000_000;
    })
    .await;
    let bomb = png_of(30_000, 30_000);
    for (path, answer) in [
        ("/gone.jpg", Answer::status(404)),
        ("/bomb.png", Answer::bytes("image/png", bomb)),
        ("/long.jpg", Answer::bytes("image/jpeg", vec![0xff; 300_000])),
        ("/drawing.svg", Answer::bytes("image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")),
        ("/cut.jpg", Answer::bytes("image/jpeg", file(&scene(1))[..900].to_vec())),
    ] {
        replay.on("GET", path, answer);
    }
    let sound = replay.on("GET", "/moody.jpg", Answer::bytes("image/jpeg", file(&scene(2))));
    sound.fault_next(1, Answer::failing(500));
    for (number, path) in
        (1..).zip(["/gone.jpg", "/bomb.png", "/long.jpg", "/drawing.svg", "/cut.jpg", "/moody.jpg"])
    {
        let image = Image { url: format!("{}{path}", replay.url()), kind: ImageKind::Poster };
        test.work(&format!("Depot {number}"), &format!("mal:{number}"))
            .with(|record| record.images.push(image))
            .save()
            .await;
    }
    let report = fetch(&test.app, &PictureFetch::default()).await;
    let failed: Vec<(&str, u64)> =
        report.failed.iter().map(|(code, count)| (code.as_str(), *count)).collect();
    assert_eq!(failed, [("damaged", 1), ("format", 1), ("status", 2), ("too_large", 2)], "{report:?}");
    let status = test.app.picture_status().await.expect("counts");
    assert_eq!((status.kept, status.failed), (0, 6));
    let moody = status.failures.iter().find(|failed| failed.url.ends_with("/moody.jpg")).expect("it failed");
    assert_eq!(moody.reason, "the server answered with status 500");
    let gone = status.failures.iter().find(|failed| failed.url.ends_with("/gone.jpg")).expect("it failed");
    assert!(gone.next_try_at > moody.next_try_at, "what is gone is asked for less often");

    assert_eq!(fetch(&test.app, &PictureFetch::default()).await.due, 0, "all of them rest");
    let again = PictureFetch { works: vec!["mal:6".to_owned()], retry: true, ..PictureFetch::default() };
    assert_eq!(fetch(&test.app, &again).await.new, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_that_wants_a_rest_gets_it() {
    let (replay, test) = furnished().await;
    replay.fault(Answer::too_many());
    let report = fetch(&test.app, &PictureFetch::default()).await;
    assert_eq!((report.failed.get("busy"), report.left), (Some(&1), 11), "{report:?}");
    assert_eq!(replay.total(), 1);
    replay.heal();
    let report = fetch(&test.app, &PictureFetch { retry: true, ..PictureFetch::default() }).await;
    assert_eq!(report.new, 12, "it goes on where it was");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_led_into_private_networks() {
    let replay = Replay::start().await;
    let test = TestApp::new().await;
    let url = format!("{}/poster.jpg", replay.url());
    let image = Image { url: url.clone(), kind: ImageKind::Poster };
    test.work("Depot", "mal:1").with(|record| record.images.push(image)).save().await;
    let report = fetch(&test.app, &PictureFetch::default()).await;
    assert_eq!(report.failed.get("forbidden"), Some(&1));
    let (_gallery, open) = furnished().await;
    fetch(&open.app, &PictureFetch::default()).await;
    let mut config = open.app.config().clone();
    config.allow_private = false;
    let guarded = App::open(config).await.expect("the same store");
    let asked = guarded.search_by_picture(PictureInput::Text(url), &PictureRequest::default()).await;
    let refused = asked.expect_err("a private address");
    assert_eq!(refused.code, ErrorCode::InvalidParameter, "{refused}");
    assert!(refused.message.contains("private"), "{refused}");
    assert_eq!(replay.total(), 0, "nobody was asked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_picture_is_refused() {
    let (_replay, test) = furnished().await;
    fetch(&test.app, &PictureFetch { limit: Some(1), ..PictureFetch::default() }).await;
    let bomb = png_of(30_000, 30_000);
    for (input, code) in [
        (PictureInput::File(bomb), ErrorCode::PayloadTooLarge),
        (PictureInput::File(Vec::new()), ErrorCode::InvalidInput),
        (PictureInput::File(b"GIF89a".to_vec()), ErrorCode::InvalidInput),
        (
            PictureInput::File(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec()),
            ErrorCode::UnsupportedMediaType,
        ),
        (PictureInput::File(vec![1; 17 << 20]), ErrorCode::PayloadTooLarge),
        (PictureInput::Text("no base64!".to_owned()), ErrorCode::InvalidParameter),
        (PictureInput::Text("data:text/plain,moon".to_owned()), ErrorCode::InvalidParameter),
        (PictureInput::Text("file:///etc/passwd".to_owned()), ErrorCode::InvalidParameter),
    ] {
        let shown = format!("{input:.60?}");
        let refused = test.app.search_by_picture(input, &PictureRequest::default()).await;
        let refused = refused.expect_err("no picture");
        assert_eq!(refused.code, code, "{shown}: {refused}");
        assert!((400..500).contains(&refused.code.http_status()) && refused.hint.is_some(), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_fetches_with_progress() {
    let (_replay, test) = furnished().await;
    let accepted = test.app.enqueue_pictures(&PictureFetch::default()).await.expect("room in the queue");
    let second = test.app.enqueue_pictures(&PictureFetch::default()).await.expect("room in the queue");
    assert_eq!((second.job_id.clone(), second.is_new), (accepted.job_id, false), "one at a time");
    let request = app::WorkRequest { drain: true, ..app::WorkRequest::default() };
    test.app.work_jobs(&request, std::future::pending()).await.expect("a worker");
    let job = test.app.job(second.job_id.as_str()).await.expect("it is there");
    assert_eq!(job.status, app::JobState::Done, "{job:?}");
    assert_eq!(test.app.picture_status().await.expect("counts").pictures, 12);
}

/// The beginning of a PNG file that says it is so large, and holds next to nothing.
fn png_of(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut crc = u32::MAX;
    for byte in &header {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\r".to_vec();
    bytes.extend(header);
    bytes.extend((!crc).to_be_bytes());
    bytes.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    bytes
}
