//! What cannot be met at once. It is shown, never dropped in silence.

use serde::{Deserialize, Serialize};

use super::{Part, Slot};

/// Parts of a plan that exclude each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradiction {
    /// What it is about: `years`, `episodes`, `duration`, `score`, `tags`, `studios`, `format`, `moods`, `like`,
    /// `origin`, `streaming`, `volumes`, `chapters` or `people`.
    pub about: String,
    /// The slots that are at odds.
    pub slots: Vec<Slot>,
    /// What is wrong, for people.
    pub why: String,
}

/// Bounds that come in pairs, with the name of what they bound.
const BOUNDS: [(&str, Slot, Slot); 6] = [
    ("years", Slot::YearMin, Slot::YearMax),
    ("episodes", Slot::EpisodesMin, Slot::EpisodesMax),
    ("duration", Slot::DurationMin, Slot::DurationMax),
    ("score", Slot::ScoreMin, Slot::ScoreMax),
    ("volumes", Slot::VolumesMin, Slot::VolumesMax),
    ("chapters", Slot::ChaptersMin, Slot::ChaptersMax),
];
/// Slots whose values want what those of the other refuse.
const OPPOSITES: [(&str, Slot, Slot); 12] = [
    ("tags", Slot::TagsAll, Slot::TagsNone),
    ("tags", Slot::TagsAny, Slot::TagsNone),
    ("studios", Slot::StudiosAny, Slot::StudiosNone),
    ("format", Slot::Format, Slot::FormatNone),
    ("moods", Slot::Moods, Slot::Less),
    ("moods", Slot::More, Slot::Less),
    ("like", Slot::Like, Slot::Unlike),
    ("like", Slot::Like, Slot::FranchiseNone),
    ("origin", Slot::Origin, Slot::OriginNone),
    ("streaming", Slot::Streaming, Slot::StreamingNone),
    ("people", Slot::Person, Slot::PeopleNone),
    ("people", Slot::Director, Slot::PeopleNone),
];

/// Whether a value in one slot refuses the same value in the other.
pub(crate) fn opposed(one: Slot, other: Slot) -> bool {
    OPPOSITES.iter().any(|(_, wanted, refused)| {
        (*wanted, *refused) == (one, other) || (*wanted, *refused) == (other, one)
    })
}

/// The contradictions between the parts of a plan.
pub(crate) fn find(parts: &[Part]) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for (about, low, high) in BOUNDS {
        let bounds = |slot: Slot| parts.iter().filter(move |part| part.slot == slot);
        // One lower bound above another part's upper bound leaves nothing.
        let clash = bounds(low).find_map(|low| {
            bounds(high).find(|high| low.value.number() > high.value.number()).map(|high| (low, high))
        });
        if let Some((least, most)) = clash {
            let why = format!("nothing is at least {} and at most {}", least.value, most.value);
            found.push(Contradiction { about: about.to_owned(), slots: vec![low, high], why });
        }
    }
    for (about, wanted, refused) in OPPOSITES {
        let both = parts.iter().filter(|part| part.slot == wanted).find(|part| {
            parts.iter().any(|other| {
                other.slot == refused
                    && spelling::fold(&other.value.to_string()) == spelling::fold(&part.value.to_string())
            })
        });
        // Of several tags that suffice, one that is refused leaves the others.
        let enough = wanted == Slot::TagsAny && parts.iter().filter(|part| part.slot == wanted).count() > 1;
        if let Some(part) = both.filter(|_| !enough) {
            let why = format!("`{}` is both wanted and refused", part.value);
            found.push(Contradiction { about: about.to_owned(), slots: vec![wanted, refused], why });
        }
    }
    found
}
