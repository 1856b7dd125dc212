//! A query as folded words, with year ranges kept in one piece.

use crate::text::fold;

/// One word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Folded.
    pub(crate) text: String,
    /// The years of a range such as `2015-2019`.
    pub(crate) range: Option<(i16, i16)>,
    /// Whether the word was written with a minus before it.
    pub(crate) minus: bool,
}

/// Cuts a query into words.
pub(crate) fn tokens(query: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    for raw in query.split_whitespace() {
        if let Some(range) = range(raw) {
            tokens.push(Token { text: fold(raw), range: Some(range), minus: false });
            continue;
        }
        let minus = raw.len() > 2 && raw.starts_with('-') && !tokens.is_empty();
        for word in fold(raw).split(' ').filter(|word| !word.is_empty()) {
            tokens.push(Token { text: word.to_owned(), range: None, minus });
        }
    }
    tokens
}

/// The words of some tokens with one blank between them.
pub(crate) fn joined(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// A year that a catalog may hold.
pub(crate) fn year(word: &str) -> Option<i16> {
    (word.len() == 4).then(|| word.parse().ok()).flatten().filter(|year| (1900..=2040).contains(year))
}

/// `1990s`, `90s`: the first and last year.
pub(crate) fn decade(word: &str) -> Option<(i16, i16)> {
    let digits = word.strip_suffix('s')?;
    let first = match digits.len() {
        4 => year(digits)?,
        2 => {
            let short: i16 = digits.parse().ok()?;
            if short < 40 { 2000 + short } else { 1900 + short }
        }
        _ => return None,
    };
    (first % 10 == 0).then_some((first, first + 9))
}

fn range(raw: &str) -> Option<(i16, i16)> {
    let dash = |letter: char| matches!(letter, '-' | '–' | '—' | '~' | '〜');
    let (from, to) = raw.split_once(dash).or_else(|| raw.split_once(".."))?;
    let (from, to) = (year(from)?, year(to)?);
    (from <= to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_words() {
        let read = tokens("Mecha P.A.Owl 2015–2019 -gore 90s");
        let texts: Vec<&str> = read.iter().map(|token| token.text.as_str()).collect();
        assert_eq!(texts, ["mecha", "p", "a", "owl", "2015 2019", "gore", "90s"]);
        assert_eq!(read[4].range, Some((2015, 2019)));
        assert!(read[5].minus);
        assert_eq!(
            (decade("90s"), decade("2010s"), decade("1995s")),
            (Some((1990, 1999)), Some((2010, 2019)), None)
        );
        assert_eq!((range("2019-2015"), year("1066")), (None, None));
    }
}
