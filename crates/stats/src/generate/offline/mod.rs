//! Stats without any model: a plain function of what is known of one character, honestly marked as such.
//!
//! Words of its description, series and genres (`cues`) speak for archetypes and elements. Stars and
//! favourites say how high in the archetype's bands its stats lie, and the couple itself draws the rest. So
//! the same facts give the same stats, whoever stands around them, and every result passes the check.

mod cues;
mod draw;

use std::collections::BTreeSet;

use super::Subject;
use crate::{
    Noise, Stats,
    vocabulary::{Archetype, Band, Element, Grade, Of, Resistance, Role, Stat, Vocabulary, Word},
};

use cues::{Cues, words};
use draw::Draw;

/// How offline stats are marked in the store.
pub const ORIGIN: &str = "offline";
/// Where a stat lies that the archetype says nothing of.
const ANYWHERE: Band = Band { min: 80, max: 120 };
/// What a word weighs that an archetype names as its cue, or that is part of its name.
const OWN_WORD: u32 = 10;
/// How often words of an element have to stand before a second element is given.
const SECOND: usize = 2;

/// The stats of one character.
pub fn offline(subject: &Subject, vocabulary: &Vocabulary) -> Stats {
    let text = words(&[&subject.about, &subject.series, &subject.genres.join(" ")]);
    let draw = Draw::of(&subject.couple);
    let (archetype, for_archetype) = archetype(&text, vocabulary, &draw);
    let (elements, for_elements) = elements(&text);
    let level = level(subject);
    let values = Of::each(|stat: Stat| {
        let band = archetype.stat_focus.get(&stat).copied().unwrap_or(ANYWHERE);
        // A tenth of the band up or down, so that no two of a kind are alike.
        let share = (level + 0.2 * (draw.share(stat.word()) - 0.5)).clamp(0.0, 1.0);
        band.min + (share * f64::from(band.max - band.min)).round() as u8
    });
    let because = |what: &str, words: &BTreeSet<&str>| {
        let words: Vec<&str> = words.iter().copied().collect();
        if words.is_empty() { format!("{what}: no cue") } else { format!("{what}: {}", words.join(", ")) }
    };
    let names: Vec<&str> = elements.iter().map(|element| element.word()).collect();
    Stats {
        archetype: archetype.name.clone(),
        values,
        raw: None,
        noise: Noise::None,
        potency: archetype.role_potency.clone(),
        resistances: resistances(&elements),
        why: vec![
            because(&archetype.name, &for_archetype),
            because(&names.join(" and "), &for_elements),
            format!("rarity {}, {} favorites", subject.rarity, subject.favorites),
        ],
        elements: names.into_iter().map(str::to_owned).collect(),
    }
}

/// How high in its bands a character lies, from 0 to 1: mostly by its stars, a little by its fame.
fn level(subject: &Subject) -> f64 {
    let stars = match subject.rarity {
        0 | 1 => 0.2,
        2 => 0.45,
        _ => 0.7,
    };
    // 100,000 favourites are the most that anybody has.
    let fame = (1.0 + subject.favorites as f64).log10() / 5.0;
    stars + 0.2 * fame.min(1.0)
}

/// The archetype for which most speaks, with the words that do; where several are equal, one is drawn.
/// Where nothing speaks for any, a plain one: without a grade above B.
fn archetype<'v, 't>(
    text: &'t BTreeSet<String>,
    vocabulary: &'v Vocabulary,
    draw: &Draw,
) -> (&'v Archetype, BTreeSet<&'t str>) {
    let cues = Cues::own();
    let roles: Vec<(Role, BTreeSet<&str>)> =
        Role::ALL.iter().map(|role| (*role, cues.of_role(*role, text))).collect();
    let scored = vocabulary.archetypes.iter().map(|archetype| {
        let named = words(&[&archetype.name]);
        let own = named.iter().chain(&archetype.cues).filter_map(|word| text.get(word));
        let mut found: BTreeSet<&str> = own.map(String::as_str).collect();
        let mut score = OWN_WORD * found.len() as u32;
        for (role, words) in &roles {
            let grade = archetype.role_potency.get(*role);
            score += grade.weight() * words.len() as u32;
            if grade <= Grade::A {
                found.extend(words);
            }
        }
        (archetype, found, score)
    });
    let mut scored: Vec<_> = scored.collect();
    let best = scored.iter().map(|(_, _, score)| *score).max().unwrap_or_default();
    if best == 0 {
        let is_plain =
            |archetype: &Archetype| archetype.role_potency.iter().all(|(_, grade)| grade >= Grade::B);
        if scored.iter().any(|(archetype, _, _)| is_plain(archetype)) {
            scored.retain(|(archetype, _, _)| is_plain(archetype));
        }
    }
    scored.retain(|(_, _, score)| *score == best);
    let at = draw.below("archetype", scored.len());
    let (archetype, found, _) = scored.swap_remove(at);
    (archetype, found)
}

/// The element for which most words speak, and a second one when as many as two speak for it.
fn elements(text: &BTreeSet<String>) -> (Vec<Element>, BTreeSet<&str>) {
    let cues = Cues::own();
    let mut found: Vec<(Element, BTreeSet<&str>)> =
        Element::ALL.iter().map(|element| (*element, cues.of_element(*element, text))).collect();
    // Stable, so that of equals the first in the list comes first.
    found.sort_by_key(|(_, words)| std::cmp::Reverse(words.len()));
    let chosen = found.iter().enumerate().take_while(|(at, (_, words))| match at {
        0 => !words.is_empty(),
        1 => words.len() >= SECOND,
        _ => false,
    });
    let chosen: Vec<&(Element, BTreeSet<&str>)> = chosen.map(|(_, found)| found).collect();
    if chosen.is_empty() {
        return (vec![Element::Neutral], BTreeSet::new());
    }
    let words = chosen.iter().flat_map(|(_, words)| words.iter().copied()).collect();
    (chosen.iter().map(|(element, _)| *element).collect(), words)
}

/// Each resists its own elements and is weak against what overcomes them, unless that is its own as well.
fn resistances(elements: &[Element]) -> Of<Element, Resistance> {
    let overcome = |element: &Element| match element {
        Element::Fire => Some(Element::Water),
        Element::Water => Some(Element::Nature),
        Element::Nature => Some(Element::Fire),
        Element::Earth => Some(Element::Wind),
        Element::Wind => Some(Element::Earth),
        Element::Light => Some(Element::Dark),
        Element::Dark => Some(Element::Light),
        Element::Neutral | Element::Void => None,
    };
    let weak: Vec<Element> = elements.iter().filter_map(overcome).collect();
    Of::each(|element: Element| {
        if element != Element::Neutral && elements.contains(&element) {
            Resistance::Resist
        } else if weak.contains(&element) {
            Resistance::Weak
        } else {
            Resistance::Neutral
        }
    })
}

#[cfg(test)]
mod tests {
    use keeping::forms::Couple;

    use super::*;
    use crate::{
        Stored,
        check::{Known, check_stored},
    };

    fn subject(id: &str, about: &str, rarity: u32, favorites: u64) -> Subject {
        Subject {
            couple: Couple::new("mal", id),
            name: "Nana".into(),
            series: "Moonlit Depot".into(),
            about: about.into(),
            genres: vec!["Slice of Life".into()],
            rarity,
            favorites,
        }
    }

    #[test]
    fn words_speak_for_archetype_and_element() {
        let made = |about: &str| {
            let stats = offline(&subject("7", about, 2, 700), Vocabulary::own());
            format!("{} {}", stats.archetype, stats.elements.join("+"))
        };
        assert_eq!(made("A gentle nurse who heals anybody, by the sea."), "Healer water");
        assert_eq!(
            made("Her sword is a katana; she trained kendo. A demon of darkness."),
            "Swordmaster dark"
        );
        assert_eq!(
            made("A witch with a broom and a curse. She loves flowers and her garden."),
            "Witch nature"
        );
        assert_eq!(made(""), "Ally neutral");
        assert_eq!(made("No description has been written yet."), "Ally neutral");
    }

    #[test]
    fn stars_and_fame_lift_the_stats() {
        let total = |rarity, favorites| -> u32 {
            let stats = offline(&subject("7", "", rarity, favorites), Vocabulary::own());
            stats.values.iter().map(|(_, value)| u32::from(value)).sum()
        };
        assert!(total(1, 0) < total(1, 9_000) && total(1, 9_000) < total(2, 9_000));
        assert!(total(2, 9_000) < total(3, 90_000));
    }

    #[test]
    fn the_same_facts_give_the_same_and_another_couple_another() {
        let own = Vocabulary::own();
        let made = |id: &str| offline(&subject(id, "a knight", 3, 12), own);
        assert_eq!(made("7"), made("7"));
        assert_ne!(made("7").values, made("8").values);
    }

    #[test]
    fn whatever_the_facts_the_check_finds_nothing() {
        let words =
            ["knight", "fire", "ocean", "demon", "nurse", "forest", "idol", "prank", "engineer", "wolf"];
        let stored: Vec<Stored> = (0..300_usize)
            .map(|number| {
                let about = [words[number % 10], words[number / 10 % 10], words[number / 30]].join(" ");
                let subject = subject(&number.to_string(), &about, number as u32 % 5, number as u64 * 997);
                Stored {
                    stats: offline(&subject, Vocabulary::own()),
                    couple: subject.couple,
                    origin: ORIGIN.into(),
                    author: "test".into(),
                    at: model::Instant::EPOCH,
                }
            })
            .collect();
        let report = check_stored(&stored, Vocabulary::own(), &Known::default());
        assert_eq!(report.findings, []);
        assert_eq!(report.rows_in_band, 300);
    }

    #[test]
    fn a_teams_own_vocabulary_without_cues_will_do() {
        let text = r#"{"archetypes": [{"name": "Cat Burglar", "stat_focus": {"spd": {"min": 150, "max": 150}},
            "role_potency": {"Mage": "F", "Attacker": "S", "Healer": "F", "Buffer": "F", "Debuffer": "F",
             "Defender": "F", "Specialist": "F"}}]}"#;
        let vocabulary = Vocabulary::parse(text, "a.json").expect("sound");
        let stats = offline(&subject("7", "a burglar", 1, 0), &vocabulary);
        assert_eq!(stats.archetype, "Cat Burglar");
        assert_eq!(stats.values.get(Stat::Spd), 150);
        assert_eq!(stats.why[0], "Cat Burglar: burglar");
    }
}
