//! The first bytes of a file, read far enough to tell its format.

use super::{Header, Shape};

/// How many bytes of a file are looked at.
pub const OPENING_BYTES: usize = 256 * 1024;

/// What the first bytes show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The outer form.
    pub shape: Shape,
    /// The columns of a table, the keys of the first line, or the document's keys up to its rows.
    pub keys: Vec<String>,
    /// The keys of the document's first row, or of the second line; empty when there is none.
    pub row_keys: Vec<String>,
}

/// Why the first bytes show nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpeningError {
    /// No bytes, or blanks only.
    #[error("the file is empty")]
    Empty,
    /// An archive that is not read.
    #[error("this is a {0} archive; only gzip and zstd are read")]
    Archive(&'static str),
    /// Not a text at all.
    #[error("this is not a text file in UTF-8")]
    NotText,
    /// A table of the keepers' half, which begins with comments.
    #[error("this begins with a comment, as tables of `emaki template` do; `emaki collect` reads those")]
    Template,
    /// Neither an object nor a table.
    #[error("this begins neither with a JSON object nor with a table's header line")]
    Unknown,
}

/// The beginnings of archives that people hand in by mistake.
const ARCHIVES: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "zip"),
    (b"\xFD7zXZ\x00", "xz"),
    (b"BZh", "bzip2"),
    (b"7z\xBC\xAF", "7-Zip"),
    (b"Rar!", "rar"),
];

impl Opening {
    /// Reads the first bytes; `complete` when they are the whole file.
    pub fn read(bytes: &[u8], complete: bool) -> Result<Self, OpeningError> {
        if let Some((_, name)) = ARCHIVES.iter().find(|(magic, _)| bytes.starts_with(magic)) {
            return Err(OpeningError::Archive(name));
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let bytes = bytes.trim_ascii_start();
        if bytes.is_empty() {
            return Err(OpeningError::Empty);
        }
        if bytes[..bytes.len().min(4096)].contains(&0) {
            return Err(OpeningError::NotText);
        }
        match bytes[0] {
            b'{' => Ok(Self::json(bytes)),
            b'[' => Err(OpeningError::Unknown),
            b'#' => Err(OpeningError::Template),
            b'"' if bytes.starts_with(b"\"#") => Err(OpeningError::Template),
            _ => Self::table(bytes, complete),
        }
    }

    /// Whether all these keys are among the columns or the keys of a row.
    pub fn has(&self, keys: &[&str]) -> bool {
        let among = |all: &[String]| keys.iter().all(|key| all.iter().any(|k| k == key));
        among(&self.keys) || among(&self.row_keys)
    }

    fn json(bytes: &[u8]) -> Self {
        let first = Object::scan(bytes);
        if let Some(rows) = first.rows_at {
            let row = rows_start(bytes, rows).map(|at| Object::scan(&bytes[at..]).keys);
            return Self {
                shape: Shape::Document("data"),
                keys: first.keys,
                row_keys: row.unwrap_or_default(),
            };
        }
        let second =
            first.end.and_then(|end| rows_start(bytes, end)).map(|at| Object::scan(&bytes[at..]).keys);
        Self { shape: Shape::Lines, keys: first.keys, row_keys: second.unwrap_or_default() }
    }

    fn table(bytes: &[u8], complete: bool) -> Result<Self, OpeningError> {
        let line = match bytes.iter().position(|byte| *byte == b'\n') {
            Some(end) => &bytes[..end],
            None if complete => bytes,
            None => return Err(OpeningError::Unknown),
        };
        let line = std::str::from_utf8(line).map_err(|_| OpeningError::NotText)?;
        let header = Header::read(line.trim_end_matches('\r')).map_err(|_| OpeningError::Unknown)?;
        Ok(Self { shape: Shape::Table, keys: header.columns().to_vec(), row_keys: Vec::new() })
    }
}

/// Where the next object begins, when nothing but blanks stands before it.
fn rows_start(bytes: &[u8], from: usize) -> Option<usize> {
    let at = from + bytes[from..].iter().position(|byte| !byte.is_ascii_whitespace())?;
    (bytes[at] == b'{').then_some(at)
}

/// What can be seen of an object that may be cut off.
struct Object {
    keys: Vec<String>,
    /// Behind the bracket that opens `data`.
    rows_at: Option<usize>,
    /// Behind the closing brace.
    end: Option<usize>,
}

impl Object {
    fn scan(bytes: &[u8]) -> Self {
        let mut object = Self { keys: Vec::new(), rows_at: None, end: None };
        let mut at = 1;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'}' => {
                    object.end = Some(at + 1);
                    return object;
                }
                b'"' => {
                    let Some(end) = string_end(bytes, at) else { return object };
                    let key = String::from_utf8_lossy(&bytes[at + 1..end - 1]).into_owned();
                    let colon = skip_blanks(bytes, end);
                    let value = skip_blanks(bytes, colon + 1);
                    let is_rows = key == "data" && bytes.get(value) == Some(&b'[');
                    object.keys.push(key);
                    if is_rows {
                        object.rows_at = Some(value + 1);
                        return object;
                    }
                    let Some(end) = value_end(bytes, value) else { return object };
                    at = end;
                }
                _ => at += 1,
            }
        }
        object
    }
}

fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

/// Behind the string that begins at `at`.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        match bytes.get(at)? {
            b'\\' => at += 2,
            b'"' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// Behind the value that begins at `at`.
fn value_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0usize;
    loop {
        match bytes.get(at)? {
            b'"' => {
                at = string_end(bytes, at)?;
                if depth == 0 {
                    return Some(at);
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' | b',' if depth == 0 => return Some(at),
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn outer_forms() {
        let document =
            br#" {"license":{"name":"x, {y}"},"n":[1,2],"data":[ {"title":"a","tags":["}"],"z":1}"#;
        let opening = Opening::read(document, false).expect("a document");
        assert_eq!(opening.shape, Shape::Document("data"));
        assert_eq!(opening.row_keys, ["title", "tags", "z"]);

        let lines = b"\xEF\xBB\xBF{\"a\":1}\n{\"b\":[1,{\"c\":2}],\"d\":2}\n";
        let opening = Opening::read(lines, true).expect("lines");
        assert_eq!(
            (opening.shape, opening.keys, opening.row_keys.len()),
            (Shape::Lines, vec!["a".into()], 2)
        );

        let table = Opening::read(b"a,\"b c\"\r\n1,2\r\n", true).expect("a table");
        assert_eq!((table.shape, table.keys), (Shape::Table, vec!["a".into(), "b c".into()]));
    }

    #[test]
    fn what_is_not_read_says_so() {
        let cases: [(&[u8], OpeningError); 5] = [
            (b" \n", OpeningError::Empty),
            (b"PK\x03\x04abc", OpeningError::Archive("zip")),
            (b"\x89PNG\r\n\x00", OpeningError::NotText),
            (b"[{}]", OpeningError::Unknown),
            (b"no line end", OpeningError::Unknown),
        ];
        for (bytes, error) in cases {
            assert_eq!(Opening::read(bytes, false), Err(error));
        }
    }

    proptest! {
        #[test]
        fn any_cut_of_a_document_is_survived(cut in 0usize..80, text in "[\\[\\]{}\",:\\\\a1 ]{0,60}") {
            let _ = Opening::read(format!("{{{text}").as_bytes(), false);
            let document = br#"{"license":{"name":"x\"y"},"data":[{"title":"a","tags":["b"],"episodes":12}]}"#;
            let _ = Opening::read(&document[..cut.min(document.len())], false);
        }
    }
}
