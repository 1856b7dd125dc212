//! Sealing what must not be read from the store's files: users' tokens.
//!
//! The key comes from `EMAKI_SECRET_KEY` or lies in a file of its own that only its owner may read, outside
//! of backups: whoever has a backup has no token.

use std::{io::Write as _, path::Path};

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest, Sha256};
use sources::http::Secret;

use crate::{AppError, ErrorCode};

/// The variable that holds the key's text.
pub const VARIABLE: &str = "EMAKI_SECRET_KEY";
/// The file that holds it otherwise.
const FILE: &str = "secret.key";

/// The installation's key.
pub struct SecretKey([u8; 32]);

impl SecretKey {
    /// Reads the key from the environment or its file; makes the file when there is neither.
    ///
    /// # Errors
    /// When the file can be neither read nor made.
    pub fn load(data_dir: &Path) -> Result<Self, AppError> {
        let from_environment = std::env::var(VARIABLE).ok().filter(|text| !text.trim().is_empty());
        let text = match from_environment {
            Some(text) => text,
            None => from_file(&data_dir.join(FILE))?,
        };
        Ok(Self(Sha256::digest(text.trim().as_bytes()).into()))
    }

    /// A text derived from the key for one purpose, from which the key cannot be found.
    pub fn derive(&self, purpose: &str) -> Secret {
        let digest = Sha256::new().chain_update(self.0).chain_update(purpose.as_bytes()).finalize();
        Secret::new(digest.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}")))
    }

    /// Seals a text under a name; only the same name opens it again.
    pub fn seal(&self, name: &str, text: &str) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = rand::random();
        let mut sealed = text.as_bytes().to_vec();
        let sealing = self.key().seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(name),
            &mut sealed,
        );
        sealing.expect("a token is far shorter than what AES-GCM may seal");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Opens what was sealed under a name; `None` when it was sealed with another key, or changed.
    pub fn open(&self, name: &str, sealed: &[u8]) -> Option<Secret> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
        let mut opened = sealed.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let text = self.key().open_in_place(nonce, Aad::from(name), &mut opened).ok()?;
        String::from_utf8(text.to_vec()).ok().map(Secret::new)
    }

    fn key(&self) -> LessSafeKey {
        LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &self.0).expect("the key is 32 bytes"))
    }
}

fn from_file(path: &Path) -> Result<String, AppError> {
    let failed = |error: std::io::Error| {
        AppError::new(ErrorCode::NotConfigured, format!("the key file `{}` cannot be used", path.display()))
            .caused_by(error)
            .hint(format!("see to its rights, or set {VARIABLE}"))
    };
    let read = |path: &Path| {
        let text = std::fs::read_to_string(path)?;
        // A blank key would seal with what everybody knows.
        let blank = || std::io::Error::new(std::io::ErrorKind::InvalidData, "the file is blank");
        if text.trim().is_empty() { Err(blank()) } else { Ok(text) }
    };
    match read(path) {
        Ok(text) => return Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    let text = format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>());
    // Written aside and linked into place, so that of two processes one wins and no half key is seen.
    let (aside, mut file) = tempfile_in(path).map_err(failed)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    let placed = written.and_then(|()| match std::fs::hard_link(&aside, path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        // Not every file system has links. Renaming may replace what another process has just made, so
        // what lies there in the end is what counts.
        Err(_) => std::fs::rename(&aside, path),
        Ok(()) => Ok(()),
    });
    let _ = std::fs::remove_file(&aside);
    placed.and_then(|()| read(path)).map_err(failed)
}

fn tempfile_in(path: &Path) -> std::io::Result<(std::path::PathBuf, std::fs::File)> {
    let aside = path.with_extension(format!("key.{:016x}", rand::random::<u64>()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok((aside.clone(), options.open(aside)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_as_it_was() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let key = SecretKey::load(folder.path()).expect("the folder can be written");
        let sealed = key.seal("account.mal", "token");
        assert_eq!(
            key.open("account.mal", &sealed).map(|text| text.expose().to_owned()),
            Some("token".to_owned())
        );
        assert_eq!(key.open("account.kitsu", &sealed), None);
        let mut changed = sealed.clone();
        if let Some(byte) = changed.last_mut() {
            *byte ^= 1;
        }
        assert_eq!(key.open("account.mal", &changed), None);
        assert_eq!(key.open("account.mal", b"short"), None);
        let again = SecretKey::load(folder.path()).expect("the file is there");
        assert!(again.open("account.mal", &sealed).is_some(), "the key stays");
    }

    #[test]
    fn a_blank_key_file_is_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join(FILE), " \n").expect("the folder is ours");
        assert!(SecretKey::load(folder.path()).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn the_key_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a temporary folder");
        SecretKey::load(folder.path()).expect("the folder can be written");
        let mode = std::fs::metadata(folder.path().join(FILE)).expect("it was made").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
