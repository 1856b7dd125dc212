//! An invented sheet, a Drive and a program that stands in for yt-dlp, and a site on them whose people are open.
//!
//! Row 4 has a film on Drive; 151 a document that names a video; its namesake `151#2` a private video; row 2 a file whose
//! server is broken until it is mended; row 1 has nothing.

use std::{
    os::unix::fs::PermissionsExt as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use app::{
    DownloadReport, DownloadRequest, ExtractPeople, ImportPeople, Scope, WorkRequest, testing::TestApp,
};
use axum::{body::Body, http::Request};
use serde_json::Value;
use testkit::replay::{Answer, Replay, Route};

use crate::client::{Answer as Told, Site, request, with};

const SHEET: &str = "row_id,name,email,type,link\n\
    4,Mirei <b>Lantern</b>,mirei@example.org,FF-Se/Fi-CP/B(S) #4,https://drive.google.com/file/d/1filmfilmfilmfilmfilmfilmfilm/view\n\
    151,Porter Ishida,porter@example.org,MM-Ti/Ne-BS/P(C) #2,https://docs.google.com/document/d/1documentdocumentdocumentdocument/edit\n\
    151,Signal Girl,porter@example.org,MM-Ti/Ne-BS/P(C) #2,https://www.youtube.com/watch?v=ccccccccccc\n\
    2,Night Clerk,night@example.org,FF-Se/Fi-CP/B(S) #4,https://drive.google.com/file/d/1brokenbrokenbrokenbrokenbroken/view\n\
    1,Day Clerk,day@example.org,,\n";

/// A program that answers as yt-dlp does; one of the videos is private.
const YT_DLP: &str = r#"#!/bin/sh
case "$*" in
*ccccccccccc*) echo 'ERROR: [youtube] ccccccccccc: Private video. Sign in' >&2; exit 1 ;;
*--dump-single-json*) echo '{"id":"aaaaaaaaaaa","title":"One","language":"en","subtitles":{"en":[{"ext":"vtt"}]}}' ;;
*--write-subs*) printf 'WEBVTT\n\n00:00.000 --> 00:01.000\nhello &lt;i&gt;depot&lt;/i&gt;\n' > film.en.vtt ;;
*) printf '\000\000\000\040ftypisom a film of the depot' > film.mp4 ;;
esac
"#;

/// What is on Drive: 20,000 bytes of film.
pub fn film() -> Vec<u8> {
    let mut film = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41".to_vec();
    film.extend((film.len()..20_000).map(|place| (place % 251) as u8));
    film
}

/// The site, who may come in, and what lies behind it.
pub struct Peopled {
    pub site: Site,
    /// May look at the catalog and at people.
    pub reader: String,
    /// May change things as well, and see names.
    pub keeper: String,
    /// May do much, and not see people.
    pub outsider: String,
    /// Everything of Drive, to be held up.
    pub drive: Route,
    is_broken: Arc<AtomicBool>,
    _replay: Replay,
    _folder: tempfile::TempDir,
}

impl Peopled {
    /// The sheet taken in and its documents read; nothing is downloaded so far.
    pub async fn read() -> Self {
        let (replay, folder) = (Replay::start().await, tempfile::tempdir().expect("a folder"));
        let is_broken = Arc::new(AtomicBool::new(true));
        let broken = Arc::clone(&is_broken);
        let drive = replay.serve("GET", "/uc", move |request| {
            let id = request.query_value("id").unwrap_or_default();
            if id.starts_with("1broken") && broken.load(Ordering::Relaxed) {
                return Answer::failing(500);
            }
            let body = if id.starts_with("1film") { film() } else { b"%PDF-1.4 a timetable".to_vec() };
            let name = if id.starts_with("1film") { "lamp one.mp4" } else { "table.pdf" };
            Answer::bytes("application/octet-stream", body)
                .etag(&id)
                .with_header("content-disposition", format!("attachment; filename=\"{name}\""))
        });
        let document = "/document/d/1documentdocumentdocumentdocument/export";
        replay.on(
            "GET",
            &format!("{document}?format=txt"),
            Answer::text("Hello <script>alert(1)</script> depot"),
        );
        let page = "<html><body><a href=\"https://www.youtube.com/watch?v=aaaaaaaaaaa\">it</a></body></html>";
        replay.on("GET", &format!("{document}?format=html"), Answer::html(page));
        let (sheet, program) = (folder.path().join("sheet.csv"), folder.path().join("yt-dlp"));
        std::fs::write(&sheet, SHEET).expect("the test's own folder");
        std::fs::write(&program, YT_DLP).expect("the test's own folder");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("its own file");
        let app = TestApp::with(|config| open(config, &replay, &program)).await;
        let site = Site::on(app, "127.0.0.1:8000");
        let app = &site.app.app;
        let from = sheet.display().to_string();
        let imported = app.import_people(&ImportPeople { from, tabs: Vec::new(), yes: false }).await;
        imported.expect("a sound sheet");
        app.extract_people(&ExtractPeople::default(), &|_| ()).await.expect("a sound document");
        let token = async |name: &str, scopes: &[Scope]| {
            app.create_token(name, scopes, None).await.expect("a new name").secret
        };
        let reader = token("reader", &[Scope::Read, Scope::People]).await;
        let keeper = token("keeper", &[Scope::Write, Scope::People]).await;
        let outsider = token("outsider", &[Scope::Write, Scope::Production]).await;
        Self { reader, keeper, outsider, drive, is_broken, site, _replay: replay, _folder: folder }
    }

    /// The same, with one session of downloads behind it.
    pub async fn downloaded() -> Self {
        let peopled = Self::read().await;
        peopled.download().await;
        peopled
    }

    /// One session of downloads.
    pub async fn download(&self) -> DownloadReport {
        let request = DownloadRequest::default();
        self.site.app.app.download_people(&request, &|_| ()).await.expect("a sound store")
    }

    /// Runs the sessions that were asked for.
    pub async fn work(&self) {
        let kinds = vec!["people_download".to_owned()];
        let request = WorkRequest { kinds, drain: true, ..WorkRequest::default() };
        self.site.app.app.work_jobs(&request, std::future::pending()).await.expect("a sound store");
    }

    /// What was broken works from now on.
    pub fn mend(&self) {
        self.is_broken.store(false, Ordering::Relaxed);
    }

    /// `GET` by somebody who may look at people.
    pub async fn get(&self, path: &str) -> Told {
        self.site.send(by(&self.reader, "GET", path)).await
    }

    /// The JSON of a `GET` that goes well.
    pub async fn json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text());
        answer.json()
    }

    /// `POST` of JSON with a token.
    pub async fn post(&self, token: &str, path: &str, body: &Value) -> Told {
        let mut request = with(by(token, "POST", path), "content-type", "application/json");
        *request.body_mut() = Body::from(body.to_string());
        self.site.send(request).await
    }

    /// The id of the one asset of a kind and a status.
    pub async fn asset(&self, kind: &str, status: &str) -> String {
        let listed = self.json(&format!("/api/assets?kind={kind}&status={status}")).await;
        let assets = listed["assets"].as_array().expect("a list");
        assert_eq!(assets.len(), 1, "{listed}");
        assets[0]["asset_id"].as_str().expect("an id").to_owned()
    }
}

/// A request with a token.
pub fn by(token: &str, method: &str, path: &str) -> Request<Body> {
    with(request(method, path), "authorization", &format!("Bearer {token}"))
}

/// Opens people, whose files come from loopback.
fn open(config: &mut app::Config, replay: &Replay, program: &Path) {
    config.people.enabled = true;
    config.allow_private = true;
    let downloads = &mut config.people.downloads;
    downloads.drive_url = replay.url();
    downloads.docs_url = replay.url();
    downloads.yt_dlp = program.display().to_string();
    downloads.keep_free_bytes = 0;
}
