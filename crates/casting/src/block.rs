//! Which pairs are worth a comparison: those that share a key.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Appearance, name::Names};

/// A key that more pairs than this share tells too little. Pairs of one name in a cast of 1,500 stay
/// well below.
const MOST_PAIRS: usize = 20_000;

/// The pairs of two casts that share a word or its consonants, a native name or a part of it, a voice or
/// an id.
pub(crate) fn candidates(a: &[Appearance], b: &[Appearance]) -> BTreeSet<(usize, usize)> {
    let mut by_key: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (place, appearance) in a.iter().enumerate() {
        for key in keys(appearance) {
            by_key.entry(key).or_default().0.push(place);
        }
    }
    for (place, appearance) in b.iter().enumerate() {
        for key in keys(appearance) {
            if let Some(both) = by_key.get_mut(&key) {
                both.1.push(place);
            }
        }
    }
    let telling = by_key.values().filter(|(a, b)| a.len() * b.len() <= MOST_PAIRS);
    telling
        .flat_map(|(a, b)| a.iter().flat_map(move |one| b.iter().map(move |other| (*one, *other))))
        .collect()
}

fn keys(appearance: &Appearance) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    add_names(&appearance.names, "", &mut keys);
    for voice in &appearance.voices {
        keys.extend(voice.subject.as_ref().map(ToString::to_string));
        keys.extend(voice.names.forms.iter().map(|form| {
            let words: Vec<&str> = form.tokens.iter().map(|token| token.key.as_str()).collect();
            format!("voice {}", words.join(" "))
        }));
    }
    keys.extend(appearance.subject.as_ref().map(ToString::to_string));
    keys
}

fn add_names(names: &Names, mark: &str, keys: &mut BTreeSet<String>) {
    for form in &names.forms {
        let plain: Vec<&str> =
            form.tokens.iter().filter(|token| token.is_plain()).map(|token| token.key.as_str()).collect();
        keys.insert(format!("{mark}={}", plain.concat()));
        for token in &form.tokens {
            keys.insert(format!("{mark}{}", token.key));
            if !token.is_plain() {
                continue;
            }
            if token.skeleton.len() > 1 {
                keys.insert(format!("{mark}/{}", token.skeleton));
            }
            if token.key.chars().count() > 4 {
                keys.insert(format!("{mark}{}…", token.key.chars().take(4).collect::<String>()));
                let tail: Vec<char> = token.key.chars().rev().take(4).collect();
                keys.insert(format!("{mark}…{}", tail.iter().collect::<String>()));
            }
        }
    }
    for native in &names.natives {
        let letters: Vec<char> = native.whole.chars().collect();
        keys.extend(letters.windows(2).map(|two| two.iter().collect::<String>()));
        keys.insert(native.whole.clone());
    }
}

#[cfg(test)]
mod tests {
    use model::SourceId;

    use super::*;

    #[test]
    fn plausible_pairs_meet_and_others_do_not() {
        let cast = |names: &[&str]| -> Vec<Appearance> {
            names.iter().map(|name| Appearance::named(&SourceId::known("ann"), name, None)).collect()
        };
        let a = cast(&["Rin Hale", "Reinhard Heydrich", "Mumen Rider", "水木 直樹"]);
        let b = cast(&["Hale", "Reinhardt Heidrich", "Mumenrider", "直樹", "Nobody Else"]);
        let pairs = candidates(&a, &b);
        for pair in [(0, 0), (1, 1), (2, 2), (3, 3)] {
            assert!(pairs.contains(&pair), "{pair:?}");
        }
        assert!(pairs.iter().all(|(_, other)| *other != 4));
    }
}
