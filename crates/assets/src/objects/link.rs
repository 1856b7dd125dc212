//! Links by which others may read one object for a while.

use std::time::Duration;

use model::Instant;
use serde::Serialize;

use super::{ObjectError, Objects};

/// The longest that a link may last, by S3 and by Google Cloud Storage.
pub const LONGEST_LINK: Duration = Duration::from_hours(7 * 24);

/// A link and its end. Whoever has it may read, so it is as secret as the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The address, signature and all.
    pub url: String,
    /// From when on it opens nothing any more.
    pub expires_at: Instant,
}

impl Objects {
    /// Signs a link to an object; whether there is one is not asked. A life is cut to [`LONGEST_LINK`].
    ///
    /// # Errors
    /// `NoLinks` for a folder; keys that cannot sign.
    pub async fn link(&self, key: &str, life: Duration, now: Instant) -> Result<Link, ObjectError> {
        let signer = self.signer.as_ref().ok_or(ObjectError::NoLinks)?;
        let life = Duration::from_secs(life.min(LONGEST_LINK).as_secs().max(1));
        let method = object_store::signer::Method::GET;
        let url = signer.signed_url(method, &self.path(key)?, life).await;
        let url = url.map_err(|error| ObjectError::of(key, &error))?;
        let expires_at = Instant::from_micros(now.as_micros() + life.as_micros() as i64);
        Ok(Link { url: url.into(), expires_at })
    }
}
