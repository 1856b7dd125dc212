//! Providers: how to ask them and how to read their answers, one folder per provider, one file per dataset
//! format.
//!
//! The path of an answer: [`providers`] turn a wish into a request (pure), [`http`] makes the request
//! politely (the only I/O here), and the provider turns the bytes into records (pure again, so that each
//! quirk has its fixture). [`client`] walks this path. [`llm`] asks a language model. `parts` holds what
//! several providers need to read dates, durations and pages. [`lists`] read what users keep at sites.
//!
//! What does not belong here: deciding which ids are one work (`registry`), choosing between claims
//! (`enrichment`), storing records.

pub mod client;
pub mod datasets;
#[doc(hidden)]
pub mod fuzzing;
pub mod http;
pub mod lists;
pub mod llm;
pub mod oauth;
mod parts;
pub mod providers;
mod unpack;
pub mod wiki;

pub use unpack::unpacked;
