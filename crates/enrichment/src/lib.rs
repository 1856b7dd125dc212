//! From records, links and curation to golden records: choosing and merging claims, field by field. Pure.
//!
//! A golden record is the same whatever the order its records come in: they are put in the order of
//! `rules` first. What does not belong here: reading or storing anything, deciding identity (`registry`).

mod character;
mod claims;
mod person;
mod pick;
mod rules;
mod tags;
mod titles;
mod work;

pub use character::merge_character;
pub use claims::{FieldClaim, claims};
pub use person::merge_person;
pub use rules::{FIELD_RULES, FieldRule, How};
pub use work::merge_work;
