//! The table's own tokenizer: letters of every script, no signs, and nothing is ever unknown as a whole.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization as _, char::decompose_canonical};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};

use crate::tokens::Pieces;

/// Texts to numbers of rows.
#[derive(Debug, Clone)]
pub(crate) struct TableTokenizer {
    pieces: Pieces,
}

impl TableTokenizer {
    /// The tokenizer of these pieces, numbered in their order.
    pub(crate) fn new(pieces: &[String]) -> Self {
        let mut known = Pieces::default();
        for (number, piece) in pieces.iter().enumerate() {
            known.insert(piece, Pieces::MARK, number as u32);
        }
        Self { pieces: known }
    }

    /// The known pieces of a text with how much each counts, by number.
    ///
    /// A word that is cut to pieces counts as one word, so its pieces share it: names fall to many pieces that
    /// mean nothing alone. What comes again counts ever less, as the logarithm does.
    pub(crate) fn bag(&self, text: &str) -> Vec<(u32, f32)> {
        let mut bag: Vec<(u32, f32)> = Vec::new();
        each_word(text, |word| {
            // Scripts without spaces have no beginnings of words, so their pieces go unmarked; and a run of
            // theirs is many words.
            let marked = !word.chars().next().is_some_and(is_unspaced);
            let begin = bag.len();
            let mut rest = word;
            while let Some(letter) = rest.chars().next() {
                match self.pieces.longest(rest, marked && rest.len() < word.len()) {
                    Some((number, length)) => {
                        bag.push((number, 1.0));
                        rest = &rest[length..];
                    }
                    None => rest = &rest[letter.len_utf8()..],
                }
            }
            let share = 1.0 / (bag.len() - begin).max(1) as f32;
            if marked {
                bag[begin..].iter_mut().for_each(|(_, count)| *count = share);
            }
        });
        bag.sort_by_key(|(piece, _)| *piece);
        bag.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        bag.iter_mut().filter(|(_, count)| *count > 1.0).for_each(|(_, count)| *count = 1.0 + count.ln());
        bag
    }
}

/// Calls back with every word of a text: folded to compatible forms, in lower case, European letters without
/// their marks. A run of a script without spaces counts as one word.
pub(crate) fn each_word(text: &str, mut word: impl FnMut(&str)) {
    let text: Cow<'_, str> =
        if text.is_ascii() { text.into() } else { text.nfkc().collect::<String>().into() };
    let mut open = String::new();
    let mut unspaced = false;
    for letter in text.chars() {
        let kind = is_unspaced(letter);
        let inside = letter.is_alphanumeric() || (kind && !open.is_empty());
        if (!inside || kind != unspaced)
            && !open.is_empty()
            && letter.general_category() != GeneralCategory::NonspacingMark
        {
            word(&open);
            open.clear();
        }
        if !inside {
            continue;
        }
        unspaced = kind;
        if letter.is_ascii() {
            open.push(letter.to_ascii_lowercase());
        } else if is_european(letter) {
            decompose_canonical(letter, |part| {
                if part.general_category() != GeneralCategory::NonspacingMark {
                    open.extend(part.to_lowercase());
                }
            });
        } else {
            open.extend(letter.to_lowercase());
        }
    }
    if !open.is_empty() {
        word(&open);
    }
}

/// Whether the letter belongs to a script that sets no spaces, or few: Chinese, Japanese, Korean, Thai.
pub(crate) fn is_unspaced(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0E00..=0x0EFF | 0x1100..=0x11FF | 0x3005..=0x3007 | 0x3041..=0x30FA | 0x30FC..=0x30FF
        | 0x3130..=0x318F | 0x31F0..=0x31FF | 0x3400..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF
        | 0x20000..=0x3FFFF)
}

/// Latin, Greek and Cyrillic letters, whose marks may go.
fn is_european(letter: char) -> bool {
    matches!(u32::from(letter), 0xC0..=0x52F | 0x1E00..=0x1FFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_many_scripts() {
        let cases: &[(&str, &[&str])] = &[
            ("Moonlit-Depot 2nd!", &["moonlit", "depot", "2nd"]),
            ("Die Tür zum Äther", &["die", "tur", "zum", "ather"]),
            ("月の駅Ｓ２", &["月の駅", "s2"]),
            ("ガラスの・ﾊﾞﾗ", &["ガラスの", "バラ"]),
            ("Призрак Ё", &["призрак", "е"]),
            ("달빛 창고", &["달빛", "창고"]),
            ("…!?", &[]),
        ];
        for (text, wanted) in cases {
            let mut words = Vec::new();
            each_word(text, |word| words.push(word.to_owned()));
            assert_eq!(words, *wanted, "{text}");
        }
    }

    #[test]
    fn what_is_unknown_is_passed_over() {
        let pieces = ["moon", "##lit", "月", "駅前"].map(str::to_owned);
        let tokenizer = TableTokenizer::new(&pieces);
        assert_eq!(tokenizer.bag("moonxlit 月の駅前 zz"), [(0, 0.5), (1, 0.5), (2, 1.0), (3, 1.0)]);
        let twice = 1.0 + 2.0f32.ln();
        assert_eq!(tokenizer.bag("moon 月 Moon!"), [(0, twice), (2, 1.0)], "twice is less than two");
        assert!(tokenizer.bag("zz").is_empty());
    }
}
