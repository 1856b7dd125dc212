//! Invented romaji names in the manner of `baselines/b3_title.py`, and how well they are found again.
//!
//! The same syllables, vocabulary size, word frequencies, lengths and typos as that script, from a
//! generator of our own: names are alike in kind and number, not letter by letter.

use std::{collections::HashSet, time::Instant};

use search::titles::{Name, NameKind, TitleIndex, TitleQuery};

const SYLLABLES: &str = "ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu \
    me mo ya yu yo ra ri ru re ro wa ga gi gu ge go za ji zu ze zo da de do ba bi bu be bo pa pi n";
const WORDS: usize = 9000;
/// Asked names have at least so many letters, as in the script.
const SHORTEST: usize = 8;
/// How deep a list of names is looked at.
const DEPTH: usize = 10;

/// A small generator with a fixed course (Steele, Lea and Flood's `SplitMix64`).
pub struct Random(u64);

impl Random {
    /// Begins a course.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below the end.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// From 0, exclusive, to 1, inclusive.
    fn share(&mut self) -> f64 {
        ((self.next() >> 11) + 1) as f64 / (1u64 << 53) as f64
    }

    /// Any of some things.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// At least so many names; a work has one to six.
pub fn names(count: usize, random: &mut Random) -> Vec<String> {
    let syllables: Vec<&str> = SYLLABLES.split_whitespace().collect();
    let words: Vec<String> =
        (0..WORDS).map(|_| (0..2 + random.below(3)).map(|_| *random.pick(&syllables)).collect()).collect();
    let mut names = Vec::with_capacity(count + 6);
    while names.len() < count {
        for _ in 0..*random.pick(&[1, 3, 4, 6]) {
            let length = 1 + random.below(5);
            let name: Vec<&str> = (0..length).map(|_| word(&words, random)).collect();
            names.push(name.join(" "));
        }
    }
    names
}

/// Two words in five follow a Pareto distribution, so a few are in very many names.
fn word<'a>(words: &'a [String], random: &mut Random) -> &'a str {
    if random.share() < 0.4 {
        let place = random.share().powf(-1.0 / 0.7) as usize;
        return &words[(place - 1).min(words.len() - 1)];
    }
    &words[random.below(words.len())]
}

/// The same name with so many slips: another letter, one more, one less, two swapped.
pub fn misspell(name: &str, slips: usize, random: &mut Random) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    for _ in 0..slips {
        let at = random.below(letters.len());
        let letter = char::from(b'a' + random.below(26) as u8);
        match random.below(4) {
            0 => letters[at] = letter,
            1 => letters.insert(at, letter),
            2 if letters.len() > 2 => drop(letters.remove(at)),
            _ if at + 1 < letters.len() => letters.swap(at, at + 1),
            _ => {}
        }
    }
    letters.into_iter().collect()
}

/// What asking misspelled names showed.
pub struct Asked {
    /// Mean of one over the place of the first name of equal text, 0 below the tenth.
    pub mrr: f64,
    /// Milliseconds of each question.
    pub times: Vec<f64>,
}

/// An index of names.
pub fn index(names: &[String]) -> TitleIndex {
    let name =
        |(at, text): (usize, &String)| Name { text: text.clone(), owner: at as u32, kind: NameKind::Main };
    TitleIndex::build(names.iter().enumerate().map(name))
}

/// Asks so many names, each with so many slips.
pub fn ask(
    index: &TitleIndex,
    names: &[String],
    questions: usize,
    slips: usize,
    random: &mut Random,
) -> Asked {
    let long: Vec<&String> = names.iter().filter(|name| name.len() >= SHORTEST).collect();
    let mut asked = Asked { mrr: 0.0, times: Vec::with_capacity(questions) };
    for _ in 0..questions {
        let name = *random.pick(&long);
        let query = misspell(name, slips, random);
        let began = Instant::now();
        let list = best(index, &query);
        asked.times.push(began.elapsed().as_secs_f64() * 1e3);
        if let Some(place) = list.iter().position(|found| index.text(*found) == name) {
            asked.mrr += 1.0 / (place as f64 + 1.0) / questions as f64;
        }
    }
    asked
}

/// The ten best names of different texts.
fn best(index: &TitleIndex, query: &str) -> Vec<u32> {
    let query = TitleQuery::new(query);
    let mut found = Vec::new();
    index.equal(&query, &mut found);
    index.near(&query, &mut found);
    index.beginning(&query, &|_| 0.0, &mut found);
    found.sort_unstable_by(|left, right| right.score.total_cmp(&left.score).then(left.name.cmp(&right.name)));
    let mut texts = HashSet::new();
    found.retain(|found| texts.insert(index.text(found.name)));
    found.truncate(DEPTH);
    found.into_iter().map(|found| found.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelled_names_are_found_again() {
        let mut random = Random::new(3);
        let names = names(2_000, &mut random);
        let index = index(&names);
        for (slips, least) in [(0, 1.0), (1, 0.99), (2, 0.97)] {
            let asked = ask(&index, &names, 200, slips, &mut random);
            assert!(asked.mrr >= least - 1e-9, "{slips} slips: {}", asked.mrr);
        }
    }
}
