//! Rows of people and their files. Off until enabled.
//!
//! What does not belong here: works and characters.
