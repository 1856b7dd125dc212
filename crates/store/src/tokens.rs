//! API tokens. The secret itself never comes here, only its SHA-256.

use model::Instant;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, Set};

use crate::{Store, StoreError, entities::token, error::doing, sql};

/// A token on its way into the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// A name to tell it by; no two tokens share one.
    pub name: String,
    /// SHA-256 of the secret.
    pub hash: [u8; 32],
    /// What it allows.
    pub scopes: Vec<String>,
    /// When it stops being good; `None` for never.
    pub expires_at: Option<Instant>,
}

/// A token as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it allows.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: Instant,
    /// When it stops being good.
    pub expires_at: Option<Instant>,
    /// When it was taken back.
    pub revoked_at: Option<Instant>,
}

impl Token {
    /// Whether it is good at a time.
    pub fn is_good(&self, at: Instant) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| at < end)
    }
}

impl Store {
    /// Saves a token and gives its number; a name or secret that exists is a `Conflict`.
    pub async fn save_token(&self, new: &NewToken, at: Instant) -> Result<i64, StoreError> {
        let tx = self.begin().await?;
        let what = "saving a token";
        let taken = token::Entity::find()
            .filter(token::Column::Name.eq(&new.name).or(token::Column::Hash.eq(new.hash.to_vec())))
            .one(&tx.tx)
            .await
            .map_err(doing(what))?;
        if taken.is_some() {
            return Err(StoreError::Conflict(format!("there is already a token named `{}`", new.name)));
        }
        let id = tx.allocate("token", 1).await?;
        let line = token::ActiveModel {
            id: Set(id),
            name: Set(new.name.clone()),
            hash: Set(new.hash.to_vec()),
            scopes: Set(new.scopes.join(" ")),
            created_at: Set(at.as_micros()),
            expires_at: Set(new.expires_at.map(Instant::as_micros)),
            revoked_at: Set(None),
        };
        line.insert(&tx.tx).await.map_err(doing(what))?;
        tx.commit().await?;
        Ok(id)
    }

    /// All tokens, revoked ones among them, by number.
    pub async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        let lines = token::Entity::find().order_by_asc(token::Column::Id).all(&self.db).await;
        Ok(lines.map_err(doing("reading the tokens"))?.into_iter().map(token).collect())
    }

    /// The token with this hash, revoked or not; see [`Token::is_good`].
    pub async fn token_by_hash(&self, hash: &[u8; 32]) -> Result<Option<Token>, StoreError> {
        let found = token::Entity::find().filter(token::Column::Hash.eq(hash.to_vec())).one(&self.db).await;
        Ok(found.map_err(doing("looking up a token"))?.map(token))
    }

    /// Takes a token back; `false` when it is unknown or was taken back before.
    pub async fn revoke_token(&self, id: i64, at: Instant) -> Result<bool, StoreError> {
        let tx = self.begin().await?;
        let update = "UPDATE tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
        let values = [id.into(), at.as_micros().into()];
        let revoked = sql::execute(&tx.tx, "revoking a token", update, values).await? > 0;
        tx.commit().await?;
        Ok(revoked)
    }
}

fn token(line: token::Model) -> Token {
    Token {
        id: line.id,
        name: line.name,
        scopes: line.scopes.split_whitespace().map(str::to_owned).collect(),
        created_at: Instant::from_micros(line.created_at),
        expires_at: line.expires_at.map(Instant::from_micros),
        revoked_at: line.revoked_at.map(Instant::from_micros),
    }
}
