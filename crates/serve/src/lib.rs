//! The doors over HTTP: REST and web pages on `App`, and the safety that all of them share.
//!
//! A handler unpacks, calls and packs. What does not belong here: use cases (`app`).
