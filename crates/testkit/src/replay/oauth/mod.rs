//! A mock of `MyAnimeList`'s OAuth 2.0 server: authorization codes with PKCE, tokens that are renewed,
//! expire and are revoked, on a clock that the test sets.
//!
//! Refusals are told as RFC 6749 has them, `{"error", "message", "hint"}` in the manner of the original.
//! It is stricter than the original where that finds faults of a client: a code is good for once and for ten
//! minutes, a renewed refresh token is spent, and both of PKCE's methods are checked.

mod authorize;
mod token;

use std::{
    collections::HashMap,
    ops::ControlFlow,
    sync::{Arc, Mutex},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{Answer, Clock, Headers, Replay, Request, Route, clock::micros, route::locked};

/// The server's state, shared by its routes and the test.
#[derive(Debug, Clone)]
pub struct OAuth(Arc<Mutex<State>>);

/// What a login or a renewal gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    /// For `Authorization: Bearer`.
    pub access: String,
    /// For the next renewal; good for once, and for a month.
    pub refresh: String,
}

#[derive(Debug)]
struct State {
    client_id: String,
    client_secret: Option<String>,
    clock: Clock,
    lifetime: Duration,
    denies: bool,
    /// Codes not yet used.
    codes: HashMap<String, Code>,
    /// Until when each token is good; revoked ones are gone.
    access: HashMap<String, i64>,
    refresh: HashMap<String, i64>,
    /// How many tokens and codes were made, so that no two are alike.
    made: u64,
    logins: usize,
    renewals: usize,
}

#[derive(Debug)]
struct Code {
    challenge: String,
    hashed: bool,
    redirect_uri: Option<String>,
    until_us: i64,
}

/// `MyAnimeList`'s documentation: "refresh token: one month".
const REFRESH_LIFETIME: Duration = Duration::from_hours(31 * 24);

impl OAuth {
    /// Puts `/v1/oauth2/authorize` and `/v1/oauth2/token` on, for a client without a secret. Tokens are good
    /// for an hour by a clock that stands at 0.
    pub fn serve(replay: &Replay, client_id: &str) -> Self {
        let oauth = Self(Arc::new(Mutex::new(State {
            client_id: client_id.to_owned(),
            client_secret: None,
            clock: Clock::standing(0),
            lifetime: Duration::from_hours(1),
            denies: false,
            codes: HashMap::new(),
            access: HashMap::new(),
            refresh: HashMap::new(),
            made: 0,
            logins: 0,
            renewals: 0,
        })));
        let (authorizing, exchanging) = (oauth.clone(), oauth.clone());
        replay.serve("GET", "/v1/oauth2/authorize", move |request| {
            authorize::answer(&mut locked(&authorizing.0), request)
        });
        replay.serve("POST", "/v1/oauth2/token", move |request| {
            token::answer(&mut locked(&exchanging.0), request)
        });
        oauth
    }

    /// From now on the client has to tell this secret as well.
    pub fn require_secret(&self, secret: &str) {
        locked(&self.0).client_secret = Some(secret.to_owned());
    }

    /// The clock by which tokens expire; move it with [`Clock::advance`].
    pub fn clock(&self) -> Clock {
        locked(&self.0).clock.clone()
    }

    /// How long access tokens made from now on are good.
    pub fn expires_in(&self, lifetime: Duration) {
        locked(&self.0).lifetime = lifetime;
    }

    /// From now on the user says no, or yes again.
    pub fn deny(&self, denies: bool) {
        locked(&self.0).denies = denies;
    }

    /// Takes every token and code back, as when the user removes the application.
    pub fn revoke_all(&self) {
        let mut state = locked(&self.0);
        state.codes.clear();
        state.access.clear();
        state.refresh.clear();
    }

    /// Takes the access tokens back and leaves the refresh tokens.
    pub fn revoke_access(&self) {
        locked(&self.0).access.clear();
    }

    /// Tokens as after a login, for tests that begin behind it.
    pub fn issue(&self) -> Tokens {
        locked(&self.0).issue()
    }

    /// How many codes were exchanged for tokens.
    pub fn logins(&self) -> usize {
        locked(&self.0).logins
    }

    /// How many times tokens were renewed.
    pub fn renewals(&self) -> usize {
        locked(&self.0).renewals
    }

    /// Lets a request with a good token through, and answers others with 401.
    fn check(&self, request: &Request) -> ControlFlow<Answer, Headers> {
        let state = locked(&self.0);
        let token = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        let until_us = token.and_then(|token| state.access.get(token));
        if until_us.is_some_and(|until_us| *until_us > state.clock.now_us()) {
            return ControlFlow::Continue(Headers::new());
        }
        let body = json!({ "error": "invalid_token", "message": "token is invalid" });
        let answer = Answer::value(&body).with_status(401);
        ControlFlow::Break(answer.with_header("WWW-Authenticate", "Bearer error=\"invalid_token\""))
    }
}

impl Route {
    /// Asks for a token of `oauth` in every request: without a good one the answer is 401.
    #[expect(clippy::return_self_not_must_use, reason = "a handle; the guard is on in any case")]
    pub fn requires_bearer(&self, oauth: &OAuth) -> Self {
        let oauth = oauth.clone();
        self.guard(move |request| oauth.check(request))
    }
}

impl State {
    fn issue(&mut self) -> Tokens {
        // Real ones have about a thousand bytes; what is kept somewhere has to have room for them.
        let tokens = Tokens { access: self.random(24), refresh: self.random(24) };
        let now_us = self.clock.now_us();
        self.access.insert(tokens.access.clone(), now_us.saturating_add(micros(self.lifetime)));
        self.refresh.insert(tokens.refresh.clone(), now_us.saturating_add(micros(REFRESH_LIFETIME)));
        tokens
    }

    /// A text like no other, of 43 letters a part; the same in every run.
    fn random(&mut self, parts: u64) -> String {
        self.made += 1;
        let part = |part: u64| Sha256::digest(format!("{} {} {part}", self.client_id, self.made));
        (0..parts).map(|number| BASE64_URL_SAFE_NO_PAD.encode(part(number))).collect()
    }
}

/// A refusal as OAuth tells it.
fn refusal(status: u16, error: &str, hint: &str) -> Answer {
    let message = match error {
        "invalid_client" => "Client authentication failed",
        "invalid_grant" => "The provided authorization grant or refresh token is invalid, expired or revoked",
        "unsupported_grant_type" => {
            "The authorization grant type is not supported by the authorization server"
        }
        _ => "The request is missing a required parameter or has an invalid one",
    };
    Answer::value(&json!({ "error": error, "message": message, "hint": hint })).with_status(status)
}

#[cfg(test)]
mod tests;
