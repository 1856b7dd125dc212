//! Answers as they stand in a file, before anybody judges them: a list of JSON objects as models give it,
//! or the old pipeline's `characters_with_stats.csv`; plain or packed with gzip.

mod json;
mod table;

use std::{io::Read as _, path::Path};

use flate2::read::MultiGzDecoder;
use keeping::{Fault, KeepingError};
use serde_json::{Map, Value};

use crate::{Noise, check::Finding};

pub(crate) use json::answer;

/// The largest packed file that is read, unpacked, in bytes. 50,000 answers have some 60 MB, and all of it has
/// to be in memory at once.
const LARGEST: u64 = 256 << 20;

/// The parts of an answer, by the names that JSON files give them.
pub(crate) const PARTS: [&str; 5] =
    ["archetype", "stats", "role_potency", "elemental_type", "elemental_resistances"];

/// One answer, not judged yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// Its row as the file's readers count: from 1 in a list, from 2 in a table, below its header.
    pub row: u64,
    /// Its place among the answers, from 0. The old pipeline seeded its noise with it.
    pub index: u64,
    /// The couple's type, where the file has one.
    pub source_type: Option<String>,
    /// The couple's id.
    pub source_id: Option<String>,
    /// The character's name.
    pub name: Option<String>,
    /// Its series' name.
    pub series: Option<String>,
    /// Archetype, stats, potency, elements and resistances, by their names in JSON files.
    pub parts: Map<String, Value>,
    /// The noise that the file itself tells of; then no other is laid over the answer.
    pub noise: Option<Noise>,
}

/// The answers of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    /// The file, as faults name it.
    pub file: String,
    /// The answers that can be judged.
    pub answers: Vec<Answer>,
    /// What is wrong with the others.
    pub findings: Vec<Finding>,
    /// Whether the stats in it are published ones, which have their noise already.
    pub is_published: bool,
}

impl Answers {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, or is neither a JSON list nor a table with the columns needed.
    pub fn read(path: &Path) -> Result<Self, KeepingError> {
        let bytes = std::fs::read(path).map_err(KeepingError::file("read", path))?;
        Self::parse(&bytes, &path.display().to_string())
    }

    /// Reads a file's bytes; `file` is what faults name.
    pub fn parse(bytes: &[u8], file: &str) -> Result<Self, KeepingError> {
        let unpacked;
        let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
            unpacked = unpack(bytes, file)?;
            unpacked.as_slice()
        } else {
            bytes
        };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        match first {
            Some(b'[' | b'{') => json::read(bytes, file),
            _ => table::read(bytes, file),
        }
    }
}

fn unpack(bytes: &[u8], file: &str) -> Result<Vec<u8>, KeepingError> {
    let mut unpacked = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(LARGEST + 1).read_to_end(&mut unpacked);
    read.map_err(|error| {
        damaged(file, &format!("the packed file is damaged: {error}"), "take another copy")
    })?;
    if unpacked.len() as u64 > LARGEST {
        return Err(damaged(file, "it unpacks to more than 256 MiB", "split it"));
    }
    Ok(unpacked)
}

/// A file that is not what it should be.
pub(crate) fn damaged(file: &str, problem: &str, fix: &str) -> KeepingError {
    let fault = Fault {
        file: file.to_owned(),
        row: None,
        column: String::new(),
        value: String::new(),
        problem: problem.to_owned(),
        fix: fix.to_owned(),
    };
    // A single fault is the message itself.
    KeepingError::Faulty { message: fault.to_string(), faults: vec![fault] }
}
