//! What is worked out once per commit so that names are found at once: short studio names, the words of
//! people's names.

use asking::short_studio;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    index::columns::Columns,
    text::fold,
    titles::{NameKind, Pattern},
};

/// What everybody calls studios whose names in a catalog say otherwise.
const NICKNAMES: [(&str, &str); 16] = [
    ("kyoani", "Kyoto Animation"),
    ("京アニ", "Kyoto Animation"),
    ("京都アニメーション", "Kyoto Animation"),
    ("ジブリ", "Studio Ghibli"),
    ("スタジオジブリ", "Studio Ghibli"),
    ("マッドハウス", "Madhouse"),
    ("ボンズ", "Bones"),
    ("シャフト", "Shaft"),
    ("サンライズ", "Sunrise"),
    ("東映", "Toei Animation"),
    ("東映アニメーション", "Toei Animation"),
    ("ユーフォーテーブル", "ufotable"),
    ("プロダクションIG", "Production I.G"),
    ("production ig", "Production I.G"),
    ("jc staff", "J.C.Staff"),
    ("a1 pictures", "A-1 Pictures"),
];
/// The edits that a misspelled name may be off by, from so many letters on.
const EDITS: [(usize, u32); 3] = [(5, 1), (9, 2), (16, 3)];
/// A misspelled name is compared to no more names that share a word with it.
const MOST_SHARING: usize = 400;

/// Names made ready.
#[derive(Debug, Default)]
pub(crate) struct Lore {
    /// Studios by the names that people use for them.
    short: FxHashMap<Box<str>, u32>,
    /// Studios, folded, by their first letter.
    studios: FxHashMap<char, Vec<(Box<str>, u32)>>,
    /// People by each word of their folded name.
    people: FxHashMap<Box<str>, Vec<Person>>,
    /// The keys of the facts that are known of any work.
    keys: FxHashSet<Box<str>>,
}

/// A person's name: the part that holds it, and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Person {
    part: u32,
    name: u32,
}

impl Lore {
    /// Reads the columns.
    pub(crate) fn of(columns: &Columns) -> Self {
        let mut lore = Self::default();
        let mut order: Vec<u32> = (0..columns.studios.len() as u32).collect();
        order.sort_by_key(|studio| std::cmp::Reverse(columns.studios.rows(*studio).len()));
        for studio in order {
            let folded = fold(columns.studios.name(studio));
            // The studio with more works has the short name.
            if let Some(short) = short_studio(&folded) {
                lore.short.entry(short.into()).or_insert(studio);
            }
            if let Some(first) = folded.chars().next() {
                lore.studios.entry(first).or_default().push((folded.into(), studio));
            }
        }
        for (nickname, name) in NICKNAMES {
            if let Some(studio) = columns.studios.find_folded(&fold(name)) {
                lore.short.entry(fold(nickname).into()).or_insert(studio);
            }
        }
        for (at, (part, _)) in columns.parts().iter().enumerate() {
            let mut seen = FxHashSet::default();
            for name in 0..part.titles.len() as u32 {
                if part.titles.kind(name) != NameKind::Person || !seen.insert(part.titles.text(name)) {
                    continue;
                }
                let person = Person { part: at as u32, name };
                for word in fold(part.titles.text(name)).split(' ').filter(|word| word.len() > 1) {
                    lore.people.entry(word.into()).or_default().push(person);
                }
            }
        }
        let facts = (0..columns.facts.len() as u32).map(|fact| columns.facts.name(fact));
        lore.keys = facts.filter_map(|fact| fact.split_once('=')).map(|(key, _)| key.into()).collect();
        lore
    }

    /// Whether anything is known under a key of facts.
    pub(crate) fn tells(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// The studio that people call so.
    pub(crate) fn short_studio(&self, folded: &str) -> Option<u32> {
        self.short.get(folded).copied()
    }

    /// The one studio whose name is misspelled so.
    pub(crate) fn near_studio(&self, folded: &str) -> Option<u32> {
        let edits = edits(folded)?;
        let alike = self.studios.get(&folded.chars().next()?)?;
        let pattern = Pattern::new(folded);
        let near = alike.iter().filter_map(|(name, studio)| Some((pattern.distance(name, edits)?, *studio)));
        only(near.collect())
    }

    /// The one person whose name is misspelled so; a word of it is written right.
    pub(crate) fn near_person<'a>(&self, columns: &'a Columns, folded: &str) -> Option<&'a str> {
        if self.people.is_empty() {
            return None;
        }
        let edits = edits(folded)?;
        let sharing = folded.split(' ').filter_map(|word| self.people.get(word)).flatten();
        let text = |person: &Person| columns.parts()[person.part as usize].0.titles.text(person.name);
        let pattern = Pattern::new(folded);
        let near = sharing.take(MOST_SHARING).filter_map(|person| {
            let name = fold(text(person));
            let turned = name.split_once(' ').map(|(first, last)| format!("{last} {first}"));
            let far = [Some(name), turned].into_iter().flatten().filter_map(|n| pattern.distance(&n, edits));
            Some((far.min()?, text(person)))
        });
        only(near.collect())
    }
}

/// How many edits a name may be off by.
fn edits(folded: &str) -> Option<u32> {
    let letters = folded.chars().count();
    EDITS.iter().rev().find(|(from, _)| letters >= *from).map(|(_, edits)| *edits)
}

/// The nearest, where no other is as near.
fn only<T: PartialEq + Copy>(mut near: Vec<(u32, T)>) -> Option<T> {
    near.sort_by_key(|(far, _)| *far);
    let (far, first) = *near.first()?;
    let rival = near.iter().any(|(other, name)| *other == far && *name != first);
    (!rival).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_only_where_there_is_one() {
        assert_eq!(only(vec![(2, "owl"), (1, "heron"), (1, "heron")]), Some("heron"));
        assert_eq!(only(vec![(1, "owl"), (1, "heron")]), None);
        assert_eq!((edits("owls"), edits("heron"), edits("studio heron")), (None, Some(1), Some(2)));
    }
}
