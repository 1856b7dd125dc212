//! A hash of what we wrote into a row, by which to tell later whether somebody changed it.

use std::fmt::Write as _;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use store::PublishRow;

use super::{columns::BIRTHDAY, shape::Table};

/// Which columns of a table are hashed: those that we write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    columns: Vec<String>,
}

impl Fingerprint {
    /// Over the columns of a table that we write.
    pub fn of(table: &Table) -> Self {
        let mut columns: Vec<String> =
            table.written().iter().map(|(wish, ..)| wish.name.to_owned()).collect();
        columns.extend(table.column(BIRTHDAY).map(|column| column.name.clone()));
        Self { columns }
    }

    /// The columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The hash of a row as the database's JSON shows it.
    pub fn of_row(&self, row: &Map<String, Value>) -> Vec<u8> {
        let mut hash = Sha256::new();
        for column in &self.columns {
            let value = row.get(column).unwrap_or(&Value::Null);
            hash.update(value.to_string().as_bytes());
            hash.update([0]);
        }
        hash.finalize().to_vec()
    }
}

/// A checksum over all that a publish keeps, so that damage is seen before anything is restored.
pub fn checksum(rows: &[PublishRow]) -> String {
    let mut sorted: Vec<&PublishRow> = rows.iter().collect();
    sorted.sort_by(|a, b| (&a.place, &a.key).cmp(&(&b.place, &b.key)));
    let mut hash = Sha256::new();
    for row in sorted {
        for part in [row.place.as_bytes(), row.key.as_bytes(), &row.before, &row.after] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    hex(&hash.finalize())
}

/// Bytes in hex.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // a String takes everything
        text
    })
}
