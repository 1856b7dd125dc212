//! Base64 in the two forms that OAuth has.

/// For addresses: `-` and `_`, nothing at the end (RFC 7636 appendix A).
pub(super) fn url(bytes: &[u8]) -> String {
    encode(bytes, *b"-_")
}

/// For HTTP Basic: `+` and `/`, filled up with `=`.
pub(super) fn standard(bytes: &[u8]) -> String {
    let text = encode(bytes, *b"+/");
    let missing = (4 - text.len() % 4) % 4;
    text + &"=".repeat(missing)
}

fn encode(bytes: &[u8], last: [u8; 2]) -> String {
    let letters: Vec<u8> = (b'A'..=b'Z').chain(b'a'..=b'z').chain(b'0'..=b'9').chain(last).collect();
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let number = three.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte));
        let number = number << (8 * (3 - three.len()));
        out.extend((0..=three.len()).map(|at| char::from(letters[number >> (18 - 6 * at) & 63])));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_right() {
        let cases = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (text, expected) in cases {
            assert_eq!(standard(text.as_bytes()), expected);
            assert_eq!(url(text.as_bytes()), expected.trim_end_matches('='));
        }
        assert_eq!((standard(&[251, 255]), url(&[251, 255])), ("+/8=".to_owned(), "-_8".to_owned()));
    }
}
