//! Changes to pages and XML: tags that do not match, nesting, long attributes, floods of entities.

use crate::{dice::Dice, mutate::Material};

const NAMES: [&str; 20] = [
    "div", "p", "a", "b", "table", "tr", "td", "li", "ul", "span", "script", "style", "template", "svg",
    "select", "option", "title", "h2", "form", "br",
];

/// Opens or closes something somewhere.
pub fn unbalance(dice: &mut Dice, bytes: &mut Vec<u8>, _: &Material<'_>) {
    for _ in 0..=dice.below(8) {
        let slash = if dice.below(2) == 0 { "/" } else { "" };
        let tag = format!("<{slash}{}>", dice.pick(&NAMES));
        let at = tag_near(dice, bytes);
        bytes.splice(at..at, tag.into_bytes());
    }
}

/// Nests as deep as there is room, at most 10,000 times.
pub fn nest(dice: &mut Dice, bytes: &mut Vec<u8>, material: &Material<'_>) {
    let name = *dice.pick(&NAMES);
    let depth = [20, 200, 10_000][dice.below(3)].min(material.room(bytes) / (2 * name.len() + 5));
    let at = tag_near(dice, bytes);
    bytes.splice(at..at, format!("<{name}>").repeat(depth).into_bytes());
    if dice.below(2) == 0 {
        bytes.extend(format!("</{name}>").repeat(depth).into_bytes());
    }
}

/// Gives a tag a long attribute, or many.
pub fn attributes(dice: &mut Dice, bytes: &mut Vec<u8>, material: &Material<'_>) {
    let at = tag_near(dice, bytes);
    let Some(end) = bytes[at..].iter().position(|byte| *byte == b'>').map(|end| at + end) else { return };
    let room = material.room(bytes);
    let added: String = match dice.below(3) {
        0 => format!(" href=\"https://h.example/anime/{}\"", "1".repeat(room.min(20_000))),
        1 => (0..room.min(20_000) / 10).map(|at| [" a", &at.to_string(), "=1"].concat()).collect(),
        _ => format!(" class=\"{}\"", "x ".repeat(room.min(20_000) / 2)),
    };
    bytes.splice(end..end, added.into_bytes());
}

pub fn entities(dice: &mut Dice, bytes: &mut Vec<u8>, material: &Material<'_>) {
    const ENTITIES: [&str; 7] = ["&amp;", "&#1;", "&#xd800;", "&#99999999999;", "&notit;", "&e;", "&"];
    let at = dice.below(bytes.len() + 1);
    let entity = *dice.pick(&ENTITIES);
    let count = [1, 10, 5_000][dice.below(3)].min(material.room(bytes) / entity.len());
    let declared = "<!DOCTYPE x [<!ENTITY e \"&f;&f;\"><!ENTITY f \"&e;&e;\">]>";
    bytes.splice(at..at, entity.repeat(count).into_bytes());
    if dice.below(3) == 0 {
        bytes.splice(0..0, declared.bytes());
    }
}

/// The begin of some tag.
fn tag_near(dice: &mut Dice, bytes: &[u8]) -> usize {
    let from = dice.below(bytes.len());
    bytes[from.min(bytes.len())..].iter().position(|byte| *byte == b'<').map_or(from, |at| from + at)
}
