//! Files of any size on a disk, in S3 or in Google Cloud Storage, through one door.
//!
//! A content's key is its hash ([`Content::key`]), so equal contents are kept once. `put` sends a file in constant
//! memory, `verify` looks at what arrived, `link` lets others read one object for a while, `manifest` says beside each
//! content whose it is. Calls take any key, because older pipelines' objects stay where they are.

mod content;
mod error;
mod lifecycle;
mod link;
mod manifest;
mod open;
mod put;
mod verify;

use std::{fmt, sync::Arc};

use futures::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use model::Instant;
use object_store::{
    Attribute, Attributes, ObjectMeta, ObjectStore, ObjectStoreExt as _, PutOptions, path::Path,
    signer::Signer,
};

pub use content::{Content, FILES, hash_in_key};
pub use error::ObjectError;
pub use lifecycle::{Lifecycle, LifecycleDocument};
pub use link::{LONGEST_LINK, Link};
pub use manifest::{MANIFESTS, Manifest, Owned};
pub use open::{ObjectSettings, Provider};
pub use put::{Note, Stored};
pub use verify::Depth;

/// A place of objects.
#[derive(Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    signer: Option<Arc<dyn Signer>>,
    provider: Provider,
    /// The folder of the bucket under which all keys lie; empty for the whole of it.
    prefix: String,
    /// What stands before a prefix and a key in an object's address.
    base: String,
    settings: ObjectSettings,
}

/// What is known of an object without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its key.
    pub key: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// When it was written.
    pub written_at: Instant,
}

impl Objects {
    /// What kind of place it is.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// The address of an object: `s3://bucket/…`, `gs://bucket/…` or `file:///…`.
    pub fn address(&self, key: &str) -> String {
        let prefix = if self.prefix.is_empty() { String::new() } else { format!("{}/", self.prefix) };
        format!("{}/{prefix}{key}", self.base)
    }

    /// The key in an address that this place gave; `None` when it is another place's.
    pub fn key_in<'a>(&self, address: &'a str) -> Option<&'a str> {
        address.strip_prefix(&self.address("")).filter(|key| !key.is_empty())
    }

    /// The object's length and age; `None` when there is none.
    ///
    /// # Errors
    /// A store that fails or refuses.
    pub async fn head(&self, key: &str) -> Result<Option<Seen>, ObjectError> {
        match self.store.head(&self.path(key)?).await {
            Ok(meta) => Ok(Some(self.seen(&meta))),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(ObjectError::of(key, &error)),
        }
    }

    /// What stands beside an object: the metadata that [`put`](Self::put) gave it, by name. Folders keep none.
    ///
    /// # Errors
    /// An object that is missing; a store that fails or refuses.
    pub async fn metadata(&self, key: &str) -> Result<Vec<(String, String)>, ObjectError> {
        let options = object_store::GetOptions { head: true, ..object_store::GetOptions::default() };
        let found = self.store.get_opts(&self.path(key)?, options).await;
        let found = found.map_err(|error| ObjectError::of(key, &error))?;
        let mut pairs: Vec<(String, String)> = found
            .attributes
            .iter()
            .filter_map(|(name, value)| match name {
                Attribute::Metadata(name) => Some((name.to_string(), value.as_ref().to_owned())),
                Attribute::ContentType => Some(("content-type".to_owned(), value.as_ref().to_owned())),
                Attribute::StorageClass => Some(("storage-class".to_owned(), value.as_ref().to_owned())),
                _ => None,
            })
            .collect();
        pairs.sort();
        Ok(pairs)
    }

    /// A small object, whole; `None` when there is none.
    ///
    /// # Errors
    /// A store that fails or refuses.
    pub async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, ObjectError> {
        let failed = |error: object_store::Error| ObjectError::of(key, &error);
        match self.store.get(&self.path(key)?).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(failed)?.to_vec())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// An object piece by piece, from an offset on.
    ///
    /// # Errors
    /// An object that is missing; a store that fails or refuses, also in the midst.
    pub async fn stream(
        &self,
        key: &str,
        offset: u64,
    ) -> Result<BoxStream<'static, Result<Vec<u8>, ObjectError>>, ObjectError> {
        let range = (offset > 0).then_some(object_store::GetRange::Offset(offset));
        let options = object_store::GetOptions { range, ..object_store::GetOptions::default() };
        let found = self.store.get_opts(&self.path(key)?, options).await;
        let found = found.map_err(|error| ObjectError::of(key, &error))?;
        let key = key.to_owned();
        let pieces = found.into_stream().map(move |piece| match piece {
            Ok(piece) => Ok(piece.to_vec()),
            Err(error) => Err(ObjectError::of(&key, &error)),
        });
        Ok(pieces.boxed())
    }

    /// Writes a small object, whole or not at all, in place of an older one.
    ///
    /// # Errors
    /// A store that fails or refuses.
    pub async fn write(&self, key: &str, bytes: Vec<u8>, content_type: &str) -> Result<(), ObjectError> {
        let mut attributes = Attributes::new();
        if self.provider != Provider::Folder {
            attributes.insert(Attribute::ContentType, content_type.to_owned().into());
        }
        let options = PutOptions { attributes, ..PutOptions::default() };
        let done = self.store.put_opts(&self.path(key)?, bytes.into(), options).await;
        done.map(drop).map_err(|error| ObjectError::of(key, &error))
    }

    /// Takes an object away. One that is not there is no failure.
    ///
    /// # Errors
    /// A store that fails or refuses.
    pub async fn delete(&self, key: &str) -> Result<(), ObjectError> {
        match self.store.delete(&self.path(key)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(ObjectError::of(key, &error)),
        }
    }

    /// All objects whose keys lie in a folder, such as [`FILES`]; in no order.
    pub fn list(&self, folder: &str) -> BoxStream<'_, Result<Seen, ObjectError>> {
        let path = match self.path(folder) {
            Ok(path) => path,
            Err(error) => return futures::stream::once(async { Err(error) }).boxed(),
        };
        let folder = folder.to_owned();
        let listed = self.store.list(Some(&path)).map_ok(|meta| self.seen(&meta));
        listed.map_err(move |error| ObjectError::of(&folder, &error)).boxed()
    }

    fn path(&self, key: &str) -> Result<Path, ObjectError> {
        let whole = if self.prefix.is_empty() { key.to_owned() } else { format!("{}/{key}", self.prefix) };
        Path::parse(&whole)
            .map_err(|error| ObjectError::Address { address: key.to_owned(), reason: error.to_string() })
    }

    fn seen(&self, meta: &ObjectMeta) -> Seen {
        let path = meta.location.as_ref();
        let key = path.strip_prefix(self.prefix.as_str()).unwrap_or(path).trim_start_matches('/').to_owned();
        let written_at = Instant::from_micros(meta.last_modified.timestamp_micros());
        Seen { key, bytes: meta.size, written_at }
    }
}

impl fmt::Debug for Objects {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Objects").field(&self.address("")).finish()
    }
}
