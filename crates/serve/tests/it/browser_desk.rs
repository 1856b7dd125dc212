//! The production desk in real browsers: two of them before one project, while pictures are made.

use app::{App, CharacterChange, NewCharacter, WorkRequest};
use fantoccini::{Locator, key::Key};

use crate::browser::{Stage, WATCH};

/// Checks made below, for the line that tells of skipped ones.
const CHECKS: usize = 3;

const READY: &str = "return document.readyState === 'complete' && typeof desk === 'object'";

impl Stage {
    async fn fill(&self, css: &str, text: &str) {
        let found =
            self.client.find(Locator::Css(css)).await.unwrap_or_else(|error| panic!("{css}: {error}"));
        found.send_keys(text).await.expect("it takes text");
    }

    /// How many elements of a kind there are.
    async fn counts(&self, what: &str, css: &str, wanted: usize) {
        let script = format!("return document.querySelectorAll({css:?}).length === {wanted}");
        self.until(&format!("{what} ({css})"), &script).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pictures_are_asked_for_watched_and_reviewed_by_keyboard() {
    let Some(browser) = testkit::browser(CHECKS) else { return };
    let stage = Stage::set(1280, &browser).await;
    let app = App::clone(&stage.site.app.app);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let worker = tokio::spawn(async move {
        let request = WorkRequest { kinds: vec!["generate".to_owned()], ..WorkRequest::default() };
        app.work_jobs(&request, async { drop(stopped.await) }).await
    });

    stage.open("/desk").await;
    stage.until("the scripts", READY).await;
    stage.fill("#project-name", &format!("Lanterns{}", Key::Enter)).await;
    stage.until("the project", "return /^.desk.[0-9a-f-]{36}$/.test(location.pathname)").await;
    stage.until("the scripts", READY).await;
    let place = stage.run("return location.pathname").await.as_str().expect("an address").to_owned();
    stage.click("#cast summary").await;
    stage.fill("#character-name", "Mirei").await;
    stage.fill("#character-hair", "long silver hair").await;
    stage.fill("#character-outfit", &format!("red coat{}", Key::Enter)).await;
    stage.until("the bible", "return location.pathname.includes('/characters/')").await;
    stage.picture("desk-character-new").await;

    stage.open(&place).await;
    stage.run(WATCH).await;
    stage.until("the socket", "return document.getElementById('desk').dataset.live === 'true'").await;
    let other = stage.beside(1280, &browser).await;
    other.open(&place).await;
    other.run(WATCH).await;
    other.until("the socket", "return document.getElementById('desk').dataset.live === 'true'").await;

    stage.run("document.getElementById('wish-character').selectedIndex = 1; document.getElementById('wish-width').value = 128; document.getElementById('wish-height').value = 192").await;
    stage.fill("#wish-prompt", "reading by a {lantern|candle}").await;
    stage.until("the compiled prompt", "return document.getElementById('compiled').textContent.includes('silver hair') && document.getElementById('compiled').textContent.includes('4 pictures')").await;
    stage.picture("desk-compose").await;

    // Held, so that the queue can be moved.
    stage.click("#queue-list button[value=pause]").await;
    stage.counts("the pause", "#queue-list button[value=resume]", 1).await;
    stage.run("document.getElementById('wish-prompt').focus()").await;
    stage.press(&(Key::Control + "\u{e007}")).await;
    stage.counts("the queue", ".job[data-status=queued]", 4).await;
    other.counts("the same queue in the other browser", ".job[data-status=queued]", 4).await;
    stage.run("document.querySelector('.jobs > .job').focus()").await;
    stage.press("+").await;
    stage.counts("a lane of its own", "[data-lane='5'] .job", 1).await;
    other.counts("the same lane in the other browser", "[data-lane='5'] .job", 1).await;
    stage.picture("desk-queue").await;
    stage.click("#queue-list button[value=resume]").await;
    stage.counts("the pictures", "#shots .shot", 4).await;
    other.counts("the pictures in the other browser", "#shots .shot", 4).await;
    stage.counts("an empty queue", ".lane .job", 0).await;

    stage.run("document.querySelector('[data-shot]').focus()").await;
    stage.press("a").await;
    stage.counts("an approval", ".shot:nth-child(1).shot--approved", 1).await;
    other.counts("the approval in the other browser", ".shot:nth-child(1).shot--approved", 1).await;
    stage.press(&Key::Right.to_string()).await;
    stage.press("r").await;
    stage.until("the question why", "return document.getElementById('reject').open").await;
    stage.press(&format!("six fingers{}", Key::Enter)).await;
    other.counts("the rejection in the other browser", ".shot:nth-child(2).shot--rejected", 1).await;
    stage.until("the focus back on the sheet", "return document.activeElement.matches('[data-shot]')").await;
    stage.press(&Key::Right.to_string()).await;
    stage.press("s").await;
    other.counts("the star in the other browser", ".shot:nth-child(3).is-starred", 1).await;
    stage.press("c").await;
    stage.press(&Key::Left.to_string()).await;
    stage.press("c").await;
    stage.until("a way to compare", "return !document.getElementById('compare-way').hidden").await;
    stage.picture("desk-sheet").await;
    stage.press(&Key::Enter.to_string()).await;
    stage.until("the lightbox", "return document.querySelector('#lightbox[open] .light') !== null").await;
    stage.picture("desk-lightbox").await;
    stage.press("m").await;
    stage.press(&Key::Escape.to_string()).await;
    stage.counts("the picture made again", "#shots .shot", 5).await;
    other.counts("the same in the other browser", "#shots .shot", 5).await;
    for one in [&stage, &other] {
        assert_eq!(one.run("return window.broken").await, serde_json::json!([]), "the content policy holds");
    }
    stage.click("#compare-way").await;
    stage.counts("both side by side", ".shots--large .shot", 2).await;
    stage.picture("desk-compare").await;
    stop.send(()).expect("the worker waits for it");
    worker.await.expect("no panic").expect("a sound store");
    other.end().await;
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_holds_the_desk() {
    let Some(browser) = testkit::browser(CHECKS) else { return };
    let stage = Stage::set(390, &browser).await;
    let app = &stage.site.app.app;
    let project = app.create_project(serde_json::json!({"name": "Lanterns"}), "ben").await.expect("sound");
    let wish = serde_json::json!({
        "prompt": "a depot at night, where nobody ever arrives", "project_id": project.id, "width": 64,
        "height": 64, "matrix": { "steps": [5, 10], "sampler": ["euler", "heun"] },
    });
    let wished = app.generate(wish, "ben").await.expect("a sound wish");
    let request = WorkRequest { kinds: vec!["generate".to_owned()], once: true, ..WorkRequest::default() };
    app.work_jobs(&request, std::future::pending()).await.expect("a sound store");
    for (name, path) in [
        ("desk-list-small", "/desk".to_owned()),
        ("desk-small", format!("/desk/{}", project.id)),
        ("desk-grid-small", format!("/desk/batches/{}", wished.batch_id)),
    ] {
        stage.open(&path).await;
        stage.until("the page", READY).await;
        let wide = stage.run("return [document.documentElement.scrollWidth, innerWidth]").await;
        assert!(wide[0].as_u64() <= wide[1].as_u64(), "{path}: {wide}");
        stage.picture(name).await;
    }
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_too_late_sees_both_texts() {
    let Some(browser) = testkit::browser(CHECKS) else { return };
    let stage = Stage::set(1280, &browser).await;
    let app = &stage.site.app.app;
    let project = app.create_project(serde_json::json!({"name": "Lanterns"}), "ben").await.expect("sound");
    let bible = serde_json::json!({"name": "Mirei", "appearance": {"hair": "silver hair"}});
    let new = NewCharacter { project_id: project.id.clone(), from_catalog: None, bible };
    let who = app.create_character(&new, "ben").await.expect("a sound character").id;
    stage.open(&format!("/desk/{}/characters/{who}", project.id)).await;
    stage.until("the page", READY).await;
    let bible = serde_json::json!({"appearance": {"hair": "green hair"}});
    let change = CharacterChange { bible, ..CharacterChange::default() };
    app.update_character(&who, &change, "ann").await.expect("a sound change");
    stage.run("document.getElementById('b-hair').value = 'white hair'").await;
    stage.click("form[data-both] button").await;
    let both = "return document.getElementById('b-hair')?.value === 'white hair' \
                && document.getElementById('theirs-hair')?.textContent.includes('green hair') === true";
    stage.until("both texts", both).await;
    stage.until("the page that tells of it", READY).await;
    stage.picture("desk-conflict").await;
    assert_eq!(app.production_character(&who).await.expect("it is there").latest_version, 2);
    stage.click("form[data-both] button").await;
    let own = "return location.pathname.includes('/characters/') \
               && document.getElementById('b-hair')?.value === 'white hair'";
    stage.until("its own page again", own).await;
    assert_eq!(app.production_character(&who).await.expect("it is there").latest_version, 3);
    stage.end().await;
}
