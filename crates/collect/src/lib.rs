//! Collecting: each source's lists and pages into rows, with a journal, so that a killed run goes on.
//!
//! What does not belong here: how a source is asked (`sources`), rules (`keeping`).
