//! Sound answers made unsound, with a knowledge of what they are made of.

use crate::{bytes, dice::Dice, json, markup};

/// What a change may draw on.
pub struct Material<'a> {
    /// Another answer, of any source.
    pub other: &'a [u8],
    /// No input grows beyond this, in bytes.
    pub most: usize,
}

impl Material<'_> {
    /// How much may be added.
    pub fn room(&self, bytes: &[u8]) -> usize {
        self.most.saturating_sub(bytes.len())
    }
}

type Change = fn(&mut Dice, &mut Vec<u8>, &Material<'_>);

const ANY: [Change; 8] = [
    bytes::flip,
    bytes::insert,
    bytes::noise,
    bytes::delete,
    bytes::cut,
    bytes::splice,
    bytes::digits,
    bytes::repeat,
];
const JSON: [Change; 5] = [json::swap, json::swap, json::swap, json::forget, json::lengthen];
const MARKUP: [Change; 5] =
    [markup::unbalance, markup::nest, markup::attributes, markup::entities, bytes::repeat];

/// One to four changes, one on the other.
pub fn mutate(dice: &mut Dice, sound: &[u8], material: &Material<'_>) -> Vec<u8> {
    let mut bytes = sound.to_vec();
    let own: &[Change] = match sound.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{' | b'[') => &JSON,
        Some(b'<') => &MARKUP,
        _ => &ANY,
    };
    // Changes that need a sound document come first.
    for _ in 0..=dice.below(2) {
        dice.pick(own)(dice, &mut bytes, material);
    }
    for _ in 0..dice.below(3) {
        dice.pick(&ANY)(dice, &mut bytes, material);
    }
    bytes.truncate(material.most.max(sound.len()));
    bytes
}
