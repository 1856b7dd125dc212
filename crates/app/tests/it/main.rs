//! The use cases through the façade, on a store and an index of the test's own.

mod asking;
mod editing;
mod identity;
mod indexing;
mod picturing;
mod producing;
mod recommending;
mod refreshing;
mod scheduling;
mod tokens;
mod watching;
mod works;
