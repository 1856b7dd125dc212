//! What a `Content-Disposition` says: a file's name, and whether it is one to keep. Pure.

/// The name in a `Content-Disposition`, by `filename*` before `filename`.
pub fn name(header: &str) -> Option<String> {
    let part = |name: &str| {
        parts(header).into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    };
    if let Some(extended) = part("filename*") {
        let mut fields = extended.splitn(3, '\'');
        let (charset, _, text) = (fields.next()?, fields.next(), fields.next());
        if let Some(text) = text {
            let bytes = unescaped(text);
            let name = if charset.eq_ignore_ascii_case("iso-8859-1") {
                bytes.iter().map(|byte| char::from(*byte)).collect()
            } else {
                String::from_utf8_lossy(&bytes).into_owned()
            };
            return Some(name).filter(|name| !name.trim().is_empty());
        }
    }
    // Drive sends UTF-8 in the plain form too, which headers hand on as Latin-1 or as it is.
    part("filename").filter(|name| !name.trim().is_empty())
}

/// Whether a disposition says that it is a file to keep and no page to show.
pub fn is_attachment(header: &str) -> bool {
    header.trim_start().to_ascii_lowercase().starts_with("attachment")
}

/// The parameters of a header: `a; name=value; name="quoted \" value"`.
fn parts(header: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut signs = header.chars().peekable();
    // The disposition itself stands before the first semicolon.
    for sign in signs.by_ref() {
        if sign == ';' {
            break;
        }
    }
    while signs.peek().is_some() {
        let name: String = take_until(&mut signs, &['=', ';']);
        let mut value = String::new();
        while signs.peek() == Some(&' ') {
            signs.next();
        }
        if signs.peek() == Some(&'"') {
            signs.next();
            while let Some(sign) = signs.next() {
                match sign {
                    '"' => break,
                    '\\' => value.extend(signs.next()),
                    sign => value.push(sign),
                }
            }
            take_until(&mut signs, &[';']);
        } else {
            value = take_until(&mut signs, &[';']);
        }
        found.push((name.trim().to_owned(), value.trim().to_owned()));
    }
    found
}

/// What stands before the first of these signs, which is taken away.
fn take_until(signs: &mut std::iter::Peekable<std::str::Chars<'_>>, ends: &[char]) -> String {
    let mut text = String::new();
    for sign in signs.by_ref() {
        if ends.contains(&sign) {
            break;
        }
        text.push(sign);
    }
    text
}

fn unescaped(text: &str) -> Vec<u8> {
    let (mut out, bytes) = (Vec::new(), text.as_bytes());
    let mut at = 0;
    while at < bytes.len() {
        let digits = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_every_form() {
        for (header, name) in [
            ("attachment; filename=\"a film; part \\\"1\\\".mp4\"", Some("a film; part \"1\".mp4")),
            ("attachment;filename=plain.mp4;size=3", Some("plain.mp4")),
            (
                "attachment; filename=\"x.mp4\"; filename*=UTF-8''%E6%98%A0%E7%94%BB%20one.mp4",
                Some("映画 one.mp4"),
            ),
            ("attachment; filename*=iso-8859-1''caf%E9.mp3", Some("café.mp3")),
            ("attachment; filename*=UTF-8''%ZZ%", Some("%ZZ%")),
            ("inline", None),
            ("attachment; filename=\"\"", None),
        ] {
            assert_eq!(super::name(header).as_deref(), name, "{header}");
        }
        assert!(is_attachment("Attachment; filename=x") && !is_attachment("inline; filename=x"));
    }
}
