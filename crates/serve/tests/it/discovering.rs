//! Recommendations, the order of a story and the schedule, as programs and people get them.

use axum::body::Body;
use model::{Airing, AiringKind, Instant, SourceId, Status};
use serde_json::Value;

use crate::{
    client::{Answer, Site, request, with},
    scene,
};

/// The scene, with two broadcasts of one of its works.
async fn airing() -> Site {
    let site = scene::depot().await;
    let moment = |text: &str| Instant::from(text.parse::<jiff::Timestamp>().expect("a moment"));
    let airing = |episode: &str, at: &str| Airing {
        episode: episode.to_owned(),
        at: moment(at),
        zone: Some("UTC".to_owned()),
        kind: AiringKind::Raw,
    };
    site.app
        .work("Paper <Lanterns> & Sons", "mal:7")
        .year(1970)
        .with(|record| {
            record.source = SourceId::known("anilist");
            record.status = Some(Status::Ongoing);
            record.episodes = Some(12);
            record.airings = vec![airing("1", "1970-01-04T16:30:00Z"), airing("2", "1970-01-11T16:30:00Z")];
        })
        .save()
        .await;
    site
}

fn shown(answer: &Answer) -> Value {
    serde_json::json!({ "status": answer.status.as_u16(), "body": rounded(answer.json()) })
}

/// Shares to four digits: what lies beyond is the processor's affair.
fn rounded(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            let plain = number.as_f64().unwrap_or_default();
            Value::from((plain * 1e4).round() / 1e4)
        }
        Value::Array(items) => items.into_iter().map(rounded).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, field)| (name, rounded(field))).collect(),
        other => other,
    }
}

macro_rules! endpoint {
    ($($name:ident: $path:literal),+ $(,)?) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            let site = airing().await;
            insta::assert_json_snapshot!(shown(&site.get($path).await));
        }
    )+};
}

endpoint! {
    recommendations_of_a_work: "/api/works/1/recommendations?limit=2&medium=anime,manga",
    order_of_a_story: "/api/works/2/watch-order",
    schedule_of_a_week: "/api/schedule?from=1970-01-12&zone=Asia/Tokyo&days=3",
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_come_as_json_as_xml_and_as_tables() {
    let site = airing().await;
    let table = "id,score,status\nmal:42,9,completed\nmal:777,5,completed\n";
    let object = serde_json::json!({ "list": table, "limit": 3, "medium": ["anime"] }).to_string();
    let by_json = site.post_json("/api/recommend", &object).await;
    assert_eq!(by_json.status.as_u16(), 200, "{}", by_json.text());
    let by_json = by_json.json();
    assert_eq!(by_json["unmatched"][0]["named"], "mal:777");

    let mut raw = with(request("POST", "/api/recommend?limit=3&medium=anime"), "content-type", "text/csv");
    *raw.body_mut() = Body::from(table);
    assert_eq!(site.send(raw).await.json(), by_json);

    let xml = "<myanimelist><anime><series_animedb_id>42</series_animedb_id><my_score>9</my_score>\
               <my_status>Completed</my_status></anime></myanimelist>";
    let mut raw = with(request("POST", "/api/recommend"), "content-type", "application/xml");
    *raw.body_mut() = Body::from(xml);
    let by_xml = site.send(raw).await.json();
    assert_eq!((by_xml["list_form"].as_str(), by_xml["matched"].as_u64()), (Some("mal-xml"), Some(1)));
    let nested = serde_json::json!({ "list": [{ "id": "mal:42", "score": 9 }] }).to_string();
    assert_eq!(site.post_json("/api/recommend", &nested).await.json()["list_form"], "json");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_said() {
    let site = airing().await;
    for (body, status, code) in [
        ("{}", 422, "invalid_parameter"),
        (r#"{"works": ["mal:999"]}"#, 404, "not_found"),
        (r#"{"list": "once upon a time"}"#, 422, "invalid_input"),
        (r#"{"works": [1], "limit": 0}"#, 422, "invalid_parameter"),
        (r#"{"works": [1], "color": "red"}"#, 422, "invalid_parameter"),
        (r#"{"works": {"a": 1}}"#, 422, "invalid_parameter"),
    ] {
        let answer = site.post_json("/api/recommend", body).await;
        let told = (answer.status.as_u16(), answer.json()["error_code"].as_str().map(str::to_owned));
        assert_eq!(told, (status, Some(code.to_owned())), "{body}: {}", answer.text());
    }
    for path in [
        "/api/schedule?zone=Mars/Olympus",
        "/api/schedule?days=63",
        "/api/schedule?from=tomorrow",
        "/schedule.ics?kind=smell",
        "/api/works/1/recommendations?list=1",
    ] {
        assert_eq!(site.get(path).await.status.as_u16(), 422, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_may_be_larger_than_other_bodies() {
    let site = airing().await;
    let line = "mal:42,9,completed\n";
    let table = format!("id,score,status\n{}", line.repeat(90_000));
    assert!(table.len() > 1_048_576);
    let mut raw = with(request("POST", "/api/recommend"), "content-type", "text/csv");
    *raw.body_mut() = Body::from(table);
    assert_eq!(site.send(raw).await.status.as_u16(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_calendar_subscribes_to_the_feed() {
    let site = airing().await;
    let feed = site.get("/schedule.ics?works=mal:7").await;
    assert_eq!(feed.header("content-type"), "text/calendar; charset=utf-8");
    assert!(feed.text().contains("SUMMARY:Paper <Lanterns> & Sons – episode 2\r\n"), "{}", feed.text());
    assert!(feed.text().contains("STATUS:TENTATIVE\r\n"), "{}", feed.text());
}

/// The seal of the form on a page, and the cookie that goes with it.
async fn sealed(site: &Site, path: &str) -> (String, String) {
    let page = site.get(path).await;
    let cookie = page.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let html = page.text();
    let seal = html.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    (seal.expect("a sealed form").to_owned(), cookie)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pasted_list_brings_a_page_of_picks() {
    let site = airing().await;
    let (seal, cookie) = sealed(&site, "/recommend").await;
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("csrf", &seal)
        .append_pair("works", "")
        .append_pair("list", "id,score\nmal:42,9\nmal:777,5\n")
        .append_pair("sequels", "on")
        .finish();
    let mut posted = with(request("POST", "/recommend"), "content-type", "application/x-www-form-urlencoded");
    posted = with(with(posted, "cookie", &cookie), "origin", "http://localhost:8000");
    *posted.body_mut() = Body::from(form);
    let page = site.send(posted).await;
    assert_eq!(page.status.as_u16(), 200, "{}", page.text());
    let html = page.text();
    assert!(html.contains("Moonlit Depot II"), "{html}");
    assert!(html.contains("like Moonlit Depot: "), "{html}");
    assert!(html.contains("From 1 work of yours, by what works are about."), "{html}");
    assert!(html.contains("<code>3. mal:777</code> no work is kept here under this id"), "{html}");
    let wrong = site.get("/recommend?works=mal:999").await;
    assert_eq!(wrong.status.as_u16(), 404);
    assert!(wrong.text().contains("there is no work <code>mal:999</code>"), "{}", wrong.text());
    // Titles name works as well, with commas between them.
    let named = site.get("/recommend?works=Moonlit+Depot+II,+mal:42").await;
    assert_eq!(named.status.as_u16(), 200, "{}", named.text());
    assert!(named.text().contains("From 2 works of yours"), "{}", named.text());
    let unclear = site.get("/recommend?works=mal:42,moonlit").await;
    assert!(unclear.status.is_client_error(), "{}", unclear.text());
    let html = unclear.text();
    assert!(html.contains("Which one is “moonlit”?"), "{html}");
    assert!(html.contains("/recommend?works=mal%3A42%2C+"), "the id stands in the place of the name: {html}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_week_and_a_story_as_pages() {
    let site = airing().await;
    let html = site.get("/schedule?week=1970-01-12&zone=Asia/Tokyo&late=true").await.text();
    assert!(html.contains("Week of 12 January 1970"), "{html}");
    assert!(html.contains("Paper &#60;Lanterns&#62; &#38; Sons"), "{html}");
    assert!(html.contains(">25:30</time>"), "{html}");
    assert!(html.contains("timetable__one--predicted"), "{html}");
    assert!(html.contains("Predicted by its rhythm so far"), "{html}");
    let work = site.get("/works/1").await.text();
    assert!(work.contains("In the order of the story"), "{work}");
    assert!(work.contains("continues Moonlit Depot"), "{work}");
    assert!(!site.get("/works/4").await.text().contains("In the order of the story"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_comparison_is_the_same_on_the_page_and_for_programs() {
    let site = airing().await;
    let told = site.get("/api/compare?a=mal:42&b=2").await.json();
    let page = site.get("/compare?a=mal:42&b=Moonlit+Depot+II").await;
    assert_eq!(page.status.as_u16(), 200, "{}", page.text());
    let html = page.text();
    let share = told["likeness"]["score"].as_f64().expect("something is known of both");
    assert!(html.contains(&format!("{:.0} % alike", share * 100.0)), "{html}");
    for tag in told["tags"]["both"].as_array().expect("a list") {
        let tag = tag.as_str().expect("a tag");
        assert!(html.contains(&format!("<a href=\"/tags/{tag}\">{tag}</a>")), "{tag}: {html}");
    }
    assert!(html.contains("Moonlit Depot II is its sequel"), "{html}");
    assert!(html.contains("href=\"/api/compare?a=1&#38;b=2\""), "{html}");
    // One work, or a title that several bear, is a page to choose on.
    let offer = site.get("/compare?work=1").await.text();
    assert!(offer.contains("href=\"/compare?a=1&#38;b=2\""), "{offer}");
    let choice = site.get("/compare?a=moonlit&b=4").await.text();
    assert!(
        choice.contains("Which one is “moonlit”?") && choice.contains("/compare?a=1&#38;b=4"),
        "{choice}"
    );
    let nobody = site.get("/compare?a=zzzzzz&b=4").await;
    assert_eq!(nobody.status.as_u16(), 404);
    let same = site.get("/compare?a=1&b=mal:42").await;
    assert!(same.status.is_success() && same.text().contains("Both are Moonlit Depot."), "{}", same.text());
    for (path, code) in [
        ("/api/compare?a=1", 422),
        ("/api/compare?a=1&b=1", 422),
        ("/api/compare?a=1&b=2&c=3", 422),
        ("/api/compare?a=1&a=2&b=3", 422),
        ("/api/compare?a=1&b=mal:4711", 404),
        ("/api/tags/opera/neighbors", 404),
        ("/api/tags/drama/neighbors?limit=0", 422),
    ] {
        assert_eq!(site.get(path).await.status.as_u16(), code, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_franchise_is_a_page_and_an_answer() {
    let site = airing().await;
    let told = site.get("/api/works/1/franchise").await.json();
    let titles: Vec<&str> =
        told["nodes"].as_array().expect("a list").iter().filter_map(|node| node["title"].as_str()).collect();
    let html = site.get("/works/1/franchise").await.text();
    assert_eq!(titles.len(), 3, "{told}");
    for title in titles {
        assert!(
            html.contains(&format!("<title>{title} · ")) || html.contains(&format!("<title>{title} ·")),
            "{html}"
        );
    }
    assert!(html.contains("class=\"graph graph--story\"") && html.contains("Sequel of"), "{html}");
    assert_eq!(site.get("/works/mal:42/franchise").await.header("location"), "/works/1/franchise");
    assert!(!site.get("/works/4/franchise").await.text().contains("<svg class=\"graph"));
}
