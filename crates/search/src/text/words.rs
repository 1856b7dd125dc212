//! The words of running text, as the lexical arm indexes and asks them.

use frostem::{Algorithm, Stemmer};

use super::fold;

/// The longest word that is kept, in bytes; longer ones are addresses or noise.
const LONGEST: usize = 60;

/// Hands each word of a text to `take`: folded, English endings stemmed, CJK runs as overlapping pairs.
///
/// A CJK run of one character is that character; a longer run gives its pairs and nothing else, so
/// that a part of a title of two characters or more finds it.
pub(crate) fn words(text: &str, take: &mut dyn FnMut(&str)) {
    let stemmer = Stemmer::new(Algorithm::English);
    for word in fold(text).split(' ').filter(|word| !word.is_empty() && word.len() <= LONGEST * 4) {
        if word.is_ascii() {
            if word.len() <= LONGEST {
                take(&stemmer.stem(word));
            }
        } else {
            mixed(word, take);
        }
    }
}

/// Whether a character belongs to a script written without blanks, or in syllable blocks.
pub(crate) fn is_cjk(letter: char) -> bool {
    matches!(u32::from(letter),
        0x3005..=0x3007 | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Splits a word at the borders of CJK runs.
fn mixed(word: &str, take: &mut dyn FnMut(&str)) {
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let cjk = is_cjk(first);
        let end = rest.find(|letter: char| is_cjk(letter) != cjk).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if cjk {
            pairs(run, take);
        } else if run.len() <= LONGEST {
            take(run);
        }
        rest = after;
    }
}

fn pairs(run: &str, take: &mut dyn FnMut(&str)) {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    if starts.len() == 2 {
        take(run);
    }
    for window in starts.windows(3) {
        take(&run[window[0]..window[2]]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_text() {
        let mut found = Vec::new();
        words("The Girls' adventures: 月光車庫2 и Ёлка 猫", &mut |word| {
            found.push(word.to_owned());
        });
        let expected = ["the", "girl", "adventur", "月光", "光車", "車庫", "2", "и", "ёлка", "猫"];
        assert_eq!(found, expected);
    }
}
