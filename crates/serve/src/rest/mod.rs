//! The API for programs, one file per group of endpoints.
//!
//! What does not belong here: pages, checks that every door shares.

pub mod characters;
pub mod comparing;
pub mod conversations;
pub mod curation;
pub mod edits;
pub mod external;
pub mod fetching;
mod finishing;
pub mod health;
pub mod jobs;
pub mod legacy;
pub mod metrics;
pub mod openapi;
pub mod people;
pub mod pictures;
pub mod preferences;
pub mod production;
pub mod query;
pub mod recommend;
pub mod schedule;
#[expect(dead_code, reason = "the fields are read by macros that describe them, never by code")]
pub mod schemas;
pub mod search;
pub mod socket;
pub mod sources;
pub mod tags;
pub mod timely;
pub mod trending;
pub mod updates;
pub mod works;

pub use openapi::openapi_json;
