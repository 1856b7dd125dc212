//! Phrases to ask the teacher about: the corpus's sentences with other words put in, and lists of tags.
//!
//! A few hundred sentences show how words stand together, but use few of them. With other words in the places
//! of theirs every word of the vocabulary is heard in company, and the company is the language's.

use rustc_hash::FxHashMap;

use super::{Corpus, random::Random};

/// How likely a word is replaced, by turns; first come all sentences as they are.
const REPLACED: [f32; 3] = [0.3, 0.6, 0.9];
/// A word in so many of a thousand sentences is left: it holds a sentence together and says nothing.
const COMMON: usize = 12;
/// Every so many phrases one is a list of tags.
const LISTS: usize = 4;

/// So many phrases, out of the corpus and of words to put in.
pub(super) fn phrases(corpus: &Corpus, words: &[&str], count: usize, random: &mut Random) -> Vec<String> {
    let sentences: Vec<&str> = corpus.all_sentences().collect();
    let mut frequency: FxHashMap<String, usize> = FxHashMap::default();
    for word in sentences.iter().flat_map(|sentence| sentence.split_whitespace()) {
        *frequency.entry(bare(word).to_lowercase()).or_default() += 1;
    }
    let common = |word: &str| {
        frequency.get(&bare(word).to_lowercase()).is_some_and(|count| count * 1000 > COMMON * sentences.len())
    };
    let tagged: Vec<&[String]> =
        corpus.works.iter().map(|work| work.tags.as_slice()).filter(|tags| tags.len() > 1).collect();
    let mut phrases: Vec<String> =
        sentences.iter().take(count).map(|sentence| (*sentence).to_owned()).collect();
    while phrases.len() < count && !(sentences.is_empty() && tagged.is_empty()) {
        let at = phrases.len();
        if sentences.is_empty() || at.is_multiple_of(LISTS) && !tagged.is_empty() {
            let mut tags: Vec<&str> = random.pick(&tagged).iter().map(String::as_str).collect();
            random.shuffle(&mut tags);
            tags.truncate(2 + random.below(5));
            phrases.push(tags.join(if random.below(2) == 0 { ", " } else { " " }));
            continue;
        }
        let share = REPLACED[at % REPLACED.len()];
        let sentence = random.pick(&sentences).split_whitespace();
        let replaced: Vec<&str> = sentence
            .map(|word| {
                let replace = !words.is_empty() && !common(word) && random.share() < share;
                if replace { random.pick(words) } else { word }
            })
            .collect();
        phrases.push(replaced.join(" "));
    }
    phrases
}

fn bare(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::WorkTexts;

    #[test]
    fn sentences_come_first_and_then_varied() {
        let corpus = Corpus {
            works: vec![WorkTexts {
                tags: vec!["space".to_owned(), "drama".to_owned()],
                ..WorkTexts::default()
            }],
            sentences: vec!["A keeper waits for the girl.".to_owned()],
        };
        let made = phrases(&corpus, &["baker"], 40, &mut Random::new(1));
        assert_eq!(made[0], "A keeper waits for the girl.");
        assert_eq!(made.len(), 40);
        assert!(made.iter().any(|phrase| phrase.contains("space") && phrase.contains("drama")));
        assert_eq!(made, phrases(&corpus, &["baker"], 40, &mut Random::new(1)), "the same every time");
        assert!(phrases(&Corpus::default(), &["baker"], 40, &mut Random::new(1)).is_empty());
    }
}
