//! Files and folders of Drive, with every page that stands in between.

use downloads::drive::{file, folder};
use people::FailureCategory;
use sources::http::Secret;
use testkit::replay::{Answer, Replay};

use super::{ask, film, names, net, ranged, sha256};

const NOBODY: &downloads::file::Tell<'static> = &|_, _| {};
const ID: &str = "1abcdefghijklmnopqrstuvwxyz0123";

/// The page before a large file, whose form leads to this server.
fn confirm(replay: &Replay) -> String {
    let page = include_str!("../../fixtures/drive/confirm.html");
    page.replace("https://usercontent.example", &replay.url())
}

#[tokio::test]
async fn a_large_file_comes_after_its_page_and_goes_on() {
    let (replay, place) = (Replay::start().await, tempfile::tempdir().expect("a folder"));
    let body = film(4_000_000);
    replay.on("GET", "/uc", Answer::redirect("/uc2"));
    replay.on("GET", "/uc2", Answer::html(confirm(&replay)));
    let served = body.clone();
    let route = replay.serve("GET", "/download", move |request| {
        assert_eq!(request.query_value("confirm").as_deref(), Some("t"));
        assert_eq!(request.query_value("uuid").as_deref(), Some("0c2f3f5e-0000-4000-8000-000000000001"));
        let name = "attachment; filename=\"x.mp4\"; filename*=UTF-8''%E6%9C%88%20one.mp4";
        ranged(request, &served, "g1").with_header("content-disposition", name)
    });
    route.fault_next(1, testkit::replay::Fault::Truncate);
    let got =
        file(&net(&replay.url()), ID, None, &ask(&replay, "/", place.path()), NOBODY).await.expect("a film");
    assert_eq!(got.content.sha256, sha256(&body));
    assert_eq!(got.name.as_deref(), Some("月 one.mp4"));
    assert_eq!(route.count(), 2, "the second request goes on");
    assert_eq!(names(place.path()), ["film.mp4"]);
}

#[tokio::test]
async fn pages_in_a_files_place_are_told_apart() {
    let quota = include_str!("../../fixtures/drive/quota.html");
    for (answer, category) in [
        (Answer::html(quota), FailureCategory::Quota),
        (Answer::html(quota).with_status(403), FailureCategory::Quota),
        (Answer::redirect("/v3/signin/identifier?continue=x"), FailureCategory::Permission),
        (Answer::html("<title>Error 404 (Not Found)!!1</title>").with_status(404), FailureCategory::Gone),
        (Answer::status(404), FailureCategory::Gone),
        (Answer::html("<title>A page of somebody's</title>"), FailureCategory::Validation),
        (Answer::failing(500), FailureCategory::Network),
    ] {
        let (replay, place) = (Replay::start().await, tempfile::tempdir().expect("a folder"));
        replay.on("GET", "/uc", answer);
        replay.on("GET", "/v3/signin/identifier", Answer::html("<title>Sign in - Accounts</title>"));
        let asked = ask(&replay, "/", place.path());
        let trouble = file(&net(&replay.url()), ID, None, &asked, NOBODY).await.expect_err("no file");
        assert_eq!(trouble.category, category, "{trouble}");
        assert!(!names(place.path()).iter().any(|name| !name.starts_with('.')), "{:?}", names(place.path()));
    }
}

#[tokio::test]
async fn a_page_that_leads_to_itself_ends() {
    let (replay, place) = (Replay::start().await, tempfile::tempdir().expect("a folder"));
    replay.on("GET", "/uc", Answer::html(confirm(&replay)));
    replay.on("GET", "/download", Answer::html(confirm(&replay)));
    let trouble = file(&net(&replay.url()), ID, None, &ask(&replay, "/", place.path()), NOBODY)
        .await
        .expect_err("a circle");
    assert!(trouble.message.contains("again and again"), "{trouble}");
}

#[tokio::test]
async fn folders_are_listed_by_what_anybody_is_shown() {
    let replay = Replay::start().await;
    let view = replay.on(
        "GET",
        "/embeddedfolderview",
        Answer::html(include_str!("../../fixtures/drive/embedded.html")),
    );
    let listed = folder(&net(&replay.url()), ID, None).await.expect("a list");
    assert_eq!(listed.entries.len(), 3);
    assert!(listed.entries[1].is_document() && listed.entries[2].is_folder() && !listed.may_have_more);

    view.now(Answer::html("<html></html>"));
    let item =
        |n: usize| format!(r"\x5b\x22{n:020}\x22,\x5b\x22p\x22\x5d,\x22f{n}.mp4\x22,\x22video\/mp4\x22\x5d");
    let items: Vec<String> = (0..50).map(item).collect();
    let page = format!(r"<script>window['_DRIVE_ivd'] = '\x5b\x5b{}\x5d\x5d';</script>", items.join(","));
    let own = replay.on("GET", &format!("/drive/folders/{ID}"), Answer::html(page));
    let listed = folder(&net(&replay.url()), ID, None).await.expect("a list");
    assert_eq!((listed.entries.len(), listed.may_have_more), (50, true));

    own.now(Answer::redirect("/v3/signin/identifier"));
    replay.on("GET", "/v3/signin/identifier", Answer::html("<title>Sign in</title>"));
    let trouble = folder(&net(&replay.url()), ID, None).await.expect_err("private");
    assert_eq!(trouble.category, FailureCategory::Permission, "{trouble}");
}

#[tokio::test]
async fn with_a_key_the_api_gives_every_page() {
    let replay = Replay::start().await;
    replay.serve("GET", "/api/drive/v3/files", |request| {
        assert_eq!(request.query_value("key").as_deref(), Some("secret-key"));
        let page: usize = request.query_value("pageToken").map_or(0, |token| token.parse().expect("ours"));
        let file = format!(r#"{{"id":"id-{page}","name":"n{page}.mp4","mimeType":"video/mp4"}}"#);
        let next = if page < 2 { format!(r#""nextPageToken":"{}","#, page + 1) } else { String::new() };
        Answer::json(format!("{{{next}\"files\":[{file}]}}"))
    });
    let key = Secret::new("secret-key");
    let listed = folder(&net(&replay.url()), ID, Some(&key)).await.expect("a list");
    let ids: Vec<&str> = listed.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, ["id-0", "id-1", "id-2"]);
}
