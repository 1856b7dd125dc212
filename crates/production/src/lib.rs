//! Making things: projects, character bibles, jobs for picture engines. Off until enabled.
//!
//! What does not belong here: the queue itself (`jobs`), files (`assets`).
