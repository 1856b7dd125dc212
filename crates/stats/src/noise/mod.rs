//! The spread around answered stats, so that no two characters are alike: small, and the same each time.
//!
//! Each stat is moved by a draw from a normal distribution with deviation 3, cut to a whole number toward
//! zero, and kept within 1 to 200. The generator is that of the old pipeline (`mersenne`); what differs is
//! the seed. The old pipeline seeded by a character's place in the file, so that inserting one row moved
//! everybody behind it; ours is seeded by the character's own couple.

mod mersenne;

use keeping::forms::Couple;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::vocabulary::{LEAST, MOST, Of, Stat};

use mersenne::Mersenne;

/// The deviation of one draw.
const DEVIATION: f64 = 3.0;
/// What the old pipeline added to the place in the file, counted from 0.
const LEGACY_BASE: u32 = 42;

/// The noise between answered and published stats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", content = "seed", rename_all = "snake_case")]
pub enum Noise {
    /// None.
    #[default]
    None,
    /// Seeded by the couple.
    Couple(u32),
    /// Seeded by the place in the file, as the old pipeline did.
    Legacy(u32),
}

impl Noise {
    /// The noise of a character, whatever stands around it.
    pub fn of_couple(couple: &Couple) -> Self {
        let digest = Sha256::digest(format!("stats\0{}\0{}", couple.source_type, couple.source_id));
        Self::Couple(u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]))
    }

    /// The noise that the old pipeline gave to the row with this index, from 0.
    pub fn of_index(index: u64) -> Self {
        Self::Legacy(LEGACY_BASE.wrapping_add(index as u32))
    }

    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// The published stats of answered ones.
    pub fn over(self, raw: &Of<Stat, u8>) -> Of<Stat, u8> {
        let (Self::Couple(seed) | Self::Legacy(seed)) = self else { return raw.clone() };
        let mut random = Mersenne::seeded(seed);
        Of::each(|stat| {
            let moved = f64::from(raw.get(stat)) + DEVIATION * random.gauss();
            moved.trunc().clamp(f64::from(LEAST), f64::from(MOST)) as u8
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Word;

    #[test]
    fn the_noise_of_a_couple_is_its_own() {
        let raw = Of::each(|_| 100);
        let noise = |id: &str| Noise::of_couple(&Couple::new("mal", id)).over(&raw);
        assert_eq!(noise("7"), noise("7"));
        assert_ne!(noise("7"), noise("007"));
        assert_ne!(
            Noise::of_couple(&Couple::new("mal", "7")),
            Noise::of_couple(&Couple::new("mal_manga", "7"))
        );
        assert!(noise("7").iter().all(|(_, value)| (80..=120).contains(&value)));
    }

    #[test]
    fn stats_stay_within_their_range() {
        let edge = Of::each(|stat: Stat| if stat.index().is_multiple_of(2) { LEAST } else { MOST });
        for index in 0..500 {
            let moved = Noise::of_index(index).over(&edge);
            assert!(moved.iter().all(|(_, value)| (LEAST..=MOST).contains(&value)), "{moved:?}");
        }
        assert_eq!(Noise::None.over(&edge), edge);
    }

    #[test]
    fn noise_is_stored_with_its_seed() {
        let text = serde_json::to_string(&Noise::of_index(8)).expect("JSON");
        assert_eq!(text, r#"{"kind":"legacy","seed":50}"#);
        assert_eq!(serde_json::to_string(&Noise::None).expect("JSON"), r#"{"kind":"none"}"#);
    }
}
