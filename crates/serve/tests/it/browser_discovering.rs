//! Comparing, scores, a franchise, pictures and recommendations in a real browser: by keyboard, in the light and in
//! the dark, on a wide page and on a phone.

use fantoccini::key::Key;
use model::{Credit, Record, RecordKind, RelationEntry, RelationType, SourceId};
use serde_json::json;

use crate::browser::{Stage, WATCH};

/// Checks made below, for the line that tells of skipped ones.
const CHECKS: usize = 5;
/// Works of the large franchise.
const LARGE: i64 = 44;

/// What several sources think of the first work and of the last, staff of both, and a franchise with many works.
async fn furnish(stage: &Stage) {
    let app = &stage.site.app;
    for (source, id, value, max, votes) in [
        ("anilist", "mal:42", 79.0, 100.0, 41_000),
        ("kitsu", "mal:42", 80.4, 100.0, 2_300),
        ("anidb", "mal:42", 4.1, 10.0, 610),
        ("anisearch", "mal:42", 4.0, 5.0, 90),
        ("anilist", "mal:7", 61.0, 100.0, 1_200),
        ("anidb", "mal:7", 7.7, 10.0, 44),
    ] {
        let title = if id == "mal:42" { "Moonlit Depot" } else { "Paper <Lanterns> & Sons" };
        let work = app.work(title, id).with(|record| {
            record.source = SourceId::known(source);
            record.score = model::Score::new(value, max, Some(votes));
            record.staff = vec![Credit {
                external_id: None,
                name: "Ada Heron".to_owned(),
                roles: vec![if id == "mal:42" { "Director" } else { "Storyboard" }.to_owned()],
            }];
        });
        work.save().await;
    }
    let subtitles = ["", ": The Lantern Line", " – Summer Special", " and the Porter Who Never Slept", " R"];
    // What a work is, and to which one; sources state it from both ends.
    let tie = |number: i64| {
        let kind = match number % 4 {
            0 => RelationType::SideStory,
            3 if number % 3 == 0 => RelationType::Summary,
            _ => RelationType::Sequel,
        };
        (if kind == RelationType::Sequel { number - 1 } else { (number / 2).max(1) }, kind)
    };
    let record = |number: i64| {
        let id = |number: i64| format!("mal:{}", 500 + number).parse().expect("an id");
        let entry = |kind, other| RelationEntry { kind, external_id: id(other), title: None };
        let mut record = Record::new(SourceId::MANUAL, RecordKind::Work, id(number));
        record.title = Some(format!("Far Signal {number}{}", subtitles[number as usize % subtitles.len()]));
        record.medium = Some(model::Medium::Anime);
        record.year = Some(1988 + (number / 2) as i16);
        record.format = Some(if number % 3 == 0 { model::Format::Movie } else { model::Format::Tv });
        let (before, kind) = tie(number);
        record.relations = (number > 1).then(|| entry(kind.reversed(), before)).into_iter().collect();
        let after = (2..=LARGE).filter(|other| tie(*other).0 == number);
        record.relations.extend(after.map(|other| entry(tie(other).1, other)));
        record
    };
    app.import(&(1..=LARGE).map(record).collect::<Vec<_>>()).await.expect("sound records");
}

impl Stage {
    async fn look(&self, name: &str) {
        if let Some(folder) = std::env::var_os("EMAKI_TEST_PICTURES") {
            let element = self.client.find(fantoccini::Locator::Css("html")).await.expect("a page");
            // The whole page, not only what fits.
            let tall = self.run("return Math.min(document.documentElement.scrollHeight, 6000)").await;
            let wide = self.run("return innerWidth").await;
            let size = (wide.as_u64().unwrap_or(1280) as u32, tall.as_u64().unwrap_or(900) as u32);
            let _ = self.client.set_window_size(size.0, size.1 + 140).await;
            let picture = element.screenshot().await.expect("a picture");
            let path = std::path::Path::new(&folder).join(format!("{name}.png"));
            std::fs::write(path, picture).expect("the folder can be written");
        }
    }

    async fn ready(&self) {
        let ready = "return document.documentElement.classList.contains('scripted') && document.readyState === 'complete'";
        self.until("the scripts", ready).await;
    }

    async fn fits(&self, path: &str) {
        let wide = self
            .run("return [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            .await;
        assert!(wide[0].as_u64() <= wide[1].as_u64(), "{path}: {wide}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_works_are_ticked_and_compared_by_keyboard() {
    let Some(browser) = testkit::browser(CHECKS) else { return };
    let stage = Stage::set(1280, &browser).await;
    furnish(&stage).await;
    stage.open("/?q=moonlit").await;
    stage.run(WATCH).await;
    stage.ready().await;
    let bar = "getComputedStyle(document.getElementById('compare')).display";
    assert_eq!(stage.run(&format!("return {bar}")).await, "none", "nothing is ticked");
    for at in [0, 1] {
        stage.run(&format!("document.querySelectorAll('.hit__compare input')[{at}].focus()")).await;
        stage.press(" ").await;
    }
    stage.until("the bar", &format!("return {bar} === 'flex'")).await;
    stage.run("document.querySelector('#compare .button').focus()").await;
    stage.press(&Key::Enter.to_string()).await;
    stage
        .until(
            "the comparison",
            "return location.pathname === '/compare' && document.querySelector('.compare__facts') !== null",
        )
        .await;
    assert_eq!(stage.run("return /^\\?work=\\d+&work=\\d+$/.test(location.search)").await, true);

    // One alone is asked about; what is near it is offered, and the other may be named.
    stage.open("/works/1").await;
    stage.run("document.querySelector('a[href=\"/compare?a=1\"]').focus()").await;
    stage.press(&Key::Enter.to_string()).await;
    stage.until("the offer", "return document.querySelectorAll('.choices li').length >= 2").await;
    stage.run("document.getElementById('compare-b').focus()").await;
    stage.press(&format!("paper lanterns{}", Key::Enter)).await;
    stage.until("both", "return document.querySelector('.plot--both') !== null").await;
    let shown = stage.run("return document.querySelector('main').innerText").await;
    let shown = shown.as_str().expect("a text");
    for part in ["Ada Heron", "Director", "Storyboard", "AniList", "alike", "−1.80"] {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
    assert_eq!(stage.run("return window.broken ?? []").await, json!([]), "the content policy holds");
    stage.look("compare").await;
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scores_and_a_franchise_are_drawn() {
    let Some(browser) = testkit::browser(CHECKS) else { return };
    let stage = Stage::set(1280, &browser).await;
    furnish(&stage).await;
    stage.open("/works/1").await;
    stage.ready().await;
    assert_eq!(stage.run("return document.querySelectorAll('.plot tbody tr').length").await, 5);
    assert_eq!(
        stage.run("return document.querySelectorAll('.plot tbody path.plot__a').length").await,
        1,
        "one stands out"
    );
    stage.look("work").await;

    let first =
        stage.site.app.app.work(&"mal:501".parse().expect("an id")).await.expect("it was saved").work.id;
    stage.open(&format!("/works/{first}/franchise")).await;
    stage.ready().await;
    let drawn = "return document.querySelectorAll('.story--wide .graph__work').length";
    assert_eq!(stage.run(drawn).await, LARGE);
    // No work covers another, and no title leaves its box.
    let covered = "const all = [...document.querySelectorAll('.story--wide .graph__work rect')].map(r => r.getBoundingClientRect()); \
        return all.some((a, i) => all.some((b, j) => i < j && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom))";
    assert_eq!(stage.run(covered).await, false);
    let out = "return [...document.querySelectorAll('.story--wide .graph__work')].filter(work => { const box = work.querySelector('rect').getBoundingClientRect(); \
        return [...work.querySelectorAll('text')].some(text => text.getBoundingClientRect().right > box.right) }).map(work => work.textContent)";
    assert_eq!(stage.run(out).await, json!([]));
    stage.look("franchise").await;
    stage
        .client
        .find(fantoccini::Locator::Css("button[value=dark]"))
        .await
        .expect("a button")
        .click()
        .await
        .expect("it can be pressed");
    stage.until("the dark", "return document.documentElement.dataset.theme === 'dark'").await;
    stage.look("franchise-dark").await;
    for (path, name) in [("/works/1", "work-dark"), ("/compare?a=1&b=4", "compare-dark")] {
        stage.open(path).await;
        stage.look(name).await;
    }
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_shows_all_of_it() {
    let Some(browser) = testkit::browser(CHECKS) else { return };
    let stage = Stage::set(390, &browser).await;
    furnish(&stage).await;
    let first =
        stage.site.app.app.work(&"mal:501".parse().expect("an id")).await.expect("it was saved").work.id;
    let story = format!("/works/{first}/franchise");
    for (path, name) in [
        ("/works/1", "work-small"),
        ("/compare?a=1&b=4", "compare-small"),
        ("/compare?a=1", "compare-offer-small"),
        (story.as_str(), "franchise-small"),
        ("/?q=drama+anime+since+2012", "plan-small"),
        ("/recommend", "recommend-small"),
        ("/picture", "picture-small"),
    ] {
        stage.open(path).await;
        stage.ready().await;
        stage.fits(path).await;
        stage.look(name).await;
    }
    stage.open(&story).await;
    let narrow = "return getComputedStyle(document.querySelector('.story--narrow')).display";
    assert_eq!(stage.run(narrow).await, "block");
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_piece_of_the_plan_is_changed_by_keyboard() {
    let Some(browser) = testkit::browser(CHECKS) else { return };
    let stage = Stage::set(1280, &browser).await;
    stage.open("/?q=drama+anime+since+2012").await;
    stage.run(WATCH).await;
    stage.ready().await;
    assert_eq!(stage.run("return document.querySelectorAll('[data-hit]').length").await, 2);
    // By arrows from piece to piece, to the one about the year, and to its field.
    stage.run("document.querySelector('[data-chip]').focus()").await;
    let at_year = "return document.activeElement.matches('summary') && document.activeElement.textContent.includes('2012')";
    for _ in 0..8 {
        if stage.run(at_year).await == json!(true) {
            break;
        }
        stage.press(&Key::Right.to_string()).await;
    }
    assert_eq!(stage.run(at_year).await, true);
    stage.press(&Key::Enter.to_string()).await;
    stage.until("its field", "return document.activeElement.name === 'year_min'").await;
    stage.look("plan-edit").await;
    stage.press(&Key::Escape.to_string()).await;
    stage.until("it closed", at_year).await;
    stage.press(&Key::Enter.to_string()).await;
    stage.until("its field again", "return document.activeElement.name === 'year_min'").await;
    stage.run("document.activeElement.select()").await;
    stage.press(&format!("2015{}", Key::Enter)).await;
    stage.until("the year in force", "return /year_min=2015/.test(location.search)").await;
    stage.ready().await;
    stage.until("one work", "return document.querySelectorAll('[data-hit]').length === 1").await;
    let words = "return document.getElementById('q').value";
    assert_eq!(stage.run(words).await, "drama anime since 2012", "the words stay");

    // And a piece is taken back by the key that takes things away.
    stage.run("document.querySelector('.chips--plan a[data-chip]').focus()").await;
    stage.press(&Key::Delete.to_string()).await;
    stage.until("one piece less", "return (location.search.match(/drop=/g) ?? []).length === 2").await;
    assert_eq!(stage.run("return window.broken ?? []").await, json!([]));
    stage.end().await;
}

/// A picture for a field of files, as dropping and pasting bring one.
const PICTURE: &str = "const bytes = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='), c => c.charCodeAt(0)); \
    const data = new DataTransfer(); data.items.add(new File([bytes], 'dot.png', { type: 'image/png' }));";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_is_dropped_or_pasted_and_a_list_is_pasted() {
    let Some(browser) = testkit::browser(CHECKS) else { return };
    let stage = Stage::set(1280, &browser).await;
    let told = "return location.pathname === '/picture' && document.querySelector('[role=alert], [role=status]') !== null";
    for (path, event) in [
        (
            "/",
            "document.getElementById('q').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }))",
        ),
        (
            "/",
            "document.getElementById('q').dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }))",
        ),
        (
            "/picture",
            "document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }))",
        ),
        (
            "/picture",
            "document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }))",
        ),
    ] {
        stage.open(path).await;
        stage.ready().await;
        stage.run(&format!("document.title = 'before'; {PICTURE} {event}")).await;
        stage
            .until(&format!("an answer to {event}"), &format!("{told} && document.title !== 'before'"))
            .await;
    }
    // Text that is pasted stays text.
    stage.open("/").await;
    stage.ready().await;
    let text = "document.getElementById('q').dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }))";
    stage.run(&format!("{PICTURE} data.setData('text/plain', 'moon'); {text}")).await;
    assert_eq!(stage.run("return location.pathname").await, "/");

    stage.open("/recommend").await;
    stage.run(WATCH).await;
    stage.ready().await;
    stage.run("document.getElementById('list').focus()").await;
    stage.press("id,score\nmal:42,9\n").await;
    stage.run("document.querySelector('[name=sequels]').focus()").await;
    stage.press(" ").await;
    stage.run("document.querySelector('.wish .button').focus()").await;
    stage.press(&Key::Enter.to_string()).await;
    stage.until("picks", "return document.querySelectorAll('[data-hit]').length > 0").await;
    assert_eq!(
        stage.run("return document.querySelector('.because').textContent.includes('Moonlit Depot')").await,
        true
    );
    stage.look("recommend").await;
    stage.end().await;
}
