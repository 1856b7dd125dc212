//! A file into the place, in constant memory, and never half.

use std::{fmt::Write as _, path::Path as File};

use futures::StreamExt as _;
use object_store::{Attribute, Attributes, PutMultipartOptions, PutOptions, WriteMultipart};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;

use super::{Content, ObjectError, Objects, Provider};
use crate::hex;

/// The most parts that a store takes of one upload is 10,000; a tenth is left free.
const MOST_PARTS: u64 = 9_000;

/// What is written beside an object, for whoever finds only the bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// The key of the row whose file it is.
    pub row: String,
    /// The address that it came from.
    pub origin: String,
}

/// What came of a put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Under which key it lies.
    pub key: String,
    /// Its address.
    pub address: String,
    /// Whether it was sent now; otherwise it lay there already, at its full length.
    pub is_new: bool,
}

impl Objects {
    /// Sends a file under the key of its content. A content that lies there already at its full length is not sent
    /// again. Nothing is visible before all of it has arrived, and whoever breaks off leaves nothing visible.
    ///
    /// # Errors
    /// A file that is not the content, or cannot be read; a store that fails or refuses.
    pub async fn put(&self, file: &File, content: &Content, note: &Note) -> Result<Stored, ObjectError> {
        let key = content.key();
        if self.head(&key).await?.is_some_and(|seen| seen.bytes == content.bytes) {
            return Ok(Stored { address: self.address(&key), key, is_new: false });
        }
        self.put_over(file, content, note).await
    }

    /// Sends a file as [`put`](Self::put) does, also where something lies there already: what is damaged is replaced, and
    /// there is no moment at which nothing lies there.
    ///
    /// # Errors
    /// A file that is not the content, or cannot be read; a store that fails or refuses.
    pub async fn put_over(&self, file: &File, content: &Content, note: &Note) -> Result<Stored, ObjectError> {
        let key = content.key();
        let stored = Stored { address: self.address(&key), key: key.clone(), is_new: true };
        let unreadable = |source| ObjectError::File { path: file.to_owned(), source };
        let mut reader = tokio::fs::File::open(file).await.map_err(unreadable)?;
        if content.bytes <= self.settings.part_bytes as u64 {
            let mut bytes = Vec::with_capacity(content.bytes as usize);
            let mut within = (&mut reader).take(content.bytes + 1);
            within.read_to_end(&mut bytes).await.map_err(unreadable)?;
            check(&key, content, &Sha256::digest(&bytes), bytes.len() as u64)?;
            let options = PutOptions { attributes: self.attributes(content, note), ..PutOptions::default() };
            let done = self.store.put_opts(&self.path(&key)?, bytes.into(), options).await;
            done.map_err(|error| ObjectError::of(&key, &error))?;
            return Ok(stored);
        }
        self.put_parts(&key, &mut reader, content, note, file).await?;
        Ok(stored)
    }

    async fn put_parts(
        &self,
        key: &str,
        reader: &mut tokio::fs::File,
        content: &Content,
        note: &Note,
        file: &File,
    ) -> Result<(), ObjectError> {
        let failed = |error: object_store::Error| ObjectError::of(key, &error);
        let attributes = self.attributes(content, note);
        let options = PutMultipartOptions { attributes, ..PutMultipartOptions::default() };
        let upload = self.store.put_multipart_opts(&self.path(key)?, options).await.map_err(failed)?;
        let part = self.settings.part_bytes.max(content.bytes.div_ceil(MOST_PARTS) as usize);
        let mut upload = WriteMultipart::new_with_chunk_size(upload, part);
        let (mut hash, mut sent) = (Sha256::new(), 0_u64);
        let mut buffer = vec![0; 256 << 10];
        let sending = async {
            loop {
                let read = reader.read(&mut buffer).await;
                let read = read.map_err(|source| ObjectError::File { path: file.to_owned(), source })?;
                if read == 0 {
                    return check(key, content, &hash.finalize(), sent);
                }
                hash.update(&buffer[..read]);
                sent += read as u64;
                upload.wait_for_capacity(self.settings.parts_at_once).await.map_err(failed)?;
                upload.write(&buffer[..read]);
            }
        };
        match sending.await {
            Ok(()) => upload.finish().await.map(drop).map_err(failed),
            Err(error) => {
                // What went wrong matters more than parts that the bucket's lifecycle takes away as well.
                let _ = upload.abort().await;
                Err(error)
            }
        }
    }

    /// Sees to it that what stands beside an object is one of these notes; gives whether it was written anew, which
    /// takes reading and sending all of it. Folders keep no notes.
    ///
    /// # Errors
    /// An object that is missing, or that is not what its note says; a store that fails or refuses.
    pub async fn note_anew(&self, key: &str, notes: &[Note]) -> Result<bool, ObjectError> {
        let Some(first) = notes.first().filter(|_| self.provider != Provider::Folder) else {
            return Ok(false);
        };
        let told = self.metadata(key).await?;
        let value = |name: &str| {
            told.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str()).to_owned()
        };
        let (row, origin) = (value("emaki-row"), value("emaki-origin"));
        let is_said = |note: &Note| in_ascii(&note.row) == row && in_ascii(&note.origin) == origin;
        if (row.is_empty() && origin.is_empty()) || notes.iter().any(is_said) {
            return Ok(false);
        }
        let content = Content {
            sha256: value("emaki-sha256"),
            bytes: self.head(key).await?.map_or(0, |seen| seen.bytes),
            extension: String::new(),
            content_type: value("content-type"),
        };
        let failed = |error: object_store::Error| ObjectError::of(key, &error);
        let attributes = self.attributes(&content, first);
        let options = PutMultipartOptions { attributes, ..PutMultipartOptions::default() };
        let upload = self.store.put_multipart_opts(&self.path(key)?, options).await.map_err(failed)?;
        let part = self.settings.part_bytes.max(content.bytes.div_ceil(MOST_PARTS) as usize);
        let mut upload = WriteMultipart::new_with_chunk_size(upload, part);
        let (mut hash, mut sent) = (Sha256::new(), 0_u64);
        let sending = async {
            let mut pieces = self.stream(key, 0).await?;
            while let Some(piece) = pieces.next().await {
                let piece = piece?;
                hash.update(&piece);
                sent += piece.len() as u64;
                upload.wait_for_capacity(self.settings.parts_at_once).await.map_err(failed)?;
                upload.write(&piece);
            }
            check(key, &content, &hash.finalize(), sent)
        };
        match sending.await {
            Ok(()) => upload.finish().await.map(|_| true).map_err(failed),
            Err(error) => {
                let _ = upload.abort().await;
                Err(error)
            }
        }
    }

    fn attributes(&self, content: &Content, note: &Note) -> Attributes {
        let mut attributes = Attributes::new();
        if self.provider == Provider::Folder {
            return attributes;
        }
        attributes.insert(Attribute::ContentType, content.content_type.clone().into());
        if let Some(class) = &self.settings.storage_class {
            attributes.insert(Attribute::StorageClass, class.clone().into());
        }
        let pairs = [("sha256", &content.sha256), ("row", &note.row), ("origin", &note.origin)];
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            attributes.insert(Attribute::Metadata(format!("emaki-{name}").into()), in_ascii(value).into());
        }
        attributes
    }
}

/// That what was read is what it should be.
fn check(key: &str, content: &Content, hash: &[u8], bytes: u64) -> Result<(), ObjectError> {
    let hash = hex(hash);
    if bytes == content.bytes && hash == content.sha256 {
        return Ok(());
    }
    let reason = format!(
        "{} bytes of hash {} were to be sent, and the file has {bytes} of hash {hash}",
        content.bytes, content.sha256
    );
    Err(ObjectError::Damaged { key: key.to_owned(), reason })
}

/// A text as a header may hold it: what is not printable ASCII in percent signs.
fn in_ascii(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        if (b' '..=b'~').contains(&byte) && byte != b'%' || (byte == b'%' && text.is_ascii()) {
            safe.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(safe, "%{byte:02X}");
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_hold_any_row() {
        assert_eq!(in_ascii("151#2"), "151#2");
        assert_eq!(in_ascii("https://x/a%20b"), "https://x/a%20b");
        assert_eq!(in_ascii("ré\n%"), "r%C3%A9%0A%25");
    }
}
