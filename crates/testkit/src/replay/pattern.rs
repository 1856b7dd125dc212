//! Which paths a route stands for.

/// A path: `*` or `{name}` stands for one part, and `**` at the end for all that may follow.
#[derive(Debug, Clone)]
pub(super) struct Pattern(String);

impl Pattern {
    pub(super) fn new(path: &str) -> Self {
        Self(path.to_owned())
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        let mut parts = path.split('/');
        for expected in self.0.split('/') {
            if expected == "**" {
                return parts.next().is_some();
            }
            match parts.next() {
                Some(part) if part == expected || (is_open(expected) && !part.is_empty()) => {}
                _ => return false,
            }
        }
        parts.next().is_none()
    }

    /// How many parts are given by name; the more, the closer the match.
    pub(super) fn closeness(&self) -> usize {
        self.0.split('/').filter(|part| !is_open(part) && *part != "**").count()
    }
}

fn is_open(part: &str) -> bool {
    part == "*" || (part.starts_with('{') && part.ends_with('}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_may_be_left_open() {
        let cases = [
            ("/v4/anime/1", "/v4/anime/1", true),
            ("/v4/anime/1", "/v4/anime/1/", false),
            ("/v4/anime/{id}/full", "/v4/anime/7/full", true),
            ("/v4/anime/*/full", "/v4/anime//full", false),
            ("/v4/**", "/v4/anime/7/full", true),
            ("/v4/**", "/v4", false),
            ("/**", "/", true),
            ("/v4/anime", "/v4", false),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(Pattern::new(pattern).matches(path), expected, "{pattern} {path}");
        }
    }
}
