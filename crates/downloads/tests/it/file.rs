//! A file downloaded whole, in parts, again, and not at all.

use std::time::Duration;

use downloads::file::download;
use people::FailureCategory;
use sources::http::Clock;
use testkit::replay::{Answer, Fault, Replay};

use super::{ask, film, names, net, net_by, ranged, sha256};

const NOBODY: &downloads::file::Tell<'static> = &|_, _| {};

#[tokio::test]
async fn a_file_comes_whole_hashed_and_with_the_right_ending() {
    let (replay, folder) = (Replay::start().await, tempfile::tempdir().expect("a folder"));
    let body = film(3_000_000);
    let answer = Answer::bytes("application/octet-stream", body.clone());
    replay.on(
        "GET",
        "/x",
        answer.with_header("content-disposition", "attachment; filename=\"Moon/lit.bin\"").chunked(),
    );
    let got =
        download(&net(&replay.url()), &ask(&replay, "/x", folder.path()), NOBODY).await.expect("a file");
    assert_eq!(got.content.sha256, sha256(&body));
    assert_eq!((got.content.bytes, got.content.extension.as_str()), (3_000_000, "mp4"));
    assert_eq!(got.content.content_type, "video/mp4");
    assert_eq!(got.name.as_deref(), Some("lit.bin"));
    assert_eq!(names(folder.path()), ["film.mp4"]);
    assert_eq!(std::fs::read(&got.path).expect("it is there"), body);
}

#[tokio::test]
async fn what_breaks_off_is_gone_on_with() {
    let (replay, folder) = (Replay::start().await, tempfile::tempdir().expect("a folder"));
    let body = film(5_000_000);
    let served = body.clone();
    let route = replay.serve("GET", "/x", move |request| ranged(request, &served, "one"));
    route.fault_next(2, Fault::Truncate);
    let got =
        download(&net(&replay.url()), &ask(&replay, "/x", folder.path()), NOBODY).await.expect("a file");
    assert_eq!(got.content.sha256, sha256(&body));
    let requests = replay.requests();
    assert!(requests.len() == 3, "{}", requests.len());
    assert_eq!(requests[1].header("if-range"), Some("\"one\""));
    assert!(requests.last().expect("one").header("range").is_some());
    assert!(got.received < 2 * body.len() as u64, "what is there is not sent again: {}", got.received);
    assert_eq!(names(folder.path()), ["film.mp4"]);
}

#[tokio::test]
async fn a_later_process_goes_on_and_a_changed_file_is_fetched_anew() {
    for (tag, again) in [("one", false), ("two", true)] {
        let (replay, folder) = (Replay::start().await, tempfile::tempdir().expect("a folder"));
        let body = film(2_000_000);
        let served = body.clone();
        let route = replay.serve("GET", "/x", move |request| ranged(request, &served, "one"));
        route.fault(Fault::Truncate);
        let net = net(&replay.url());
        let mut asked = ask(&replay, "/x", folder.path());
        // A process that dies in the midst leaves what came.
        let broken = tokio::time::timeout(Duration::from_millis(1), download(&net, &asked, NOBODY)).await;
        drop(broken);
        replay.forget();
        asked.stem = "film";
        std::fs::write(folder.path().join(".film.part"), &body[..700_000]).expect("room");
        let mark = format!("{{\"etag\":\"\\\"one\\\"\",\"total\":{}}}", body.len());
        std::fs::write(folder.path().join(".film.part.json"), mark).expect("room");
        let now = if again { film(2_000_000).into_iter().rev().collect() } else { body.clone() };
        let now: Vec<u8> = if again { [&body[..64], &now[64..]].concat() } else { now };
        let (served, tag) = (now.clone(), tag.to_owned());
        let late = Replay::start().await;
        late.serve("GET", "/x", move |request| ranged(request, &served, &tag));
        let asked = ask(&late, "/x", folder.path());
        let got = download(&net, &asked, NOBODY).await.expect("a file");
        assert_eq!(got.content.sha256, sha256(&now), "again: {again}");
        assert_eq!(got.received, if again { 2_000_000 } else { 1_300_000 });
    }
}

#[tokio::test]
async fn a_page_is_no_film() {
    let (replay, folder) = (Replay::start().await, tempfile::tempdir().expect("a folder"));
    replay.on("GET", "/page", Answer::html("<html><title>Log in</title>"));
    replay.on("GET", "/masked", Answer::bytes("video/mp4", "<!DOCTYPE html><html><title>Log in</title>"));
    replay.on("GET", "/empty", Answer::bytes("video/mp4", ""));
    for path in ["/page", "/masked", "/empty"] {
        let asked = ask(&replay, path, folder.path());
        let trouble = download(&net(&replay.url()), &asked, NOBODY).await.expect_err("it is no film");
        assert_eq!(trouble.category, FailureCategory::Validation, "{trouble}");
        assert_eq!(names(folder.path()), Vec::<String>::new(), "nothing is left of {path}");
    }
    let html =
        Answer::html("<html>mine").with_header("content-disposition", "attachment; filename=\"mine.html\"");
    replay.on("GET", "/mine", html);
    let asked = ask(&replay, "/mine", folder.path());
    let got = download(&net(&replay.url()), &asked, NOBODY).await.expect("a page that is a file");
    assert_eq!(got.content.extension, "html");
}

#[tokio::test]
async fn bounds_hold() {
    let (replay, folder) = (Replay::start().await, tempfile::tempdir().expect("a folder"));
    replay.on("GET", "/told", Answer::bytes("video/mp4", film(100_000)));
    replay.on("GET", "/untold", Answer::bytes("video/mp4", film(100_000)).chunked());
    for path in ["/told", "/untold"] {
        let mut asked = ask(&replay, path, folder.path());
        asked.most_bytes = 50_000;
        let trouble = download(&net(&replay.url()), &asked, NOBODY).await.expect_err("too large");
        assert_eq!(trouble.category, FailureCategory::Validation);
        assert!(trouble.message.contains("50000"), "{trouble}");
        assert_eq!(names(folder.path()), Vec::<String>::new());
    }
    let mut asked = ask(&replay, "/told", folder.path());
    asked.keep_free = u64::MAX;
    let trouble = download(&net(&replay.url()), &asked, NOBODY).await.expect_err("no room");
    assert_eq!(trouble.category, FailureCategory::Disk, "{trouble}");
    asked.keep_free = 0;
    download(&net(&replay.url()), &asked, NOBODY).await.expect("there is room again");

    let guarded = net_by(&replay.url(), Clock::system(), false);
    let trouble = download(&guarded, &asked, NOBODY).await.expect_err("a private address");
    assert!(trouble.message.contains("private"), "{trouble}");
}

#[tokio::test]
async fn a_host_that_wants_a_pause_gets_it_from_all() {
    let (replay, folder) = (Replay::start().await, tempfile::tempdir().expect("a folder"));
    let route = replay.on("GET", "/x", Answer::bytes("video/mp4", film(1000)));
    route.fault_next(1, Answer::too_many().retry_after(900));
    let clock = Clock::manual(model::Instant::EPOCH);
    let net = net_by(&replay.url(), clock.clone(), true);
    let asked = ask(&replay, "/x", folder.path());
    let trouble = download(&net, &asked, NOBODY).await.expect_err("a pause is asked for");
    assert_eq!(
        (trouble.category, trouble.pause),
        (FailureCategory::RateLimit, Some(Duration::from_mins(15)))
    );
    assert_eq!(route.count(), 1, "nobody asks again at once");
    let trouble = download(&net, &asked, NOBODY).await.expect_err("it rests, and nobody stands and waits");
    assert!(trouble.is_rest(), "{trouble}");
    assert_eq!(trouble.pause, Some(Duration::from_mins(15)));
    assert_eq!(route.count(), 1, "a host that rests is not asked");
    clock.advance(Duration::from_secs(901));
    download(&net, &asked, NOBODY).await.expect("a file");
    route.fault_next(1, Answer::failing(503));
    let asked = downloads::file::Ask { stem: "other", ..asked };
    download(&net, &asked, NOBODY).await.expect("a stumble is no end");
}

#[tokio::test]
async fn two_do_not_write_one_file() {
    let (replay, folder) = (Replay::start().await, tempfile::tempdir().expect("a folder"));
    let lock = std::fs::File::create(folder.path().join(".film.part")).expect("room");
    lock.lock().expect("a lock");
    let asked = ask(&replay, "/x", folder.path());
    let trouble = download(&net(&replay.url()), &asked, NOBODY).await.expect_err("somebody else has it");
    assert_eq!(trouble.category, FailureCategory::System);
    assert_eq!(replay.total(), 0);
}
