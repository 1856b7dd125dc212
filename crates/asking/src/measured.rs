//! Words that compare how long works are and how old: `shorter`, `newer`, `kürzere`.

use super::Slot;

/// What such a word compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The number of episodes.
    Length,
    /// The year it began in.
    Year,
}

impl Measure {
    /// The slots that bound it, that of the least and that of the most first; where a question holds one of them, it has a
    /// number of its own.
    pub fn slots(self) -> &'static [Slot] {
        match self {
            Self::Length => &[Slot::EpisodesMin, Slot::EpisodesMax, Slot::DurationMin, Slot::DurationMax],
            Self::Year => &[Slot::YearMin, Slot::YearMax],
        }
    }
}

/// Each as it is written and folded, what it compares, and whether it asks for less. Folded, `länger` is `langer`, which
/// says something else where it is written so.
const WORDS: [(&str, &str, Measure, bool); 20] = [
    ("shorter", "shorter", Measure::Length, true),
    ("kürzer", "kurzer", Measure::Length, true),
    ("kürzere", "kurzere", Measure::Length, true),
    ("kürzeren", "kurzeren", Measure::Length, true),
    ("kürzeres", "kurzeres", Measure::Length, true),
    ("longer", "longer", Measure::Length, false),
    ("länger", "langer", Measure::Length, false),
    ("längere", "langere", Measure::Length, false),
    ("längeren", "langeren", Measure::Length, false),
    ("längeres", "langeres", Measure::Length, false),
    ("older", "older", Measure::Year, true),
    ("älter", "alter", Measure::Year, true),
    ("ältere", "altere", Measure::Year, true),
    ("älteren", "alteren", Measure::Year, true),
    ("älteres", "alteres", Measure::Year, true),
    ("newer", "newer", Measure::Year, false),
    ("neuer", "neuer", Measure::Year, false),
    ("neuere", "neuere", Measure::Year, false),
    ("neueren", "neueren", Measure::Year, false),
    ("neueres", "neueres", Measure::Year, false),
];
/// The same where no blanks stand between words.
const DENSE: [(&str, Measure, bool); 4] = [
    ("もっと短い", Measure::Length, true),
    ("もっと長い", Measure::Length, false),
    ("もっと古い", Measure::Year, true),
    ("もっと新しい", Measure::Year, false),
];

/// What a word compares, in small letters as it is written, and whether it asks for less.
pub fn measured(word: &str) -> Option<(Measure, bool)> {
    WORDS.iter().find(|(written, ..)| *written == word).map(|(_, _, measure, is_less)| (*measure, *is_less))
}

/// The same of a folded word.
pub(crate) fn measured_folded(word: &str) -> Option<(Measure, bool)> {
    WORDS.iter().find(|(_, folded, ..)| *folded == word).map(|(_, _, measure, is_less)| (*measure, *is_less))
}

/// Whether folded words ask for less of a measure, or for more; of both, less.
pub(crate) fn asks_for_less(folded: &str, measure: Measure) -> Option<bool> {
    let words = folded.split(' ').filter_map(measured_folded);
    let dense = DENSE.iter().filter(|(phrase, ..)| folded.contains(phrase));
    let said = words.chain(dense.map(|(_, measure, is_less)| (*measure, *is_less)));
    said.filter(|(other, _)| *other == measure).map(|(_, is_less)| is_less).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_known_as_it_is_written_and_folded() {
        for (written, folded, measure, is_less) in WORDS {
            assert_eq!(spelling::fold(written), folded);
            assert_eq!(measured(written), Some((measure, is_less)));
            assert_eq!(measured_folded(folded), Some((measure, is_less)));
        }
        for (phrase, ..) in DENSE {
            assert_eq!(spelling::fold(phrase), phrase);
        }
        assert_eq!(measured("langer"), None, "that is long, and no longer than anything");
    }

    #[test]
    fn a_saying_asks_for_less_or_more_of_each_measure() {
        assert_eq!(asks_for_less("the shorter ones", Measure::Length), Some(true));
        assert_eq!(asks_for_less("something longer and older", Measure::Length), Some(false));
        assert_eq!(asks_for_less("something longer and older", Measure::Year), Some(true));
        assert_eq!(asks_for_less("もっと新しいの", Measure::Year), Some(false));
        assert_eq!(asks_for_less("only comedies", Measure::Year), None);
    }
}
