//! Escapes of scripts and pages taken off, without touching what is no escape.

/// A text with `\u003d`, `\x3d`, `\/` and the entities of HTML read, as far as they stand for letters of ASCII.
///
/// Other letters stay as they are: decoding a whole page as if it were a script's text would spoil those of it that are
/// no escapes. A control character that an escape stands for (`\u000b`) ends an address as the letter itself does.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (sign, length) = escape(rest).unwrap_or_else(|| (char::from(rest.as_bytes()[0]), 1));
        out.push(sign);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// The letter that an escape at the beginning stands for, and the escape's length.
fn escape(text: &str) -> Option<(char, usize)> {
    const NAMED: &[(&str, char)] = &[
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&apos;", '\''),
        ("&nbsp;", ' '),
        ("\\/", '/'),
        ("\\n", '\n'),
        ("\\r", '\n'),
        ("\\t", '\t'),
        ("\\\"", '"'),
    ];
    if let Some((name, sign)) = NAMED.iter().find(|(name, _)| text.starts_with(name)) {
        return Some((*sign, name.len()));
    }
    let hex = |from: usize, to: usize| {
        let digits = text.get(from..to)?;
        digits.bytes().all(|sign| sign.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
    };
    if text.starts_with("\\u") {
        return ascii(hex(2, 6)?).map(|sign| (sign, 6));
    }
    if text.starts_with("\\x") {
        return ascii(hex(2, 4)?).map(|sign| (sign, 4));
    }
    if text.starts_with("&#") {
        let end = text.bytes().take(10).position(|sign| sign == b';')?;
        let digits = text.get(2..end)?;
        let code = match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => digits.parse().ok()?,
        };
        return ascii(code).map(|sign| (sign, end + 1));
    }
    None
}

fn ascii(code: u32) -> Option<char> {
    u8::try_from(code).ok().filter(u8::is_ascii).map(char::from)
}
