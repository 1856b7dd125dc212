//! The rules of a robots.txt for one product, after RFC 9309.

/// The rules that hold for one product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules(Vec<Rule>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allow: bool,
    pattern: String,
}

impl Rules {
    /// The rules for a product: those of its own groups, else those for everybody. Never fails; lines that
    /// mean nothing are passed over.
    pub fn parse(product: &str, text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text);
        let text = text.trim_start_matches('\u{feff}');
        let (mut own, mut everybody) = (None::<Vec<Rule>>, Vec::new());
        // Of the names above the rules only this counts; many rules may follow many names.
        let (mut names_us, mut names_all, mut reading_names) = (false, false, false);
        for line in text.split(['\n', '\r', '\0']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((field, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match field.trim().to_lowercase().as_str() {
                "user-agent" => {
                    let (is_us, is_all) = (value.to_lowercase() == product, value == "*");
                    names_us = is_us || (reading_names && names_us);
                    names_all = is_all || (reading_names && names_all);
                    reading_names = true;
                    if is_us {
                        own.get_or_insert_with(Vec::new);
                    }
                }
                field @ ("allow" | "disallow") => {
                    reading_names = false;
                    if value.is_empty() {
                        continue;
                    }
                    let rule = Rule { allow: field == "allow", pattern: value.to_owned() };
                    if let Some(own) = own.as_mut().filter(|_| names_us) {
                        own.push(rule.clone());
                    }
                    if names_all {
                        everybody.push(rule);
                    }
                }
                _ => {}
            }
        }
        Self(own.unwrap_or(everybody))
    }

    /// Whether a path, with its query, may be fetched: the longest rule that fits decides, and of two as
    /// long the one that allows.
    pub fn allow(&self, path: &str) -> bool {
        let fitting = self.0.iter().filter(|rule| fits(&rule.pattern, path));
        fitting.max_by_key(|rule| (rule.pattern.len(), rule.allow)).is_none_or(|rule| rule.allow)
    }
}

/// Whether a pattern fits the begin of a path; `*` stands for anything, a last `$` for the end.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, to_the_end) = pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    for (at, part) in parts.iter().enumerate() {
        if to_the_end && at + 1 == parts.len() {
            return rest.ends_with(part);
        }
        let Some(found) = rest.find(part) else { return false };
        rest = &rest[found + part.len()..];
    }
    !to_the_end || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\u{feff}# all\nUser-agent: *\nDisallow: /admin/\nAllow: /admin/public\nDisallow: /*.json$\n\n\
                        User-Agent: otherbot\nUser-Agent: Emaki\nDisallow: /private\nAllow: /\nCrawl-delay: 5\n";

    #[test]
    fn the_longest_rule_decides() {
        let rules = Rules::parse("somebody", FILE.as_bytes());
        for (path, allowed) in [
            ("/", true),
            ("/admin/x", false),
            ("/admin/public/x", true),
            ("/a/b.json", false),
            ("/a/b.json?x=1", true),
        ] {
            assert_eq!(rules.allow(path), allowed, "{path}");
        }
    }

    #[test]
    fn own_groups_come_before_those_for_everybody() {
        let rules = Rules::parse("emaki", FILE.as_bytes());
        assert!(rules.allow("/admin/x") && !rules.allow("/private/x"));
        assert!(Rules::parse("emaki", b"").allow("/x"));
        assert!(!Rules::parse("emaki", b"user-agent: *\ndisallow: /").allow("/x"));
        assert!(Rules::parse("emaki", b"user-agent: *\ndisallow:").allow("/x"));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read(text in proptest::collection::vec(proptest::num::u8::ANY, 0..300), path in "/.{0,40}") {
            let _ = Rules::parse("emaki", &text).allow(&path);
        }
    }
}
