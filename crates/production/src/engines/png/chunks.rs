//! The chunks of a PNG file, read within bounds.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

/// How a file begins.
const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";
/// The longest text, unpacked, in bytes. A large graph of `ComfyUI` has some 300 kB.
const LONGEST_TEXT: usize = 4 << 20;
/// All texts of a file together.
const LONGEST_TEXTS: usize = 16 << 20;
/// More chunks than any program writes.
const MOST_CHUNKS: usize = 100_000;

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PngError {
    /// Its bytes are of something else.
    #[error("this is no PNG file")]
    None,
    /// It ends too early, or its parts contradict each other.
    #[error("the PNG file is damaged: {0}")]
    Damaged(&'static str),
    /// There is more in it than we want to hold.
    #[error("the PNG file holds too much: {0}")]
    TooMuch(&'static str),
    /// Its recipe has another shape.
    #[error("the recipe in the picture cannot be read: {0}")]
    Recipe(String),
}

/// One chunk.
struct Chunk<'a> {
    kind: [u8; 4],
    data: &'a [u8],
    /// With length, kind and checksum.
    whole: &'a [u8],
}

/// Width and height as a file says.
///
/// # Errors
/// [`PngError`] when it is no PNG.
pub fn size(file: &[u8]) -> Result<(u32, u32), PngError> {
    let header = chunks(file)?.next().ok_or(PngError::Damaged("it ends after its first bytes"))??;
    match (header.kind, header.data) {
        ([b'I', b'H', b'D', b'R'], data) => {
            let sides = data.as_chunks::<4>().0;
            let side = |at: usize| sides.get(at).map(|bytes| u32::from_be_bytes(*bytes));
            side(0).zip(side(1)).ok_or(PngError::Damaged("its size is cut short"))
        }
        _ => Err(PngError::Damaged("it does not begin with its size")),
    }
}

/// The texts in a file with their words, in their order: plain, packed and international ones.
///
/// # Errors
/// [`PngError`] when it is no PNG, is damaged, or holds more text than is wanted.
pub fn read_texts(file: &[u8]) -> Result<Vec<(String, String)>, PngError> {
    let (mut texts, mut length) = (Vec::new(), 0);
    for chunk in chunks(file)? {
        let chunk = chunk?;
        let text = match &chunk.kind {
            b"tEXt" => plain(chunk.data),
            b"zTXt" => packed(chunk.data)?,
            b"iTXt" => international(chunk.data)?,
            b"IEND" => break,
            _ => None,
        };
        if let Some((key, text)) = text {
            length += text.len();
            if length > LONGEST_TEXTS {
                return Err(PngError::TooMuch("its texts are too long"));
            }
            texts.push((key, text));
        }
    }
    Ok(texts)
}

/// The file with these texts, before its pixels; any that it had under the same words are gone.
///
/// # Errors
/// [`PngError`] when it is no PNG or is damaged.
pub fn with_texts(file: &[u8], texts: &[(&str, &str)]) -> Result<Vec<u8>, PngError> {
    let added: usize = texts.iter().map(|(key, text)| key.len() + text.len() + 32).sum();
    let mut out = Vec::with_capacity(file.len() + added);
    out.extend_from_slice(SIGNATURE);
    for (at, chunk) in chunks(file)?.enumerate() {
        let chunk = chunk?;
        let is_replaced = matches!(&chunk.kind, b"tEXt" | b"zTXt" | b"iTXt")
            && texts.iter().any(|(key, _)| {
                chunk.data.strip_prefix(key.as_bytes()).is_some_and(|rest| rest.first() == Some(&0))
            });
        if !is_replaced {
            out.extend_from_slice(chunk.whole);
        }
        if at == 0 {
            for (key, text) in texts {
                put_text(&mut out, key, text);
            }
        }
    }
    Ok(out)
}

/// Puts a chunk.
pub(super) fn put(out: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).expect("what we put is shorter than 4 GB");
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(&kind);
    out.extend_from_slice(data);
    let mut sum = crc32fast::Hasher::new();
    sum.update(&kind);
    sum.update(data);
    out.extend_from_slice(&sum.finalize().to_be_bytes());
}

/// The first bytes of a file.
pub(super) fn begin(out: &mut Vec<u8>) {
    out.extend_from_slice(SIGNATURE);
}

/// A text as `tEXt` where it is ASCII, so that the simplest readers see it, else as `iTXt`.
fn put_text(out: &mut Vec<u8>, key: &str, text: &str) {
    if text.is_ascii() && !text.contains('\0') {
        put(out, *b"tEXt", &[key.as_bytes(), &[0], text.as_bytes()].concat());
    } else {
        put(out, *b"iTXt", &[key.as_bytes(), &[0, 0, 0, 0, 0], text.as_bytes()].concat());
    }
}

fn chunks(file: &[u8]) -> Result<impl Iterator<Item = Result<Chunk<'_>, PngError>>, PngError> {
    let mut rest = file.strip_prefix(SIGNATURE).ok_or(PngError::None)?;
    let (mut is_over, mut count) = (false, 0);
    Ok(std::iter::from_fn(move || {
        if is_over {
            return None;
        }
        count += 1;
        let chunk =
            if count > MOST_CHUNKS { Err(PngError::TooMuch("it has too many parts")) } else { chunk(rest) };
        match &chunk {
            Ok(chunk) => {
                rest = &rest[chunk.whole.len()..];
                is_over = chunk.kind == *b"IEND";
            }
            Err(_) => is_over = true,
        }
        Some(chunk)
    }))
}

fn chunk(rest: &[u8]) -> Result<Chunk<'_>, PngError> {
    const SHORT: PngError = PngError::Damaged("it is cut short");
    let (length, after) = rest.split_first_chunk::<4>().ok_or(SHORT)?;
    let (kind, after) = after.split_first_chunk::<4>().ok_or(SHORT)?;
    let length = u32::from_be_bytes(*length) as usize;
    let (data, after) = after.split_at_checked(length).ok_or(SHORT)?;
    let (sum, _) = after.split_first_chunk::<4>().ok_or(SHORT)?;
    let mut own = crc32fast::Hasher::new();
    own.update(kind);
    own.update(data);
    if own.finalize() != u32::from_be_bytes(*sum) {
        return Err(PngError::Damaged("a checksum is wrong"));
    }
    Ok(Chunk { kind: *kind, data, whole: &rest[..length + 12] })
}

fn keyed(data: &[u8]) -> Option<(String, &[u8])> {
    let end = data.iter().take(80).position(|byte| *byte == 0)?;
    Some((latin(&data[..end]), &data[end + 1..]))
}

fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn plain(data: &[u8]) -> Option<(String, String)> {
    let (key, text) = keyed(data)?;
    // By the book this is Latin-1; most programs write UTF-8 all the same.
    let text = std::str::from_utf8(text).map_or_else(|_| latin(text), str::to_owned);
    Some((key, text))
}

fn packed(data: &[u8]) -> Result<Option<(String, String)>, PngError> {
    let Some((key, [0, text @ ..])) = keyed(data) else { return Ok(None) };
    let text = unpack(text)?;
    Ok(Some((key, String::from_utf8(text).unwrap_or_else(|error| latin(error.as_bytes())))))
}

fn international(data: &[u8]) -> Result<Option<(String, String)>, PngError> {
    let Some((key, [is_packed, _, rest @ ..])) = keyed(data) else { return Ok(None) };
    // The language and the translated word, each with a zero behind it.
    let mut parts = rest.splitn(3, |byte| *byte == 0);
    let (Some(_), Some(_), Some(text)) = (parts.next(), parts.next(), parts.next()) else { return Ok(None) };
    let text = if *is_packed == 0 { text.to_vec() } else { unpack(text)? };
    Ok(String::from_utf8(text).ok().map(|text| (key, text)))
}

fn unpack(bytes: &[u8]) -> Result<Vec<u8>, PngError> {
    let mut text = Vec::new();
    let mut bounded = ZlibDecoder::new(bytes).take(LONGEST_TEXT as u64 + 1);
    bounded.read_to_end(&mut text).map_err(|_| PngError::Damaged("a packed text is wrong"))?;
    if text.len() > LONGEST_TEXT {
        return Err(PngError::TooMuch("a text is too long"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::ZlibEncoder};

    use super::*;
    use crate::engines::png::pack;

    fn zipped(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    fn with_chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
        let mut file = pack(2, 2, &[9; 12]);
        let end = file.split_off(file.len() - 12);
        put(&mut file, kind, data);
        file.extend(end);
        file
    }

    #[test]
    fn packed_texts_are_read_and_bombs_are_not() {
        let text = [&b"workflow\0\0"[..], &zipped(b"{\"nodes\":[]}")].concat();
        let read = read_texts(&with_chunk(*b"zTXt", &text)).expect("a PNG");
        assert_eq!(read, [("workflow".to_owned(), "{\"nodes\":[]}".to_owned())]);
        let bomb = [&b"parameters\0\x01\0\0\0"[..], &zipped(&vec![b'a'; LONGEST_TEXT + 1])].concat();
        assert_eq!(read_texts(&with_chunk(*b"iTXt", &bomb)), Err(PngError::TooMuch("a text is too long")));
    }

    #[test]
    fn a_file_that_is_cut_or_changed_is_refused() {
        let file = with_texts(&pack(4, 4, &[200; 48]), &[("a", "b")]).expect("a PNG");
        assert_eq!(size(&file), Ok((4, 4)));
        for end in 0..file.len() {
            let cut = read_texts(&file[..end]);
            assert!(cut.is_err() || end >= file.len() - 12, "{end}: {cut:?}");
        }
        let mut changed = file.clone();
        changed[40] ^= 1;
        assert_eq!(read_texts(&changed), Err(PngError::Damaged("a checksum is wrong")));
        assert_eq!(size(b"GIF89a"), Err(PngError::None));
    }
}
