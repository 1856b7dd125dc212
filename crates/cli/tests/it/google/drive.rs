//! A Drive of loopback: a large file behind its page, what comes in a file's place, and folders of every kind.

use std::{collections::BTreeSet, fmt::Write as _, sync::Arc};

use testkit::{
    people::Numbers,
    replay::{Answer, Replay, Request},
};

use super::{Wanted, World, film, seed};

const CONFIRM: &str = include_str!("../../../../downloads/fixtures/drive/confirm.html");
const QUOTA: &str = include_str!("../../../../downloads/fixtures/drive/quota.html");
/// The id in the page before a large file.
const ID_OF_PAGE: &str = "1abcdefghijklmnopqrstuvwxyz0123";
/// How long the large file is: more than one part of an upload.
const LARGE: usize = 12 << 20;

/// What stands in the way of a file, by its number among those that rows name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Large,
    Quota,
    SignIn,
    Gone,
    Page,
    Free,
}

fn way(world: &World, id: &str) -> Way {
    match world.files.iter().position(|known| known == id) {
        Some(0) => Way::Large,
        Some(1) => Way::Quota,
        Some(2) => Way::SignIn,
        Some(3) => Way::Gone,
        Some(4) => Way::Page,
        _ => Way::Free,
    }
}

/// How a folder is shown, by its number among those that rows name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// With a file, a document and a folder in it.
    Deep,
    /// Only by its own page, with two files.
    ByItsPage,
    Private,
    /// With a file.
    Plain,
}

fn shown(world: &World, id: &str) -> Shown {
    match world.folders.iter().position(|known| known == id) {
        Some(0) => Shown::Deep,
        Some(1) => Shown::ByItsPage,
        Some(2) => Shown::Private,
        _ => Shown::Plain,
    }
}

/// The id of what lies in a folder.
fn inside(folder: &str, number: u64) -> String {
    format!("1{}", Numbers::new(seed(folder).wrapping_add(number)).id(32))
}

pub(super) fn serve(replay: &Replay, world: &Arc<World>) {
    let (shared, url) = (Arc::clone(world), replay.url());
    replay.serve("GET", "/uc", move |request| {
        let id = request.query_value("id").unwrap_or_default();
        match way(&shared, &id) {
            Way::Large => {
                let page = CONFIRM.replace(ID_OF_PAGE, &id).replace("https://usercontent.example", &url);
                Answer::html(page)
            }
            Way::Quota => Answer::html(QUOTA),
            Way::SignIn => Answer::redirect("/v3/signin/identifier?continue=x"),
            Way::Gone => Answer::html("<title>Error 404 (Not Found)!!1</title>").with_status(404),
            Way::Page => Answer::html("<title>A page of somebody's</title>"),
            Way::Free => file(request, &id, 2_000 + (seed(&id) % 40_000) as usize),
        }
    });
    replay.serve("GET", "/download", move |request| {
        let id = request.query_value("id").unwrap_or_default();
        assert_eq!(request.query_value("confirm").as_deref(), Some("t"), "the page is answered");
        file(request, &id, LARGE)
    });
    for path in ["/v3/signin/identifier", "/ServiceLogin"] {
        replay.on("GET", path, Answer::html("<title>Sign in - Google Accounts</title>"));
    }
    let shared = Arc::clone(world);
    replay.serve("GET", "/embeddedfolderview", move |request| {
        embedded(&shared, &request.query_value("id").unwrap_or_default())
    });
    let shared = Arc::clone(world);
    replay.serve("GET", "/drive/folders/{id}", move |request| own_page(&shared, &request.path));
}

/// A file that goes on where it is told to.
fn file(request: &Request, id: &str, bytes: usize) -> Answer {
    let body = film(id, bytes);
    let tag = format!("tag-{}", seed(id));
    let name = format!("attachment; filename=\"film {}.mp4\"", &id[..8]);
    let whole = Answer::bytes("video/mp4", body.clone()).etag(&tag).with_header("content-disposition", name);
    let same = request.header("if-range").is_none_or(|told| told.trim_matches('"') == tag);
    let range = request.header("range").and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-'));
    match range.and_then(|from| from.parse::<usize>().ok()).filter(|_| same) {
        None => whole,
        Some(from) if from >= body.len() => {
            Answer::status(416).with_header("content-range", format!("bytes */{}", body.len()))
        }
        Some(from) => whole
            .with_status(206)
            .with_body(&body[from..])
            .with_header("content-range", format!("bytes {from}-{}/{}", body.len() - 1, body.len())),
    }
}

fn embedded(world: &World, id: &str) -> Answer {
    let mut page = String::from("<html><body><div class=\"flip-entries\">");
    let mut entry = |href: &str, kind: &str, name: &str| {
        let _ = write!(
            page,
            "<div class=\"flip-entry\"><a href=\"{href}\"><img src=\"https://drive-thirdparty.googleusercontent.com/16\
             /type/{kind}\"/><div class=\"flip-entry-title\">{name}</div></a></div>"
        );
    };
    let film = format!("https://drive.google.com/file/d/{}/view?usp=drive_web", inside(id, 0));
    match shown(world, id) {
        Shown::Private => return Answer::redirect("/v3/signin/identifier?continue=x"),
        Shown::ByItsPage => return Answer::html("<html></html>"),
        Shown::Plain => entry(&film, "video/mp4", "one.mp4"),
        Shown::Deep => {
            entry(&film, "video/mp4", "one.mp4");
            let notes = format!("https://docs.google.com/document/d/{}/edit", inside(id, 1));
            entry(&notes, "application/vnd.google-apps.document", "notes");
            let deeper = format!("https://drive.google.com/drive/folders/{}", inside(id, 2));
            entry(&deeper, "application/vnd.google-apps.folder", "older ones");
        }
    }
    page.push_str("</div></body></html>");
    Answer::html(page)
}

fn own_page(world: &World, path: &str) -> Answer {
    let id = path.rsplit('/').next().unwrap_or_default();
    if shown(world, id) != Shown::ByItsPage {
        return Answer::redirect("/v3/signin/identifier?continue=x");
    }
    let item = |number: u64| {
        let file = inside(id, number);
        format!(r"\x5b\x22{file}\x22,\x5b\x22p\x22\x5d,\x22f{number}.mp4\x22,\x22video\/mp4\x22\x5d")
    };
    let items = [item(0), item(1)].join(",");
    Answer::html(format!(r"<script>window['_DRIVE_ivd'] = '\x5b\x5b{items}\x5d\x5d';</script>"))
}

/// The files of these that are to be had, for a person.
pub(super) fn wanted(
    world: &World,
    key: &str,
    files: &[String],
    folders: &[String],
    wanted: &mut BTreeSet<Wanted>,
) {
    let mut found: Vec<String> =
        files.iter().filter(|id| matches!(way(world, id), Way::Large | Way::Free)).cloned().collect();
    for folder in folders {
        match shown(world, folder) {
            Shown::Private => {}
            Shown::Plain => found.push(inside(folder, 0)),
            Shown::ByItsPage => found.extend([inside(folder, 0), inside(folder, 1)]),
            Shown::Deep => found.extend([inside(folder, 0), inside(&inside(folder, 2), 0)]),
        }
    }
    wanted.extend(found.into_iter().map(|id| (key.to_owned(), "drive_file", id)));
}
