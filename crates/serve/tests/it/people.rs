//! The doors to people for programs: closed until they are opened, for those only who may see people, names masked.

use serde_json::{Value, json};

use crate::{
    client::{Site, request, with},
    openapi::misfit,
    people_scene::{Peopled, by, film},
};

const NOBODY: &str = "00000000-0000-8000-8000-000000000000";

/// Every door that is read, with ids that nobody has.
const DOORS: [&str; 15] = [
    "/api/people",
    "/api/people/151%232",
    "/api/people/151/documents/1",
    "/api/assets",
    "/api/assets/failures",
    "/api/assets/00000000-0000-8000-8000-000000000000",
    "/api/assets/00000000-0000-8000-8000-000000000000/content",
    "/api/download-sessions",
    "/api/download-sessions/00000000-0000-8000-8000-000000000000",
    "/api/download-sessions/00000000-0000-8000-8000-000000000000/events",
    "/api/download-sessions/00000000-0000-8000-8000-000000000000/ws",
    "/people",
    "/people/sessions",
    "/people/failures",
    "/people/151%232",
];

/// The keys of a page of people, in their order.
fn keys(page: &Value) -> Vec<&str> {
    let people = page["people"].as_array().expect("a list").iter();
    people.map(|person| person["key"].as_str().expect("a key")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closed_doors_name_the_setting_that_opens_them() {
    let site = Site::local().await;
    for path in DOORS {
        let answer = site.get(path).await;
        assert_eq!(answer.status.as_u16(), 404, "{path}: {}", answer.text());
        assert!(answer.text().contains("EMAKI_PEOPLE__ENABLED=true"), "{path}: {}", answer.text());
    }
    let answer = site.post_json("/api/assets/retry", "{}").await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["details"]["setting"]),
        (404, &json!("people.enabled"))
    );
    assert!(!site.get("/about").await.text().contains("href=\"/people\""), "no way leads there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn open_doors_want_the_scope_on_loopback_as_well() {
    let peopled = Peopled::read().await;
    let site = &peopled.site;
    for path in DOORS {
        for method in ["GET", "HEAD"] {
            let bare = site.send(request(method, path)).await;
            assert_eq!(bare.status.as_u16(), 401, "{method} {path}");
            let schemes = bare.headers.get_all("www-authenticate").iter().filter_map(|one| one.to_str().ok());
            let schemes: Vec<&str> = schemes.filter_map(|one| one.split(' ').next()).collect();
            assert_eq!(
                schemes,
                ["Bearer", "Basic"],
                "{path}: a player asks for no page, and is let ask its user"
            );
            let guessed = site.send(by("emaki_guessed", method, path)).await;
            assert_eq!(guessed.status.as_u16(), 401, "{method} {path}");
            let outside = site.send(by(&peopled.outsider, method, path)).await;
            assert_eq!(outside.status.as_u16(), 403, "{method} {path}");
        }
        let outside = site.send(by(&peopled.outsider, "GET", path)).await.text();
        assert!(outside.contains("people"), "{path}: {outside}");
    }
    let admin =
        site.app.app.create_token("admin", &[app::Scope::Admin], None).await.expect("a new name").secret;
    assert_eq!(site.send(by(&admin, "GET", "/api/people")).await.status.as_u16(), 200);
    for (token, scope) in [(&peopled.reader, "write"), (&peopled.outsider, "people")] {
        let refused = peopled.post(token, "/api/assets/retry", &json!({})).await;
        assert_eq!((refused.status.as_u16(), &refused.json()["details"]["scope"]), (403, &json!(scope)));
    }
    assert_eq!(site.post_json("/api/assets/retry", "{}").await.status.as_u16(), 401);
    // The rest of the house stays as it was.
    assert_eq!(site.get("/api/search?q=moon").await.status.as_u16(), 200);
    assert!(site.get("/about").await.text().contains("href=\"/people\""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_listed_sieved_and_paged_with_their_names_masked() {
    let peopled = Peopled::downloaded().await;
    let all = peopled.json("/api/people").await;
    assert_eq!(keys(&all), ["4", "151", "151#2", "2", "1"]);
    let text = all.to_string();
    assert!(
        !text.contains("example.org") && !text.contains("Lantern") && !text.contains("drive.google"),
        "{text}"
    );
    assert_eq!((&all["people"][0]["name"], &all["people"][0]["email"]), (&json!("M***"), &json!("m***")));
    assert_eq!(
        (&all["people"][0]["files"]["here"], &all["people"][2]["files"]["lost"]),
        (&json!(1), &json!(2))
    );
    for (asked, found) in [
        ("q=PORTER@example.org", vec!["151", "151#2"]),
        ("q=PORTER@ex", vec![]),
        ("q=r", vec![]),
        ("q=%25", vec![]),
        ("type=FF-Se%2FFi-CP%2FB(S)+%234", vec!["4", "2"]),
        ("row_id=151", vec!["151", "151#2"]),
        ("link_kind=document", vec!["151"]),
        ("status=here", vec!["4", "151"]),
        ("status=lost", vec!["151#2"]),
        ("status=failed", vec!["2"]),
        ("status=pending", vec![]),
        ("failure=network", vec!["2"]),
        ("failure=permission&status=lost", vec!["151#2"]),
        ("file=nobody-has-this.mp4", vec![]),
    ] {
        assert_eq!(keys(&peopled.json(&format!("/api/people?{asked}")).await), found, "{asked}");
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = peopled.json(&format!("/api/people?limit=2{cursor}")).await;
        seen.extend(keys(&page).into_iter().map(str::to_owned));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={}", next.replace('#', "%23"));
    }
    assert_eq!(seen, ["4", "151", "151#2", "2", "1"]);
    for (asked, status) in [
        ("limit=0", 422),
        ("limit=501", 422),
        ("color=red", 422),
        ("status=gone", 422),
        ("failure=weather", 422),
        ("cursor=x", 422),
        ("plain=perhaps", 422),
        ("q=a%00b", 400),
        ("plain=true", 403),
    ] {
        let answer = peopled.get(&format!("/api/people?{asked}")).await;
        assert_eq!(answer.status.as_u16(), status, "{asked}: {}", answer.text());
    }
    let plain = peopled.site.send(by(&peopled.keeper, "GET", "/api/people?plain=true&row_id=4")).await.json();
    assert_eq!(plain["people"][0]["name"], "Mirei <b>Lantern</b>");
    assert_eq!(plain["people"][0]["email"], "mirei@example.org");
    // Part of a name is found by those only who may see names: others could read one out by it.
    let part = peopled.site.send(by(&peopled.keeper, "GET", "/api/people?q=PORTER@ex")).await.json();
    assert_eq!(keys(&part), ["151", "151#2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_is_shown_with_documents_links_and_assets() {
    let peopled = Peopled::downloaded().await;
    let porter = peopled.json("/api/people/151").await;
    assert_eq!((&porter["name"], &porter["link"]), (&json!("P***"), &json!(null)));
    assert_eq!(porter["documents"][0]["state"], "fetched", "{porter}");
    assert!(porter["links"].as_array().is_some_and(|links| !links.is_empty()), "{porter}");
    assert!(!porter.to_string().contains("docs.google"), "the row's link leads to a name: {porter}");
    let kinds: Vec<&str> = porter["assets"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|asset| asset["kind"].as_str())
        .collect();
    assert!(kinds.contains(&"youtube_video") && kinds.contains(&"youtube_transcript"), "{kinds:?}");
    let id = porter["documents"][0]["document_id"].as_str().expect("an id");
    let document = peopled.json(&format!("/api/people/151/documents/{id}")).await;
    assert!(
        document["text"].as_str().is_some_and(|text| text.contains("<script>alert(1)</script>")),
        "{document}"
    );
    let girl = peopled.json("/api/people/151%232").await;
    assert_eq!(
        (&girl["name"], &girl["assets"][0]["failure"]["category"]),
        (&json!("S***"), &json!("permission"))
    );
    let refused = peopled.get("/api/people/151?plain=1").await;
    assert_eq!(refused.status.as_u16(), 403);
    let plain = peopled.site.send(by(&peopled.keeper, "GET", "/api/people/151?plain=1")).await.json();
    assert_eq!(plain["name"], "Porter Ishida");
    assert!(plain["link"].as_str().is_some_and(|link| link.contains("docs.google.com")), "{plain}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_leads_to_its_person_and_back() {
    let peopled = Peopled::downloaded().await;
    let film = peopled.asset("drive_file", "downloaded").await;
    let one = peopled.json(&format!("/api/assets/{film}")).await;
    assert_eq!((&one["person_key"], &one["filename"]), (&json!("4"), &json!("lamp one.mp4")));
    assert_eq!((&one["has_content"], &one["bytes"]), (&json!(true), &json!(20_000)));
    let hash = one["sha256"].as_str().expect("a hash");
    let count = async |asked: &str| {
        let listed = peopled.json(&format!("/api/assets?{asked}")).await;
        listed["assets"].as_array().expect("a list").len()
    };
    assert_eq!(count(&format!("file={hash}")).await, 1);
    assert_eq!(count("file=lamp+one.mp4").await, 1);
    assert_eq!(count("person=4").await, 1);
    assert_eq!(count("person=151%232&category=permission&status=failed").await, 2);
    assert_eq!(count("kind=youtube_video&status=downloaded&person=151").await, 1);
    assert_eq!(count("kind=drive_folder").await, 0);
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = peopled.json(&format!("/api/assets?limit=2{cursor}")).await;
        let ids = page["assets"].as_array().expect("a list").iter();
        seen.extend(ids.map(|asset| asset["asset_id"].as_str().expect("an id").to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let all = seen.len();
    seen.dedup();
    assert_eq!((seen.len(), all), (6, 6), "{seen:?}: each once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_ids_are_refused_and_unknown_ones_not_found() {
    let peopled = Peopled::read().await;
    for path in [
        "/api/assets/{}",
        "/api/assets/{}/content",
        "/api/download-sessions/{}",
        "/api/download-sessions/{}/events",
        "/api/download-sessions/{}/ws",
    ] {
        for id in [
            "1",
            "..%2F..%2Fetc%2Fpasswd",
            "1'%20OR%201=1",
            "%00",
            "%F0%9F%8E%AC",
            "g0000000-0000-8000-8000-000000000000",
        ] {
            let answer = peopled.get(&path.replace("{}", id)).await;
            assert_eq!(answer.status.as_u16(), 400, "{path} {id}: {}", answer.text());
            assert_eq!(answer.json()["error_code"], "invalid_parameter", "{path} {id}");
        }
        let answer = peopled.get(&path.replace("{}", NOBODY)).await;
        assert_eq!(answer.status.as_u16(), 404, "{path}: {}", answer.text());
    }
    for (key, status) in
        [("%23", 400), ("151%231", 400), ("a%00b", 400), ("%22%3E%3Cscript%3E", 404), ("999", 404)]
    {
        for path in ["/api/people/{}", "/api/people/{}/documents/1"] {
            let answer = peopled.get(&path.replace("{}", key)).await;
            assert_eq!(answer.status.as_u16(), status, "{path} {key}: {}", answer.text());
        }
        let page = peopled.get(&format!("/people/{key}")).await;
        assert_eq!(page.status.as_u16(), 404, "{key}");
        assert!(!page.text().contains("<script>"), "{key} is not escaped");
    }
    let long = format!("/api/people/{}", "9".repeat(500));
    assert_eq!(peopled.get(&long).await.status.as_u16(), 400);
    assert_eq!(peopled.get("/api/people/151/documents/..%2F").await.status.as_u16(), 404);
    for asked in ["person=%23", "parent=7", "kind=film", "status=lost", "category=weather", "cursor=7"] {
        let answer = peopled.get(&format!("/api/assets?{asked}")).await;
        assert!(matches!(answer.status.as_u16(), 400 | 422), "{asked}: {}", answer.status);
    }
    assert_eq!(peopled.get("/api/download-sessions?cursor=1.x").await.status.as_u16(), 422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_read_whole_and_in_ranges() {
    let peopled = Peopled::downloaded().await;
    let (id, film) = (peopled.asset("drive_file", "downloaded").await, film());
    let path = format!("/api/assets/{id}/content");
    let whole = peopled.site.send(with(by(&peopled.reader, "GET", &path), "accept-encoding", "gzip")).await;
    assert_eq!((whole.status.as_u16(), whole.header("content-type")), (200, "video/mp4"));
    assert_eq!((whole.header("content-encoding"), whole.header("accept-ranges")), ("", "bytes"));
    assert_eq!((whole.header("content-length"), whole.body == film), ("20000", true));
    assert_eq!(whole.header("cache-control"), "no-store", "personal data is kept by nobody");
    assert!(whole.header("content-disposition").starts_with("inline; filename=\"lamp one.mp4\""));
    let tag = whole.header("etag").to_owned();
    let ask = async |name: &'static str, value: &str| {
        peopled.site.send(with(by(&peopled.reader, "GET", &path), name, value)).await
    };
    for (range, told, bytes) in [
        ("bytes=0-3", "bytes 0-3/20000", &film[..4]),
        ("bytes=19990-", "bytes 19990-19999/20000", &film[19_990..]),
        ("bytes=-5", "bytes 19995-19999/20000", &film[19_995..]),
        ("bytes=4000-9000", "bytes 4000-9000/20000", &film[4000..=9000]),
    ] {
        let part = ask("range", range).await;
        assert_eq!((part.status.as_u16(), part.header("content-range")), (206, told));
        assert!(part.body == bytes, "{range}");
        assert_eq!(part.header("content-length"), bytes.len().to_string(), "{range}");
    }
    let beyond = ask("range", "bytes=20000-").await;
    assert_eq!((beyond.status.as_u16(), beyond.header("content-range")), (416, "bytes */20000"));
    assert_eq!(ask("range", "bytes=0-1,3-4").await.status.as_u16(), 200);
    assert_eq!(ask("if-none-match", &tag).await.status.as_u16(), 304);
    let head = peopled.site.send(by(&peopled.reader, "HEAD", &path)).await;
    assert_eq!((head.status.as_u16(), head.header("content-length"), head.body.len()), (200, "20000", 0));
    // A folder gives no links, so that the bytes come from us.
    let led = peopled.get(&format!("{path}?redirect=true")).await;
    assert_eq!((led.status.as_u16(), led.body.len()), (200, 20_000));
    let words = peopled.asset("youtube_transcript", "downloaded").await;
    let words = peopled.get(&format!("/api/assets/{words}/content")).await;
    assert_eq!(words.header("content-type"), "text/vtt; charset=utf-8");
    let broken = peopled.asset("drive_file", "failed").await;
    let answer = peopled.get(&format!("/api/assets/{broken}/content")).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["details"]["status"]), (404, &json!("failed")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_failed_is_grouped_and_tried_again_when_it_is_asked_for() {
    let peopled = Peopled::downloaded().await;
    let failed = peopled.json("/api/assets/failures").await;
    let groups: Vec<(&str, u64, u64)> = failed["failures"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|group| {
            let count = |name: &str| group[name].as_u64().expect("a number");
            (group["category"].as_str().expect("a word"), count("waiting"), count("given_up"))
        })
        .collect();
    assert_eq!(groups, [("permission", 0, 2), ("network", 1, 0)]);
    let broken = peopled.asset("drive_file", "failed").await;
    peopled.mend();
    peopled.download().await;
    assert_eq!(peopled.asset("drive_file", "failed").await, broken, "it is not due by itself");
    for (body, status) in [
        (json!({ "category": "weather" }), 422),
        (json!({ "color": "red" }), 422),
        (json!([1]), 422),
        (json!({ "assets": ["x"] }), 400),
        (json!({ "person": "#" }), 400),
        (json!({ "assets": vec![NOBODY; 501] }), 422),
    ] {
        let answer = peopled.post(&peopled.keeper, "/api/assets/retry", &body).await;
        assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.text());
    }
    let retry = async |body: Value| {
        let answer = peopled.post(&peopled.keeper, "/api/assets/retry", &body).await;
        assert_eq!(answer.status.as_u16(), 200, "{body}: {}", answer.text());
        answer.json()
    };
    assert_eq!(retry(json!({ "person": "4" })).await, json!({ "opened": 0, "by_cause": {}, "job_id": null }));
    assert_eq!(retry(json!({ "category": "gone" })).await["opened"], 0);
    let opened = retry(json!({ "category": "network" })).await;
    assert_eq!(opened, json!({ "opened": 1, "by_cause": { "network": 1 }, "job_id": null }));
    let named = retry(json!({ "assets": [broken, NOBODY], "download": true })).await;
    assert_eq!(named["opened"], 1, "safe to repeat: {named}");
    let again = retry(json!({ "assets": [broken], "download": true })).await;
    assert!(
        named["job_id"].is_string() && named["job_id"] == again["job_id"],
        "one session is enough: {again}"
    );
    peopled.work().await;
    let mended = peopled.json(&format!("/api/assets/{broken}")).await;
    assert_eq!((&mended["status"], &mended["failure"]), (&json!("downloaded"), &json!(null)));
    assert_eq!(mended["content_type"], "application/pdf");
    let job = format!("/api/jobs/{}", named["job_id"].as_str().expect("an id"));
    let job = peopled.json(&job).await;
    assert_eq!(
        (&job["status"], &job["payload"]),
        (&json!("done"), &json!({})),
        "its payload names nobody: {job}"
    );
    assert_eq!(
        retry(json!({})).await["by_cause"],
        json!({ "permission": 2 }),
        "what is given up is opened too"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_fit_their_description() {
    let peopled = Peopled::downloaded().await;
    let document: Value = serde_json::from_str(serve::openapi_json()).expect("JSON");
    let session = peopled.json("/api/download-sessions").await["sessions"][0]["session_id"].clone();
    let session = format!("/api/download-sessions/{}", session.as_str().expect("an id"));
    let film = format!("/api/assets/{}", peopled.asset("drive_file", "downloaded").await);
    for (path, asked) in [
        ("/api/people", "/api/people?limit=3"),
        ("/api/people/{person_key}", "/api/people/151"),
        ("/api/people/{person_key}", "/api/people/151%232"),
        (
            "/api/people/{person_key}/documents/{document_id}",
            "/api/people/151/documents/1documentdocumentdocumentdocument",
        ),
        ("/api/assets", "/api/assets"),
        ("/api/assets/failures", "/api/assets/failures"),
        ("/api/assets/{asset_id}", film.as_str()),
        ("/api/download-sessions", "/api/download-sessions?limit=1"),
        ("/api/download-sessions/{session_id}", session.as_str()),
    ] {
        let schema =
            &document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{path} has no schema");
        let answer = peopled.json(asked).await;
        assert_eq!(misfit(&document, schema, &answer, "body"), None, "{asked}: {answer}");
    }
    let retry = &document["paths"]["/api/assets/retry"]["post"];
    let schema = &retry["responses"]["200"]["content"]["application/json"]["schema"];
    assert!(schema.is_object() && retry["requestBody"].is_object(), "{retry}");
    let opened = peopled.post(&peopled.keeper, "/api/assets/retry", &json!({})).await.json();
    assert_eq!(misfit(&document, schema, &opened, "body"), None, "{opened}");
}
