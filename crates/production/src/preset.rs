//! Style presets: the five that come with the program, and the maker's own.

use serde::{Deserialize, Serialize};

use crate::{Invalid, Style, bounds};

/// A named style. Its version goes up with each change, and recipes name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preset {
    /// Small letters, digits, `_` and `-`; 1 to 50 of them.
    pub name: String,
    /// Counted from 1.
    pub version: u32,
    /// What it does.
    pub style: Style,
    /// Whether it comes with the program and cannot be changed.
    #[serde(default)]
    pub is_built_in: bool,
}

/// What comes with the program, in the order in which it is listed. The words are those that the scripts of its
/// users know by these names.
const BUILT_IN: [(&str, &str); 5] = [
    ("cyberpunk", "cyberpunk style, neon lights, futuristic city, high tech"),
    ("fantasy", "fantasy art style, magical, ethereal lighting, detailed"),
    ("steampunk", "steampunk style, brass and copper, victorian era, mechanical"),
    ("studio_ghibli", "studio ghibli style, soft colors, whimsical, detailed background"),
    ("manga", "manga style, black and white, detailed linework, expressive"),
];

/// The presets that come with the program.
pub fn built_in() -> Vec<Preset> {
    let preset = |(name, positive): (&str, &str)| Preset {
        name: name.to_owned(),
        version: 1,
        style: Style { positive: positive.to_owned(), ..Style::default() },
        is_built_in: true,
    };
    BUILT_IN.map(preset).into()
}

/// Whether a name may be a maker's own preset.
pub fn check_name(name: &str) -> Result<(), Invalid> {
    bounds::text("name", name, 1, 50)?;
    let sound = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, '_' | '-');
    if !name.chars().all(sound) {
        return Err(Invalid::new("name", "of a preset is of small letters, digits, `_` and `-`"));
    }
    if BUILT_IN.iter().any(|(built_in, _)| *built_in == name) {
        return Err(Invalid::new("name", format!("`{name}` comes with the program; take another one")));
    }
    Ok(())
}

/// Presets as a file, for others to import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetFile {
    /// [`PresetFile::FORMAT`].
    pub format: String,
    /// The presets; versions are given anew where they are imported.
    pub presets: Vec<PresetEntry>,
}

/// A preset in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetEntry {
    /// Its name.
    pub name: String,
    /// What it does.
    pub style: Style,
}

impl PresetFile {
    /// What such a file says it is.
    pub const FORMAT: &'static str = "emaki-presets-1";

    /// Of these presets.
    pub fn of(presets: &[Preset]) -> Self {
        let entry = |preset: &Preset| PresetEntry { name: preset.name.clone(), style: preset.style.clone() };
        Self { format: Self::FORMAT.to_owned(), presets: presets.iter().map(entry).collect() }
    }

    /// Whether all of it can be imported.
    pub fn check(&self) -> Result<(), Invalid> {
        if self.format != Self::FORMAT {
            return Err(Invalid::new("format", format!("is not `{}`", Self::FORMAT)));
        }
        bounds::count("presets", self.presets.len(), 500)?;
        for entry in &self.presets {
            check_name(&entry.name).and_then(|()| entry.style.check()).map_err(|e| e.within(&entry.name))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_along_is_sound_and_keeps_its_words() {
        for preset in built_in() {
            assert_eq!(preset.style.check(), Ok(()), "{}", preset.name);
            assert!(check_name(&preset.name).is_err(), "nobody may change {}", preset.name);
        }
        let names: Vec<String> = built_in().into_iter().map(|preset| preset.name).collect();
        assert_eq!(names, ["cyberpunk", "fantasy", "steampunk", "studio_ghibli", "manga"]);
    }

    #[test]
    fn a_file_comes_back() {
        let own =
            Preset { name: "lamp-light".to_owned(), is_built_in: false, version: 7, ..built_in()[0].clone() };
        let file = PresetFile::of(&[own]);
        let text = serde_json::to_string(&file).expect("a file of presets is JSON");
        let back: PresetFile = serde_json::from_str(&text).expect("it can be read");
        assert_eq!((back.check(), &back), (Ok(()), &file));
        let odd = PresetFile { format: "other".to_owned(), ..file };
        assert!(odd.check().is_err());
    }
}
