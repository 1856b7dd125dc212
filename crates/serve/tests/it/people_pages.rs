//! The pages of people: complete without a script, nothing unescaped, another try by a sealed form.

use axum::body::Body;

use crate::{
    client::{Answer, with},
    people_scene::{Peopled, by},
};

/// A page that goes well, held to the rules of the house.
async fn page(peopled: &Peopled, token: &str, path: &str) -> String {
    let answer = peopled.site.send(by(token, "GET", path)).await;
    assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text());
    let html = answer.text();
    assert_eq!(html.matches("<h1").count(), 1, "{path}: one heading of the first rank");
    assert!(!html.contains(" style=") && !html.contains("<style"), "{path}: no inline style");
    assert!(!html.contains("<b>Lantern") && !html.contains("<script>"), "{path} is not escaped");
    for script in html.split("<script").skip(1) {
        assert!(script.starts_with(" defer src=\"/assets/"), "{path}: no inline script");
    }
    html
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_table_shows_everybody_at_a_glance() {
    let peopled = Peopled::downloaded().await;
    let html = page(&peopled, &peopled.reader, "/people").await;
    for part in [
        "<a href=\"/people/151%232\">151#2</a>",
        "<td>M***</td>",
        "<span class=\"state state--ok\">1 here</span>",
        "<span class=\"state state--down\">2 given up</span>",
        "<dt>Documents read</dt><dd>1</dd>",
        "href=\"/people/sessions\"",
    ] {
        assert!(html.contains(part) || html.replace("&#35;", "#").contains(part), "{part} is not in\n{html}");
    }
    assert!(!html.contains("example.org") && !html.contains("Show names"), "{html}");
    let lost = page(&peopled, &peopled.reader, "/people?status=lost&q=&failure=").await;
    assert!(lost.contains("151%232") && !lost.contains("href=\"/people/4\""), "{lost}");
    assert!(lost.contains("<option value=\"lost\" selected>"), "{lost}");
    let nobody = page(&peopled, &peopled.reader, "/people?q=zzzz").await;
    assert!(nobody.contains("Nobody like that"), "{nobody}");
    let asked = peopled.site.send(by(&peopled.reader, "GET", "/people?status=%22%3E%3Cscript%3E")).await;
    assert_eq!(asked.status.as_u16(), 422);
    assert!(!asked.text().contains("<script>"));
    // Names are shown to whom may also write, when asked for.
    let masked = page(&peopled, &peopled.reader, "/people?plain=1").await;
    assert!(!masked.contains("example.org"), "{masked}");
    let plain = page(&peopled, &peopled.keeper, "/people?plain=1").await;
    assert!(plain.contains("mirei@example.org") && plain.contains("Mirei &#60;b&#62;Lantern"), "{plain}");
    assert!(plain.contains("Mask names"), "{plain}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_persons_page_plays_tells_and_shows() {
    let peopled = Peopled::downloaded().await;
    let html = page(&peopled, &peopled.reader, "/people/151").await;
    let words = peopled.asset("youtube_transcript", "downloaded").await;
    for part in [
        "<video class=\"people-file__player\" controls preload=\"none\" src=\"/api/assets/",
        &format!("<track kind=\"captions\" label=\"Transcript\" src=\"/api/assets/{words}/content\">"),
        "hello &#60;i&#62;depot&#60;/i&#62;",
        "Hello &#60;script&#62;alert(1)&#60;/script&#62; depot",
        "href=\"https://www.youtube.com/watch?v=aaaaaaaaaaa\" rel=\"noreferrer noopener\"",
        "<h1>P***</h1>",
    ] {
        assert!(html.contains(part), "{part} is not in\n{html}");
    }
    assert!(serve::CONTENT_SECURITY_POLICY.contains("media-src 'self'"), "players may load from us");
    let girl = page(&peopled, &peopled.reader, "/people/151%232").await;
    assert!(girl.contains("Private, or behind a sign-in") && !girl.contains("<video"), "{girl}");
    let clerk = page(&peopled, &peopled.reader, "/people/1").await;
    assert!(clerk.contains("No link leads to a file."), "{clerk}");
    let named = page(&peopled, &peopled.keeper, "/people/4?plain=1").await;
    assert!(named.contains("<h1>Mirei &#60;b&#62;Lantern&#60;/b&#62;</h1>"), "{named}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_are_there_without_a_script_and_move_with_one() {
    let peopled = Peopled::read().await;
    let none = page(&peopled, &peopled.reader, "/people/sessions").await;
    assert!(none.contains("There was no session yet"), "{none}");
    peopled.download().await;
    let html = page(&peopled, &peopled.reader, "/people/sessions").await;
    assert!(html.contains("data-status=\"partly\"") && html.contains("6 of 6 · 3 failed"), "{html}");
    assert!(html.contains("1 network, 2 permission") && html.contains("/assets/people.js"), "{html}");
    let answer = peopled.get("/people/sessions?part=list").await;
    let part = answer.text();
    assert!(part.trim_start().starts_with("<div id=\"sessions\">") && !part.contains("<html"), "{part}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_try_is_a_sealed_form_of_who_may_write() {
    let peopled = Peopled::downloaded().await;
    let shown = page(&peopled, &peopled.reader, "/people/failures").await;
    assert!(shown.contains("No connection, or one that broke"), "{shown}");
    assert!(!shown.contains("Try these again"), "who may look only has no button: {shown}");
    let first = peopled.site.send(by(&peopled.keeper, "GET", "/people/failures")).await;
    let html = first.text();
    assert!(
        html.find("id=\"cause-permission\"") < html.find("id=\"cause-network\""),
        "most frequent first: {html}"
    );
    let cookie = first.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let form = html.split("action=\"/people/failures\"").nth(1).expect("a form");
    let seal = form.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let seal = seal.expect("a sealed form").to_owned();
    let send = async |token: &str, seal: &str, category: &str, origin: &str| -> Answer {
        let mut form = by(token, "POST", "/people/failures");
        *form.body_mut() = Body::from(format!("csrf={seal}&category={category}"));
        form = with(form, "content-type", "application/x-www-form-urlencoded");
        peopled.site.send(with(with(form, "cookie", &cookie), "origin", origin)).await
    };
    let (keeper, ours) = (peopled.keeper.as_str(), "http://localhost:8000");
    assert_eq!(send(keeper, "0000", "network", ours).await.status.as_u16(), 403, "no seal");
    assert_eq!(send(keeper, &seal, "network", "https://evil.example").await.status.as_u16(), 403);
    assert_eq!(send(&peopled.reader, &seal, "network", ours).await.status.as_u16(), 403);
    assert_eq!(send(keeper, &seal, "weather", ours).await.status.as_u16(), 422);
    assert_eq!(send(keeper, &seal, "", ours).await.status.as_u16(), 422);
    let waiting = peopled.json("/api/assets?category=network").await;
    assert!(waiting["assets"][0]["failure"]["next_at"].is_string(), "nothing of that opened it: {waiting}");
    let led = send(keeper, &seal, "network", ours).await;
    assert_eq!(
        (led.status.as_u16(), led.header("location")),
        (303, "/people/failures?opened=1"),
        "{}",
        led.text()
    );
    let done = page(&peopled, keeper, "/people/failures?opened=1").await;
    assert!(done.contains("1 file is due now") && done.contains("due now"), "{done}");
    peopled.mend();
    peopled.work().await;
    let after = page(&peopled, keeper, "/people/failures").await;
    assert!(!after.contains("cause-network") && after.contains("cause-permission"), "{after}");
}
