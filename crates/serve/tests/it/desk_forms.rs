//! The desk's forms: what was typed is kept, what cannot be is named, what is sent twice happens once.

use serde_json::json;

use crate::{
    client::Site,
    desk::{Visitor, work},
};

/// A project with a character; gives the two ids.
async fn studio(visitor: &Visitor<'_>) -> (String, String) {
    let desk = visitor.lead(&[("do", "new_project"), ("name", "Lanterns")]).await;
    let project = desk.strip_prefix("/desk/").expect("its page").to_owned();
    let character = [
        ("do", "new_character"),
        ("project_id", &*project),
        ("name", "Mirei"),
        ("appearance.hair", "silver hair"),
        ("appearance.outfit", "red coat"),
    ];
    let bible = visitor.lead(&character).await;
    (project, bible.rsplit('/').next().expect("an id").to_owned())
}

/// The value of a hidden field.
fn hidden<'a>(html: &'a str, name: &str) -> &'a str {
    let from =
        html.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("{name}: {html}"));
    from.split('"').next().unwrap_or_default()
}

async fn versions(site: &Site, who: &str) -> usize {
    let bible = site.get(&format!("/api/anime/characters/{who}/bible")).await.json();
    bible["history"].as_array().expect("a list").len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_cannot_be_read_is_named_and_all_that_was_typed_stays() {
    let site = Site::local().await;
    let visitor = Visitor::of(&site).await;
    let (_, who) = studio(&visitor).await;
    let change = |expected: &'static str, wardrobe: &'static str| {
        [
            ("do", "change_character"),
            ("character_id", who.as_str()),
            ("expected_version", expected),
            ("base_version", "1"),
            ("name", "Mirei of the <pier>"),
            ("note", "she moved"),
            ("wardrobe", wardrobe),
        ]
    };
    for (expected, wardrobe, told) in [
        ("1", "winter: grey coat\r\nstraw hat", "line 2 of `wardrobe`, `straw hat`, has no colon"),
        ("1", "winter: a\nwinter: b", "line 2 of `wardrobe`, `winter: b`, has the name of a line above it"),
        ("one", "winter: grey coat", "`expected_version` is the number of a version, and not `one`"),
    ] {
        let fields = change(expected, wardrobe);
        let answer = visitor.send("/desk", &fields, false).await;
        let html = answer.text();
        assert_eq!(answer.status.as_u16(), 422, "{html}");
        assert!(html.contains(told), "{told}: {html}");
        assert!(html.contains("value=\"Mirei of the &#60;pier&#62;\""), "the name stays: {html}");
        assert!(html.contains("value=\"she moved\"") && html.contains(wardrobe), "{html}");
        let (status, said) = visitor.tell(&fields).await;
        assert_eq!(status, 422);
        assert!(said["said"].as_str().is_some_and(|said| said.contains(told)), "{said}");
    }
    assert_eq!(versions(&site, &who).await, 1, "nothing was written");
    let fields = change("1", "winter: grey coat");
    visitor.lead(&fields).await;
    assert_eq!(versions(&site, &who).await, 2);
    let (status, said) =
        visitor.tell(&[("do", "new_character"), ("wardrobe", "x"), ("project_id", "7")]).await;
    assert!(status == 422 && said["said"].as_str().is_some_and(|said| said.contains("no colon")), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_writes_over_the_version_that_it_shows() {
    let site = Site::local().await;
    let visitor = Visitor::of(&site).await;
    let (project, who) = studio(&visitor).await;
    let page = format!("/desk/{project}/characters/{who}");
    let write = |expected: &'static str, base: &'static str, hair: &'static str| {
        [
            ("do", "change_character"),
            ("character_id", who.as_str()),
            ("expected_version", expected),
            ("base_version", base),
            ("personality", "patient"),
            ("appearance.hair", hair),
            ("appearance.outfit", "blue apron"),
        ]
    };
    visitor.lead(&write("1", "1", "short hair")).await;
    let (status, _) =
        visitor.tell(&[("do", "choose_version"), ("character_id", &*who), ("version", "1")]).await;
    assert_eq!(status, 200);
    // The one that counts is shown, and the form says what it goes on with and what there is by now.
    let html = visitor.page(&page).await;
    assert!(html.contains("value=\"silver hair\"") && !html.contains("short hair"), "{html}");
    assert_eq!((hidden(&html, "base_version"), hidden(&html, "expected_version")), ("1", "2"));
    assert!(html.contains("Write version 3") && html.contains("over version 1"), "{html}");
    visitor
        .lead(&[
            ("do", "change_character"),
            ("character_id", &*who),
            ("expected_version", "2"),
            ("base_version", "1"),
            ("backstory", "a depot"),
        ])
        .await;
    let third = site.get(&format!("/api/anime/characters/{who}/versions/3")).await.json();
    let bible = &third["bible"];
    assert_eq!((&bible["backstory"], &bible["personality"]), (&json!("a depot"), &json!("")), "{third}");
    // Somebody wrote the fourth while this form was open.
    visitor.lead(&write("3", "3", "green hair")).await;
    let late = write("3", "3", "white hair");
    let answer = visitor.send("/desk", &late, false).await;
    let html = answer.text();
    assert_eq!(answer.status.as_u16(), 409, "{html}");
    assert!(html.contains("wrote version 4 meanwhile"), "{html}");
    assert!(
        html.contains("value=\"white hair\"") && html.contains("<q>green hair</q>"),
        "both texts: {html}"
    );
    assert!(!html.contains("<q>blue apron</q>"), "what both say is said once: {html}");
    assert_eq!((hidden(&html, "base_version"), hidden(&html, "expected_version")), ("4", "4"));
    assert_eq!(versions(&site, &who).await, 4);
    visitor.lead(&write("4", "4", "white hair")).await;
    assert_eq!(versions(&site, &who).await, 5);
    assert_eq!(site.get(&format!("{page}?version=x")).await.status.as_u16(), 422);
    assert_eq!(site.get(&format!("{page}?version=9")).await.status.as_u16(), 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wish_that_is_sent_twice_is_one() {
    let site = Site::local().await;
    let visitor = Visitor::of(&site).await;
    let (project, _) = studio(&visitor).await;
    let html = visitor.page(&format!("/desk/{project}")).await;
    let key = hidden(&html, "idempotency_key").to_owned();
    let other = visitor.page(&format!("/desk/{project}")).await;
    assert_ne!(hidden(&other, "idempotency_key"), key, "each page has its own");
    let wish = |key: &str, prompt: &str| {
        ["do", "generate", "project_id", &project, "count", "2", "idempotency_key", key, "prompt", prompt]
            .map(str::to_owned)
    };
    let send = async |wish: [String; 10]| {
        let fields: Vec<(&str, &str)> =
            wish.chunks(2).map(|pair| (pair[0].as_str(), pair[1].as_str())).collect();
        let (status, told) = visitor.tell(&fields).await;
        assert_eq!(status, 200, "{told}");
        told
    };
    let count = async || {
        let listed = site.get("/jobs").await.json();
        listed["jobs"].as_array().expect("a list").len()
    };
    let (one, two) = tokio::join!(send(wish(&key, "a depot")), send(wish(&key, "a depot")));
    assert_eq!(count().await, 2, "{one} {two}");
    let said = |told: &serde_json::Value| told["said"].as_str().is_some_and(|said| said.contains("already"));
    assert_ne!(said(&one), said(&two), "one of them is told that it was asked for already: {one} {two}");
    // Other words under the same key are another wish: nothing is swallowed.
    send(wish(&key, "a pier")).await;
    assert_eq!(count().await, 4);
    // The form that stays gets the key of the next wish.
    let next = one["key"].as_str().expect("a key");
    send(wish(next, "a depot")).await;
    assert_eq!(count().await, 6);
    // Looking at what it would become takes no key.
    let shown =
        visitor.send("/desk/preview", &[("prompt", "a depot"), ("idempotency_key", &*key)], true).await;
    assert!(shown.text().contains("1 picture"), "{}", shown.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_queue_shows_who_is_next() {
    let site = Site::local().await;
    let visitor = Visitor::of(&site).await;
    let (project, _) = studio(&visitor).await;
    let ask = async |count: &str, priority: &str| {
        let wish = [
            ("do", "generate"),
            ("project_id", &*project),
            ("prompt", "a depot"),
            ("count", count),
            ("priority", priority),
        ];
        visitor.lead(&wish).await;
    };
    for _ in 0..4 {
        ask("64", "4").await;
    }
    ask("1", "9").await;
    let html = visitor.page(&format!("/desk/{project}?part=queue")).await;
    let shown: Vec<&str> =
        html.split("data-job=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect();
    let mut all = Vec::new();
    let mut path = format!("/jobs?project_id={project}&status=queued&limit=500");
    loop {
        let page = site.get(&path).await.json();
        all.extend(page["jobs"].as_array().expect("a list").clone());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/jobs?project_id={project}&status=queued&limit=500&cursor={cursor}");
    }
    assert_eq!((shown.len(), all.len()), (200, 257));
    let position = |id: &str| {
        let job = all.iter().find(|job| job["job_id"] == id).expect("it waits");
        (9 - job["priority"].as_u64().expect("a number"), job["job_id"].as_str().expect("an id").to_owned())
    };
    let places: Vec<_> = shown.iter().map(|id| position(id)).collect();
    assert!(places.is_sorted(), "the most urgent first, then those asked for first: {places:?}");
    let first = all.iter().filter(|job| job["priority"] == 4).filter_map(|job| job["job_id"].as_str()).min();
    assert!(first.is_some_and(|first| shown.contains(&first)), "what is made next is shown");
    assert!(html.contains("and 57 more after these"), "{html}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_of_a_grid_made_again_is_on_its_page() {
    let site = Site::local().await;
    let visitor = Visitor::of(&site).await;
    let (project, _) = studio(&visitor).await;
    let wish = [
        ("do", "generate"),
        ("project_id", &*project),
        ("prompt", "a depot"),
        ("width", "64"),
        ("height", "64"),
        ("matrix", "steps: 5 | 10\nsampler: euler | heun"),
    ];
    let grid = visitor.lead(&wish).await;
    let html = visitor.page(&grid).await;
    let job = html.split("data-job=\"").nth(4).and_then(|rest| rest.split('"').next()).expect("four jobs");
    visitor.lead(&[("do", "reproduce"), ("job_id", job)]).await;
    work(&site).await;
    let jobs = site.get(&format!("/jobs?project_id={project}")).await.json();
    let again = jobs["jobs"].as_array().expect("a list").iter().find(|one| one["reproduces"] == job);
    let batch = again.expect("it was asked for")["batch_id"].as_str().expect("an id").to_owned();
    let html = visitor.page(&format!("/desk/batches/{batch}")).await;
    assert_eq!(html.matches("data-take=").count(), 1, "{html}");
    assert!(html.contains("steps") && html.contains("sampler"), "it says what it stood for: {html}");
}
