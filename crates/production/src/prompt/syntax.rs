//! The little language of choices: `{red|blue|}`, `{3::often|rarely}`, `__weather__`, and `\` before a sign that is
//! meant as it stands.

/// How deep choices may stand within each other.
const MAX_DEPTH: usize = 8;

/// Words that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SyntaxError {
    /// `{` without `}`.
    #[error("a choice that begins with `{{` at character {at} is not closed; write `\\{{` for a plain brace")]
    Open {
        /// Counted from 1.
        at: usize,
    },
    /// `}` or `|` outside of a choice.
    #[error("`}}` at character {at} closes nothing; write `\\}}` for a plain brace")]
    Close {
        /// Counted from 1.
        at: usize,
    },
    /// Choices within choices within choices.
    #[error("choices stand in each other more than {MAX_DEPTH} deep")]
    Depth,
    /// A wildcard without values.
    #[error("there is no wildcard `__{name}__`; {}", known_names(.known))]
    Wildcard {
        /// Its name.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// Wildcards that speak of each other in a ring, or grow without end.
    #[error("the words grow beyond {0} characters when their wildcards are filled in")]
    Length(usize),
}

fn known_names(known: &[String]) -> String {
    if known.is_empty() {
        "the project has none; write `\\_` for a plain underline".to_owned()
    } else {
        format!("there are {}", known.join(", "))
    }
}

/// A stretch of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Text(String),
    /// Each with its weight, and all of it as it was written.
    Choice(Vec<(u32, Vec<Node>)>, String),
    Wildcard(String),
}

/// Reads words.
pub(super) fn parse(words: &str) -> Result<Vec<Node>, SyntaxError> {
    let signs: Vec<char> = words.chars().collect();
    let mut reader = Reader { signs: &signs, at: 0 };
    let nodes = reader.nodes(0)?;
    if reader.at < signs.len() {
        return Err(SyntaxError::Close { at: reader.at + 1 });
    }
    Ok(nodes)
}

struct Reader<'a> {
    signs: &'a [char],
    at: usize,
}

impl Reader<'_> {
    /// Up to the end, or within a choice up to its next `|` or `}`.
    fn nodes(&mut self, depth: usize) -> Result<Vec<Node>, SyntaxError> {
        let mut nodes = Vec::new();
        let mut text = String::new();
        while let Some(&sign) = self.signs.get(self.at) {
            match sign {
                '\\' if self.next_is(|next| matches!(next, '{' | '}' | '|' | '_' | '\\')) => {
                    // Parentheses stay escaped: engines read `\(` themselves.
                    text.push(self.signs[self.at + 1]);
                    self.at += 2;
                }
                '{' => {
                    flush(&mut nodes, &mut text);
                    nodes.push(self.choice(depth + 1)?);
                }
                '}' => break,
                '|' if depth > 0 => break,
                '_' if self.wildcard().is_some() => {
                    let name = self.wildcard().unwrap_or_default();
                    flush(&mut nodes, &mut text);
                    self.at += name.chars().count() + 4;
                    nodes.push(Node::Wildcard(name));
                }
                plain => {
                    text.push(plain);
                    self.at += 1;
                }
            }
        }
        flush(&mut nodes, &mut text);
        Ok(nodes)
    }

    fn choice(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        if depth > MAX_DEPTH {
            return Err(SyntaxError::Depth);
        }
        let from = self.at;
        let mut options = Vec::new();
        loop {
            self.at += 1;
            let weight = self.weight();
            options.push((weight, self.nodes(depth)?));
            match self.signs.get(self.at) {
                Some('|') => {}
                Some(_) => break,
                None => return Err(SyntaxError::Open { at: from + 1 }),
            }
        }
        self.at += 1;
        Ok(Node::Choice(options, self.signs[from..self.at].iter().collect()))
    }

    /// `3::` before an option; 1 where there is none.
    fn weight(&mut self) -> u32 {
        let digits: String =
            self.signs[self.at..].iter().take(5).take_while(|sign| sign.is_ascii_digit()).collect();
        let after = &self.signs[self.at + digits.len()..];
        match digits.parse() {
            Ok(weight) if after.starts_with(&[':', ':']) && digits.len() < 5 => {
                self.at += digits.len() + 2;
                weight
            }
            _ => 1,
        }
    }

    /// The name between `__` and `__` at this place.
    fn wildcard(&self) -> Option<String> {
        let rest = self.signs[self.at..].strip_prefix(&['_', '_'])?;
        let end = rest.windows(2).take(60).position(|two| two == ['_', '_'])?;
        let name = &rest[..end];
        let sound = !name.is_empty()
            && name.iter().all(|sign| sign.is_alphanumeric() || matches!(sign, '_' | '-' | '/' | ' '));
        sound.then(|| name.iter().collect())
    }

    fn next_is(&self, matches: impl Fn(char) -> bool) -> bool {
        self.signs.get(self.at + 1).is_some_and(|next| matches(*next))
    }
}

fn flush(nodes: &mut Vec<Node>, text: &mut String) {
    if !text.is_empty() {
        nodes.push(Node::Text(std::mem::take(text)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        for (words, told) in [
            (
                "a {b|c",
                "a choice that begins with `{` at character 3 is not closed; write `\\{` for a plain brace",
            ),
            ("a b}", "`}` at character 4 closes nothing; write `\\}` for a plain brace"),
            (&"{".repeat(20), "choices stand in each other more than 8 deep"),
        ] {
            assert_eq!(parse(words).map_err(|error| error.to_string()), Err(told.to_owned()), "{words}");
        }
    }

    #[test]
    fn plain_signs_stay_plain() {
        let plain = |text: &str| Ok(vec![Node::Text(text.to_owned())]);
        assert_eq!(
            parse("a | b, snake_case, (warm light:1.2), \\(series\\)"),
            plain("a | b, snake_case, (warm light:1.2), \\(series\\)")
        );
        assert_eq!(parse("\\{a\\|b\\} \\__c__"), plain("{a|b} __c__"));
    }
}
