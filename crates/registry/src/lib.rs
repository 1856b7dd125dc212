//! Which external ids are one work: decisions with evidence, as pure functions over plain values.
//!
//! What does not belong here: SQL, files, merging of values (`enrichment`).
