//! What the tables and the catalog know of the tokens, each looked up once.

use std::{collections::HashMap, ops::Range, rc::Rc};

use super::{Name, NameKind, Reader, Sense};
use crate::{Tongue, lexicon::Lexicon, tokens::Token};

/// A phrase's length in tokens, and its senses.
pub(super) type Phrase = (usize, &'static [Sense]);

/// The longest name of a catalog that is looked for, in tokens.
const LONGEST_NAME: usize = 20;
/// The same where every letter is a token.
const LONGEST_DENSE_NAME: usize = 24;
/// Words that German writes like an English word for something else.
pub(crate) const FALSE_FRIENDS: &[&str] = &[
    "war", "art", "fall", "mob", "die", "so", "also", "band", "bande", "gl", "will", "mag", "man", "fast",
    "made",
];
const GLUE: &[Sense] = &[Sense::Cue("glue")];

/// What was asked of the vocabulary.
#[derive(Default)]
pub(super) struct LookedUp {
    names: HashMap<(NameKind, usize), Option<(Name, usize)>>,
    near: HashMap<(NameKind, Range<usize>), Option<Name>>,
    /// The spellings at each token, the longest first.
    folded: HashMap<usize, Rc<Vec<(usize, String)>>>,
}

impl Reader<'_> {
    /// The phrases of the tables that begin at a token.
    pub(super) fn phrases_at(&self, at: usize) -> Vec<Phrase> {
        let lexicon = Lexicon::get();
        let most = lexicon.longest().min(self.tokens.len() - at);
        let mut found = Vec::new();
        let mut phrase = String::new();
        for words in 1..=most {
            if words > 1 {
                phrase.push(' ');
            }
            phrase.push_str(self.tokens[at + words - 1].word());
            // The letters of a name in katakana are no particles: ナルト.
            let name = words <= 2 && self.is_katakana(at);
            let telling = |sense: &Sense| !matches!(sense, Sense::Cue(_));
            if let Some(senses) = lexicon.senses(&phrase).filter(|senses| !name || senses.iter().any(telling))
            {
                let other =
                    words == 1 && self.tongue == Tongue::German && FALSE_FRIENDS.contains(&phrase.as_str());
                found.push((words, if other { GLUE } else { senses }));
            }
        }
        found.reverse();
        found
    }

    fn is_katakana(&self, at: usize) -> bool {
        self.raw(&(at..at + 1)).starts_with(|letter| matches!(letter, '\u{30a1}'..='\u{30fa}' | 'ー'))
    }

    /// The longest phrase at a token, whoever has taken its words.
    pub(super) fn longest(&self, at: usize) -> Option<Phrase> {
        self.phrases.get(at)?.first().copied()
    }

    /// The longest phrase of at most so many tokens.
    pub(super) fn phrase_up_to(&self, at: usize, most: usize) -> Option<Phrase> {
        self.phrases.get(at)?.iter().find(|(words, _)| *words <= most).copied()
    }

    /// The sense that `pick` wants, of the longest phrase at a token that no title has taken.
    pub(super) fn sense<T>(
        &self,
        at: usize,
        pick: impl Fn(&'static Sense) -> Option<T>,
    ) -> Option<(T, usize)> {
        let (words, _) = self.longest(at)?;
        let open = (at..at + words).take_while(|at| self.open(*at)).count();
        let (words, senses) = self.phrase_up_to(at, open)?;
        senses.iter().find_map(pick).map(|found| (found, words))
    }

    /// The same, but shorter phrases at the token count as well.
    pub(super) fn any_sense<T>(
        &self,
        at: usize,
        pick: impl Fn(&'static Sense) -> Option<T>,
    ) -> Option<(T, usize)> {
        let phrases = self.phrases.get(at)?;
        let open = |words: usize| (at..at + words).all(|at| self.open(at));
        phrases
            .iter()
            .filter(|(words, _)| open(*words))
            .find_map(|(words, senses)| senses.iter().find_map(&pick).map(|found| (found, *words)))
    }

    /// The longest name of a kind at a token, with its length.
    pub(super) fn name(&self, kind: NameKind, at: usize) -> Option<(Name, usize)> {
        if self.tokens.get(at).is_none_or(|token| token.sign) {
            return None;
        }
        if let Some(found) = self.looked_up.borrow().names.get(&(kind, at)) {
            return found.clone();
        }
        let spellings = self.spellings(at);
        let find =
            |(words, folded): &(usize, String)| self.vocabulary.find(kind, folded).map(|name| (name, *words));
        let found = spellings.iter().find_map(find);
        self.looked_up.borrow_mut().names.insert((kind, at), found.clone());
        found
    }

    /// The one name that a misspelled stretch of tokens can mean.
    pub(super) fn near(&self, kind: NameKind, range: Range<usize>) -> Option<Name> {
        let key = (kind, range);
        if let Some(found) = self.looked_up.borrow().near.get(&key) {
            return found.clone();
        }
        let found = self.vocabulary.near(kind, &spelling::fold(self.raw(&key.1)));
        self.looked_up.borrow_mut().near.insert(key, found.clone());
        found
    }

    fn spellings(&self, at: usize) -> Rc<Vec<(usize, String)>> {
        if let Some(known) = self.looked_up.borrow().folded.get(&at) {
            return Rc::clone(known);
        }
        let dense = self.tokens[at].dense;
        let most = if dense { LONGEST_DENSE_NAME } else { LONGEST_NAME };
        let most = most.min(self.tokens.len() - at);
        // A name may end in `!` and in no other sign.
        let ends = |last: &Token| !last.sign || last.text == "!";
        let lengths = (1..=most).rev().filter(|words| ends(&self.tokens[at + words - 1]));
        let spellings: Vec<_> =
            lengths.map(|words| (words, spelling::fold(self.raw(&(at..at + words))))).collect();
        let spellings = Rc::new(spellings);
        self.looked_up.borrow_mut().folded.insert(at, Rc::clone(&spellings));
        spellings
    }

    /// Whether every token of a stretch belongs to phrases of the tables.
    pub(super) fn is_ordinary(&self, range: &Range<usize>) -> bool {
        let mut at = range.start;
        while at < range.end {
            match self.phrase_up_to(at, range.end - at) {
                Some((words, _)) => at += words,
                None if self.tokens[at].sign => at += 1,
                None => return false,
            }
        }
        true
    }
}
