//! Curation without a browser: the pages' forms, what a script is answered, and the API.

use axum::body::Body;
use serde_json::{Value, json};

use crate::{
    client::{Answer, Site, request, with},
    scene,
};

const ROW: &str = "/curate/main/character/mal:100";
const UNDO: &str = "/curate/main/character/undo";

/// A visitor with a cookie, a seal, and maybe a name.
struct Visitor<'a> {
    site: &'a Site,
    cookies: String,
    seal: String,
}

impl<'a> Visitor<'a> {
    async fn unnamed(site: &'a Site) -> Self {
        let first = site.get("/curate/main/character").await;
        let cookie = first.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        let html = first.text();
        let seal = html.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        Self { site, cookies: cookie, seal: seal.expect("a seal").to_owned() }
    }

    async fn named(site: &'a Site, name: &str) -> Self {
        let mut visitor = Self::unnamed(site).await;
        let answer = visitor.post("/curate/author", &[("author", name), ("back", ROW)]).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, ROW), "{}", answer.text());
        let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        visitor.cookies = format!("{}; {cookie}", visitor.cookies);
        visitor
    }

    fn form(&self, path: &str, fields: &[(&str, &str)]) -> axum::http::Request<Body> {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .append_pair("csrf", &self.seal)
            .finish();
        let mut form = with(request("POST", path), "content-type", "application/x-www-form-urlencoded");
        form = with(form, "cookie", &self.cookies);
        *form.body_mut() = Body::from(body);
        form
    }

    /// As a form without a script sends it.
    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.site.send(self.form(path, fields)).await
    }

    /// As the grid's script sends it: status and body.
    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
        let answer = self.site.send(with(self.form(path, fields), "hx-request", "true")).await;
        (answer.status.as_u16(), answer.json())
    }
}

async fn value(site: &Site, field: &str) -> Value {
    let row = site.get("/api/admin/curation/main/character/mal:100").await.json();
    let cells = row["row"]["cells"].as_array().expect("cells").clone();
    cells.into_iter().find(|cell| cell["field"] == field).expect("the column")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_grid_shows_what_holds_and_what_is_amiss() {
    let site = scene::depot().await;
    let html = site.get("/curate/main/character").await.text();
    for part in [
        "<strong>3 characters</strong>",
        "role=\"grid\"",
        "aria-rowcount=\"4\"",
        "data-row=\"mal:100\"",
        "Carries trunks. Never asks &#60;what&#62; is in them.",
        "referrerpolicy=\"no-referrer\"",
        "<span class=\"cell__amiss\">choose 1 to 3</span>",
        "<span class=\"cell__amiss\">not found</span>",
        "<option value=\"Anime\">Anime (2)</option>",
        "above 3, to decide (1)",
        "name=\"no_series\"",
        "Who edits?",
    ] {
        assert!(html.contains(part), "{part} is not in\n{html}");
    }
    let html = site.get("/curate/main/series").await.text();
    assert!(html.contains("<strong>1 series</strong>") && html.contains("Drama|Mystery"), "{html}");
    assert!(site.get("/").await.text().contains("<a href=\"/curate\">Curate</a>"));
    let empty = Site::local().await;
    assert!(!empty.get("/").await.text().contains("href=\"/curate\""), "nothing to curate, no way there");
    assert!(empty.get("/curate").await.text().contains("Nothing to curate yet"));
    assert!(empty.get("/curate/main/character").await.text().contains("emaki collect"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_are_filtered_sorted_and_paged() {
    let site = scene::depot().await;
    let ids = async |query: &str| -> Vec<String> {
        let answer = site.get(&format!("/api/admin/curation/main/character?{query}")).await;
        assert_eq!(answer.status.as_u16(), 200, "{query}: {}", answer.text());
        let rows = answer.json()["rows"].as_array().expect("rows").clone();
        rows.iter().filter_map(|row| row["id"].as_str().map(str::to_owned)).collect()
    };
    for (query, wanted) in [
        ("", "mal:100 mal:101 vndb:c64"),
        ("q=PORTER", "mal:100"),
        ("q=never+trunks", "mal:100"),
        ("q=moonlit", "mal:100 mal:101"),
        ("q=moonlit&in=name", ""),
        ("q=lines&in=series", "vndb:c64"),
        ("q=c64", "vndb:c64"),
        ("q=%232", "mal:101"),
        ("medium=Visual+Novel", "vndb:c64"),
        ("rarity=more", "vndb:c64"),
        ("rarity=none", ""),
        ("no_series=true", "vndb:c64"),
        ("source=mal&sort=favorites&order=desc", "mal:101 mal:100"),
        ("sort=name&order=desc", "mal:101 vndb:c64 mal:100"),
        ("sort=name&limit=1&page=2", "vndb:c64"),
        ("by_hand=true", ""),
        ("state=left_out", ""),
    ] {
        assert_eq!(ids(query).await.join(" "), wanted, "{query}");
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    for _ in 0..5 {
        let body =
            site.get(&format!("/api/admin/curation/main/character?sort=name&limit=1{cursor}")).await.json();
        seen.extend(body["rows"][0]["id"].as_str().map(str::to_owned));
        let Some(next) = body["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ["mal:100", "vndb:c64", "mal:101"]);
    for wrong in
        ["color=red", "limit=0", "limit=501", "rarity=4", "sort=age", "q=a&q=b", "cursor=mal:5", "in=about"]
    {
        let answer = site.get(&format!("/api/admin/curation/main/character?{wrong}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["error_code"].as_str()),
            (422, Some("invalid_parameter"))
        );
    }
    for path in ["nowhere/character", "main/characters", "main/works"] {
        assert_eq!(site.get(&format!("/api/admin/curation/{path}")).await.status.as_u16(), 404, "{path}");
        assert_eq!(site.get(&format!("/curate/{path}")).await.status.as_u16(), 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_edits_without_a_name() {
    let site = scene::depot().await;
    let visitor = Visitor::unnamed(&site).await;
    let edit = [("do", "set"), ("field", "rarity"), ("value", "3"), ("seen", "1")];
    let (status, told) = visitor.send(ROW, &edit).await;
    assert_eq!((status, told["needs_author"].as_bool()), (422, Some(true)), "{told}");
    let page = visitor.post(ROW, &edit).await;
    assert_eq!(page.status.as_u16(), 422);
    assert!(page.text().contains("you have not given your name yet"), "{}", page.text());
    assert_eq!(value(&site, "rarity").await["value"], "1");
    let odd = visitor.post("/curate/author", &[("author", "  ")]).await;
    assert_eq!(odd.status.as_u16(), 422);
    let visitor = Visitor::named(&site, "石田 結衣").await;
    let page = site.send(with(request("GET", ROW), "cookie", &visitor.cookies)).await.text();
    assert!(page.contains("Editing as <strong id=\"author-name\">石田 結衣</strong>"), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_script_a_row_is_edited_on_its_page() {
    let site = scene::depot().await;
    let ann = Visitor::named(&site, "ann").await;
    let answer = ann.post(
        ROW,
        &[("do", "set"), ("field", "name"), ("value", "Porter Ishida II"), ("seen", "Porter Ishida")],
    );
    let answer = answer.await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, "/curate/main/character/mal%3A100?saved=1#field-name")
    );
    let html = site.get(ROW).await.text();
    for part in [
        "<h1>Porter Ishida II</h1>",
        "by ann; automatic: <q>Porter Ishida</q>",
        "Back to automatic",
        "<del>automatic</del>",
        "<ins>Porter Ishida II</ins>",
        "Undo this",
        "its series</a>, named by its source",
        "\nCarries trunks.",
    ] {
        assert!(html.contains(part), "{part} is not in\n{html}");
    }
    // A browser sends line ends its own way; that is no edit.
    let same = ann.post(
        ROW,
        &[
            ("do", "set"),
            ("field", "about"),
            ("value", "Carries trunks.\r\nNever asks <what> is in them."),
            ("seen", "Carries trunks.\nNever asks <what> is in them."),
        ],
    );
    assert_eq!(same.await.status.as_u16(), 303);
    assert_eq!(value(&site, "about").await["by"], "rule");

    let wrong = ann.post(ROW, &[("do", "set"), ("field", "rarity"), ("value", "9"), ("seen", "1")]).await;
    assert_eq!(wrong.status.as_u16(), 422);
    let html = wrong.text();
    assert!(html.contains("it is out of range") && html.contains("write a whole number, 1 to 3"), "{html}");
    assert!(html.contains("<option value=\"9\" selected>"), "what was typed is still there: {html}");
    let odd = ann.post(ROW, &[("do", "set"), ("field", "source_id"), ("value", "9")]).await;
    assert_eq!(odd.status.as_u16(), 422, "ids are given");

    assert_eq!(ann.post(ROW, &[("do", "take_back"), ("field", "name")]).await.status.as_u16(), 303);
    assert_eq!(
        value(&site, "name").await,
        json!({ "field": "name", "value": "Porter Ishida", "by": "file", "who": "manual", "automatic": null })
    );
    assert_eq!(ann.post(ROW, &[("do", "leave_out"), ("reason", " ")]).await.status.as_u16(), 422);
    assert_eq!(ann.post(ROW, &[("do", "leave_out"), ("reason", "a crowd scene")]).await.status.as_u16(), 303);
    assert!(
        site.get("/curate/main/character?state=left_out").await.text().contains("left out: a crowd scene")
    );
    assert!(site.get("/curate/main/character").await.text().contains("<strong>2 characters</strong>"));
    assert_eq!(ann.post(ROW, &[("do", "bring_back")]).await.status.as_u16(), 303);
    let away = ann.post("/curate/main/character/undo", &[("back", "//evil.example")]).await;
    assert_eq!(
        away.header("location"),
        "/curate/main/character",
        "undo leads back to where it came from, never away"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_script_gets_the_row_as_it_holds_now() {
    let site = scene::depot().await;
    let ann = Visitor::named(&site, "ann").await;
    let (status, told) =
        ann.send(ROW, &[("do", "set"), ("field", "rarity"), ("value", "3"), ("seen", "1")]).await;
    assert_eq!(status, 200, "{told}");
    assert_eq!(
        (told["said"].as_str(), told["id"].as_str()),
        (Some("Rarity of Porter Ishida saved"), Some("mal:100"))
    );
    insta::assert_snapshot!(told["row"].as_str().expect("a row"));
    let (_, told) =
        ann.send(ROW, &[("do", "set"), ("field", "rarity"), ("value", "3.0"), ("seen", "3")]).await;
    assert_eq!(told["said"], "Porter Ishida is as it was");
    let whole =
        site.send(with(request("GET", &format!("{ROW}?part=value&field=about")), "hx-request", "true")).await;
    assert_eq!(whole.json()["value"], "Carries trunks.\nNever asks <what> is in them.");
    let past =
        site.send(with(request("GET", &format!("{ROW}?field=rarity")), "hx-request", "true")).await.text();
    assert!(past.contains("Rarity of Porter Ishida") && past.contains("<ins>3</ins>"), "{past}");
    let none =
        site.send(with(request("GET", &format!("{ROW}?field=name")), "hx-request", "true")).await.text();
    assert!(none.contains("Nobody has edited it by hand"), "{none}");
    let names = with(request("GET", "/curate/main/series?part=names&q=DEPOT"), "hx-request", "true");
    assert_eq!(site.send(names).await.json(), json!(["Moonlit Depot"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_at_one_cell_see_all_sides() {
    let site = scene::depot().await;
    let (ann, ben) = (Visitor::named(&site, "ann").await, Visitor::named(&site, "ben").await);
    let edit =
        |value: &'static str| [("do", "set"), ("field", "name"), ("value", value), ("seen", "Porter Ishida")];
    assert_eq!(ann.send(ROW, &edit("Ishida")).await.0, 200);
    let (status, told) = ben.send(ROW, &edit("Mr. Ishida")).await;
    assert_eq!((status, told["now"].as_str()), (409, Some("Ishida")), "{told}");
    insta::assert_snapshot!(told["trouble"].as_str().expect("what is wrong"));
    let page = ben.post(ROW, &edit("Mr. Ishida")).await;
    assert_eq!(page.status.as_u16(), 409);
    let html = page.text();
    assert!(
        html.contains("value=\"Mr. Ishida\"") && html.contains("name=\"seen\" value=\"Ishida\""),
        "{html}"
    );
    // Whoever wants what stands there by now has nothing to decide.
    assert_eq!(ben.send(ROW, &edit("Ishida")).await.0, 200);
    let over = [("do", "set"), ("field", "name"), ("value", "Mr. Ishida"), ("seen", "Ishida")];
    assert_eq!(ben.send(ROW, &over).await.0, 200);
    assert_eq!(value(&site, "name").await["who"], "ben");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn undo_takes_back_ones_own_last_edits_and_redo_makes_them_again() {
    let site = scene::depot().await;
    let (ann, ben) = (Visitor::named(&site, "ann").await, Visitor::named(&site, "ben").await);
    let set = |field: &'static str, value: &'static str| [("do", "set"), ("field", field), ("value", value)];
    ann.send(ROW, &set("rarity", "2")).await;
    ann.send(ROW, &set("rarity", "3")).await;
    ben.send(ROW, &set("name", "Ben's")).await;
    let undo = async || ann.send(UNDO, &[]).await;
    assert_eq!(undo().await.1["said"], "Rarity of Ben's undone");
    assert_eq!(value(&site, "rarity").await["value"], "2");
    undo().await;
    assert_eq!(
        value(&site, "rarity").await,
        json!({ "field": "rarity", "value": "1", "by": "file", "who": "manual", "automatic": null })
    );
    let (status, told) = undo().await;
    assert_eq!(
        (status, told["said"].as_str()),
        (404, Some("there is no edit of yours to undo")),
        "ben's edit stays"
    );
    ann.send(UNDO, &[("redo", "1")]).await;
    assert_eq!(value(&site, "rarity").await["value"], "2");
    ann.send(UNDO, &[("redo", "1")]).await;
    assert_eq!(value(&site, "rarity").await["value"], "3");
    assert_eq!(ann.send(UNDO, &[("redo", "1")]).await.0, 404);
    // Anybody undoes any edit by its number, unless it was edited again since.
    let past = site.get("/api/admin/curation/main/character/mal:100").await.json()["history"].clone();
    let seq = |author: &str, after: &str| {
        let found = past
            .as_array()
            .into_iter()
            .flatten()
            .find(|line| line["author"] == author && line["after"] == after);
        found.and_then(|line| line["seq"].as_i64()).expect("an edit").to_string()
    };
    let (status, told) = ben.send(UNDO, &[("seq", &seq("ann", "2"))]).await;
    assert_eq!(status, 409, "{told}");
    assert_eq!(ann.send(UNDO, &[("seq", &seq("ben", "Ben's"))]).await.0, 200);
    assert_eq!(value(&site, "name").await["value"], "Porter Ishida");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_edit_through_the_api() {
    const LIST: &str = "/api/admin/curation/main/character";
    let site = scene::depot().await;
    let post = async |body: Value| {
        let answer = site.post_json(LIST, &body.to_string()).await;
        (answer.status.as_u16(), answer.json())
    };
    let (status, told) = post(json!({ "id": "mal:100", "field": "rarity", "value": "3" })).await;
    assert_eq!((status, told["details"]["parameter"].as_str()), (422, Some("by")), "{told}");
    let (status, told) =
        post(json!({ "id": "mal:100", "field": "rarity", "value": "3", "seen": "1", "by": "bot" })).await;
    assert_eq!(status, 200, "{told}");
    insta::assert_json_snapshot!("edited", told);
    let (status, told) =
        post(json!({ "id": "mal:100", "field": "rarity", "value": "2", "seen": "1", "by": "bot" })).await;
    assert_eq!(status, 409);
    insta::assert_json_snapshot!("conflict", told["details"]);
    let (status, told) = post(json!({ "id": "mal:100", "field": "rarity", "value": "9", "by": "bot" })).await;
    assert_eq!(
        (status, told["details"]["faults"][0]["fix"].as_str()),
        (422, Some("write a whole number, 1 to 3"))
    );
    for (body, wanted) in [
        (json!({ "id": "mal:5", "field": "rarity", "value": "1", "by": "bot" }), 404),
        (json!({ "id": "mal", "field": "rarity", "value": "1", "by": "bot" }), 422),
        (json!({ "id": "mal:100", "field": "series_source_id", "value": "1", "by": "bot" }), 422),
        (json!({ "id": "mal:100", "action": "leave_out", "by": "bot" }), 422),
        (json!({ "id": "mal:100", "action": "burn", "by": "bot" }), 422),
        (json!({ "id": "mal:100", "colour": "red", "by": "bot" }), 422),
        (json!({ "id": "mal:100", "action": "take_back", "field": "rarity", "seen": "2", "by": "bot" }), 409),
        (json!({ "id": "mal:100", "action": "take_back", "field": "rarity", "seen": "3", "by": "bot" }), 200),
        (json!({ "id": "mal:100", "action": "leave_out", "reason": "a crowd", "by": "bot" }), 200),
        (json!({ "id": "mal:100", "action": "bring_back", "by": "bot" }), 200),
        (json!({ "id": "mal:101", "field": "favorites", "value": null, "seen": "1900", "by": "bot" }), 200),
    ] {
        let (status, told) = post(body.clone()).await;
        assert_eq!(status, wanted, "{body}: {told}");
    }
    let seq = site.get(&format!("{LIST}/mal:101")).await.json()["history"][0]["seq"].clone();
    let undone = site
        .post_json("/api/admin/curation/main/undo", &json!({ "seq": seq, "by": "bot" }).to_string())
        .await;
    assert_eq!(
        (undone.status.as_u16(), undone.json()["row"]["id"].as_str()),
        (200, Some("mal:101")),
        "{}",
        undone.text()
    );
    let none = site.post_json("/api/admin/curation/main/undo", r#"{"seq":999,"by":"bot"}"#).await;
    assert_eq!(none.status.as_u16(), 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_copy_in_memory_follows_all_that_happens() {
    let site = scene::depot().await;
    let list =
        async |query: &str| site.get(&format!("/api/admin/curation/main/character?{query}")).await.json();
    assert_eq!(list("").await["total"], 3);
    // New rows of a source.
    let cells = [("name", "Night Cleaner"), ("series", "Far Lines"), ("genre", "Anime"), ("rarity", "1")];
    site.app.keep(app::Form::Character, "mal:900", &cells).await;
    assert_eq!(list("").await["total"], 4);
    assert_eq!(list("no_series=true").await["total"], 2);
    // A series' new name finds its characters.
    let ann = Visitor::named(&site, "ann").await;
    let renamed =
        ann.send("/curate/main/series/mal:42", &[("do", "set"), ("field", "name"), ("value", "Far Lines")]);
    assert_eq!(renamed.await.0, 200);
    assert_eq!(list("no_series=true").await["total"], 0);
    let row = site.get("/api/admin/curation/main/character/mal:900").await.json();
    assert_eq!(row["row"]["series"], json!({ "id": "mal:42", "unique_id": 1, "by": "name" }));
    // A series left out finds nobody.
    ann.send("/curate/main/series/mal:42", &[("do", "leave_out"), ("reason", "twice")]).await;
    assert_eq!(list("no_series=true").await["total"], 4);
    // An edit by command.
    let hand = site.app.app.hand("main", "ben", "cli");
    let row = app::KeptRow::parse("character", "mal:900").expect("a row");
    site.app.app.curate_set(hand, &row, "rarity", Some("2"), None).await.expect("set");
    assert_eq!(list("by_hand=true&rarity=2").await["rows"][0]["id"], "mal:900");
}
