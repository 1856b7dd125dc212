//! Backups: the whole content in one engine-neutral file, taken online, checked from end to end.
//!
//! The file is one zstd stream. In it stand a header line of JSON (format and schema version), then the
//! tables of [`TABLES`] in order, each as its name, its rows and an end mark, then a footer line of JSON
//! with the number of rows of each table and the SHA-256 of everything before the footer. A file without
//! a sound footer is no backup, so one that was cut off anywhere is refused.

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
    fs::File,
    io::{BufReader, BufWriter, Read, Write},
    path::Path,
};

use futures::TryStreamExt;
use model::Instant;
use sea_orm::QueryResult;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    snapshot::Snapshot,
    tables::{TABLES, Table, Type},
};
use crate::{Store, StoreError, schema, sql::Cells};

/// The version of this file format.
const FORMAT: u32 = 1;
/// No cell is larger; a length beyond it is damage.
const MAX_CELL_BYTES: u32 = 256 << 20;
/// No header, name or footer is longer.
const MAX_LINE_BYTES: usize = 64 << 10;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackupReport {
    /// The schema of the store that was backed up, counted in migrations.
    pub schema: u32,
    /// When the backup was begun.
    pub made_at: Instant,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
    /// The file's size in bytes.
    pub bytes: u64,
}

impl fmt::Display for BackupReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: u64 = self.rows.values().sum();
        let Self { schema, made_at, bytes, .. } = self;
        write!(f, "{rows} rows in {bytes} bytes, schema {schema}, taken {made_at}")
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    emaki_backup: u32,
    schema: u32,
    made_at: Instant,
}

#[derive(Debug, Serialize, Deserialize)]
struct Footer {
    rows: BTreeMap<String, u64>,
    sha256: String,
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// What follows in the body of a backup.
const ROW: u8 = b'r';
const TABLE: u8 = b't';
const FOOTER: u8 = b'f';

impl Store {
    /// Writes the whole content to a new file at `path`, from one state of the store; writers go on.
    ///
    /// The file appears under its name only when it is complete and on disk.
    pub async fn backup(&self, path: &Path, at: Instant) -> Result<BackupReport, StoreError> {
        let failed = || StoreError::file(path);
        let partial = path.with_extension("partial");
        let file = File::create(&partial).map_err(StoreError::file(&partial))?;
        let written = self.write_backup(BufWriter::new(file), at).await;
        let named = |error| match error {
            StoreError::Output(source) => StoreError::File { path: path.to_owned(), source },
            error => error,
        };
        let report = written.map_err(named).and_then(|(file, schema, rows)| {
            let file = file.into_inner().map_err(std::io::IntoInnerError::into_error).map_err(failed())?;
            file.sync_all().map_err(failed())?;
            let bytes = file.metadata().map_err(failed())?.len();
            std::fs::rename(&partial, path).map_err(failed())?;
            Ok(BackupReport { schema, made_at: at, rows, bytes })
        });
        if report.is_err() {
            // The error matters more than the litter.
            let _ = std::fs::remove_file(&partial);
        }
        report
    }

    async fn write_backup<W: Write + Send>(
        &self,
        out: W,
        at: Instant,
    ) -> Result<(W, u32, BTreeMap<String, u64>), StoreError> {
        let mut encoder = zstd::Encoder::new(out, 3).map_err(StoreError::Output)?;
        encoder.include_checksum(true).map_err(StoreError::Output)?;
        let mut body = Hashing { inner: encoder, hash: Sha256::new() };
        let schema = schema::known_version();
        write_line(&mut body, &Header { emaki_backup: FORMAT, schema, made_at: at })?;
        let mut snapshot = Snapshot::open(self).await?;
        let mut counts = BTreeMap::new();
        for table in TABLES {
            body.write_all(&[TABLE]).map_err(StoreError::Output)?;
            write_line(&mut body, &table.name)?;
            let select = format!("SELECT {} FROM {} ORDER BY {}", table.column_list(), table.name, table.key);
            let mut rows = snapshot.rows("backing up", &select);
            let mut count = 0u64;
            let mut buffer = Vec::new();
            while let Some(row) = rows.try_next().await? {
                buffer.clear();
                buffer.push(ROW);
                encode(&row, table, &mut buffer)?;
                body.write_all(&buffer).map_err(StoreError::Output)?;
                count += 1;
            }
            counts.insert(table.name.to_owned(), count);
        }
        body.write_all(&[FOOTER]).map_err(StoreError::Output)?;
        let sha256 = hex(&body.hash.finalize_reset());
        write_line(&mut body, &Footer { rows: counts.clone(), sha256 })?;
        let out = body.inner.finish().map_err(StoreError::Output)?;
        Ok((out, schema, counts))
    }
}

/// Reads a whole backup and checks every part of it, without a store.
pub async fn verify_backup(path: &Path) -> Result<BackupReport, StoreError> {
    let path = path.to_owned();
    let checked = tokio::task::spawn_blocking(move || check(&path)).await;
    checked.map_err(|error| StoreError::Output(error.into()))?
}

fn check(path: &Path) -> Result<BackupReport, StoreError> {
    let mut backup = Backup::open(path)?;
    while backup.next_row()?.is_some() {}
    backup.finish()
}

/// A backup being read, row by row. What it gives is sound only once [`Backup::finish`] said so.
pub(super) struct Backup<'a> {
    path: &'a Path,
    body: Hashing<BufReader<zstd::Decoder<'static, BufReader<File>>>>,
    header: Header,
    counts: BTreeMap<String, u64>,
    table: Option<&'static Table>,
    ended: bool,
}

impl<'a> Backup<'a> {
    pub fn open(path: &'a Path) -> Result<Self, StoreError> {
        let file = File::open(path).map_err(StoreError::file(path))?;
        let decoder = zstd::Decoder::new(file).map_err(StoreError::file(path))?;
        let mut body = Hashing { inner: BufReader::new(decoder), hash: Sha256::new() };
        let bad = |reason: &str| damaged(path, reason);
        let line = read_line(&mut body).map_err(|_| bad("it is not compressed the way backups are"))?;
        let header: Header = serde_json::from_slice(&line).map_err(|_| bad("it has no backup header"))?;
        if header.emaki_backup != FORMAT {
            return Err(bad(&format!("it has format {}, this program reads {FORMAT}", header.emaki_backup)));
        }
        if header.schema != schema::known_version() {
            let known = schema::known_version();
            return Err(bad(&format!(
                "it has schema {}, this program restores schema {known}",
                header.schema
            )));
        }
        Ok(Self { path, body, header, counts: BTreeMap::new(), table: None, ended: false })
    }

    /// The next row with its table; `None` at the footer.
    pub fn next_row(&mut self) -> Result<Option<(&'static Table, Vec<Cell>)>, StoreError> {
        let cut = |path: &Path| damaged(path, "it is damaged or cut off");
        while !self.ended {
            let mut mark = [0];
            self.body.read_exact(&mut mark).map_err(|_| cut(self.path))?;
            match (mark[0], self.table) {
                (ROW, Some(table)) => {
                    let row = decode(&mut self.body, table).ok_or_else(|| cut(self.path))?;
                    *self.counts.entry(table.name.to_owned()).or_default() += 1;
                    return Ok(Some((table, row)));
                }
                (TABLE, _) => {
                    let line = read_line(&mut self.body).map_err(|_| cut(self.path))?;
                    let name: String = serde_json::from_slice(&line).map_err(|_| cut(self.path))?;
                    let table = Table::named(&name)
                        .ok_or_else(|| damaged(self.path, &format!("it has an unknown table `{name}`")))?;
                    if self.counts.insert(name, 0).is_some() {
                        return Err(damaged(self.path, "a table stands in it twice"));
                    }
                    self.table = Some(table);
                }
                (FOOTER, _) => self.ended = true,
                _ => return Err(cut(self.path)),
            }
        }
        Ok(None)
    }

    /// Checks the footer against all that was read.
    pub fn finish(mut self) -> Result<BackupReport, StoreError> {
        let path = self.path;
        let sha256 = hex(&self.body.hash.finalize_reset());
        let cut = || damaged(path, "its footer is damaged or cut off");
        let line = read_line(&mut self.body).map_err(|_| cut())?;
        let footer: Footer = serde_json::from_slice(&line).map_err(|_| cut())?;
        if footer.sha256 != sha256 {
            return Err(damaged(path, "its content does not match its checksum"));
        }
        if footer.rows != self.counts || self.counts.len() != TABLES.len() {
            return Err(damaged(path, "it does not hold the rows that its footer names"));
        }
        // Reading to the end makes zstd compare its own checksum, and finds anything put behind.
        match self.body.read(&mut [0]) {
            Ok(0) => {}
            _ => return Err(damaged(path, "something stands behind its footer")),
        }
        let bytes = std::fs::metadata(path).map_err(StoreError::file(path))?.len();
        Ok(BackupReport {
            schema: self.header.schema,
            made_at: self.header.made_at,
            rows: self.counts,
            bytes,
        })
    }
}

fn damaged(path: &Path, reason: &str) -> StoreError {
    StoreError::Backup { path: path.to_owned(), reason: reason.to_owned() }
}

fn encode(row: &QueryResult, table: &Table, out: &mut Vec<u8>) -> Result<(), StoreError> {
    let cells = Cells(row);
    let sized = |out: &mut Vec<u8>, bytes: &[u8]| {
        out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        out.extend_from_slice(bytes);
    };
    for (at, (_, column)) in table.columns.iter().enumerate() {
        match column {
            Type::Int => out.extend_from_slice(&cells.int(at)?.to_le_bytes()),
            Type::MaybeInt => {
                let cell = cells.optional_int(at)?;
                out.push(u8::from(cell.is_some()));
                out.extend_from_slice(&cell.unwrap_or_default().to_le_bytes());
            }
            Type::Real => out.extend_from_slice(&cells.real(at)?.to_le_bytes()),
            Type::Text => sized(out, cells.text(at)?.as_bytes()),
            Type::Blob => sized(out, &cells.blob(at)?),
        }
    }
    Ok(())
}

fn decode(body: &mut impl Read, table: &Table) -> Option<Vec<Cell>> {
    let mut row = Vec::with_capacity(table.columns.len());
    for (_, column) in table.columns {
        row.push(match column {
            Type::Int => Cell::Int(i64::from_le_bytes(fixed(body)?)),
            Type::MaybeInt => match (fixed::<1>(body)?, i64::from_le_bytes(fixed(body)?)) {
                ([0], 0) => Cell::Null,
                ([1], number) => Cell::Int(number),
                _ => return None,
            },
            Type::Real => Cell::Real(f64::from_le_bytes(fixed(body)?)),
            Type::Text => Cell::Text(String::from_utf8(sized(body)?).ok()?),
            Type::Blob => Cell::Blob(sized(body)?),
        });
    }
    Some(row)
}

fn fixed<const N: usize>(body: &mut impl Read) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    body.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

fn sized(body: &mut impl Read) -> Option<Vec<u8>> {
    let length = u32::from_le_bytes(fixed(body)?);
    if length > MAX_CELL_BYTES {
        return None;
    }
    // Not allocated in advance: a damaged length must not cost memory.
    let mut bytes = Vec::new();
    body.take(length.into()).read_to_end(&mut bytes).ok()?;
    (bytes.len() == length as usize).then_some(bytes)
}

fn write_line(out: &mut impl Write, value: &impl Serialize) -> Result<(), StoreError> {
    let mut line = serde_json::to_vec(value).map_err(|error| StoreError::Output(error.into()))?;
    line.push(b'\n');
    out.write_all(&line).map_err(StoreError::Output)
}

fn read_line(body: &mut impl Read) -> std::io::Result<Vec<u8>> {
    let mut line = Vec::new();
    let mut byte = [0];
    loop {
        body.read_exact(&mut byte)?;
        if byte[0] == b'\n' {
            return Ok(line);
        }
        line.push(byte[0]);
        if line.len() > MAX_LINE_BYTES {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Hashes what passes through.
struct Hashing<T> {
    inner: T,
    hash: Sha256,
}

impl<T: Write> Write for Hashing<T> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.hash.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

impl<T: Read> Read for Hashing<T> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(bytes)?;
        self.hash.update(&bytes[..count]);
        Ok(count)
    }
}
