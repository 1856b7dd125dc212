//! Google Docs by their exports, as text and as page.

use downloads::docs::document;
use people::FailureCategory;
use testkit::replay::{Answer, Replay};

use super::net;

#[tokio::test]
async fn a_document_comes_as_text_and_as_page() {
    let replay = Replay::start().await;
    let path = "/docs/document/d/1doc/export";
    replay.on("GET", &format!("{path}?format=txt"), Answer::text("\u{feff}Moonlit Depot\r\n"));
    replay.on(
        "GET",
        &format!("{path}?format=html"),
        Answer::html("<html><a href=\"https://youtu.be/aaaaaaaaaaa\">"),
    );
    let document = document(&net(&replay.url()), "1doc").await.expect("a document");
    assert_eq!(document.text, "Moonlit Depot\r\n");
    assert!(document.html.contains("youtu.be"));
}

#[tokio::test]
async fn a_published_document_is_read_from_its_page() {
    let replay = Replay::start().await;
    let page = "<div id=\"contents\"><p>Moonlit Depot</p><p><a href=\"https://youtu.be/aaaaaaaaaaa\">one</a></p></div>";
    replay.on("GET", "/docs/document/d/e/2PACX-1abc/pub", Answer::html(page));
    let document = document(&net(&replay.url()), "2PACX-1abc").await.expect("a document");
    assert_eq!(document.text, "Moonlit Depot\none");
    assert!(document.html.contains("youtu.be"));
}

#[tokio::test]
async fn a_private_or_lost_document_is_told_so() {
    let replay = Replay::start().await;
    replay.on("GET", "/docs/document/d/private/export", Answer::redirect("/ServiceLogin?x"));
    replay.on("GET", "/ServiceLogin", Answer::html("<title>Google Docs: Sign-in</title>"));
    replay.on(
        "GET",
        "/docs/document/d/lost/export",
        Answer::html("<title>Page Not Found</title>").with_status(404),
    );
    replay.on("GET", "/docs/document/d/denied/export", Answer::status(401));
    for (id, category) in [
        ("private", FailureCategory::Permission),
        ("lost", FailureCategory::Gone),
        ("denied", FailureCategory::Permission),
    ] {
        let trouble = document(&net(&replay.url()), id).await.expect_err("no document");
        assert_eq!(trouble.category, category, "{id}: {trouble}");
    }
}
