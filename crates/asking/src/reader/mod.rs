//! Reading a question: known phrases, longest first, then rules that look at their neighbors.
//!
//! A rule that fits makes a *group*: the tokens it took and the parts they gave. A group is *sure* where its
//! wording leaves no doubt (`under 20 episodes`, `without gore`); all others are weighed at the end against
//! what is left unread around them (`accept`), so that the words of a title do not become filters.

mod accept;
mod amounts;
mod bounds;
mod comparing;
mod dates;
mod exclusions;
mod fields;
mod finish;
mod hits;
mod items;
mod known;
mod languages;
mod people;
mod references;
mod scores;
mod shield;
mod unwanted_years;
mod years;

use std::{cell::RefCell, ops::Range};

pub(crate) use known::FALSE_FRIENDS;

use super::{
    Asker, Name, NameKind, Part, Plan, SaidBy, Slot, Span, Tongue, Value, Vocabulary, lexicon::Sense,
    respell, tokens, tokens::Token, tongue,
};

/// The longest question in characters; what comes after is not read.
pub const MOST_CHARS: usize = 1_000;

/// Reads a question into a plan. Never fails: what is not understood stays in [`Plan::words`].
pub fn read(question: &str, vocabulary: &dyn Vocabulary, asker: &Asker) -> Plan {
    let end = question.char_indices().nth(MOST_CHARS).map_or(question.len(), |(byte, _)| byte);
    let question = &question[..end];
    let mut reader = Reader::new(question, vocabulary, asker);
    reader.shield_titles();
    reader.walk();
    reader.finish()
}

/// What became of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Nobody knows it.
    Free,
    /// It holds others together.
    Glue,
    /// A comma, a full stop, a bracket.
    Sign,
    And,
    Or,
    /// A word after which another phrase begins: with, about, but.
    Edge,
    /// From here on a plot is told.
    Story,
    /// The noun that the adjectives before it belong to: `anime`, `shows`.
    Head,
    /// A noun whose adjectives come after it: `something`.
    HeadBefore,
    /// Part of a known title.
    Title(usize),
    /// Taken by a rule.
    Group(usize),
    /// Part of what is asked: `where can I watch`.
    Ask,
}

/// What one rule took.
#[derive(Debug, Clone)]
struct Group {
    range: Range<usize>,
    parts: Vec<Part>,
    /// Whether the wording leaves no doubt.
    sure: bool,
    /// Whether adjectives before it belong to it, as with `anime`.
    head: bool,
}

struct Reader<'a> {
    question: &'a str,
    vocabulary: &'a dyn Vocabulary,
    asker: &'a Asker,
    tongue: Tongue,
    tokens: Vec<Token>,
    /// The known phrases at each token, the longest first.
    phrases: Vec<Vec<known::Phrase>>,
    looked_up: RefCell<known::LookedUp>,
    uses: Vec<Use>,
    groups: Vec<Group>,
    titles: Vec<(Range<usize>, Name)>,
    asks: Vec<(&'static str, Range<usize>)>,
    /// Sources that are named, to be sorted at the end.
    sources: Vec<(&'static str, Range<usize>)>,
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(question: &'a str, vocabulary: &'a dyn Vocabulary, asker: &'a Asker) -> Self {
        let mut tokens = tokens::tokens(question);
        let tongue = tongue::tongue(&tokens);
        if tongue == Tongue::German || tongue == Tongue::English {
            respell::cut_compounds(&mut tokens, question);
        }
        respell::respell(&mut tokens, question, vocabulary, tongue);
        let count = tokens.len();
        let mut reader = Self {
            question,
            vocabulary,
            asker,
            tongue,
            tokens,
            phrases: Vec::new(),
            looked_up: RefCell::default(),
            uses: vec![Use::Free; count],
            groups: Vec::new(),
            titles: Vec::new(),
            asks: Vec::new(),
            sources: Vec::new(),
            at: 0,
        };
        reader.phrases = (0..count).map(|at| reader.phrases_at(at)).collect();
        reader
    }

    fn walk(&mut self) {
        while self.at < self.tokens.len() {
            let taken = self.step();
            self.at += taken.max(1);
        }
    }

    /// Reads on from where the reader is; how many tokens it took.
    fn step(&mut self) -> usize {
        let at = self.at;
        match self.uses[at] {
            Use::Title(number) => return self.after_title(number),
            Use::Free => {}
            _ => return 1,
        }
        if self.tokens[at].parts() {
            self.uses[at] = Use::Sign;
            return 1;
        }
        let rules: [fn(&mut Self, usize) -> Option<usize>; 29] = [
            Self::better,
            Self::appearing,
            Self::adult,
            Self::demanded,
            Self::neutral,
            Self::unlike,
            Self::less_or_more,
            Self::excluded,
            Self::like,
            Self::years_ago,
            Self::past_years,
            Self::years,
            Self::score,
            Self::length,
            Self::count_of_hits,
            Self::when,
            Self::airing,
            Self::person_in_role,
            Self::origin,
            Self::by_whom,
            Self::spoken_or_written,
            Self::streaming,
            Self::source,
            Self::watch_order,
            Self::closed,
            Self::tag_or_mood,
            Self::bare_name,
            Self::ask,
            Self::joint,
        ];
        for rule in rules {
            if let Some(taken) = rule(self, at) {
                return taken;
            }
        }
        1
    }

    // What is there.

    /// How many tokens a cue takes, where it is there.
    fn cue(&self, at: usize, name: &str) -> Option<usize> {
        self.sense(at, |sense| matches!(sense, Sense::Cue(known) if *known == name).then_some(()))
            .map(|((), words)| words)
    }

    fn any_cue(&self, at: usize, name: &str) -> Option<usize> {
        self.any_sense(at, |sense| matches!(sense, Sense::Cue(known) if *known == name).then_some(()))
            .map(|((), words)| words)
    }

    /// Whether a token is there and no title has taken it.
    fn open(&self, at: usize) -> bool {
        self.uses.get(at).is_some_and(|used| !matches!(used, Use::Title(_)))
    }

    fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", Token::word)
    }

    /// Whether the question, or a phrase of it, ends before a token.
    fn ends(&self, at: usize) -> bool {
        self.tokens.get(at).is_none_or(Token::parts)
    }

    fn span(&self, range: &Range<usize>) -> Span {
        let start = self.tokens.get(range.start).map_or(0, |token| token.span.start);
        let end = range
            .end
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(start, |token| token.span.end);
        Span { start, end }
    }

    fn raw(&self, range: &Range<usize>) -> &'a str {
        let span = self.span(range);
        self.question.get(span.start..span.end).unwrap_or_default()
    }

    // What is taken.

    fn part(&self, slot: Slot, value: impl Into<Value>, range: &Range<usize>) -> Part {
        let meant: Vec<&str> =
            self.tokens[range.clone()].iter().filter_map(|token| token.meant.as_deref()).collect();
        Part {
            slot,
            value: value.into(),
            spans: vec![self.span(range)],
            confidence: if meant.is_empty() { 0.9 } else { 0.7 },
            said_by: SaidBy::Words,
            class: None,
            respelled: (!meant.is_empty()).then(|| meant.join(" ")),
        }
    }

    /// Takes tokens as a group; how many tokens lie between the reader and its end.
    fn take(&mut self, range: Range<usize>, parts: Vec<Part>, sure: bool) -> usize {
        let number = self.groups.len();
        for at in range.clone() {
            self.uses[at] = Use::Group(number);
        }
        let taken = range.end.saturating_sub(self.at);
        self.groups.push(Group { range, parts, sure, head: false });
        taken
    }

    fn mark(&mut self, range: Range<usize>, used: Use) -> usize {
        let taken = range.end.saturating_sub(self.at);
        for at in range {
            self.uses[at] = used;
        }
        taken
    }
}
