//! The proof that nothing is left of somebody who was erased.

use std::{collections::BTreeSet, fs, io::Read, path::Path};

use aho_corasick::AhoCorasick;
use flate2::read::MultiGzDecoder;
use store::Store;

use super::PeopleError;

/// Where one of the texts still stands: in columns of the database, and in the files below the folders.
pub async fn prove(store: &Store, secrets: &[String], folders: &[&Path]) -> Result<Vec<String>, PeopleError> {
    let texts: BTreeSet<&str> = secrets.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let texts: Vec<&str> = texts.into_iter().collect();
    let mut left = store.scan_for(&texts).await?;
    let needles = Needles::new(&texts)?;
    for folder in folders {
        scan(folder, &needles, &mut left)?;
    }
    Ok(left)
}

/// The same for several people, for each of them. All texts are looked for at once, so that where nothing is left
/// everything is read once, however many they are; only where something is, those whose it may be are looked at apart.
pub async fn prove_each(
    store: &Store,
    secrets: &[Vec<String>],
    folders: &[&Path],
) -> Result<Vec<Vec<String>>, PeopleError> {
    let mut left = vec![Vec::new(); secrets.len()];
    let mut parts = vec![(0, secrets.len())];
    while let Some((from, to)) = parts.pop() {
        let found = prove(store, &secrets[from..to].concat(), folders).await?;
        if found.is_empty() {
            continue;
        }
        if to - from == 1 {
            left[from] = found;
            continue;
        }
        let middle = from.midpoint(to);
        parts.extend([(from, middle), (middle, to)]);
    }
    Ok(left)
}

/// Texts that are looked for in one reading.
struct Needles {
    any: AhoCorasick,
    /// The length of the longest one, in bytes.
    longest: usize,
}

impl Needles {
    fn new(texts: &[&str]) -> Result<Self, PeopleError> {
        let any = AhoCorasick::new(texts).map_err(|error| PeopleError::Phase(error.to_string()))?;
        Ok(Self { any, longest: texts.iter().map(|text| text.len()).max().unwrap_or(0) })
    }
}

fn scan(folder: &Path, needles: &Needles, left: &mut Vec<String>) -> Result<(), PeopleError> {
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
fn holds(path: &Path, needles: &Needles) -> Result<bool, PeopleError> {
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
        if needles.any.is_match(&window) {
            return Ok(true);
        }
        let keep = window.len().saturating_sub(needles.longest);
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
        let [ada, ben] =
            ["ada@example.org", "ben@example.org"].map(|text| Needles::new(&[text]).expect("one"));
        let both = Needles::new(&["ben@example.org", "ada@example.org"]).expect("two");
        assert!(holds(&copy, &ada).expect("it can be read") && holds(&copy, &both).expect("it can be read"));
        assert!(!holds(&copy, &ben).expect("it can be read"));
        assert!(holds(&plain, &ben).expect("it can be read"));
    }

    #[test]
    fn a_text_is_found_where_two_pieces_meet() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let file = folder.path().join("long");
        let mut body = vec![b'a'; PIECE - 3];
        body.extend_from_slice(b"ben@example.org and more");
        fs::write(&file, body).expect("room");
        let needles = |texts: &[&str]| Needles::new(texts).expect("a few");
        assert!(
            holds(&file, &needles(&["somebody@example.org", "ben@example.org"])).expect("it can be read")
        );
        assert!(!holds(&file, &needles(&["somebody@example.org"])).expect("it can be read"));
    }
}
