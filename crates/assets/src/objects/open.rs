//! A place of objects, opened by its address.

use std::{
    path::Path,
    sync::{Arc, Once},
};

use object_store::{
    ClientOptions, ObjectStore,
    aws::{AmazonS3Builder, AmazonS3ConfigKey, Checksum},
    gcp::{GoogleCloudStorageBuilder, GoogleConfigKey},
    local::LocalFileSystem,
    signer::Signer,
};
use url::Url;

use super::{ObjectError, Objects};

/// The smallest part that S3 takes of a larger upload.
const LEAST_PART: usize = 5 << 20;

/// The kinds of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// A folder of this machine.
    Folder,
    /// S3, or what speaks its protocol.
    S3,
    /// Google Cloud Storage.
    Gcs,
}

/// How objects are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectSettings {
    /// The storage class of new objects, such as `STANDARD_IA` or `NEARLINE`; the bucket's own when there is none.
    pub storage_class: Option<String>,
    /// The size of a part in bytes, at least 5 MiB. Files of no more go in one piece.
    pub part_bytes: usize,
    /// How many parts are on their way at once, from 1. Memory is about this and one more part.
    pub parts_at_once: usize,
}

impl Default for ObjectSettings {
    fn default() -> Self {
        Self { storage_class: None, part_bytes: LEAST_PART, parts_at_once: 2 }
    }
}

impl Objects {
    /// Opens `file:///folder`, `s3://bucket/prefix` or `gs://bucket/prefix`. `options` are settings of the provider as
    /// its own tools read them from the environment (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT_URL`,
    /// `GOOGLE_APPLICATION_CREDENTIALS`, …); what is none is passed by. Nothing is asked of the place yet, and a
    /// folder is made.
    ///
    /// # Errors
    /// An address or settings that make no place.
    pub fn open(
        address: &str,
        options: impl IntoIterator<Item = (String, String)>,
        settings: ObjectSettings,
    ) -> Result<Self, ObjectError> {
        provide_tls();
        let shown = address.split(['?', '#']).next().unwrap_or_default().to_owned();
        let refused = |reason: String| ObjectError::Address { address: shown.clone(), reason };
        let url = Url::parse(address).map_err(|error| refused(error.to_string()))?;
        let settings = ObjectSettings {
            part_bytes: settings.part_bytes.max(LEAST_PART),
            parts_at_once: settings.parts_at_once.max(1),
            ..settings
        };
        let bucket = url.host_str().unwrap_or_default().to_owned();
        let prefix = url.path().trim_matches('/').to_owned();
        let base = format!("{}://{bucket}", url.scheme());
        if bucket.is_empty() && matches!(url.scheme(), "s3" | "gs") {
            return Err(refused("no bucket is named, as in `s3://bucket/folder`".to_owned()));
        }
        let failed = |error: object_store::Error| refused(error.to_string());
        let (store, signer, provider): (Arc<dyn ObjectStore>, Option<Arc<dyn Signer>>, _) = match url.scheme()
        {
            "file" => {
                let folder = url.to_file_path().map_err(|()| refused("it is no folder".to_owned()))?;
                return Self::folder(&folder, settings);
            }
            "s3" => {
                let store = Arc::new(s3(&bucket, options).map_err(failed)?);
                (store.clone(), Some(store), Provider::S3)
            }
            "gs" => {
                let store = Arc::new(gcs(&bucket, options).map_err(failed)?);
                (store.clone(), Some(store), Provider::Gcs)
            }
            other => return Err(refused(format!("`{other}:` is none of `file:`, `s3:`, `gs:`"))),
        };
        Ok(Self { store, signer, provider, prefix, base, settings })
    }

    /// A folder of this machine, which is made when it is not there.
    ///
    /// # Errors
    /// A folder that cannot be made or used.
    pub fn folder(folder: &Path, settings: ObjectSettings) -> Result<Self, ObjectError> {
        let unusable = |source| ObjectError::File { path: folder.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(unusable)?;
        let folder = folder.canonicalize().map_err(unusable)?;
        let base = Url::from_file_path(&folder).map(String::from);
        let base = base.map_err(|()| unusable(std::io::ErrorKind::InvalidInput.into()))?;
        let store = LocalFileSystem::new_with_prefix(&folder)
            .map_err(|error| ObjectError::of(&folder.display().to_string(), &error))?
            .with_fsync(true)
            .with_automatic_cleanup(true);
        let base = base.trim_end_matches('/').to_owned();
        let (store, prefix) = (Arc::new(store), String::new());
        Ok(Self { store, signer: None, provider: Provider::Folder, prefix, base, settings })
    }
}

fn s3(
    bucket: &str,
    options: impl IntoIterator<Item = (String, String)>,
) -> object_store::Result<object_store::aws::AmazonS3> {
    // S3 itself checks every part against this hash, so that nothing arrives other than it was sent.
    let mut builder =
        AmazonS3Builder::new().with_bucket_name(bucket).with_checksum_algorithm(Checksum::SHA256);
    let mut client = ClientOptions::new();
    for (name, value) in options {
        let Ok(key) = name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() else { continue };
        if matches!(key, AmazonS3ConfigKey::Endpoint) && is_loopback(&value) {
            client = client.with_allow_http(true);
        }
        builder = match key {
            AmazonS3ConfigKey::Client(key) => {
                client = client.with_config(key, value);
                builder
            }
            key => builder.with_config(key, value),
        };
    }
    builder.with_client_options(client).build()
}

fn gcs(
    bucket: &str,
    options: impl IntoIterator<Item = (String, String)>,
) -> object_store::Result<object_store::gcp::GoogleCloudStorage> {
    let mut builder = GoogleCloudStorageBuilder::new().with_bucket_name(bucket);
    let mut client = ClientOptions::new();
    for (name, value) in options {
        let Ok(key) = name.to_ascii_lowercase().parse::<GoogleConfigKey>() else { continue };
        if matches!(key, GoogleConfigKey::BaseUrl) && is_loopback(&value) {
            client = client.with_allow_http(true);
        }
        builder = match key {
            GoogleConfigKey::Client(key) => {
                client = client.with_config(key, value);
                builder
            }
            key => builder.with_config(key, value),
        };
    }
    builder.with_client_options(client).build()
}

/// Whether an endpoint is on this machine, where no TLS is needed.
fn is_loopback(endpoint: &str) -> bool {
    let host = Url::parse(endpoint).ok();
    let host = host.as_ref().and_then(Url::host_str).unwrap_or_default();
    matches!(host, "127.0.0.1" | "localhost" | "[::1]")
}

/// Chooses what encrypts connections; whoever chose before is left alone.
fn provide_tls() {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_are_no_place_are_told_so() {
        for (address, said) in [
            ("ftp://host/x", "is none of `file:`, `s3:`, `gs:`"),
            ("no address", "relative URL without a base"),
            ("s3://", "no bucket is named"),
        ] {
            let error = Objects::open(address, [], ObjectSettings::default()).expect_err(address).to_string();
            assert!(error.contains(said), "{address}: {error}");
        }
    }

    #[test]
    fn an_object_has_an_address_and_back() {
        let options =
            [("AWS_REGION".to_owned(), "eu-west-1".to_owned()), ("PATH".to_owned(), "/bin".to_owned())];
        let objects =
            Objects::open("s3://shelf/archive/", options, ObjectSettings::default()).expect("a place");
        assert_eq!(objects.address("files/ab"), "s3://shelf/archive/files/ab");
        assert_eq!(objects.key_in("s3://shelf/archive/files/ab"), Some("files/ab"));
        assert_eq!(objects.key_in("s3://other/archive/files/ab"), None);
    }
}
