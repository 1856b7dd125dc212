//! CLIP's byte-pair encoding: bytes as letters, the pair that was learned first joined first.

use rustc_hash::FxHashMap;

/// What marks the end of a word.
const END: &str = "</w>";

/// A byte-pair tokenizer in CLIP's manner.
#[derive(Debug, Clone)]
pub(crate) struct ByteBpe {
    pieces: FxHashMap<String, u32>,
    ranks: FxHashMap<(String, String), usize>,
    letters: Vec<char>,
}

impl ByteBpe {
    /// A tokenizer of these pieces and of these merges, the first learned first.
    pub(crate) fn new(pieces: FxHashMap<String, u32>, merges: Vec<(String, String)>) -> Self {
        let ranks = merges.into_iter().enumerate().map(|(rank, pair)| (pair, rank)).collect();
        Self { pieces, ranks, letters: letters() }
    }

    /// Appends the pieces of a text; what has no piece is left out.
    pub(crate) fn push(&self, text: &str, out: &mut Vec<u32>) {
        let lower = text.to_lowercase();
        let spaced = lower.split_whitespace().collect::<Vec<_>>().join(" ");
        for word in words(&spaced) {
            self.push_word(word, out);
        }
    }

    fn push_word(&self, word: &str, out: &mut Vec<u32>) {
        let mut parts: Vec<String> =
            word.bytes().map(|byte| self.letters[usize::from(byte)].to_string()).collect();
        if let Some(last) = parts.last_mut() {
            last.push_str(END);
        }
        while let Some((_, at)) = parts
            .windows(2)
            .enumerate()
            .filter_map(|(at, pair)| Some((*self.ranks.get(&(pair[0].clone(), pair[1].clone()))?, at)))
            .min()
        {
            let next = parts.remove(at + 1);
            parts[at].push_str(&next);
        }
        out.extend(parts.iter().filter_map(|part| self.pieces.get(part)));
    }
}

/// The words of CLIP's pattern: `'s 't 're 've 'm 'll 'd`, runs of letters, single digits, runs of the rest.
fn words(text: &str) -> Vec<&str> {
    const SHORT: [&str; 7] = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_rest =
            |letter: char| !letter.is_whitespace() && !letter.is_alphabetic() && !letter.is_numeric();
        let run = |test: &dyn Fn(char) -> bool| rest.find(|letter| !test(letter)).unwrap_or(rest.len());
        let length = if let Some(short) = SHORT.iter().find(|short| rest.starts_with(**short)) {
            short.len()
        } else if first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
            continue;
        } else if first.is_alphabetic() {
            run(&char::is_alphabetic)
        } else if first.is_numeric() {
            first.len_utf8()
        } else {
            run(&is_rest)
        };
        words.push(&rest[..length]);
        rest = &rest[length..];
    }
    words
}

/// A printable letter for each byte, as GPT-2 chose them.
fn letters() -> Vec<char> {
    let plain = |byte: u32| matches!(byte, 0x21..=0x7E | 0xA1..=0xAC | 0xAE..=0xFF);
    let mut next = 256;
    (0..256)
        .map(|byte| {
            let code = if plain(byte) {
                byte
            } else {
                next += 1;
                next - 1
            };
            char::from_u32(code).expect("below the surrogates")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_learned_first_are_joined_first() {
        let pieces = ["m", "oo", "n</w>", "moon</w>", "!</w>", "oon</w>"];
        let pieces = pieces.iter().enumerate().map(|(at, piece)| ((*piece).to_owned(), at as u32)).collect();
        let merges = [("o", "o"), ("oo", "n</w>"), ("m", "oon</w>")];
        let merges = merges.map(|(left, right)| (left.to_owned(), right.to_owned())).to_vec();
        let tokenizer = ByteBpe::new(pieces, merges);
        let mut out = Vec::new();
        tokenizer.push("  MOON!  moo", &mut out);
        assert_eq!(out, [3, 4, 0], "`oo` stands, `o</w>` has no piece");
    }

    #[test]
    fn words_of_the_pattern() {
        assert_eq!(words("it's 25% o'clock"), ["it", "'s", "2", "5", "%", "o", "'", "clock"]);
    }
}
