//! Base64 in the two forms that OAuth has, and read back as servers of pictures do.

/// For addresses: `-` and `_`, nothing at the end (RFC 7636 appendix A).
pub(crate) fn url(bytes: &[u8]) -> String {
    encode(bytes, *b"-_")
}

/// For HTTP Basic: `+` and `/`, filled up with `=`.
pub(crate) fn standard(bytes: &[u8]) -> String {
    let text = encode(bytes, *b"+/");
    let missing = (4 - text.len() % 4) % 4;
    text + &"=".repeat(missing)
}

/// What stands in the second form; `None` where that is not what stands there.
pub(crate) fn bytes(text: &str) -> Option<Vec<u8>> {
    let letters: Vec<u8> = (b'A'..=b'Z').chain(b'a'..=b'z').chain(b'0'..=b'9').chain(*b"+/").collect();
    let (mut out, mut number, mut bits) = (Vec::new(), 0_usize, 0);
    for letter in text.trim_end_matches('=').bytes() {
        number = number << 6 | letters.iter().position(|known| *known == letter)?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((number >> bits) as u8);
            number &= (1 << bits) - 1;
        }
    }
    Some(out)
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
            assert_eq!(bytes(expected).as_deref(), Some(text.as_bytes()));
        }
        assert_eq!((standard(&[251, 255]), url(&[251, 255])), ("+/8=".to_owned(), "-_8".to_owned()));
        assert_eq!(bytes("Zm 9v"), None);
    }
}
