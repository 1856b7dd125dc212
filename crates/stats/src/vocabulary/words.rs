//! The closed lists: which stats, roles, grades, elements and resistances there are, in the order of files.

use serde::{Deserialize, Serialize};

/// A closed list of words with a fixed order.
pub trait Word: Copy + Eq + 'static {
    /// What one of them is, for messages: `stat`, `role`, …
    const WHAT: &'static str;
    /// All of them, in the order in which files write them.
    const ALL: &'static [Self];
    /// As files write it.
    fn word(self) -> &'static str;

    /// The member that a text names, letter by letter.
    fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|member| member.word() == text)
    }

    /// Its place in the list.
    fn index(self) -> usize {
        Self::ALL.iter().position(|member| *member == self).expect("the list holds every member")
    }

    /// All words with commas between them, for messages.
    fn list() -> String {
        Self::ALL.iter().map(|member| member.word()).collect::<Vec<_>>().join(", ")
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal: $($(#[$member_doc:meta])* $member:ident = $word:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$member_doc])* #[serde(rename = $word)] $member),+
        }

        impl Word for $name {
            const WHAT: &'static str = $what;
            const ALL: &'static [Self] = &[$(Self::$member),+];

            fn word(self) -> &'static str {
                match self {
                    $(Self::$member => $word),+
                }
            }
        }
    };
}

words! {
    /// One of the eight stats.
    Stat, "stat":
    /// Hit points.
    Hp = "hp",
    /// Attack.
    Atk = "atk",
    /// Magic.
    Mag = "mag",
    /// Vitality.
    Vit = "vit",
    /// Spirit.
    Spr = "spr",
    /// Intelligence.
    Int = "int",
    /// Speed.
    Spd = "spd",
    /// Luck.
    Lck = "lck",
}

words! {
    /// What a character may be used as.
    Role, "role":
    /// Harms by magic.
    Mage = "Mage",
    /// Harms by force.
    Attacker = "Attacker",
    /// Restores others.
    Healer = "Healer",
    /// Strengthens others.
    Buffer = "Buffer",
    /// Weakens foes.
    Debuffer = "Debuffer",
    /// Shields others.
    Defender = "Defender",
    /// Does what no other role does.
    Specialist = "Specialist",
}

words! {
    /// How good a character is in a role, the best first.
    Grade, "grade":
    /// The best.
    S = "S",
    /// Very good.
    A = "A",
    /// Good.
    B = "B",
    /// Fair.
    C = "C",
    /// Poor.
    D = "D",
    /// None at all.
    F = "F",
}

words! {
    /// One of the nine elements.
    Element, "element":
    /// Fire.
    Fire = "fire",
    /// Water.
    Water = "water",
    /// Earth.
    Earth = "earth",
    /// Wind.
    Wind = "wind",
    /// Nature.
    Nature = "nature",
    /// No element.
    Neutral = "neutral",
    /// Void.
    Void = "void",
    /// Light.
    Light = "light",
    /// Dark.
    Dark = "dark",
}

words! {
    /// How a character takes an element.
    Resistance, "resistance":
    /// As it is.
    Neutral = "neutral",
    /// Less than it is.
    Resist = "resist",
    /// More than it is.
    Weak = "weak",
}

impl Grade {
    /// A figure that grows with the grade: 5 for `S`, 0 for `F`.
    pub fn weight(self) -> u32 {
        (Self::ALL.len() - 1 - self.index()) as u32
    }
}
