//! Logging in at a source for a user: OAuth 2 with PKCE (RFC 6749, RFC 7636).
//!
//! The verifier goes out as its own challenge (`plain`), the one method that MyAnimeList speaks. Nothing
//! here keeps a token; whoever calls seals it.

use std::time::Duration;

use model::{Instant, SourceId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::{
    client::SourceError,
    http::{Body, FetchError, Fetcher, How, Lifetime, Method, Request, Secret, clock::later},
    parts::json::Json,
    providers::{AskError, Base, Refusal, SourceSettings, provider_of},
};

/// A login that was begun: where the user has to go, and what proves that the answer is to us.
#[derive(Debug, Clone)]
pub struct Login {
    /// The page on which the user agrees.
    pub address: Url,
    /// Comes back with the answer; another one is somebody else's answer.
    pub state: String,
    verifier: Secret,
}

/// A user's tokens at a source.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    access: String,
    refresh: Option<String>,
    /// Until when the access token holds.
    pub expires_at: Instant,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

impl Tokens {
    /// The token to ask with.
    pub fn access(&self) -> Secret {
        Secret::new(self.access.clone())
    }

    /// Whether it holds a little longer than now.
    pub fn holds(&self, now: Instant) -> bool {
        later(now, Duration::from_mins(1)) < self.expires_at
    }
}

/// Begins a login.
///
/// # Errors
/// When the source has no login, or a setting for it is missing.
pub fn begin(source: &SourceId, settings: &SourceSettings) -> Result<Login, SourceError> {
    let mut address = auth_address(source, settings, "authorize")?;
    let random = || format!("{:032x}", rand::random::<u128>());
    let (verifier, state) = (random() + &random(), random());
    address
        .query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", client_id(source, settings)?)
        .append_pair("code_challenge", &verifier)
        .append_pair("code_challenge_method", "plain")
        .append_pair("state", &state);
    if let Some(redirect) = settings.redirect_url.as_deref().filter(|url| !url.is_empty()) {
        address.query_pairs_mut().append_pair("redirect_uri", redirect);
    }
    Ok(Login { address, state, verifier: Secret::new(verifier) })
}

impl Login {
    /// The code in what the user pasted: the code itself, or the whole address that the source led to.
    ///
    /// # Errors
    /// When the address tells of a refusal, or is an answer to another login.
    pub fn code(&self, pasted: &str) -> Result<Secret, Refusal> {
        let pasted = pasted.trim();
        let Ok(address) = Url::parse(pasted) else {
            return if pasted.is_empty() {
                Err(Refusal::Unauthorized("no code was given".to_owned()))
            } else {
                Ok(Secret::new(pasted))
            };
        };
        let find = |name: &str| {
            address.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        // An address without it could be anybody's, who would have our user read and write another's lists.
        if find("state").as_deref() != Some(&self.state) {
            return Err(Refusal::Unauthorized("this is the answer to another login; begin again".to_owned()));
        }
        if let Some(error) = find("error") {
            return Err(Refusal::Unauthorized(format!("the login was refused: {error}")));
        }
        find("code")
            .map(Secret::new)
            .ok_or_else(|| Refusal::Unauthorized("the address has no code in it".to_owned()))
    }

    /// Trades the code for tokens.
    ///
    /// # Errors
    /// When the source does not take the code, or does not answer.
    pub async fn finish(
        &self,
        fetcher: &Fetcher,
        source: &SourceId,
        settings: &SourceSettings,
        code: &Secret,
    ) -> Result<Tokens, SourceError> {
        let mut form = vec![("grant_type", "authorization_code"), ("code", code.expose())];
        form.push(("code_verifier", self.verifier.expose()));
        if let Some(redirect) = settings.redirect_url.as_deref().filter(|url| !url.is_empty()) {
            form.push(("redirect_uri", redirect));
        }
        trade(fetcher, source, settings, form, None).await
    }
}

/// Trades a refresh token for new tokens.
///
/// # Errors
/// `Refusal::Unauthorized` when it was revoked or has expired, so that the user has to log in again.
pub async fn refresh(
    fetcher: &Fetcher,
    source: &SourceId,
    settings: &SourceSettings,
    tokens: &Tokens,
) -> Result<Tokens, SourceError> {
    let Some(token) = &tokens.refresh else {
        return Err(refused(source, Refusal::Unauthorized("the login has ended".to_owned())));
    };
    let form = vec![("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
    trade(fetcher, source, settings, form, tokens.refresh.clone()).await
}

async fn trade(
    fetcher: &Fetcher,
    source: &SourceId,
    settings: &SourceSettings,
    form: Vec<(&str, &str)>,
    refresh: Option<String>,
) -> Result<Tokens, SourceError> {
    let provider = provider_of(source).ok_or_else(|| SourceError::NoSuchSource(source.clone()))?;
    let url = auth_address(source, settings, "token")?;
    let mut form: Vec<(String, String)> =
        form.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
    form.push(("client_id".into(), client_id(source, settings)?.to_owned()));
    if let Some(secret) = settings.client_secret.as_ref().filter(|secret| !secret.is_empty()) {
        form.push(("client_secret".into(), secret.expose().to_owned()));
    }
    let request = Request {
        method: Method::Post,
        body: Some(Body::Form(form)),
        safe: false,
        ..Request::get(source.clone(), "token", url, Lifetime::Instant)
    };
    let answer = fetcher.fetch(provider, &request, &How::default()).await;
    let answer = answer.map_err(|error| match error {
        // Whatever the reason in the source's words, it is this login that is not taken.
        FetchError::Status { status: 400 | 401 | 403, .. }
        | FetchError::Refused { refusal: Refusal::Unauthorized(_) | Refusal::Fault(_), .. } => {
            refused(source, Refusal::Unauthorized("the login is not taken any more; log in again".to_owned()))
        }
        other => other.into(),
    })?;
    let value: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let told = Json::of(&value);
    let access = told.at("access_token").raw().filter(|token| !token.is_empty());
    let access =
        access.ok_or_else(|| refused(source, Refusal::Fault("no token in its answer".to_owned())))?;
    let lasts = Duration::from_secs(told.at("expires_in").unsigned().unwrap_or(3600));
    Ok(Tokens {
        access: access.to_owned(),
        refresh: told.at("refresh_token").raw().map(str::to_owned).or(refresh),
        expires_at: later(fetcher.clock().now(), lasts),
    })
}

fn refused(source: &SourceId, refusal: Refusal) -> SourceError {
    FetchError::Refused { source_id: source.clone(), refusal }.into()
}

fn auth_address(source: &SourceId, settings: &SourceSettings, what: &str) -> Result<Url, SourceError> {
    let mut url = settings.address(source, Base::Auth)?;
    let path = format!("{}/{what}", url.path().trim_end_matches('/'));
    url.set_path(&path);
    Ok(url)
}

fn client_id<'a>(source: &SourceId, settings: &'a SourceSettings) -> Result<&'a str, SourceError> {
    settings.client_id.as_deref().filter(|id| !id.is_empty()).ok_or_else(|| {
        AskError::NotConfigured {
            source_id: source.clone(),
            setting: "client_id",
            why: "it is the name under which this program is registered there".to_owned(),
        }
        .into()
    })
}
