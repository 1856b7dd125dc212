//! Files beside pictures that are enough to make the database's view of them again: `metadata.json` for a project, one
//! beside each picture, and `presets.json`.

use std::collections::BTreeMap;

use model::Instant;
use serde::{Deserialize, Serialize};

use crate::{
    Bible, CharacterId, PartId, ProjectId, Recipe, RelationshipKind, Style, TakeId,
    project::{PartKind, PartSheet, Project},
    review::Review,
};

/// What such a file says it is.
pub const FORMAT: &str = "emaki-project-1";

/// A project with all that belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// [`FORMAT`].
    pub format: String,
    /// The project's number of changes when it was written; the higher one is the newer one.
    pub revision: i64,
    /// When it was written.
    pub written_at: Instant,
    /// The project.
    pub id: ProjectId,
    /// When it was made.
    pub created_at: Instant,
    /// Whether nothing new is made for it.
    pub is_archived: bool,
    /// Since when it lies in the bin.
    #[serde(default)]
    pub binned_at: Option<Instant>,
    /// What its maker says of it.
    pub project: Project,
    /// Its characters.
    pub characters: Vec<CharacterEntry>,
    /// What its characters are to each other, each tie once.
    pub relationships: Vec<Tie>,
    /// Episodes, scenes and cuts.
    pub parts: Vec<PartEntry>,
    /// Its pictures.
    pub takes: Vec<TakeEntry>,
    /// How many files there are, and how many bytes they have together.
    pub files: u64,
    /// The sum of the files' lengths.
    pub bytes: u64,
}

/// A character with every version of its bible.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CharacterEntry {
    /// Its id.
    pub id: CharacterId,
    /// When it was made.
    pub created_at: Instant,
    /// Since when it lies in the bin.
    #[serde(default)]
    pub binned_at: Option<Instant>,
    /// The version that counts.
    pub canonical: u32,
    /// Every version by its number.
    pub versions: BTreeMap<u32, VersionEntry>,
}

/// A version of a bible.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionEntry {
    /// When it was written.
    pub at: Instant,
    /// By whom.
    pub author: String,
    /// Why.
    pub note: String,
    /// The bible.
    pub bible: Bible,
}

/// A tie between two characters: `from` is `kind` of `to`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tie {
    /// One of the two.
    pub from: CharacterId,
    /// The other one.
    pub to: CharacterId,
    /// What the first is to the second.
    pub kind: RelationshipKind,
    /// What else there is to say.
    pub note: String,
}

/// An episode, a scene or a cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartEntry {
    /// Its id.
    pub id: PartId,
    /// In which part it stands.
    pub parent: Option<PartId>,
    /// What it is.
    pub kind: PartKind,
    /// Its place among its siblings, from 1.
    pub position: u32,
    /// What its maker says of it.
    pub sheet: PartSheet,
    /// The take that was chosen for a cut.
    pub take: Option<TakeId>,
}

/// A picture. The file beside it says the same, so that a project's file may be behind for a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeEntry {
    /// Its id.
    pub id: TakeId,
    /// The job that made it.
    pub job: String,
    /// With which others it was asked for.
    #[serde(default)]
    pub batch: String,
    /// When it was made.
    pub at: Instant,
    /// Its file, relative to the folder of pictures.
    pub file: String,
    /// The SHA-256 of its file.
    pub hash: String,
    /// The file's length.
    pub bytes: u64,
    /// For which cut it was made.
    pub cut: Option<PartId>,
    /// When the review changed last.
    #[serde(default)]
    pub reviewed_at: Option<Instant>,
    /// What its maker thinks of it.
    pub review: Review,
    /// How it was made.
    pub recipe: Recipe,
}

/// The file beside a picture: the picture's own entry, which holds also where a project's file is behind or lost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sidecar {
    /// [`Sidecar::FORMAT`].
    pub format: String,
    /// For which project it was made.
    pub project: Option<ProjectId>,
    /// The picture.
    pub take: TakeEntry,
}

impl Sidecar {
    /// What such a file says it is.
    pub const FORMAT: &'static str = "emaki-take-1";
}

/// `presets.json`: the makers' own style presets with all their versions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetBook {
    /// [`PresetBook::FORMAT`].
    pub format: String,
    /// Every version of every preset.
    pub presets: Vec<PresetVersion>,
}

impl PresetBook {
    /// What such a file says it is.
    pub const FORMAT: &'static str = "emaki-preset-book-1";
}

/// A version of a preset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetVersion {
    /// Its name.
    pub name: String,
    /// Its number, from 1.
    pub version: u32,
    /// When it was written.
    pub at: Instant,
    /// By whom.
    pub author: String,
    /// What it does.
    pub style: Style,
    /// When it was taken out of the list.
    #[serde(default)]
    pub removed_at: Option<Instant>,
}
