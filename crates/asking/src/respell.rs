//! Misspelled words of a question, set right where only one word can be meant.

use super::{NameKind, Tongue, Vocabulary, distance::distance, lexicon::Lexicon, tokens::Token};

/// Words with fewer letters are left alone: too many others lie next to them.
const SHORTEST: usize = 5;
/// From this length on, two letters may be wrong.
const LONG: usize = 9;
const KINDS: [NameKind; 5] =
    [NameKind::Title, NameKind::Studio, NameKind::Person, NameKind::Character, NameKind::Tag];

/// Nouns at the end of German compounds: `Horrorfilme`, `Fantasyserie`.
const NOUNS: &[&str] = &[
    "filme",
    "filmen",
    "film",
    "serien",
    "serie",
    "animes",
    "anime",
    "mangas",
    "manga",
    "komodien",
    "komodie",
    "drama",
    "dramen",
    "geschichten",
    "geschichte",
    "abenteuer",
    "romane",
    "roman",
    "thriller",
    "klassiker",
];

/// Cuts German compounds of two known words in two, so that both are read.
pub(crate) fn cut_compounds(tokens: &mut Vec<Token>, question: &str) {
    let lexicon = Lexicon::get();
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        let cut = (!token.sign && !token.dense && !lexicon.knows(&token.text))
            .then(|| {
                NOUNS.iter().find_map(|noun| {
                    let first = token.text.strip_suffix(noun)?;
                    let known = |word: &str| word.len() >= 3 && lexicon.knows(word) && lexicon.tells(word);
                    let bare = [first, first.trim_end_matches('s'), first.trim_end_matches("en")]
                        .into_iter()
                        .find(|word| known(word))?;
                    Some((bare.to_owned(), (*noun).to_owned()))
                })
            })
            .flatten();
        if let Some((first, noun)) = cut {
            // The noun's letters, counted from the end: folding may have changed how many bytes they take.
            let raw = &question[token.span.start..token.span.end];
            let letters = noun.chars().count();
            let middle = raw
                .char_indices()
                .rev()
                .nth(letters - 1)
                .map_or(token.span.end, |(byte, _)| token.span.start + byte);
            let mut second = token.clone();
            second.text = noun;
            second.span.start = middle;
            second.apart = false;
            second.capital = false;
            tokens[at].text = first;
            tokens[at].span.end = middle;
            tokens.insert(at + 1, second);
            at += 1;
        }
        at += 1;
    }
}

/// Notes for each unknown word which one was probably meant. Names of the catalog are never respelled.
pub(crate) fn respell(tokens: &mut [Token], question: &str, vocabulary: &dyn Vocabulary, tongue: Tongue) {
    let lexicon = Lexicon::get();
    for number in 0..tokens.len() {
        let token = &tokens[number];
        let letters = token.text.chars().count();
        if token.sign
            || token.dense
            || token.number.is_some()
            || letters < SHORTEST
            || lexicon.knows(&token.text)
        {
            continue;
        }
        if KINDS.iter().any(|kind| vocabulary.find(*kind, &token.text).is_some()) {
            continue;
        }
        if tongue == Tongue::German
            && let Some(plain) = umlauts(&token.text)
        {
            tokens[number].meant = Some(plain);
            continue;
        }
        // A capital inside a sentence is a name, and names are not in the tables.
        let inside = number > 0 && !tokens[number - 1].parts();
        let shouted = question.chars().filter(|letter| letter.is_uppercase()).count() * 2 > question.len();
        if token.capital && inside && tongue == Tongue::English && !shouted {
            continue;
        }
        tokens[number].meant = nearest(&token.text, letters);
    }
}

/// The word with `ae`, `oe` and `ue` as the folded umlauts they stand for.
fn umlauts(word: &str) -> Option<String> {
    let plain = word.replace("ae", "a").replace("oe", "o").replace("ue", "u");
    (plain != word && Lexicon::get().knows(&plain)).then_some(plain)
}

fn nearest(word: &str, letters: usize) -> Option<String> {
    let allowed = if letters < LONG { 1 } else { 2 };
    let first = word.chars().next();
    let mut best: Option<(usize, &str)> = None;
    let mut tied = false;
    for known in Lexicon::get().telling_words() {
        let length = known.chars().count();
        if length + 1 < SHORTEST || length.abs_diff(letters) > allowed {
            continue;
        }
        let Some(far) = distance(word, known, allowed) else { continue };
        // People mistype the first letter of a word least of all.
        if known.chars().next() != first && (far > 1 || letters < 7) {
            continue;
        }
        match best {
            Some((least, _)) if far > least => {}
            Some((least, other)) if far == least => tied |= !same_word(other, known),
            _ => (best, tied) = (Some((far, known)), false),
        }
        if let Some((least, other)) = best
            && least == far
            && known < other
        {
            best = Some((far, known));
        }
    }
    best.filter(|_| !tied).map(|(_, word)| word.to_owned())
}

/// Two forms of one word: singular and plural, or two endings.
fn same_word(one: &str, other: &str) -> bool {
    let stem = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    stem + 3 >= one.chars().count().max(other.chars().count())
}
