//! The page that helps to write requests, in a real browser: sent by keyboard, explained, remembered.

use fantoccini::{Locator, key::Key};
use serde_json::{Value, json};

use crate::browser::{Stage, WATCH};

/// Checks made below, for the line that tells of skipped ones.
const CHECKS: usize = 2;

const READY: &str = "return document.getElementById('playground').classList.contains('is-ready')";

/// Saves what is seen, for a person to look at, where `EMAKI_TEST_PICTURES` names a folder.
async fn picture(stage: &Stage, name: &str) {
    if let Some(folder) = std::env::var_os("EMAKI_TEST_PICTURES") {
        let picture = stage.client.screenshot().await.expect("a picture");
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.png")), picture)
            .expect("the folder can be written");
    }
}

async fn shows(stage: &Stage, what: &str, script: &str) {
    stage.until(what, &format!("return {script}")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_is_written_sent_and_remembered_by_keyboard() {
    let Some(browser) = testkit::browser(CHECKS - 1) else { return };
    let stage = Stage::set(1280, &browser).await;
    stage.open("/graphql/playground").await;
    stage.run(WATCH).await;
    stage.until("the scripts", READY).await;
    shows(&stage, "the schema", "document.querySelectorAll('#graph-types > details').length > 20").await;
    shows(
        &stage,
        "the root first",
        "document.querySelector('#graph-types > details').dataset.type === 'Query'",
    )
    .await;

    // What stands there at first is a good request.
    stage.run("document.getElementById('graph-query').focus()").await;
    stage.press(&format!("{}{}{}", Key::Control, Key::Enter, Key::Null)).await;
    shows(
        &stage,
        "the answer",
        "document.getElementById('graph-answer').textContent.includes('Moonlit Depot')",
    )
    .await;
    shows(
        &stage,
        "how it went",
        "/^Status 200 after \\d+ ms, \\d+ points$/.test(document.getElementById('graph-state').textContent)",
    )
    .await;
    picture(&stage, "playground").await;

    // A request that is wrong says so, and the focus goes on from field to field.
    stage.run("document.getElementById('graph-query').value = '{ work(id: 999) { title } }'").await;
    stage
        .client
        .find(Locator::Id("graph-send"))
        .await
        .expect("a button")
        .click()
        .await
        .expect("it can be pressed");
    shows(&stage, "the failure", "document.getElementById('graph-state').textContent.endsWith(', 1 error')")
        .await;
    stage.run("document.getElementById('graph-query').focus()").await;
    for id in
        ["graph-variables", "graph-token", "graph-send", "graph-history", "graph-forget", "graph-answer"]
    {
        stage.press(&Key::Tab.to_string()).await;
        assert_eq!(stage.run("return document.activeElement.id").await, id);
    }

    // Both are remembered, and the address brings the last one back.
    assert_eq!(stage.run("return document.getElementById('graph-history').options.length").await, 3);
    let address = stage.run("return location.pathname + location.hash").await;
    stage.open("/about").await;
    stage.open(address.as_str().expect("an address")).await;
    stage.until("the scripts", READY).await;
    assert_eq!(
        stage.run("return document.getElementById('graph-query').value").await,
        "{ work(id: 999) { title } }"
    );
    stage.run("const history = document.getElementById('graph-history'); history.value = '1'; history.dispatchEvent(new Event('change'))").await;
    shows(&stage, "the first again", "document.getElementById('graph-query').value.includes('query Found')")
        .await;

    // The explanations are searched, and types lead to each other.
    shows(&stage, "the schema", "document.querySelectorAll('#graph-types > details').length > 20").await;
    stage.run("document.getElementById('graph-filter').focus()").await;
    stage.press("duration_min").await;
    shows(&stage, "one type", "[...document.querySelectorAll('#graph-types > details')].filter(one => !one.hidden).map(one => one.dataset.type).join() === 'Filters'").await;
    stage.run("document.querySelector('[data-type=Filters]').open = true; document.querySelector('[data-type=Filters] .type__link').focus()").await;
    stage.press(&Key::Enter.to_string()).await;
    shows(&stage, "the type", "document.activeElement.closest('details')?.dataset.type === 'Medium'").await;
    picture(&stage, "playground-schema").await;
    stage.run(WATCH).await;
    assert_eq!(stage.run("return window.broken").await, json!([]), "the content policy holds");
    let elsewhere = "return performance.getEntriesByType('resource').filter(one => !one.name.startsWith(location.origin)).length";
    assert_eq!(stage.run(elsewhere).await, Value::from(0), "nothing comes from elsewhere");
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_screen_holds_the_page() {
    let Some(browser) = testkit::browser(1) else { return };
    let stage = Stage::set(390, &browser).await;
    stage.open("/graphql/playground").await;
    stage.until("the scripts", READY).await;
    shows(&stage, "the schema", "document.querySelectorAll('#graph-types > details').length > 20").await;
    let fits = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";
    assert_eq!(stage.run(fits).await, true, "nothing sticks out at the side");
    picture(&stage, "playground-small").await;
    stage.end().await;
}
