//! A Google of loopback for invented people: their published sheet, their documents, a Drive with all its pages, and
//! what is known of videos. What each person's files are is told from the same ids.

mod drive;
mod video;

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use testkit::{
    people::{Invented, Numbers, Tail, page},
    replay::{Answer, Replay, Request},
};

pub use video::program;

use crate::emaki::Emaki;

/// A file that is to be there: whose it is, what it is, and the id of its video or file.
pub type Wanted = (String, &'static str, String);

/// The server. It stops when this value is dropped.
pub struct Google {
    /// The server under it, for its count of requests and its faults.
    pub replay: Replay,
    world: Arc<World>,
}

/// What everything is made of.
struct World {
    people: Mutex<Vec<Invented>>,
    /// The ids of documents, files and folders that rows name, in the order of the sheet, each once.
    documents: Vec<String>,
    files: Vec<String>,
    folders: Vec<String>,
}

/// The number of a document that nobody may read.
const PRIVATE: usize = 5;

impl Google {
    /// Starts one for these people.
    pub fn of(people: Vec<Invented>) -> Self {
        let linked = |part: &str| {
            let mut ids: Vec<String> = Vec::new();
            for link in people.iter().filter_map(|one| one.link.as_ref()) {
                let id = link.split_once(part).map(|(_, rest)| until(rest, &['/', '?']));
                if let Some(id) = id.filter(|id| !ids.contains(id)) {
                    ids.push(id);
                }
            }
            ids
        };
        let (documents, files, folders) = (linked("/document/d/"), linked("/file/d/"), linked("/folders/"));
        let world = Arc::new(World { people: Mutex::new(people), documents, files, folders });
        let replay = Replay::start_blocking();
        let shared = Arc::clone(&world);
        replay.serve("GET", "/sheet/pubhtml", move |_| Answer::html(page(&shared.sheet(), Tail::Blank)));
        let shared = Arc::clone(&world);
        replay.serve("GET", "/document/d/{id}/export", move |request| shared.export(request));
        drive::serve(&replay, &world);
        video::serve(&replay);
        Self { replay, world }
    }

    /// The address of the published sheet.
    pub fn sheet(&self) -> String {
        format!("{}/sheet/pubhtml", self.replay.url())
    }

    /// Changes rows of the sheet.
    pub fn edit(&self, change: impl FnOnce(&mut Vec<Invented>)) {
        change(&mut self.world.people.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// An installation whose Google is this one, with no pause between requests.
    pub fn settings(&self, emaki: Emaki) -> Emaki {
        let url = self.replay.url();
        let mut emaki = emaki
            .with("PATH", "/usr/bin:/bin")
            .with("EMAKI_PEOPLE__ENABLED", "true")
            .with("EMAKI_ALLOW_PRIVATE", "true")
            .with("EMAKI_PEOPLE__DOWNLOADS__KEEP_FREE_BYTES", "0");
        for name in ["DRIVE_URL", "DOCS_URL", "YOUTUBE_URL"] {
            emaki = emaki.with(&format!("EMAKI_PEOPLE__DOWNLOADS__{name}"), &url);
        }
        for name in ["YOUTUBE", "DRIVE", "DOCS", "OTHERS"] {
            emaki = emaki.with(&format!("EMAKI_PEOPLE__DOWNLOADS__{name}_PER_MINUTE"), "60000");
        }
        emaki
    }

    /// Writes a program that answers as yt-dlp does into a folder, with all playlists beside it.
    pub fn tool(&self, folder: &Path) -> std::path::PathBuf {
        let lists =
            self.world.documents.iter().enumerate().flat_map(|(at, id)| document(at, id).1[1].clone());
        video::tool(folder, lists)
    }

    /// All files that are to be there in the end, each with its person.
    pub fn wanted(&self) -> BTreeSet<Wanted> {
        let sheet = self.world.sheet();
        let mut wanted = BTreeSet::new();
        for (key, one) in keys(&sheet).into_iter().zip(&sheet) {
            let Some(link) = &one.link else { continue };
            let id = |part: &str| link.split_once(part).map(|(_, rest)| until(rest, &['/', '?']));
            if let Some(id) = id("/document/d/") {
                let at =
                    self.world.documents.iter().position(|known| *known == id).expect("a known document");
                let (_, [videos, lists, files, folders]) = document(at, &id);
                let listed = lists.iter().flat_map(|list| video::listed(list));
                video::wanted(&key, videos.into_iter().chain(listed), &mut wanted);
                drive::wanted(&self.world, &key, &files, &folders, &mut wanted);
            } else if let Some(id) = id("watch?v=") {
                video::wanted(&key, [id], &mut wanted);
            } else if let Some(id) = id("/file/d/") {
                drive::wanted(&self.world, &key, &[id], &[], &mut wanted);
            } else if let Some(id) = id("/folders/") {
                drive::wanted(&self.world, &key, &[], &[id], &mut wanted);
            }
        }
        wanted
    }

    /// The key of the person whose document has this number.
    pub fn reader(&self, number: usize) -> String {
        let (sheet, id) = (self.world.sheet(), &self.world.documents[number]);
        let at = sheet.iter().position(|one| one.link.as_ref().is_some_and(|link| link.contains(id)));
        keys(&sheet)[at.expect("somebody names it")].clone()
    }
}

impl Google {
    /// How many people name the document that nobody may read.
    pub fn private_readers(&self) -> usize {
        let id = &self.world.documents[PRIVATE];
        let sheet = self.world.sheet();
        sheet.iter().filter(|one| one.link.as_ref().is_some_and(|link| link.contains(id))).count()
    }
}

impl World {
    fn sheet(&self) -> Vec<Invented> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn export(&self, request: &Request) -> Answer {
        let id = request.path.split('/').nth(3).unwrap_or_default();
        let Some(at) = self.documents.iter().position(|known| known == id) else {
            return Answer::status(404);
        };
        if at == PRIVATE {
            return Answer::redirect("/ServiceLogin?continue=x");
        }
        match request.query_value("format").as_deref() {
            Some("txt") => Answer::text(format!("\u{feff}Notes {at} – größe\r\n")),
            _ => Answer::html(document(at, id).0),
        }
    }
}

/// The page of a document, and what it points at: videos, playlists, files and folders. The first one has a video and a
/// playlist, the second everything that pages ever had; of the others some have a file or a video.
fn document(at: usize, id: &str) -> (String, [Vec<String>; 4]) {
    let mut numbers = Numbers::new(seed(id));
    let mut found: [Vec<String>; 4] = Default::default();
    match at {
        PRIVATE => return (String::new(), found),
        1 => return testkit::people::document(seed(id)),
        0 => {
            found[0].push(numbers.id(11));
            found[1].push(format!("PL{}", numbers.id(32)));
        }
        _ if at % 16 == 3 => found[0].push(numbers.id(11)),
        _ if at % 4 == 2 => found[2].push(format!("1{}", numbers.id(32))),
        _ => {}
    }
    let [videos, lists, files, _] = &found;
    let videos = videos.iter().map(|id| format!("https://youtu.be/{id}"));
    let lists = lists.iter().map(|id| format!("https://www.youtube.com/playlist?list={id}"));
    let files = files.iter().map(|id| format!("https://drive.google.com/file/d/{id}/view"));
    let links = videos.chain(lists).chain(files).map(|link| format!("<p><a href=\"{link}\">x</a></p>"));
    let links = links.collect::<Vec<_>>().concat();
    (format!("<html><body>{links}<p>https://fonts.gstatic.com/s/{at}.css</p></body></html>"), found)
}

/// The keys of people in the order of the sheet.
pub fn keys(sheet: &[Invented]) -> Vec<String> {
    let key = |at: usize| {
        let id = sheet[at].row_id;
        match sheet[..at].iter().filter(|one| one.row_id == id).count() {
            0 => id.to_string(),
            before => format!("{id}#{}", before + 1),
        }
    };
    (0..sheet.len()).map(key).collect()
}

/// A film of about this size in which its id stands, so that each film is another one.
pub fn film(id: &str, bytes: usize) -> Vec<u8> {
    let mut film = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41 ".to_vec();
    film.extend_from_slice(id.as_bytes());
    film.resize(film.len().max(bytes), 7);
    film
}

fn seed(id: &str) -> u64 {
    id.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

fn until(text: &str, ends: &[char]) -> String {
    text.split(ends).next().unwrap_or_default().to_owned()
}
