//! From records, links and curation to golden records: choosing and merging claims, field by field. Pure.
//!
//! A golden record is the same whatever the order its records come in: they are put in the order of
//! `rules` first. The rules are tables; what is explained is read from the same tables as what is done.
//! What does not belong here: reading or storing anything, deciding identity (`registry`, `linking`),
//! deciding which figures are one (`casting`).

mod character;
mod claims;
mod companies;
mod disagreement;
mod edits;
mod episodes;
mod lists;
mod people;
mod person;
mod pick;
mod quality;
mod ratings;
mod release;
mod rules;
mod said;
pub mod shape;
mod statistics;
mod text;
mod titles;
mod voices;
mod words;
mod work;

pub use character::merge_character;
pub use claims::{FieldClaim, Told, claims, explain, explain_work};
pub use disagreement::{Disagreement, Position, disagreements};
pub use edits::{EditError, check_edit, value_of};
pub use lists::{one_per_work, pages};
pub use person::merge_person;
pub use quality::{Group, Quality, quality};
pub use ratings::{ENOUGH, Ratings, SourceRating, ratings, ratings_of};
pub use rules::{FieldRule, How, MEASURED, Order, Profile, SEED};
pub use titles::synonyms;
pub use work::{merge_work, merge_work_by};
