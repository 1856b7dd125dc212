//! Tokens for a code, or for an older token.

use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{State, refusal};
use crate::replay::{Answer, Request};

pub(super) fn answer(state: &mut State, request: &Request) -> Answer {
    if !request
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
    {
        return refusal(400, "invalid_request", "The body has to be a form");
    }
    if !is_client(state, request) {
        return refusal(401, "invalid_client", "Check the client's id and secret")
            .with_header("WWW-Authenticate", "Basic");
    }
    let granted = match request.form_value("grant_type").as_deref() {
        Some("authorization_code") => by_code(state, request),
        Some("refresh_token") => by_refresh_token(state, request),
        _ => return refusal(400, "unsupported_grant_type", "Check the `grant_type` parameter"),
    };
    if let Err(refused) = granted {
        return refused;
    }
    let tokens = state.issue();
    Answer::value(&json!({
        "token_type": "Bearer",
        "expires_in": state.lifetime.as_secs(),
        "access_token": tokens.access,
        "refresh_token": tokens.refresh,
    }))
    .with_header("cache-control", "no-store")
}

/// By HTTP Basic or in the form; both are allowed.
fn is_client(state: &State, request: &Request) -> bool {
    let secret = state.client_secret.as_deref().unwrap_or_default();
    if let Some(given) = request.header("authorization").and_then(|value| value.strip_prefix("Basic ")) {
        return given == BASE64_STANDARD.encode(format!("{}:{secret}", state.client_id));
    }
    request.form_value("client_id").as_deref() == Some(&state.client_id)
        && (secret.is_empty() || request.form_value("client_secret").as_deref() == Some(secret))
}

fn by_code(state: &mut State, request: &Request) -> Result<(), Answer> {
    let refused = |hint| Err(refusal(400, "invalid_grant", hint));
    // Used up even where the rest is wrong: nobody may try verifiers.
    let code = request.form_value("code").and_then(|code| state.codes.remove(&code));
    let Some(code) = code.filter(|code| code.until_us > state.clock.now_us()) else {
        return refused("Authorization code has expired, was used or never given");
    };
    if code.redirect_uri.is_some() && code.redirect_uri != request.form_value("redirect_uri") {
        return refused("The redirect address is not that of the authorization");
    }
    let verifier = request.form_value("code_verifier").unwrap_or_default();
    let proven =
        if code.hashed { BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier)) } else { verifier };
    if proven != code.challenge {
        return refused("Failed to verify `code_verifier`");
    }
    state.logins += 1;
    Ok(())
}

fn by_refresh_token(state: &mut State, request: &Request) -> Result<(), Answer> {
    let until_us = request.form_value("refresh_token").and_then(|token| state.refresh.remove(&token));
    if until_us.is_some_and(|until_us| until_us > state.clock.now_us()) {
        state.renewals += 1;
        return Ok(());
    }
    Err(refusal(401, "invalid_grant", "Token has been revoked"))
}
