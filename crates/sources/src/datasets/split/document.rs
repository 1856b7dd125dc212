//! The rows of one JSON document, cut out without reading the document as a whole.

use std::io::BufRead;

use super::{MAX_ROW_BYTES, Piece, Place, SplitError, lines};

/// Reads the elements of the array `rows` in the outermost object.
pub struct Document<R> {
    reader: R,
    rows: &'static str,
    offset: u64,
    entry: u64,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    Rows,
    After,
}

impl<R: BufRead> Document<R> {
    pub(super) fn new(reader: R, rows: &'static str) -> Self {
        Self { reader, rows, offset: 0, entry: 0, state: State::Before }
    }

    /// The next element.
    ///
    /// A bracket that closes the wrong kind closes the inner one too, so that an element with a lost
    /// bracket is one bad row. One that swallows its successors ends the reading as damaged.
    pub(super) fn next_row(&mut self) -> Result<Option<Piece>, SplitError> {
        if self.state == State::Before {
            self.seek_rows()?;
        }
        if self.state == State::After {
            return Ok(None);
        }
        loop {
            match self.peek()? {
                None => return Err(self.damaged("cut off")),
                Some(b']') => {
                    self.step();
                    self.seek_end()?;
                    return Ok(None);
                }
                Some(byte) if byte == b',' || byte.is_ascii_whitespace() => self.step(),
                Some(_) => break,
            }
        }
        self.entry += 1;
        let place = Place { number: self.entry, offset: self.offset };
        let (bytes, overlong) = self.value(MAX_ROW_BYTES)?;
        let text = if overlong { Err(lines::overlong()) } else { lines::utf8(bytes) };
        Ok(Some(Piece { place, text, unterminated: false }))
    }

    fn seek_rows(&mut self) -> Result<(), SplitError> {
        if self.peek()? == Some(0xEF) {
            (0..3).for_each(|_| self.step()); // a byte order mark
            self.peek()?;
        }
        self.skip_blanks()?;
        if self.peek()? != Some(b'{') {
            return Err(self.damaged("malformed"));
        }
        self.step();
        loop {
            match self.peek()? {
                Some(b'"') => {
                    let (key, _) = self.value(1024)?;
                    self.skip_blanks()?;
                    match self.peek()? {
                        Some(b':') => self.step(),
                        Some(_) => return Err(self.damaged("malformed")),
                        None => return Err(self.damaged("cut off")),
                    }
                    self.skip_blanks()?;
                    let is_rows = key.get(1..key.len() - 1) == Some(self.rows.as_bytes());
                    if is_rows && self.peek()? == Some(b'[') {
                        self.step();
                        self.state = State::Rows;
                        return Ok(());
                    }
                    self.value(0)?;
                }
                Some(byte) if byte == b',' || byte.is_ascii_whitespace() => self.step(),
                Some(_) => return Err(self.damaged("malformed")),
                None => return Err(self.damaged("cut off")),
            }
        }
    }

    fn seek_end(&mut self) -> Result<(), SplitError> {
        loop {
            match self.peek()? {
                None => return Err(self.damaged("cut off")),
                Some(b'}') => break,
                Some(byte) if matches!(byte, b',' | b':') || byte.is_ascii_whitespace() => self.step(),
                Some(_) => drop(self.value(0)?),
            }
        }
        self.step();
        self.skip_blanks()?;
        self.state = State::After;
        if self.peek()?.is_some() { Err(self.damaged("malformed")) } else { Ok(()) }
    }

    /// One value without the blanks between its tokens; at most `most` bytes of it are held, and the
    /// flag says whether there were more.
    fn value(&mut self, most: usize) -> Result<(Vec<u8>, bool), SplitError> {
        let mut held = Held { bytes: Vec::new(), most, overlong: false };
        let mut open: Vec<u8> = Vec::new();
        let mut in_string = false;
        if matches!(self.peek()?, Some(b'}' | b']' | b',')) {
            return Err(self.damaged("malformed")); // no value begins like this
        }
        loop {
            let Some(byte) = self.peek()? else { return Err(self.damaged("cut off")) };
            if in_string {
                self.step();
                held.push(byte);
                match byte {
                    b'\\' => {
                        if let Some(escaped) = self.peek()? {
                            self.step();
                            held.push(escaped);
                        }
                    }
                    // A line break cannot stand in a string: the quote before it was the stray one.
                    b'"' | b'\n' => in_string = false,
                    _ => {}
                }
                if !in_string && open.is_empty() {
                    break;
                }
                continue;
            }
            match byte {
                b'"' => in_string = true,
                b'{' | b'[' => open.push(byte),
                b'}' | b']' => {
                    let opened_by = if byte == b'}' { b'{' } else { b'[' };
                    let Some(at) = open.iter().rposition(|open| *open == opened_by) else {
                        // It closes something outside this value.
                        break;
                    };
                    open.truncate(at);
                    if at == 0 {
                        self.step();
                        held.push(byte);
                        break;
                    }
                }
                b',' if open.is_empty() => break,
                _ => {}
            }
            self.step();
            if byte.is_ascii_whitespace() {
                if open.is_empty() {
                    break;
                }
            } else {
                held.push(byte);
            }
        }
        Ok((held.bytes, held.overlong))
    }

    fn skip_blanks(&mut self) -> Result<(), SplitError> {
        while self.peek()?.is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.step();
        }
        Ok(())
    }

    /// The byte that comes next; a single step may follow.
    fn peek(&mut self) -> Result<Option<u8>, SplitError> {
        loop {
            match self.reader.fill_buf() {
                Ok(chunk) => return Ok(chunk.first().copied()),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(source) => return Err(SplitError::Io { offset: self.offset, source }),
            }
        }
    }

    fn step(&mut self) {
        self.reader.consume(1);
        self.offset += 1;
    }

    fn damaged(&self, what: &'static str) -> SplitError {
        SplitError::Damaged { what, offset: self.offset }
    }
}

/// Bytes up to a bound.
struct Held {
    bytes: Vec<u8>,
    most: usize,
    overlong: bool,
}

impl Held {
    fn push(&mut self, byte: u8) {
        if self.bytes.len() < self.most {
            self.bytes.push(byte);
        } else {
            self.overlong = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The entries as text, `!` for an overlong one, and how the reading ended.
    fn rows(text: &str) -> (Vec<(u64, String)>, Option<&'static str>) {
        let mut document = Document::new(std::io::BufReader::with_capacity(5, text.as_bytes()), "data");
        let mut rows = Vec::new();
        loop {
            match document.next_row() {
                Ok(Some(piece)) => rows.push((piece.place.offset, piece.text.unwrap_or("!".into()))),
                Ok(None) => return (rows, None),
                Err(SplitError::Damaged { what, .. }) => return (rows, Some(what)),
                Err(SplitError::Io { .. }) => return (rows, Some("io")),
            }
        }
    }

    #[test]
    fn entries_are_cut_out_without_blanks() {
        let text = "{\"license\":{\"data\":[9]}, \"n\":[1,2],\n \"data\" : [ {\"a\" : \"x , ]}\\\"\"} ,\n7,\"s\",null ,[1, 2]], \"z\":1}\n";
        let (found, end) = rows(text);
        let texts: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["{\"a\":\"x , ]}\\\"\"}", "7", "\"s\"", "null", "[1,2]"]);
        assert_eq!(end, None);
        assert_eq!(&text[found[1].0 as usize..][..1], "7");
    }

    #[test]
    fn a_lost_bracket_is_one_bad_entry() {
        let (found, end) = rows(r#"{"data":[{"a":[1},{"b":2}]}"#);
        assert_eq!((found.len(), end), (2, None));
        assert_eq!(found[1].1, r#"{"b":2}"#);
    }

    #[test]
    fn what_is_cut_off_or_malformed_says_so() {
        let whole = r#"{"data":[{"a":1},{"b":"x"}],"z":{}}"#;
        for cut in 0..whole.len() {
            let expected = if cut == 0 { "malformed" } else { "cut off" };
            assert_eq!(rows(&whole[..cut]).1, Some(expected), "{cut}");
        }
        for bad in ["[1]", "{\"rows\":[1]}", "{\"data\":[1]} x", "{data:[1]}"] {
            assert_eq!(rows(bad).1, Some("malformed"), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_a_json_parser(entries in prop::collection::vec(".{0,12}", 0..6), pretty: bool) {
            let entries: Vec<_> = entries.into_iter().map(|text| serde_json::json!({ "t": text, "n": [1, {}] })).collect();
            let document = serde_json::json!({ "a": "]}", "data": entries, "z": [] });
            let text = if pretty { serde_json::to_string_pretty(&document) } else { serde_json::to_string(&document) };
            let (found, end) = rows(&text.expect("plain values"));
            let found: Vec<String> = found.into_iter().map(|(_, text)| text).collect();
            let expected: Vec<String> = entries.iter().map(ToString::to_string).collect();
            prop_assert_eq!((found, end), (expected, None));
        }

        #[test]
        fn nothing_makes_it_panic_or_hang(text in "[\\[\\]{}\",:\\\\a1\n ]{0,40}") {
            let _ = rows(&format!("{{\"data\":[{text}"));
        }
    }
}
