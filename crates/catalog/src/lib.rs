//! The keepers' pipeline: import today; collecting, curation, stats and publishing later.
//!
//! What does not belong here: formats and parsers (`sources`), decisions (`registry`), SQL (`store`).
