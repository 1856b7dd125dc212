//! Helpers for tests only: private databases on the servers that `cargo xtask test` starts.
//!
//! What does not belong here: anything the product needs.
