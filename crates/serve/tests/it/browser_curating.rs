//! The grid in a real browser: filtering and editing by keyboard, undo, history, two people at one cell.

use fantoccini::{Locator, key::Key};
use serde_json::json;

use crate::browser::{Stage, WATCH};

/// Checks made below, for the line that tells of skipped ones.
const CHECKS: usize = 2;

const READY: &str = "return document.querySelector('#grid td.is-here') !== null";

fn cell(row: &str, field: &str) -> String {
    format!("#grid tr[data-row=\"{row}\"] td[data-field=\"{field}\"]")
}

impl Stage {
    /// What a cell shows.
    async fn shown(&self, row: &str, field: &str) -> String {
        let script = format!("return document.querySelector('{} .cell').textContent", cell(row, field));
        self.run(&script).await.as_str().unwrap_or_default().to_owned()
    }

    async fn until_shown(&self, row: &str, field: &str, value: &str) {
        let place = cell(row, field);
        let script = format!(
            "const c = document.querySelector('{place}'); return c.querySelector('.cell').textContent === '{value}' && !c.classList.contains('is-busy')"
        );
        self.until(&format!("{field} of {row} is {value}"), &script).await;
    }

    /// What is stored of a cell.
    async fn stored(&self, row: &str, field: &str) -> (String, String) {
        let row = self.site.get(&format!("/api/admin/curation/main/character/{row}")).await.json();
        let cells = row["row"]["cells"].as_array().expect("cells").clone();
        let cell = cells.into_iter().find(|cell| cell["field"] == field).expect("the column");
        let text = |name: &str| cell[name].as_str().unwrap_or_default().to_owned();
        (text("value"), text("who"))
    }

    async fn is_here(&self, row: &str, field: &str) -> bool {
        let script =
            format!("return document.activeElement === document.querySelector('{}')", cell(row, field));
        self.run(&script).await == true
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_is_found_edited_and_undone_by_keyboard() {
    let Some(browser) = testkit::browser(CHECKS - 1) else { return };
    let stage = Stage::set(1280, &browser).await;
    stage.open("/curate/main/character").await;
    stage.run(WATCH).await;
    stage.until("the scripts", READY).await;

    stage.press("/").await;
    assert_eq!(stage.run("return document.activeElement.id").await, "sieve-q", "/ leads to the filter");
    stage.press("stationmaster").await;
    stage
        .until("one row", "return document.querySelectorAll('#grid tbody tr').length === 1 && location.search === '?q=stationmaster'")
        .await;
    stage.press(&Key::Down.to_string()).await;
    assert!(stage.is_here("mal:101", "name").await, "the arrow leads into the grid");

    // The first edit asks for a name, and goes on once it is given.
    stage.press(&Key::Enter.to_string()).await;
    stage.until("an editor", "return document.activeElement.closest('.editor') !== null").await;
    stage.press(&format!("{}Stationmaster Kuze{}", Key::End, Key::Escape)).await;
    assert_eq!(stage.shown("mal:101", "name").await, "The Stationmaster", "Esc leaves it as it was");
    stage.press(&Key::Enter.to_string()).await;
    stage.until("an editor", "return document.activeElement.closest('.editor') !== null").await;
    stage.press(&format!("Stationmaster Kuze{}", Key::Enter)).await;
    stage.until("the question for a name", "return document.activeElement.id === 'author-field'").await;
    stage.press(&format!("ann{}", Key::Enter)).await;
    stage.until_shown("mal:101", "name", "Stationmaster Kuze").await;
    assert_eq!(stage.stored("mal:101", "name").await, ("Stationmaster Kuze".to_owned(), "ann".to_owned()));
    assert_eq!(stage.run("return document.getElementById('author-name').textContent").await, "ann");
    let is_marked =
        format!("return document.querySelector('{}').classList.contains('is-hand')", cell("mal:101", "name"));
    assert_eq!(stage.run(&is_marked).await, true);
    assert_eq!(
        stage
            .run("return document.getElementById('cell-by').textContent")
            .await
            .as_str()
            .map(|by| by.contains("The Stationmaster")),
        Some(false),
        "the bar says what was saved"
    );

    // Stars by one key, then undo, redo, and the past.
    stage.run(&format!("document.querySelector('{}').dispatchEvent(new PointerEvent('pointerdown', {{ bubbles: true, pointerType: 'mouse' }}))", cell("mal:101", "rarity"))).await;
    assert!(stage.is_here("mal:101", "rarity").await);
    stage.press("3").await;
    stage.until_shown("mal:101", "rarity", "3").await;
    assert_eq!(stage.stored("mal:101", "rarity").await.0, "3");
    stage.press("z").await;
    stage.until_shown("mal:101", "rarity", "2").await;
    stage.press("y").await;
    stage.until_shown("mal:101", "rarity", "3").await;
    assert!(stage.is_here("mal:101", "rarity").await, "the cell keeps the focus");
    stage.press("h").await;
    stage.until("the past", "return document.getElementById('past').open").await;
    let past = stage.run("return document.getElementById('past').textContent").await;
    assert!(
        past.as_str()
            .is_some_and(|past| past.contains("Rarity of Stationmaster Kuze") && past.contains("ann")),
        "{past}"
    );
    stage.press(&Key::Escape.to_string()).await;
    stage.until("the past to close", "return !document.getElementById('past').open").await;
    stage.press("a").await;
    stage.until_shown("mal:101", "rarity", "2").await;

    // Left, and typed wrong: the editor stays and says why.
    stage.press(&Key::Right.to_string()).await;
    assert!(stage.is_here("mal:101", "favorites").await);
    stage.press(&Key::Enter.to_string()).await;
    stage.until("an editor", "return document.activeElement.closest('.editor') !== null").await;
    stage.press(&format!("many{}", Key::Enter)).await;
    stage.until("what is wrong", "return document.querySelector('.editor__trouble')?.textContent.includes('whole number') === true").await;
    assert_eq!(stage.run("return document.activeElement.value").await, "many");
    stage.press(&Key::Escape.to_string()).await;
    assert_eq!(stage.shown("mal:101", "favorites").await, "1900");

    // Left out, and brought back.
    stage.press("x").await;
    stage.until("the question for a reason", "return document.getElementById('out').open").await;
    stage.press(&format!("only a sketch{}", Key::Enter)).await;
    let out = "return document.querySelector('tr[data-row=\"mal:101\"]').classList.contains('is-out')";
    stage.until("the row to be out", out).await;
    stage.press("x").await;
    stage.until("the row to be back", &out.replace("return ", "return !")).await;
    assert_eq!(stage.run("return window.broken").await, json!([]), "the content policy holds");
    stage.press("?").await;
    let help = stage
        .run("return document.getElementById('help').open && document.getElementById('help').textContent")
        .await;
    assert!(help.as_str().is_some_and(|help| help.contains("back to the automatic value")), "{help}");
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cell_that_somebody_else_changed_shows_all_sides() {
    let Some(browser) = testkit::browser(1) else { return };
    let stage = Stage::set(1280, &browser).await;
    stage.open("/curate/main/character").await;
    stage.until("the scripts", READY).await;
    let summary = stage.client.find(Locator::Css("#author-field")).await.expect("the field for a name");
    summary.send_keys(&format!("ann{}", Key::Enter)).await.expect("a name");
    stage.until("the name", "return document.getElementById('author-name').textContent === 'ann'").await;

    let row = app::KeptRow::parse("character", "mal:100").expect("a row");
    let app = &stage.site.app.app;
    app.curate_set(app.hand("main", "ben", "cli"), &row, "about", Some("Ben was here."), None)
        .await
        .expect("set");
    app.curate_set(app.hand("main", "ben", "cli"), &row, "name", Some("Ishida"), None).await.expect("set");

    stage
        .run(&format!(
            "document.querySelector('{}').dispatchEvent(new MouseEvent('dblclick', {{ bubbles: true }}))",
            cell("mal:100", "name")
        ))
        .await;
    stage.until("an editor", "return document.activeElement.closest('.editor') !== null").await;
    stage.press(&format!("Mr. Ishida{}", Key::Enter)).await;
    stage
        .until("all sides", "return document.querySelector('.sides')?.textContent.includes('ben') === true")
        .await;
    assert_eq!(stage.stored("mal:100", "name").await.0, "Ishida", "nothing is overwritten unasked");
    let ways = stage.client.find_all(Locator::Css(".editor__trouble .way")).await.expect("two ways");
    ways[1].click().await.expect("it can be pressed");
    stage.until_shown("mal:100", "name", "Mr. Ishida").await;
    assert_eq!(stage.stored("mal:100", "name").await, ("Mr. Ishida".to_owned(), "ann".to_owned()));

    // A long text is fetched whole when it is edited, so that nobody edits half of it.
    stage
        .run(&format!(
            "document.querySelector('{}').dispatchEvent(new MouseEvent('dblclick', {{ bubbles: true }}))",
            cell("mal:100", "about")
        ))
        .await;
    stage.until("the whole text", "return document.activeElement.value === 'Ben was here.'").await;
    stage.press(&format!("{} He left.", Key::End)).await;
    stage.press(&Key::Tab.to_string()).await;
    stage.until_shown("mal:100", "about", "Ben was here. He left.").await;
    stage.end().await;
}
