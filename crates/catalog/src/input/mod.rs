//! Where a file's bytes come from: a path, standard input, an address, or the program itself.
//!
//! Whatever it is, it ends as something that can be read twice, with a hash and a length.

pub(crate) mod download;
mod unpack;

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    str::FromStr,
};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use url::Url;

use crate::{ImportError, ImportOptions};

pub(crate) use unpack::{Unpacked, unpack};

/// What to import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A local file.
    File(PathBuf),
    /// Standard input, written as `-`.
    Stdin,
    /// An http or https address.
    Url(Url),
    /// Bytes that come with the program.
    Embedded {
        /// The name under which they are reported.
        name: &'static str,
        /// The bytes.
        bytes: &'static [u8],
    },
}

/// Why a text names no input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// Nothing was named.
    #[error("the name of the file to import is empty")]
    Empty,
    /// It looks like an address and is none.
    #[error("`{address}` is not a web address: {why}")]
    Address {
        /// The text.
        address: String,
        /// Why.
        why: String,
    },
}

impl FromStr for Input {
    type Err = InputError;

    fn from_str(text: &str) -> Result<Self, InputError> {
        let is_address = ["http://", "https://"]
            .iter()
            .any(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
        match text {
            "" => Err(InputError::Empty),
            "-" => Ok(Self::Stdin),
            _ if is_address => Url::parse(text)
                .map(Self::Url)
                .map_err(|error| InputError::Address { address: text.to_owned(), why: error.to_string() }),
            _ => Ok(Self::File(text.into())),
        }
    }
}

/// An input whose bytes are at hand.
#[derive(Debug)]
pub(crate) struct Local {
    /// What to call it in messages.
    pub name: String,
    /// SHA-256 of the bytes as they lie there, in hex.
    pub hash: String,
    /// Their number.
    pub len: u64,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Path(PathBuf),
    Temporary(NamedTempFile),
    Embedded(&'static [u8]),
}

/// A reader over a [`Local`]'s bytes.
pub(crate) type Raw = Box<dyn Read + Send>;

impl Input {
    /// Brings the bytes here. Downloads and standard input are spooled to a temporary file, so that
    /// memory stays flat and the bytes can be read twice.
    pub(crate) async fn fetch(&self, options: &ImportOptions) -> Result<Local, ImportError> {
        let (name, body) = match self {
            Self::File(path) => (path.display().to_string(), Body::Path(path.clone())),
            Self::Embedded { name, bytes } => ((*name).to_owned(), Body::Embedded(bytes)),
            Self::Url(url) => {
                let file = download::download(url, &options.scratch, options.max_download_bytes).await?;
                (shown(url), Body::Temporary(file))
            }
            Self::Stdin => {
                let scratch = options.scratch.clone();
                let spool = tokio::task::spawn_blocking(move || spool(&scratch));
                let file = spool.await.map_err(|_| ImportError::Broken("-".to_owned()))??;
                ("-".to_owned(), Body::Temporary(file))
            }
        };
        let weigh = tokio::task::spawn_blocking(move || Local::weigh(name, body));
        weigh.await.map_err(|_| ImportError::Broken(format!("{self:?}")))?
    }
}

impl Local {
    fn weigh(name: String, body: Body) -> Result<Self, ImportError> {
        let mut local = Self { name, hash: String::new(), len: 0, body };
        let mut hasher = Sha256::new();
        let unreadable = |source| ImportError::Unreadable { name: local.name.clone(), source };
        let mut reader = local.reader()?;
        local.len = io::copy(&mut reader, &mut Hashing(&mut hasher)).map_err(unreadable)?;
        local.hash = hex(&hasher.finalize());
        Ok(local)
    }

    /// The bytes from their beginning, as they lie there.
    pub(crate) fn reader(&self) -> Result<Raw, ImportError> {
        let opened = match &self.body {
            Body::Path(path) => File::open(path).map(|file| Box::new(file) as Raw),
            Body::Temporary(file) => file.reopen().and_then(|mut file| {
                file.seek(SeekFrom::Start(0))?;
                Ok(Box::new(file) as Raw)
            }),
            Body::Embedded(bytes) => Ok(Box::new(*bytes) as Raw),
        };
        opened.map_err(|source| ImportError::Unreadable { name: self.name.clone(), source })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
        text
    })
}

struct Hashing<'a>(&'a mut Sha256);

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn spool(scratch: &Path) -> Result<NamedTempFile, ImportError> {
    let mut file = temporary(scratch)?;
    io::copy(&mut io::stdin().lock(), &mut file)
        .map_err(|source| ImportError::Unreadable { name: "-".to_owned(), source })?;
    Ok(file)
}

pub(crate) fn temporary(scratch: &Path) -> Result<NamedTempFile, ImportError> {
    tempfile::Builder::new()
        .prefix(".import-")
        .tempfile_in(scratch)
        .map_err(|source| ImportError::Scratch { folder: scratch.display().to_string(), source })
}

/// An address without what may be secret in it.
pub(crate) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Neither fails for http and https, which have a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_by_their_looks() {
        assert_eq!("-".parse(), Ok(Input::Stdin));
        assert!(matches!("HTTPS://a.example/x.zst".parse(), Ok(Input::Url(_))));
        assert_eq!("c:/x".parse(), Ok(Input::File("c:/x".into())));
        assert_eq!("".parse::<Input>(), Err(InputError::Empty));
        assert!(matches!("https://".parse::<Input>(), Err(InputError::Address { .. })));
        let url = Url::parse("https://me:secret@a.example/x?token=1").expect("an address");
        assert_eq!(shown(&url), "https://a.example/x");
    }
}
