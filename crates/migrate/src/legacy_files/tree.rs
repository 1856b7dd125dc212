//! Where the old pipeline's files lie: in its own tree, in its `data` folder, or side by side; plain or
//! packed with gzip.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use flate2::read::MultiGzDecoder;
use keeping::{Fault, KeepingError, forms::Form};

/// The folders of the old tree that hold its data.
const FOLDERS: [&str; 4] = ["data", "registries", "intermediate", "final"];
/// No file of the old pipeline is larger, unpacked.
const MOST_BYTES: u64 = 512 << 20;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Numbers.
    Numbers,
    /// Rows as collected.
    Collected(Form),
    /// Rows as people left them.
    Cleaned(Form),
    /// Stats.
    Stats,
}

/// Every file that is read, without the ending of packed ones. Of two with one place the later counts as
/// the newer.
const FILES: [(&str, Role); 11] = [
    ("series_id_registry.csv", Role::Numbers),
    ("character_id_registry.csv", Role::Numbers),
    ("series_processed.csv", Role::Collected(Form::Series)),
    ("series_recrawl.csv", Role::Collected(Form::Series)),
    ("characters_processed.csv", Role::Collected(Form::Character)),
    ("characters_recrawl.csv", Role::Collected(Form::Character)),
    ("series_cleaned.xlsx", Role::Cleaned(Form::Series)),
    ("series_cleaned.csv", Role::Cleaned(Form::Series)),
    ("characters_cleaned.xlsx", Role::Cleaned(Form::Character)),
    ("characters_cleaned.csv", Role::Cleaned(Form::Character)),
    ("characters_with_stats.csv", Role::Stats),
];

/// The files found.
#[derive(Debug)]
pub struct Tree {
    /// Where was looked.
    pub folder: PathBuf,
    /// In the order of [`FILES`].
    pub files: Vec<Found>,
}

/// One file.
#[derive(Debug)]
pub struct Found {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is for.
    pub role: Role,
    folder: PathBuf,
}

impl Tree {
    /// Looks for the files. A file that is there twice is a fault: nobody could say which one counts.
    pub fn find(folder: &Path) -> Result<Self, KeepingError> {
        let mut places = Vec::new();
        look(folder, 0, &mut places)?;
        let (mut files, mut faults) = (Vec::new(), Vec::new());
        let mut cleaned: Vec<(Role, PathBuf)> = Vec::new();
        for (name, role) in FILES {
            let is_it = |path: &&PathBuf| {
                let found = path.file_name().map(|found| found.to_string_lossy().into_owned());
                found.is_some_and(|found| found == name || found == format!("{name}.gz"))
            };
            let mut there = places.iter().filter(is_it);
            let Some(path) = there.next() else { continue };
            let other = there.next().cloned();
            // A workbook and a table of one sheet are two, too.
            let other = other.or_else(|| {
                let is_cleaned = matches!(role, Role::Cleaned(_));
                cleaned.iter().find(|(before, _)| is_cleaned && *before == role).map(|(_, path)| path.clone())
            });
            if let Some(other) = other {
                faults.push(Fault {
                    file: path.display().to_string(),
                    row: None,
                    column: String::new(),
                    value: String::new(),
                    problem: format!("`{}` holds the same", other.display()),
                    fix: "leave the one that counts, and move the other away".to_owned(),
                });
            }
            cleaned.push((role, path.clone()));
            files.push(Found { path: path.clone(), role, folder: folder.to_owned() });
        }
        if !faults.is_empty() {
            return Err(super::refused(folder, faults));
        }
        if files.is_empty() {
            return Err(KeepingError::Parameter {
                name: "folder",
                message: format!(
                    "`{}` holds no file of the old pipeline: {} and the like",
                    folder.display(),
                    FILES[0].0
                ),
            });
        }
        Ok(Self { folder: folder.to_owned(), files })
    }
}

impl Found {
    /// How messages call it: its place within the folder.
    pub fn name(&self) -> String {
        self.path.strip_prefix(&self.folder).unwrap_or(&self.path).display().to_string()
    }

    /// Its bytes, unpacked.
    pub fn read(&self) -> Result<Vec<u8>, KeepingError> {
        let bytes = fs::read(&self.path).map_err(KeepingError::file("read", &self.path))?;
        if !bytes.starts_with(&[0x1f, 0x8b]) {
            return Ok(bytes);
        }
        let mut plain = Vec::new();
        let unpacked = MultiGzDecoder::new(bytes.as_slice()).take(MOST_BYTES + 1).read_to_end(&mut plain);
        let problem = match unpacked {
            Ok(_) if plain.len() as u64 > MOST_BYTES => {
                format!("it unpacks to more than {} MiB", MOST_BYTES >> 20)
            }
            Ok(_) => return Ok(plain),
            Err(error) => format!("it is packed and damaged: {error}"),
        };
        Err(KeepingError::of_faults(vec![Fault {
            file: self.name(),
            row: None,
            column: String::new(),
            value: String::new(),
            problem,
            fix: "copy the file anew, or unpack it first".to_owned(),
        }]))
    }
}

/// Lists the files of a folder and of those below it that the old tree has.
fn look(folder: &Path, depth: usize, places: &mut Vec<PathBuf>) -> Result<(), KeepingError> {
    let listed = fs::read_dir(folder).map_err(KeepingError::file("list", folder))?;
    let mut paths: Vec<PathBuf> = listed.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_file() {
            places.push(path);
        } else if depth < FOLDERS.len() && FOLDERS.contains(&name.as_str()) {
            look(&path, depth + 1, places)?;
        }
    }
    Ok(())
}
