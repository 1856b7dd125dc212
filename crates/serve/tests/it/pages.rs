//! The pages without JavaScript: what stands in the HTML.

use axum::body::Body;

use crate::{
    client::{Answer, Site, request, with},
    scene,
};

/// Every `name="value"` attribute of a name, in order.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let mark = format!(" {name}=\"");
    html.split(&mark).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

async fn page(site: &Site, path: &str) -> String {
    let answer = site.get(path).await;
    assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text());
    assert!(answer.header("content-type").starts_with("text/html"), "{path}");
    answer.text()
}

const PAGES: [&str; 28] = [
    "/",
    "/?q=moonlit",
    "/?q=moonlit&medium=anime&year_min=2000&tags_any=drama",
    "/?q=zzzzzzzzzz",
    "/works/1",
    "/works/4",
    "/works/1/franchise",
    "/works/4/franchise",
    "/compare",
    "/compare?a=1&b=2",
    "/compare?a=1",
    "/compare?a=moonlit&b=4",
    "/characters/1",
    "/seasons",
    "/seasons/2014/fall",
    "/tags",
    "/tags/drama",
    "/about",
    "/graphql/playground",
    "/recommend",
    "/recommend?works=1",
    "/schedule?zone=Europe/Berlin&late=true",
    "/curate",
    "/curate/main/character",
    "/curate/main/character?q=moonlit&in=series&rarity=1&sort=favorites&order=desc",
    "/curate/main/series",
    "/curate/main/character/mal:100",
    "/curate/main/series/mal%3A42",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_keeps_the_house_rules() {
    let site = scene::depot().await;
    for path in PAGES.iter().chain(&["/docs", "/seasons/1950/winter"]) {
        let html = page(&site, path).await;
        assert!(html.starts_with("<!doctype html>\n<html lang=\"en\""), "{path}");
        assert_eq!(html.matches("<h1").count(), 1, "{path}: one heading of the first rank");
        assert_eq!(html.matches("<main id=\"main\"").count(), 1, "{path}");
        assert!(html.contains("<a class=\"skip\" href=\"#main\">"), "{path}");
        assert!(!html.contains(" style=") && !html.contains("<style"), "{path}: no inline style");
        assert!(attributes(&html, "onclick").is_empty() && !html.contains("javascript:"), "{path}");
        for script in html.split("<script").skip(1) {
            assert!(script.starts_with(" defer src=\"/assets/"), "{path}: no inline script");
        }
        for image in html.split("<img").skip(1) {
            let image = image.split('>').next().unwrap_or_default();
            assert!(image.contains(" alt=\""), "{path}: {image}");
            if image.contains("src=\"http") {
                assert!(image.contains("referrerpolicy=\"no-referrer\""), "{path}: {image}");
            }
        }
        let mut ids = attributes(&html, "id");
        ids.sort_unstable();
        let before = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), before, "{path}: ids are single");
        for label in attributes(&html, "for") {
            assert!(ids.contains(&label), "{path}: the label of {label} has its field");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_link_of_our_own_leads_somewhere() {
    let site = scene::depot().await;
    let mut seen = std::collections::BTreeSet::new();
    for path in PAGES {
        let html = page(&site, path).await;
        for href in attributes(&html, "href").into_iter().chain(attributes(&html, "src")) {
            if href.starts_with('/') && seen.insert(href.replace("&amp;", "&").replace("&#38;", "&")) {
                let target =
                    seen.get(&href.replace("&amp;", "&").replace("&#38;", "&")).cloned().unwrap_or_default();
                let target = target.split('#').next().unwrap_or_default();
                let answer = site.get(target).await;
                assert!(answer.status.is_success(), "{path} links to {target}: {}", answer.status);
            }
        }
    }
    assert!(seen.len() > 20, "{seen:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_shows_hits_facets_and_its_own_state() {
    let site = scene::depot().await;
    let html = page(&site, "/?q=moonlit&medium=anime&year_min=2000").await;
    assert!(html.contains("<title>moonlit – Emaki</title>"), "{html}");
    assert!(html.contains("<strong>2 works</strong>"), "{html}");
    assert!(html.contains("name=\"q\" type=\"search\" value=\"moonlit\""));
    assert!(html.contains("value=\"ANIME\" checked"));
    assert!(html.contains("name=\"year_min\" form=\"finder\"") && html.contains("value=\"2000\""));
    assert!(
        html.contains("href=\"/?q=moonlit&#38;year_min=2000\"")
            || html.contains("href=\"/?q=moonlit&amp;year_min=2000\"")
    );
    assert!(html.contains("lang=\"ja\">月あかりの車庫"));
    assert!(html.contains("alt=\"Poster of Moonlit Depot\""));
    assert!(html.contains("/posters/1.svg"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_script_gets_only_the_panel_and_the_address_to_show() {
    let site = scene::depot().await;
    let asked = with(
        request("GET", "/?q=moonlit&medium=&year_min=&sort=relevance&order=&adult="),
        "hx-request",
        "true",
    );
    let answer = site.send(asked).await;
    let html = answer.text();
    assert_eq!(answer.header("hx-replace-url"), "/?q=moonlit");
    assert!(!html.contains("<html") && html.contains("<div id=\"panel\""), "{html}");
    assert!(html.contains("hx-swap-oob=\"innerHTML\">3 works found</p>"), "{html}");
    assert!(answer.header("vary").contains("hx-request"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn empty_states_say_what_to_do() {
    let site = Site::local().await;
    assert!(page(&site, "/").await.contains("emaki import --starter"));
    assert!(page(&site, "/tags").await.contains("No tags yet"));
    assert!(page(&site, "/seasons").await.contains("No seasons yet"));
    let site = scene::depot().await;
    let html = page(&site, "/?q=zzzzzzzzzz&medium=game").await;
    assert!(html.contains("Nothing found") && html.contains("Search without the filters"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_work_page_tells_all_and_who_said_it() {
    let site = scene::depot().await;
    let html = page(&site, "/works/1").await;
    for part in [
        "<h1>Moonlit Depot</h1>",
        "lang=\"ja\">月あかりの車庫</p>",
        "<td lang=\"fr\">Depot au clair de lune</td><td>French</td>",
        "A night porter sorts the luggage",
        "5 October 2014",
        "Fall 2014",
        "24 min",
        "<a href=\"/?studios_any=Lamplight\">Lamplight</a>",
        "href=\"/tags/trains\"",
        "<svg class=\"graph\"",
        "<span class=\"ties__kind\">Sequel</span> <a href=\"/works/2\">Moonlit Depot II</a>",
        "<span class=\"ties__kind\">Source</span> <a href=\"/works/3\">",
        "href=\"/characters/1\"",
        "https://myanimelist.net/anime/42",
        "https://anilist.co/anime/4200",
        "Who said what",
        "<code>mal:42</code>, ",
        "<span class=\"said__mark\">shown</span>, by <i>title-2</i>: nobody else says anything",
        "Similar works",
    ] {
        assert!(html.contains(part), "{part} is not in\n{html}");
    }
    let outside = site.get("/works/mal:42").await;
    assert_eq!((outside.status.as_u16(), outside.header("location")), (302, "/works/1"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_cannot_break_out_of_a_page() {
    let site = scene::depot().await;
    for path in ["/works/4", "/?q=paper+lanterns", "/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"] {
        let html = page(&site, path).await;
        assert!(!html.contains("<Lanterns>") && !html.contains("<script>alert"), "{path}");
    }
    assert!(!site.get("/posters/4.svg").await.text().contains("<Lanterns>"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn posters_are_drawn_and_kept() {
    let site = scene::depot().await;
    let answer = site.get("/posters/1.svg").await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "image/svg+xml"));
    assert!(answer.text().contains("月あかりの車庫"));
    assert!(answer.header("cache-control").contains("max-age"));
    for odd in ["/posters/1", "/posters/1.png", "/posters/999.svg", "/posters/x.svg"] {
        assert_eq!(site.get(odd).await.status.as_u16(), 404, "{odd}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn assets_are_kept_for_ever_under_their_hash() {
    let site = Site::local().await;
    let html = page(&site, "/").await;
    let address = attributes(&html, "href")
        .into_iter()
        .find(|href| href.starts_with("/assets/emaki.css"))
        .expect("a style sheet");
    let answer = site.get(address).await;
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    let again = with(request("GET", address), "if-none-match", answer.header("etag"));
    assert_eq!(site.send(again).await.status.as_u16(), 304);
    assert_eq!(site.get("/assets/emaki.css").await.header("cache-control"), "public, no-cache");
    assert_eq!(site.get("/assets/nothing.css").await.status.as_u16(), 404);
}

fn themed(cookie: &str, body: String) -> axum::http::Request<Body> {
    let mut form =
        with(request("POST", "/settings/theme"), "content-type", "application/x-www-form-urlencoded");
    form = with(with(form, "cookie", cookie), "origin", "http://localhost:8000");
    *form.body_mut() = Body::from(body);
    form
}

fn cookie_of(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_chooses_the_dark_and_comes_back() {
    let site = scene::depot().await;
    let first = site.get("/works/1").await;
    let visitor = cookie_of(&first);
    let html = first.text();
    let seal =
        html.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a seal");
    let answer = site.send(themed(&visitor, format!("theme=dark&back=%2Fworks%2F1&csrf={seal}"))).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/works/1"), "{}", answer.text());
    let theme = cookie_of(&answer);
    assert_eq!(theme, "theme=dark");
    let again = site.send(with(request("GET", "/works/1"), "cookie", &format!("{visitor}; {theme}"))).await;
    assert!(again.text().contains("data-theme=\"dark\""));
    assert_eq!(again.header("set-cookie"), "", "a known visitor keeps the cookie");
    let away = site.send(themed(&visitor, format!("theme=dark&back=%2F%2Fevil.example&csrf={seal}"))).await;
    assert_eq!(away.header("location"), "/");
    let odd = site.send(themed(&visitor, format!("theme=neon&csrf={seal}"))).await;
    assert_eq!(odd.status.as_u16(), 422);
}
