//! What is told of a figure or a person apart from the name.

use serde::{Deserialize, Serialize};

use crate::FuzzyDate;

/// What a source tells of a figure. Unknown is `None` or empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Figure {
    /// Other spellings of the name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variations: Vec<String>,
    /// Other names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nicknames: Vec<String>,
    /// A description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The age in the source's words, as `16-18`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<String>,
    /// Stated gender in the source's word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    /// Color of the hair.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hair: Option<String>,
    /// Color of the eyes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eyes: Option<String>,
    /// Words for looks and character.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub traits: Vec<String>,
    /// How many users marked the figure as a favorite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub favorites: Option<u64>,
    /// The figure's page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Figure {
    /// Whether nothing is told.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Nothing when nothing is told, so that a plain record holds no empty box.
    pub fn boxed(self) -> Option<Box<Self>> {
        (!self.is_empty()).then(|| Box::new(self))
    }
}

/// Facts of a person's life. Unknown is `None` or empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PersonFacts {
    /// Day of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born: Option<FuzzyDate>,
    /// Day of death.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub died: Option<FuzzyDate>,
    /// Where they come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hometown: Option<String>,
    /// What they do for a living.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub occupations: Vec<String>,
    /// The first and the last year of work, or the first alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub years_active: Vec<i16>,
    /// Stated gender in the source's word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    /// Blood type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blood_type: Option<String>,
}

impl PersonFacts {
    /// Nothing when nothing is told, so that a plain record holds no empty box.
    pub fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }
}
