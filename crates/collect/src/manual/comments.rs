//! Lines that begin with `#`, for whoever fills a table in.

/// A table without its comments, and for each row that is left its number as a spreadsheet counts it.
///
/// A program that has saved the table may have put a comment in quotes, and commas behind it. A `#` within a
/// text of several lines is no comment.
pub fn stripped(bytes: &[u8]) -> (Vec<u8>, Vec<u64>) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut kept = Vec::with_capacity(bytes.len());
    let (mut rows, mut number, mut at) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        let plain = bytes[at..].starts_with(b"#");
        let is_comment = plain || bytes[at..].starts_with(b"\"#");
        // An apostrophe or a lone quotation mark in a plain comment opens nothing.
        let end = at + record(&bytes[at..], !plain);
        number += 1;
        let is_blank = bytes[at..end].iter().all(|byte| matches!(byte, b'\n' | b'\r'));
        if !is_comment && !is_blank {
            kept.extend_from_slice(&bytes[at..end]);
            rows.push(number);
        }
        at = end;
    }
    (kept, rows)
}

/// The length of the first record, its line end included.
fn record(bytes: &[u8], quotes: bool) -> usize {
    let mut open = false;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' if quotes => open = !open,
            b'\r' if !open && bytes.get(at + 1) == Some(&b'\n') => return at + 2,
            b'\n' | b'\r' if !open => return at + 1,
            _ => {}
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_rows_keep_their_numbers() {
        let cases: [(&str, &str, &[u64]); 5] = [
            ("# it's \"so\nname,x\n\na,1\n", "name,x\na,1\n", &[2, 4]),
            ("\u{feff}\"# a, b\",,\r\nname,x\r\na,1", "name,x\r\na,1", &[2, 3]),
            ("name,x\n\"a\n# b\",1\n#c\nd,2\n", "name,x\n\"a\n# b\",1\nd,2\n", &[1, 2, 4]),
            ("name\n#only", "name\n", &[1]),
            ("", "", &[]),
        ];
        for (text, kept, rows) in cases {
            let (bytes, numbers) = stripped(text.as_bytes());
            assert_eq!(
                (String::from_utf8_lossy(&bytes).as_ref(), numbers.as_slice()),
                (kept, rows),
                "{text}"
            );
        }
    }
}
