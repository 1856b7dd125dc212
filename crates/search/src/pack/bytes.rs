//! Arrays to bytes and back, sealed with a checksum.

/// The first bytes of every sealed file.
const MAGIC: &[u8; 8] = b"EMAKIPRT";

/// A file ended before it held what it should.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Short;

/// Collects arrays, each behind its length.
#[derive(Default)]
pub(crate) struct Sink(Vec<u8>);

impl Sink {
    /// Writes bytes.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
    }

    /// Writes 32-bit numbers.
    pub(crate) fn numbers(&mut self, numbers: &[u32]) {
        self.0.reserve(8 + numbers.len() * 4);
        self.0.extend_from_slice(&(numbers.len() as u64 * 4).to_le_bytes());
        for number in numbers {
            self.0.extend_from_slice(&number.to_le_bytes());
        }
    }

    /// Writes 64-bit numbers.
    pub(crate) fn longs(&mut self, numbers: &[u64]) {
        self.0.extend_from_slice(&(numbers.len() as u64 * 8).to_le_bytes());
        for number in numbers {
            self.0.extend_from_slice(&number.to_le_bytes());
        }
    }

    /// All that was written.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// Reads arrays in the order they were written.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Begins at the first array.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next array as bytes.
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], Short> {
        let (length, rest) = self.0.split_first_chunk::<8>().ok_or(Short)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| Short)?;
        let (bytes, rest) = rest.split_at_checked(length).ok_or(Short)?;
        self.0 = rest;
        Ok(bytes)
    }

    /// The next array as 32-bit numbers.
    pub(crate) fn numbers(&mut self) -> Result<Vec<u32>, Short> {
        let (chunks, rest) = self.bytes()?.as_chunks::<4>();
        if rest.is_empty() {
            Ok(chunks.iter().map(|chunk| u32::from_le_bytes(*chunk)).collect())
        } else {
            Err(Short)
        }
    }

    /// The next array as 64-bit numbers.
    pub(crate) fn longs(&mut self) -> Result<Vec<u64>, Short> {
        let (chunks, rest) = self.bytes()?.as_chunks::<8>();
        if rest.is_empty() {
            Ok(chunks.iter().map(|chunk| u64::from_le_bytes(*chunk)).collect())
        } else {
            Err(Short)
        }
    }
}

/// Puts the magic word, the version and a checksum before a body.
pub(crate) fn seal(version: u32, body: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(body.len() + 16);
    sealed.extend_from_slice(MAGIC);
    sealed.extend_from_slice(&version.to_le_bytes());
    sealed.extend_from_slice(&crc32fast::hash(body).to_le_bytes());
    sealed.extend_from_slice(body);
    sealed
}

/// The body of a sealed file.
///
/// # Errors
/// Says what is wrong: not such a file, another version, or other bytes than were written.
pub(crate) fn unseal(version: u32, sealed: &[u8]) -> Result<&[u8], String> {
    let (magic, rest) = sealed.split_first_chunk::<8>().ok_or("it is cut short")?;
    let (found, rest) = rest.split_first_chunk::<4>().ok_or("it is cut short")?;
    let (sum, body) = rest.split_first_chunk::<4>().ok_or("it is cut short")?;
    if magic != MAGIC {
        return Err("it is no part of an index".to_owned());
    }
    if u32::from_le_bytes(*found) != version {
        return Err(format!("it has version {}, not {version}", u32::from_le_bytes(*found)));
    }
    if crc32fast::hash(body) != u32::from_le_bytes(*sum) {
        return Err("its checksum differs".to_owned());
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_come_back_and_damage_shows() {
        let mut sink = Sink::default();
        sink.numbers(&[1, 2, 3]);
        sink.bytes(b"abc");
        sink.longs(&[u64::MAX]);
        let sealed = seal(1, &sink.into_bytes());
        let mut reader = Reader::new(unseal(1, &sealed).expect("whole"));
        assert_eq!(reader.numbers(), Ok(vec![1, 2, 3]));
        assert_eq!(reader.bytes(), Ok(b"abc".as_slice()));
        assert_eq!(reader.longs(), Ok(vec![u64::MAX]));
        assert_eq!(reader.bytes(), Err(Short));
        for at in [0, 9, 13, sealed.len() - 1] {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert!(unseal(1, &damaged).is_err(), "byte {at}");
        }
        assert!(unseal(1, &sealed[..10]).is_err());
    }
}
