//! Characters and their voices.

use serde::{Deserialize, Serialize};

use crate::{CharacterId, ExternalId, Figure, word::words};

/// A figure of one or several works.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Character {
    /// Our id.
    pub id: CharacterId,
    /// The name in the field's order, given name first where the source says which is which.
    pub name: String,
    /// The name in the original script.
    pub name_native: Option<String>,
    /// Other names, without repeats.
    pub nicknames: Vec<String>,
    /// Stated gender.
    pub gender: Option<Gender>,
    /// What a source tells about the figure.
    pub about: Option<String>,
    /// A picture's address at its source.
    pub image: Option<String>,
    /// How many users of the source marked it as a favorite.
    pub favorites: Option<u64>,
    /// The works it appears in, by external id, with its role; without repeats.
    pub appearances: Vec<(ExternalId, CharacterRole)>,
    /// Every external id linked to the character, in order.
    pub external_ids: Vec<ExternalId>,
    /// What else is told of the figure: age, colors, traits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<Box<Figure>>,
}

/// A character's part in a work, as a record says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Casting {
    /// The character's id at the source, when it gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// The name as written.
    pub name: String,
    /// The name in the original script.
    #[serde(default)]
    pub name_native: Option<String>,
    /// How large the part is.
    #[serde(default)]
    pub role: CharacterRole,
    /// A picture's address.
    #[serde(default)]
    pub image: Option<String>,
    /// Who speaks the part, by language.
    #[serde(default)]
    pub voice_actors: Vec<VoiceActor>,
    /// What the source tells of the figure in the same place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<Box<Figure>>,
}

/// A voice for a character in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceActor {
    /// The person's id at the source, when it gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// The name as written.
    pub name: String,
    /// The language spoken, as a BCP 47 tag.
    #[serde(default)]
    pub language: Option<String>,
}

words! {
    /// How large a character's part is.
    #[derive(Default)]
    pub enum CharacterRole {
        /// Carries the story.
        Main = "MAIN",
        /// Named and recurring.
        Supporting = "SUPPORTING",
        /// Seen in passing.
        Background = "BACKGROUND",
        /// No source said.
        #[default]
        Unknown = "UNKNOWN",
    }
}

words! {
    /// A stated gender.
    #[derive(Default)]
    pub enum Gender {
        /// Female.
        Female = "FEMALE",
        /// Male.
        Male = "MALE",
        /// Stated to be neither.
        NonBinary = "NON_BINARY",
        /// No source said.
        #[default]
        Unknown = "UNKNOWN",
    }
}
