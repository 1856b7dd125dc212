//! Moving in: the old pipeline's files and its live database, with ids that do not move.
//!
//! What does not belong here: the everyday pipeline.
