//! Somebody with more files than one answer holds: every door leads on to all of them, each once, and ends.

use std::collections::BTreeSet;

use app::{ExtractPeople, ImportPeople, Scope, testing::TestApp};
use serde_json::{Value, json};
use testkit::replay::{Answer, Replay};

use crate::{
    client::{Site, with},
    mcp::{asked, message},
    people_scene::by,
};

/// More than the thousand that a page about somebody holds.
const FILES: usize = 1_100;
/// No walk here has more pages. One that leads in a circle would never end.
const MOST_PAGES: usize = 300;

const SHEET: &str = "row_id,name,email,type,link\n\
    7,Depot Clerk,clerk@example.org,,https://docs.google.com/document/d/1documentdocumentdocumentdocument/edit\n\
    8,Yard Clerk,yard@example.org,,https://drive.google.com/file/d/1anotheranotheranotheranother/view\n";

/// A site on which the first of two people has a document that names many films, and who may look at them.
async fn site() -> (Site, String) {
    let (replay, folder) = (Replay::start().await, tempfile::tempdir().expect("a folder"));
    let films = (0..FILES).map(|number| format!("https://drive.google.com/file/d/1film{number:023}/view\n"));
    let document = "/document/d/1documentdocumentdocumentdocument/export";
    replay.on("GET", &format!("{document}?format=txt"), Answer::text(films.collect::<String>()));
    replay.on("GET", &format!("{document}?format=html"), Answer::html("<html><body>films</body></html>"));
    let app = TestApp::with(|config| {
        config.people.enabled = true;
        config.allow_private = true;
        config.people.downloads.docs_url = replay.url();
    })
    .await;
    let sheet = folder.path().join("sheet.csv");
    std::fs::write(&sheet, SHEET).expect("the test's own folder");
    let from = sheet.display().to_string();
    let imported = app.app.import_people(&ImportPeople { from, tabs: Vec::new(), yes: false }).await;
    imported.expect("a sound sheet");
    let read = app.app.extract_people(&ExtractPeople::default(), &|_| ()).await.expect("a sound document");
    assert_eq!((read.read, read.report.new_assets), (1, FILES as u64 + 1));
    let token = app.app.create_token("reader", &[Scope::Read, Scope::People], None).await;
    (Site::on(app, "127.0.0.1:8000"), token.expect("a new name").secret)
}

/// The ids of the files of a page, in their order.
fn ids(page: &Value, list: &str) -> Vec<String> {
    let files = page[list].as_array().unwrap_or_else(|| panic!("{page}"));
    files.iter().map(|file| file["asset_id"].as_str().expect("an id").to_owned()).collect()
}

/// The JSON of a page that may be seen.
async fn page(site: &Site, token: &str, path: &str) -> Value {
    let answer = site.send(by(token, "GET", path)).await;
    assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text());
    answer.json()
}

/// All files from a cursor on, or from the first one, as `/api/assets` leads through them.
async fn walked(site: &Site, token: &str, limit: usize, from: Option<String>) -> Vec<String> {
    let (mut seen, mut cursor) = (Vec::new(), from);
    for _ in 0..MOST_PAGES {
        let after = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let part = page(site, token, &format!("/api/assets?person=7&limit={limit}{after}")).await;
        let files = ids(&part, "assets");
        assert!((1..=limit).contains(&files.len()), "no page is empty or too long: {}", files.len());
        seen.extend(files);
        cursor = part["next_cursor"].as_str().map(str::to_owned);
        if cursor.is_none() {
            return seen;
        }
    }
    panic!("the pages do not end after {} files", seen.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_about_somebody_leads_on_to_the_rest_of_their_files() {
    let (site, token) = site().await;
    // The number of files is a multiple of this, and yet no empty page comes last.
    let all = walked(&site, &token, 100, None).await;
    assert_eq!(all.len(), FILES);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), FILES, "each once");
    assert_eq!(walked(&site, &token, 97, None).await, all, "whatever the length of a page");
    let first = page(&site, &token, "/api/people/7").await;
    let mut joined = ids(&first, "assets");
    assert_eq!(joined.len(), 1_000);
    let next = first["next_asset_cursor"].as_str().expect("there are more").to_owned();
    let rest = walked(&site, &token, 50, Some(next)).await;
    joined.extend(rest);
    assert_eq!(joined, all, "the page and what it leads to are all files, in one order");
    let other = page(&site, &token, "/api/people/8").await;
    assert_eq!((ids(&other, "assets").len(), &other["next_asset_cursor"]), (1, &Value::Null));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_assistant_is_led_through_all_files_of_somebody() {
    let (site, token) = site().await;
    let all = walked(&site, &token, 500, None).await;
    let (mut seen, mut cursor) = (Vec::new(), Value::Null);
    for _ in 0..MOST_PAGES {
        let arguments = json!({ "person": "7", "limit": 200, "budget": 20_000, "cursor": cursor });
        let params = json!({ "name": "get_person", "arguments": arguments });
        let request = asked("tools/call", params, &json!({}));
        let request = with(request, "authorization", &format!("Bearer {token}"));
        let mut answer = message(&site.send(request).await);
        assert_eq!(answer["result"]["isError"], false, "{answer}");
        let part = answer["result"]["structuredContent"].take();
        assert_eq!(part["total"], FILES, "{}", part["total"]);
        assert_eq!(part["documents"].as_array().map(Vec::len), Some(usize::from(seen.is_empty())));
        let files = ids(&part, "files");
        assert!((1..=200).contains(&files.len()), "no page is empty or too long: {}", files.len());
        seen.extend(files);
        cursor = part["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert!(cursor.is_null(), "the pages end");
    assert_eq!(seen, all, "each file once, in the order of the other door");
}
