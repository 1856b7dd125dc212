//! yt-dlp, the real one and one that answers as a test wants it.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use downloads::youtube::{Limits, Tool, Wanted, playlist, transcript, video};
use people::FailureCategory;
use serde_json::json;
use testkit::replay::{Answer, Replay};

use super::{film, names, net, sha256};

/// The real program, with an extractor for addresses on loopback.
fn real() -> Option<Tool> {
    let yt_dlp = testkit::environment::needed("EMAKI_TEST_YT_DLP", 1)?;
    let plugins = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugins");
    let arguments = vec!["--plugin-dirs".to_owned(), plugins.display().to_string()];
    Some(Tool { yt_dlp: yt_dlp.into(), ffmpeg: None, arguments })
}

fn wanted<'a>(url: &'a str, folder: &'a Path) -> Wanted<'a> {
    Wanted { url, folder, stem: "asset" }
}

/// A video as the plugin is told of it: two heights, a track that somebody wrote and ones that were heard.
fn known(replay: &Replay) -> Answer {
    let format = |height: u32| {
        json!({"format_id": height.to_string(), "url": format!("{}/media/{height}.mp4", replay.url()), "ext": "mp4",
               "height": height, "width": height * 16 / 9, "vcodec": "avc1", "acodec": "mp4a"})
    };
    let track = |name: &str| json!([{"ext": "vtt", "url": format!("{}/tracks/{name}.vtt", replay.url())}]);
    Answer::value(&json!({
        "title": "Moonlit Depot", "duration": 61, "language": "en", "formats": [format(480), format(720), format(1080)],
        "subtitles": {"de": track("de")},
        "automatic_captions": {"en-orig": track("en-orig"), "en": track("en"), "fr": track("fr")},
    }))
}

#[tokio::test]
async fn the_real_program_fetches_film_transcript_and_playlist() {
    let Some(tool) = real() else { return };
    let (replay, place) = (Replay::start().await, tempfile::tempdir().expect("a folder"));
    let body = film(300_000);
    replay.on("GET", "/info/aaaaaaaaaaa.json", known(&replay));
    replay.on("*", "/media/720.mp4", Answer::bytes("video/mp4", body.clone()));
    replay.on(
        "GET",
        "/tracks/en-orig.vtt",
        Answer::bytes("text/vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nhello\n"),
    );
    let net = net(&replay.url());
    let url = format!("{}/watch?v=aaaaaaaaaaa", replay.url());
    let (got, info) =
        video(&net, &tool, &wanted(&url, place.path()), &Limits::default()).await.expect("a film");
    assert_eq!((info.id.as_str(), info.title.as_deref()), ("aaaaaaaaaaa", Some("Moonlit Depot")));
    assert_eq!((got.content.sha256, got.content.extension.as_str()), (sha256(&body), "mp4"));
    assert_eq!(names(place.path()), ["asset.mp4"], "nothing else is left");
    assert_eq!(replay.count("/media/1080.mp4"), 0, "no more than 720 lines");

    let spoken = Wanted { stem: "spoken", ..wanted(&url, place.path()) };
    let (got, _) =
        transcript(&net, &tool, &spoken, &Limits::default()).await.expect("an answer").expect("a track");
    assert_eq!(got.content.extension, "vtt");
    assert_eq!(got.name.as_deref(), Some("en-orig.vtt"));
    assert_eq!(names(place.path()), ["asset.mp4", "spoken.vtt"]);

    let videos = json!({"title": "Depot", "videos": [{"id": "aaaaaaaaaaa", "title": "One"},
        {"id": "bbbbbbbbbbb", "title": "[Private video]"}, {"id": "ccccccccccc", "title": "Three"}]});
    replay.on("GET", "/lists/PLdepot.json", Answer::value(&videos));
    let url = format!("{}/playlist?list=PLdepot", replay.url());
    let list = playlist(&net, &tool, &url, &Limits::default()).await.expect("a list");
    assert_eq!(list.videos(), (vec!["aaaaaaaaaaa".to_owned(), "ccccccccccc".to_owned()], 1));

    for (error, category) in [
        ("Private video. Sign in if you've been granted access to this video", FailureCategory::Permission),
        ("This video has been removed by the uploader", FailureCategory::Gone),
    ] {
        replay.on("GET", "/info/ddddddddddd.json", Answer::value(&json!({"error": error})));
        let url = format!("{}/watch?v=ddddddddddd", replay.url());
        let trouble =
            video(&net, &tool, &wanted(&url, place.path()), &Limits::default()).await.expect_err("no film");
        assert_eq!(trouble.category, category, "{trouble}");
    }
}

/// A program of our own that does what yt-dlp does in a bad moment.
#[cfg(unix)]
fn fake(folder: &Path, script: &str) -> Tool {
    use std::os::unix::fs::PermissionsExt as _;
    let path: PathBuf = folder.join("yt-dlp");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("room");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("ours");
    Tool { yt_dlp: path, ffmpeg: None, arguments: Vec::new() }
}

#[cfg(unix)]
#[tokio::test]
async fn what_goes_wrong_has_its_kind() {
    for (script, category) in [
        ("echo 'ERROR: [youtube] a: Private video. Sign in' >&2; exit 1", FailureCategory::Permission),
        (
            "echo 'ERROR: [youtube] a: This video has been removed by the uploader' >&2; exit 1",
            FailureCategory::Gone,
        ),
        (
            "echo 'ERROR: [youtube] a: HTTP Error 429: Too Many Requests' >&2; exit 1",
            FailureCategory::RateLimit,
        ),
        ("kill -9 $$", FailureCategory::System),
        ("echo nonsense", FailureCategory::System),
        ("case \"$*\" in *dump-single-json*) echo '{\"id\":\"a\"}';; esac", FailureCategory::Validation),
        (
            "case \"$*\" in *dump-single-json*) echo '{\"id\":\"a\"}';; *) echo '<html>' > film.mp4;; esac",
            FailureCategory::Validation,
        ),
    ] {
        // A net of its own for each, because a host that rests is not asked again.
        let net = net("http://127.0.0.1:9");
        let place = tempfile::tempdir().expect("a folder");
        let tool = fake(place.path(), script);
        let into = place.path().join("files");
        let asked = wanted("https://example.org/watch?v=a", &into);
        let trouble = video(&net, &tool, &asked, &Limits::default()).await.expect_err("no film");
        assert_eq!(trouble.category, category, "{script}: {trouble}");
        assert!(names(&into).iter().all(|name| name.starts_with('.')), "{:?}", names(&into));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_that_never_ends_is_stopped_and_no_track_is_no_failure() {
    let net = net("http://127.0.0.1:9");
    let place = tempfile::tempdir().expect("a folder");
    let tool = fake(place.path(), "exec tail -f /dev/null");
    let limits = Limits { patience: Duration::from_millis(50), ..Limits::default() };
    let trouble = video(&net, &tool, &wanted("x", place.path()), &limits).await.expect_err("no film");
    assert_eq!(trouble.category, FailureCategory::Network, "{trouble}");
    let tool = fake(place.path(), "echo '{\"id\":\"a\",\"subtitles\":{\"live_chat\":[{\"ext\":\"json\"}]}}'");
    let got =
        transcript(&net, &tool, &wanted("x", place.path()), &Limits::default()).await.expect("an answer");
    assert!(got.is_none());
}

/// A run that was killed leaves its part, and the next one goes on with it.
#[cfg(unix)]
#[tokio::test]
async fn what_a_killed_run_left_is_there_for_the_next() {
    let net = net("http://127.0.0.1:9");
    let place = tempfile::tempdir().expect("a folder");
    let into = place.path().join("files");
    let begun = "case \"$*\" in *dump-single-json*) echo '{\"id\":\"a\"}';; *) echo part > film.mp4.part; kill -9 $$;; esac";
    let tool = fake(place.path(), begun);
    let asked = wanted("x", &into);
    video(&net, &tool, &asked, &Limits::default()).await.expect_err("it was killed");
    assert_eq!(names(&into), [".asset.yt"]);
    let film_path = place.path().join("film");
    fs::write(&film_path, film(1000)).expect("room");
    let ended = format!(
        "case \"$*\" in *dump-single-json*) echo '{{\"id\":\"a\"}}';; \
         *) test -f film.mp4.part && rm film.mp4.part && cp '{}' film.mp4;; esac",
        film_path.display()
    );
    let tool = fake(place.path(), &ended);
    let (got, _) = video(&net, &tool, &asked, &Limits::default()).await.expect("a film");
    assert_eq!(got.content.sha256, sha256(&film(1000)));
    assert_eq!(names(&into), ["asset.mp4"]);
}
