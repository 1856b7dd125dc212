//! A question in a real browser: typed, its plan seen, a piece of it taken back from the keyboard.

use fantoccini::key::Key;

use crate::browser::{Stage, WATCH};

/// Checks made below, for the line that tells of skipped ones.
const CHECKS: usize = 1;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_piece_of_the_plan_is_taken_back_by_keyboard() {
    let Some(browser) = testkit::browser(CHECKS) else { return };
    let stage = Stage::set(1280, &browser).await;
    stage.open("/").await;
    stage.run(WATCH).await;
    stage.until("the scripts", "return document.documentElement.classList.contains('scripted')").await;
    stage.press("/").await;
    stage.until("the field", "return document.activeElement.id === 'q'").await;
    stage.press("drama anime since 2012").await;
    let chips = "document.querySelectorAll('.chips--plan a.chip--plan').length";
    stage.until("the plan", &format!("return {chips} === 3")).await;
    stage.until("two works", "return document.querySelectorAll('[data-hit]').length === 2").await;
    stage.until("the address", "return location.search === '?q=drama+anime+since+2012'").await;

    // The last chip, as the tabulator would reach it.
    let reachable =
        "return [...document.querySelectorAll('.chips--plan a')].every(chip => chip.tabIndex === 0)";
    assert_eq!(stage.run(reachable).await, true);
    stage.run("document.querySelectorAll('.chips--plan a.chip--plan')[2].focus()").await;
    stage.press(&Key::Enter.to_string()).await;
    stage.until("the address without it", "return location.search.includes('drop=year_min')").await;
    stage.until("one chip less", &format!("return {chips} === 2")).await;
    stage.until("the scripts again", "return document.documentElement.classList.contains('scripted')").await;
    stage.run("document.querySelectorAll('.chips--plan a.chip--plan')[1].focus()").await;
    stage.press(&Key::Enter.to_string()).await;
    stage.until("more works", "return document.querySelectorAll('[data-hit]').length === 3").await;
    stage.until("two chips less", &format!("return {chips} === 1")).await;

    // Another filter keeps what was taken back; other words do not.
    stage.until("the scripts again", "return document.documentElement.classList.contains('scripted')").await;
    stage.run("document.querySelector('input[name=medium][value=MANGA]').click()").await;
    stage.until("one work", "return document.querySelectorAll('[data-hit]').length === 1").await;
    stage.until("both in the address", "return /medium=MANGA.*drop=year_min/.test(location.search)").await;
    stage.end().await;
}
