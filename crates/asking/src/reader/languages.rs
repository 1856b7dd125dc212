//! Languages: of texts, of voices, of subtitles.

use super::{Reader, Sense};
use crate::{Part, Slot};

impl Reader<'_> {
    /// `German synopsis`, `with English dub`, `dubbed in German`, `auf Deutsch synchronisiert`, `字幕`.
    pub(super) fn spoken_or_written(&mut self, at: usize) -> Option<usize> {
        let in_word = usize::from(matches!(self.word(at), "in" | "auf" | "into"));
        if let Some((language, words)) = self.language(at + in_word) {
            let mut next = at + in_word + words;
            while matches!(
                self.word(next),
                "language" | "の" | "で" | "sprache" | "audio" | "voice" | "mit" | "full"
            ) && next < self.tokens.len()
            {
                // `English audio` is a wish of its own.
                if self.cue(next, "dub").is_some() {
                    break;
                }
                next += 1;
            }
            if let Some((slot, words)) = self.kind_of_language(next) {
                let range = at..next + words;
                // `German subs or dub`
                let part = self.part(slot, language, &range);
                return Some(self.take(range, vec![part], true));
            }
            if in_word == 1 {
                let range = at..at + 1 + words;
                let text = self.mentions("text") || self.asks.iter().any(|(ask, _)| *ask == "details");
                // Whether texts or voices are meant nobody can tell: it helps, and filters nothing.
                let part = self.part(Slot::TextLanguage, language, &range);
                let confidence = if text { part.confidence } else { 0.4 };
                return Some(self.take(range, vec![Part { confidence, ..part }], text));
            }
            return None;
        }
        let (slot, words) = self.kind_of_language(at)?;
        let mut next = at + words;
        let inside = matches!(self.word(next), "in" | "auf" | "into" | ":" | "は" | "available" | "von");
        next += usize::from(inside);
        if let Some((language, more)) = self.language(next) {
            let range = at..next + more;
            let part = self.part(slot, language, &range);
            return Some(self.take(range, vec![part], true));
        }
        // Without a language some dub or some subtitles are wanted; a text alone asks for nothing.
        if slot == Slot::TextLanguage || self.word(at) == "audio" {
            return None;
        }
        let part = self.part(slot, "any", &(at..at + words));
        Some(self.take(at..at + words, vec![part], false))
    }

    fn language(&self, at: usize) -> Option<(&'static str, usize)> {
        self.any_sense(at, |sense| match sense {
            Sense::Language(language) => Some(*language),
            _ => None,
        })
    }

    fn kind_of_language(&self, at: usize) -> Option<(Slot, usize)> {
        [("dub", Slot::Dub), ("sub", Slot::Sub), ("text", Slot::TextLanguage)]
            .into_iter()
            .find_map(|(cue, slot)| self.any_cue(at, cue).map(|words| (slot, words)))
    }

    pub(super) fn mentions(&self, cue: &str) -> bool {
        (0..self.tokens.len()).any(|at| self.any_cue(at, cue).is_some())
    }
}
