//! The words that mean something in every catalog: `data/lexicon/`, read once.
//!
//! A line is a sense, a tab, and the wordings that have it, parted by ` | `. A wording that ends in `+`
//! stands for its plural as well, one that ends in `~` for its German endings.

use std::{
    collections::{HashMap, HashSet},
    sync::OnceLock,
};

use super::{Slot, TagClass, Tongue, tokens};

/// What a wording may mean. One wording may have several senses; its neighbors decide.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Sense {
    /// A value of a closed slot: format, medium, status, season, streaming, …
    Set(Slot, &'static str),
    /// Genres and themes, mostly one.
    Tags(Vec<(&'static str, TagClass)>),
    Mood(&'static str),
    /// A mood, compared: `darker`.
    MoreOf(&'static str),
    /// A sort whose order is turned round: `worst`, `oldest`.
    SortUp(&'static str),
    SortDown(&'static str),
    /// A name of an origin that needs no further word: `anime original`.
    OriginIs(&'static str),
    Nation(&'static str),
    Language(&'static str),
    Source(&'static str),
    Role(Slot),
    RoleAfter(Slot),
    Compare(Compare),
    CompareAfter(Compare),
    Unit(&'static str),
    Number(f64),
    Length(&'static str),
    Decade(i16),
    Part(&'static str),
    When(&'static str),
    Year(&'static str),
    YearAfter(&'static str),
    Airing(&'static str),
    Ask(&'static str),
    AskAfter(&'static str),
    Edge(&'static str),
    /// Any other cue, by its name in the tables: `neg`, `like`, `head`, `glue`, …
    Cue(&'static str),
}

/// How a bound compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compare {
    Below,
    AtMost,
    Above,
    AtLeast,
    About,
    Exactly,
}

pub(crate) struct Lexicon {
    senses: HashMap<String, Vec<Sense>>,
    /// Every single word of every wording, for respelling.
    words: HashMap<String, bool>,
    german: HashSet<&'static str>,
    /// The words that ask for something, by their number of letters.
    telling: Vec<Vec<String>>,
    /// The longest wording, in tokens.
    longest: usize,
}

const TABLES: &[&str] = &[
    include_str!("../data/lexicon/fields.tsv"),
    include_str!("../data/lexicon/tags.tsv"),
    include_str!("../data/lexicon/moods.tsv"),
    include_str!("../data/lexicon/frames.tsv"),
    include_str!("../data/lexicon/times.tsv"),
    include_str!("../data/lexicon/asks.tsv"),
    include_str!("../data/lexicon/glue.tsv"),
];
/// Everyday words that lie near a word of the tables and must not be respelled into it.
const PLAIN: &str = include_str!("../data/plain-words.txt");
/// The German words of the tables, into which no English word is respelled.
const GERMAN: &str = include_str!("../data/german-words.txt");

/// Reads the tables ahead of the first question, which then need not wait for them: some ten milliseconds.
pub fn prepare() {
    Lexicon::get();
}

impl Lexicon {
    pub(crate) fn get() -> &'static Self {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        LEXICON.get_or_init(Self::read)
    }

    fn read() -> Self {
        let mut lexicon = Self {
            senses: HashMap::new(),
            words: HashMap::new(),
            german: GERMAN.lines().collect(),
            telling: Vec::new(),
            longest: 1,
        };
        for line in TABLES.iter().flat_map(|table| table.lines()) {
            if let Some((sense, wordings)) = line.split_once('\t') {
                let read = sense_of(sense).unwrap_or_else(|| panic!("the tables hold no sense `{sense}`"));
                for wording in wordings.split(" | ") {
                    lexicon.add(wording.trim(), &read);
                }
            }
        }
        for word in PLAIN.split_whitespace() {
            lexicon.words.entry(spelling::fold(word)).or_insert(false);
        }
        for (word, _) in lexicon.words.iter().filter(|(_, telling)| **telling) {
            let letters = word.chars().count();
            if lexicon.telling.len() <= letters {
                lexicon.telling.resize(letters + 1, Vec::new());
            }
            lexicon.telling[letters].push(word.clone());
        }
        lexicon
    }

    fn add(&mut self, wording: &str, sense: &Sense) {
        let asks = !matches!(sense, Sense::Cue("glue"));
        for form in forms(wording) {
            let tokens = tokens::tokens(&form);
            // The words of a longer turn of phrase (`a cup of tea`) say nothing each for itself.
            let telling = asks && !(matches!(sense, Sense::Mood(_)) && tokens.len() > 2);
            self.longest = self.longest.max(tokens.len());
            for token in tokens.iter().filter(|token| !token.sign && !token.dense && token.number.is_none()) {
                let known = self.words.entry(token.text.clone()).or_insert(telling);
                *known |= telling;
            }
            let senses = self.senses.entry(tokens::joined(&tokens)).or_default();
            if !senses.contains(sense) {
                senses.push(sense.clone());
            }
        }
    }

    /// The senses of a phrase of tokens.
    pub(crate) fn senses(&self, phrase: &str) -> Option<&[Sense]> {
        self.senses.get(phrase).map(Vec::as_slice)
    }

    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    pub(crate) fn knows(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }

    /// Whether a word belongs to a wording that asks for something.
    pub(crate) fn tells(&self, word: &str) -> bool {
        self.words.get(word).copied().unwrap_or(false)
    }

    /// The words of so many letters that a misspelled one of a language may be taken for.
    pub(crate) fn telling_words(&self, tongue: Tongue, letters: usize) -> impl Iterator<Item = &str> {
        let fits = move |word: &&str| tongue != Tongue::English || !self.german.contains(word);
        self.telling.get(letters).into_iter().flatten().map(String::as_str).filter(fits)
    }
}

/// A wording with its plural or its German endings, and with umlauts spelled out.
fn forms(wording: &str) -> Vec<String> {
    let mut forms = Vec::new();
    if let Some(stem) = wording.strip_suffix('~') {
        // `dunkel` becomes `dunkle`: the e goes where an ending comes.
        if let Some(stem) = stem.strip_suffix("el").filter(|stem| stem.len() > 2) {
            forms.extend(["e", "er", "en", "es", "em"].map(|ending| format!("{stem}l{ending}")));
            forms.push(wording.trim_end_matches('~').to_owned());
            return forms;
        }
        for ending in ["", "e", "er", "en", "es", "em"] {
            let stem = if ending.is_empty() { stem } else { stem.strip_suffix('e').unwrap_or(stem) };
            forms.push(format!("{stem}{ending}"));
        }
    } else if let Some(stem) = wording.strip_suffix('+').filter(|stem| stem.ends_with(char::is_alphabetic)) {
        forms.push(stem.to_owned());
        forms.push(format!("{stem}s"));
    } else {
        forms.push(wording.to_owned());
    }
    forms
}

fn sense_of(text: &'static str) -> Option<Sense> {
    let Some((key, value)) = text.split_once('=') else {
        return Some(Sense::Cue(text));
    };
    Some(match key {
        "tag" => Sense::Tags(value.split(',').map(tag).collect::<Option<_>>()?),
        "mood" => Sense::Mood(value),
        "more" => Sense::MoreOf(value),
        "sortup" => Sense::SortUp(value),
        "sortdown" => Sense::SortDown(value),
        "originis" => Sense::OriginIs(value),
        "nation" => Sense::Nation(value),
        "language" => Sense::Language(value),
        "source" => Sense::Source(value),
        "role" => Sense::Role(Slot::parse(value)?),
        "roleafter" => Sense::RoleAfter(Slot::parse(value)?),
        "cmp" => Sense::Compare(compare(value)?),
        "cmpafter" => Sense::CompareAfter(compare(value)?),
        "unit" => Sense::Unit(value),
        "num" => Sense::Number(value.parse().ok()?),
        "length" => Sense::Length(value),
        "decade" => Sense::Decade(value.parse().ok()?),
        "part" => Sense::Part(value),
        "when" => Sense::When(value),
        "year" => Sense::Year(value),
        "yearafter" => Sense::YearAfter(value),
        "airing" => Sense::Airing(value),
        "ask" => Sense::Ask(value),
        "askafter" => Sense::AskAfter(value),
        "edge" => Sense::Edge(value),
        "order" => Sense::Set(Slot::WatchOrder, value),
        _ => Sense::Set(Slot::parse(key)?, value),
    })
}

fn tag(text: &'static str) -> Option<(&'static str, TagClass)> {
    let (name, class) = text.split_once(':')?;
    Some((name, if class == "genre" { TagClass::Genre } else { TagClass::Theme }))
}

fn compare(text: &str) -> Option<Compare> {
    Some(match text {
        "lt" => Compare::Below,
        "le" => Compare::AtMost,
        "gt" => Compare::Above,
        "ge" => Compare::AtLeast,
        "about" => Compare::About,
        "eq" => Compare::Exactly,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sound() {
        let lexicon = Lexicon::get();
        assert!(lexicon.longest() < 24, "a wording of {} tokens", lexicon.longest());
        assert_eq!(lexicon.senses("movies").map(<[_]>::len), Some(1));
        assert!(lexicon.senses("ろ ぼ っ と").is_some_and(|senses| matches!(senses[0], Sense::Tags(_))));
        for word in ["dusteren", "dunkel", "dunkle", "dunklem"] {
            assert!(lexicon.senses(word).is_some(), "{word}");
        }
    }
}
