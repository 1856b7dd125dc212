//! Tokens: who may come in from elsewhere, and how far.

use model::Instant;
use rand::Rng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{App, AppError, ErrorCode};

/// How far a token reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// May look at everything public.
    Read,
    /// May change the catalog.
    Write,
    /// May manage the installation.
    Admin,
    /// May see people and their files.
    People,
    /// May use projects and picture jobs.
    Production,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 5] = [Self::Read, Self::Write, Self::Admin, Self::People, Self::Production];

    /// The scope's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
            Self::People => "people",
            Self::Production => "production",
        }
    }
}

impl std::str::FromStr for Scope {
    type Err = AppError;

    fn from_str(name: &str) -> Result<Self, AppError> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|scope| scope.as_str()).collect();
            AppError::invalid_parameter("scopes", format!("there is no scope `{name}`"))
                .hint(format!("scopes are {}", known.join(", ")))
        })
    }
}

/// Whom a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Principal {
    /// The token's name, which the audit log writes as the author.
    pub name: String,
    /// How far it reaches.
    pub scopes: Vec<Scope>,
}

/// A token that was just made. The secret is shown this once and cannot be had again.
#[derive(Debug, Serialize)]
pub struct NewToken {
    /// The token's name.
    pub name: String,
    /// What the client sends as `Authorization: Bearer …`.
    pub secret: String,
    /// How far it reaches.
    pub scopes: Vec<Scope>,
    /// When it ends, if ever.
    pub expires_at: Option<Instant>,
}

/// A token as it is listed.
#[derive(Debug, Clone, Serialize)]
pub struct TokenInfo {
    /// The token's name.
    pub name: String,
    /// How far it reaches.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Instant,
    /// When it ends, if ever.
    pub expires_at: Option<Instant>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Instant>,
}

/// What a secret begins with, so that scanners for leaked secrets can tell it.
const PREFIX: &str = "emaki_";

impl App {
    /// Makes a token. Only a hash of the secret is kept.
    pub async fn create_token(
        &self,
        name: &str,
        scopes: &[Scope],
        expires_at: Option<Instant>,
    ) -> Result<NewToken, AppError> {
        let sound =
            (1..=80).contains(&name.len()) && name.trim() == name && !name.chars().any(char::is_control);
        if !sound {
            return Err(AppError::invalid_parameter(
                "name",
                "a token's name is 1 to 80 characters without blanks at its ends",
            ));
        }
        if scopes.is_empty() {
            return Err(AppError::invalid_parameter("scopes", "a token needs at least one scope"));
        }
        let mut random = [0u8; 32];
        rand::rng().fill_bytes(&mut random);
        let secret: String =
            random.iter().fold(PREFIX.to_owned(), |text, byte| text + &format!("{byte:02x}"));
        let names: Vec<String> = scopes.iter().map(|scope| scope.as_str().to_owned()).collect();
        let token =
            store::NewToken { name: name.to_owned(), hash: hash(&secret), scopes: names.clone(), expires_at };
        self.store().save_token(&token, self.now()).await?;
        self.audit_write("cli", "token.create", &serde_json::json!({ "name": name, "scopes": names }))
            .await?;
        Ok(NewToken { name: name.to_owned(), secret, scopes: scopes.to_vec(), expires_at })
    }

    /// Every token, revoked ones included, by name.
    pub async fn tokens(&self) -> Result<Vec<TokenInfo>, AppError> {
        let rows = self.store().tokens().await?;
        let tokens = rows.into_iter().map(|row| TokenInfo {
            scopes: row.scopes.iter().filter_map(|name| name.parse().ok()).collect(),
            name: row.name,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        });
        Ok(tokens.collect())
    }

    /// Ends a token at once.
    pub async fn revoke_token(&self, name: &str) -> Result<(), AppError> {
        let unknown = || AppError::not_found("token", name).hint("`emaki token list` shows them all");
        let token = self.store().tokens().await?.into_iter().find(|token| token.name == name);
        let id = token.ok_or_else(unknown)?.id;
        if !self.store().revoke_token(id, self.now()).await? {
            return Err(AppError::new(ErrorCode::Conflict, format!("the token `{name}` is revoked already")));
        }
        self.audit_write("cli", "token.revoke", &serde_json::json!({ "name": name })).await
    }

    /// Whom a secret belongs to; `None` when it is unknown, expired or revoked.
    ///
    /// The look-up is by hash, so its time tells nothing about other secrets.
    pub async fn authenticate(&self, secret: &str) -> Result<Option<Principal>, AppError> {
        let Some(row) = self.store().token_by_hash(&hash(secret)).await? else { return Ok(None) };
        let good = row.is_good(self.now());
        let scopes = row.scopes.iter().filter_map(|name| name.parse().ok()).collect();
        Ok(good.then_some(Principal { name: row.name, scopes }))
    }

    /// The latest changes, newest first.
    pub async fn audit(&self, limit: usize) -> Result<Vec<store::AuditEntry>, AppError> {
        Ok(self.store().audit_log(limit).await?)
    }

    /// Writes down a change and who made it.
    pub async fn audit_write(
        &self,
        author: &str,
        action: &str,
        details: &serde_json::Value,
    ) -> Result<(), AppError> {
        let entry = store::AuditEntry {
            id: 0,
            at: self.now(),
            author: author.to_owned(),
            action: action.to_owned(),
            subjects: Vec::new(),
            details: details.clone(),
        };
        Ok(self.store().audit(&entry).await?)
    }
}

/// A secret has 256 random bits, so a plain fast hash is enough: there is nothing to guess.
fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
