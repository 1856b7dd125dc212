//! Questions over HTTP: `/api/query` and what hangs on it, the older paths, and the page that shows the plan.

use app::{Scope, testing::TestApp};
use axum::{body::Body, http::Request};
use serde_json::{Value, json};

use crate::{
    client::{Answer, Site, request, with},
    scene,
};

/// A form of texts and maybe a file.
fn form(path: &str, texts: &[(&str, &str)], file: Option<&[u8]>) -> Request<Body> {
    let mut body = Vec::new();
    for (name, text) in texts {
        body.extend(
            format!("--seam\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n").as_bytes(),
        );
    }
    if let Some(file) = file {
        body.extend(b"--seam\r\ncontent-disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n");
        body.extend(b"content-type: image/png\r\n\r\n");
        body.extend(file);
        body.extend(b"\r\n");
    }
    body.extend(b"--seam--\r\n");
    let mut request = with(request("POST", path), "content-type", "multipart/form-data; boundary=seam");
    *request.body_mut() = Body::from(body);
    request
}

async fn ask(site: &Site, body: Value) -> Answer {
    site.post_json("/api/query", &body.to_string()).await
}

fn ids(answer: &Answer) -> Vec<i64> {
    let body = answer.json();
    let results = body["results"].as_array().expect("a list");
    results.iter().filter_map(|hit| hit["id"].as_i64()).collect()
}

/// An answer with what changes from run to run blotted out.
fn shown(answer: &Answer) -> Value {
    let mut body = answer.json();
    body["conversation_id"] = json!("[varies]");
    body["metadata"]["took_ms"] = json!("[varies]");
    for hit in body["results"].as_array_mut().into_iter().flatten() {
        let title = hit["title"].clone();
        *hit = json!({"id": hit["id"], "title": title});
    }
    body
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_is_answered_with_its_plan() {
    let site = scene::depot().await;
    let body = json!({
        "query": "drama anime since 2012, no romance",
        "session_id": "tea",
        "options": {"suggestions": false},
    });
    let answer = ask(&site, body).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text());
    insta::assert_json_snapshot!(shown(&answer));
    let id = answer.json()["conversation_id"].as_str().expect("it is kept").to_owned();

    let follow = ask(&site, json!({"query": "only the newer ones", "session_id": "tea"})).await;
    assert_eq!(follow.json()["metadata"]["is_follow_up"], true, "{}", follow.text());
    let told = site.get(&format!("/api/conversations/{id}")).await.json();
    assert_eq!(told["turns"].as_array().map(Vec::len), Some(2), "{told}");
    assert_eq!(told["turns"][0]["results"][0]["title"].as_str().map(str::is_empty), Some(false));
    let gone = site.send(request("DELETE", &format!("/api/conversations/{id}"))).await;
    assert_eq!(gone.status.as_u16(), 204);
    assert_eq!(site.get(&format!("/api/conversations/{id}")).await.status.as_u16(), 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_besides_works_is_answered_at_every_door() {
    let site = scene::depot().await;
    let question = "where can I watch Moonlit Depot?";
    let by_rest = ask(&site, json!({"query": question})).await.json();
    assert_eq!(
        (&by_rest["answers"][0]["about"], &by_rest["answers"][0]["work"]),
        (&json!("streaming"), &json!(1))
    );
    assert_eq!(by_rest["results"][0]["id"], 1);
    let text = by_rest["answers"][0]["text"].as_str().expect("a sentence").to_owned();
    let graph =
        json!({"query": format!("{{ ask(query: \"{question}\", first: 1) {{ answers }} }}")}).to_string();
    let by_graph = site.post_json("/graphql", &graph).await.json();
    assert_eq!(by_graph["data"]["ask"]["answers"], json!([text]), "{by_graph}");
    let page = site.get("/?q=where+can+I+watch+Moonlit+Depot%3F").await.text();
    assert!(page.contains("class=\"answer\""), "{page}");
    let plain = ask(&site, json!({"query": "drama"})).await.json();
    assert_eq!(plain["answers"], Value::Null, "{plain}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn compared_works_stand_side_by_side_at_every_door() {
    let site = scene::depot().await;
    let question = "compare Moonlit Depot and Moonlit Depot II";
    let answer = ask(&site, json!({ "query": question })).await;
    assert_eq!(ids(&answer), [1, 2], "{}", answer.text());
    let told = answer.json();
    let compared = &told["comparison"];
    assert_eq!(compared["page"], "/compare?a=1&b=2");
    assert_eq!(compared["shared_tags"], json!(["drama", "trains"]));
    assert_eq!(
        (&compared["works"][0]["episodes"], &compared["works"][1]["year"]),
        (&json!(12), &json!(2016))
    );
    assert_eq!(told["answers"][0]["about"], "comparison");
    let page = site.get("/?q=compare+Moonlit+Depot+and+Moonlit+Depot+II").await;
    assert!(
        page.text().contains("href=\"/compare?a=1&#38;b=2\"")
            || page.text().contains("href=\"/compare?a=1&amp;b=2\"")
    );
    assert_eq!(site.get("/compare?a=1&b=2").await.status.as_u16(), 200);
    let plain = ask(&site, json!({ "query": "drama" })).await.json();
    assert!(plain.get("comparison").is_none(), "{plain}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draw_is_repeated_by_its_number() {
    let site = scene::depot().await;
    let draw =
        async |seed: i64| ask(&site, json!({ "query": "surprise me", "options": { "seed": seed } })).await;
    let first = draw(5).await;
    assert_eq!(first.json()["plan"]["parts"][0]["slot"], "draw", "{}", first.text());
    assert_eq!(ids(&draw(5).await), ids(&first));
    assert_eq!(draw(-1).await.status.as_u16() / 100, 4);
    assert_eq!(draw(1_000_000_000).await.json()["details"]["parameter"], "seed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_that_nothing_bears_are_refused_at_every_door_with_those_near_them() {
    let site = scene::depot().await;
    let by_rest = site.get("/api/search?tags_all=dramma").await;
    assert_eq!(by_rest.status.as_u16(), 422, "{}", by_rest.text());
    assert_eq!(by_rest.json()["details"]["near"], json!(["drama"]));
    let by_query = ask(&site, json!({"query": "trains", "filters": {"studios_any": "Lamplght"}})).await;
    assert_eq!(by_query.status.as_u16(), 422, "{}", by_query.text());
    let graph = json!({"query": "{ search(query: \"\", filters: {tags_all: [\"dramma\"]}) { totalCount } }"});
    let by_graph = site.post_json("/graphql", &graph.to_string()).await.json();
    let told = by_graph["errors"][0]["message"].as_str().unwrap_or_default();
    assert!(told.contains("dramma") && told.contains("drama"), "{by_graph}");
    // In words it is no filter: the plan says what nothing here is called.
    let asked = ask(&site, json!({"query": {"text": "drama", "studios_any": ["Nobody Works"]}})).await.json();
    let notes = asked["metadata"]["notes"].to_string();
    assert!(notes.contains("no studio here is called “Nobody Works”"), "{asked}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_asks_the_same_as_json() {
    let site = scene::depot().await;
    let by_json =
        ask(&site, json!({"query": {"text": "drama", "year_min": 2012}, "options": {"limit": 5}})).await;
    let texts = [("query", r#"{"text": "drama", "year_min": 2012}"#), ("options", r#"{"limit": 5}"#)];
    let by_form = site.send(form("/api/query", &texts, None)).await;
    assert_eq!(by_form.status.as_u16(), 200, "{}", by_form.text());
    assert_eq!(ids(&by_form), ids(&by_json));
    assert!(!ids(&by_form).is_empty());
    let old = ask(&site, json!({"message": "drama", "user_context": {"birth_year": 1990}})).await;
    assert_eq!(old.status.as_u16(), 200, "{}", old.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_answered_is_told_in_the_envelope() {
    let site = scene::depot().await;
    let told = |answer: &Answer| {
        let body = answer.json();
        (answer.status.as_u16(), body["error_code"].as_str().unwrap_or_default().to_owned())
    };
    let picture = site.send(form("/api/query", &[("query", "like this")], Some(b"\x89PNG"))).await;
    assert_eq!(told(&picture), (501, "not_configured".to_owned()), "{}", picture.text());
    for (body, status) in [
        // Where no picture is kept there is nothing to compare with, whatever comes.
        (json!({"query": "x", "image": "!"}), 501),
        (json!({"query": {"colour": "red"}}), 422),
        (json!({"query": "  "}), 422),
        (json!({"query": "x", "options": {"corrections": [{"do": "juggle"}]}}), 422),
        (json!({"query": "x", "options": {"speed": 9}}), 422),
        (json!({"query": "x", "conversation_id": "c-0"}), 404),
        (json!({"query": "x", "filters": {"year_min": 2000, "year_max": 1990}}), 422),
        (json!(["x"]), 422),
    ] {
        let answer = ask(&site, body.clone()).await;
        assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.text());
    }
    let broken = with(request("POST", "/api/query"), "content-type", "multipart/form-data; boundary=seam");
    assert_eq!(site.send(broken).await.status.as_u16(), 400);
    let no_json = form("/api/query", &[("query", "x"), ("options", "{")], None);
    assert_eq!(site.send(no_json).await.status.as_u16(), 422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn preferences_are_shown_changed_and_forgotten() {
    let site = scene::depot().await;
    let path = "/api/preferences?user_id=ann";
    let mut change = with(request("PATCH", path), "content-type", "application/json");
    *change.body_mut() = Body::from(
        json!({"like": {"works": ["mal:42"], "tags": ["trains"]}, "refuse": {"studios": ["Lamplight"]}})
            .to_string(),
    );
    let changed = site.send(change).await;
    assert_eq!(changed.status.as_u16(), 200, "{}", changed.text());
    insta::assert_json_snapshot!(changed.json());
    assert_eq!(site.get(path).await.json(), changed.json());
    let gone = site.send(request("DELETE", path)).await;
    assert_eq!(gone.json(), json!({"forgotten": 3}));
    assert_eq!(site.get(path).await.json()["preferences"], json!([]));
    assert_eq!(site.get("/api/preferences").await.status.as_u16(), 422);
    assert_eq!(site.get("/api/preferences?who=ann").await.status.as_u16(), 422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_opened_and_asked_for_trends() {
    let site = scene::depot().await;
    assert_eq!(site.get("/api/trending").await.json()["results"], json!([]));
    ask(&site, json!({"query": "drama anime with trains"})).await;
    site.get("/api/works/4").await;
    let works = site.get("/api/trending?limit=1").await.json();
    assert_eq!(works["results"][0]["id"], 4, "{works}");
    let tags = site.get("/api/trending?kind=tags").await.json();
    let names: Vec<&str> =
        tags["results"].as_array().into_iter().flatten().filter_map(|tag| tag["name"].as_str()).collect();
    assert!(names.contains(&"drama"), "{tags}");
    for wrong in ["kind=people", "limit=0", "limit=x", "since=now"] {
        assert_eq!(site.get(&format!("/api/trending?{wrong}")).await.status.as_u16(), 422, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn older_paths_answer_in_their_shapes() {
    let site = scene::depot().await;
    let shape = |answer: &Answer| {
        let mut body = answer.json();
        for list in ["results", "similar_anime"] {
            for hit in body[list].as_array_mut().into_iter().flatten() {
                hit["relevance_score"] = json!("[varies]");
            }
        }
        if body["processing_time_ms"].is_number() {
            body["processing_time_ms"] = json!("[varies]");
        }
        body
    };
    let words = json!({"query": "moonlit depot", "limit": 1}).to_string();
    let text = site.post_json("/api/search/", &words).await;
    assert_eq!(text.status.as_u16(), 200, "{}", text.text());
    insta::assert_json_snapshot!("older_text", shape(&text));
    assert_eq!(shape(&site.post_json("/api/search/semantic", &words).await), shape(&text));
    let by_form = form("/api/search/multimodal", &[("query", "moonlit depot"), ("limit", "1")], None);
    assert_eq!(shape(&site.send(by_form).await), shape(&text));

    let like = site.get("/api/search/similar/mal:42?limit=2").await;
    assert_eq!(like.status.as_u16(), 200, "{}", like.text());
    let body = shape(&like);
    assert_eq!((body["search_type"].as_str(), body["anime_id"].as_str()), (Some("similar"), Some("mal:42")));
    assert_eq!(body["count"].as_u64(), body["similar_anime"].as_array().map(|list| list.len() as u64));
    let by_body = site.post_json("/api/search/", r#"{"anime_id":"mal:42","limit":2}"#).await;
    assert_eq!(shape(&by_body), body);

    let filtered = json!({"query": "drama", "filters": {"year_range": [2015, 2020]}}).to_string();
    let filtered = site.post_json("/api/search/", &filtered).await.json();
    let years: Vec<Option<i64>> =
        filtered["results"].as_array().into_iter().flatten().map(|hit| hit["year"].as_i64()).collect();
    assert_eq!(years, [Some(2016)], "filters hold");

    for (answer, status) in [
        (site.post_json("/api/search/", "{}").await, 400),
        (site.post_json("/api/search/semantic", r#"{"anime_id":"1"}"#).await, 400),
        (site.post_json("/api/search/", r#"{"query":"x","limit":0}"#).await, 422),
        (site.post_json("/api/search/", r#"{"image_data":"aGk="}"#).await, 501),
        (site.post_json("/api/search/", r#"{"anime_id":"1","visual_similarity":true}"#).await, 501),
        (site.send(form("/api/search/by-image", &[], Some(b"not a picture"))).await, 501),
        (site.send(form("/api/search/by-image", &[("limit", "3")], None)).await, 400),
        (site.send(form("/api/search/by-image-base64", &[("image_data", "aGk=")], None)).await, 501),
        (site.get("/api/search/visually-similar/1").await, 501),
        (site.get("/api/search/visually-similar/999").await, 404),
        (site.get("/api/search/similar/999").await, 404),
    ] {
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_shows_the_plan_and_lets_it_be_changed() {
    let site = scene::depot().await;
    let page = site.get("/?q=drama+anime+since+2012").await.text();
    assert!(page.contains("How the words were read"), "{page}");
    let link = |page: &str, label: &str| {
        let at =
            page.find(&format!("</span>{label} <span")).unwrap_or_else(|| panic!("no {label} in {page}"));
        let before = &page[..at];
        let href = before.rfind("href=\"").expect("a link") + 6;
        before[href..].split('"').next().expect("an address").replace("&#38;", "&").replace("&amp;", "&")
    };
    let works = |page: &str| page.matches(" data-hit>").count();
    assert_eq!(works(&page), 2);
    let without = link(&page, "from 2012");
    assert_eq!(without, "/?q=drama+anime+since+2012&drop=year_min%3A2012");
    let wider = site.get(&without).await.text();
    assert!(works(&wider) >= works(&page) && wider.contains("Read it whole again"), "{wider}");
    assert!(wider.contains("name=\"drop\" value=\"year_min:2012\""));
    // The form carries it on for the same words, and for no others.
    let same =
        site.get("/?q=drama+anime+since+2012&drop=year_min%3A2012&of=drama+anime+since+2012").await.text();
    assert_eq!(works(&same), works(&wider));
    let other =
        site.get("/?q=drama+anime+since+2015&drop=year_min%3A2015&of=drama+anime+since+2012").await.text();
    assert_eq!(works(&other), 1);
    // A script that asks for the panel alone is told the address.
    let part = site.send(with(request("GET", &without), "hx-request", "true")).await;
    assert_eq!(part.header("hx-replace-url"), without);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn api_and_page_find_the_same() {
    let site = scene::depot().await;
    for words in
        ["moonlit depot", "drama anime since 2012", "anime like Moonlit Depot", "slice of life from the 90s"]
    {
        let by_api = ids(&ask(&site, json!({"query": words})).await);
        let query: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
        let page = site.get(&format!("/?q={query}")).await.text();
        let by_page: Vec<i64> = page
            .split("<h2 class=\"hit__title\"><a href=\"/works/")
            .skip(1)
            .filter_map(|rest| rest.split('"').next()?.parse().ok())
            .collect();
        assert_eq!(by_page, by_api, "{words}");
        assert!(!by_api.is_empty(), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_only_read_reaches_nobody_elses_names() {
    let site = Site::on(TestApp::new().await, "0.0.0.0:8000");
    scene::fill(&site).await;
    let make = async |name: &str, scope| {
        site.app.app.create_token(name, &[scope], None).await.expect("a new name").secret
    };
    let (one, other) = (make("one", Scope::Read).await, make("other", Scope::Read).await);
    let writer = make("writer", Scope::Write).await;
    let by = |secret: &str, method: &str, path: &str, body: &Value| {
        let bare = with(request(method, path), "content-type", "application/json");
        let mut asked = with(bare, "authorization", &format!("Bearer {secret}"));
        *asked.body_mut() = Body::from(body.to_string());
        asked
    };
    let ann = "/api/preferences?user_id=ann";
    let liked = json!({ "like": { "tags": ["drama"] } });
    assert_eq!(site.send(by(&one, "PATCH", ann, &liked)).await.status.as_u16(), 200);
    let held = async |secret: &str| {
        let answer = site.send(by(secret, "GET", ann, &json!({}))).await.json();
        answer["preferences"].as_array().map(Vec::len)
    };
    assert_eq!((held(&one).await, held(&other).await, held(&writer).await), (Some(1), Some(0), Some(0)));
    let gone = site.send(by(&other, "DELETE", ann, &json!({}))).await;
    assert_eq!(gone.json()["forgotten"], 0);
    assert_eq!(held(&one).await, Some(1));

    // A session that another client calls by the same name is another one.
    let asked = json!({ "query": "drama", "session_id": "tea" });
    let first = site.send(by(&one, "POST", "/api/query", &asked)).await.json();
    let second = site.send(by(&other, "POST", "/api/query", &asked)).await.json();
    assert_ne!(first["conversation_id"], second["conversation_id"]);

    let deeper = json!({ "query": "drama", "options": { "enhance": true } });
    let refused = site.send(by(&one, "POST", "/api/query", &deeper)).await;
    assert_eq!((refused.status.as_u16(), refused.json()["error_code"].as_str()), (403, Some("forbidden")));
    assert_eq!(site.send(by(&writer, "POST", "/api/query", &deeper)).await.status.as_u16(), 200);
}
