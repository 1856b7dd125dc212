//! Review without a script: the page's forms, what they lead to, and what they refuse.

use axum::body::Body;
use serde_json::json;

use crate::{
    client::{Answer, Site, request, with},
    scene,
};

/// A pair of two works of the scene.
pub async fn queue(site: &Site) {
    let weights = json!({"fields": [
        {"field": "title", "agreement": "part", "weight": 6.2},
        {"field": "date", "agreement": "different", "weight": -3.4},
    ], "trap": "installment"});
    site.app.queue_pair("mal:42", "mal:43", 0.61, weights).await;
}

/// A visitor with a cookie and a seal.
struct Visitor<'a> {
    site: &'a Site,
    cookies: String,
    seal: String,
}

impl<'a> Visitor<'a> {
    async fn of(site: &'a Site) -> Self {
        let first = site.get("/review").await;
        let cookies = first.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        let html = first.text();
        let seal = html.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        Self { site, cookies, seal: seal.expect("a seal").to_owned() }
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .append_pair("csrf", &self.seal)
            .finish();
        let mut form = with(request("POST", path), "content-type", "application/x-www-form-urlencoded");
        form = with(form, "cookie", &self.cookies);
        *form.body_mut() = Body::from(body);
        self.site.send(form).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_queue_says_how_to_fill_it() {
    let site = scene::depot().await;
    let way = "<a href=\"/review\">Review</a>";
    assert!(!site.get("/").await.text().contains(way), "there is no way to where nothing is");
    let page = site.get("/review").await.text();
    assert!(page.contains("Nothing to look at") && page.contains("emaki registry match"), "{page}");
    queue(&site).await;
    for page in ["/", "/seasons", "/about"] {
        assert!(site.get(page).await.text().contains(way), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pair_is_answered_and_taken_back_without_a_script() {
    let site = scene::depot().await;
    queue(&site).await;
    let page = site.get("/review").await.text();
    for said in ["Pair 1", "61.0 % sure", "installment", "+6.2", "-3.4", "Moonlit Depot II", "data-key=\"s\""]
    {
        assert!(page.contains(said), "{said} is missing in {page}");
    }
    let visitor = Visitor::of(&site).await;
    let unnamed = visitor.post("/review/1", &[("do", "same")]).await;
    assert_eq!(unnamed.status.as_u16(), 422, "nobody answers without a name");

    let named = visitor.post("/curate/author", &[("author", "ann"), ("back", "/review")]).await;
    assert_eq!((named.status.as_u16(), named.header("location")), (303, "/review"));
    let cookie = named.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let visitor = Visitor { cookies: format!("{}; {cookie}", visitor.cookies), ..visitor };
    let done = visitor.post("/review/1", &[("do", "same"), ("reason", "the same <box>")]).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/review?done=1"), "{}", done.text());
    assert_eq!(site.get("/api/works/2").await.json()["redirected_from"], 2);
    let page = site.get("/review?done=1").await.text();
    assert!(page.contains("Pair 1 is one work") && page.contains("Take it back"), "{page}");
    let page = site.get("/review?pair=1").await.text();
    assert!(page.contains("says ann") && page.contains("the same &#60;box&#62;"), "{page}");

    let back = visitor.post("/review/1", &[("do", "undo")]).await;
    assert_eq!(back.header("location"), "/review?pair=1");
    assert_eq!(site.get("/api/works/2").await.json()["redirected_from"], json!(null));
    visitor.post("/review/1", &[("do", "different")]).await;
    let again = visitor.post("/review/1", &[("do", "skip")]).await;
    assert_eq!(again.status.as_u16(), 409, "{}", again.text());
    let wrong = visitor.post("/review/1", &[("do", "maybe")]).await;
    assert_eq!(wrong.status.as_u16(), 422);
    let missing = visitor.post("/review/9", &[("do", "same")]).await;
    assert_eq!(missing.status.as_u16(), 404);
}
