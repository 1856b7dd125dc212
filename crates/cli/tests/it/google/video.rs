//! Videos of loopback: what the tests' own extractor reads of them, and a program that answers as yt-dlp does.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde_json::json;
use testkit::{
    people::Numbers,
    replay::{Answer, Replay},
};

use super::{Wanted, film, seed};

/// A program that answers as yt-dlp does, for every video that it is asked for; playlists lie beside it.
const TOOL: &str = r#"#!/bin/sh
for word in "$@"; do
  case "$word" in
  *watch?v=*) id=${word##*v=} ;;
  *playlist?list=*) list=${word##*list=} ;;
  esac
done
[ -n "$id" ] || id=$(sed -n 's/.*"id":"\([^"]*\)".*/\1/p' info.json 2>/dev/null)
case "$*" in
*--flat-playlist*) cat "$(dirname "$0")/lists/$list.json" ;;
*--dump-single-json*) echo "{\"id\":\"$id\",\"title\":\"Depot\",\"language\":\"en\",\"subtitles\":{\"en\":[{\"ext\":\"vtt\"}]}}" ;;
*--write-subs*) printf 'WEBVTT\n\n00:00.000 --> 00:01.000\n%s\n' "$id" > film.en.vtt ;;
*) printf '\000\000\000\040ftypisom\000\000\002\000isomiso2avc1mp41 %s' "$id" > film.mp4 ;;
esac
"#;

/// The videos of a playlist.
pub(super) fn listed(list: &str) -> [String; 2] {
    let mut numbers = Numbers::new(seed(list));
    [numbers.id(11), numbers.id(11)]
}

/// What the tests' extractor asks for.
pub(super) fn serve(replay: &Replay) {
    let url = replay.url();
    replay.serve("GET", "/info/{id}", move |request| {
        let id = named(&request.path);
        Answer::value(&json!({
            "title": format!("Depot {id}"), "duration": 61, "language": "en",
            "formats": [{"format_id": "480", "url": format!("{url}/media/{id}.mp4"), "ext": "mp4", "height": 480,
                         "width": 854, "vcodec": "avc1", "acodec": "mp4a"}],
            "subtitles": {"en": [{"ext": "vtt", "url": format!("{url}/tracks/{id}.vtt")}]},
        }))
    });
    replay.serve("GET", "/lists/{id}", |request| {
        let videos = listed(&named(&request.path)).map(|id| json!({"id": id, "title": "one of them"}));
        Answer::value(&json!({"title": "Depot", "videos": videos}))
    });
    replay.serve("*", "/media/{id}", |request| {
        Answer::bytes("video/mp4", film(&named(&request.path), 300_000))
    });
    replay.serve("GET", "/tracks/{id}", |request| {
        let text = format!("WEBVTT\n\n00:00.000 --> 00:01.000\n{}\n", named(&request.path));
        Answer::bytes("text/vtt", text)
    });
}

/// The last part of a path without its ending.
fn named(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(name, _)| name).to_owned()
}

/// Writes the program and its playlists into a folder.
pub(super) fn tool(folder: &Path, lists: impl Iterator<Item = String>) -> PathBuf {
    let place = folder.join("lists");
    fs::create_dir_all(&place).expect("room for lists");
    for list in lists {
        let entries = listed(&list).map(|id| json!({"_type": "url", "id": id}));
        let told = json!({"_type": "playlist", "id": list, "title": "Depot", "entries": entries});
        fs::write(place.join(format!("{list}.json")), told.to_string()).expect("room for a list");
    }
    program(folder, TOOL)
}

/// Writes a program.
pub fn program(folder: &Path, script: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join("yt-dlp");
    fs::write(&path, script).expect("room for a program");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("the test's own file");
    path
}

/// A video is two files: itself, and its transcript.
pub(super) fn wanted(key: &str, videos: impl IntoIterator<Item = String>, wanted: &mut BTreeSet<Wanted>) {
    for id in videos {
        wanted.insert((key.to_owned(), "youtube_video", id.clone()));
        wanted.insert((key.to_owned(), "youtube_transcript", id));
    }
}
