//! Making things: projects, character bibles, prompts, recipes and engines for pictures.
//!
//! What a maker wrote comes in as plain values, is checked, and is compiled into a [`recipe::Recipe`] for each picture;
//! an engine makes the picture. What does not belong here: the queue itself (`jobs`), tables (`store`), files
//! (`assets`).

pub mod bible;
pub mod bounds;
pub mod engines;
pub mod metadata;
pub mod place;
pub mod preset;
pub mod project;
pub mod prompt;
pub mod recipe;
pub mod request;
pub mod review;

mod config;
mod hundredths;
mod id;
mod invalid;
mod style;

pub use bible::{Appearance, Bible, PromptPart, Relationship, RelationshipKind, VisualReference};
pub use config::{EngineConfig, ProductionConfig};
pub use hundredths::Hundredths;
pub use id::{BatchId, CharacterId, IdError, PartId, ProjectId, TakeId};
pub use invalid::Invalid;
pub use preset::Preset;
pub use project::{PartKind, PartSheet, Project};
pub use recipe::{Figure, Lora, MAX_SEED, MadeBy, Model, PresetStamp, Recipe, Reference, ReferenceRole};
pub use request::Wish;
pub use review::{Review, Verdict};
pub use style::Style;
