//! Files with a checksum: sections of bytes behind their lengths, sealed.

use crate::error::DamagedError;

/// The first bytes of every sealed file.
const MAGIC: &[u8; 8] = b"EMAKIVEC";

/// A kind of sealed file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    /// What it is called in an error.
    pub(crate) what: &'static str,
    /// Four letters that tell the kinds apart.
    pub(crate) tag: [u8; 4],
    /// The version of its layout.
    pub(crate) version: u32,
}

impl Kind {
    /// Sections to the bytes of a file.
    pub(crate) fn seal(self, sections: &[&[u8]]) -> Vec<u8> {
        let mut body = Vec::with_capacity(sections.iter().map(|section| section.len() + 8).sum());
        for section in sections {
            body.extend_from_slice(&(section.len() as u64).to_le_bytes());
            body.extend_from_slice(section);
        }
        let mut file = Vec::with_capacity(body.len() + 20);
        file.extend_from_slice(MAGIC);
        file.extend_from_slice(&self.tag);
        file.extend_from_slice(&self.version.to_le_bytes());
        file.extend_from_slice(&crc32fast::hash(&body).to_le_bytes());
        file.append(&mut body);
        file
    }

    /// The sections of a file's bytes.
    ///
    /// # Errors
    /// Says what is wrong: another kind of file, another version, or other bytes than were written.
    pub(crate) fn unseal(self, file: &[u8]) -> Result<Sections<'_>, DamagedError> {
        let short = || self.damaged("it is cut short");
        let (magic, rest) = file.split_first_chunk::<8>().ok_or_else(short)?;
        let (tag, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
        let (version, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
        let (sum, body) = rest.split_first_chunk::<4>().ok_or_else(short)?;
        if magic != MAGIC || *tag != self.tag {
            return Err(self.damaged("it is another kind of file"));
        }
        let version = u32::from_le_bytes(*version);
        if version != self.version {
            return Err(self.damaged(format!("it has version {version}, not {}", self.version)));
        }
        if crc32fast::hash(body) != u32::from_le_bytes(*sum) {
            return Err(self.damaged("its checksum differs"));
        }
        Ok(Sections { kind: self, rest: body })
    }

    /// The error of this kind of file.
    pub(crate) fn damaged(self, reason: impl Into<String>) -> DamagedError {
        DamagedError { what: self.what, reason: reason.into() }
    }
}

/// Reads the sections in the order they were written.
pub(crate) struct Sections<'a> {
    kind: Kind,
    rest: &'a [u8],
}

impl<'a> Sections<'a> {
    /// The next section.
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], DamagedError> {
        let short = || self.kind.damaged("a section is missing");
        let (length, rest) = self.rest.split_first_chunk::<8>().ok_or_else(short)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| short())?;
        let (section, rest) = rest.split_at_checked(length).ok_or_else(short)?;
        self.rest = rest;
        Ok(section)
    }

    /// The next section as text.
    pub(crate) fn text(&mut self) -> Result<&'a str, DamagedError> {
        let kind = self.kind;
        std::str::from_utf8(self.bytes()?).map_err(|_| kind.damaged("a text in it is no text"))
    }

    /// The next section as numbers of four bytes each.
    pub(crate) fn words<T>(&mut self, read: impl Fn([u8; 4]) -> T) -> Result<Vec<T>, DamagedError> {
        let kind = self.kind;
        let (chunks, rest) = self.bytes()?.as_chunks::<4>();
        if rest.is_empty() {
            Ok(chunks.iter().map(|chunk| read(*chunk)).collect())
        } else {
            Err(kind.damaged("a section has an odd length"))
        }
    }

    /// The next section as signed bytes.
    pub(crate) fn signed(&mut self) -> Result<Vec<i8>, DamagedError> {
        Ok(self.bytes()?.iter().map(|byte| byte.cast_signed()).collect())
    }
}

/// Signed bytes as they are written.
pub(crate) fn unsigned(bytes: &[i8]) -> Vec<u8> {
    bytes.iter().map(|byte| byte.cast_unsigned()).collect()
}

/// Numbers of four bytes as they are written.
pub(crate) fn little<T: Copy>(numbers: &[T], write: impl Fn(T) -> [u8; 4]) -> Vec<u8> {
    numbers.iter().flat_map(|number| write(*number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: Kind = Kind { what: "trial", tag: *b"TRIA", version: 3 };

    #[test]
    fn sections_come_back_and_damage_shows() {
        let file = KIND.seal(&[b"moon", &little(&[1.5f32, -2.0], f32::to_le_bytes), &unsigned(&[-1, 7])]);
        let mut sections = KIND.unseal(&file).expect("whole");
        assert_eq!(sections.text(), Ok("moon"));
        assert_eq!(sections.words(f32::from_le_bytes), Ok(vec![1.5, -2.0]));
        assert_eq!(sections.signed(), Ok(vec![-1, 7]));
        assert!(sections.bytes().is_err());
        for at in 0..file.len() {
            let mut damaged = file.clone();
            damaged[at] ^= 1;
            assert!(KIND.unseal(&damaged).is_err(), "byte {at}");
            assert!(KIND.unseal(&file[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn another_version_is_named() {
        let file = Kind { version: 2, ..KIND }.seal(&[]);
        let error = KIND.unseal(&file).err().expect("another version");
        assert_eq!(
            error.to_string(),
            "the trial is damaged: it has version 2, not 3; remove it, and it is made anew"
        );
    }
}
