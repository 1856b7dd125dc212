//! Review in a real browser: by keyboard, with a name asked for once.

use fantoccini::key::Key;

use crate::{
    browser::{Stage, WATCH},
    reviewing,
};

/// Checks made below, for the line that tells of skipped ones.
const CHECKS: usize = 1;

impl Stage {
    /// Saves what is seen, for a person to look at, where `EMAKI_TEST_PICTURES` names a folder.
    pub async fn picture(&self, name: &str) {
        if let Some(folder) = std::env::var_os("EMAKI_TEST_PICTURES") {
            let picture = self.client.screenshot().await.expect("a picture");
            let path = std::path::Path::new(&folder).join(format!("{name}.png"));
            std::fs::write(path, picture).expect("the folder can be written");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pair_is_answered_by_keyboard() {
    let Some(browser) = testkit::browser(CHECKS) else { return };
    let stage = Stage::set(1280, &browser).await;
    reviewing::queue(&stage.site).await;
    stage.open("/review").await;
    stage.run(WATCH).await;
    stage.until("the page", "return document.querySelector('button[data-key=\"s\"]') !== null").await;
    stage.picture("review").await;

    // The first answer asks for a name; typing a letter into a field answers nothing.
    stage.until("the script", "return document.readyState === 'complete'").await;
    stage.press("s").await;
    stage.until("the question for a name", "return document.activeElement.id === 'author-field'").await;
    stage.press(&format!("ann{}", Key::Enter)).await;
    stage.until("the name", "return document.getElementById('author-name').textContent === 'ann'").await;
    stage.until("the script", "return document.readyState === 'complete'").await;
    stage.press("d").await;
    stage
        .until("the answer", "return location.search === '?done=1' && document.readyState === 'complete'")
        .await;
    assert_eq!(
        stage.run("return document.querySelector('.review__last').textContent.includes('two works')").await,
        true
    );
    stage.picture("review-done").await;
    stage.press("u").await;
    stage
        .until(
            "the question again",
            "return location.search === '?pair=1' && document.readyState === 'complete'",
        )
        .await;
    stage.press("k").await;
    stage.until("that it waits", "return location.search === '?done=1'").await;
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_screen_holds_the_pair() {
    let Some(browser) = testkit::browser(CHECKS) else { return };
    let stage = Stage::set(390, &browser).await;
    reviewing::queue(&stage.site).await;
    stage.open("/review").await;
    let fits = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";
    stage.until("the page", "return document.querySelector('.review__sides') !== null").await;
    assert_eq!(stage.run(fits).await, true, "nothing sticks out at the side");
    stage.picture("review-small").await;
    stage.end().await;
}
