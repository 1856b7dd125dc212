//! From records, links and curation to golden records: choosing and merging claims, field by field. Pure.
//!
//! What does not belong here: reading or storing anything, deciding identity (`registry`).
