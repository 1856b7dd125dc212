//! The pages in a real browser, driven over WebDriver.

use std::{
    process::Stdio,
    rc::Rc,
    time::{Duration, Instant},
};

use app::{App, testing::TestApp};
use fantoccini::{Client, ClientBuilder, Locator, key::Key};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
    process::{Child, Command},
};

use crate::{client::Site, scene};

/// Checks made below, for the line that tells of skipped ones.
const CHECKS: usize = 10;
/// The longest a page may take to show what it should.
const PATIENCE: Duration = Duration::from_secs(20);

/// A browser with the driver behind it, and a site for it to look at.
pub struct Stage {
    pub client: Client,
    driver: Child,
    base: String,
    pub site: Rc<Site>,
    _profile: tempfile::TempDir,
}

impl Stage {
    pub async fn set(width: u32, found: &testkit::Browser) -> Self {
        let site = Site::on(TestApp::new().await, "127.0.0.1:8000");
        scene::fill(&site).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(serve::run(App::clone(&site.app.app), listener, std::future::pending()));
        Self::before(Rc::new(site), base, width, found).await
    }

    /// Another browser before the same site, with cookies of its own.
    pub async fn beside(&self, width: u32, found: &testkit::Browser) -> Self {
        Self::before(Rc::clone(&self.site), self.base.clone(), width, found).await
    }

    async fn before(site: Rc<Site>, base: String, width: u32, found: &testkit::Browser) -> Self {
        let (driver, port) = start(&found.driver).await;
        let profile = tempfile::tempdir().expect("a temporary folder");
        let mut options = json!({
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                format!("--user-data-dir={}", profile.path().display()),
            ],
            "mobileEmulation": { "deviceMetrics": { "width": width, "height": 844, "pixelRatio": 1.0, "mobile": width < 600, "touch": false } },
        });
        if let Some(binary) = &found.binary {
            options["binary"] = Value::from(binary.display().to_string());
        }
        let capabilities =
            json!({ "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL" } });
        let capabilities = capabilities.as_object().expect("an object was written").clone();
        let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        let client = builder.capabilities(capabilities).connect(&format!("http://127.0.0.1:{port}")).await;
        Self { client: client.expect("the browser starts"), driver, base, site, _profile: profile }
    }

    pub async fn open(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.base)).await.expect("the page loads");
    }

    pub async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.expect("the script runs")
    }

    /// Waits until a script's value is true; the page has no clock of ours to wait on.
    pub async fn until(&self, what: &str, script: &str) {
        let began = Instant::now();
        while self.run(script).await != Value::Bool(true) {
            assert!(
                began.elapsed() < PATIENCE,
                "{what} did not happen: {}",
                self.client.source().await.unwrap_or_default()
            );
            tokio::task::yield_now().await;
        }
    }

    /// Presses keys where the focus is. A page that is drawn anew in between takes its element away, before the driver
    /// looks at it or while it does; the next one has the focus then. No key is pressed before that.
    pub async fn press(&self, keys: &str) {
        let began = Instant::now();
        loop {
            let active = self.client.active_element().await.expect("something has the focus");
            match active.send_keys(keys).await {
                Ok(()) => return,
                Err(error) if is_gone(&error) && began.elapsed() < PATIENCE => {}
                Err(error) => panic!("keys are taken: {error}"),
            }
        }
    }

    /// Clicks what a selector finds; where the page draws it anew in between, the new one.
    pub async fn click(&self, css: &str) {
        let began = Instant::now();
        loop {
            // What lies under the head of the page counts as in view for the driver, and cannot be clicked there.
            self.run(&format!("document.querySelector({css:?})?.scrollIntoView({{ block: 'center' }})"))
                .await;
            let found = self.client.find(Locator::Css(css)).await;
            let found = found.unwrap_or_else(|error| panic!("{css}: {error}"));
            match found.click().await {
                Ok(()) => return,
                Err(error) if is_gone(&error) && began.elapsed() < PATIENCE => {}
                Err(error) => panic!("{css}: {error}"),
            }
        }
    }

    pub async fn end(mut self) {
        let _ = self.client.close().await;
        let _ = self.driver.kill().await;
    }
}

/// Whether an element was taken away before anything was done to it.
fn is_gone(error: &fantoccini::error::CmdError) -> bool {
    error.is_stale_element_reference() || error.is_element_not_interactable()
}

/// Tries to start the driver.
const STARTS: usize = 5;

/// Starts the driver on a port that it chooses and tells. It ends at once where somebody else took that port between its
/// choice and its listening, in either version of IP; then it is started again.
async fn start(binary: &std::path::Path) -> (Child, u16) {
    for _ in 0..STARTS {
        if let Some(started) = start_once(binary).await {
            return started;
        }
    }
    panic!("the driver ended {STARTS} times before it named its port");
}

async fn start_once(binary: &std::path::Path) -> Option<(Child, u16)> {
    let mut command = Command::new(binary);
    command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let mut driver = command.spawn().expect("the driver starts");
    let mut lines = BufReader::new(driver.stdout.take().expect("it was piped")).lines();
    while let Some(line) = lines.next_line().await.expect("the driver speaks text") {
        let port = line
            .rsplit_once("successfully on port ")
            .and_then(|(_, rest)| rest.trim_end_matches('.').parse().ok());
        if let Some(port) = port {
            // The pipe stays open for as long as the driver lives.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Some((driver, port));
        }
    }
    None
}

/// Violations of the content policy that the page has seen since it was asked to watch.
pub const WATCH: &str = "window.broken = []; document.addEventListener('securitypolicyviolation', e => window.broken.push(e.blockedURI + ' ' + e.violatedDirective));";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_by_keyboard() {
    let Some(browser) = testkit::browser(CHECKS - 3) else { return };
    let stage = Stage::set(1280, &browser).await;
    stage.open("/").await;
    stage.run(WATCH).await;
    stage
        .until(
            "the scripts",
            "return document.documentElement.classList.contains('scripted') && typeof htmx === 'object'",
        )
        .await;

    stage.press("/").await;
    assert_eq!(stage.run("return document.activeElement.id").await, "q", "/ leads to the field");
    stage.press("moonlit").await;
    stage.until("hits while typing", "return document.querySelectorAll('[data-hit]').length === 3").await;
    stage
        .until(
            "an address to share",
            "return location.search === '?q=moonlit' && document.title === 'moonlit – Emaki'",
        )
        .await;
    assert_eq!(stage.run("return document.getElementById('spoken').textContent").await, "3 works found");
    assert_eq!(stage.run("return document.activeElement.id").await, "q", "typing goes on while hits change");

    stage.press(&Key::Down.to_string()).await;
    let first = stage.run("return document.activeElement.textContent").await;
    assert_eq!(
        stage.run("return document.activeElement === document.querySelector('[data-hit]')").await,
        true,
        "{first}"
    );
    stage.press(&Key::Down.to_string()).await;
    stage.press(&Key::Up.to_string()).await;
    assert_eq!(stage.run("return document.activeElement.textContent").await, first);
    stage.press("?").await;
    assert_eq!(stage.run("return document.getElementById('help').open").await, true);
    stage.press(&Key::Escape.to_string()).await;
    stage.until("the help to close", "return !document.getElementById('help').open").await;

    stage.click("input[name=medium][value=ANIME]").await;
    stage.until("fewer hits", "return document.querySelectorAll('[data-hit]').length === 2 && location.search === '?q=moonlit&medium=ANIME'").await;
    assert_eq!(stage.run("return window.broken").await, json!([]), "the content policy holds");
    let shared = stage.run("return location.pathname + location.search").await;
    stage.open(shared.as_str().expect("an address")).await;
    assert_eq!(
        stage.run("return document.querySelectorAll('[data-hit]').length").await,
        2,
        "the address brings it back"
    );

    stage.run("document.getElementById('q').focus()").await;
    stage.press(&Key::Escape.to_string()).await;
    stage
        .until(
            "an empty field",
            "return document.getElementById('q').value === '' && location.search === '?medium=ANIME'",
        )
        .await;
    stage.run("document.querySelector('[data-hit]').focus()").await;
    stage.press(&Key::Enter.to_string()).await;
    stage.until("the work", "return location.pathname.startsWith('/works/')").await;
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_dark_stays_and_pictures_fall_back() {
    let Some(browser) = testkit::browser(1) else { return };
    let stage = Stage::set(1280, &browser).await;
    stage.open("/works/1").await;
    stage
        .until(
            "the missing picture to step aside",
            "return document.querySelector('.poster--large .is-missing') !== null",
        )
        .await;
    assert_eq!(
        stage.run("return document.querySelector('.poster__ground').naturalWidth > 0").await,
        true,
        "the drawn one shows"
    );
    stage.click("button[value=dark]").await;
    stage
        .until(
            "the dark",
            "return document.documentElement.dataset.theme === 'dark' && location.pathname === '/works/1'",
        )
        .await;
    let paper = stage.run("return getComputedStyle(document.documentElement).backgroundColor").await;
    assert_eq!(paper, "rgb(23, 22, 20)");
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tablet_leaves_room_for_the_search() {
    let Some(browser) = testkit::browser(1) else { return };
    let stage = Stage::set(768, &browser).await;
    stage.open("/").await;
    let field = stage.run("return document.getElementById('q').getBoundingClientRect().width").await;
    assert!(field.as_f64() >= Some(300.0), "{field}");
    let ways = "const ways = document.querySelector('.ways'); return ways.scrollWidth <= ways.clientWidth";
    assert_eq!(stage.run(ways).await, true, "all ways are in sight");
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_needs_no_sideways_scrolling() {
    let Some(browser) = testkit::browser(1) else { return };
    let stage = Stage::set(390, &browser).await;
    for path in [
        "/",
        "/?q=moonlit&medium=anime",
        "/works/1",
        "/characters/1",
        "/seasons",
        "/tags",
        "/about",
        "/docs",
        "/works/999",
        "/curate",
        "/curate/main/character",
        "/curate/main/character/mal:100",
    ] {
        stage.open(path).await;
        let wide = stage.run("return [document.documentElement.scrollWidth, innerWidth]").await;
        // The window of a phone grows with what leaves the page, so its own width says nothing.
        assert!(wide[0].as_u64() <= Some(390), "{path}: {wide}");
        let mute =
            stage.run("return [...document.images].filter(image => !image.hasAttribute('alt')).length").await;
        assert_eq!(mute, 0, "{path}");
    }
    stage.open("/?q=anime+from+the+90s+under+two+hours,+not+about+school").await;
    stage.run("for (const piece of document.querySelectorAll('.chip-edit')) piece.open = true").await;
    let wide = stage.run("return document.documentElement.scrollWidth").await;
    assert!(wide.as_u64() <= Some(390), "what changes a piece stays on the page: {wide}");
    stage.open("/?q=moonlit").await;
    stage.until("the scripts", "return document.documentElement.classList.contains('scripted')").await;
    stage.click(".filters__open").await;
    stage.until("the filters", "return document.getElementById('filters').matches(':popover-open')").await;
    stage.click("input[name=medium][value=MANGA]").await;
    stage.until("one hit, the filters still open", "return document.querySelectorAll('[data-hit]').length === 1 && document.getElementById('filters').matches(':popover-open')").await;
    stage.end().await;
}
