//! Cuts what a source lists into names: brackets, quotes, slashes, commas.

use super::words;

/// What one listed text holds.
#[derive(Debug, Default, PartialEq)]
pub struct Read {
    /// The names; the first is the one listed, the others stood in brackets, in quotes or behind a slash.
    pub names: Vec<String>,
    /// A remark such as `(young)` stood behind it.
    pub remark: bool,
}

/// Cuts a text into names. Commas stay: they only turn a name around.
pub fn split(text: &str) -> Read {
    let mut read = Read::default();
    let mut outer = String::new();
    let mut asides = Vec::new();
    let mut inner: Option<(char, String)> = None;
    for letter in text.chars() {
        match &mut inner {
            Some((close, held)) if letter == *close => {
                asides.push(std::mem::take(held));
                inner = None;
                outer.push(' ');
            }
            Some((_, held)) => held.push(letter),
            None => match closing(letter) {
                Some(close) => inner = Some((close, String::new())),
                None => outer.push(letter),
            },
        }
    }
    if let Some((_, held)) = inner {
        // Never closed: the sign meant nothing.
        outer.push(' ');
        outer.push_str(&held);
    }
    read.names.extend(parted(&outer));
    for aside in asides {
        if words::is_remark(&aside) {
            read.remark |= aside.chars().any(char::is_alphanumeric);
        } else {
            read.names.extend(parted(&aside));
        }
    }
    read
}

/// The sign that closes what this one opens.
fn closing(letter: char) -> Option<char> {
    Some(match letter {
        '(' => ')',
        '（' => '）',
        '[' => ']',
        '"' => '"',
        '“' | '„' => '”',
        '«' => '»',
        '「' => '」',
        '『' => '』',
        '【' => '】',
        _ => return None,
    })
}

fn parted(text: &str) -> Vec<String> {
    let spaced = text.replace(" a.k.a. ", "/").replace(" aka ", "/").replace(" AKA ", "/");
    let parts = spaced.split(['/', '／', ';', '|']);
    let words = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
    parts.filter(|part| part.chars().any(char::is_alphanumeric)).map(words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_quotes_and_slashes() {
        let names = |text: &str| split(text).names.join(" | ");
        assert_eq!(names("Leafa/Suguha Kiri"), "Leafa | Suguha Kiri");
        assert_eq!(names("Edward (Ed) Moone"), "Edward Moone | Ed");
        assert_eq!(names("Nobu \"Oberon\""), "Nobu | Oberon");
        assert_eq!(names("小鳥遊（たかなし）"), "小鳥遊 | たかなし");
        assert_eq!(names("Open (never closed"), "Open never closed");
        let young = split("Ciel (11 years old)");
        assert_eq!((young.names.len(), young.remark), (1, true));
    }
}
