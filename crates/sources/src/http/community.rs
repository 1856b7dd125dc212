//! Answers that several installations share through an object store.
//!
//! Off by default, and read only unless a key to sign with is configured. An object is taken only when a
//! listed key has signed all of it, and only answers to what everybody may ask ever go in.

use std::{fmt::Write as _, sync::Arc, time::Duration};

use model::Instant;
use object_store::{ObjectStore, ObjectStoreExt as _, path::Path};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use super::{Answer, Headers, Key, Request, Secret, trace::Trace};

/// The largest object that is read, in bytes; a packed answer is far smaller.
const MOST_BYTES: u64 = 16 << 20;
/// A store that takes longer is passed by: it must not make anybody wait.
const PATIENCE: Duration = Duration::from_secs(5);
/// The largest answer within one, unpacked.
const MOST_UNPACKED: usize = 64 << 20;

/// The shared store, and who is believed.
pub struct Community {
    objects: Arc<dyn ObjectStore>,
    readers: Vec<[u8; 32]>,
    signer: Option<Ed25519KeyPair>,
}

/// Why the community store cannot be used as it is configured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommunityError {
    /// The address is none that object stores have.
    #[error("`{0}` is no address of an object store: {1}")]
    Address(String, String),
    /// A key is not of the right form.
    #[error("{0} is not {1}")]
    Key(&'static str, &'static str),
}

/// What is known of an answer without reading its body. Everything in it is signed.
#[derive(Serialize, Deserialize)]
struct Label {
    key: String,
    source: String,
    endpoint: String,
    url: String,
    status: u16,
    headers: Headers,
    negative: bool,
    stored_at: Instant,
    fresh_until: Instant,
}

impl Community {
    /// A store at an address (`file:`, `s3:`, `gs:` and what else object stores have), the public keys that
    /// are believed, in hex, and the secret key (32 bytes in hex) to sign with, if this installation gives
    /// too.
    ///
    /// # Errors
    /// When the address or a key cannot be read.
    pub fn open(url: &str, trusted: &[String], signing: Option<&Secret>) -> Result<Self, CommunityError> {
        let refused =
            |why: String| CommunityError::Address(url.split('?').next().unwrap_or_default().to_owned(), why);
        let address = url::Url::parse(url).map_err(|error| refused(error.to_string()))?;
        if address.scheme() == "file"
            && let Ok(folder) = address.to_file_path()
        {
            std::fs::create_dir_all(folder).map_err(|error| refused(error.to_string()))?;
        }
        let (objects, prefix) = object_store::parse_url_opts(&address, std::env::vars())
            .map_err(|error| refused(error.to_string()))?;
        let objects: Arc<dyn ObjectStore> = Arc::new(object_store::prefix::PrefixStore::new(objects, prefix));
        let readers: Option<Vec<[u8; 32]>> = trusted.iter().map(|key| from_hex(key)).collect();
        let readers = readers.ok_or(CommunityError::Key("a trusted key", "64 hex digits"))?;
        let signer = signing.map(|key| {
            let seed: [u8; 32] =
                from_hex(key.expose()).ok_or(CommunityError::Key("the signing key", "64 hex digits"))?;
            Ed25519KeyPair::from_seed_unchecked(&seed)
                .map_err(|_| CommunityError::Key("the signing key", "an Ed25519 seed"))
        });
        Ok(Self { objects, readers, signer: signer.transpose()? })
    }

    /// The public key of this installation, for others to list; `None` when it only reads.
    pub fn public_key(&self) -> Option<String> {
        self.signer.as_ref().map(|signer| hex(signer.public_key().as_ref()))
    }

    /// A good answer that a listed key has signed. Whatever is wrong with an object, it is as if it were
    /// not there.
    pub async fn get(&self, key: &Key, now: Instant) -> Option<Answer> {
        let place = place(key);
        let reading = async {
            let found = self.objects.get(&place).await.ok().filter(|found| found.meta.size <= MOST_BYTES)?;
            found.bytes().await.ok()
        };
        let bytes = tokio::time::timeout(PATIENCE, reading).await.ok()??;
        match self.open_object(key, &bytes) {
            Ok(answer) => Some(answer).filter(|answer| now < answer.fresh_until),
            Err(reason) => {
                tracing::warn!(%key, reason, "an object of the community store is not taken: {reason}");
                None
            }
        }
    }

    /// Puts an answer there, when this installation gives. A failure is only logged.
    pub async fn put(&self, answer: &Answer, request: &Request) {
        let Some(signer) = self.signer.as_ref().filter(|_| request.account.is_none()) else { return };
        let object = seal(signer, answer, request);
        let place = place(&answer.key);
        let giving = tokio::time::timeout(PATIENCE, self.objects.put(&place, object.into())).await;
        let failure = match giving {
            Ok(Ok(_)) => return,
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it took too long".to_owned(),
        };
        tracing::warn!(failure, "an answer could not be given to the community store: {failure}");
    }

    /// An object is a line of label, a line of public key and signature, and the packed body.
    fn open_object(&self, key: &Key, bytes: &[u8]) -> Result<Answer, &'static str> {
        let mut parts = bytes.splitn(3, |byte| *byte == b'\n');
        let (Some(label), Some(seal), Some(body)) = (parts.next(), parts.next(), parts.next()) else {
            return Err("it is cut short");
        };
        let seal = std::str::from_utf8(seal).ok().and_then(|seal| seal.split_once(' '));
        let (author, signature) = seal.ok_or("it has no signature")?;
        let author: [u8; 32] = from_hex(author).ok_or("its key is broken")?;
        if !self.readers.contains(&author) {
            return Err("nobody that is listed has signed it");
        }
        let signature: [u8; 64] = from_hex(signature).ok_or("its signature is broken")?;
        let verified =
            UnparsedPublicKey::new(&ED25519, author).verify(&signed_bytes(label, body), &signature);
        verified.map_err(|_| "its signature does not fit")?;
        let label: Label = serde_json::from_slice(label).map_err(|_| "its label cannot be read")?;
        if label.key != key.to_string() {
            return Err("it lies at another's place");
        }
        let body = zstd::bulk::decompress(body, MOST_UNPACKED).map_err(|_| "its body cannot be unpacked")?;
        Ok(Answer {
            body: body.into(),
            status: label.status,
            headers: Arc::new(label.headers),
            url: label.url.into(),
            stored_at: label.stored_at,
            fresh_until: label.fresh_until,
            keep_until: label.fresh_until,
            negative: label.negative,
            key: *key,
            trace: Trace::default(),
        })
    }
}

fn seal(signer: &Ed25519KeyPair, answer: &Answer, request: &Request) -> Vec<u8> {
    let label = Label {
        key: answer.key.to_string(),
        source: request.source.to_string(),
        endpoint: request.endpoint.to_owned(),
        url: answer.url.to_string(),
        status: answer.status,
        headers: Headers::clone(&answer.headers),
        negative: answer.negative,
        stored_at: answer.stored_at,
        fresh_until: answer.fresh_until,
    };
    let label = serde_json::to_vec(&label).unwrap_or_default();
    let body = zstd::bulk::compress(&answer.body, 3).unwrap_or_default();
    let signature = signer.sign(&signed_bytes(&label, &body));
    let seal = format!("{} {}", hex(signer.public_key().as_ref()), hex(signature.as_ref()));
    [&label, seal.as_bytes(), &body].join(&b'\n')
}

/// What a signature is over: the label with its length, then the body.
fn signed_bytes(label: &[u8], body: &[u8]) -> Vec<u8> {
    [b"emaki answer 1".as_slice(), &(label.len() as u64).to_be_bytes(), label, body].concat()
}

fn place(key: &Key) -> Path {
    let name = key.to_string();
    Path::from(format!("v1/{}/{name}", &name[..2]))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let text = text.trim();
    let sound = text.len() == 2 * N && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let bytes: Vec<u8> = (0..N)
        .map(|at| text.get(2 * at..2 * at + 2))
        .map(|pair| u8::from_str_radix(pair?, 16).ok())
        .collect::<Option<_>>()?;
    bytes.try_into().ok().filter(|_| sound)
}
