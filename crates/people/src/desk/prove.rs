//! The proof that nothing is left of somebody who was erased.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Read,
    path::Path,
};

use aho_corasick::AhoCorasick;
use flate2::read::MultiGzDecoder;
use store::Store;

use super::PeopleError;

/// Where one of the texts still stands: in columns of the database, and in the files below the folders.
pub async fn prove(store: &Store, secrets: &[String], folders: &[&Path]) -> Result<Vec<String>, PeopleError> {
    Ok(prove_all(store, &[secrets], folders).await?.pop().unwrap_or_default())
}

/// The same for several people, for each of them. All texts are looked for at once, so that everything is read once,
/// however many they are and however much is left of them.
pub async fn prove_each(
    store: &Store,
    secrets: &[Vec<String>],
    folders: &[&Path],
) -> Result<Vec<Vec<String>>, PeopleError> {
    let secrets: Vec<&[String]> = secrets.iter().map(Vec::as_slice).collect();
    prove_all(store, &secrets, folders).await
}

async fn prove_all(
    store: &Store,
    secrets: &[&[String]],
    folders: &[&Path],
) -> Result<Vec<Vec<String>>, PeopleError> {
    let needles = Needles::new(secrets)?;
    let mut left = Left(vec![Vec::new(); secrets.len()]);
    if needles.whose.is_empty() {
        return Ok(left.0);
    }
    let look = |place: &str, text: &str| {
        left.stands_at(place, &needles.whose_in(text.as_bytes()));
        Ok::<_, PeopleError>(())
    };
    store.each_text(&needles.texts, look).await?;
    for folder in folders {
        scan(folder, &needles, &mut left)?;
    }
    Ok(left.0)
}

/// Where something of each of the people still stands.
struct Left(Vec<Vec<String>>);

impl Left {
    /// A place with texts of these people; a column is such a place in many of its rows.
    fn stands_at(&mut self, place: &str, people: &BTreeSet<usize>) {
        for person in people {
            let places = &mut self.0[*person];
            if !places.iter().any(|known| known == place) {
                places.push(place.to_owned());
            }
        }
    }
}

/// Texts that are looked for in one reading, and whose they are.
struct Needles<'a> {
    any: AhoCorasick,
    /// The texts, in the order of their numbers in `any`.
    texts: Vec<&'a str>,
    /// Whose each of them is, by their places among the people. Two who go together may share one.
    whose: Vec<Vec<usize>>,
    /// How many people have a text.
    people: usize,
    /// The length of the longest one, in bytes.
    longest: usize,
}

impl<'a> Needles<'a> {
    fn new(secrets: &[&'a [String]]) -> Result<Self, PeopleError> {
        let mut by_text: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (person, own) in secrets.iter().enumerate() {
            let own: BTreeSet<&str> =
                own.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
            for text in own {
                by_text.entry(text).or_default().push(person);
            }
        }
        let (texts, whose): (Vec<&str>, Vec<Vec<usize>>) = by_text.into_iter().unzip();
        let any = AhoCorasick::new(&texts).map_err(|error| PeopleError::Phase(error.to_string()))?;
        let people = whose.iter().flatten().collect::<BTreeSet<_>>().len();
        let longest = texts.iter().map(|text| text.len()).max().unwrap_or(0);
        Ok(Self { any, texts, whose, people, longest })
    }

    /// The people whose texts stand in some bytes, also where one text is a part of another or begins in it.
    fn whose_in(&self, bytes: &[u8]) -> BTreeSet<usize> {
        let mut people = BTreeSet::new();
        for found in self.any.find_overlapping_iter(bytes) {
            people.extend(&self.whose[found.pattern().as_usize()]);
            if people.len() == self.people {
                break;
            }
        }
        people
    }
}

fn scan(folder: &Path, needles: &Needles<'_>, left: &mut Left) -> Result<(), PeopleError> {
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
        } else if kind.is_file() {
            left.stands_at(&path.display().to_string(), &whose_at(&path, needles)?);
        }
    }
    Ok(())
}

/// How much of a file is read at once.
const PIECE: usize = 1 << 20;

/// The people whose texts a file holds, also where two pieces meet.
fn whose_at(path: &Path, needles: &Needles<'_>) -> Result<BTreeSet<usize>, PeopleError> {
    let mut people = BTreeSet::new();
    let mut is_packed = path.extension().is_some_and(|ending| ending == "gz");
    let mut file: Box<dyn Read> = match fs::File::open(path) {
        // A compressed copy says nothing until it is unpacked.
        Ok(file) if is_packed => Box::new(MultiGzDecoder::new(file)),
        Ok(file) => Box::new(file),
        // A log of the database goes while one looks.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(people),
        Err(error) => return Err(PeopleError::file(path)(error)),
    };
    let mut window: Vec<u8> = Vec::new();
    let mut piece = vec![0; PIECE];
    while people.len() < needles.people {
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
            break;
        }
        window.extend_from_slice(&piece[..read]);
        people.append(&mut needles.whose_in(&window));
        let keep = window.len().saturating_sub(needles.longest);
        window.drain(..keep);
    }
    Ok(people)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    /// Which of some people, each with one text, a file holds.
    fn whose(path: &Path, texts: &[&str]) -> Vec<usize> {
        let texts: Vec<Vec<String>> = texts.iter().map(|text| vec![(*text).to_owned()]).collect();
        let secrets: Vec<&[String]> = texts.iter().map(Vec::as_slice).collect();
        let needles = Needles::new(&secrets).expect("a few");
        whose_at(path, &needles).expect("it can be read").into_iter().collect()
    }

    #[test]
    fn compressed_copies_are_looked_into() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let copy = folder.path().join("output.csv.gz");
        let mut packer = GzEncoder::new(fs::File::create(&copy).expect("a file"), Compression::best());
        packer.write_all(b"7,Ada Lantern,ada@example.org\n").expect("room");
        packer.finish().expect("room");
        let plain = folder.path().join("plain.gz");
        fs::write(&plain, "ben@example.org").expect("room");
        assert_eq!(whose(&copy, &["ada@example.org"]), [0]);
        assert_eq!(whose(&copy, &["ben@example.org", "ada@example.org"]), [1]);
        assert!(whose(&copy, &["ben@example.org"]).is_empty());
        assert_eq!(whose(&plain, &["ben@example.org"]), [0]);
    }

    #[test]
    fn a_text_is_found_where_two_pieces_meet() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let file = folder.path().join("long");
        let mut body = b"cora@example.org".to_vec();
        body.resize(PIECE - 3, b'a');
        body.extend_from_slice(b"ben@example.org and more");
        fs::write(&file, body).expect("room");
        assert_eq!(whose(&file, &["somebody@example.org", "ben@example.org"]), [1]);
        assert!(whose(&file, &["somebody@example.org"]).is_empty());
        // What is found early does not end the search for the others.
        assert_eq!(whose(&file, &["cora@example.org", "somebody@example.org", "ben@example.org"]), [0, 2]);
    }

    #[test]
    fn texts_that_overlap_are_all_found() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let file = folder.path().join("page");
        fs::write(&file, "by mada@example.orgamic").expect("room");
        let texts = ["mada@example.org", "ada@example.org", "example.orgamic", "ada@example.org", "adam@"];
        assert_eq!(whose(&file, &texts), [0, 1, 2, 3]);
    }
}
