//! The façade: every use case as one method of `App`, and the wiring and configuration behind it.
//!
//! Every door calls these methods and adds nothing to them. What does not belong here: HTTP, terminals.
