//! The settings of one source: `[sources.<name>]`.

use model::SourceId;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{AskError, Base, DEFAULTS};
use crate::http::Secret;

/// The settings of one source. Which of them a source has, its `settings.toml` shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SourceSettings {
    /// Whether it is asked at all.
    pub enabled: bool,
    /// Where its interface lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Where its pages lie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web_url: Option<String>,
    /// Where one logs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_url: Option<String>,
    /// Where its dumps lie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dump_url: Option<String>,
    /// The token of this installation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Secret>,
    /// The name under which this program is registered there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The secret that goes with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<Secret>,
    /// The version that goes with the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_version: Option<u32>,
    /// Where a login comes back to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// Whose list is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// What is collected, by id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<String>>,
    /// Whether pages may be fetched with a local browser where the plain way is blocked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser: Option<bool>,
}

/// Every source's default settings as one TOML text, a table each; part of the settings' reference.
pub static SETTINGS: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
    let tables = DEFAULTS.iter().map(|(name, text)| format!("[sources.{name}]\n{}\n", text.trim_end()));
    tables.collect::<Vec<_>>().join("\n")
});

impl SourceSettings {
    /// Whether a setting, by its name, has a value.
    pub fn has(&self, setting: &str) -> bool {
        let text = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
        let secret = |secret: &Option<Secret>| secret.as_ref().is_some_and(|secret| !secret.is_empty());
        match setting {
            "base_url" => text(&self.base_url),
            "web_url" => text(&self.web_url),
            "auth_url" => text(&self.auth_url),
            "dump_url" => text(&self.dump_url),
            "token" => secret(&self.token),
            "client_id" => text(&self.client_id),
            "client_secret" => secret(&self.client_secret),
            "client_version" => self.client_version.is_some_and(|version| version > 0),
            "redirect_url" => text(&self.redirect_url),
            "username" => text(&self.username),
            "ids" => self.ids.as_ref().is_some_and(|ids| !ids.is_empty()),
            _ => false,
        }
    }

    /// One of the source's addresses.
    ///
    /// # Errors
    /// When it is not set, or is no http address.
    pub fn address(&self, source: &SourceId, base: Base) -> Result<Url, AskError> {
        let (setting, text) = match base {
            Base::Api => ("base_url", &self.base_url),
            Base::Web => ("web_url", &self.web_url),
            Base::Dump => ("dump_url", &self.dump_url),
            Base::Auth => ("auth_url", &self.auth_url),
        };
        let missing = |why: String| AskError::NotConfigured { source_id: source.clone(), setting, why };
        let text = text.as_deref().filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| missing("it is where the source lies".to_owned()))?;
        let url = Url::parse(text).map_err(|error| missing(format!("`{text}` is no address: {error}")))?;
        if matches!(url.scheme(), "http" | "https") && url.has_host() {
            Ok(url)
        } else {
            Err(missing(format!("`{text}` is no http address")))
        }
    }
}
