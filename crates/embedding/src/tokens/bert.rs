//! BERT's way to words: clean, split Chinese signs, strip accents, lower case, cut at spaces and signs.

use unicode_normalization::char::decompose_canonical;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory as _};

/// How a model wants its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the switches of a model's file")]
pub(crate) struct BertWords {
    /// Lower case.
    pub(crate) lowercase: bool,
    /// Letters without their marks.
    pub(crate) strip_accents: bool,
    /// Every Chinese sign a word of its own.
    pub(crate) split_chinese: bool,
    /// Control signs dropped.
    pub(crate) clean: bool,
}

impl BertWords {
    /// Calls back with every word of a text in turn.
    pub(crate) fn each(self, text: &str, mut word: impl FnMut(&str)) {
        let mut open = String::new();
        let mut sign = [0; 4];
        let mut flush = |open: &mut String| {
            if !open.is_empty() {
                word(open);
                open.clear();
            }
        };
        let mut take = |letter: char, open: &mut String, alone: bool| {
            if letter.is_whitespace() {
                flush(open);
            } else if alone || is_punctuation(letter) {
                flush(open);
                open.push_str(letter.encode_utf8(&mut sign));
                flush(open);
            } else {
                open.push(letter);
            }
        };
        for letter in text.chars() {
            if letter.is_ascii() {
                if self.clean && letter.is_ascii_control() && !matches!(letter, '\t' | '\n' | '\r') {
                    continue;
                }
                let letter = if self.lowercase { letter.to_ascii_lowercase() } else { letter };
                take(letter, &mut open, false);
                continue;
            }
            if self.clean && (letter == '\u{fffd}' || is_other(letter)) {
                continue;
            }
            let alone = self.split_chinese && is_chinese(letter);
            let mut lower = |letter: char, open: &mut String| {
                if self.lowercase {
                    letter.to_lowercase().for_each(|letter| take(letter, open, alone));
                } else {
                    take(letter, open, alone);
                }
            };
            if self.strip_accents {
                decompose_canonical(letter, |part| {
                    if part.general_category() != GeneralCategory::NonspacingMark {
                        lower(part, &mut open);
                    }
                });
            } else {
                lower(letter, &mut open);
            }
        }
        take(' ', &mut open, false);
    }
}

fn is_punctuation(letter: char) -> bool {
    letter.is_ascii_punctuation()
        || (!letter.is_ascii() && letter.general_category_group() == GeneralCategoryGroup::Punctuation)
}

fn is_other(letter: char) -> bool {
    letter.general_category_group() == GeneralCategoryGroup::Other
}

/// The blocks that BERT's own tokenizer names; kana are not among them.
fn is_chinese(letter: char) -> bool {
    matches!(u32::from(letter),
        0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0x20000..=0x2A6DF | 0x2A700..=0x2B73F | 0x2B740..=0x2B81F
        | 0x2B920..=0x2CEAF | 0xF900..=0xFAFF | 0x2F800..=0x2FA1F)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNCASED: BertWords =
        BertWords { lowercase: true, strip_accents: true, split_chinese: true, clean: true };

    fn words(rules: BertWords, text: &str) -> Vec<String> {
        let mut words = Vec::new();
        rules.each(text, |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn words_as_bert_cuts_them() {
        let cases: &[(&str, &[&str])] = &[
            ("  Moonlit\tDepot! ", &["moonlit", "depot", "!"]),
            ("don't", &["don", "'", "t"]),
            ("Éclair naïve ÄÖÜ ß", &["eclair", "naive", "aou", "ß"]),
            ("月の駅", &["月", "の", "駅"]),
            ("ガラス", &["カラス"]),
            ("a\u{200b}b\u{0}c \u{fffd}", &["abc"]),
            ("…“so”", &["…", "“", "so", "”"]),
            ("", &[]),
        ];
        for (text, wanted) in cases {
            assert_eq!(words(UNCASED, text), *wanted, "{text}");
        }
        let plain = BertWords { lowercase: false, strip_accents: false, ..UNCASED };
        assert_eq!(words(plain, "Éclair 5"), ["Éclair", "5"]);
    }
}
