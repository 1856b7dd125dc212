//! `SentencePiece`'s unigram model, as the multilingual models use it: the likeliest way to cut a text.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization as _;

use super::Pieces;

/// What stands for a space.
const SPACE: char = '\u{2581}';
/// What a letter without a piece costs beyond the least likely piece.
const UNKNOWN_PENALTY: f32 = 10.0;

/// A tokenizer with a likelihood for each piece.
#[derive(Debug, Clone)]
pub(crate) struct Unigram {
    pieces: FxHashMap<Box<str>, (u32, f32)>,
    unknown: u32,
    unknown_score: f32,
    longest: usize,
}

impl Unigram {
    /// A tokenizer of these pieces with their scores, numbered in order.
    pub(crate) fn new(pieces: Vec<(String, f32)>, unknown: u32) -> Self {
        let least = pieces.iter().fold(0.0f32, |least, (_, score)| least.min(*score));
        let longest = pieces.iter().map(|(piece, _)| piece.len()).max().unwrap_or(0);
        let numbered = pieces.into_iter().enumerate();
        let pieces = numbered.map(|(at, (piece, score))| (piece.into(), (at as u32, score))).collect();
        Self { pieces, unknown, unknown_score: least - UNKNOWN_PENALTY, longest }
    }

    /// Appends the pieces of a text: folded to compatible forms, spaces joined, a space before the first
    /// word.
    pub(crate) fn push(&self, text: &str, out: &mut Vec<u32>) {
        let folded: String = text.nfkc().collect();
        for word in folded.split_whitespace() {
            let mut marked = String::from(SPACE);
            marked.push_str(word);
            self.push_word(&marked, out);
        }
    }

    /// All pieces with their numbers, in no order, marked as [`Pieces`] marks them: one that begins a word is
    /// plain here, and one that continues a word has `##` before it.
    pub(crate) fn all(&self) -> Vec<(String, u32)> {
        let plain = |piece: &str| match piece.strip_prefix(SPACE) {
            Some(begin) => begin.to_owned(),
            None if piece.chars().next().is_some_and(crate::table::is_unspaced) => piece.to_owned(),
            None => format!("{}{piece}", Pieces::MARK),
        };
        self.pieces.iter().map(|(piece, (number, _))| (plain(piece), *number)).collect()
    }

    fn push_word(&self, word: &str, out: &mut Vec<u32>) {
        // best[end] = (score, start, piece) of the best way to reach the byte `end`.
        let mut best: Vec<Option<(f32, usize, u32)>> = vec![None; word.len() + 1];
        best[0] = Some((0.0, 0, self.unknown));
        for (start, letter) in word.char_indices() {
            let Some((before, ..)) = best[start] else { continue };
            let mut offer = |end: usize, score: f32, piece: u32| {
                if best[end].is_none_or(|(known, ..)| before + score > known) {
                    best[end] = Some((before + score, start, piece));
                }
            };
            let mut single = false;
            for end in start + 1..=(start + self.longest).min(word.len()) {
                let Some((piece, score)) = word.get(start..end).and_then(|part| self.pieces.get(part)) else {
                    continue;
                };
                single |= end == start + letter.len_utf8();
                offer(end, *score, *piece);
            }
            if !single {
                offer(start + letter.len_utf8(), self.unknown_score, self.unknown);
            }
        }
        let mut cut = Vec::new();
        let mut end = word.len();
        while end > 0 {
            let (_, start, piece) = best[end].expect("every letter can be passed");
            // Letters without a piece that stand together are one unknown piece.
            if piece != self.unknown || cut.last() != Some(&piece) {
                cut.push(piece);
            }
            end = start;
        }
        out.extend(cut.iter().rev());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_cut_wins() {
        let pieces = [
            ("<unk>", 0.0),
            ("\u{2581}", -3.0),
            ("\u{2581}moon", -4.0),
            ("light", -4.0),
            ("l", -6.0),
            ("\u{2581}moonl", -9.0),
            ("ight", -9.0),
            ("月", -5.0),
        ];
        let tokenizer = Unigram::new(pieces.map(|(piece, score)| (piece.to_owned(), score)).to_vec(), 0);
        let cut = |text: &str| {
            let mut out = Vec::new();
            tokenizer.push(text, &mut out);
            out
        };
        assert_eq!(cut(" moonlight  月 "), [2, 3, 1, 7]);
        assert_eq!(cut("moonXYl"), [2, 0, 4], "two unknown letters are one piece");
    }
}
