//! People and companies of an entry, and the keys that people are listed under.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::parts::{is_empty, parts};

parts! {
    /// People and companies.
    StaffData {
        /// People by what they did: `directors`, `character_designers` …
        production_staff: BTreeMap<String, Vec<StaffEntry>>,
        /// Who made it.
        studios: Vec<Company>,
        /// Who paid for it.
        producers: Vec<Company>,
        /// Who publishes it abroad.
        licensors: Vec<Company>,
        /// Voices by language: `japanese` …
        voice_actors: BTreeMap<String, Vec<StaffEntry>>,
    }

    /// A person.
    StaffEntry {
        /// The ids at the sites, as text.
        staff_ids: BTreeMap<String, String>,
        /// The name.
        name: String,
        /// The name in their own script.
        native_name: Option<String>,
        /// What they did, in a source's words.
        role: Option<String>,
        /// A picture.
        image: Option<String>,
        /// What is told of their life.
        biography: Option<String>,
        /// Day of birth.
        birth_date: Option<String>,
        /// Where they come from.
        hometown: Option<String>,
        /// What they do for a living.
        primary_occupations: Vec<String>,
        /// The first and the last year of work.
        years_active: Vec<i32>,
        /// Stated gender.
        gender: Option<String>,
        /// Blood type.
        blood_type: Option<String>,
        /// How many marked them as a favorite.
        community_favorites: Option<u64>,
        /// How the entry was filled up.
        enhancement_status: Option<String>,
        /// The figures they speak.
        character_assignments: Vec<Value>,
    }

    /// A company.
    Company {
        /// Its name.
        name: String,
        /// What it is.
        r#type: Option<String>,
        /// Its page.
        url: Option<String>,
    }
}

/// The key of a part in the making, and how sources call it.
const KEYS: [(&str, &[&str]); 17] = [
    ("directors", &["director", "direction", "chief director"]),
    ("original_creators", &["original creator", "original work", "original story", "original concept"]),
    ("series_composition", &["series composition"]),
    ("script_writers", &["script", "screenplay", "scenario"]),
    ("character_designers", &["character design", "original character design"]),
    (
        "animation_directors",
        &[
            "animation director",
            "animation direction",
            "chief animation director",
            "chief animation direction",
        ],
    ),
    ("art_directors", &["art director", "art direction"]),
    ("sound_directors", &["sound director", "sound direction"]),
    ("music_composers", &["music", "music composition"]),
    ("storyboard_artists", &["storyboard"]),
    ("episode_directors", &["episode director", "episode direction"]),
    ("key_animators", &["key animation", "2nd key animation"]),
    ("producers", &["producer", "executive producer", "animation producer", "production"]),
    ("editors", &["editing"]),
    ("photography_directors", &["director of photography", "photography direction"]),
    ("color_designers", &["color design", "color setting"]),
    (
        "theme_song_performers",
        &["theme song performance", "theme song performance (op)", "theme song performance (ed)"],
    ),
];

/// The key that a role is listed under; a role of no known key gives its own words.
pub(super) fn key(role: &str) -> String {
    let plain = role.split(['(', '[']).next().unwrap_or(role).trim().to_lowercase();
    let known = KEYS.iter().find(|(_, words)| words.contains(&plain.as_str()));
    if let Some((key, _)) = known {
        return (*key).to_owned();
    }
    let words = plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let own = words.collect::<Vec<_>>().join("_");
    if own.is_empty() { "other".to_owned() } else { own }
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn roles_of_sources_share_a_key() {
        assert_eq!(key("Direction"), key("Director"));
        assert_eq!(key("Key Animation (eps 1, 4)"), "key_animators");
        assert_eq!(key("3DCG Director"), "3dcg_director");
        assert_eq!(key(""), "other");
    }
}
