//! Pictures over HTTP: as a file, as base64, by address; on the page; and everything that is no picture.

#[path = "../../../pictures/examples/measure/scenes.rs"]
mod scenes;

use app::{PictureFetch, testing::TestApp};
use axum::{body::Body, http::Request};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use model::{Image, ImageKind};
use pictures::{Picture, thumbnail};
use scenes::scene;
use testkit::replay::{Answer as Replayed, Replay};

use crate::client::{Answer, Site, request, with};

fn file(picture: &Picture) -> Vec<u8> {
    thumbnail(picture, 4096)
}

/// Four works whose posters are kept, and the server that they came from.
async fn gallery() -> (Replay, Site) {
    let replay = Replay::start().await;
    let test = TestApp::with(|config| config.allow_private = true).await;
    for number in 1..=4u64 {
        let path = format!("/poster/{number}.jpg");
        replay.on("GET", &path, Replayed::bytes("image/jpeg", file(&scene(number))));
        let image = Image { url: format!("{}{path}", replay.url()), kind: ImageKind::Poster };
        test.work(&format!("Depot {number}"), &format!("mal:{number}"))
            .with(|record| record.images.push(image))
            .save()
            .await;
    }
    test.app.fetch_pictures(&PictureFetch::default(), &|_| ()).await.expect("a run");
    (replay, Site::on(test, "127.0.0.1:8000"))
}

/// A form with a file under a name, and texts.
fn form(path: &str, name: &str, file: &[u8], texts: &[(&str, &str)]) -> Request<Body> {
    let mut body = Vec::new();
    for (name, text) in texts {
        body.extend(
            format!("--seam\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n").bytes(),
        );
    }
    body.extend(
        format!("--seam\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.jpg\"\r\n\r\n")
            .bytes(),
    );
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--seam--\r\n");
    let mut request = with(request("POST", path), "content-type", "multipart/form-data; boundary=seam");
    *request.body_mut() = Body::from(body);
    request
}

fn first(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["results"][0]["title"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_way_to_send_a_picture_finds_its_work() {
    let (replay, site) = gallery().await;
    let sent = file(&scene(3).reduced(200));
    assert_eq!(first(&site.send(form("/api/search", "image", &sent, &[("limit", "2")])).await), "Depot 3");
    for image in [
        BASE64_STANDARD.encode(&sent),
        format!("data:image/jpeg;base64,{}", BASE64_STANDARD.encode(&sent)),
        format!("{}/poster/3.jpg", replay.url()),
    ] {
        let body = serde_json::json!({ "image": image, "limit": 2 }).to_string();
        let answer = site.post_json("/api/search", &body).await;
        assert_eq!(first(&answer), "Depot 3");
        assert_eq!(answer.json()["is_match"], true);
        let asked = site.post_json("/api/query", &serde_json::json!({ "image": image }).to_string()).await;
        assert_eq!((first(&asked).as_str(), &asked.json()["total"]), ("Depot 3", &serde_json::json!(1)));
        assert_eq!(asked.json()["picture"]["is_match"], true);
    }
    let asked = site.send(form("/api/query", "image", &sent, &[("query", "depot")])).await;
    assert_eq!(first(&asked), "Depot 3", "the picture's work before those of the words");
    assert_eq!(asked.json()["results"].as_array().map(Vec::len), Some(4));

    let old = site.send(form("/api/search/by-image", "image", &sent, &[])).await;
    assert_eq!(first(&old), "Depot 3");
    let old = site
        .post_json(
            "/api/search/",
            &serde_json::json!({ "image_data": BASE64_STANDARD.encode(&sent), "limit": 1 }).to_string(),
        )
        .await;
    assert_eq!(first(&old), "Depot 3");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_fit_their_description_and_name_small_copies() {
    let (_replay, site) = gallery().await;
    let document = site.get("/openapi.json").await.json();
    let found = site.send(form("/api/search", "image", &file(&scene(2)), &[])).await.json();
    let none = site.send(form("/api/search", "image", &file(&scene(70_001)), &[])).await.json();
    assert_eq!((&none["is_match"], &none["results"]), (&false.into(), &serde_json::json!([])));
    assert_eq!(none["message"], "no match among 4 kept pictures");
    for value in [&found, &none] {
        let schema = serde_json::json!({ "$ref": "#/components/schemas/PictureResults" });
        assert_eq!(crate::openapi::misfit(&document, &schema, value, "answer"), None);
    }
    let schema = serde_json::json!({ "$ref": "#/components/schemas/PictureStatus" });
    let status = site.get("/api/pictures").await.json();
    assert_eq!(crate::openapi::misfit(&document, &schema, &status, "status"), None);
    assert_eq!((&status["pictures"], &status["failed"]), (&4.into(), &0.into()));

    let thumbnail = found["results"][0]["picture"]["thumbnail"].as_str().expect("an address");
    let small = site.get(thumbnail).await;
    assert_eq!(
        (small.status.as_u16(), &small.headers["content-type"]),
        (200, &"image/jpeg".parse().expect("plain"))
    );
    assert_eq!(site.get("/pictures/x.jpg").await.status, 404);

    let similar = site.get("/api/works/mal:2/similar?visual=true&limit=3").await;
    assert_eq!(similar.status, 200, "{}", similar.text());
    assert_eq!(similar.json()["is_match"], false, "no two of them show the same");
    assert_eq!(site.get("/api/works/mal:2/similar?visual=maybe").await.status, 422);
    assert_eq!(site.get("/api/works/mal:2/similar?visual=false").await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_picture_is_a_fault_of_the_client() {
    let (_replay, site) = gallery().await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    let cut = &file(&scene(1))[..700];
    for (status, sent) in [(415, &svg[..]), (422, cut), (422, &b"GIF89a"[..]), (415, &[7; 4000][..])] {
        for path in ["/api/search", "/api/query", "/api/search/by-image", "/picture"] {
            let answer = site.send(form(path, "image", sent, &[])).await;
            assert_eq!(answer.status, status, "{path}: {}", answer.text());
        }
    }
    for (status, body) in [
        (422, r#"{"image": 7}"#),
        (422, r#"{"image": "no base64!"}"#),
        (422, r#"{"image": "bW9vbg==", "year_min": 1990}"#),
        (422, r#"{"image": "bW9vbg==", "limit": 0}"#),
        (415, r#"{"image": "bW9vbg=="}"#),
        (502, r#"{"image": "http://127.0.0.1:9/none.jpg"}"#),
    ] {
        let answer = site.post_json("/api/search", body).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text());
    }
    let large = site.send(form("/api/search", "image", &vec![0; 24 << 20], &[])).await;
    assert_eq!(large.status, 413);
    assert_eq!(site.send(form("/api/search", "other", &file(&scene(1)), &[])).await.status, 422);
    assert_eq!(site.send(form("/api/search", "image", b"", &[])).await.status, 422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_takes_a_picture_without_scripts() {
    let empty = Site::local().await;
    let blank = empty.send(form("/picture", "image", &file(&scene(1)), &[])).await;
    assert_eq!(blank.status, 501);
    assert!(
        blank.text().contains("no pictures are kept yet") && blank.text().contains("emaki pictures fetch")
    );

    let (_replay, site) = gallery().await;
    let shown = site.get("/picture").await.text();
    assert!(shown.contains("enctype=\"multipart/form-data\"") && shown.contains("type=\"file\""));
    let found = site.send(form("/picture", "image", &file(&scene(4)), &[("image", "")])).await.text();
    assert!(found.contains("Depot 4") && found.contains("/pictures/"), "{found}");
    let none = site.send(form("/picture", "image", &file(&scene(70_001)), &[])).await.text();
    assert!(none.contains("No match") && none.contains("no match among 4 kept pictures"), "{none}");
    let unchosen = site.send(form("/picture", "image", b"", &[])).await;
    assert_eq!(unchosen.status, 422);
    assert!(unchosen.text().contains("no picture was chosen"));
}
