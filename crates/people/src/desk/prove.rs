//! The proof that nothing is left of somebody who was erased.

use std::{fs, io::Read, path::Path};

use flate2::read::MultiGzDecoder;
use store::Store;

use super::PeopleError;

/// Where one of the texts still stands: in columns of the database, and in the files below the folders.
pub async fn prove(store: &Store, secrets: &[String], folders: &[&Path]) -> Result<Vec<String>, PeopleError> {
    let texts: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let mut left = store.scan_for(&texts).await?;
    let needles: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
    for folder in folders {
        scan(folder, &needles, &mut left)?;
    }
    Ok(left)
}

fn scan(folder: &Path, needles: &[&[u8]], left: &mut Vec<String>) -> Result<(), PeopleError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(PeopleError::file(folder)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(PeopleError::file(folder))?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(PeopleError::file(folder))?);
        if kind.is_dir() {
            scan(&path, needles, left)?;
        } else if kind.is_file() && holds(&path, needles)? {
            left.push(path.display().to_string());
        }
    }
    Ok(())
}

/// How much of a file is read at once.
const PIECE: usize = 1 << 20;

/// Whether a file holds one of the texts, also where two pieces meet.
fn holds(path: &Path, needles: &[&[u8]]) -> Result<bool, PeopleError> {
    let longest = needles.iter().map(|needle| needle.len()).max().unwrap_or(0);
    let mut is_packed = path.extension().is_some_and(|ending| ending == "gz");
    let mut file: Box<dyn Read> = match fs::File::open(path) {
        // A compressed copy says nothing until it is unpacked.
        Ok(file) if is_packed => Box::new(MultiGzDecoder::new(file)),
        Ok(file) => Box::new(file),
        // A log of the database goes while one looks.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(PeopleError::file(path)(error)),
    };
    let mut window: Vec<u8> = Vec::new();
    let mut piece = vec![0; PIECE];
    loop {
        let read = match file.read(&mut piece) {
            Ok(read) => read,
            // It is called compressed and is not, or breaks off: its bytes are looked at as they are.
            Err(_) if is_packed => {
                is_packed = false;
                window.clear();
                file = Box::new(fs::File::open(path).map_err(PeopleError::file(path))?);
                continue;
            }
            Err(error) => return Err(PeopleError::file(path)(error)),
        };
        if read == 0 {
            return Ok(false);
        }
        window.extend_from_slice(&piece[..read]);
        let found = needles
            .iter()
            .filter(|needle| !needle.is_empty())
            .any(|needle| window.windows(needle.len()).any(|part| part == *needle));
        if found {
            return Ok(true);
        }
        let keep = window.len().saturating_sub(longest);
        window.drain(..keep);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    #[test]
    fn compressed_copies_are_looked_into() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let copy = folder.path().join("output.csv.gz");
        let mut packer = GzEncoder::new(fs::File::create(&copy).expect("a file"), Compression::best());
        packer.write_all(b"7,Ada Lantern,ada@example.org\n").expect("room");
        packer.finish().expect("room");
        let plain = folder.path().join("plain.gz");
        fs::write(&plain, "ben@example.org").expect("room");
        assert!(holds(&copy, &[b"ada@example.org"]).expect("it can be read"));
        assert!(!holds(&copy, &[b"ben@example.org"]).expect("it can be read"));
        assert!(holds(&plain, &[b"ben@example.org"]).expect("it can be read"));
    }
}
