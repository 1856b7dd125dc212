//! A file by a link: the door names a place in the bucket that is open for a quarter of an hour, without our token, and
//! what lies there is the file byte for byte.

use testkit::replay::{Answer, Replay};

use crate::{emaki::Emaki, people_walk::Shelf, serve::Server};

const SHEET: &str = "row_id,name,email,type,link\n\
    4,Row Four,four@example.org,FF-Se/Fi-CP/B(S) #4,https://drive.google.com/file/d/1abcdefghijklmnopqrstuvwxyz0123/view\n";

/// What is on Drive; its letters are all of ASCII, so that an answer can be read as text.
fn film() -> Vec<u8> {
    let rest = (0..60_000).map(|place: u32| b'a' + (place % 23) as u8);
    b"\0\0\0\x20ftypisom".iter().copied().chain(rest).collect()
}

/// The value of a header, by its name in lower case.
fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut pairs = head.lines().filter_map(|line| line.split_once(':'));
    pairs.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// The value of a parameter of an address.
fn parameter<'a>(url: &'a str, name: &str) -> Option<&'a str> {
    let mut pairs = url.split_once('?')?.1.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

#[test]
fn a_redirect_leads_to_the_very_bytes_for_a_while() {
    let (drive, shelf) = (Replay::start_blocking(), Shelf::start());
    drive.serve("GET", "/uc", |_| {
        Answer::bytes("video/mp4", film())
            .with_header("content-disposition", "attachment; filename=\"lamp.mp4\"".to_owned())
    });
    let emaki = shelf
        .settings(Emaki::new())
        .with("EMAKI_PEOPLE__ENABLED", "true")
        .with("EMAKI_ALLOW_PRIVATE", "true")
        .with("EMAKI_PEOPLE__DOWNLOADS__DRIVE_URL", &drive.url())
        .with("EMAKI_PEOPLE__DOWNLOADS__KEEP_FREE_BYTES", "0");
    emaki.write("sheet.csv", SHEET);
    emaki.json(&["people", "import", "sheet.csv"]);
    emaki.json(&["people", "extract", "--offline"]);
    assert_eq!(emaki.json(&["people", "download"])["files"].as_u64(), Some(1));
    let keys: Vec<String> = shelf.contents().into_iter().collect();
    assert_eq!(keys.len(), 1, "{keys:?}");
    let lines = emaki.json(&["people", "map", "--person", "4", "--here"]);
    let path = format!("/api/assets/{}/content", lines[0]["asset"].as_str().expect("an id"));
    let led = format!("{path}?redirect=true");
    let token = |name: &str, scope: &str| {
        let made = emaki.json(&["token", "create", name, "--scope", scope]);
        made["secret"].as_str().expect("a secret").to_owned()
    };
    let (reader, outsider) = (token("reader", "read,people"), token("outsider", "read,write"));
    let server = Server::start(&emaki, &["serve", "--listen", "127.0.0.1:0", "--workers", "0"], &[]);

    // Whoever may not see people is led nowhere.
    assert_eq!(server.get(&led).0, 401);
    let (head, body) = server.get_by(&outsider, &led);
    assert!(head.starts_with("HTTP/1.1 403 "), "{head}\n{body}");
    assert_eq!(header(&head, "location"), None, "{head}");

    let (head, body) = server.get_by(&reader, &led);
    assert!(head.starts_with("HTTP/1.1 307 "), "{head}\n{body}");
    assert_eq!(header(&head, "cache-control"), Some("no-store"), "who has the link may read: {head}");
    let link = header(&head, "location").expect("an address");
    assert_eq!(parameter(link, "X-Amz-Expires"), Some("900"), "{link}");
    assert!(parameter(link, "X-Amz-Signature").is_some_and(|signature| signature.len() == 64), "{link}");
    assert!(!link.contains(&reader) && !body.contains("ftypisom"), "{link}");
    let (status, bytes) = testkit::moto::get(link);
    assert!(status == 200 && bytes == film(), "{link}: {status}, {} bytes", bytes.len());
    assert!(bytes == shelf.object(&keys[0]), "it is the object of the row");
    let (bare, _) = link.split_once('?').expect("it is signed");
    assert_eq!(testkit::moto::get(bare).0, 403, "the signature opens it, and nothing else: {bare}");
    // The link is handed out again while it lasts, and whoever wants no link gets the bytes from us.
    let (again, _) = server.get_by(&reader, &led);
    assert_eq!(header(&again, "location"), Some(link));
    let (head, body) = server.get_by(&reader, &path);
    assert!(head.starts_with("HTTP/1.1 200 ") && body.as_bytes() == film(), "{head}: {}", body.len());
}
