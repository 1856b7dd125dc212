//! Records as they stand, of whatever length, where nobody knows which one names the columns.

use super::read::{Scanner, separator, text_of, texts};
use crate::{Fault, Row, SheetError};

/// How many faults are told at most; a file with more is no table of ours.
const MOST_FAULTS: usize = 100;

/// All records that hold something, with the numbers that a spreadsheet shows. Broken quoting and texts that are none
/// are faults; another number of cells is none.
///
/// # Errors
/// All faults together, or that there is no record.
pub fn rows(bytes: &[u8]) -> Result<Vec<Row>, SheetError> {
    let bytes = text_of(bytes)?;
    let mut scanner = Scanner { bytes, at: 0, separator: separator(with_separators(bytes)) };
    let (mut rows, mut faults, mut number) = (Vec::new(), Vec::new(), 0);
    loop {
        number += 1 + blank_lines(bytes, scanner.at);
        let Some(record) = scanner.record() else { break };
        let ended = record.is_err();
        match texts(record.map_err(|flaw| flaw.fault(number)), number) {
            Ok(cells) => rows.push(Row { number, cells }),
            Err(fault) => faults.push(fault),
        }
        if ended || faults.len() == MOST_FAULTS {
            break;
        }
    }
    if faults.is_empty() && rows.is_empty() {
        faults.push(Fault::file("it is empty", "one of its rows has to name the columns"));
    }
    if faults.is_empty() { Ok(rows) } else { Err(SheetError::Faulty(faults)) }
}

/// What begins with the first line that has a separator outside of quotes: a title has none. Within quotes a line may
/// end without an end of its row.
fn with_separators(bytes: &[u8]) -> &[u8] {
    let (mut begin, mut quoted) = (0, false);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'\n' | b'\r' => begin = at + 1,
            b',' | b';' | b'\t' => return &bytes[begin..],
            _ => {}
        }
    }
    &[]
}

/// How many lines with nothing on them stand at a place, which is the begin or lies behind one byte of a line end.
fn blank_lines(bytes: &[u8], at: usize) -> u64 {
    let is_second = at > 0 && bytes[at - 1] == b'\r' && bytes.get(at) == Some(&b'\n');
    let mut rest = &bytes[at + usize::from(is_second)..];
    let mut count = 0;
    while let [b'\n' | b'\r', ..] = rest {
        rest = rest.strip_prefix(b"\r\n").unwrap_or(&rest[1..]);
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_as_they_stand_with_their_numbers() {
        let cases: [(&[u8], &str); 6] = [
            (b"a,b\n1\n1,2,3\n", "1 a|b;2 1;3 1|2|3"),
            (
                b"\xef\xbb\xbf\r\n\r\nOur people\r\n\r\n#;Name\r\n1;Ada, the first\r\n",
                "3 Our people;5 #|Name;6 1|Ada, the first",
            ),
            (b"a,b\r\r1,\"x\r\ny\"\r2,z", "1 a|b;3 1|x\r\ny;4 2|z"),
            (
                b"\"Row\nid\";\"Full name\";Note\n1;Ada, the first;x\n",
                "1 Row\nid|Full name|Note;2 1|Ada, the first|x",
            ),
            (b",,\n#,,Name\n", "1 -|-|-;2 #|-|Name"),
            (b"only\none\n", "1 only;2 one"),
        ];
        for (bytes, wanted) in cases {
            let rows = rows(bytes).expect("sound quoting");
            let shown = rows.iter().map(|row| {
                let cells: Vec<&str> = row.cells.iter().map(|cell| cell.as_deref().unwrap_or("-")).collect();
                format!("{} {}", row.number, cells.join("|"))
            });
            assert_eq!(shown.collect::<Vec<_>>().join(";"), wanted, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn what_is_no_text_is_a_fault() {
        let cases: [(&[u8], &str); 4] = [
            (b"", "it is empty"),
            (b"\n\n", "it is empty"),
            (b"\n\na,b\n\xe9,2\n", "row 4, `\u{fffd}`, it is not in UTF-8"),
            (b"a,b\n1,\"x", "row 2, a text in quotes has no end"),
        ];
        for (bytes, wanted) in cases {
            let told = rows(bytes).expect_err("no table").to_string();
            assert!(told.starts_with(wanted), "{told}");
        }
    }
}
