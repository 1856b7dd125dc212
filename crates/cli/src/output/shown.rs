//! JSON that comes line by line and is never held whole, shown on standard output as all JSON is.

use std::io::{self, BufWriter, Write};

use super::{Stdout, is_reader_gone, visible_json};

/// A place for lines of JSON. A reader that goes has what it wanted; the rest is let go.
#[derive(Debug)]
pub struct Shown<W: Write = Stdout> {
    /// What came of a line so far.
    line: Vec<u8>,
    out: BufWriter<W>,
    is_gone: bool,
}

impl Shown {
    /// On this process's standard output.
    pub fn new() -> Self {
        Self::on(Stdout::new())
    }
}

impl<W: Write> Shown<W> {
    fn on(out: W) -> Self {
        Self { line: Vec::new(), out: BufWriter::new(out), is_gone: false }
    }

    fn told(&mut self, outcome: io::Result<()>) -> io::Result<()> {
        match outcome {
            Err(error) if is_reader_gone(&error) => {
                self.is_gone = true;
                Ok(())
            }
            outcome => outcome,
        }
    }

    fn show(&mut self, line: &[u8]) -> io::Result<()> {
        if self.is_gone {
            return Ok(());
        }
        let text = String::from_utf8_lossy(line);
        let outcome = self.out.write_all(visible_json(&text).as_bytes());
        self.told(outcome)
    }
}

impl<W: Write> Write for Shown<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') else {
            self.line.extend_from_slice(bytes);
            return Ok(bytes.len());
        };
        let mut lines = std::mem::take(&mut self.line);
        lines.extend_from_slice(&bytes[..=end]);
        self.line.extend_from_slice(&bytes[end + 1..]);
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            self.show(&line[..line.len() - 1])?;
            self.show(b"\n")?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.line);
        self.show(&rest)?;
        if self.is_gone {
            return Ok(());
        }
        let outcome = self.out.flush();
        self.told(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_whole_whatever_they_were_cut_into() {
        let text = "[\n{\"a\":\"caf\u{e9} \u{202e}x\"},\n{\"b\":1}\n]\n".as_bytes();
        for size in 1..text.len() {
            let mut shown = Shown::on(Vec::new());
            for piece in text.chunks(size) {
                shown.write_all(piece).expect("memory takes it");
            }
            shown.flush().expect("memory takes it");
            let out = String::from_utf8(shown.out.into_inner().expect("it is flushed")).expect("text");
            assert_eq!(out, "[\n{\"a\":\"caf\u{e9} \\u202ex\"},\n{\"b\":1}\n]\n");
        }
    }
}
