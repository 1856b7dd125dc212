//! A page that only a browser gets: the plain way is blocked, and a script makes the page.

use sources::{
    http::{Browser, How},
    providers::Ask,
};
use testkit::replay::Answer;

use crate::scene::Scene;

/// Blocks whoever runs no scripts.
const CHALLENGE: &str = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>\
    <script>document.cookie = 'passed=1'; location.reload();</script>Checking your browser</body></html>";

#[tokio::test]
async fn a_browser_gets_what_is_blocked() {
    let Some(installed) = testkit::browser(1) else { return };
    let binary = installed.binary.map(|path| path.display().to_string()).unwrap_or_default();
    let scene =
        Scene::with(|builder| builder.browser(Some(Box::new(Browser::new(&binary, "emaki/test"))))).await;
    scene.replay.robots("");
    scene.replay.serve("GET", "/anime/1", |request| {
        if request.header("cookie").is_some_and(|cookies| cookies.contains("passed=1")) {
            Answer::html(include_str!("../../fixtures/livechart/anime.html"))
        } else {
            Answer::html(CHALLENGE).with_status(503)
        }
    });
    let livechart = model::SourceId::known("livechart");
    let ask = Ask::new("anime").with("id", "1");
    let page = scene.sources.ask(&livechart, &ask, &How::default()).await.expect("the browser gets it");
    assert!(page.parsed.records[0].title.is_some());
}
