//! In-process measures, started by `cargo xtask bench`.
//!
//! What does not belong here: assertions; a benchmark prints.
