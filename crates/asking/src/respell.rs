//! Misspelled words of a question, set right where only one word can be meant.

use super::{NameKind, Tongue, Vocabulary, distance::distance, lexicon::Lexicon, tokens::Token};

/// Words with fewer letters are taken for nothing but the commonest: too many others lie next to them.
const SHORTEST: usize = 5;
/// From this length on, two letters may be wrong.
const LONG: usize = 7;
/// From this length on, they may be any two.
const LONGER: usize = 9;
/// What a word of three or four letters may be meant for, and a longer one that might as well be something else.
const COMMON: &[&str] = &[
    "like",
    "from",
    "with",
    "film",
    "films",
    "gore",
    "dark",
    "movie",
    "anime",
    "manga",
    "under",
    "over",
    "best",
    "mecha",
    "idol",
    "more",
    "less",
    "show",
    "shows",
    "magic",
    "music",
    "space",
    "after",
    "before",
    "about",
    "than",
    "without",
    "funny",
    "scary",
    "life",
    "time",
    "loop",
    "love",
    "girl",
    "girls",
    "boys",
    "school",
    "high",
    "club",
    "post",
    "cute",
    "travel",
    "crime",
    "rated",
    "year",
    "years",
    "hour",
    "hours",
    "story",
    "based",
    "something",
    "anything",
    "similar",
    "episodes",
    "fantasy",
    "comedy",
    "drama",
    "ohne",
    "wie",
    "unter",
    "filme",
    "serie",
    "folgen",
];
/// Services and sites of one word, which are written with a capital as names are.
const SITES: &[&str] = &[
    "netflix",
    "crunchyroll",
    "hidive",
    "funimation",
    "youtube",
    "bilibili",
    "wakanim",
    "abema",
    "disney",
    "myanimelist",
    "anilist",
    "kitsu",
    "anidb",
    "anisearch",
    "livechart",
    "animeplanet",
];
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
                NOUNS
                    .iter()
                    .find_map(|noun| {
                        let first = token.text.strip_suffix(noun)?;
                        let known =
                            |word: &str| word.len() >= 3 && lexicon.knows(word) && lexicon.tells(word);
                        let bare = [first, first.trim_end_matches('s'), first.trim_end_matches("en")]
                            .into_iter()
                            .find(|word| known(word))?;
                        Some((bare.to_owned(), (*noun).to_owned()))
                    })
                    .or_else(|| run_together(&token.text))
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

/// The two words of a phrase of the tables that are written as one: `sciencefiction`.
fn run_together(word: &str) -> Option<(String, String)> {
    let lexicon = Lexicon::get();
    let cuts = word.char_indices().map(|(byte, _)| byte).filter(|byte| *byte >= 3 && word.len() - byte >= 3);
    cuts.map(|byte| word.split_at(byte)).find_map(|(first, second)| {
        let phrase = lexicon.knows(first)
            && lexicon.knows(second)
            && lexicon.senses(&format!("{first} {second}")).is_some();
        phrase.then(|| (first.to_owned(), second.to_owned()))
    })
}

/// Notes for each unknown word which one was probably meant. Names of the catalog are never respelled.
pub(crate) fn respell(tokens: &mut [Token], question: &str, vocabulary: &dyn Vocabulary, tongue: Tongue) {
    let lexicon = Lexicon::get();
    for number in 0..tokens.len() {
        let token = &tokens[number];
        let letters = token.text.chars().count();
        if token.sign || token.dense || token.number.is_some() || letters < 3 || lexicon.knows(&token.text) {
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
            tokens[number].meant = site(&token.text, letters);
            continue;
        }
        let next = tokens.get(number + 1).filter(|next| !next.sign).map(|next| next.text.as_str());
        tokens[number].meant = nearest(&token.text, letters, tongue, next);
    }
}

/// The service or site whose name is misspelled so: names that are in the tables.
fn site(word: &str, letters: usize) -> Option<String> {
    let allowed = if letters < LONGER { 1 } else { 2 };
    let mut near = SITES.iter().filter(|site| {
        letters >= SHORTEST
            && site.chars().next() == word.chars().next()
            && distance(word, site, allowed).is_some()
    });
    near.next().filter(|_| near.next().is_none()).map(|site| (*site).to_owned())
}

/// The word with `ae`, `oe` and `ue` as the folded umlauts they stand for.
fn umlauts(word: &str) -> Option<String> {
    let plain = word.replace("ae", "a").replace("oe", "o").replace("ue", "u");
    (plain != word && Lexicon::get().knows(&plain)).then_some(plain)
}

/// The one word that is meant. Of several as near, the one that makes a phrase of the tables with the word after it, else
/// the one that is common.
fn nearest(word: &str, letters: usize, tongue: Tongue, next: Option<&str>) -> Option<String> {
    if letters < SHORTEST {
        let near =
            |known: &&&str| distance(word, known, 1).is_some() && known.chars().next() == word.chars().next();
        let mut near = COMMON.iter().filter(near);
        return near.next().filter(|_| near.next().is_none()).map(|known| (*known).to_owned());
    }
    let allowed = if letters < LONG { 1 } else { 2 };
    let first = word.chars().next();
    let mut best: Option<(usize, &str)> = None;
    let mut tied = false;
    let mut rivals: Vec<&str> = Vec::new();
    let lengths = letters.saturating_sub(allowed).max(SHORTEST - 1)..=letters + allowed;
    for known in lengths.flat_map(|letters| Lexicon::get().telling_words(tongue, letters)) {
        // People mistype the first letter of a word least of all, and short words rarely twice.
        let same_first = known.chars().next() == first;
        let most = if same_first && known.len() >= LONG { allowed } else { 1 };
        if !same_first && letters < LONG {
            continue;
        }
        let Some(far) = distance(word, known, most) else { continue };
        // Two mistakes in a word of middling length only where its letters are nearly the same.
        if far > 1 && letters < LONGER && other_letters(word, known) > 1 {
            continue;
        }
        match best {
            Some((least, _)) if far > least => {}
            Some((least, other)) if far == least => {
                tied |= !same_word(other, known);
                rivals.push(known);
                if known < other {
                    best = Some((far, known));
                }
            }
            _ => (best, tied, rivals) = (Some((far, known)), false, vec![known]),
        }
    }
    if tied {
        let whole = |known: &str| {
            next.is_some_and(|next| Lexicon::get().senses(&format!("{known} {next}")).is_some())
        };
        return only(&rivals, whole).or_else(|| only(&rivals, |known| COMMON.contains(&known)));
    }
    best.map(|(_, word)| word.to_owned())
}

/// The one word of several that fits.
fn only(words: &[&str], fits: impl Fn(&str) -> bool) -> Option<String> {
    let mut fitting = words.iter().filter(|word| fits(word));
    fitting.next().filter(|_| fitting.next().is_none()).map(|word| (*word).to_owned())
}

/// How many letters of one word the other does not have.
fn other_letters(word: &str, known: &str) -> usize {
    let mut left: Vec<char> = known.chars().collect();
    let missing = word.chars().filter(|letter| match left.iter().position(|other| other == letter) {
        Some(place) => {
            left.swap_remove(place);
            false
        }
        None => true,
    });
    missing.count().max(known.chars().count().saturating_sub(word.chars().count()))
}

/// Two forms of one word: singular and plural, or two endings.
fn same_word(one: &str, other: &str) -> bool {
    let stem = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    stem + 3 >= one.chars().count().max(other.chars().count())
}
