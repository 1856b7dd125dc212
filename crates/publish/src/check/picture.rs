//! Whether an address may be one of a picture, by its shape alone: nothing is fetched.

/// Whether a text is an http or https address with a host and a path, and no blank in it.
pub fn is_picture_link(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some((host, path)) = rest.and_then(|rest| rest.split_once('/')) else { return false };
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_host = name.contains('.')
        && !name.starts_with('.')
        && !name.ends_with('.')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    let is_clean =
        |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"' | '\u{fffd}');
    is_host && !path.is_empty() && path.chars().all(is_clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_have_a_shape() {
        for good in ["https://cdn.example.org/a/1.jpg", "http://img.example.org:8080/x?size=1&t=2"] {
            assert!(is_picture_link(good), "{good}");
        }
        let bad = [
            "",
            "nan",
            "cdn.example.org/a.jpg",
            "ftp://cdn.example.org/a.jpg",
            "https://cdn.example.org",
            "https://cdn.example.org/",
            "https://localhost/a.jpg",
            "https:///a.jpg",
            "https://cdn.example.org/a b.jpg",
            "https://cdn.example.org/a.jpg\nhttps://cdn.example.org/b.jpg",
            "https://user@cdn.example.org/a.jpg",
        ];
        for bad in bad {
            assert!(!is_picture_link(bad), "{bad}");
        }
    }
}
