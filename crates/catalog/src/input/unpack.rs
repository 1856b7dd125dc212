//! Unpacking by the first bytes: gzip, zstd or nothing to unpack.

use std::{
    io::{self, BufRead, BufReader, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::Raw;

/// A reader over the unpacked bytes.
pub(crate) type Unpacked = BufReader<Box<dyn Read + Send>>;

const BUFFER: usize = 128 * 1024;

/// Unpacks what begins like an archive. `taken` counts the packed bytes as they are used up.
pub(crate) fn unpack(raw: Raw, taken: Arc<AtomicU64>) -> io::Result<Unpacked> {
    let mut reader = BufReader::with_capacity(BUFFER, Counting { inner: raw, taken });
    let begin = reader.fill_buf()?;
    let unpacked: Box<dyn Read + Send> = if begin.starts_with(&[0x1f, 0x8b]) {
        Box::new(flate2::bufread::MultiGzDecoder::new(reader))
    } else if begin.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Box::new(zstd::stream::read::Decoder::with_buffer(reader)?)
    } else {
        Box::new(reader)
    };
    Ok(BufReader::with_capacity(BUFFER, unpacked))
}

struct Counting {
    inner: Raw,
    taken: Arc<AtomicU64>,
}

impl Read for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn through(bytes: Vec<u8>) -> io::Result<String> {
        let mut text = String::new();
        unpack(Box::new(io::Cursor::new(bytes)), Arc::default())?.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn archives_are_known_by_their_first_bytes() {
        let text = "Moonlit Depot\n".repeat(1000);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(text.as_bytes()).expect("memory");
        let gzip = gzip.finish().expect("memory");
        let zstd = zstd::encode_all(text.as_bytes(), 1).expect("memory");
        for bytes in [text.clone().into_bytes(), gzip.clone(), zstd.clone()] {
            assert_eq!(through(bytes).expect("sound"), text);
        }
        // Two archives behind each other are one file.
        assert_eq!(through([gzip.clone(), gzip.clone()].concat()).expect("sound").len(), 2 * text.len());
        for mut cut in [gzip, zstd] {
            cut.truncate(cut.len() - 3);
            assert!(through(cut).is_err());
        }
    }
}
