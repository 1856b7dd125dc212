//! Words to pieces: the longest known piece from the left, again and again.

use rustc_hash::FxHashMap;

/// Known pieces and their numbers, those that begin a word apart from those that continue one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pieces {
    begin: FxHashMap<Box<str>, u32>,
    go_on: FxHashMap<Box<str>, u32>,
    /// Length of the longest piece in bytes.
    longest: usize,
}

impl Pieces {
    /// What marks a piece that continues a word.
    pub(crate) const MARK: &str = "##";

    /// Adds a piece; one that continues words begins with `mark`.
    pub(crate) fn insert(&mut self, piece: &str, mark: &str, number: u32) {
        let (map, text) = match piece.strip_prefix(mark) {
            Some(rest) if !rest.is_empty() && !mark.is_empty() => (&mut self.go_on, rest),
            _ => (&mut self.begin, piece),
        };
        self.longest = self.longest.max(text.len());
        map.insert(text.into(), number);
    }

    /// All pieces with their numbers, in no order; those that continue a word are marked.
    pub(crate) fn all(&self) -> Vec<(String, u32)> {
        let begin = self.begin.iter().map(|(piece, number)| (piece.to_string(), *number));
        let go_on = self.go_on.iter().map(|(piece, number)| (format!("{}{piece}", Self::MARK), *number));
        begin.chain(go_on).collect()
    }

    /// The longest piece at the front of a text and how many bytes it takes.
    pub(crate) fn longest(&self, text: &str, continued: bool) -> Option<(u32, usize)> {
        let map = if continued { &self.go_on } else { &self.begin };
        let mut end = text.floor_char_boundary(self.longest);
        while end > 0 {
            if let Some(number) = map.get(&text[..end]) {
                return Some((*number, end));
            }
            end = text.floor_char_boundary(end - 1);
        }
        None
    }
}

/// BERT's tokenizer of words.
#[derive(Debug, Clone)]
pub(crate) struct WordPiece {
    /// The pieces.
    pub(crate) pieces: Pieces,
    /// What a word becomes that cannot be put together.
    pub(crate) unknown: u32,
    /// A word of more letters is unknown.
    pub(crate) max_chars: usize,
}

impl WordPiece {
    /// Appends the pieces of a word.
    pub(crate) fn push(&self, word: &str, out: &mut Vec<u32>) {
        let before = out.len();
        let mut rest = word;
        while !rest.is_empty() {
            let piece = self.pieces.longest(rest, rest.len() < word.len());
            let Some((number, length)) = piece.filter(|_| word.chars().count() <= self.max_chars) else {
                out.truncate(before);
                out.push(self.unknown);
                return;
            };
            out.push(number);
            rest = &rest[length..];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_piece_wins_and_a_rest_unknown_makes_all_unknown() {
        let mut pieces = Pieces::default();
        for (number, piece) in ["[UNK]", "moon", "moonl", "##light", "##it", "##s", "月"].iter().enumerate()
        {
            pieces.insert(piece, Pieces::MARK, number as u32);
        }
        let tokenizer = WordPiece { pieces, unknown: 0, max_chars: 12 };
        let cut = |word: &str| {
            let mut out = Vec::new();
            tokenizer.push(word, &mut out);
            out
        };
        assert_eq!(cut("moonlit"), [2, 4]);
        assert_eq!(cut("moons"), [1, 5]);
        assert_eq!(cut("moonlight"), [0], "`moonl` is taken, and `ight` is unknown");
        assert_eq!(cut("月"), [6]);
        assert_eq!(cut("moonssssssssssss"), [0], "too long");
    }
}
