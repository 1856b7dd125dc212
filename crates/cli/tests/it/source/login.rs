//! `emaki source login`: a user's own lists at MyAnimeList, against a server that gives tokens as it does.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Stdio},
    time::Duration,
};

use testkit::replay::{Replay, lists::MalList, oauth::OAuth};

use super::failure;
use crate::emaki::{Emaki, Ran};

const CLIENT: &str = "0123456789012345";
const SECRET: &str = "the-clients-own-secret";
const LIST: [&str; 6] = ["source", "ask", "mal", "animelist", "name=@me", "--all"];

/// A server with logins and a list of 2,500 entries, and an installation that takes it for MyAnimeList.
struct Scene {
    replay: Replay,
    oauth: OAuth,
    emaki: Emaki,
    port: u16,
}

impl Scene {
    fn new() -> Self {
        let replay = Replay::start_blocking();
        let oauth = OAuth::serve(&replay, CLIENT);
        oauth.require_secret(SECRET);
        MalList::anime(2500).serve(&replay, "/v2/users/@me/animelist").requires_bearer(&oauth);
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("its address").port();
        let emaki = Emaki::new()
            .with("EMAKI_SOURCES__MAL__BASE_URL", &format!("{}/v2", replay.url()))
            .with("EMAKI_SOURCES__MAL__AUTH_URL", &format!("{}/v1/oauth2", replay.url()))
            .with("EMAKI_SOURCES__MAL__CLIENT_ID", CLIENT)
            .with("EMAKI_SOURCES__MAL__CLIENT_SECRET", SECRET)
            .with("EMAKI_SOURCES__MAL__REDIRECT_URL", &format!("http://localhost:{port}/callback"));
        Self { replay, oauth, emaki, port }
    }

    /// An installation whose user has logged in.
    fn logged_in() -> Self {
        let scene = Self::new();
        let ran = scene.paste(std::borrow::ToOwned::to_owned);
        assert_eq!(ran.code, Some(0), "{ran}");
        scene
    }

    fn list(&self, more: &[&str]) -> Ran {
        self.emaki.run(&[&["-vv", "--json"], &LIST[..], more].concat())
    }

    /// Logs in by pasting; `given` makes what is pasted out of the address that the page led to.
    fn paste(&self, given: impl Fn(&str) -> String) -> Ran {
        let (mut child, address) = self.begin(&["-vv", "source", "login", "mal", "--paste"]);
        let text = given(&led_to(&address));
        let mut stdin = child.stdin.take().expect("a pipe");
        writeln!(stdin, "{text}").expect("the program reads it");
        drop(stdin);
        ran(child)
    }

    /// Starts a login and gives the address that it prints.
    fn begin(&self, arguments: &[&str]) -> (Child, String) {
        let mut command = self.emaki.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        let mut address = String::new();
        BufReader::new(child.stdout.as_mut().expect("a pipe")).read_line(&mut address).expect("the address");
        (child, address.trim().to_owned())
    }

    /// Everything that nobody may see: tokens, codes, proofs, the client's secret.
    fn secrets(&self) -> Vec<String> {
        let mut secrets = vec![SECRET.to_owned()];
        for request in self.replay.requests() {
            let bearer = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
            secrets.extend(bearer.map(str::to_owned));
            secrets.extend(
                ["code", "code_verifier", "refresh_token"].iter().filter_map(|name| request.form_value(name)),
            );
        }
        secrets
    }
}

fn ran(child: Child) -> Ran {
    let output = child.wait_with_output().expect("the binary ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

/// Opens an address as a browser does and gives status, and where it leads.
fn open(address: &str) -> (u16, Option<String>) {
    let rest = address.strip_prefix("http://").expect("a plain address");
    let (host, target) = rest.split_at(rest.find('/').expect("a path"));
    let mut stream = TcpStream::connect(host.replace("localhost", "127.0.0.1")).expect("somebody listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
    write!(stream, "GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    let location = answer.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("location").then(|| value.trim().to_owned())
    });
    (status, location)
}

/// Where the page on which the user agrees leads to.
fn led_to(page: &str) -> String {
    open(page).1.expect("the page leads back")
}

fn entries(ran: &Ran) -> usize {
    assert_eq!(ran.code, Some(0), "{ran}");
    serde_json::from_str::<Vec<serde_json::Value>>(&ran.stdout).expect("a list").len()
}

#[test]
fn a_login_leads_back_here_and_the_whole_list_comes() {
    let scene = Scene::new();
    let (child, page) = scene.begin(&["source", "login", "mal"]);
    let back = led_to(&page);
    assert!(back.starts_with(&format!("http://localhost:{}/callback?code=", scene.port)), "{back}");
    // Browsers ask for other things as well.
    assert_eq!(open(&format!("http://localhost:{}/favicon.ico", scene.port)).0, 404);
    assert_eq!(open(&back).0, 200);
    let ran = ran(child);
    assert_eq!((ran.code, scene.oauth.logins()), (Some(0), 1), "{ran}");
    assert!(ran.stderr.contains("logged in at mal"), "{ran}");
    assert_eq!(entries(&scene.list(&[])), 2500);
    assert_eq!(scene.replay.count("/v2/users/@me/animelist"), 3);
    assert!(scene.replay.unexpected().is_empty());
}

#[test]
fn a_code_or_the_whole_address_may_be_pasted() {
    let scene = Scene::new();
    let code = |address: &str| {
        let begin = address.find("code=").expect("a code") + 5;
        address[begin..].split('&').next().expect("a part").to_owned()
    };
    let ran = scene.paste(code);
    assert_eq!(ran.code, Some(0), "{ran}");
    let ran = scene.paste(str::to_owned);
    assert_eq!((ran.code, scene.oauth.logins()), (Some(0), 2), "{ran}");
    assert_eq!(entries(&scene.list(&[])), 2500);
}

#[test]
fn the_answer_to_another_login_is_refused() {
    let scene = Scene::new();
    let other = |address: &str| address.replace("state=", "state=0");
    let without = |address: &str| address.split("&state").next().unwrap_or_default().to_owned();
    for (what, ran) in [
        ("another state", scene.paste(other)),
        ("no state", scene.paste(without)),
        ("a wrong code", scene.paste(|_| "guessed".to_owned())),
        ("nothing", scene.paste(|_| String::new())),
    ] {
        assert_eq!(ran.code, Some(1), "{what}: {ran}");
    }
    scene.oauth.deny(true);
    let ran = scene.paste(str::to_owned);
    assert_eq!(ran.code, Some(1), "{ran}");
    assert!(ran.stderr.contains("access_denied"), "{ran}");
    assert_eq!(scene.oauth.logins(), 0);
    let nobody = failure(&scene.emaki.run(&[&["--json"], &LIST[..]].concat()));
    assert_eq!(nobody["error_code"], "unauthorized", "{nobody}");
    assert!(nobody["hint"].as_str().is_some_and(|hint| hint.contains("emaki source login mal")), "{nobody}");
}

#[test]
fn a_token_that_ends_is_renewed_by_itself() {
    let scene = Scene::new();
    scene.oauth.expires_in(Duration::from_secs(30));
    let ran = scene.paste(str::to_owned);
    assert_eq!(ran.code, Some(0), "{ran}");
    scene.oauth.expires_in(Duration::from_hours(1));
    assert_eq!(entries(&scene.list(&[])), 2500);
    assert_eq!(scene.oauth.renewals(), 1, "it had less than a minute left");
    assert_eq!(entries(&scene.list(&["--refresh"])), 2500);
    assert_eq!(scene.oauth.renewals(), 1, "the new one holds");
}

#[test]
fn a_token_that_ends_before_its_time_is_renewed_once() {
    let scene = Scene::logged_in();
    scene.oauth.revoke_access();
    assert_eq!(entries(&scene.list(&[])), 2500);
    assert_eq!(scene.oauth.renewals(), 1);
    assert_eq!(scene.replay.count("/v2/users/@me/animelist"), 4, "one was refused");
}

#[test]
fn a_login_that_was_revoked_is_told_and_forgotten_on_demand() {
    let scene = Scene::logged_in();
    scene.oauth.revoke_all();
    let told = scene.emaki.run(&[&["--json"], &LIST[..]].concat());
    let envelope = failure(&told);
    assert_eq!(envelope["error_code"], "unauthorized", "{envelope}");
    assert!(
        envelope["hint"].as_str().is_some_and(|hint| hint.contains("emaki source login mal")),
        "{envelope}"
    );
    assert_eq!(scene.replay.count("/v1/oauth2/token"), 2, "a login, and one attempt to renew it");

    assert_eq!(scene.emaki.json(&["source", "logout", "mal"])["logged_out"], true);
    assert_eq!(scene.emaki.json(&["source", "logout", "mal"])["logged_out"], false);
    scene.replay.forget();
    let nobody = failure(&scene.emaki.run(&[&["--json"], &LIST[..]].concat()));
    assert_eq!((&nobody["error_code"], scene.replay.total()), (&"unauthorized".into(), 0), "{nobody}");
}

#[test]
fn no_secret_is_seen_or_lies_open() {
    let scene = Scene::new();
    let login = scene.paste(str::to_owned);
    scene.oauth.revoke_access();
    let list = scene.list(&[]);
    assert_eq!((login.code, entries(&list)), (Some(0), 2500));
    scene.oauth.revoke_all();
    let refused = scene.list(&["--refresh"]);
    let secrets = scene.secrets();
    assert!(secrets.len() > 5, "codes, proofs, and both kinds of tokens were used");

    let shown = scene.emaki.run(&["-vv", "--json", "config", "show"]);
    assert_eq!(shown.code, Some(0), "{shown}");
    let mut seen = vec![login.stderr, list.to_string(), refused.to_string(), shown.to_string()];
    for file in std::fs::read_dir(scene.emaki.path("data")).expect("the data folder").flatten() {
        if file.path().is_file() {
            seen.push(String::from_utf8_lossy(&std::fs::read(file.path()).expect("readable")).into_owned());
        }
    }
    assert!(seen.len() > 6, "the stores are among what was looked at");
    for secret in &secrets {
        assert!(!seen.iter().any(|text| text.contains(secret.as_str())), "{secret} is seen");
    }
}

#[test]
fn a_source_without_a_login_says_so() {
    let emaki = Emaki::new();
    assert_eq!(failure(&emaki.run(&["--json", "source", "login", "jikan"]))["error_code"], "not_configured");
    assert_eq!(failure(&emaki.run(&["--json", "source", "login", "nobody"]))["error_code"], "not_found");
    let mal = failure(&emaki.run(&["--json", "source", "login", "mal"]));
    assert_eq!(mal["error_code"], "not_configured", "{mal}");
    assert!(mal["hint"].as_str().is_some_and(|hint| hint.contains("EMAKI_SOURCES__MAL__CLIENT_ID")), "{mal}");
}
