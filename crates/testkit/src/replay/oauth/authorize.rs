//! The page where the user says yes: here it says so at once, and redirects back with a code.

use std::time::Duration;

use url::Url;

use super::{Code, State, micros, refusal};
use crate::replay::{Answer, Request};

/// The longest that RFC 6749 §4.1.2 recommends for a code.
const CODE_LIFETIME: Duration = Duration::from_mins(10);

/// Where the original sends those who name no address: the one that the client has registered.
const REGISTERED: &str = "http://localhost/callback";

pub(super) fn answer(state: &mut State, request: &Request) -> Answer {
    let (challenge, hashed, mut back) = match checked(state, request) {
        Ok(checked) => checked,
        Err(hint) => return refusal(400, "invalid_request", hint),
    };
    let result = if state.denies {
        ("error", "access_denied".to_owned())
    } else {
        let code = state.random(16);
        let until_us = state.clock.now_us().saturating_add(micros(CODE_LIFETIME));
        let redirect_uri = request.query_value("redirect_uri");
        state.codes.insert(code.clone(), Code { challenge, hashed, redirect_uri, until_us });
        ("code", code)
    };
    back.query_pairs_mut().append_pair(result.0, &result.1);
    if let Some(state) = request.query_value("state") {
        back.query_pairs_mut().append_pair("state", &state);
    }
    Answer::redirect(back.as_str())
}

/// The challenge, whether it is a hash, and where to go back; or what is wrong.
fn checked(state: &State, request: &Request) -> Result<(String, bool, Url), &'static str> {
    let value = |name: &str| request.query_value(name);
    if value("client_id").as_deref() != Some(&state.client_id) {
        return Err("Check the `client_id` parameter");
    }
    if value("response_type").as_deref() != Some("code") {
        return Err("Check the `response_type` parameter");
    }
    let challenge = value("code_challenge").ok_or("Code challenge must be provided for public clients")?;
    let hashed = match value("code_challenge_method").as_deref() {
        None | Some("plain") => false,
        Some("S256") => true,
        Some(_) => return Err("Code challenge method must be `plain` or `S256`"),
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    if !(43..=128).contains(&challenge.len()) || !challenge.chars().all(allowed) {
        return Err("Code challenge must follow the specifications of RFC-7636");
    }
    let back = value("redirect_uri").unwrap_or_else(|| REGISTERED.to_owned());
    let back = Url::parse(&back).map_err(|_| "Check the `redirect_uri` parameter")?;
    // Only where the tests' own client can be; a code must not go elsewhere.
    match back.host_str() {
        Some("localhost" | "127.0.0.1") => Ok((challenge, hashed, back)),
        _ => Err("Check the `redirect_uri` parameter"),
    }
}
