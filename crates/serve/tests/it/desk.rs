//! The production desk as pages: complete without a script, every change a sealed form, nothing unescaped.

use app::WorkRequest;
use axum::body::Body;
use serde_json::{Value, json};

use crate::client::{Answer, Site, request, with};

/// A name that would break a page that does not escape it.
const ODD: &str = "<b>Lanterns</b> & \"Sons\"";

/// A visitor with a cookie and a seal.
pub struct Visitor<'a> {
    pub site: &'a Site,
    cookie: String,
    seal: String,
}

impl<'a> Visitor<'a> {
    pub async fn of(site: &'a Site) -> Self {
        let page = site.get("/desk").await;
        let cookie = page.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        let html = page.text();
        let seal = html.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        Self { site, cookie, seal: seal.expect("a sealed form").to_owned() }
    }

    pub async fn send(&self, path: &str, fields: &[(&str, &str)], is_script: bool) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", &self.seal)
            .extend_pairs(fields)
            .finish();
        let mut form = request("POST", path);
        *form.body_mut() = Body::from(body);
        form = with(form, "content-type", "application/x-www-form-urlencoded");
        form = with(with(form, "cookie", &self.cookie), "origin", "http://localhost:8000");
        if is_script {
            form = with(form, "hx-request", "true");
        }
        self.site.send(form).await
    }

    /// A plain form; gives where it leads.
    pub async fn lead(&self, fields: &[(&str, &str)]) -> String {
        let answer = self.send("/desk", fields, false).await;
        assert_eq!(answer.status.as_u16(), 303, "{fields:?}: {}", answer.text());
        answer.header("location").to_owned()
    }

    /// A form that a script sent; gives its status and what is said.
    pub async fn tell(&self, fields: &[(&str, &str)]) -> (u16, Value) {
        let answer = self.send("/desk", fields, true).await;
        (answer.status.as_u16(), answer.json())
    }

    pub async fn page(&self, path: &str) -> String {
        let answer = self.site.get(path).await;
        assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text());
        let html = answer.text();
        assert!(!html.contains("<b>Lanterns"), "{path} is not escaped");
        html
    }
}

pub async fn work(site: &Site) {
    let request = WorkRequest { kinds: vec!["generate".to_owned()], drain: true, ..WorkRequest::default() };
    site.app.app.work_jobs(&request, std::future::pending()).await.expect("a sound store");
}

async fn takes(site: &Site) -> Vec<Value> {
    let listed = site.get("/api/anime/takes").await.json();
    listed["takes"].as_array().cloned().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_desk_without_a_script() {
    let site = Site::local().await;
    let visitor = Visitor::of(&site).await;
    let desk = visitor.lead(&[("do", "new_project"), ("name", ODD)]).await;
    let project = desk.strip_prefix("/desk/").expect("its page").to_owned();
    let character = [
        ("do", "new_character"),
        ("project_id", &*project),
        ("name", "Mirei"),
        ("appearance.hair", "silver <i>hair</i>"),
    ];
    let bible = visitor.lead(&character).await;
    let who = bible.rsplit('/').next().expect("an id").to_owned();
    let html = visitor.page(&bible).await;
    assert!(
        html.contains("silver &#60;i&#62;hair&#60;/i&#62;") && html.contains("Write version 2"),
        "{html}"
    );
    let change = [
        ("do", "change_character"),
        ("character_id", &*who),
        ("expected_version", "1"),
        ("appearance.hair", "short silver hair"),
        ("wardrobe", "winter: red coat\nsummer: straw hat"),
    ];
    visitor.lead(&change).await;
    let (status, told) = visitor.tell(&change).await;
    assert_eq!(status, 409, "somebody was quicker: {told}");
    let wish = [
        ("do", "generate"),
        ("project_id", &*project),
        ("character_id", &*who),
        ("prompt", "by a {lantern|candle}"),
        ("width", "64"),
        ("height", "64"),
        ("matrix", "steps: 5 | 10\nsampler: euler | heun"),
    ];
    let shown = visitor.send("/desk/preview", &wish, true).await.text();
    assert!(shown.contains("4 pictures") && shown.contains("short silver hair"), "{shown}");
    let grid = visitor.lead(&wish).await;
    assert!(grid.starts_with("/desk/batches/"), "{grid}");
    let html = visitor.page(&desk).await;
    assert_eq!(html.matches("data-status=\"queued\"").count(), 4, "{html}");
    work(&site).await;
    let made = takes(&site).await;
    assert_eq!(made.len(), 4);
    let html = visitor.page(&grid).await;
    assert!(
        html.contains("<th scope=\"col\">euler</th>") && html.contains("<th scope=\"row\">10</th>"),
        "{html}"
    );
    assert_eq!(html.matches("data-take=").count(), 4, "{html}");
    let take = made[0]["id"].as_str().expect("an id");
    let job = made[0]["job_id"].as_str().expect("an id");
    let (status, told) = visitor.tell(&[("do", "review"), ("take_id", take), ("verdict", "rejected")]).await;
    assert_eq!(status, 422, "who rejects says why: {told}");
    let approve = [("do", "review"), ("take_id", take), ("verdict", "approved"), ("starred", "true")];
    assert_eq!(visitor.tell(&approve).await, (200, json!({ "said": "approved, starred", "to": null })));
    let html = visitor.page(&format!("/desk/takes/{take}")).await;
    assert!(html.contains("value=\"reproduce\"") && html.contains("Take it as a reference"), "{html}");
    visitor.lead(&[("do", "reproduce"), ("job_id", job), ("back", &desk)]).await;
    work(&site).await;
    let other = made[1]["id"].as_str().expect("an id");
    let html = visitor.page(&format!("/desk/compare?take={take}&take={other}")).await;
    assert!(html.contains("What their recipes differ in"), "{html}");
    for path in ["/desk", &desk, &format!("{desk}?verdict=approved"), &format!("{desk}?part=queue"), &bible] {
        visitor.page(path).await;
    }
    let events = site.get(&format!("/api/anime/projects/{project}/events")).await.json();
    assert!(
        events.as_array().is_some_and(|all| all.iter().any(|event| event["event"] == "reviewed")),
        "{events}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_queue_is_moved_and_held() {
    let site = Site::local().await;
    let visitor = Visitor::of(&site).await;
    let desk = visitor.lead(&[("do", "new_project"), ("name", "Lanterns")]).await;
    let project = desk.strip_prefix("/desk/").expect("its page");
    let wish = [("do", "generate"), ("project_id", project), ("prompt", "a depot"), ("count", "2")];
    visitor.lead(&wish).await;
    let html = visitor.page(&desk).await;
    let job = html.split("data-job=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a job");
    for (wish, said) in [("sooner", "its priority is 5"), ("later", "its priority is 4")] {
        let (status, told) = visitor.tell(&[("do", wish), ("job_id", job)]).await;
        assert_eq!((status, told["said"].as_str()), (200, Some(said)));
    }
    visitor.tell(&[("do", "move"), ("job_id", job), ("priority", "9")]).await;
    visitor.tell(&[("do", "pause")]).await;
    let html = visitor.page(&format!("{desk}?part=queue")).await;
    assert!(html.contains("data-lane=\"9\"") && html.contains("<strong>paused</strong>"), "{html}");
    visitor.tell(&[("do", "resume")]).await;
    let (status, told) = visitor.tell(&[("do", "cancel"), ("job_id", job)]).await;
    assert_eq!((status, told["said"].as_str()), (200, Some("it is cancelled")));
    for (fields, status) in [
        (vec![("do", "fly"), ("job_id", job)], 422),
        (vec![("do", "cancel"), ("job_id", "../etc")], 422),
        (vec![("do", "move"), ("job_id", job), ("priority", "12")], 422),
        (vec![("do", "generate"), ("prompt", "a"), ("steps", "many")], 422),
    ] {
        let (got, told) = visitor.tell(&fields).await;
        assert_eq!(got, status, "{fields:?}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_unknown_is_not_found_and_unsealed_forms_change_nothing() {
    let site = Site::local().await;
    let nobody = "00000000-0000-7000-8000-000000000000";
    for path in ["/desk/{}", "/desk/takes/{}", "/desk/batches/{}", "/desk/{}/characters/{}", "/events/{}"] {
        for id in [nobody, "..%2Fetc", "'--"] {
            let answer = site.get(&path.replace("{}", id)).await;
            assert!(matches!(answer.status.as_u16(), 400 | 404), "{path} {id}: {}", answer.status);
        }
    }
    let mut form = request("POST", "/desk");
    *form.body_mut() = Body::from("do=new_project&name=x");
    let form = with(form, "content-type", "application/x-www-form-urlencoded");
    assert_eq!(site.send(form).await.status.as_u16(), 403);
    let listed = site.get("/api/anime/projects").await.json();
    assert_eq!(listed["projects"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn server_sent_events_go_on_where_a_browser_stopped() {
    let site = Site::local().await;
    let visitor = Visitor::of(&site).await;
    let desk = visitor.lead(&[("do", "new_project"), ("name", "Lanterns")]).await;
    let project = desk.strip_prefix("/desk/").expect("its page");
    let wish = [
        ("do", "generate"),
        ("project_id", project),
        ("prompt", "a depot"),
        ("width", "64"),
        ("height", "64"),
    ];
    visitor.lead(&wish).await;
    work(&site).await;
    let job = takes(&site).await[0]["job_id"].as_str().expect("an id").to_owned();
    let whole = site.get(&format!("/events/{job}")).await;
    assert_eq!(whole.header("content-type"), "text/event-stream");
    let text = whole.text();
    assert!(text.contains("id: 1\n") && text.contains("\"status\":\"completed\""), "{text}");
    let ids: Vec<i64> = text.lines().filter_map(|line| line.strip_prefix("id: ")?.parse().ok()).collect();
    assert!(ids.windows(2).all(|pair| pair[1] == pair[0] + 1), "{ids:?}");
    let last = ids.last().expect("events").to_string();
    let back = with(request("GET", &format!("/events/{job}")), "last-event-id", &last);
    assert_eq!(site.send(back).await.status.as_u16(), 204, "nothing more will come");
    let back = with(request("GET", &format!("/events/{job}?after=0")), "last-event-id", "2");
    let text = site.send(back).await.text();
    assert!(text.starts_with("id: 3\n"), "the browser's own number wins: {text}");
    let odd = with(request("GET", &format!("/events/{job}")), "last-event-id", "x");
    assert_eq!(site.send(odd).await.status.as_u16(), 422);
    let preview = site.get(&format!("/jobs/{job}/preview")).await;
    assert_eq!(preview.status.as_u16(), 404, "what has ended has no preview");
}
