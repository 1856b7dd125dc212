//! Users' logins at sources: begun and finished here, kept sealed, renewed when they end.

use std::str::FromStr as _;

use model::{Instant, SourceId};
use serde::Serialize;
use sources::oauth::{self, Login, Tokens};

use crate::{App, AppError, ErrorCode};

/// A login that a source knows us by.
#[derive(Debug, Clone, Serialize)]
pub struct AccountInfo {
    /// The source.
    pub source: String,
    /// Until when its token holds; after that it is renewed.
    pub expires_at: Instant,
}

impl App {
    /// Begins a login at a source.
    ///
    /// # Errors
    /// `not_found` for an unknown source, `not_configured` when it has no login or a setting is missing.
    pub fn login(&self, source: &str) -> Result<Login, AppError> {
        let (id, settings) = self.login_settings(source)?;
        Ok(oauth::begin(&id, settings)?)
    }

    /// Finishes a login with what the source gave the user: the code, or the whole address it led to.
    ///
    /// # Errors
    /// `unauthorized` when the code is refused or belongs to another login.
    pub async fn finish_login(
        &self,
        source: &str,
        login: &Login,
        given: &str,
    ) -> Result<AccountInfo, AppError> {
        let (id, settings) = self.login_settings(source)?;
        let code = login
            .code(given)
            .map_err(|refusal| AppError::new(ErrorCode::Unauthorized, format!("{source}: {refusal}")))?;
        let tokens = login.finish(self.sources().fetcher(), &id, settings, &code).await?;
        self.keep_tokens(&id, &tokens).await?;
        Ok(AccountInfo { source: source.to_owned(), expires_at: tokens.expires_at })
    }

    /// Forgets a login; says whether there was one.
    pub async fn logout(&self, source: &str) -> Result<bool, AppError> {
        let (id, _) = self.login_settings(source)?;
        Ok(self.store().remove_sealed(&name_of(&id)).await?)
    }

    /// The user's tokens at a source, renewed when they have ended; `None` when nobody has logged in there.
    ///
    /// # Errors
    /// `unauthorized` when the login was revoked.
    pub(crate) async fn account(&self, source: &SourceId) -> Result<Option<Tokens>, AppError> {
        let Some(tokens) = self.tokens_of(source).await? else { return Ok(None) };
        if tokens.holds(self.now()) {
            return Ok(Some(tokens));
        }
        self.renew(source, &tokens).await.map(Some)
    }

    /// Renews a login; of several processes that want to, one does and the others take its tokens.
    pub(crate) async fn renew(&self, source: &SourceId, old: &Tokens) -> Result<Tokens, AppError> {
        let _turn = self.renewing().lock().await;
        if let Some(newer) =
            self.tokens_of(source).await?.filter(|newer| newer != old && newer.holds(self.now()))
        {
            return Ok(newer);
        }
        let (_, settings) = self.login_settings(source.as_str())?;
        let tokens = oauth::refresh(self.sources().fetcher(), source, settings, old).await;
        let tokens = match tokens {
            Ok(tokens) => tokens,
            Err(error) => {
                // Another process may have been faster: the old token is used up, and its new one lies here.
                return match self.tokens_of(source).await?.filter(|newer| newer != old) {
                    Some(newer) => Ok(newer),
                    None => Err(error.into()),
                };
            }
        };
        self.keep_tokens(source, &tokens).await?;
        Ok(tokens)
    }

    pub(crate) async fn tokens_of(&self, source: &SourceId) -> Result<Option<Tokens>, AppError> {
        let name = name_of(source);
        let Some(sealed) = self.store().sealed(&name).await? else { return Ok(None) };
        let opened =
            self.secret_key().open(&name, &sealed).and_then(|text| serde_json::from_str(text.expose()).ok());
        opened.map(Some).ok_or_else(|| {
            AppError::new(
                ErrorCode::Unauthorized,
                format!("the login at {source} was sealed with another key"),
            )
            .hint(format!("`emaki source login {source}` logs in again"))
        })
    }

    async fn keep_tokens(&self, source: &SourceId, tokens: &Tokens) -> Result<(), AppError> {
        let name = name_of(source);
        let text = serde_json::to_string(tokens).map_err(AppError::internal)?;
        Ok(self.store().set_sealed(&name, &self.secret_key().seal(&name, &text)).await?)
    }

    fn login_settings(
        &self,
        source: &str,
    ) -> Result<(SourceId, &sources::providers::SourceSettings), AppError> {
        let id = SourceId::parse(source).filter(|id| sources::providers::provider_of(id).is_some());
        let id = id.ok_or_else(|| AppError::not_found("source", source))?;
        let settings = self
            .sources()
            .settings(&id)
            .filter(|settings| settings.has("auth_url") && settings.has("redirect_url"));
        settings
            .map(|settings| (id, settings))
            .ok_or_else(|| AppError::new(ErrorCode::NotConfigured, format!("{source} has no login")))
    }
}

fn name_of(source: &SourceId) -> String {
    format!("account.{source}")
}

/// Where a login comes back to on this machine: the address to listen on, and the path.
///
/// # Errors
/// `not_configured` when the source's `redirect_url` does not lead to this machine.
pub fn callback_of(config: &crate::Config, source: &str) -> Result<(std::net::SocketAddr, String), AppError> {
    let redirect =
        config.sources.get(source).and_then(|settings| settings.redirect_url.clone()).unwrap_or_default();
    let url = url::Url::parse(&redirect).ok();
    let local = url.as_ref().filter(|url| matches!(url.host_str(), Some("localhost" | "127.0.0.1")));
    let Some((url, port)) = local.and_then(|url| Some((url, url.port_or_known_default()?))) else {
        return Err(AppError::new(
            ErrorCode::NotConfigured,
            format!("the login of {source} does not come back to this machine"),
        )
        .hint("paste the code, or the address that the page led to"));
    };
    let address = std::net::SocketAddr::from_str(&format!("127.0.0.1:{port}")).map_err(AppError::internal)?;
    Ok((address, url.path().to_owned()))
}
