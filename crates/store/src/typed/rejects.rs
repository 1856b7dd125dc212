//! Rows of files that were refused, with the place and the reason.

use std::collections::BTreeMap;

use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// A refused row.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RejectRow {
    /// The file's label, normally its SHA-256.
    pub file: String,
    /// The line or entry number in the file, from 1.
    pub line: u64,
    /// The byte at which the entry begins, where lines say little.
    pub offset: Option<u64>,
    /// The reason as a word that programs can tell apart.
    pub code: String,
    /// The reason for a person.
    pub message: String,
}

impl Store {
    /// Up to `limit` refused rows, of one file or of all, by file and line.
    pub async fn rejects(&self, file: Option<&str>, limit: usize) -> Result<Vec<RejectRow>, StoreError> {
        let select = "SELECT f.label, t.line, t.byte_offset, t.code, t.message FROM rejects t \
                      JOIN files f ON f.id = t.file WHERE $1 = '' OR f.label = $1 \
                      ORDER BY f.label, t.line LIMIT $2";
        let values = [file.unwrap_or_default().into(), (limit as i64).into()];
        let read = |row| {
            let cells = Cells(row);
            Ok(RejectRow {
                file: cells.text(0)?,
                line: cells.line(1)?.unwrap_or_default(),
                offset: cells.line(2)?,
                code: cells.text(3)?,
                message: cells.text(4)?,
            })
        };
        sql::query(&self.db, "reading rejects", select, values).await?.iter().map(read).collect()
    }
}

impl WriteTx {
    /// Adds refused rows; one at a place that already has one is left out. Gives how many were new.
    pub async fn add_rejects(&self, rows: &[RejectRow]) -> Result<usize, StoreError> {
        let mut places = BTreeMap::new();
        for row in rows {
            places.entry((row.file.as_str(), row.line)).or_insert(row);
        }
        let files = self.file_numbers(places.keys().map(|(file, _)| *file)).await?;
        let rows = Rows::new()
            .int("file", files)
            .int("line", places.keys().map(|(_, line)| *line as i64))
            .int("byte_offset", places.values().map(|row| row.offset.map_or(-1, |offset| offset as i64)))
            .text("code", places.values().map(|row| row.code.as_str()))
            .text("message", places.values().map(|row| row.message.replace('\0', "\u{fffd}")));
        let insert = "INSERT INTO rejects (file, line, byte_offset, code, message) \
                      SELECT file, line, NULLIF(byte_offset, -1), code, message FROM r WHERE true \
                      ON CONFLICT (file, line) DO NOTHING";
        rows.execute(&self.tx, "adding rejects", insert).await.map(|new| new as usize)
    }
}
