//! Bringing back what stood at a target before a publish, whichever target it was.

use keeping::KeepingError;
use model::Instant;
use serde::Serialize;
use store::{Publish, Store};

use crate::{files, postgres};

/// What a rollback is to do.
#[derive(Debug, Clone)]
pub struct RollbackRequest {
    /// The registry.
    pub registry: String,
    /// Which publish; the newest that is done when none is given.
    pub id: Option<i64>,
    /// The database's address with its password, which is never stored.
    pub url: Option<String>,
    /// Whether what was changed since is overwritten too.
    pub force: bool,
    /// Who asks.
    pub author: String,
    /// When.
    pub at: Instant,
}

/// What a rollback did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RolledBack {
    /// Which publish.
    pub publish: i64,
    /// `files` or `postgres`.
    pub what: String,
    /// The folder, or the database without its password.
    pub target: String,
    /// How many rows or files are as they were.
    pub restored: u64,
    /// How many were taken away, because nothing stood there before.
    pub removed: u64,
    /// How many were as they had been already.
    pub unchanged: u64,
    /// What was left as it is even though it was forced: rows that players hold.
    pub refused: Vec<String>,
}

/// Brings back what stood at a target before a publish.
///
/// # Errors
/// `Missing` when there is no such publish, `Conflict` when something was changed since and `force` is not
/// given, or when what stood there is no longer kept. Nothing is changed then.
pub async fn rollback(store: &Store, request: &RollbackRequest) -> Result<RolledBack, KeepingError> {
    let publish = chosen(store, request).await?;
    match publish.what.as_str() {
        "files" => files::rollback(store, &publish, request).await,
        "postgres" => postgres::rollback(store, &publish, request).await,
        other => Err(KeepingError::Damaged(format!("publish {} went to `{other}`", publish.id))),
    }
}

/// The publish asked for, or the newest that has been begun and was not taken back.
async fn chosen(store: &Store, request: &RollbackRequest) -> Result<Publish, KeepingError> {
    let publishes = store.publishes(&request.registry).await?;
    let found = match request.id {
        Some(id) => publishes.into_iter().find(|publish| publish.id == id),
        None => publishes.into_iter().find(|publish| matches!(publish.state.as_str(), "done" | "begun")),
    };
    let publish = found.ok_or_else(|| match request.id {
        Some(id) => KeepingError::Missing { kind: "publish", asked: id.to_string() },
        None => KeepingError::Missing {
            kind: "publish to take back in registry",
            asked: request.registry.clone(),
        },
    })?;
    if publish.state == "rolled_back" {
        return Err(KeepingError::Conflict {
            message: format!("publish {} was taken back already", publish.id),
            hint: "`emaki publish list` shows which can be".into(),
            places: Vec::new(),
        });
    }
    Ok(publish)
}
