//! A login's whole life, and what is refused on the way.

use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::*;
use crate::replay::raw::{Seen, ask, get};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// The verifier's hash as RFC 7636 appendix B prints it.
const HASH: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BACK: &str = "http://localhost:4000/back";

fn authorize(replay: &Replay, challenge: &str, more: &str) -> Seen {
    let target = format!(
        "/v1/oauth2/authorize?response_type=code&client_id=emaki&state=s%261&code_challenge={challenge}&redirect_uri={BACK}{more}"
    );
    get(replay, &target)
}

fn code(seen: &Seen) -> String {
    let location = seen.header("location").expect("a redirect");
    let query = location.strip_prefix("http://localhost:4000/back?code=").expect("a code");
    query.strip_suffix("&state=s%261").expect("the state as it was").to_owned()
}

fn token(replay: &Replay, headers: &str, form: &str) -> (u16, Value) {
    let headers = format!("Content-Type: application/x-www-form-urlencoded\r\n{headers}");
    let seen = ask(replay, "POST", "/v1/oauth2/token", &headers, form);
    (seen.status(), serde_json::from_slice(&seen.body).expect("JSON"))
}

fn exchange(replay: &Replay, code: &str, verifier: &str) -> (u16, Value) {
    let form = format!(
        "client_id=emaki&grant_type=authorization_code&code={code}&code_verifier={verifier}&redirect_uri={BACK}"
    );
    token(replay, "", &form)
}

fn renew(replay: &Replay, token_before: &str) -> (u16, Value) {
    let form = format!("client_id=emaki&grant_type=refresh_token&refresh_token={token_before}");
    token(replay, "", &form)
}

fn me(replay: &Replay, access: &str) -> u16 {
    ask(replay, "GET", "/v2/users/@me", &format!("Authorization: Bearer {access}\r\n"), "").status()
}

fn scene() -> (Replay, OAuth) {
    let replay = Replay::start_blocking();
    let oauth = OAuth::serve(&replay, "emaki");
    replay.on("GET", "/v2/users/@me", Answer::json("{}")).requires_bearer(&oauth);
    (replay, oauth)
}

#[test]
fn a_login_lives_until_it_is_revoked() {
    let (replay, oauth) = scene();
    for (challenge, method) in
        [(VERIFIER, "&code_challenge_method=plain"), (HASH, "&code_challenge_method=S256")]
    {
        let code = code(&authorize(&replay, challenge, method));
        let (status, tokens) = exchange(&replay, &code, VERIFIER);
        assert_eq!(
            (status, &tokens["token_type"], &tokens["expires_in"]),
            (200, &"Bearer".into(), &3600.into())
        );
        let (access, refresh) = (tokens["access_token"].as_str(), tokens["refresh_token"].as_str());
        let (access, refresh) = (access.expect("text"), refresh.expect("text"));
        assert!(access.len() > 1000);
        assert_eq!(me(&replay, access), 200);
        assert_eq!(exchange(&replay, &code, VERIFIER).1["error"], "invalid_grant", "a code is good for once");

        oauth.clock().advance(Duration::from_hours(1));
        assert_eq!(me(&replay, access), 401, "expired");
        let (status, renewed) = renew(&replay, refresh);
        assert_eq!(status, 200);
        let access = renewed["access_token"].as_str().expect("text");
        assert_eq!(me(&replay, access), 200);
        assert_eq!(renew(&replay, refresh).0, 401, "a spent one");
        oauth.revoke_all();
        assert_eq!(me(&replay, access), 401);
        let (status, refused) = renew(&replay, renewed["refresh_token"].as_str().expect("text"));
        assert_eq!((status, &refused["error"]), (401, &"invalid_grant".into()));
    }
    assert_eq!((oauth.logins(), oauth.renewals()), (2, 2));
}

#[test]
fn a_missing_token_is_told_in_the_header_too() {
    let (replay, oauth) = scene();
    let seen = get(&replay, "/v2/users/@me");
    assert_eq!(
        (seen.status(), seen.header("WWW-Authenticate")),
        (401, Some("Bearer error=\"invalid_token\""))
    );
    assert!(seen.text().contains("\"error\":\"invalid_token\""));
    let tokens = oauth.issue();
    assert_eq!(me(&replay, &tokens.access), 200);
    oauth.revoke_access();
    assert_eq!((me(&replay, &tokens.access), renew(&replay, &tokens.refresh).0), (401, 200));
}

#[test]
fn wrong_requests_are_refused() {
    let (replay, oauth) = scene();
    assert_eq!(authorize(&replay, "short", "").status(), 400);
    assert_eq!(authorize(&replay, VERIFIER, "&code_challenge_method=md5").status(), 400);
    let target = format!("/v1/oauth2/authorize?response_type=code&client_id=emaki&code_challenge={VERIFIER}");
    assert_eq!(get(&replay, &format!("{target}&redirect_uri=http://evil.example/")).status(), 400);
    assert_eq!(get(&replay, &target.replace("emaki", "other")).status(), 400);
    assert_eq!(get(&replay, &target.replace("=code&", "=token&")).status(), 400);
    assert_eq!(get(&replay, &target).status(), 302, "the registered address, and no state");

    let refused = |form: &str| token(&replay, "", form).1["error"].as_str().unwrap_or_default().to_owned();
    assert_eq!(refused("client_id=other&grant_type=refresh_token"), "invalid_client");
    assert_eq!(refused("client_id=emaki&grant_type=password"), "unsupported_grant_type");
    assert_eq!(refused("client_id=emaki&grant_type=refresh_token&refresh_token=x"), "invalid_grant");
    let fresh = || code(&authorize(&replay, VERIFIER, ""));
    assert_eq!(exchange(&replay, &fresh(), "another-verifier").0, 400);
    let form =
        format!("client_id=emaki&grant_type=authorization_code&code={}&code_verifier={VERIFIER}", fresh());
    assert_eq!(refused(&form), "invalid_grant", "the redirect address is missing");
    let late = fresh();
    oauth.clock().advance(Duration::from_mins(10));
    assert_eq!(exchange(&replay, &late, VERIFIER).0, 400);

    oauth.deny(true);
    let location = format!("{BACK}?error=access_denied&state=s%261");
    assert_eq!(authorize(&replay, VERIFIER, "").header("location"), Some(location.as_str()));
}

#[test]
fn a_secret_may_come_by_basic_or_in_the_form() {
    let (replay, oauth) = scene();
    oauth.require_secret("hush");
    let form = |refresh: &str| format!("grant_type=refresh_token&refresh_token={refresh}");
    let basic = format!("Authorization: Basic {}\r\n", BASE64_STANDARD.encode(b"emaki:hush"));
    assert_eq!(token(&replay, &basic, &form(&oauth.issue().refresh)).0, 200);
    let in_form = format!("client_id=emaki&client_secret=hush&{}", form(&oauth.issue().refresh));
    assert_eq!(token(&replay, "", &in_form).0, 200);
    assert_eq!(token(&replay, "", &in_form.replace("hush", "loud")).1["error"], "invalid_client");
    assert_eq!(token(&replay, "", &in_form.replace("client_secret=hush&", "")).0, 401);
}
