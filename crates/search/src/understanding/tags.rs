//! Which tags of a catalog a plan's tag stands for: sources write one thing in many ways.

use crate::{index::columns::Columns, text::fold};

/// Tags that mean the same, folded. The first is the plan's word; the others are what sources write.
const ALIKE: &[&[&str]] = &[
    &["alien", "humanoid alien", "alien invasion"],
    &["animals", "pets", "animal protagonists"],
    &["anti hero", "antihero"],
    &["avant garde", "dementia"],
    &["boys love", "shounen ai", "yaoi", "bl"],
    &["coming of age", "growing up"],
    &["cooking", "food preparation", "culinary school"],
    &["college", "university"],
    &["countryside", "rural"],
    &["crime", "organized crime", "crime fiction"],
    &["crossdressing", "cross dressing"],
    &["cute girls doing cute things", "cgdct", "cgdct cute girls doing cute things"],
    &["dance", "dancing"],
    &["detective", "detectives"],
    &["dystopia", "dystopian"],
    &["fan service", "fanservice"],
    &["female protagonist", "strong female lead", "heroine of strong character"],
    &["food", "gourmet", "food and beverage"],
    &["full cgi", "cgi", "cg animation", "3d cg animation", "cg anime"],
    &["gag humor", "gag"],
    &["gender bender", "gender bending", "genderbending", "magical sex shift"],
    &["girls love", "shoujo ai", "yuri", "gl"],
    &["guns", "gunfights"],
    &["heist", "thievery", "thieves"],
    &["historical", "history", "period drama"],
    &["idol", "idols", "idols female", "idols male", "male idols"],
    &["isekai", "summoned into another world", "trapped in a video game"],
    &["iyashikei", "iyashi kei"],
    &["magical girl", "mahou shoujo"],
    &["male protagonist", "strong male lead"],
    &["mafia", "yakuza", "gangs"],
    &["monster", "kaiju"],
    &["otaku culture", "otaku"],
    &["police", "cops", "policeman"],
    &["politics", "political", "court politics", "war politics"],
    &["post apocalyptic", "post apocalypse"],
    &["racing", "street racing", "formula racing", "auto racing", "motorsport"],
    &["romance", "romantic comedy", "romantic drama"],
    &["school", "school life"],
    &["school club", "school clubs"],
    &["sci fi", "science fiction", "sci fi fantasy"],
    &["space", "outer space"],
    &["sports", "sport", "team sports", "combat sports"],
    &["spy", "espionage", "spies"],
    &["strategy game", "strategy games", "board games"],
    &["super power", "superpowers", "psychic powers"],
    &["superhero", "superheroes"],
    &["swordplay", "swords co", "swordsmen"],
    &["theater", "musical theater", "performing arts"],
    &["travel", "journey"],
    &["virtual reality", "virtual world", "vrmmo", "mmorpg"],
    &["war", "anti war", "feudal warfare", "world war ii"],
    &["workplace", "working life", "work life", "office", "office worker"],
];

/// The tags of a catalog that a plan's tag stands for; none where the catalog has no such thing.
pub(crate) fn alternatives(columns: &Columns, tag: &str) -> Vec<u32> {
    let folded = fold(tag);
    let alike = ALIKE.iter().find(|row| row[0] == folded);
    let spellings = alike.into_iter().flat_map(|row| row[1..].iter().map(|word| (*word).to_owned()));
    let spellings = numbers_of(&folded).into_iter().chain(spellings.flat_map(|word| numbers_of(&word)));
    let mut tags: Vec<u32> = spellings.filter_map(|word| columns.tags.find_folded(&word)).collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// The tag that is written as the question writes it.
pub(crate) fn literal(columns: &Columns, said: &str) -> Option<u32> {
    columns.tags.find_folded(&fold(said))
}

/// A word as it is, in the plural and in the singular.
fn numbers_of(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned(), format!("{word}s")];
    match (word.strip_suffix("ies"), word.strip_suffix('s'), word.strip_suffix('y')) {
        (Some(stem), ..) => forms.push(format!("{stem}y")),
        (_, Some(stem), _) => forms.push(stem.to_owned()),
        (.., Some(stem)) => forms.push(format!("{stem}ies")),
        _ if word.ends_with("ch") || word.ends_with('o') => forms.push(format!("{word}es")),
        _ => {}
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_both_numbers() {
        assert_eq!(numbers_of("demon"), ["demon", "demons"]);
        assert_eq!(numbers_of("deity")[2], "deities");
        assert_eq!(numbers_of("superheroes")[2], "superheroe");
        assert!(ALIKE.iter().all(|row| row.iter().all(|word| fold(word) == *word)), "all are folded");
    }
}
