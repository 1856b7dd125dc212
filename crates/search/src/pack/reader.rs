//! Arrays out of a sealed file, each straight to where it stays: a part is never held twice.

use std::io::{self, Read, Seek, SeekFrom};

use super::sink::MAGIC;

/// So many bytes are read at once where they become numbers.
const CHUNK: usize = 1 << 16;

/// A file ended before it held what it should, or holds what cannot be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Short;

/// Why a sealed file gave nothing.
#[derive(Debug)]
pub(crate) enum Unsealed {
    /// It could not be read.
    Io(io::Error),
    /// What is wrong with it.
    Damaged(String),
}

/// Where a sealed file comes from.
pub(crate) trait Source: Read + Seek {}

impl<T: Read + Seek> Source for T {}

/// Reads arrays in the order they were written.
pub(crate) struct Reader<'a> {
    from: &'a mut dyn Source,
    /// How many bytes are to come.
    left: u64,
    failed: Option<io::Error>,
}

/// What `read` makes of the arrays of a sealed file.
///
/// # Errors
/// Says what is wrong: not such a file, another version, other bytes than were written, or what `read` refuses.
pub(crate) fn unseal<T>(
    version: u32,
    from: &mut dyn Source,
    read: impl FnOnce(&mut Reader<'_>) -> Result<T, Short>,
) -> Result<T, Unsealed> {
    let damaged = |reason: &str| Unsealed::Damaged(reason.to_owned());
    let mut head = [0; 16];
    from.read_exact(&mut head).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => damaged("it is cut short"),
        _ => Unsealed::Io(error),
    })?;
    let word = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let (found, wanted) = (word(8), word(12));
    if head[..8] != *MAGIC {
        return Err(damaged("it is no part of an index"));
    }
    if found != version {
        return Err(Unsealed::Damaged(format!("it has version {found}, not {version}")));
    }
    // All of it is summed up before any of it is believed.
    let (left, sum) = sum(from).map_err(Unsealed::Io)?;
    if sum != wanted {
        return Err(damaged("its checksum differs"));
    }
    from.seek(SeekFrom::Start(head.len() as u64)).map_err(Unsealed::Io)?;
    let mut reader = Reader { from, left, failed: None };
    let made = read(&mut reader);
    match (made, reader.failed) {
        (_, Some(error)) => Err(Unsealed::Io(error)),
        (Err(Short), None) => Err(damaged("its arrays do not fit")),
        (Ok(made), None) => Ok(made),
    }
}

/// How many bytes are left, and their checksum.
fn sum(from: &mut dyn Source) -> io::Result<(u64, u32)> {
    let mut chunk = vec![0; CHUNK];
    let (mut length, mut sum) = (0, crc32fast::Hasher::new());
    loop {
        match from.read(&mut chunk) {
            Ok(0) => return Ok((length, sum.finalize())),
            Ok(read) => {
                length += read as u64;
                sum.update(&chunk[..read]);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

impl Reader<'_> {
    /// The next array as bytes.
    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>, Short> {
        let length = self.length(1)?;
        let mut bytes = vec![0; length];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// The next array as signed bytes.
    pub(crate) fn signed(&mut self) -> Result<Vec<i8>, Short> {
        self.items(|[byte]: [u8; 1]| byte.cast_signed())
    }

    /// The next array as 32-bit numbers.
    pub(crate) fn numbers(&mut self) -> Result<Vec<u32>, Short> {
        self.items(u32::from_le_bytes)
    }

    /// The next array as 32-bit fractions.
    pub(crate) fn fractions(&mut self) -> Result<Vec<f32>, Short> {
        self.items(f32::from_le_bytes)
    }

    /// The next array as 64-bit numbers.
    pub(crate) fn longs(&mut self) -> Result<Vec<u64>, Short> {
        self.items(u64::from_le_bytes)
    }

    fn items<T, const N: usize>(&mut self, item: impl Fn([u8; N]) -> T) -> Result<Vec<T>, Short> {
        let length = self.length(N)?;
        let mut items = Vec::with_capacity(length / N);
        let mut chunk = vec![0; length.min(CHUNK)];
        let mut left = length;
        while left > 0 {
            let chunk = &mut chunk[..left.min(CHUNK)];
            self.fill(chunk)?;
            items.extend(chunk.as_chunks::<N>().0.iter().map(|bytes| item(*bytes)));
            left -= chunk.len();
        }
        Ok(items)
    }

    /// The length of the next array in bytes, a multiple of `unit`.
    fn length(&mut self, unit: usize) -> Result<usize, Short> {
        let mut length = [0; 8];
        self.fill(&mut length)?;
        let length = u64::from_le_bytes(length);
        if length > self.left || !length.is_multiple_of(unit as u64) {
            return Err(Short);
        }
        usize::try_from(length).map_err(|_| Short)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Short> {
        let left = self.left.checked_sub(bytes.len() as u64).ok_or(Short)?;
        if let Err(error) = self.from.read_exact(bytes) {
            self.failed.get_or_insert(error);
            return Err(Short);
        }
        self.left = left;
        Ok(())
    }
}
