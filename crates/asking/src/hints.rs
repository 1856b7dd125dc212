//! What the words of a question speak of, also where they ask for nothing: the moods and tags of a plot that is told.
//!
//! No part of a plan and no filter: whoever tells of a lonely boy in the rain asks for no tag, and yet works of that
//! kind come first.

use super::{
    Tongue,
    lexicon::{Lexicon, Sense},
    reader::FALSE_FRIENDS,
    respell,
    tokens::{joined, tokens},
    tongue::tongue,
};

/// A mood or tag that words speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hint {
    /// A mood of the list of moods.
    Mood(&'static str),
    /// A tag of the tables.
    Tag(&'static str),
}

/// The moods and tags that a text speaks of, each once, the longest wordings first where they overlap.
pub fn hints(text: &str) -> Vec<Hint> {
    let lexicon = Lexicon::get();
    let mut tokens = tokens(text);
    let tongue = tongue(&tokens);
    if tongue != Tongue::Japanese {
        respell::cut_compounds(&mut tokens, text);
    }
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let most = lexicon.longest().min(tokens.len() - at);
        let spoken = (1..=most).rev().find_map(|words| {
            let phrase = joined(&tokens[at..at + words]);
            if words == 1 && tongue == Tongue::German && FALSE_FRIENDS.contains(&phrase.as_str()) {
                return None;
            }
            let hints: Vec<Hint> = lexicon.senses(&phrase)?.iter().flat_map(of_sense).collect();
            (!hints.is_empty()).then_some((words, hints))
        });
        let (words, hints) = spoken.unwrap_or((1, Vec::new()));
        found.extend(hints);
        at += words;
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn of_sense(sense: &'static Sense) -> Vec<Hint> {
    match sense {
        Sense::Mood(mood) | Sense::MoreOf(mood) => vec![Hint::Mood(mood)],
        Sense::Tags(tags) => tags.iter().map(|(tag, _)| Hint::Tag(tag)).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_speaks_of_moods_and_tags() {
        let told = hints("a melancholic girl pilots giant robots while the time loop goes on");
        for hint in [Hint::Mood("melancholic"), Hint::Tag("mecha"), Hint::Tag("time loop")] {
            assert!(told.contains(&hint), "{told:?}");
        }
        assert!(hints("ein Junge, der war ganz allein").is_empty(), "it was, and there is no war");
        assert!(hints("Moonlit Depot").is_empty());
    }
}
