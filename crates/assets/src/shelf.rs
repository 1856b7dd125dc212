//! Files kept by what they were made of: a name is a SHA-256 and an ending, and what stands under it never changes.

use std::{
    fmt::{self, Display, Formatter},
    io,
    path::PathBuf,
};

/// The name of a kept file: 64 hexadecimal digits and an ending.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    digits: String,
    ending: &'static str,
}

impl Name {
    /// Of a hash, with an ending such as `jpg`.
    pub fn new(hash: &[u8; 32], ending: &'static str) -> Self {
        let digits = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let digits = digits.map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])).collect();
        Self { digits, ending }
    }

    /// Of a file's name as it stands in an address; `None` for anything that is none, so that nobody reaches
    /// anything else by it.
    pub fn parse(name: &str, ending: &'static str) -> Option<Self> {
        let digits = name.strip_suffix(ending)?.strip_suffix('.')?;
        let sound =
            digits.len() == 64 && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        sound.then(|| Self { digits: digits.to_owned(), ending })
    }
}

impl Display for Name {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.digits, self.ending)
    }
}

/// Where files are kept. Calls wait for a disk or a network, so whoever serves others makes them on a thread of its
/// own.
pub trait Shelf: Send + Sync {
    /// Puts a file there, whole or not at all. One that is there already stays.
    fn put(&self, name: &Name, bytes: &[u8]) -> io::Result<()>;

    /// The file; `None` when there is none.
    fn get(&self, name: &Name) -> io::Result<Option<Vec<u8>>>;

    /// Whether the file is there.
    fn has(&self, name: &Name) -> io::Result<bool>;
}

/// A folder of this machine, with a folder for each first two digits.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// At this place, which is made with the first file.
    pub fn new(place: impl Into<PathBuf>) -> Self {
        Self(place.into())
    }

    /// Where a file of this name lies, whether it is there or not.
    pub fn path(&self, name: &Name) -> PathBuf {
        self.0.join(&name.digits[..2]).join(name.to_string())
    }
}

impl Shelf for Folder {
    fn put(&self, name: &Name, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(name);
        if path.is_file() {
            return Ok(());
        }
        crate::put_whole(&path, bytes)
    }

    fn get(&self, name: &Name) -> io::Result<Option<Vec<u8>>> {
        match std::fs::read(self.path(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn has(&self, name: &Name) -> io::Result<bool> {
        self.path(name).try_exists()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_hashes_and_nothing_else() {
        let name = Name::new(&[0xab; 32], "jpg");
        assert_eq!(name.to_string(), format!("{}.jpg", "ab".repeat(32)));
        assert_eq!(Name::parse(&name.to_string(), "jpg"), Some(name.clone()));
        let upper = name.to_string().to_uppercase();
        for odd in
            ["", ".jpg", "../../etc/passwd.jpg", "abjpg", &upper, &name.to_string()[1..], &"é".repeat(32)]
        {
            assert_eq!(Name::parse(odd, "jpg"), None, "{odd}");
        }
        assert_eq!(Name::parse(&name.to_string(), "png"), None);
    }

    #[test]
    fn what_is_put_comes_back_and_stays() {
        let place = tempfile::tempdir().expect("a folder for the test");
        let folder = Folder::new(place.path().join("thumbnails"));
        let name = Name::new(&[7; 32], "jpg");
        assert_eq!(folder.get(&name).expect("no folder is no failure"), None);
        assert!(!folder.has(&name).expect("no folder is no failure"));
        folder.put(&name, b"a lamp").expect("room on the disk");
        folder.put(&name, b"another").expect("room on the disk");
        assert_eq!(folder.get(&name).expect("it can be read"), Some(b"a lamp".to_vec()));
        assert!(folder.has(&name).expect("it is there"));
        let beside = std::fs::read_dir(place.path().join("thumbnails/07")).expect("the folder").count();
        assert_eq!(beside, 1, "nothing is left beside it");
    }
}
