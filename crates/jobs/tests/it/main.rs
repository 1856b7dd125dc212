//! The worker on both engines, and the store held against the rules.

mod rules;
mod scene;
mod worker;
